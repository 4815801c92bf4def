"""A table imported by the library, as in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph import Fault, InvalidData, check, find_project, import_table
from slm_graph.starter.start import start_survey

TABLE = "| Model | Paper | Speech encoder | LLM |\n|---|---|---|---|\n| Foo | Foo: it | Whispr-X & Whisper | Bar-7B |\n"


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """Return a new survey with a table of one row."""
    start_survey(tmp_path / "mine")
    (tmp_path / "mine" / "foo.md").write_text(TABLE, encoding="utf-8")
    return tmp_path / "mine"


def entries(survey: Path) -> list[str]:
    return sorted(path.name for path in (survey / "data" / "systems").glob("*.yaml"))


def test_nothing_is_written_before_write(survey: Path) -> None:
    before = {path: path.read_bytes() for path in survey.rglob("*") if path.is_file()}
    result = import_table(survey / "data", survey / "foo.md", draft_new=True)
    assert [(change.kind, change.path.name) for change in result.changes] == [("new", "foo.yaml")]
    assert {path: path.read_bytes() for path in survey.rglob("*") if path.is_file()} == before


def test_what_is_unlinked_has_its_line_and_column(survey: Path) -> None:
    result = import_table(survey / "data", survey / "foo.md")
    assert [(line, word.column, word.text) for line, word in result.unlinked] == [
        (3, "Speech encoder", "Whispr-X"),
        (3, "LLM", "Bar-7B"),
    ]
    assert result.new_items == []
    assert any("Whispr-X" in line for line in result.lines())


def test_new_items_and_entries_are_written(survey: Path) -> None:
    project = find_project(survey / "data")
    result = import_table(project, str(survey / "foo.md"), draft_new=True)
    assert result.unlinked == []
    assert {item.class_name for item in result.new_items} >= {"SpeechEncoder", "LLM"}
    files = result.write()
    assert entries(survey) == ["foo.yaml"]
    assert files.entries == [survey / "data" / "systems" / "foo.yaml"]
    assert "whispr-x" in files.items[survey / "data" / "vocabulary" / "encoders.yaml"]
    assert list(files.lines())[-2].startswith("Wrote 1 entry to ")
    assert check(project)[0] == []
    again = import_table(project, survey / "foo.md")
    assert [change.kind for change in again.changes] == ["same"]
    assert list(again.write().lines()) == ["Nothing to write."]


def test_changed_rows_are_written_with_update_alone(survey: Path) -> None:
    import_table(survey / "data", survey / "foo.md").write()
    (survey / "foo.md").write_text(TABLE.replace(" & Whisper", ""), encoding="utf-8")
    kept = import_table(survey / "data", survey / "foo.md")
    assert (kept.changes[0].kind, kept.write().entries) == ("changed", [])
    assert len(import_table(survey / "data", survey / "foo.md", update=True).write().entries) == 1


def test_columns_can_be_said(survey: Path) -> None:
    (survey / "foo.md").write_text(TABLE.replace("Speech encoder", "Ears"), encoding="utf-8")
    result = import_table(survey / "data", survey / "foo.md", columns=["Ears=encoders"])
    assert "encoders" in result.changes[0].draft.tree


def test_what_cannot_be_imported_is_a_fault(survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Fault, match="no column Modl; did you mean Model"):
        import_table(survey / "data", survey / "foo.md", columns=["Modl=name"])
    with pytest.raises(InvalidData):
        import_table(survey / "data", survey / "none.md")
    (survey / "entries.jsonl").touch()
    with pytest.raises(Fault, match="is a file of entries; give a folder of data"):
        import_table(survey / "entries.jsonl", survey / "foo.md")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(Fault, match="no data/ here to write to"):
        import_table(find_project(), survey / "foo.md", survey="mine").write()
    (survey / "data" / "survey.yaml").write_text("survey: [", encoding="utf-8")
    with pytest.raises(InvalidData):
        import_table(survey / "data", survey / "foo.md")
