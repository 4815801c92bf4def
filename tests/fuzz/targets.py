"""What is fuzzed: a target for each reader of something that people or servers give.

A target takes bytes, does with them what a command does, and lets through what is told in a line (`EXPECTED`). Anything
else that it raises is a fault of ours, as is a broken law: what `check` passes is built, an import twice is idle, all
formats hold the same triples, a parameter never changes a question's structure.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox

from projects import laid_out
from slm_graph.build import write_graph
from slm_graph.commands.main import cli
from slm_graph.diff import difference
from slm_graph.documents import read_yaml
from slm_graph.entries import check
from slm_graph.graphs import Endpoint, LocalGraph, local_graph, open_graph
from slm_graph.importing import import_table
from slm_graph.network import statistics, to_network
from slm_graph.ontology import ontology_files
from slm_graph.problems import Fault
from slm_graph.project import Project, find_project
from slm_graph.questions import ReaderView, StoredQuery, bind_question, parse_question
from slm_graph.questions.results import columns_and_cells
from slm_graph.rdf import FORMATS, sparql
from slm_graph.schema import read_schema
from tools import ROOT
from workbooks import row, workbook

EXPECTED = (Fault, OSError)
"""What is told in a line."""
CASES = ROOT / "tests" / "cases"


@dataclass(frozen=True)
class Target:
    """A reader that is fuzzed: how it is called, texts to begin with, and words of its language."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...] = ()


@cache
def _folder() -> Path:
    """Return a project of this process: small, so that a case takes milliseconds."""
    folder = Path(tempfile.mkdtemp(prefix="slm-graph-fuzz-"))
    laid_out(folder)
    (folder / "entries").mkdir()
    return folder


def _project(entries: Path | None = None) -> Project:
    return replace(find_project(_folder() / "data"), entries=entries, output=_folder() / "output")


@contextlib.contextmanager
def _replaced(path: Path, data: bytes) -> Iterator[None]:
    """Put bytes in the place of a file, or beside the others, for the time of a case."""
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    try:
        yield
    finally:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)


@contextlib.contextmanager
def _schema_read_once() -> Iterator[None]:
    """Read the schema for the first case alone: it is not what these targets change, and takes most of their time."""
    with patch("slm_graph.entries.survey.read_schema", _read_schema_once):
        yield


_read_schema_once = cache(read_schema)


@_schema_read_once()
def _checked_and_built(project: Project) -> None:
    problems, _ = check(project)
    for problem in problems:
        assert "\n" not in str(problem), problem
    output = _folder() / "output"
    try:
        write_graph(project, output, formats=("nt",), validate=False)
    except EXPECTED:
        assert problems, "check passes what build refuses"
    else:
        assert not problems, f"build passes what check refuses: {problems[0]}"


def _entry(data: bytes) -> None:
    with _replaced(_folder() / "data" / "systems" / "fuzzed.yaml", data):
        _checked_and_built(_project())


def _json_lines(data: bytes) -> None:
    path = _folder() / "entries" / "entries.jsonl"
    with _replaced(path, data):
        _checked_and_built(_project(path))


def _vocabulary(data: bytes) -> None:
    with _replaced(_folder() / "data" / "vocabulary" / "encoders.yaml", data):
        _checked_and_built(_project())


def _settings(data: bytes) -> None:
    with _replaced(_folder() / "data" / "survey.yaml", data):
        _checked_and_built(_project())


def _schema(data: bytes) -> None:
    path = _folder() / "schema.yaml"
    with _replaced(path, data):
        ontology_files(read_schema(path))


def _bound_kinds(question: StoredQuery, value: str) -> list[str] | None:
    """Return the kinds of the tokens of a question whose parameters are all a value; None where it refuses that."""
    graph = local_graph('<https://w3id.org/slm-graph/encoder/a> <http://www.w3.org/2000/01/rdf-schema#label> "A" .')
    try:
        bound = bind_question(question, {parameter.name: value for parameter in question.parameters}, graph)
    except EXPECTED:
        return None
    return [token.kind for token in sparql.tokens(bound.text) if token.kind != "space"]


def _question(data: bytes) -> None:
    text, _, value = data.decode("utf-8", "replace").partition("\x00")
    question, problems = parse_question(text, "fuzzed", "fuzzed.rq")
    if problems or not question.parameters:
        return
    fuzzed = _bound_kinds(question, value)
    plain = [kinds for sane in ("a", "1", "2024", "true", "2024-01-01") if (kinds := _bound_kinds(question, sane))]
    assert fuzzed is None or not plain or fuzzed in plain, "a value changes the structure of a question"


