"""Every fault has a folder in `cases/check`, laid over the sound project in `cases/base`, with its exact report."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import BASE, cases, laid_out, parameters
from slm_graph.build.graph import triples as build_triples
from slm_graph.build.graph import write_graph
from slm_graph.build.mapper import Mapper
from slm_graph.commands.main import cli
from slm_graph.documents.document import Document
from slm_graph.documents.json_lines import json_line
from slm_graph.documents.yaml_parser import FieldPath
from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.entries.survey import Survey, check_entry, entry_documents, read_survey
from slm_graph.entries.whole import Uniqueness, check
from slm_graph.importing.against_table import table_problems
from slm_graph.problems import InvalidData, Problem
from slm_graph.project import Project, find_project

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the base project that is the working directory."""
    monkeypatch.chdir(laid_out(tmp_path))
    return tmp_path


def found(folder: Path) -> list[str]:
    return [str(problem) for problem in check(find_project(folder / "data"))[0]]


# --- the cases


@pytest.mark.parametrize("case", cases("check"), ids=lambda case: case.name)
def test_a_case_has_a_report_and_something_to_report(case: Path) -> None:
    names = {path.relative_to(case).as_posix() for path in case.rglob("*") if path.is_file()}
    assert "problems.txt" in names, f"write {case}/problems.txt"
    assert names - {"problems.txt"}


