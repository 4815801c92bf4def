"""Tables of Markdown text: what is read, and what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from slm_graph.problems import InvalidData
from slm_graph.tables.reader import read_tables, tables_of
from slm_graph.tables.table import Row, Table


def tables(text: str) -> list[Table]:
    found, problems = tables_of(text, "t.md")
    assert problems == []
    return found


def rows(text: str) -> list[tuple[str, ...]]:
    (table,) = tables(text)
    return [row.cells for row in table.rows]


def report(text: str) -> list[str]:
    return [str(problem) for problem in tables_of(text, "t.md")[1]]


# --- pipe tables


@pytest.mark.parametrize(
    "text",
    [
        "| Name | LLM |\n| --- | --- |\n| One | Vicuna |\n",
        "Name | LLM\n--|--\nOne | Vicuna",
        " Name | LLM\n-----|----|\nOne|Vicuna\n",
        "|Name|LLM\n:-:|--:\n|One|Vicuna\n",
        "| Name | LLM |\r\n| :--- | ---: |\r\n| One | Vicuna |  \r\n",
        "\ufeff| Name | LLM |\n|---|---|\n|\tOne\t|\tVicuna\t|\n".removeprefix("\ufeff"),
        "Some words right above.\n| Name | LLM |\n|---|---|\n| One | Vicuna |\n\nMore words.\n",
    ],
)
def test_a_table_is_read_in_every_form_that_it_may_have(text: str) -> None:
    (table,) = tables(text)
    assert (table.header, [row.cells for row in table.rows]) == (("Name", "LLM"), [("One", "Vicuna")])


def test_a_cell_stays_as_it_is_written() -> None:
    cells = (
        "[One](https://example.org/a_b) **x** ~~y~~",
        "a </br> b<br>c &amp; `d`",
        r"\<audio\> ![i](f.png)",
        "，模型：",
    )
    assert rows("| A | B | C | D |\n|-|-|-|-|\n| " + " | ".join(cells) + " |") == [cells]


def test_an_escaped_pipe_is_a_pipe_of_the_cell() -> None:
    assert rows("| A | B |\n|-|-|\n| x \\| y | `a \\| b` |") == [("x | y", "`a | b`")]


def test_rows_and_headers_have_their_line_in_the_file() -> None:
    found = tables("# One\n\n| A | B |\n|-|-|\n| 1 | 2 |\n\ntext\n\nA | B\n-|-\n3 | 4\n5 | 6")
    assert [(table.line, [row.line for row in table.rows]) for table in found] == [(3, [5]), (9, [11, 12])]


def test_a_table_has_the_text_of_the_nearest_heading() -> None:
    text = "| A |\n|-|\n| 1 |\n"
    headings = [
        text,
        "# Speech *LLMs*, [2024](x) `v1` <a name='x'></a>&amp; more\n\n" + text,
        "Music\nand sound\n=====\n\n" + text + "\nand\n\n" + text,
        "<h3 align='center'>Audio &amp;\n<b>video</b></h3>\n\n" + text,
        "<details>\n<summary>Old ones</summary>\n\n" + text + "\n</details>\n",
    ]
    found = tables("\n".join(headings))
    assert [table.heading for table in found] == [
        "",
        "Speech LLMs, 2024 v1 & more",
        "Music and sound",
        "Music and sound",
        "Audio & video",
        "Old ones",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- Models:\n\n  | A | B |\n  |---|---|\n  | 1 | 2 |\n- more\n",
        "1. Models\n   - Speech\n\n     A | B\n     --|--\n     1 | 2\n",
        "> | A | B |\n> |---|---|\n> | 1 | 2 |\n",
        "> - > A | B\n>   > --|--\n>   > 1 | 2\n",
        "<details>\n<summary>more</summary>\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n</details>\n",
    ],
)
def test_a_table_inside_a_list_a_quote_or_details_is_read(text: str) -> None:
    (table,) = tables(text)
    assert (table.header, [row.cells for row in table.rows]) == (("A", "B"), [("1", "2")])


@pytest.mark.parametrize(
    "text",
    [
        "```\n| A | B |\n|---|---|\n| 1 | 2 |\n```\n",
        "~~~md\n<table><tr><td>A</td></tr></table>\n~~~\n",
        "    | A | B |\n    |---|---|\n",
        "<!--\n| A | B |\n-->\n",
        "<!-- <table><tr><td>A</td></tr></table> -->\n",
        "Write `<table><tr><td>A</td></tr></table>` yourself.\n",
        "[English](a.md) | [中文](b.md)\n",
        "a | b and c | d\nin prose | of two lines\n",
        "Heading\n---\na | b\n",
        "A | B\n===\n1 | 2\n",
        "A | B\n---\n",
        "A | B\n---\n1 | 2 | 3\n",
        "| a\n| b\n",
        "| one line |\n",
    ],
)
def test_what_is_no_table_is_none_and_no_fault(text: str) -> None:
    assert tables(text) == []


def test_empty_and_equal_headers_are_told_apart_by_position() -> None:
    (table,) = tables("|| Link | Task | Link ||\n|-|-|-|-|-|\n|1|2|3|4|5|\n")
    assert table.header == ("column 1", "Link", "Task", "Link (column 4)", "column 5")


def test_headers_stay_different_when_one_is_written_like_a_position() -> None:
    (table,) = tables("| column 3 | Link (column 4) | | Link | Link |\n|-|-|-|-|-|\n|1|2|3|4|5|\n")
    assert len({*table.header}) == 5


def test_a_table_without_rows_is_read() -> None:
    assert tables("| A | B |\n|---|---|\n") == [Table("", 1, ("A", "B"), ())]


# --- rows of another width


def test_a_row_with_too_few_cells_is_told_and_filled() -> None:
    text = "> | A | B | C |\n> |-|-|-|\n> | 1 | 2 |\n> 1\n"
    (table,), _ = tables_of(text, "t.md")
    assert [row.cells for row in table.rows] == [("1", "2", ""), ("1", "", "")]
    assert report(text) == [
        "t.md:3:12: has 2 of the 3 cells; the others are read as empty: add them, with | between",
        "t.md:4:4: has 1 of the 3 cells; the others are read as empty: add them, with | between",
    ]


def test_a_row_with_too_many_cells_is_told_with_what_was_cut() -> None:
    text = "A | B\n--|--\n1 | 2 | x `y` | z\n1 | 2 | |\n"
    (table,), _ = tables_of(text, "t.md")
    assert [row.cells for row in table.rows] == [("1", "2"), ("1", "2")]
    assert report(text) == ['t.md:3:9: has 4 cells for 2 columns: "x `y` | z" is cut off; write a | of a cell as \\|']


# --- what looks like a table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "| A | B | C |\n|---|---|\n| 1 | 2 | 3 |\n",
            "t.md:2:1: the row of dashes has 2 of the header's 3 cells, so that there is no table; write |---|---|---|",
        ),
        (
            "- x\n\n  A | B\n  --|--|--\n  1 | 2\n",
            "t.md:4:3: the row of dashes has 3 of the header's 2 cells, so that there is no table; write |---|---|",
        ),
        (
            "A | B\n---\n1 | 2\n",
            "t.md:2:1: the row of dashes has 1 of the header's 2 cells, so that there is no table; write |---|---|",
        ),
        (
            "text\n| A | B |\n| 1 | 2 |\n| 3 | 4 |\n",
            "t.md:2:1: looks like a table, but has no row of dashes below its header; write |---|---| below it",
        ),
        (
            "| A | B |\n| — | — |\n| 3 | 4 |\n",
            "t.md:1:1: looks like a table, but has no row of dashes below its header; write |---|---| below it",
        ),
        (
            "A | B | C\n1 | 2 | 3\n4 | 5 | 6\n",
            "t.md:1:1: looks like a table, but has no row of dashes below its header; write |---|---|---| below it",
        ),
        (
            "<details>\n| A | B |\n|---|---|\n| 1 | 2 |\n</details>\n",
            "t.md:2:1: a table right below HTML is none; put an empty line between them",
        ),
        (
            "A | B\n--|--\n1 | 2\n\n| 3 | 4 |\n| 5 | 6 |\n",
            "t.md:5:1: 2 rows after the end of the table: an empty line ends a table; delete it",
        ),
        (
            "A | B\n--|--\n1 | 2\n- | 4\n",
            "t.md:4:1: a row after the end of the table: what begins like a list, a quote or code ends a table;"
            " begin the row with |",
        ),
        (
            "> A | B\n> --|--\n> 1 | 2\n>\n> | 3 | 4 |\n",
            "t.md:5:3: a row after the end of the table: an empty line ends a table; delete it",
        ),
    ],
)
def test_what_looks_like_a_table_but_is_none_is_told(text: str, told: str) -> None:
    assert report(text) == [told]


def test_prose_with_a_pipe_after_a_table_is_no_fault() -> None:
    assert len(tables("A | B\n--|--\n1 | 2\n\nThat is a | b, or\nwhatever.\n")) == 1


def test_a_second_table_right_after_the_first_is_a_table() -> None:
    assert len(tables("| A |\n|---|\n| 1 |\n\n| B |\n|---|\n| 2 |\n")) == 2


# --- HTML tables

HTML = """\
<div align="center">
<h2>Speech <i>LLMs</i></h2>
<table>
  <thead>
    <tr><th>Model</th><th><b>LLM</b></th></tr>
  </thead>

  <tbody>
    <tr>
      <td><a href="https://example.org">One</a>,
          <code>x</code></td>

      <td>Vicuna<br/>7B &amp; more</td>
    </tr>
    <!-- <tr><td>not</td></tr> -->
  </tbody>
