"""Files of RDF before they go anywhere: what they hold, and where they are not sound."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from slm_graph.loading import scanning
from slm_graph.loading.checking import check_file
from slm_graph.problems import InvalidData
from tools import ROOT, committed_triples

XSD = "http://www.w3.org/2001/XMLSchema#"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.ttl", "<http://e.org/a> <http://e.org/p> 1 .\n<http://e.org/a> <http://e.org/p> .", "2:35: "),
        (
            "a.nt",
            f'\n<http://e.org/a> <http://e.org/p> "x"^^<{XSD}integer> .',
            '2:36: "x" is no xsd:integer; correct it',
        ),
        ("a.ttl", f'<a:a> <a:p>\n 1 ,\n   "2020-02-30"^^<{XSD}date> .', '3:5: "2020-02-30" is no xsd:date; correct it'),
        ("a.ttl", f'<a:a> <a:p> "300"^^<{XSD}byte> .', '1:14: "300" is no xsd:byte; correct it'),
        ("a.ttl", "<a:a> <a:p> <b> .", "1:13: "),
        ("a.jsonld", '{"@id": "b", "http://e.org/p": 1}', "1:1: a relative IRI; give the document a @base, or"),
        ("a.jsonld", '{"@id": "http://e.org/a", "http://e.org/p": [', "1:"),
        ("a.ttl", "# nothing\n", "1:1: holds no triples; nothing to load"),
        (
            "a.trig",
            "<a:g> { <a:a> <a:p> 1 }\n<a:h> { <a:a> <a:p> 2 }",
            "2:1: holds 2 graphs (<a:g>, <a:h>), a load takes one;",
        ),
        (
            "a.nq",
            "<a:a> <a:p> <a:b> .\n<a:a> <a:p> <a:b> <a:g> .",
            "2:1: holds 2 graphs (one without a name, <a:g>), a",
        ),
        ("a.doc", "", "1:1: .doc: not known as a format of RDF; name the file"),
    ],
)
def test_a_bad_file_is_told_with_its_place(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = written(tmp_path / name, text)
    with pytest.raises(InvalidData) as error:
        check_file(path)
    assert str(error.value).startswith(f"{path}:{problem}")
    assert "\n" not in str(error.value)


def test_what_a_file_holds(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.ttl",
        '<a:s> <a:p> 7, 07, "7", "7"@en ; <a:q> 07, _:b . <a:s> <a:p> 7 .\n'
        '<a:g> <http://rdfs.org/ns/void#uriSpace> "a:" .',
    )
    checked = check_file(path)
    assert (checked.triples, checked.values, checked.graph) == (7, 6, "a:g")
    assert checked.written["a:p"] == 5
    assert checked.predicates["a:p"] == (4, 3)
    assert checked.predicates["a:q"] == (2, 2)


def test_a_named_graph_is_taken_for_its_name(tmp_path: Path) -> None:
    assert check_file(written(tmp_path / "a.nq", "<a:a> <a:p> <a:b> <a:g> .")).graph == "a:g"


def test_the_sample_is_of_a_bounded_size(tmp_path: Path) -> None:
    checked = check_file(written(tmp_path / "a.ttl", "".join(f"<a:{n}> <a:p{n % 7}> {n} .\n" for n in range(20_000))))
    assert checked.triples == 20_000
    assert 500 <= len(checked.sample) <= 1000


# --- Large files, which two processes check

HEAD = "@prefix a: <a:> .\n\n"
LONG = '"""' + "A text.\n\n" * 400 + '"""'


@pytest.fixture
def read_by_two(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let every file be large; return for each that was checked whether two processes did it."""
    done: list[bool] = []
    by_two = scanning._scan_by_two

    def noted(*args: object) -> object:
        scan = by_two(*args)  # type: ignore[arg-type]
        done.append(scan is not None)
        return scan

    monkeypatch.setattr(scanning, "LARGE", 1)
    monkeypatch.setattr(scanning, "_scan_by_two", noted)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    # Servers that are played run in threads; where there are some, a process is not forked.
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    return done


def blocks(count: int, first: int = 0) -> str:
    return "".join(f"<a:{number}> a:p {number % 7}, <a:o> .\n\n" for number in range(first, first + count))


@pytest.mark.parametrize(
    ("text", "by_two"),
    [
        pytest.param(HEAD + blocks(400), True, id="blocks"),
        pytest.param(HEAD + "@base <http://example.org/> .\n\n" + blocks(400) + "<r> a:p 1 .\n", True, id="base"),
        pytest.param(HEAD + blocks(90) + f"<a:x> a:p {LONG} .\n\n" + blocks(90), False, id="string"),
        pytest.param(HEAD + blocks(9) + "@prefix b: <b:> .\n\n" + blocks(200), False, id="prefix"),
        pytest.param(HEAD + blocks(200) + "@prefix a: <b:> .\n\n" + blocks(9), True, id="prefix-later"),
        pytest.param(HEAD + blocks(9) + "@prefix a: <b:> .\n\n" + blocks(200), False, id="prefix-again"),
        pytest.param((HEAD + blocks(200)).replace("\n\n", "\n"), False, id="no-empty-line"),
    ],
)
def test_two_processes_find_what_one_finds(
    tmp_path: Path, read_by_two: list[bool], monkeypatch: pytest.MonkeyPatch, text: str, by_two: bool
) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(text, encoding="utf-8")
    checked = check_file(path)
    assert read_by_two == [by_two]
    monkeypatch.setattr(scanning, "LARGE", 1 << 60)
    alone = check_file(path)
    assert read_by_two == [by_two, False]
    assert (checked.written, checked.graph, checked.triples) == (alone.written, alone.graph, alone.triples)
    everything = set(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    assert {ox.Quad(*triple) for triple in checked.sample} <= everything


@pytest.mark.parametrize("name", ["slm-graph.ttl", "slm-graph.nt"])
def test_two_processes_read_the_survey(read_by_two: list[bool], name: str) -> None:
    checked = check_file(ROOT / "output" / name)
    assert read_by_two == [True]
    assert (checked.triples, checked.graph) == (committed_triples(), "https://w3id.org/slm-graph/graph")
    assert 500 <= len(checked.sample) <= 1000


@pytest.mark.parametrize("number", [3, 390])
@pytest.mark.parametrize(("wrong", "told"), [('"x"^^xsd:integer', "is no xsd:integer"), ("oops", "")])
def test_a_fault_in_either_part_is_told_with_its_place(
    tmp_path: Path, read_by_two: list[bool], number: int, wrong: str, told: str
) -> None:
    head = "@prefix a: <a:> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
    path = tmp_path / "graph.ttl"
    path.write_text(head + blocks(number) + f"<a:x> a:p {wrong} .\n\n" + blocks(400 - number), encoding="utf-8")
    with pytest.raises(InvalidData) as error:
        check_file(path)
    problem = error.value.problems[0]
    assert (problem.line, told in problem.message) == (4 + 2 * number, True)
    assert read_by_two == [False]