def _rdf(ending: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        path = _folder() / f"fuzzed.{ending}"
        with _replaced(path, data):
            graph = open_graph(path)
            statistics(to_network(graph))
            assert not difference(graph, graph)

    return run


def _http(data: bytes) -> None:
    _ANSWER[:] = [data]
    with patch("time.sleep", lambda seconds: None):  # the waits between repeats
        columns_and_cells(Endpoint(_server(), timeout=5.0).query("SELECT * { ?s ?p ?o }"), ReaderView({}))


_ANSWER: list[bytes] = []


@cache
def _server() -> str:
    """Start a server in this process that says, as a whole answer, what stands in `_ANSWER`, and return its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(2)
                connection.recv(65_536)
                connection.sendall(_ANSWER[0] if _ANSWER else b"")

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/query"


def _command_line(data: bytes) -> None:
    words = [word for word in data.decode("utf-8", "surrogateescape").split("\n") if "\x00" not in word]
    if any(word.startswith(("http:", "https:")) for word in words):
        return  # only the loopback address, and that is the target http's
    here = Path.cwd()
    os.chdir(_folder())
    try:
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()):
            cli(words, prog_name="slm-graph")
    except SystemExit:
        pass
    finally:
        os.chdir(here)


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextlib.contextmanager
def _put_back(folder: Path) -> Iterator[None]:
    """Let the files of a folder be after a case what they were before it."""
    before = _contents(folder)
    try:
        yield
    finally:
        after = _contents(folder)
        for path in after.keys() - before.keys():
            path.unlink()
        for path in (path for path, content in before.items() if after.get(path) != content):
            path.write_bytes(before[path])


@_schema_read_once()
def _table(data: bytes, name: str = "table.md", survey: str = "") -> None:
    path, folder = _folder() / name, _folder() / "data"
    with _replaced(path, data), _put_back(folder):
        import_table(_project(), path, draft_new=True, update=True, survey=survey).write()
        problems, _ = check(_project())
        assert not problems, f"check refuses what import wrote: {problems[0]}"
        once = _contents(folder)
        import_table(_project(), path, draft_new=True, update=True, survey=survey).write()
        twice = _contents(folder)
        changed = [file.name for file in sorted(once.keys() | twice.keys()) if once.get(file) != twice.get(file)]
        assert not changed, f"a second import changes {', '.join(changed)}"


def _delimited(data: bytes) -> None:
    _table(data, "table.csv")


def _mapped_table(data: bytes) -> None:
    """Import a table as another survey, whose file says what tables and columns mean."""
    _table(data, survey="fuzz")


def _mapped_seeds() -> Iterable[bytes]:
    yield from _files("tests/cases/import", "*.md", 10)()
    yield (
        b"# Birds\n\n## Models\n\nModel | LLM | LLM Parameter Size | Speech Encoder | Data\n-|-|-|-|-\n"
        b"Kea | Qwen | 1.8B | Whisper \xc2\xb7 BEATs | Withheld\nKaka | Vicuna | 33B | Withheld | LibriSpeech\n\n"
        b"## Several Speech Encoders\n\n- [Kea: Hearing Birds](https://arxiv.org/abs/2405.12345)\n\n## Surveys\n\n"
        b"Title | Code\n-|-\n[A Survey of Birds](https://arxiv.org/abs/2405.12346) | [Code](https://github.com/a/b)\n"
    )


def _workbook(data: bytes) -> None:
    """Import a workbook whose sheet has these bytes for its rows: mutated as it is packed, none would be unpacked."""
    _table(workbook({"Speech": data.decode("utf-8", "replace")}), "table.xlsx")


def _sheet_seeds() -> Iterable[bytes]:
    yield (row(1, "Name", "Encoder", "Date") + row(2, "Kea", "Whisper", "@45000") + row(4, "Auk", "=0.5")).encode()


def _files(folder: str, pattern: str, most: int = 40) -> Callable[[], Iterable[bytes]]:
    """Return seeds: the smallest files of a folder of the repository."""

    def seeds() -> Iterable[bytes]:
        paths = [path for path in (ROOT / folder).rglob(pattern) if path.is_file()]
        assert paths, f"{folder}/{pattern}: no seeds"
        return [path.read_bytes() for path in sorted(paths, key=lambda path: (path.stat().st_size, str(path)))[:most]]

    return seeds


def _json_line_seeds() -> Iterable[bytes]:
    trees = [read_yaml(path)[0] for path in sorted((CASES / "base" / "data" / "systems").glob("*.yaml"))]
    lines = [json.dumps(document.tree, ensure_ascii=False).encode() for document in trees if document]
    return [*lines, b"\n".join(lines * 2), b'{"id": 1}\n[]\nnull\n']


def _question_seeds() -> Iterable[bytes]:
    values = [b"whisper", b'a" } #', b"<http://example.org/>", b"1 } DROP ALL", b"\\u003e"]
    texts = _files("queries", "*.rq")()
    return [text + b"\x00" + values[number % len(values)] for number, text in enumerate(texts)]


def _rdf_seeds(ending: str) -> Callable[[], Iterable[bytes]]:
    def seeds() -> Iterable[bytes]:
        triples = (
            "<http://a.example/s> a <https://w3id.org/slm-graph/ontology#System> ; <http://a.example/p> 1.5, 'x'@en ."
        )
        graph = local_graph(triples)
        rdf_format = ox.RdfFormat.from_extension(ending)
        assert rdf_format is not None
        text = io.BytesIO()
        ox.serialize(graph.store if FORMATS[ending].has_graphs else _triples(graph), text, rdf_format)
        return [text.getvalue()]

    return seeds


def _triples(graph: LocalGraph) -> Iterable[ox.Triple]:
    return (quad.triple for quad in graph.store)


def _http_seeds() -> Iterable[bytes]:
    results = "application/sparql-results"
    bodies = {
        f"{results}+json": b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}',
        f"{results}+xml": b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><boolean>true</boolean></sparql>',
        "application/n-triples": b"<urn:a> <urn:b> <urn:c> .\n",
        "text/html": b"<h1>no</h1>",
    }
    for kind, body in bodies.items():
        yield f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    yield b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="a", nonce="b"\r\nContent-Length: 0\r\n\r\n'
    yield b"HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


def _command_seeds() -> Iterable[bytes]:
    lines = """
        check|check --data data|check --graph output/slm-graph.ttl|build --no-view --no-shacl|query|query -e ASK{}
        query systems-by-encoder -p encoder=Wishper|query --show systems-by-task|stats|table|table --labels
        diff a.ttl b.ttl|import table.md --dry-run|--help|load --help|view --around x -o v.html|docs --check
    """
    return [
        command.strip().replace(" ", "\n").encode()
        for line in lines.strip().splitlines()
        for command in line.split("|")
    ]


_YAML = tuple("id: |name: |quote: |- {|}|[|]|: |>|&a|*a|!!str|<<|#|\"|'|\t".split("|"))
_JSON = ('{"', '":', '"', "[", "]", "\\u0000", "1e9", "null")
_TABLE = (
    "| ",
    "|---|",
    "<table>",
    "<td rowspan=2>",
    "</br>",
    "[a](b)",
    "- **a**: ",
    "[[paper]](https://a.pdf)",
    "`2024.05`",
)
_MAPPED = (
    " Size",
    " \u00b7 ",
    "Withheld",
    "## Datasets",
    "## Encoders",
    "## Surveys",
    "7B",
    " (7B)",
    "DINO",
    "| Paper ",
)
_CSV = (",", ";", "\t", '"', '""', "\r\n", "\ufeff")
_SHEET = ('<c r="A1">', "<v>1</v>", "</c>", '<row r="2">', ' t="inlineStr"', ' s="1"', "XFD1048576", "1e308", "-1")
_QUERY = ("#+ ", "?_a_iri", "?__b", "SELECT", "{", "}", "FILTER", "\x00")
_HTTP = ("HTTP/1.1 ", "\r\n", "Content-Length: ", "Location: ", "Retry-After: ", "chunked")
_ARGUMENTS = ("--data", "--format", "-p", "-e", "=", "-", "--")
_TURTLE = ("@prefix", "a ", "^^", "@en", "<<", ">>", "[]", "()", '"""', "_:b", "{", "}", "GRAPH")

_LISTED = (
    Target("entry", _entry, _files("tests/cases", "systems/*.yaml"), _YAML),
    Target("json_lines", _json_lines, _json_line_seeds, _JSON),
    Target("vocabulary", _vocabulary, _files("tests/cases", "vocabulary/encoders.yaml"), _YAML),
    Target("settings", _settings, _files("tests/cases", "survey.yaml"), _YAML),
    Target("schema", _schema, _files("tests/cases/schema", "*.yaml"), _YAML),
    Target("table", _table, _files("tests/cases/import", "*.md"), _TABLE),
    Target("mapped_table", _mapped_table, _mapped_seeds, (*_TABLE, *_MAPPED)),
    Target("csv", _delimited, _files("tests/fuzz/corpus/csv", "*.csv"), _CSV),
    Target("workbook", _workbook, _sheet_seeds, _SHEET),
    Target("question", _question, _question_seeds, _QUERY),
    Target("http", _http, _http_seeds, _HTTP),
    Target("command", _command_line, _command_seeds, _ARGUMENTS),
    *(Target(f"rdf_{ending}", _rdf(ending), _rdf_seeds(ending), _TURTLE) for ending in FORMATS),
)
TARGETS = {target.name: target for target in _LISTED}
"""The targets by their names."""