</table>
</div>

# Next

| A |
|---|
| 1 |
"""


def test_an_html_table_is_read_with_the_source_of_its_cells() -> None:
    first, second = tables(HTML)
    cells = ('<a href="https://example.org">One</a>, <code>x</code>', "Vicuna<br/>7B &amp; more")
    assert first == Table("Speech LLMs", 4 + 1, ("Model", "<b>LLM</b>"), (Row(9, cells),), ("Speech LLMs",))
    assert second == Table("Next", 22, ("A",), (Row(24, ("1",)),), ("Next",))


def test_an_indented_html_table_with_empty_lines_is_no_code() -> None:
    assert rows("<table>\n\n    <tr><th>A</th></tr>\n\n    <tr><td>1 | 2</td></tr>\n\n</table>\n") == [("1 | 2",)]


def test_end_tags_may_be_missing() -> None:
    assert rows("<table><tr><th>A<th>B<tr><td>1<td>2<tr><td>3<td>4</table>") == [("1", "2"), ("3", "4")]


def test_an_html_table_in_the_midst_of_a_paragraph_or_a_quote_is_read() -> None:
    assert rows("Table 1: <table><tr><td>A</td></tr>\n<tr><td>1</td></tr></table> and more\n") == [("1",)]
    assert rows("> <table>\n> <tr><td>A</td></tr>\n>\n> <tr><td>1\n> 2</td></tr></table>\n") == [("1 2",)]


def test_two_html_tables_in_one_block_are_two() -> None:
    first, second = tables(
        "<table><tr><td>A</td></tr><tr><td>1</td></tr></table>\n"
        "<h3>Two</h3><table><tr><td>B</td></tr>\n<tr><td>2</td></tr></table>\n"
    )
    assert (first.line, second.line, second.heading, second.rows) == (1, 2, "Two", (Row(3, ("2",)),))


def test_a_table_may_begin_where_another_ends() -> None:
    one = "<table><tr><td>A</td></tr><tr><td>1</td></tr></table>"
    assert [table.line for table in tables(f"{one}{one}\n\n{one}")] == [1, 1, 3]


def test_a_table_within_a_cell_stays_in_the_cell() -> None:
    inner = "<table><tr><td>x</td><td>y</td></tr></table>"
    assert rows(f"<table><tr><td>A</td></tr><tr><td>{inner}</td></tr></table>") == [(inner,)]


def test_spanned_columns_and_rows_have_the_cell_repeated() -> None:
    text = (
        '<table><tr><th rowspan="2">Model</th><th colspan=2>Data</th></tr>\n<tr><th>Set</th><th>Hours</th></tr>\n'
        '<tr><td rowspan="2">One</td><td>LibriSpeech</td><td>960</td></tr>\n<tr><td>AISHELL</td><td>178</td></tr>\n'
        '<tr><td>Two</td><td colspan="2">-</td></tr></table>'
    )
    (table,) = tables(text)
    assert table.header == ("Model", "Data Set", "Data Hours")
    assert [row.cells for row in table.rows] == [
        ("One", "LibriSpeech", "960"),
        ("One", "AISHELL", "178"),
        ("Two", "-", "-"),
    ]


def test_rows_of_a_thead_are_the_header_whatever_their_cells() -> None:
    head = "<thead><tr><td>Data<td>Data<tr><td>Set<td>Hours</thead>"
    (table,) = tables(f"<table>{head}<tbody><tr><th>x<td>1<tr><th>y<td>2<tr><th>z<th>3</tbody></table>")
    assert table.header == ("Data Set", "Data Hours")
    assert [row.cells for row in table.rows] == [("x", "1"), ("y", "2"), ("z", "3")]


def test_a_rowspan_of_0_goes_to_the_end() -> None:
    text = "<table><tr><td>A<td>B<tr><td rowspan=0>x<td>1<tr><td>2<tr><td>3</table>"
    assert rows(text) == [("x", "1"), ("x", "2"), ("x", "3")]


def test_a_row_without_cells_is_spanned_as_others_are() -> None:
    """A header of cells that span two rows, and an empty row below it: no cell moves into the rows of the body."""
    head = "<table><thead><tr><th rowspan=2>A</th><th rowspan=2>B</th></tr><tr></tr></thead>"
    assert rows(f"{head}<tr><td rowspan=3>x</td><td>1</td></tr><tr><td>2</td></tr><tr></tr></table>") == [
        ("x", "1"),
        ("x", "2"),
    ]
    assert rows(f"{head}<tr><td>x</td><td>1</td></tr></table>") == [("x", "1")]


def test_a_rowspan_ends() -> None:
    text = "<table><tr><td>A<td>B<tr><td rowspan=3>x<td>1<tr><td>2<tr><td>3<tr><td>y<td>4</table>"
    assert rows(text) == [("x", "1"), ("x", "2"), ("x", "3"), ("y", "4")]


def test_a_title_row_and_a_caption_are_headings() -> None:
    assert tables("<table><tr><th colspan=2>Speech</th></tr><tr><td>A<td>B</table>")[0].heading == "Speech"
    assert tables("<table><caption>Music <b>ones</b></caption><tr><td>A<td>B</table>")[0].heading == "Music ones"


def test_html_rows_of_another_width_are_told() -> None:
    text = "<table><tr><td>A<td>B\n<tr><td>1\n <tr><td>1<td>2<td>x<td>y\n<tr><td colspan=2>Open ones</table>"
    (table,), _ = tables_of(text, "t.md")
    assert [row.cells for row in table.rows] == [("1", ""), ("1", "2")]
    assert report(text) == [
        "t.md:2:1: has 1 of the 2 cells; the others are read as empty: add them as <td></td>",
        't.md:3:2: has 4 cells for 2 columns: "x | y" is cut off; add a header',
        't.md:4:1: "Open ones" spans all columns, so that it is read as a heading and not as a row;'
        " give it cells if it is one",
    ]


def test_html_that_cannot_be_read_is_told() -> None:
    assert report("text\n\n<table><tr><td>A\n\n# B\n") == ["t.md:3:1: a <table> without </table> is not read; close it"]
    assert report("text\n\n<table><tr><td>\n<table>") == ["t.md:3:1: a <table> without </table> is not read; close it"]
    assert report("<table><tr><td>A <![foo[ b</td></tr></table>\n") in (
        ["t.md:1:18: is no HTML that can be read; delete it"],
        [],  # later releases of Python read on
    )


# --- files


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InvalidData) as raised:
        read_tables(path)
    return str(raised.value)


def test_a_byte_order_mark_passes(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_bytes(b"\xef\xbb\xbf| A |\r\n|---|\r\n| 1 |\r\n")
    assert read_tables(tmp_path / "t.md") == ([Table("", 1, ("A",), (Row(3, ("1",)),))], [])


def test_a_file_without_a_table_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("t.md")
    step = "give a Markdown file with a table or a list of links to papers"
    assert refusal(path, b"") == f"t.md:1:1: is empty; {step}"
    assert refusal(path, b"\xef\xbb\xbf \r\n") == f"t.md:1:1: is empty; {step}"
    assert refusal(path, b"# None\n") == f"t.md:1:1: has no table and no list of links to papers; {step}"
    assert refusal(path, "| A |".encode("utf-16")) == "t.md:1:1: is not UTF-8; give a Markdown file in UTF-8"
    assert refusal(path, b"| A | B |\n|---|\n").startswith("t.md:2:1: the row of dashes has 1 of the header's 2 cells")
    with pytest.raises(InvalidData, match=r"^none\.md:1:1: No such file or directory; give a Markdown file in UTF-8$"):
        read_tables(Path("none.md"))


# --- laws

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=8).filter(
    lambda text: "\\" not in text and "`" not in text and "**" not in text and "<b>" not in text
)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=4)))
def test_a_written_table_is_read_with_every_cell(body: list[list[str]]) -> None:
    width = len(body[0]) if body else 2
    lines = [["x"] * width, ["---"] * width, *([cell.replace("|", "\\|") for cell in row] for row in body)]
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    assert rows(text) == [tuple(row) for row in body]


@given(st.text(st.sampled_from("|-:\\ \n\t>#<`a"), max_size=40))
def test_rows_have_the_cells_that_the_parser_shows_and_any_text_is_read(text: str) -> None:
    found, problems = tables_of(text, "t.md")
    html_tables = MarkdownIt("commonmark").enable("table").render(text).count("<table>")
    assert len(found) == html_tables
    assert all(len(row.cells) == len(table.header) for table in found for row in table.rows)
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)


@given(
    st.lists(
        st.sampled_from(
            "<table> </table> <tr> <td> </td> <th colspan=2> <td\\xa0rowspan=3> <!-- --> x \n \n\n".split(" ")
        )
    )
)
def test_any_html_is_read(pieces: list[str]) -> None:
    found, _ = tables_of("<table>" + "".join(pieces), "t.md")
    assert all(len(row.cells) == len(table.header) for table in found for row in table.rows)


# --- headings


def test_a_table_has_the_path_of_its_headings() -> None:
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n\n"
    folded = (
        f"<details><summary><b>Fold</b></summary>\n<p>\n\n<b>1.1 Within</b>\n\n{text}**Bold**\n\n{text}</details>\n\n"
    )
    found = tables(f"# T\n## One\n### Deep\n{text}## Two\n{folded}{text}<h4>Four</h4>\n\n{text}")
    assert [table.headings for table in found] == [
        ("T", "One", "Deep"),
        ("T", "Two", "Fold", "1.1 Within"),
        ("T", "Two", "Fold", "Bold"),
        ("T", "Two"),
        ("T", "Two", "Four"),
    ]


def test_a_bold_paragraph_with_words_below_is_no_heading() -> None:
    assert tables("# T\n\n**Note**\n\nwords\n\n| A |\n|---|\n| 1 |\n")[0].headings == ("T",)


def test_a_caption_is_the_heading_of_its_table_alone() -> None:
    html = "<table><caption>One</caption><tr><td>A<td>B<tr><td>1<td>2</table>\n\n"
    first, second = tables(f"# T\n{html}{html.replace('<caption>One</caption>', '')}")
    assert (first.headings, second.headings) == (("T", "One"), ("T",))


# --- rows that are headers or headings


def test_a_second_header_row_of_a_pipe_table_joins_the_first() -> None:
    text = "|Dataset|Hours|Labels||Lang|\n|-|-|-|-|-|\n|||Pit.|Age||\n|ESD|29|✓||en|\n"
    (table,) = tables(text)
    assert table.header == ("Dataset", "Hours", "Labels Pit.", "Labels Age", "Lang")
    assert [row.cells for row in table.rows] == [("ESD", "29", "✓", "", "en")]


def test_a_row_without_a_first_cell_is_a_row() -> None:
    assert rows("|A|B|C|\n|-|-|-|\n||1|2|\n") == [("", "1", "2")]
    assert rows("|A|B||\n|-|-|-|\n||x|y|\n") == [("", "x", "y")], "the only row is no header"
    assert rows("|A|B||\n|-|-|-|\n||1|[y](z)|\n|1|2|3|\n")[0] == ("", "1", "[y](z)"), "what is no word is no header"


def test_two_header_rows_of_td_are_told_by_their_spans() -> None:
    text = (
        "<table><tr><td rowspan=2>Model<td colspan=2>Memory<td rowspan=2>Paper<tr><td>Operation<td>Structure\n"
        "<tr><td>Kea<td>read<td>-<td>x</table>"
    )
    (table,) = tables(text)
    assert table.header == ("Model", "Memory Operation", "Memory Structure", "Paper")
    assert [row.cells for row in table.rows] == [("Kea", "read", "-", "x")]


def test_a_first_row_alone_stays_the_header_whatever_it_spans() -> None:
    (table,) = tables("<table><tr><td rowspan=3>A<td colspan=2>B<tr><td>1<td>2</table>")
    assert table.rows, "one row at least is left below"


def test_a_row_in_bold_with_nothing_besides_heads_the_rows_below() -> None:
    text = "# T\n|A|B|C|\n|-|-|-|\n|x|1|2|\n|**Open**||\n|y|1|2|\n|<b>Closed</b>|||\n|z|1|2|\n"
    found, _ = tables_of(text, "t.md")
    assert [(table.headings, [row.cells[0] for row in table.rows]) for table in found] == [
        (("T",), ["x"]),
        (("T", "Open"), ["y"]),
        (("T", "Closed"), ["z"]),
    ]


def test_a_row_over_all_columns_heads_the_rows_below() -> None:
    html = "<table><tr><td>A<td>B<tr><td>1<td>2<tr><td colspan=2>Open<tr><td>3<td>4</table>"
    found, _ = tables_of(html, "t.md")
    assert [(table.headings, table.rows[0].cells) for table in found] == [((), ("1", "2")), (("Open",), ("3", "4"))]
