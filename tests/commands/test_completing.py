"""What a shell completes: asked as bash asks it, by its own script."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pexpect
import pytest
from click.testing import CliRunner

from slm_graph.commands.main import cli, help_group
from slm_graph.questions import read_questions
from tools import ROOT, program


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
    assert values("rename", "salm") == ["salmonn"]
    assert values("retire", "clapcap", "--replaced-by", "clap") == ["clap", "clapcap"]
    # What begins a kind begins ids too.
    assert {"encodec", "encoder/whisper"} <= {*values("retire", "enc")}


def test_a_question_that_is_not_there_offers_nothing() -> None:
    assert completed("query", "no-such-question", "-p", "x") == [""]


def test_fish_shows_what_a_question_asks() -> None:
    (line,) = completed("query", "systems-by-llm-f", syntax="fish")
    (question,) = [
        question for question in read_questions(ROOT / "queries") if question.name == "systems-by-llm-family"
    ]
    assert question.summary.split(",")[0] in line


SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(_SLM_GRAPH_COMPLETE=bash_source slm-graph)"'),
    "zsh": (["-f", "-i"], 'autoload -U compinit; compinit -u; eval "$(_SLM_GRAPH_COMPLETE=zsh_source slm-graph)"'),
    "fish": (["--no-config", "-i"], "_SLM_GRAPH_COMPLETE=fish_source slm-graph | source"),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_what_is_typed(shell: str, tmp_path: Path) -> None:
    own = tmp_path / "slm-graph"
    own.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m slm_graph "$@"\n', encoding="utf-8")
    own.chmod(0o755)
    environment = {
        **os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb",
        "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path),
    }  # fmt: skip
    options, script = SHELLS[shell]
    typing = pexpect.spawn(
        program(shell, shell), options, cwd=str(ROOT), env=environment, encoding="utf-8",
        dimensions=(30, 200), timeout=60,
    )  # fmt: skip
    try:
        typing.sendline(f"{script}; echo read''y")
        typing.expect_exact("ready")
        for typed, rest in (
            ("slm-graph query encoder-llm-t", "ried"),
            ("slm-graph query systems-by-llm -p llm=vicu", "na"),
            ("slm-graph retire salm", "onn"),
        ):
            typing.send(f"{typed}\t")
            typing.expect_exact(rest)
            typing.send("\x15")
    finally:
        typing.close(force=True)


def test_every_command_is_in_a_group() -> None:
    assert [name for name in cli.list_commands(click.Context(cli)) if not help_group(name)] == []


def test_the_help_tells_what_a_command_does_in_a_line() -> None:
    lines = CliRunner().invoke(cli, ["--help"], prog_name="slm-graph", terminal_width=80).output.splitlines()
    assert [line for line in lines if line.endswith("...") and not line.startswith("Usage")] == []
