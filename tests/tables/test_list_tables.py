"""Lists of links as tables."""

from __future__ import annotations

from slm_graph.tables import Row, Table, tables_of

ITEM = "- Kea: Calls of Birds, [paper](https://arxiv.org/abs/2405.12345)\n"
OTHER = "- Auk: Songs of the Sea, [paper](https://arxiv.org/abs/2405.54321)\n"


def tables(text: str) -> list[Table]:
    found, problems = tables_of(text, "t.md")
    assert problems == []
    return found


def test_a_list_of_links_is_a_table_under_its_headings() -> None:
    (table,) = tables(f"# Birds\n\n## Songs\n\n{ITEM}{OTHER}")
    first = ("Kea: Calls of Birds", "[paper](https://arxiv.org/abs/2405.12345)", ITEM[2:-1])
    second = ("Auk: Songs of the Sea", "[paper](https://arxiv.org/abs/2405.54321)", OTHER[2:-1])
    rows = (Row(5, first), Row(6, second))
    assert table == Table("Songs", 5, ("Paper title", "Links", "Item"), rows, ("Birds", "Songs"))


def test_all_lists_of_a_file_have_the_same_columns() -> None:
    first, second = tables(f"## Songs\n{ITEM}{OTHER}\n## Data\n- BirdSet [link](https://zenodo.org/record/1)\n{OTHER}")
    assert first.header == second.header == ("Name", "Paper title", "Links", "Item")
    assert second.rows[0].cells[0] == "BirdSet"


def test_links_alone_below_a_name_are_its_own() -> None:
    names = "- Kea\n  - [download](https://zenodo.org/record/1)\n- AukSongs\n  - [[Paper]](https://arxiv.org/abs/2405.54321)\n"
    (table,) = tables(f"# A dataset\n\n## Songs\n\n{names}")
    assert [row.cells[0] for row in table.rows] == ["Kea", "AukSongs"]


def test_an_item_over_several_lines_and_with_a_list_within_is_one_row() -> None:
    text = f"- Kea: Calls of Birds,\n  in *ICML* 2024\n  [paper](https://a.org/x.pdf)\n  - [code](https://github.com/a/b)\n{OTHER}"
    (table,) = tables(text)
    assert [row.line for row in table.rows] == [1, 5]
    assert dict(zip(table.header, table.rows[0].cells, strict=True)) == {
        "Paper title": "Kea: Calls of Birds",
        "Venue": "ICML 2024",
        "Links": "[paper](https://a.org/x.pdf) [code](https://github.com/a/b)",
        "Item": "Kea: Calls of Birds, in *ICML* 2024 [paper](https://a.org/x.pdf) [code](https://github.com/a/b)",
    }


def test_an_item_that_only_says_what_is_below_is_a_heading() -> None:
    first, second = tables(f"# Birds\n- **Songs**:\n  {ITEM}  {OTHER}- Calls\n  {ITEM}")
    assert (first.headings, len(first.rows)) == (("Birds", "Songs"), 2)
    assert (second.headings, len(second.rows)) == (("Birds", "Calls"), 1)


def test_every_item_of_a_list_is_a_row_with_its_words() -> None:
    (table,) = tables(f"{ITEM}{OTHER}- more to come\n{ITEM}")
    assert table.rows[2] == Row(3, ("", "", "more to come"))


def test_what_is_no_list_of_papers_is_none() -> None:
    assert tables("- [Contents](#a)\n- [Papers](#b)\n") == []
    assert tables("- one\n- two\n- [three](https://arxiv.org/abs/2405.12345)\n") == []
    assert tables("- https://github.com/a/b\n- https://github.com/a/c\n") == []
    assert tables("- [Ada Auk](https://ada.example.org)\n- [Ben Bee](https://ben.example.org)\n") == []
    assert tables(ITEM) == [], "one item alone in a file may be anything"
    for heading in ("News", "📢 Latest Updates", "Citation", "Related Repositories", "Contributors", "License"):
        assert tables(f"# Birds\n## {heading}\n{ITEM}{OTHER}") == [], heading
        assert tables(f"# {heading}\n## More\n{ITEM}{OTHER}") == [], heading


def test_a_table_within_an_item_is_read_and_the_list_is_none() -> None:
    (table,) = tables(f"{ITEM}  \n  | A | B |\n  |---|---|\n  | 1 | 2 |\n{OTHER}\n")
    assert table.header == ("A", "B")


def test_tables_and_lists_are_in_the_order_of_the_file() -> None:
    text = f"## One\n{ITEM}{OTHER}\n| A | B |\n|---|---|\n| 1 | 2 |\n\n## Two\n{ITEM}{OTHER}"
    assert [(table.heading, table.line) for table in tables(text)] == [("One", 2), ("One", 5), ("Two", 10)]
