"""The commands of README.md and of the other pages, run as they stand and in their order, in a copy of the checkout."""

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

import pyoxigraph as ox
import pytest

import forks
from slm_graph.documents import Document
from slm_graph.entries import entry_documents, entry_tree, read_survey
from slm_graph.problems import NotFound
from slm_graph.project import find_project
from tools import ROOT, program, reached

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^## ([^\n]*)$|^((?:    [^\n]*\n|\n(?=    ))+)", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = re.compile(r"(\$ )?(slm-graph|oxigraph|make|mkdir|cd) ?")
"""What a block of commands begins with; others show files and answers."""
_SERVERS = re.compile(r"^(oxigraph|slm-graph) serve\b")
_SYSTEM = b"#type> <https://w3id.org/slm-graph/ontology#System> ."
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
        for command in _commands(block) if _PROGRAMS.match(block.lstrip("\n")) else ():
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


def page(place: str) -> str:
    """Return the text of a page of the repository."""
    return (ROOT / place).read_text(encoding="utf-8")


SECTIONS = sections(README, "Start")
_TRIED = {command.partition(" #")[0].strip() for commands in SECTIONS.values() for command in commands}
COMMANDS = {
    place: [
        command
        for lines in sections(page(place), place).values()
        for command in lines
        if _SERVERS.match(command) or command.partition(" #")[0].strip() not in _TRIED
    ]
    for place in sorted(
        path.relative_to(ROOT).as_posix()
        for path in (*ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/*.md"), ROOT / "data" / "README.md")
    )
}
"""The indented commands of each page, without those that the README has; fenced ones have tests of their own."""
_NOT_HERE = {"docs/triplestores.md": "of stores that are not here; those that are: tests/loading/test_triplestores.py"}
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_readme_shows_commands() -> None:
    assert {"Look at it", "A survey of your own", "In a triplestore"} <= SECTIONS.keys()
    assert [command.partition(" #")[0].strip() for command in SECTIONS["Start"]] == ["make", "make test"]


def test_what_the_first_screen_says_between_the_lines_works(tmp_path: Path) -> None:
    first = README.partition("\n## ")[0]
    typed = re.findall(r"`\.venv/bin/(slm-graph [^`]+)`", first)
    assert len(typed) == 2
    _works(typed, tmp_path)
    for place in re.findall(r"`(output/[^`]+)`", first):
        assert (ROOT / place).is_file() or place == "output/slm-graph.html", place


def test_what_the_readme_shows_as_an_answer_is_the_answer(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^    \$ slm-graph (.*)\n((?:    .*\n)+)", README, re.MULTILINE)
    answered = forks.run(*shlex.split(shown[0]), cwd=ROOT)
    told = (answered.stderr + answered.stdout).splitlines()
    for line in shown[1].splitlines():
        assert line.split() in ["…".split(), *map(str.split, told)]


def test_the_turtle_of_the_readme_is_in_the_graph() -> None:
    (turtle,) = re.findall(r"^```turtle\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    stated = set(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    assert len(stated) > 10
    assert stated <= {*ox.parse(path=ROOT / "output" / "slm-graph.ttl")}


def test_the_query_of_the_data_page_finds_the_quotes_in_their_cells(tmp_path: Path) -> None:
    (query,) = re.findall(r"^```sparql\n(.*?)^```$", page("data/README.md"), re.MULTILINE | re.DOTALL)
    answered = forks.run("query", "-e", query, "-f", "csv", cwd=ROOT)
    assert answered.returncode == 0, answered.stderr
    assert len(answered.stdout.splitlines()) > 200


def test_the_python_of_the_readme_works() -> None:
    (code,) = PYTHON.findall(README)
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) > 1_000


@pytest.mark.parametrize("heading", [heading for heading in SECTIONS if heading != "Start"])
def test_the_commands_of_a_section_work(heading: str, tmp_path: Path) -> None:
    _works(SECTIONS[heading], tmp_path)


@pytest.mark.parametrize("place", [place for place in COMMANDS if COMMANDS[place] and place not in _NOT_HERE])
def test_the_commands_of_a_page_work(place: str, tmp_path: Path) -> None:
    _works(COMMANDS[place], tmp_path)


def test_pages_show_commands() -> None:
    with_commands = {place for place, commands in COMMANDS.items() if len(commands) > 2}
    assert with_commands >= {
        "data/README.md", "docs/ask.md", "docs/keep.md", "docs/publish.md", "docs/queries.md",
        "examples/recent-speech-llms/README.md", *_NOT_HERE,
    }  # fmt: skip


def test_the_benchmarks_have_the_options_that_their_page_types() -> None:
    lines = re.findall(r"\.venv/bin/python (benchmarks/\w+\.py)([^#\n]*)", page("benchmarks/README.md"))
    assert len(lines) > 10
    for script, words in lines:
        source = page(script)
        assert [option for option in re.findall(r"--[a-z-]+", words) if f'"{option}"' not in source] == [], script


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return a folder with the entries of a large build, of which there are five."""
    survey = read_survey(find_project(ROOT / "data"))
    lines = [json.dumps(entry_tree(document)) for document in entry_documents(survey) if isinstance(document, Document)]
    (tmp_path / "entries.jsonl").write_text("".join(f"{line}\n" for line in lines[:5]), encoding="utf-8")
    return tmp_path


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page("docs/scale.md"), re.MULTILINE | re.DOTALL)


def test_the_parts_of_a_large_build_work(large: Path) -> None:
    program("make", "make")
    (makefile,), (parts, _, opened, _) = _blocks("make"), _blocks("sh")
    assert len(parts.splitlines()) == 4
    graph = large / "graph" / "slm-graph.nt"
    with contextlib.ExitStack() as servers:
        _run(parts.splitlines(), large, _environment(large), servers)
        built = graph.read_bytes()
        assert built.count(_SYSTEM) == 5
        shutil.rmtree(graph.parent)
        (large / "Makefile").write_text(makefile, encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        environment["PATH"] = os.pathsep.join([str(large / "bin"), environment["PATH"]])
        subprocess.run(["make", "-j4"], cwd=large, env=environment, check=True, capture_output=True)
        assert graph.read_bytes() == built
        _run(opened.splitlines(), large, _environment(large), servers)


@pytest.mark.exhaustive
@pytest.mark.parametrize("package", ["dask", "ray"])
def test_another_scheduler_maps_the_parts(package: str, large: Path) -> None:
    (code,) = (block for block in _blocks("python") if f"import {package}\n" in block)
    reached([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(large / "site"), package], large)
    (large / "data").mkdir()
    (large / "entries.jsonl").rename(large / "data" / "entries.jsonl")
    (large / "part.py").write_text(code, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(large / "site")}
    ended = subprocess.run([sys.executable, "part.py"], cwd=large, env=environment, capture_output=True, timeout=300)
    assert ended.returncode == 0, ended.stderr.decode()
    assert (large / "graph" / "slm-graph.nt").read_bytes().count(_SYSTEM) == 5


@pytest.mark.parametrize(
    ("place", "printed"),
    [("docs/ask.md", "COSMIC "), ("docs/python.md", f"NotFound {NotFound.docs}\n")],
)
def test_the_python_of_a_page_works(place: str, printed: str) -> None:
    (code,) = PYTHON.findall(page(place))
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(printed)


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
    programs.mkdir(exist_ok=True)
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
