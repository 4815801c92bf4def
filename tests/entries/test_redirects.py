"""The redirects of w3id.org, followed as Apache does, for the few directives that the file has."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from slm_graph.entries.paths import entry_paths
from slm_graph.entries.redirects import redirect_files, redirects
from slm_graph.entries.survey import entry_documents, read_survey
from slm_graph.problems import InvalidData, Problem
from slm_graph.project import Project, find_project
from tools import ROOT

BASE = "https://w3id.org/slm-graph/"
FILE = ROOT / "docs" / "w3id" / ".htaccess"
RULE = re.compile(r"RewriteRule (\S+) (\S+)(?: \[(.*)\])?")
CONDITION = re.compile(r"RewriteCond (\S+) (!?)(\S+)")


def answer(rules: str, path: str, accept: str = "*/*") -> tuple[int, str]:
    """Return the status and the address with which the rules answer a request."""
    environment: dict[str, str] = {}

    def filled(text: str) -> str:
        values = {"HTTP_ACCEPT": accept} | {f"ENV:{name}": value for name, value in environment.items()}
        return re.sub(r"%\{([^}]+)\}", lambda name: values.get(name[1], ""), text)

    holds = True
    for line in map(str.strip, rules.splitlines()):
        if condition := CONDITION.fullmatch(line):
            value, pattern = filled(condition[1]), condition[3]
            met = value == pattern[1:] if pattern.startswith("=") else bool(re.search(pattern, value))
            holds = holds and met != bool(condition[2])
        elif rule := RULE.fullmatch(line):
            match, flags = re.search(rule[1], path), (rule[3] or "").split(",")
            if holds and match:
                environment |= {
                    flag[2:].partition(":")[0]: flag.partition(":")[2] for flag in flags if flag[:2] == "E="
                }
                if status := next((flag[2:] for flag in flags if flag.startswith("R=")), ""):
                    return int(status), match.expand(re.sub(r"\$(\d)", r"\\\1", filled(rule[2])))
            holds = True
    return 404, ""


def test_the_committed_rules_are_what_the_data_give() -> None:
    assert redirect_files(ROOT) == {FILE: FILE.read_text(encoding="utf-8")}, "run `make docs`"


def test_every_iri_is_answered(project: Project) -> None:
    rules = FILE.read_text(encoding="utf-8")
    survey = read_survey(project)
    paths = [
        made.path
        for document in entry_documents(survey)
        if not isinstance(document, Problem) and isinstance(document.tree, dict)
        for made in entry_paths(survey.schema, document.tree)
    ]
    assert {path.partition("/")[0] for path in paths} >= {"system", "usage", "row", "prompt", "paper"}
    for path in (*paths[::40], "encoder/whisper", "graph", "graph/class/slm-LLM", "scheme/task", "survey/x"):
        assert answer(rules, path) == (303, f"@SITE@/{path}/index.ttl"), path
        assert answer(rules, path, "application/ld+json") == (303, f"@SITE@/{path}/index.jsonld")
        assert answer(rules, path, "application/n-triples") == (303, "@SITE@/download/slm-graph.nt")
        assert answer(rules, path, "text/html,*/*;q=0.8") == (303, f"@SITE@/{path}/index.html")
    assert answer(rules, "ontology/0.1.0") == (303, "@RAW@/v0.1.0/ontology/slm.ttl")
    assert answer(rules, "docs/") == (303, "@SITE@/docs/index.html")
    assert answer(rules, "docs/assets/x.css", "text/css") == (303, "@SITE@/docs/assets/x.css")
    for path in ("encoder", "encoders/whisper", "slm-graph", "graphs"):
        assert answer(rules, path) == (404, ""), path


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("*/*", "ttl"), ("text/turtle", "ttl"), ("text/html,*/*;q=0.8", "ttl"), ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"), ("application/trig", "trig"),
    ],
)  # fmt: skip
def test_a_version_of_the_graph_leads_to_the_files_of_its_tag(accept: str, suffix: str) -> None:
    rules = FILE.read_text(encoding="utf-8")
    path = f"output/slm-graph.{suffix}"
    assert answer(rules, "graph/0.1.0", accept) == (303, f"@RAW@/v0.1.0/{path}")
    assert (ROOT / path).is_file()


def test_a_retired_iri_leads_to_what_is_in_use(project: Project) -> None:
    rules = FILE.read_text(encoding="utf-8")
    retired = read_survey(project).retired
    assert retired.stubs
    for path in retired.stubs:
        ends = retired.resolved(path)
        if len(ends) == 1:
            assert answer(rules, path) == (301, BASE + ends[0])
            path = ends[0]
        # Of several that take its place the document tells.
        assert answer(rules, path) == (303, f"@SITE@/{path}/index.ttl")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the project with the rules."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "docs" / "w3id").mkdir(parents=True)
    shutil.copy(FILE, tmp_path / "docs" / "w3id")
    return tmp_path


def test_chains_and_dots(copied: Path) -> None:
    retired = copied / "data" / "vocabulary" / "retired.yaml"
    more = "\n- {id: paper/2301.1, label: A, deprecated: true, replaced_by: paper/2301.2}\n"
    more += "- {id: paper/2301.2, label: A, deprecated: true, replaced_by: paper/2310.13289}\n"
    more += "- {id: paper/2301.3, label: B, deprecated: true}\n"
    retired.write_text(retired.read_text(encoding="utf-8") + more, encoding="utf-8")
    (rules,) = redirect_files(copied).values()
    for path in ("paper/2301.1", "paper/2301.2"):
        assert answer(rules, path) == (301, f"{BASE}paper/2310.13289")
    assert answer(rules, "paper/230141")[0] == answer(rules, "paper/2301.3")[0] == 303
    assert redirect_files(copied) != {}


def test_a_file_of_ones_own_and_data_with_problems_are_left_alone(copied: Path) -> None:
    rules = copied / "docs" / "w3id" / ".htaccess"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("# begin: made by slm-graph docs\n", ""), encoding="utf-8")
    assert redirect_files(copied) == {}
    rules.write_text(text, encoding="utf-8")
    (copied / "data" / "vocabulary" / "retired.yaml").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidData):
        redirect_files(copied)


def test_the_rules_are_of_the_base_of_the_schema(project: Project) -> None:
    survey = read_survey(find_project(project.data))
    assert all(f" {survey.schema.base}" in line for line in list(redirects(survey))[:-1])
