"""XLSX workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph.problems import InvalidData
from slm_graph.tables import Row, Table, read_tables
from slm_graph.tables import workbook as reader
from workbooks import row, workbook


def read(tmp_path: Path, data: bytes) -> list[Table]:
    (tmp_path / "t.xlsx").write_bytes(data)
    found, problems = read_tables(tmp_path / "t.xlsx")
    assert problems == []
    return found


def test_each_sheet_is_a_table_under_its_name_with_the_numbers_of_its_rows(tmp_path: Path) -> None:
    speech = row(2, "Name", "Hours", "Date") + row(4, "Kea", "=960", "@45000") + row(5, "Auk", "=0.5")
    first, second = read(
        tmp_path, workbook({"Speech": speech, "Empty": "", "Data": row(1, "Name", "Link") + row(2, "B", "x")})
    )
    rows = (Row(4, ("Kea", "960", "2023-03-15")), Row(5, ("Auk", "0.5", "")))
    assert first == Table("Speech", 2, ("Name", "Hours", "Date"), rows, ("Speech",))
    assert (second.heading, second.rows) == ("Data", (Row(2, ("B", "x")),))


def test_a_merged_cell_is_in_every_row_and_column_that_it_spans(tmp_path: Path) -> None:
    rows = row(1, "Name", "Data") + row(2, "Kea", "One") + row(3, "", "Two")
    (table,) = read(tmp_path, workbook({"S": rows}, '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'))
    assert [line.cells for line in table.rows] == [("Kea", "One"), ("Kea", "Two")]


def test_a_column_without_a_header_has_one_by_its_position(tmp_path: Path) -> None:
    (table,) = read(tmp_path, workbook({"S": row(1, "Name") + row(2, "Kea", "x")}))
    assert table.header == ("Name", "column 2")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "cannot be read as XLSX: File is not a zip file; save it again, or export it as CSV"),
        (b"Name,LLM\n", "cannot be read as XLSX: File is not a zip file; save it again, or export it as CSV"),
        (workbook({"S": ""}), "has no header and rows; give an XLSX file with a header and rows"),
        (workbook({"S": row(1, "A", "B")})[:-30], "cannot be read as XLSX"),
        (
            workbook({"S": row(1, "A", "B") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'}),
            "xl/worksheets/s1.xml spans more than 5,000,000 cells; delete what is far from the table",
        ),
        (
            workbook({"S": row(1, "A", "B") + '<row r="4000000000"><c><v>1</v></c></row>'}),
            "xl/worksheets/s1.xml spans more than 5,000,000 cells",
        ),
        (
            workbook({"S": '<row r="1"><c r="A1"><v>1</v></c><c r="BXFD10485761"><v>1</v></c></row>'}),
            "xl/worksheets/s1.xml spans more than 5,000,000 cells",
        ),
        (
            workbook({"S": row(1, "A", "B") + f'<row r="2"><c r="B{"0" * 40}53856546"><v>1</v></c></row>'}),
            "xl/worksheets/s1.xml spans more than 5,000,000 cells",
        ),
        (
            workbook({"S": row(1, "A", "B") + """<row r='2'><c s=">" r = '&#66;53856546'><v>1</v></c></row>"""}),
            "xl/worksheets/s1.xml spans more than 5,000,000 cells",
        ),
        (workbook({"S": row(1, "A", "B") + '<row r="2"><c r="B2"><v>1</c></row>'}), "mismatched tag: line"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(InvalidData, match=r"t\.xlsx:1:1: ") as raised:
        read(tmp_path, data)
    assert told in str(raised.value)


def test_any_damaged_byte_is_told_or_does_no_harm(tmp_path: Path) -> None:
    sound = workbook({"S": row(1, "A", "B") + row(2, "x", "y")})

    def outcome(position: int) -> str:
        try:
            read(tmp_path, sound[:position] + bytes([sound[position] ^ 0x81]) + sound[position + 1 :])
        except InvalidData:
            return "told"
        return "read"

    assert {outcome(position) for position in range(0, len(sound), 3)} == {"read", "told"}


def test_a_workbook_that_unpacks_to_very_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = workbook({"S": row(1, "A", "B") + "<!---->" * 200_000})
    assert len(sheet) < 10_000
    assert read(tmp_path, workbook({"S": row(1, "A", "B") + row(2, "x", "y") + "<!---->" * 200_000}))
    monkeypatch.setattr(reader, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(InvalidData, match=r"is 1,40[0-9],[0-9]{3} bytes unpacked; give the table alone"):
        read(tmp_path, sheet)
