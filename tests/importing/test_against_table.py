"""Entries against small Markdown tables, and against the survey's own where that is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import laid_out
from slm_graph.commands.main import cli
from slm_graph.importing.against_table import RowByColumn, read_table, table_problems
from slm_graph.problems import InvalidData
from slm_graph.project import find_project

HEADER = "| Name | Speech model | LLM | Dataset | prompt | Method |\n|---|---|---|---|---|---|\n"
ROW = (
    "| [One](https://example.org/one) | Wishper (speech) | Vicuna | LibriSpeech (ASR) for pretraining, 10k hours "
    "| S2T </br> Write down what you hear. | It is processed by a Q-former and tuned with LoRA. |\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(laid_out(tmp_path))
    return tmp_path


def written(text: str | bytes) -> Path:
    path = Path("survey.md")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def report(text: str | bytes) -> list[str]:
    return [str(problem) for problem in table_problems(find_project(), written(text))]


def refusal(text: str | bytes, columns: list[str]) -> str:
    with pytest.raises(InvalidData) as raised:
        read_table(written(text), columns)
    return str(raised.value)


# --- read_table


def test_a_row_has_its_line_and_its_cells_by_column(folder: Path) -> None:
    rows = read_table(
        written("# Survey\n\n| Name | LLM |\n| :-: | --- |\n|  One  | *Vicuna* |\n| Two |\n"), ["Name", "LLM"]
    )
    assert rows == [RowByColumn(5, {"Name": "One", "LLM": "*Vicuna*"}), RowByColumn(6, {"Name": "Two", "LLM": ""})]


def test_an_escaped_pipe_is_a_pipe_and_other_escapes_stay(folder: Path) -> None:
    (row,) = read_table(written("| Name |\n|---|\n| One \\| Two, \\<audio\\> `a \\| b` |\n"), ["Name"])
    assert row.cells == {"Name": "One | Two, \\<audio\\> `a | b`"}


def test_other_tables_are_passed_over(folder: Path) -> None:
    text = "| Task |\n|---|\n| ASR |\n\n| LLM | Name |\n|---|---|\n| Vicuna | One |\n\n| Name |\n|---|\n| Two |\n"
    assert read_table(written(text), ["Name", "LLM"]) == [RowByColumn(7, {"LLM": "Vicuna", "Name": "One"})]


def test_a_byte_order_mark_and_windows_line_ends_pass(folder: Path) -> None:
    assert report(b"\xef\xbb\xbf" + (HEADER + ROW).replace("\n", "\r\n").encode()) == []


def test_a_file_without_the_table_is_refused(folder: Path) -> None:
    columns = ["Name", "LLM"]
    missing = "survey.md:1:1: no table with the columns Name, LLM: "
    assert refusal("No table.\n", columns) == missing + "Name is missing; give the survey's own table"
    assert (
        refusal("| Name | LLMs |\n|---|---|\n| One | - |\n", columns) == missing + "LLM is missing; did you mean LLMs?"
    )
    assert refusal("| Name |\n|---|\n| One |\n\n| LLM |\n|---|\n| - |\n", columns).startswith(
        missing + "LLM is missing"
    )
    no_rows = "survey.md:1:1: the table with the columns Name, LLM has no rows; give the survey's own"
    assert refusal("| Name | LLM |\n|---|---|\n", columns) == no_rows


def test_a_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    assert refusal(b"| N\xe9 |\n", ["Name"]) == "survey.md:1:1: is not UTF-8; give a Markdown file in UTF-8"
    with pytest.raises(InvalidData, match=r"^none\.md:1:1: No such file or directory; give a Markdown file in UTF-8$"):
        read_table(Path("none.md"), ["Name"])
    with pytest.raises(InvalidData, match=r"^data:1:1: Is a directory; give a Markdown file in UTF-8$"):
        read_table(Path("data"), ["Name"])


# --- table_problems


def test_entries_that_copy_the_table_pass(folder: Path) -> None:
    assert report(HEADER + ROW) == []


def test_a_changed_cell_and_a_missing_phrase_are_told(folder: Path) -> None:
    changed = ROW.replace("Wishper (speech)", "Whisper (speech)").replace(
        "tuned with LoRA", "tuned with low-rank matrices"
    )
    assert report("\n" + HEADER + changed) == [
        "data/systems/one.yaml:12:19: is not cell Speech model of row 1; copy it as it stands in line 4",
        'data/systems/one.yaml:18:9: "tuned with LoRA" does not occur in cell Method of row 1;'
        " copy the words from line 4",
    ]


def test_a_missing_cell_is_told(folder: Path) -> None:
    entry = folder / "data" / "systems" / "one.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("    LLM: Vicuna\n", ""), encoding="utf-8")
    assert report(HEADER + ROW) == ["data/systems/one.yaml:11:5: cell LLM of row 1 is missing; copy it"]


def test_an_empty_cell_need_not_be_kept(folder: Path) -> None:
    entry = folder / "data" / "systems" / "one.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("    LLM: Vicuna\n", ""), encoding="utf-8")
    assert report(HEADER + ROW.replace("| Vicuna |", "| |")) == []


def test_a_row_without_a_text_is_none(folder: Path) -> None:
    assert report(HEADER + "| | | | | | |\n" + ROW) == []


def test_tables_of_systems_with_some_of_the_columns_are_the_survey_where_none_has_them_all(folder: Path) -> None:
    first = ROW.replace("Vicuna | ", "").replace(" | S2T </br> Write down what you hear.", "")
    header = "| Name | Speech model | Dataset | Method |\n|---|---|---|---|\n"
    others = "\n| Name | LLM | WER |\n|---|---|---|\n| Two | Qwen | 2 |\n\n| Dataset | Link |\n|---|---|\n| AMI | x |\n"
    assert report(header + first + others) == [
        "data/systems/one.yaml:13:10: is not cell LLM of row 1; copy it as it stands in line 3",
        "data/systems/one.yaml:15:13: is not cell prompt of row 1; copy it as it stands in line 3",
        "survey.md:7:1: row 2 (Two) has no entry; add one",
    ]


def test_a_row_without_an_entry_and_an_entry_without_a_row_are_told(folder: Path) -> None:
    entry = folder / "data" / "systems" / "one.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("  row: 1\n", "  row: 3\n"), encoding="utf-8")
    assert report(HEADER + ROW + "| Two |\n") == [
        "data/systems/one.yaml:9:8: survey.md has 2 rows, no row 3; mend the number",
        "survey.md:3:1: row 1 ([One](https://example.org/one)) has no entry; add one",
        "survey.md:4:1: row 2 (Two) has no entry; add one",
    ]


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "one", "0"])
def test_a_row_number_that_is_none_is_left_to_the_check_or_told(folder: Path, number: str) -> None:
    entry = folder / "data" / "systems" / "one.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("  row: 1\n", f"  row: {number}\n"), encoding="utf-8")
    assert "survey.md:3:1: row 1 ([One](https://example.org/one)) has no entry; add one" in report(HEADER + ROW)


def test_settings_without_columns_are_refused(folder: Path) -> None:
    settings = folder / "data" / "survey.yaml"
    settings.write_text("survey: {id: small, title: Small}\ngraph: {title: Small}\n", encoding="utf-8")
    with pytest.raises(
        InvalidData, match=r"^data/survey\.yaml:1:1: names no columns of the survey; list those of the table$"
    ):
        report(HEADER + ROW)


# --- the command


def test_the_command_tells_of_data_and_table_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "data" / "systems" / "two.yaml").write_text("id: two\n", encoding="utf-8")
    written(HEADER + ROW + "| Two |\n")
    with pytest.raises(SystemExit) as raised:
        cli(["check", "--survey", "survey.md"])
    assert raised.value.code == 1
    assert capsys.readouterr().err == (
        "data/systems/two.yaml:1:1: name is missing; add it: the name of the system in its canonical spelling\n"
        "data/systems/two.yaml:1:1: source is missing; add it: the survey row that the entry comes from\n"
        "survey.md:4:1: row 2 (Two) has no entry; add one\n"
        "3 problems in 2 of 17 files.\n"
    )


def test_the_command_passes_what_agrees(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(HEADER + ROW)
    cli(["check", "--survey", "survey.md"], standalone_mode=False)
    assert capsys.readouterr().out == "16 files, no problems.\n"
