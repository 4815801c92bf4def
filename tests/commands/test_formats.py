"""What programs read of a command, and what a person may leave out or want more of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from forks import run
from projects import laid_out
from slm_graph.network import statistics, to_network
from slm_graph.problems import InvalidData, NotFound
from slm_graph.questions import read_questions
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(laid_out(tmp_path))
    return tmp_path


@pytest.fixture
def faulty(folder: Path) -> Path:
    """A project with a problem whose file and message have the signs that GitHub's runner reads otherwise."""
    (folder / "data" / "systems" / "a,b.yaml").write_text("id: one%two\n", encoding="utf-8")
    return folder


def test_problems_as_json_are_those_of_the_lines(faulty: Path) -> None:
    lines = run("check")
    told = run("check", "--format", "json")
    problems = json.loads(told.stdout)["problems"]
    assert (lines.returncode, told.returncode, told.stderr) == (1, 1, "")
    assert [
        f"{problem['path']}:{problem['line']}:{problem['column']}: {problem['message']}" for problem in problems
    ] == lines.stderr.splitlines()[:-1]
    assert problems


def test_problems_as_annotations_are_escaped(faulty: Path) -> None:
    problems = json.loads(run("check", "--format", "json").stdout)["problems"]
    told = run("check", "--format", "github")
    assert (told.returncode, told.stderr) == (1, "")
    read = [
        re.fullmatch(r"::error file=([^,:]*),line=(\d+),col=(\d+)::(.*)", line) for line in told.stdout.splitlines()
    ]
    assert [
        (_read(match[1]), int(match[2]), int(match[3]), _read(match[4])) for match in read if match is not None
    ] == [tuple(problem.values()) for problem in problems]


def _read(text: str) -> str:
    for code, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_no_problems_are_an_empty_list(folder: Path) -> None:
    told = run("check", "--format", "json")
    assert (told.returncode, json.loads(told.stdout)) == (0, {"files": 15, "problems": []})
    assert run("check", "--format", "github").stdout == "15 files, no problems.\n"


def test_faults_of_a_graph_as_json_and_annotations(tmp_path: Path) -> None:
    graph = ROOT / "tests" / "violations" / "edge-without-usage"
    (data,) = graph.glob("*.ttl")
    lines = run("check", "--graph", data, cwd=ROOT)
    told = run("check", "--graph", data, "--format", "json", cwd=ROOT)
    faults = json.loads(told.stdout)["faults"]
    assert (lines.returncode, told.returncode) == (1, 1)
    assert [
        f"{fault['check']}: {', '.join(f'{name} {value}' for name, value in fault['row'].items())}" for fault in faults
    ] == lines.stderr.splitlines()[:-1]
    annotations = run("check", "--graph", data, "--format", "github", cwd=ROOT).stdout.splitlines()
    assert len(annotations) == len(faults)
    assert all(line.startswith(f"::error file={data.as_posix()}::") for line in annotations)


def test_statistics_as_json() -> None:
    told = json.loads(run("stats", "--format", "json", cwd=ROOT).stdout)
    numbers = statistics(to_network(GRAPH))
    assert told["things"] == numbers.classes
    assert told["links"] == numbers.predicates
    assert told["edges"] == {"number": numbers.backed[1], "with_quote": numbers.backed[0]}
    assert [encoder["label"] for encoder in told["encoders"]] == [name for name, *_ in numbers.central_encoders]


def test_a_difference_as_json(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    old.write_text(f'<urn:a> {label} "A" .\n<urn:b> {label} "B" .\n', encoding="utf-8")
    new.write_text(f'<urn:a> {label} "Z" .\n', encoding="utf-8")
    told = run("diff", old, new, "-f", "json")
    assert told.returncode == 2
    changes = json.loads(told.stdout)
    assert [(pair["old"]["label"], pair["new"]["label"]) for pair in changes["relabelled"]] == [("A", "Z")]
    assert [thing["label"] for thing in changes["gone"]] == ["B"]


def test_the_questions_as_json() -> None:
    told = json.loads(run("query", "--format", "json", cwd=ROOT).stdout)
    questions = read_questions(ROOT / "queries")
    assert [(row["name"], row["summary"]) for row in told] == [(one.name, one.summary) for one in questions]
    assert [[parameter["name"] for parameter in row["parameters"]] for row in told] == [
        [parameter.name for parameter in one.parameters] for one in questions
    ]
    assert json.loads(run("query", "--list", "--format", "json", cwd=ROOT).stdout) == told
    both = run("query", "--list", "encoders-by-systems", cwd=ROOT)
    assert (both.returncode, both.stderr) == (2, "slm-graph: --list and a question at once; give one of them\n")
    refused = run("query", "--format", "csv", cwd=ROOT)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "table or json" in refused.stderr


def test_quiet_leaves_out_what_was_done(folder: Path) -> None:
    told = run("--quiet", "build", "--format", "nt", "--no-shacl")
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    assert (folder / "output" / "slm-graph.nt").is_file()
    assert run("--quiet", "check").stdout == "15 files, no problems.\n"


def test_verbose_tells_of_what_and_how_long(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    told = run("--verbose", "check")
    assert re.fullmatch(
        r"slm-graph \S+: the survey here, data, asked with \S+\nslm-graph check: \d+\.\d\d s\n", told.stderr
    )
    elsewhere = run("--verbose", "check", cwd=tmp_path_factory.mktemp("elsewhere"))
    assert elsewhere.stderr.startswith("slm-graph 0.1.0: the survey that slm-graph carries, ")


def test_verbose_leads_to_the_documentation_of_a_fault(folder: Path) -> None:
    plain, verbose = run("query", "nosuchq"), run("-v", "query", "nosuchq")
    assert (plain.returncode, verbose.returncode) == (2, 2)
    assert plain.stderr.count("\n") == 1
    assert verbose.stderr.endswith(f"{plain.stderr}  documented at {NotFound.docs}\n")
    (folder / "data" / "vocabulary" / "llms.yaml").write_text("- 5\n", encoding="utf-8")
    assert run("-v", "check").stderr.endswith(f"\n  documented at {InvalidData.docs}\n")


@pytest.mark.parametrize("command", ["build", "view"])
def test_a_page_is_opened_in_the_browser(command: str, folder: Path) -> None:
    browser = folder / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {folder / "opened"}\n', encoding="utf-8")
    browser.chmod(0o755)
    assert run("build", "--no-shacl", "--no-view").returncode == 0
    subprocess.run(
        [sys.executable, "-m", "slm_graph", command, "--open", *(["--no-shacl"] if command == "build" else [])],
        cwd=folder, env={**os.environ, "BROWSER": str(browser)}, check=True, capture_output=True,
    )  # fmt: skip
    page = folder / "output" / "slm-graph.html"
    assert (folder / "opened").read_text(encoding="utf-8").strip() == page.as_uri()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["build", "--open", "--no-view"], "--open and --no-view"), (["view", "--open", "-f", "csv"], "--open with")],
)
def test_what_cannot_be_opened_is_told(arguments: list[str], message: str, folder: Path) -> None:
    told = run(*arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert message in told.stderr
