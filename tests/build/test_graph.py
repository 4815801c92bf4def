"""Whole builds: the same bytes everywhere, old files or new ones at every moment."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import parse
from rdflib import URIRef
from rdflib.namespace import RDF, SKOS

from projects import laid_out
from slm_graph import InvalidData, build_graph, triples
from slm_graph.build.graph import write_graph
from slm_graph.build.void import VOID_FILE
from slm_graph.documents import lines as json_lines
from slm_graph.documents.document import Document
from slm_graph.entries.survey import entry_documents, read_survey
from slm_graph.problems import WrongArgument
from slm_graph.project import Project, find_project
from slm_graph.rdf import DEFAULT_ENDINGS, WRITTEN_ENDINGS
from survey_data import SurveyData
from tools import ROOT

SLM = "https://w3id.org/slm-graph/ontology#"
BASE = "https://w3id.org/slm-graph/"
ALL = [text for ending in WRITTEN_ENDINGS for text in ("--format", ending)]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "slm_graph", *arguments],
        env={**os.environ, "PYTHONWARNINGS": "error", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """Return a project of one entry that a test may change."""
    shutil.copytree(ROOT / "ontology", laid_out(tmp_path) / "ontology")
    return find_project(tmp_path / "data")


@pytest.fixture(scope="module")
def built() -> rdflib.Graph:
    """Return the survey's graph as rdflib has it."""
    return build_graph(ROOT / "data")


def entries_as_lines(project: Project, path: Path, times: int = 1) -> None:
    """Write the entries of the survey as JSON Lines, each several times under other ids."""
    survey = read_survey(project)
    documents = [document for document in entry_documents(survey) if isinstance(document, Document)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(times):
            for document in documents:
                tree = json.loads(json.dumps(document.tree))
                if number:
                    tree["id"] += f"-{number}"
                    if isinstance(tree["paper"], dict):
                        tree["paper"]["id"] += f"-{number}"
                    tree["source"]["row"] = str(int(tree["source"]["row"]) + 1000 * number)
                file.write(json.dumps(tree, ensure_ascii=False) + "\n")


def test_committed_output_is_a_fresh_build(output: Path) -> None:
    for name in (*(f"slm-graph.{ending}" for ending in DEFAULT_ENDINGS), VOID_FILE):
        committed = ROOT / "output" / name
        assert committed.read_bytes() == (output / committed.name).read_bytes(), f"{committed.name} is old; run `make`"


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        pytest.param({"PYTHONHASHSEED": "2"}, marks=pytest.mark.exhaustive),
    ],
)
def test_same_bytes_in_every_environment(output: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    data = os.path.relpath(ROOT / "data", tmp_path)
    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "slm_graph",
            "build",
            "--data",
            data,
            "--output",
            "out",
            "--no-shacl",
            "--no-view",
            *ALL,
        ],
        env={**os.environ, **environment},
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert process.stderr == b""
    assert files(tmp_path / "out") == files(output)


