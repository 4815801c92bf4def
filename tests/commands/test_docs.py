"""`slm-graph docs`: what is generated is there, and its changes are told in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import laid_out
from slm_graph.commands.main import cli
from tools import ROOT

QUESTION = """\
#+ summary: Which LLMs do systems use?
PREFIX slm: <https://w3id.org/slm-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?llm (COUNT(?system) AS ?systems)
WHERE { ?system slm:usesLLM/rdfs:label ?llm }
GROUP BY ?llm ORDER BY ?llm
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="slm-graph")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a question, built, whose documents are up to date."""
    laid_out(tmp_path)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "llms.rq").write_text(QUESTION, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    build()
    assert run("docs").exit_code == 0
    return tmp_path


def build() -> None:
    result = run("build", "--no-shacl", "--no-view", "--format", "ttl")
    assert result.exit_code == 0, result.output


def test_what_is_committed_is_what_is_generated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = run("docs", "--check")
    assert (result.exit_code, result.output) == (0, "")


def test_a_change_of_the_data_is_told_in_words(folder: Path) -> None:
    answer = folder / "docs" / "answers" / "llms.tsv"
    assert answer.read_text(encoding="utf-8") == "llm\tsystems\nVicuna\t1\n"
    entry = (folder / "data" / "systems" / "one.yaml").read_text(encoding="utf-8")
    second = entry.replace("id: one\nname: One", "id: two\nname: Two").replace("row: 1", "row: 2")
    (folder / "data" / "systems" / "two.yaml").write_text(second.replace("2310.13289", "2310.13290"), encoding="utf-8")
    build()
    result = run("docs", "--check")
    assert result.exit_code == 1
    assert "docs/answers/llms.tsv\n  ~ Vicuna: systems 1 → 2\n" in result.output
    assert "docs/counts.tsv\n  ~ all, statements: count " in result.output
    assert "files are not what schema.yaml, queries/ and data/ give; run `make docs`" in result.output
    assert answer.read_text(encoding="utf-8") == "llm\tsystems\nVicuna\t1\n"
    assert "docs/answers/llms.tsv\n  ~ Vicuna: systems 1 → 2\n" in run("docs").output
    assert answer.read_text(encoding="utf-8") == "llm\tsystems\nVicuna\t2\n"
    assert run("docs", "--check").output == ""


def test_long_changes_are_cut(folder: Path) -> None:
    answer = folder / "docs" / "answers" / "llms.tsv"
    answer.write_text("llm\tsystems\nVicuna\t1\n" + "LLM\t0\n" * 15, encoding="utf-8")
    assert run("docs", "--check").output.startswith(
        "docs/answers/llms.tsv\n" + "  - LLM, 0\n" * 12 + "  … and 3 more\n"
    )


def test_the_answer_to_a_question_that_is_gone_goes_too(folder: Path) -> None:
    (folder / "queries" / "llms.rq").rename(folder / "queries" / "models.rq")
    run("docs")
    assert [path.name for path in (folder / "docs" / "answers").iterdir()] == ["models.tsv"]


def test_where_there_is_nothing_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Least of all files of the program's own."""
    monkeypatch.chdir(tmp_path)
    result = run("docs")
    assert result.exit_code == 1
    assert (
        result.stderr == "slm-graph: nothing here to make files of: no ontology/schema.yaml, no queries/ and no data/\n"
    )
    assert [*tmp_path.iterdir()] == []
