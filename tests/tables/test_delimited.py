"""CSV and TSV files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.problems import InvalidData
from slm_graph.tables import Row, Table, read_tables
from slm_graph.tables.delimited import delimited_tables


def read(tmp_path: Path, content: bytes, name: str = "t.csv") -> tuple[list[Table], list[str]]:
    (tmp_path / name).write_bytes(content)
    found, problems = read_tables(tmp_path / name)
    return found, [str(problem).removeprefix(f"{tmp_path}/") for problem in problems]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", b"Name,Title\nKea,Calls\n"),
        ("t.csv", "Name;Title\r\nKea;Calls\r\n".encode("utf-8-sig")),
        ("t.CSV", b"\n Name , Title \n\n\"Kea\", \"Calls\"\n"),
        ("t.tsv", b"Name\tTitle\nKea\tCalls"),
        ("t.tab", "Name\tTitle\nKea\tCalls".encode("utf-16")),
        ("t.csv", b"Name|Title\nKea|Calls\r"),
    ],
)  # fmt: skip
def test_separators_byte_order_marks_and_line_ends(tmp_path: Path, name: str, content: bytes) -> None:
    (table,), problems = read(tmp_path, content, name)
    assert (table.header, [row.cells for row in table.rows], problems) == (("Name", "Title"), [("Kea", "Calls")], [])


def test_a_row_has_the_line_where_it_begins_and_a_cell_its_quotes_and_line_breaks(tmp_path: Path) -> None:
    (table,), _ = read(tmp_path, b'Name,Title\nKea,"Calls, ""all""\nof them"\n\nAuk,Songs\n')
    assert table.rows == (Row(2, ("Kea", 'Calls, "all"\nof them')), Row(5, ("Auk", "Songs")))


def test_rows_of_another_width_are_told(tmp_path: Path) -> None:
    (table,), problems = read(tmp_path, b"A,B\n1\n1,2,3\n1,2,\n")
    assert [row.cells for row in table.rows] == [("1", ""), ("1", "2"), ("1", "2")]
    assert problems == [
        "t.csv:2:1: has 1 of the 2 cells; the others are read as empty: add them",
        't.csv:3:1: has 3 cells for 2 columns: "3" is cut off; put a cell with a separator in "quotes"',
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty; give a CSV file with a header and rows"),
        (b"only\none\n", "has no header of several columns; give a CSV file with a header and rows"),
        (b"A,B\n\xff\xfe\n", "is not UTF-8; give a CSV file in UTF-8"),
        (b"A,B\n1,\x00\n", "character U+0000 is no text; delete it"),
        (
            b'A,B\n1,"' + b"x" * 140_000,
            "cannot be read as CSV: field larger than field limit (131072); close its quotes",
        ),
    ],
)
def test_a_file_without_a_table_is_one_clear_error(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(InvalidData, match=r"t\.csv:\d+:\d+: ") as raised:
        read(tmp_path, content)
    assert told in str(raised.value)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5), st.sampled_from(",;\t"))
def test_a_written_table_is_read_with_every_cell(rows: list[tuple[str, str, str]], separator: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows([("Name", "Title", "Year"), *rows])
    (table,), problems = delimited_tables(stream.getvalue(), "t.csv")
    assert problems == []
    assert [row.cells for row in table.rows] == [row for row in rows if any(row)]


@given(st.text(st.sampled_from('a,;"\n\t |'), max_size=40))
def test_any_text_is_read_or_told(text: str) -> None:
    found, _ = delimited_tables(text, "t.csv")
    assert all(len(row.cells) == len(table.header) for table in found for row in table.rows)
