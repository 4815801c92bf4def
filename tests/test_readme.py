"""The commands of README.md and of the how-tos, run as they stand and in their order, in a copy of the checkout."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import forks
from slm_graph.documents import Document
from slm_graph.entries import entry_documents, entry_tree, read_survey
from slm_graph.project import find_project
from tools import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^## ([^\n]*)$|^((?:    [^\n]*\n|\n(?=    ))+)", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SERVERS = re.compile(r"^(oxigraph|slm-graph) serve\b")
_PORT = "7878"
_STARTED_WITHIN = 60.0

FOREIGN = """# Audio Language Models, A List

| Model | Paper | LLM | Audio encoder | Data |
| --- | --- | --- | --- | --- |
| Alpha-Audio | [arXiv](https://arxiv.org/abs/2501.00001) | Qwen2.5-7B | Whisper-large-v3 | LibriSpeech, Clotho |
| Beta-Speech | [arXiv](https://arxiv.org/abs/2502.00002) | Llama-3-8B | HuBERT | GigaSpeech |
"""
FOAF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:foaf="http://xmlns.com/foaf/0.1/">
<foaf:Person rdf:about="https://example.org/ada"><foaf:name>Ada</foaf:name></foaf:Person></rdf:RDF>
"""
_GIVEN = {"foaf.rdf": FOAF}
"""What a reader has, and a fresh clone has not."""


def sections(text: str, start: str) -> Mapping[str, list[str]]:
    """Return the commands below each heading; a command may go over several lines."""
    heading, lines = start, dict[str, list[str]]()
    for match in _BLOCK.finditer(_FENCED.sub("", text)):
        if match[1] is not None:
            heading = match[1]
            continue
        block = re.sub(r"^    ", "", match[2], flags=re.MULTILINE)
        for command in _commands(block):
            lines.setdefault(heading, []).append(command)
    return lines


def _commands(block: str) -> Iterator[str]:
    """Yield the commands of a block; where it shows what they print, those behind a dollar sign."""
    if re.search(r"^\$ ", block, re.MULTILINE):
        yield from re.findall(r"^\$ (.*)$", block, re.MULTILINE)
        return
    command = ""
    for line in block.splitlines():
        command = f"{command}\n{line}" if command else line
        if command.count("'") % 2 == 0 and command.strip():
            yield command
            command = ""


SECTIONS = sections(README, "Start")
_TRIED = {command.partition(" #")[0].strip() for commands in SECTIONS.values() for command in commands}
HOW_TOS = {
    name: [
        command
        for lines in sections((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"), name).values()
        for command in lines
        if _SERVERS.match(command) or command.partition(" #")[0].strip() not in _TRIED
    ]
    for name in ("ask", "publish", "keep")
}
"""The commands that the README has not."""


def test_the_readme_shows_commands() -> None:
    assert {"Look at it", "A survey of your own", "In a triplestore"} <= SECTIONS.keys()
    assert [command.partition(" #")[0].strip() for command in SECTIONS["Start"]] == ["make", "make test"]


def test_the_python_of_the_readme_works() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) > 1_000


@pytest.mark.parametrize("heading", [heading for heading in SECTIONS if heading != "Start"])
def test_the_commands_of_a_section_work(heading: str, tmp_path: Path) -> None:
    _works(SECTIONS[heading], tmp_path)


@pytest.mark.parametrize("name", HOW_TOS)
def test_the_commands_of_a_how_to_work(name: str, tmp_path: Path) -> None:
    assert len(HOW_TOS[name]) > 4
    _works(HOW_TOS[name], tmp_path)


def test_the_parts_of_a_large_build_work(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    commands = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[0].splitlines()
    assert len(commands) == 4
    survey = read_survey(find_project(ROOT / "data"))
    lines = [json.dumps(entry_tree(document)) for document in entry_documents(survey) if isinstance(document, Document)]
    (tmp_path / "entries.jsonl").write_text("".join(f"{line}\n" for line in lines[:5]), encoding="utf-8")
    with contextlib.ExitStack() as servers:
        _run(commands, tmp_path, _environment(tmp_path), servers)
    assert (tmp_path / "graph" / "slm-graph.nt").read_text(encoding="utf-8").count(
        "#type> <https://w3id.org/slm-graph/ontology#System> ."
    ) == 5


def test_the_python_of_a_how_to_works() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "ask.md").read_text(), re.MULTILINE | re.DOTALL)
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("COSMIC ")


def _works(commands: Sequence[str], tmp_path: Path) -> None:
    folder = tmp_path / "slm-graph"
    for name in ("data", "docs", "examples", "ontology", "output", "queries"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.png", "*.html"))
    for name, text in _GIVEN.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(FOREIGN, encoding="utf-8")
    with contextlib.ExitStack() as servers:
        _run(commands, folder, _environment(tmp_path), servers)


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which the programs are found as after `. .venv/bin/activate`."""
    programs = folder / "bin"
    programs.mkdir()
    program = programs / "slm-graph"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m slm_graph "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    beside = Path(sys.executable).parent
    path = os.pathsep.join([str(programs), str(beside), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONWARNINGS": "error", "BROWSER": "true"}


def _run(commands: Sequence[str], folder: Path, environment: Mapping[str, str], servers: contextlib.ExitStack) -> None:
    port = _free_port()
    for shown in commands:
        command = shown.replace(f":{_PORT}", f":{port}")
        if _SERVERS.match(command):
            servers.enter_context(_started(command, folder, environment, _port_of(command)))
            continue
        if command.startswith("slm-graph ") and not re.search(r"[|<>;&$*?\\\n]", re.sub(r"'[^']*'", "", command)):
            words = shlex.split(command, comments=True)[1:]
            ended = forks.run(*words, cwd=folder, BROWSER=environment["BROWSER"])
        else:
            ended = subprocess.run(
                ["bash", "-c", command],
                cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
        if moved := re.match(r"cd (\S+)", command):
            folder /= moved[1]


@contextlib.contextmanager
def _started(command: str, folder: Path, environment: Mapping[str, str], port: int) -> Iterator[None]:
    server = subprocess.Popen(
        ["bash", "-c", f"exec {command}"], cwd=folder, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + _STARTED_WITHIN
        while not _listens(port):
            assert server.poll() is None, f"{command}: ended with {server.returncode}"
            assert time.monotonic() < end, f"{command}: nothing listens at {port}"
            time.sleep(0.1)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def _port_of(command: str) -> int:
    match = re.search(r"127\.0\.0\.1:(\d+)|--port (\d+)", command)
    assert match is not None, f"{command}: does not say where it listens"
    return int(match[1] or match[2])


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as connection:
        connection.bind(("127.0.0.1", 0))
        port: int = connection.getsockname()[1]
        return port
