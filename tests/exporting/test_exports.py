"""Each export, read back by a library of those whom it is for."""

from __future__ import annotations

import csv
import io
import json
import logging
from pathlib import Path

import curies
import duckdb
import mlcroissant
import networkx as nx
import polars as pl
import pytest
import yaml
from bibtexparser.entrypoint import parse_string
from click.testing import CliRunner

from slm_graph.commands.main import cli
from slm_graph.exporting import Exporter, ExportSource, exporters, registry, write_export
from slm_graph.graphs import graph_file
from slm_graph.problems import Fault, NotFound

FOREIGN = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix ex: <https://example.org/> .
ex:ada a foaf:Person ; foaf:name "Ada, \\"the\\" first" ; foaf:knows ex:bob .
ex:bob a foaf:Person ; foaf:name "Bob" .
"""


@pytest.fixture(scope="module")
def source() -> ExportSource:
    return ExportSource(graph_file())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for name in exporters():
        write_export(name, graph_file(), folder / name)
    return folder


@pytest.fixture(scope="module")
def counts(source: ExportSource) -> dict[str, int]:
    return {table.name: len(table.rows) for table in source.tables}


def _asked(query: str) -> list[tuple[object, ...]]:
    relation = duckdb.sql(query)
    assert relation is not None
    return relation.fetchall()


def test_duckdb_reads_the_csv_with_as_many_rows(folder: Path, counts: dict[str, int]) -> None:
    assert counts["systems"] == 29
    for name, count in counts.items():
        assert _asked(f"SELECT count(*) FROM '{folder / 'csv' / f'{name}.csv'}'") == [(count,)]


def test_polars_and_duckdb_read_the_parquet_with_types(folder: Path, counts: dict[str, int]) -> None:
    for name, count in counts.items():
        path = folder / "parquet" / f"{name}.parquet"
        assert pl.read_parquet(path).height == count
        assert _asked(f"SELECT count(*) FROM '{path}'") == [(count,)]
    systems = pl.read_parquet(folder / "parquet" / "systems.parquet")
    assert systems.schema["Year"] == pl.Int64
    assert systems.schema["LLM"] == pl.List(pl.String)
    assert systems.filter(pl.col("Label") == "SALMONN")["LLM"].to_list() == [["Vicuna"]]
    usages = pl.read_parquet(folder / "parquet" / "usages.parquet")
    assert usages.schema["Hours"] == pl.Float64
    assert usages["Hours"].drop_nulls().len() > 10
    assert {"Stage", "Tuning", "Quotes"} <= {*usages.columns}


def test_networkx_reads_the_graphml(folder: Path, counts: dict[str, int]) -> None:
    graph = nx.read_graphml(folder / "graphml" / "slm-graph.graphml")
    assert (len(graph), graph.number_of_edges()) == (counts["nodes"], counts["edges"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # mlcroissant's
def test_mlcroissant_takes_the_dataset_and_yields_its_records(
    folder: Path, counts: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        dataset = mlcroissant.Dataset(str(folder / "croissant" / "croissant.json"))
        told = {records.name: sum(1 for _ in dataset.records(records.uuid)) for records in dataset.metadata.record_sets}
    assert told == counts
    assert dataset.metadata.name == "slm-graph: speech language models"
    # Of an agent the graph does not say whether it is an organization or a person.
    described = json.loads((folder / "croissant" / "croissant.json").read_text(encoding="utf-8"))
    assert described["creditText"] == "The slm-graph developers"
    assert not {"creator", "publisher"} & {*described}
    assert dataset.metadata.license == ["https://creativecommons.org/licenses/by/4.0/"]


def test_bibtexparser_reads_each_paper_under_a_key_of_its_own(folder: Path, source: ExportSource) -> None:
    text = (folder / "bibtex" / "slm-graph.bib").read_text(encoding="utf-8")
    entries = parse_string(text).entries
    papers = [node for node, cls in source.network.nodes(data="cls") if cls == "Paper"]
    assert len(entries) == len(papers) == len({entry.key for entry in entries})
    assert text.count("@misc{") == len(papers)


def test_each_curie_of_the_sssom_leads_to_an_iri_of_the_graph(folder: Path) -> None:
    lines = (folder / "sssom" / "slm-graph.sssom.tsv").read_text(encoding="utf-8").splitlines()
    header = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    converter = curies.load_prefix_map(header["curie_map"])
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if line[0] != "#")), dialect="excel-tab"))
    graph = (graph_file().with_suffix(".nt")).read_text(encoding="utf-8")
    assert len(rows) > 400
    for row in rows:
        triple = " ".join(f"<{converter.expand(row[f'{part}_id'])}>" for part in ("subject", "predicate", "object"))
        assert f"{triple} ." in graph


def test_any_graph_is_exported_and_what_it_has_nothing_for_is_said(tmp_path: Path) -> None:
    path = tmp_path / "people.ttl"
    path.write_text(FOREIGN, encoding="utf-8")
    written = write_export("csv", path, tmp_path / "out")
    assert [file.name for file in written] == ["nodes.csv", "edges.csv"]
    assert _asked(f"SELECT Label FROM '{tmp_path / 'out' / 'nodes.csv'}' ORDER BY 1") == [
        ('Ada, "the" first',),
        ("Bob",),
    ]
    with pytest.raises(Fault, match="has nothing for bibtex; nothing written"):
        write_export("bibtex", path, tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_another_package_adds_a_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        name = value = "labels"

        def load(self) -> object:
            return Exporter("labels", "names", lambda source: {"labels.txt": source.path.name.encode()})

        def __lt__(self, other: object) -> bool:
            return True

    monkeypatch.setattr(registry, "entry_points", lambda group: [Point()])
    assert write_export("labels", graph_file(), tmp_path)[0].read_bytes() == b"slm-graph.ttl"
    monkeypatch.setattr(registry, "entry_points", lambda group: [Point(), Point()])
    with pytest.raises(Fault, match="an exporter labels is there already"):
        exporters()


def test_the_command_tells_the_formats_and_a_slip_of_the_pen() -> None:
    listed = CliRunner().invoke(cli, ["export", "--list"]).output.splitlines()
    assert [line.split()[0] for line in listed] == list(exporters())
    assert all(len(line) <= 80 for line in listed)
    with pytest.raises(NotFound, match=r"croisant: no such format; .*croissant"):
        write_export("croisant", graph_file(), Path("out"))
    assert CliRunner().invoke(cli, ["export"]).exit_code == 2


def test_the_same_graph_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in exporters():
        for path in write_export(name, graph_file(), tmp_path / name):
            assert path.read_bytes() == (folder / name / path.name).read_bytes()
