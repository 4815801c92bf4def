"""Problems as commands list them: a graph in the place of entries, and very many problems."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from slm_graph.commands.main import cli
from slm_graph.documents.lines import line_parts
from slm_graph.problems import InvalidData, Problem

N_TRIPLES = "<urn:a> <urn:b> <urn:c> .\n"


@pytest.mark.parametrize("command", ["check", "table", "build"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.nt", N_TRIPLES * 5),
        ("a.nt", f"_:a <urn:b> <urn:c> .\n{N_TRIPLES}"),
        ("entries.jsonl", f"\ufeff# A comment\n\n{N_TRIPLES}"),
        ("a.ttl", "@prefix ex: <urn:> .\nex:a ex:b ex:c ."),
        ("a.ttl", "PREFIX ex: <urn:>\nex:a ex:b ex:c ."),
        ("a.rdf", '<?xml version="1.0"?>\n<rdf:RDF/>'),
        ("a.jsonld", '{\n"@id": "urn:a"\n}'),
    ],
)
def test_a_graph_in_the_place_of_entries_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, [command, "--data", name])
    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith(f"{name}:1:1: is a graph, where entries are asked for; give ")
    assert lines[1].startswith("1 problem in 1")
    assert len(lines) == 2


def test_of_very_many_problems_the_first_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text("oops\n" * 150, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--data", str(path)])
    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert [line.partition(": not JSON")[0] for line in lines[:100]] == [f"{path}:{n}:1" for n in range(1, 101)]
    assert lines[100] == "… and 50 more; the same with --format json has all"
    assert lines[101].startswith("150 problems in 1 of ")
    assert len(lines) == 102


def test_a_program_gets_all_problems(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text("oops\n" * 150, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--data", str(path), "--format", "json"])
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["problems"]) == 150


def test_a_hundred_problems_are_all_listed(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text("oops\n" * 100, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--data", str(path)])
    assert len(result.stderr.splitlines()) == 101


def test_of_very_many_faults_of_a_graph_the_first_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    system = "<https://w3id.org/slm-graph/ontology#System>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    path.write_text("".join(f"<urn:{n}> {kind} {system} .\n" for n in range(150)), encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--graph", str(path)])
    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert lines[100].startswith("… and ")
    assert lines[100].endswith(" more; the same with --format json has all")
    assert len(lines) == 102


@pytest.mark.parametrize("command", ["build", "table"])
def test_what_checks_entries_names_the_check_of_the_same(tmp_path: Path, command: str) -> None:
    path = tmp_path / "my entries.jsonl"
    path.write_text("oops\n" * 150, encoding="utf-8")
    result = CliRunner().invoke(cli, [command, "--data", str(path)])
    assert f"… and 50 more; `slm-graph check --data '{path}' --format json` has all" in result.stderr.splitlines()


def test_what_no_check_tells_names_none(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text("oops\n" * 150, encoding="utf-8")
    runner = CliRunner()
    for part in ("1/2", "2/2"):
        made = runner.invoke(
            cli, ["build", "--data", str(path), "--partition", part, "--output", str(tmp_path / "parts")]
        )
        assert made.exit_code == 0
    result = runner.invoke(cli, ["merge", *map(str, sorted((tmp_path / "parts").iterdir()))])
    assert "… and 50 more" in result.stderr.splitlines()


def test_what_shapes_object_to_is_in_no_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def objecting(*_: object, **__: object) -> None:
        raise InvalidData((Problem("a.jsonl", line, 1, "Too many.") for line in range(1, 151)), is_by_shapes=True)

    monkeypatch.setattr("slm_graph.build.write_graph", objecting)
    result = CliRunner().invoke(cli, ["build", "--output", str(tmp_path)])
    assert "… and 50 more" in result.stderr.splitlines()


def test_a_long_beginning_is_looked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text(" " * 4_000 + "oops\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--data", str(path)])
    assert result.stderr.startswith(f"{path}:1:4001: not JSON")


def test_lines_in_parts_have_that_problem_too(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text(N_TRIPLES * 5, encoding="utf-8")
    for number in (1, 2):
        (problem,) = line_parts(path, number, 2)
        assert isinstance(problem, Problem)
        assert problem.message.startswith("is a graph")