@parameters("check")
def test_check_reports_exactly(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(laid_out(tmp_path, case))
    with pytest.raises(SystemExit) as raised:
        cli(["check"], prog_name="slm-graph")
    printed = capsys.readouterr()
    assert printed.err == (case / "problems.txt").read_text(encoding="utf-8")
    assert printed.out == ""
    assert raised.value.code == 1


@parameters("check", step=6)
def test_build_refuses_what_check_reports(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(laid_out(tmp_path, case))
    with pytest.raises(SystemExit) as raised:
        cli(["build", "--format", "nt", "--no-shacl"], prog_name="slm-graph")
    *problems, total = capsys.readouterr().err.splitlines()
    assert problems == (case / "problems.txt").read_text(encoding="utf-8").splitlines()[:-1]
    assert total.endswith("; nothing written.")
    assert raised.value.code == 1
    assert list(tmp_path.glob("output/*")) == []


@parameters("check")
def test_a_message_is_a_place_a_fact_and_a_next_step(case: Path) -> None:
    *problems, total = (case / "problems.txt").read_text(encoding="utf-8").splitlines()
    places = set()
    for problem in problems:
        path, line, column, message = problem.split(":", 3)
        assert path.startswith("data/")
        assert int(line) > 0
        assert int(column) > 0
        assert not message.endswith(".")
        assert ";" in message or " takes " in message or " is one of " in message, "what to do?"
        places.add(path)
    assert total.startswith(f"{len(problems)} problem{'s' * (len(problems) > 1)} in {len(places)} of ")


def test_the_real_command_reports_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    # All cases that are one entry more, side by side in one project.
    laid_out(tmp_path)
    for case in cases("check"):
        for entry in case.glob("data/systems/two.yaml"):
            shutil.copy(entry, tmp_path / "data" / "systems" / f"{case.name}.yaml")
    reports = set()
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-m", "slm_graph", "check"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        assert run.returncode == 1
        assert run.stdout == b""
        reports.add(run.stderr)
    assert len(reports) == 1
    assert len(reports.pop().splitlines()) > 100


# --- what must pass


def test_the_base_project_is_sound(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli(["check"], prog_name="slm-graph", standalone_mode=False)
    assert capsys.readouterr().out == "15 files, no problems.\n"


def test_the_survey_is_sound(project: Project) -> None:
    problems, files = check(project)
    assert problems == []
    assert files == len(list(project.data.rglob("*.yaml"))) > 43


@pytest.mark.parametrize("ends", ["crlf", "bom", "both"])
def test_windows_files_pass(folder: Path, ends: str) -> None:
    for path in (folder / "data").rglob("*.yaml"):
        data = path.read_bytes()
        data = data if ends == "bom" else data.replace(b"\n", b"\r\n")
        path.write_bytes(data if ends == "crlf" else b"\xef\xbb\xbf" + data)
    assert found(folder) == []


def test_json_lines_pass_with_a_byte_order_mark_and_blank_lines(folder: Path) -> None:
    (entry,) = (folder / "data" / "systems").iterdir()
    document = read_yaml(entry)[0]
    assert document is not None
    line = json.dumps(document.tree).encode()
    entry.unlink()
    (folder / "data" / "systems" / "all.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n")
    assert found(folder) == []
    (folder / "entries.jsonl").write_bytes(line)
    assert check(find_project(folder / "entries.jsonl"))[0] != []  # the vocabulary is the bundled survey's
    (folder / "data" / "entries.jsonl").write_bytes(line)
    assert check(find_project(folder / "data" / "entries.jsonl"))[0] == []


# --- files that are not committed


def test_a_file_of_100_megabytes_is_not_read(folder: Path) -> None:
    for name in ("huge.yaml", "huge.jsonl"):
        with (folder / "data" / "systems" / name).open("wb") as file:
            file.truncate(100_000_000)
    assert found(folder) == [
        "data/systems/huge.jsonl:1:1: a line of over 5,000,000 bytes; split the entry",
        "data/systems/huge.yaml:1:1: 100,000,000 bytes, more than the 5,000,000 that are read; split the file",
    ]


def test_a_folder_that_is_named_like_a_file_is_a_problem(folder: Path) -> None:
    (folder / "data" / "systems" / "x.yaml").mkdir()
    (folder / "data" / "systems" / "x.jsonl").mkdir()
    (folder / "data" / "vocabulary" / "models.yaml").unlink()
    (folder / "data" / "vocabulary" / "models.yaml").mkdir()
    hint = "cannot be read: Is a directory; check the file's name and rights"
    assert found(folder) == [
        f"data/systems/x.jsonl:1:1: {hint}",
        f"data/systems/x.yaml:1:1: {hint}",
        f"data/vocabulary/models.yaml:1:1: {hint}",
    ]


def test_a_file_without_permission_is_a_problem(folder: Path) -> None:
    entry = folder / "data" / "systems" / "one.yaml"
    entry.chmod(0)
    denied = "data/systems/one.yaml:1:1: cannot be read: Permission denied; check the file's name and rights"
    # Root may read everything.
    assert found(folder) == ([] if os.access(entry, os.R_OK) else [denied])


# --- no input brings it down

LEAVES = st.text(max_size=4) | st.sampled_from(["one", "whisper", "-", "2310.13289", "²", "1" * 5_000])
KEYS = st.sampled_from("id key name text column quote row label encoder fields columns survey cells Method".split())
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def paths(tree: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    yield path
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield from paths(tree[key], (*path, key))


def replaced(tree: Any, path: FieldPath, value: Any) -> Any:
    if not path:
        return value
    changed = copy.copy(tree)
    changed[path[0]] = replaced(tree[path[0]], path[1:], value)
    return changed


@pytest.fixture(scope="module")
def small() -> Survey:
    return read_survey(find_project(BASE / "data"))


@pytest.fixture(scope="module")
def every_field(small: Survey) -> Any:
    """Return an entry in which each field of an entry occurs."""
    (document,) = entry_documents(small)
    assert isinstance(document, Document)
    values = {
        name: slot.examples[0] if slot.examples else "one" for name, slot in small.schema.entry_class.fields.items()
    }
    usage = dict.fromkeys(small.schema.classes["EncoderUsage"].fields, "one")
    quoted = {**usage, "quote": [{"column": "Method", "text": "tuned"}, "Wishper"]}
    assert isinstance(document.tree, dict)
    return {**values, **document.tree, "encoders": [usage, quoted]}


@settings(SLOW, max_examples=200)
@given(data=st.data())
def test_any_entry_is_told_or_mapped(small: Survey, every_field: Any, data: st.DataObject) -> None:
    tree = replaced(every_field, data.draw(st.sampled_from(list(paths(every_field)))), data.draw(TREES))
    document = json_line("entries.jsonl", 1, json.dumps(tree).encode())
    if isinstance(document, Problem):
        return
    entry, uniqueness = check_entry(small, document), Uniqueness(small)
    problems = [*entry.problems, *uniqueness.add(entry), *uniqueness.dangling()]
    assert all(problem.path == "entries.jsonl" for problem in problems)
    if not problems:
        assert isinstance(document.tree, dict)
        assert Mapper(small.schema, small.vocabulary, small.sources).entry_blocks(document.tree)


@settings(SLOW, max_examples=20)
@given(name=st.sampled_from(["survey", "vocabulary/encoders", "vocabulary/papers", "systems/one"]), data=st.data())
def test_any_file_is_told_or_sound(folder: Path, name: str, data: st.DataObject) -> None:
    table = folder / "table.md"
    header = "| Name | Speech model | LLM | Dataset | prompt | Method |\n"
    table.write_text(header + "| --- " * 6 + "|\n| One |\n", encoding="utf-8")
    path = folder / "data" / f"{name}.yaml"
    before = path.read_bytes()
    tree = read_yaml(path)[0].tree  # type: ignore[union-attr]
    changed = replaced(tree, data.draw(st.sampled_from(list(paths(tree)))), data.draw(TREES))
    try:
        path.write_text(json.dumps(changed), encoding="utf-8")
        project = find_project(folder / "data")
        assert all(problem.message for problem in check(project)[0])
        with contextlib.suppress(InvalidData) if name == "survey" else contextlib.nullcontext():
            assert table_problems(project, table)  # survey.yaml may now name other columns
    finally:
        path.write_bytes(before)


WRONG = ["my paper", "GPT 4", "<x>", 'a"b', "Ж", "one", "vicuna", "a\\b", "con", "10", "2.5", "http://a b", "."]
"""Texts that are an id, a number or an address in one place and nothing in another."""


@settings(SLOW, max_examples=20)
@given(name=st.sampled_from(["survey", "vocabulary/llms", "vocabulary/papers", "systems/one"]), data=st.data())
def test_build_succeeds_where_check_is_clean(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    path = folder / "data" / f"{name}.yaml"
    before = path.read_bytes()
    tree: Any = read_yaml(path)[0].tree  # type: ignore[union-attr]
    if isinstance(tree, dict) and name != "survey":
        tree = {**tree, "variant_of": "one", "code": "https://example.org/a"}
    places = list(paths(tree))
    references = [place for place in places if place and place[-1] in ("variant_of", "paper", "described_in", "llm")]
    place = data.draw(st.sampled_from(places) | st.sampled_from(references or places))
    changed = replaced(tree, place, data.draw(st.sampled_from(WRONG)))
    output = tmp_path_factory.mktemp("output")
    try:
        path.write_text(json.dumps(changed), encoding="utf-8")
        project = find_project(folder / "data")
        problems = check(project)[0]
        try:
            write_graph(project, output, formats=["nt"], validate=False)
            told = []
        except InvalidData as error:
            told = list(error.problems)
        assert told == problems
        triples = iter(build_triples(folder / "data"))
        with contextlib.suppress(InvalidData) if problems else contextlib.nullcontext():
            assert list(triples)
    finally:
        path.write_bytes(before)
