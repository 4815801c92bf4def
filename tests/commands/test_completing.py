"""What a shell completes: asked as bash asks it, by its own script."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from slm_graph.commands.main import cli
from slm_graph.questions import read_questions
from tools import ROOT


def completed(*words: str, syntax: str = "bash") -> list[str]:
    """Return what is offered for the last word of a line."""
    environment = {
        **os.environ,
        "_SLM_GRAPH_COMPLETE": f"{syntax}_complete",
        "COMP_WORDS": shlex.join(["slm-graph", *words]) if syntax == "fish" else "\n".join(["slm-graph", *words]),
        "COMP_CWORD": words[-1] if syntax == "fish" else str(len(words)),
    }
    result = subprocess.run(
        [sys.executable, "-c", "from slm_graph.commands.main import main; main()"],
        env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert result.stderr == ""
    return result.stdout.splitlines()


def values(*words: str) -> list[str]:
    return [line.removeprefix("plain,") for line in completed(*words)]


def test_names_of_questions_are_offered() -> None:
    names = [question.name for question in read_questions(ROOT / "queries")]
    assert values("query", "systems-by-") == [name for name in names if name.startswith("systems-by-")]
    assert values("view", "--query", "systems-by-") == values("query", "systems-by-")


def test_parameters_and_what_they_can_be_are_offered() -> None:
    assert values("query", "systems-by-llm", "-p", "l") == ["llm="]
    offered = values("query", "systems-by-llm", "-p", "llm=qwen")
    assert offered == ["llm=qwen", "llm=qwen-1-8b", "llm=qwen-7b"]
    assert values("view", "--query", "systems-by-llm", "-p", "llm=qwen") == offered


@pytest.mark.parametrize("last", ["=", "qwen-"])
def test_bash_breaks_a_parameter_at_its_sign(last: str) -> None:
    words = ["llm", "="] if last == "=" else ["llm", "=", last]
    offered = values("query", "systems-by-llm", "-p", *words)
    assert {"qwen-1-8b", "qwen-7b"} <= {*offered}
    assert not any("=" in value for value in offered)


def test_ids_of_things_are_offered() -> None:
    assert values("view", "--around", "encoder/whi") == ["encoder/whisper"]
    assert values("rename", "encoder/whi") == ["encoder/whisper"]


def test_a_question_that_is_not_there_offers_nothing() -> None:
    assert completed("query", "no-such-question", "-p", "x") == [""]


def test_fish_shows_what_a_question_asks() -> None:
    (line,) = completed("query", "systems-by-llm-f", syntax="fish")
    (question,) = [
        question for question in read_questions(ROOT / "queries") if question.name == "systems-by-llm-family"
    ]
    assert question.summary.split(",")[0] in line


def test_the_script_of_bash_completes(tmp_path: Path) -> None:
    program = tmp_path / "slm-graph"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m slm_graph "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = """
        eval "$(_SLM_GRAPH_COMPLETE=bash_source slm-graph)"
        COMP_WORDS=(slm-graph query systems-by-llm -p llm = qwen-)
        COMP_CWORD=6
        _slm_graph_completion slm-graph
        printf "%s\\n" "${COMPREPLY[@]}"
    """
    result = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert result.stdout.split() == ["qwen-1-8b", "qwen-7b"]


def test_every_command_is_in_a_group() -> None:
    import click

    from slm_graph.commands.main import help_group

    assert [name for name in cli.list_commands(click.Context(cli)) if not help_group(name)] == []