def test_json_lines_give_the_same_bytes_as_yaml(project: Project, output: Path, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    entries_as_lines(project, lines)
    write_graph(replace(project, entries=lines), tmp_path / "out", formats=WRITTEN_ENDINGS, validate=False)
    assert files(tmp_path / "out") == files(output)


@pytest.fixture
def in_parts(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of entries that is cut into more than twelve parts."""
    monkeypatch.setattr(json_lines, "CHUNK_BYTES", 16_000)
    lines = tmp_path / "entries.jsonl"
    entries_as_lines(project, lines, times=3)
    assert lines.stat().st_size > 12 * json_lines.CHUNK_BYTES
    return lines


@pytest.mark.long
@pytest.mark.exhaustive
def test_several_processes_give_the_same_bytes_as_one(project: Project, in_parts: Path, tmp_path: Path) -> None:
    many = replace(project, entries=in_parts)
    write_graph(many, tmp_path / "one", processes=1, validate=False)
    write_graph(many, tmp_path / "two", processes=2, validate=False)
    assert files(tmp_path / "one") == files(tmp_path / "two")


@pytest.mark.long
def test_several_processes_take_the_same_items_of_authority_files_as_one(
    project: Project, in_parts: Path, tmp_path: Path
) -> None:
    text = in_parts.read_text(encoding="utf-8")
    other = text.replace('"encoder": "hubert"', '"encoder": "whisper-large-v2", "note": "Another one."')
    assert other != text
    in_parts.write_text(other, encoding="utf-8")
    many = replace(project, entries=in_parts)
    write_graph(many, tmp_path / "one", processes=1, validate=False)
    write_graph(many, tmp_path / "two", processes=2, validate=False)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    adopted = "<https://w3id.org/slm-graph/encoder/whisper-large-v2> <https://w3id.org/slm-graph/ontology#variantOf> "
    assert adopted in (tmp_path / "one" / "slm-graph.nt").read_text(encoding="utf-8")


@pytest.mark.long
def test_problems_of_json_lines_have_their_line_in_any_number_of_processes(
    project: Project, in_parts: Path, tmp_path: Path
) -> None:
    text = in_parts.read_text(encoding="utf-8").splitlines()
    changed = next(number for number, line in enumerate(text) if number >= 40 and '"encoder": "' in line)
    text[changed] = text[changed].replace('"encoder": "', '"encoder": "not-', 1)
    text[70] = text[69]
    in_parts.write_text("\n".join(text), encoding="utf-8")
    found = []
    for processes in (1, 2):
        with pytest.raises(InvalidData) as caught:
            write_graph(replace(project, entries=in_parts), tmp_path / "out", processes=processes)
        found.append({(problem.line, problem.message) for problem in caught.value.problems})
    assert found[0] == found[1]
    assert {line for line, _ in found[0]} == {changed + 1, 71}
    assert not (tmp_path / "out").exists()


def test_problems_leave_the_old_files(small: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_graph(small, out, validate=False)
    before = files(out)
    entry = small.data / "systems" / "one.yaml"
    entry.write_text(entry.read_text().replace("encoder: whisper", "encoder: wisper"))
    with pytest.raises(InvalidData, match="wisper: no such speech encoder; did you mean whisper"):
        write_graph(small, out)
    assert files(out) == before


def test_shape_failure_names_the_entry_and_leaves_the_old_files(small: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_graph(small, out, validate=False)
    before = files(out)
    shapes = small.shapes
    shapes.write_text(
        shapes.read_text()
        + "\nshape:Stricter a sh:NodeShape ; sh:targetClass slm:Prompt ; sh:property [ sh:path slm:promptKind ;"
        ' sh:in ( "template" ) ; sh:message "Only templates here; write one." ] .\n'
    )
    with pytest.raises(InvalidData) as caught:
        write_graph(small, out)
    (first,) = caught.value.problems
    line = Path(first.path).read_text().splitlines()[first.line - 1]
    assert "kind: description" in line
    assert first.message == "Only templates here; write one. (description)"
    # A check of the data does not tell it.
    assert caught.value.is_by_shapes
    assert files(out) == before


@pytest.mark.long
@pytest.mark.parametrize("moment", [0.25, *(pytest.param(at, marks=pytest.mark.exhaustive) for at in (0.1, 0.4, 0.7))])
def test_a_kill_leaves_whole_files(project: Project, tmp_path: Path, moment: float) -> None:
    lines, out = tmp_path / "entries.jsonl", tmp_path / "out"
    entries_as_lines(project, lines, times=4)
    arguments = ("build", "--data", str(lines), "--output", str(out), "--no-shacl", "--no-view")
    old = dict.fromkeys([*(f"slm-graph.{ending}" for ending in DEFAULT_ENDINGS), VOID_FILE], b"old")
    out.mkdir()
    for name, content in old.items():
        (out / name).write_bytes(content)
    process = command(*arguments)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    interrupted = {name: (out / name).read_bytes() for name in old}
    whole, _ = command(*arguments).communicate()
    assert whole.count("bytes") == len(old)
    after = files(out)
    assert set(after) == set(old), "parts of the killed build are left"
    for name, content in interrupted.items():
        assert content in (b"old", after[name])


def test_triples_are_those_of_the_graph_without_its_description(output: Path) -> None:
    lines = {f"{subject} {predicate} {item} ." for subject, predicate, item in triples(ROOT / "data")}
    graph = set((output / "slm-graph.nt").read_text(encoding="utf-8").splitlines())
    assert lines < graph
    assert all(re.search(f"<{BASE}(graph|generator|agent)[>/]", line) for line in graph - lines)


def test_build_graph_gives_all_of_it_to_rdflib(built: rdflib.Graph, output: Path) -> None:
    graph = built
    assert len(graph) == len((output / "slm-graph.nt").read_text(encoding="utf-8").splitlines())
    assert (URIRef(f"{BASE}system/salmonn"), RDF.type, URIRef(f"{SLM}System")) in graph
    assert dict(graph.namespaces())["system"] == URIRef(f"{BASE}system/")


def test_another_base_moves_the_nodes_and_leaves_the_terms(project: Project, tmp_path: Path) -> None:
    write_graph(project, tmp_path, base="https://example.org/kg/", formats=["nt"], validate=False)
    text = (tmp_path / "slm-graph.nt").read_text(encoding="utf-8")
    assert "<https://example.org/kg/system/salmonn> <https://w3id.org/slm-graph/ontology#usesLLM>" in text
    assert "<https://w3id.org/slm-graph/system/" not in text


def test_every_row_and_every_task_is_in_the_graph(built: rdflib.Graph) -> None:
    data = SurveyData(ROOT / "data")
    rows = {int(entry["source"]["row"]): entry["id"] for entry in data.systems}
    assert len(rows) == len(data.systems)
    graph = built
    numbers = graph.subject_objects(URIRef(f"{SLM}rowNumber"))
    described = {int(str(number)): str(graph.value(row, URIRef(f"{SLM}describes"))) for row, number in numbers}
    assert described == {number: f"{BASE}system/{id_}" for number, id_ in rows.items()}
    listed = list(graph.subjects(URIRef(f"{SLM}listedIn")))
    on_list = {f"{BASE}task/{name}" for name, task in data.items["tasks"].items() if "listed_in" in task}
    assert {str(task) for task in listed} == on_list
    assert len({str(graph.value(task, SKOS.notation)) for task in listed}) == len(on_list)


def test_salmonn_says_what_row_8_says(output: Path) -> None:
    text = (output / "slm-graph.ttl").read_text(encoding="utf-8")
    parts = {block.split(" ", 1)[0]: block for block in text.split("\n\n")}
    usage = f"<{BASE}usage/salmonn/"
    assert 'slm:quote "Wishper encoder (speech)"' in parts[f"{usage}whisper>"]
    assert 'slm:quote "BEATs encoder (Audio)"' in parts[f"{usage}beats>"]
    assert "slm:tuning tuning:lora" in parts[f"{usage}vicuna>"]
    librispeech = parts[f"{usage}librispeech>"]
    assert "slm:forTask task:asr" in librispeech
    assert "slm:stage stage:pretraining" in librispeech
    assert f"prov:wasDerivedFrom <{BASE}row/speech-llms-progress/8>" in librispeech
    hours = parts[f"{usage}instruction-hours>"]
    assert 'slm:hours "4400"^^xsd:decimal' in hours
    assert "slm:usageOf" not in hours
    assert "method:window-level-q-former" in parts[f"{usage}window-level-q-former>"]


def test_a_small_graph_is_whole_in_every_format(tmp_path: Path) -> None:
    """What fits into the buffer of a file reaches it too, once and in its place."""
    data = laid_out(tmp_path) / "data"
    wanted = {" ".join(triple) for triple in triples(data)}
    *graphs, void = write_graph(find_project(data), tmp_path / "output")
    assert void.path.name == VOID_FILE
    assert len(graphs) == len(DEFAULT_ENDINGS)
    for written in graphs:
        found = {str(quad.triple) for quad in parse(path=written.path)}
        assert wanted <= found, written.path.name
        (total,) = (
            re.search(r'void#triples> "([0-9]+)"', text)
            for text in found
            if text.startswith(f"<{BASE}graph> <http://rdfs.org/ns/void#triples>")
        )
        assert total is not None
        assert int(total[1]) == len(found), written.path.name


@pytest.mark.parametrize("formats", [["ttl", "rdf"], ["turtle"]])
def test_an_unknown_format_is_refused_before_anything_is_written(
    project: Project, tmp_path: Path, formats: list[str]
) -> None:
    with pytest.raises(WrongArgument, match="graphs are written as ttl, nt, jsonld, trig, nq; name one of these"):
        write_graph(project, tmp_path / "out", formats=formats)
    assert not (tmp_path / "out").exists()
