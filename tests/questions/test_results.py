"""Tables, Markdown, and the formats of the W3C."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib.compare
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from slm_graph.graphs.local import local_graph
from slm_graph.questions.results import FORMATS, ReaderView, write_results
from slm_graph.tables.written import Cell, cells_wide, markdown_table, text_table, wrapped

GRAPH = local_graph(
    "@prefix slm: <https://w3id.org/slm-graph/ontology#> . @prefix s: <https://w3id.org/slm-graph/system/> ."
    ' s:a slm:note "a, \\"b\\"\\n|c| <d>" ; slm:year 2023 . s:b slm:note "模型"@zh ; slm:hours 4.5 .'
    ' _:x slm:note "blank" .'
)
VIEW = ReaderView({"slm": "https://w3id.org/slm-graph/ontology#"})
SELECT = "SELECT ?s ?note ?year { ?s slm:note ?note OPTIONAL { ?s slm:year ?year } FILTER(isIRI(?s)) } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT WHERE { ?s slm:note ?note }"


def written(query: str, name: str, width: int = 80) -> str:
    output = io.BytesIO()
    write_results(GRAPH.query(query), name, output, VIEW, width)
    return output.getvalue().decode()


def test_table() -> None:
    assert written(SELECT, "table") == (
        "s         note            year\n"
        "──────────────────────────────\n"
        'system/a  a, "b" |c| <d>  2023\n'
        "system/b  模型\n"
        "\n"
        "2 rows\n"
    )


def test_a_table_of_nothing_is_a_count() -> None:
    assert written("SELECT ?s { ?s slm:nothing ?o }", "table") == "0 rows\n"


def test_ask() -> None:
    assert written("ASK { ?s slm:year 2023 }", "") == "true\n"
    assert json.loads(written("ASK { }", "json")) == {"head": {}, "boolean": True}


def test_markdown() -> None:
    assert written(SELECT, "markdown").splitlines() == [
        "| s | note | year |",
        "| --- | --- | ---: |",
        '| system/a | a, "b"<br>\\|c\\| \\<d> | 2023 |',
        "| system/b | 模型 |  |",
    ]


def test_csv_and_tsv_follow_the_w3c() -> None:
    assert list(csv.reader(io.StringIO(written(SELECT, "csv"), newline=""))) == [
        ["s", "note", "year"],
        ["https://w3id.org/slm-graph/system/a", 'a, "b"\n|c| <d>', "2023"],
        ["https://w3id.org/slm-graph/system/b", "模型", ""],
    ]
    assert written(SELECT, "tsv").splitlines()[2] == '<https://w3id.org/slm-graph/system/b>\t"模型"@zh\t'


def test_json_and_xml_follow_the_w3c() -> None:
    bindings = json.loads(written(SELECT, "json"))["results"]["bindings"]
    assert bindings[0]["year"] == {
        "type": "literal",
        "value": "2023",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    root = ET.fromstring(written(SELECT, "xml"))  # noqa: S314 (our own output)
    assert len(root.findall(".//{http://www.w3.org/2005/sparql-results#}result")) == 2


@pytest.mark.parametrize(("name", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("", "turtle")])
@pytest.mark.parametrize(
    "query", [CONSTRUCT, "CONSTRUCT WHERE { s:a ?p ?note }".replace("s:a", "<https://w3id.org/slm-graph/system/a>")]
)
def test_a_graph_is_written_as_rdf(name: str, parser: str, query: str) -> None:
    expected = rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in GRAPH.query(query)), format="nt")  # type: ignore[union-attr]
    again = rdflib.Graph().parse(data=written(query, name), format=parser)
    assert rdflib.compare.isomorphic(again, expected)


def test_a_graph_as_a_table_has_three_columns() -> None:
    assert written("CONSTRUCT WHERE { ?s slm:year ?y }", "table").splitlines()[0].split() == [
        "subject",
        "predicate",
        "object",
    ]


@pytest.mark.parametrize(
    ("query", "name"),
    [(SELECT, "turtle"), (SELECT, "ntriples"), (CONSTRUCT, "csv"), (CONSTRUCT, "json"), ("ASK { }", "turtle")],
)
def test_a_format_that_does_not_fit_is_refused(query: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}: of .* only"):
        written(query, name)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_again(name: str) -> None:
    query = CONSTRUCT if name in ("turtle", "ntriples") else SELECT
    query = (
        query.replace("?note }", "?note FILTER(isIRI(?s)) }")
        if name not in ("turtle", "ntriples")
        else query.replace("slm:note", "slm:year")
    )
    assert written(query, name) == written(query, name)


texts = st.text(alphabet=st.sampled_from("ab 模é\u0301-|\n\t…\U0001f600xyz")) | st.text(max_size=30)


@given(
    st.integers(1, 6).flatmap(
        lambda columns: st.lists(st.lists(texts, min_size=columns, max_size=columns), min_size=1, max_size=4)
    ),
    st.integers(12, 100),
)
def test_no_line_is_wider_than_the_terminal(rows: list[list[str]], width: int) -> None:
    columns = [f"column{number}" for number in range(len(rows[0]))]
    table = text_table(columns, [[Cell(text) for text in row] for row in rows], width)
    assert all(cells_wide(line) <= width for line in table.splitlines())


@given(st.text(alphabet="abc 模\u0301", max_size=60), st.integers(2, 20))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width, most=1000)
    assert all(cells_wide(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_many_columns_become_records() -> None:
    names = [f"column-{number}" for number in range(30)]
    table = text_table(names, [[Cell(str(number)) for number in range(30)]], 80)
    assert "column-29  29" in table


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in text_table(["a"], [[Cell("\x1b[31mred\u202e")]])


@given(st.text(alphabet=st.sampled_from("ab|\\`*_<>[]~&#;amp!\n "), max_size=20))
def test_markdown_shows_the_text(text: str) -> None:
    page = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown_table(["a", "b"], [[Cell(text), Cell("end")]]))
    inline = [token for token in page if token.type == "inline"][2]
    shown = "".join("\n" if child.content == "<br>" else child.content for child in inline.children or [])
    assert shown.split() == text.split()
    assert all(child.type in ("text", "text_special", "html_inline") for child in inline.children or [])


def test_blank_nodes_do_not_break_turtle() -> None:
    assert "blank" in written(CONSTRUCT, "turtle")
    assert isinstance(GRAPH.store, ox.Store)
