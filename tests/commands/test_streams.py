"""Standard output that is full, closed or left early ends in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")
COMMANDS = [["query"], ["query", "-e", "ASK {}"], ["table"], ["stats"], ["--help"], ["table", "--help"], ["--version"]]


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = line.replace("slm-graph", f"{sys.executable} -m slm_graph")
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_output_is_told_in_one_line(command: list[str]) -> None:
    words = " ".join(f"'{word}'" for word in command)
    result = shell(f"slm-graph {words} > /dev/full")
    assert result.stderr == "slm-graph: standard output: No space left on device\n"
    assert result.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="a shell of Windows closes no stream")
@pytest.mark.parametrize("command", ["query -e 'ASK {}'", "check", "--help"])
def test_a_closed_output_is_told_in_one_line(command: str) -> None:
    result = shell(f"slm-graph {command} >&-")
    assert result.stderr == "slm-graph: standard output is closed; send it to a file or to /dev/null\n"
    assert result.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="a shell of Windows closes no stream")
def test_other_closed_streams_are_nothing_to_a_command_that_needs_them_not() -> None:
    assert shell("slm-graph query -e 'ASK {}' <&- 2>&-").returncode == 0
    assert shell("slm-graph query - <&-").stderr.count("\n") == 1
    assert shell("slm-graph query no/such-question.rq 2>&-").returncode == 2


def test_a_reader_that_leaves_is_told_nothing() -> None:
    result = shell("slm-graph query -e 'SELECT * { ?s ?p ?o }' -f csv | head -1")
    assert (result.stdout.strip(), result.stderr) == ("o,p,s", "")


def test_an_encoding_that_lacks_a_character_is_told_in_one_line() -> None:
    result = shell("slm-graph query -e 'ASK {} # Ж' --show", PYTHONIOENCODING="latin-1")
    assert result.stderr.startswith("slm-graph: standard output: latin-1 has no ")
    assert result.stderr.count("\n") == result.returncode == 1
