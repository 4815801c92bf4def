"""GraphML and CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import kuzu
import networkx as nx
import pytest

from slm_graph.graphs import local_graph
from slm_graph.network import Network, to_network, write_csv, write_graphml

ONTOLOGY = "https://w3id.org/slm-graph/ontology#"


def test_csv_and_graphml_hold_the_network(network: Network, tmp_path: Path) -> None:
    nodes, edges, _ = write_csv(tmp_path, network)
    with nodes.open(encoding="utf-8", newline="") as stream:
        assert {row["IRI"] for row in csv.DictReader(stream)} == {*network}
    with edges.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == network.number_of_edges()
    write_graphml(tmp_path / "a.graphml", network)
    read = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(network), network.number_of_edges())


def test_graphml_leaves_out_what_xml_cannot_hold(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    text = f'<http://example.org/a> a <{ONTOLOGY}LLM> ; {label} "a\\u0001<b>\\u2028" .'
    write_graphml(tmp_path / "a.graphml", to_network(local_graph(text)))
    assert nx.read_graphml(tmp_path / "a.graphml").nodes["http://example.org/a"]["label"] == "a<b>\u2028"


@pytest.fixture(scope="module")
def files(network: Network, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.stem: path for path in write_csv(tmp_path_factory.mktemp("csv"), network)}


NASTY = 'He said "LLaMA, 7B; or \\\\" \\nx", C:\\\\data | \\u00e9\\u2028'


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the files of a graph with all that could end a field early."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [f'<http://example.org/{name}> a <{ONTOLOGY}LLM> ; {label} """{NASTY}{name}""" .' for name in "abc"]
    lines.append(f"<http://example.org/a> <{ONTOLOGY}variantOf> <http://example.org/b> .")
    network = to_network(local_graph("\n".join(lines)))
    return {path.stem: path for path in write_csv(tmp_path_factory.mktemp("csv"), network)}


def read(path: Path) -> list[tuple[Any, ...]]:
    """Return the rows of a file without its head, as a reader of RFC 4180 has them; "" is None too."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [tuple(value or None for value in row) for row in csv.reader(stream)]
    assert len(rows) > 1
    return rows[1:]


def as_texts(rows: list[Any]) -> list[tuple[Any, ...]]:
    return sorted([tuple(None if value in (None, "") else str(value) for value in row) for row in rows], key=str)


@pytest.mark.parametrize("of", ["files", "nasty"])
@pytest.mark.parametrize("name", ["nodes", "edges", "usages"])
def test_duckdb_loads_them_without_options(of: str, name: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(of)[name]
    if path.read_text(encoding="utf-8").count("\n") < 2:
        return
    table = duckdb.sql(f"SELECT * FROM '{path}'")
    assert table is not None
    assert as_texts(table.fetchall()) == as_texts(read(path))
    # An edge is mostly of one row, whose number DuckDB takes for one also in quotes.
    numbers = {"Year", "Degree", "Betweenness", "Community", "Row", "Rows", "Hours", "Amount"}
    with path.open(encoding="utf-8", newline="") as stream:
        filled = {key for row in csv.DictReader(stream) for key, value in row.items() if value}
    for column, kind in zip(table.columns, table.types, strict=True):
        if column in filled:
            assert (str(kind) in ("BIGINT", "DOUBLE")) == (column in numbers), column


@pytest.mark.parametrize("of", ["files", "nasty"])
def test_kuzu_loads_them_without_options(of: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    files = request.getfixturevalue(of)
    connection = kuzu.Connection(kuzu.Database(tmp_path / "database"))
    columns = {}
    for name in ("nodes", "edges"):
        with files[name].open(encoding="utf-8", newline="") as stream:
            names = next(csv.reader(stream))
        kinds = {"Betweenness": "DOUBLE", "Hours": "DOUBLE", "Year": "INT64", "Degree": "INT64", "Community": "INT64"}
        columns[name] = ", ".join(f"{column} {kinds.get(column, 'STRING')}" for column in names)
    connection.execute(f"CREATE NODE TABLE Thing({columns['nodes']}, PRIMARY KEY (Id))")
    properties = columns["edges"].removeprefix("Source STRING, Target STRING, ")
    connection.execute(f"CREATE REL TABLE Edge(FROM Thing TO Thing, {properties})")
    connection.execute(f"COPY Thing FROM '{files['nodes']}'")
    connection.execute(f"COPY Edge FROM '{files['edges']}'")
    things = connection.execute("MATCH (thing:Thing) RETURN thing.*")
    edges = connection.execute("MATCH (one:Thing)-[edge:Edge]->(other:Thing) RETURN one.Id, other.Id, edge.*")
    assert isinstance(things, kuzu.QueryResult)
    assert isinstance(edges, kuzu.QueryResult)
    assert as_texts(things.get_all()) == as_texts(read(files["nodes"]))
    assert as_texts(edges.get_all()) == as_texts(read(files["edges"]))


def test_csv_holds_what_a_usage_says(files: dict[str, Path]) -> None:
    usages, edges, nodes = (f"'{files[name]}'" for name in ("usages", "edges", "nodes"))

    def ask(query: str) -> set[tuple[Any, ...]]:
        table = duckdb.sql(query)
        assert table is not None
        return {*table.fetchall()}

    salmonn = "Source = 'system/salmonn'"
    assert (4400.0, "instruction tuning", None) in ask(f"SELECT Hours, Stage, Target FROM {usages} WHERE {salmonn}")
    assert ask(f"SELECT Tuning FROM {edges} WHERE {salmonn} AND Target = 'llm/vicuna'") == {("LoRA",)}
    assert ask(f"SELECT PromptKind FROM {nodes} WHERE Id = 'system/salmonn'") == {("template",)}


def test_usages_that_state_different_hours_give_an_edge_none(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    parts = [f'<urn:s> a <{ONTOLOGY}System> ; {label} "S" ; <{ONTOLOGY}usesDataset> <urn:d> .']
    parts.append(f'<urn:d> a <{ONTOLOGY}Dataset> ; {label} "D" .')
    for number, hours in enumerate((960, 100)):
        said = f"<{ONTOLOGY}usageBy> <urn:s> ; <{ONTOLOGY}usageOf> <urn:d> ; <{ONTOLOGY}hours> {hours}.0"
        parts.append(f'<urn:u{number}> a <{ONTOLOGY}DatasetUsage> ; {label} "U" ; {said} .')
    for text, expected in (("".join(parts), ""), ("".join(parts[:3]), "960.0")):
        _, edges, usages = write_csv(tmp_path, to_network(local_graph(text)))
        with edges.open(encoding="utf-8", newline="") as stream:
            assert [row["Hours"] for row in csv.DictReader(stream)] == [expected]
        assert usages.read_text(encoding="utf-8").count(".0,") == (1 if expected else 2)
