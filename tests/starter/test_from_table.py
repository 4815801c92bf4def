"""A survey from a table of one's own: everything is there and answers, or nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from slm_graph.commands.main import cli
from slm_graph.entries import check
from slm_graph.graphs import open_graph
from slm_graph.project import find_project
from slm_graph.questions import read_questions
from tools import ROOT

TABLE = """# Birds that *listen*

| Model | Speech encoder | LLM | Dataset | Paper |
| --- | --- | --- | --- | --- |
| Kea | Whisper-large-v3 | Qwen2.5-7B | LibriSpeech, KeaSet | [Paper](https://arxiv.org/abs/2405.00001) |
| Tui | HuBERT | KeaLM-3B | LibriSpeech | [Tui hears every thing](https://arxiv.org/abs/2406.00002) |
| Weka | Whisper-large-v3 | Qwen2.5-7B | - | - |
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder of a survey from the table above, and what was told."""
    folder = tmp_path_factory.mktemp("init")
    (folder / "README.md").write_text(TABLE, encoding="utf-8")
    given = ["init", str(folder / "mine"), str(folder / "README.md")]
    result = CliRunner().invoke(cli, given, env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return folder / "mine", result.output


def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(cli, ["query", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_it_ends_in_data_graph_page_and_counts(made: tuple[Path, str]) -> None:
    folder, told = made
    assert "3 rows: 3 of systems" in told
    assert "3 System, " in told
    assert told.endswith("&& slm-graph query systems-by-llm\n")
    assert max(len(line.rstrip()) for line in told.splitlines() if "/" not in line) <= 80
    assert {path.name for path in folder.iterdir()} == {
        ".github",
        ".gitignore",
        ".pre-commit-config.yaml",
        "README.md",
        "data",
        "ontology",
        "output",
        "queries",
        "table.md",
    }
    assert (folder / "table.md").read_text(encoding="utf-8") == TABLE
    assert {"slm-graph.ttl", "slm-graph.nt", "slm-graph.html"} <= {path.name for path in (folder / "output").iterdir()}
    assert [path.stem for path in sorted((folder / "data" / "systems").iterdir())] == ["kea", "tui", "weka"]
    assert check(find_project(folder / "data"))[0] == []


def test_the_graph_has_what_rows_name_and_no_more(made: tuple[Path, str]) -> None:
    text = (made[0] / "output" / "slm-graph.ttl").read_text(encoding="utf-8")
    assert 'rdfs:label "Birds that listen"' in text
    assert all(f'rdfs:label "{name}"' in text for name in ("HuBERT", "LibriSpeech", "Qwen2.5-7B", "Kea", "2405.00001"))
    assert all(name not in text for name in ("SALMONN", "Vicuna", "AudioCaps"))
    assert "w3id.org/slm-graph/llm/" not in text
    # What the bundled survey says of an item is not said by this one.
    assert "The survey" not in text


def test_all_stored_questions_come_along_and_answer(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made[0]
    names = [question.name for question in read_questions(folder / "queries")]
    assert names == [question.name for question in read_questions(ROOT / "queries")]
    graph = str(open_graph(folder / "output" / "slm-graph.ttl").base)
    assert graph == "https://example.org/mine/"
    assert "Kea" in ask(folder, monkeypatch, "systems-by-llm")
    assert "Whisper" in ask(folder, monkeypatch, "encoders-by-systems")
    for name in names:
        assert "https://w3id.org/slm-graph/llm" not in (folder / "queries" / f"{name}.rq").read_text(encoding="utf-8")
        ask(folder, monkeypatch, name)


def test_built_again_it_is_the_same(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made[0])
    before = {path.name: path.read_bytes() for path in Path("output").glob("slm-graph.*")}
    result = CliRunner().invoke(cli, ["build", "--output", str(made[0].parent / "again")])
    assert result.exit_code == 0, result.output
    for name in ("slm-graph.ttl", "slm-graph.html"):
        assert (made[0].parent / "again" / name).read_bytes() == before[name], name


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("t.md", "No table here.\n", "no table"),
        ("t.csv", "", ""),
        ("t.md", "| Year | Venue |\n| --- | --- |\n| 2024 | ICML |\n", ""),
        ("t.docx", "x", ""),
        ("", "", ""),
    ],
)
def test_a_bad_table_is_told_once_and_leaves_nothing(name: str, text: str, told: str, tmp_path: Path) -> None:
    table = tmp_path / (name or "none.md")
    if name:
        table.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["init", str(tmp_path / "mine"), str(table)])
    assert result.exit_code == 1, result.output
    assert told in result.output
    assert "Traceback" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ([name] if name else [])


def test_all_items_are_for_the_example(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["init", str(tmp_path / "mine"), "t.md", "--all-items"])
    assert result.exit_code == 2
    assert "--all-items is for the example" in result.output


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    table = tmp_path / "t.md"
    table.write_text(TABLE, encoding="utf-8")
    result = CliRunner().invoke(cli, ["init", str(tmp_path), str(table)])
    assert result.exit_code == 1
    assert "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["t.md"]
