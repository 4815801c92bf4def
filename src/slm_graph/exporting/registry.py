"""The exporters: ours, a row each, and those of installed packages, by entry points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple

from slm_graph.exporting.croissant import croissant_files
from slm_graph.exporting.mappings import sssom_file
from slm_graph.exporting.references import bibtex_file
from slm_graph.exporting.source import ExportSource
from slm_graph.exporting.tabular import csv_files, parquet_files
from slm_graph.files import Generation, settle
from slm_graph.network import graphml
from slm_graph.problems import Fault, NotFound, nearest

GROUP = "slm_graph.exporters"
"""By which entry points (https://packaging.python.org/specifications/entry-points/) packages add theirs."""


class Exporter(NamedTuple):
    """A format to export to.

    Parameters
    ----------
    name
        What it is asked for by.
    summary
        What it is and who takes it, in a line.
    files
        Returns the content of each file by its name, the same bytes for the same graph.
    """

    name: str
    summary: str
    files: Callable[[ExportSource], Mapping[str, bytes]]


def _graphml_file(source: ExportSource) -> dict[str, bytes]:
    return {f"{source.path.stem}.graphml": graphml(source.network)}


EXPORTERS = (
    Exporter("bibtex", "the papers, for BibTeX and reference managers", bibtex_file),
    Exporter("croissant", "the tables of csv with croissant.json, for loaders of datasets", croissant_files),
    Exporter("csv", "nodes, edges, usages, systems, for DuckDB, pandas, R and databases", csv_files),
    Exporter("graphml", "the things and their links, for Gephi, Cytoscape, yEd and networkx", _graphml_file),
    Exporter("parquet", "the tables of csv with types and lists, for polars, DuckDB and Spark", parquet_files),
    Exporter("sssom", "what others call the things, for tools of mappings", sssom_file),
)


def exporters() -> dict[str, Exporter]:
    """Return the exporters by name, in order; those of other packages follow ours.

    Raises
    ------
    Fault
        An installed package gives something else than an Exporter, or one with a name that is taken.

    Examples
    --------
    >>> list(exporters())[:3]
    ['bibtex', 'croissant', 'csv']
    """
    named = {exporter.name: exporter for exporter in EXPORTERS}
    for point in sorted(entry_points(group=GROUP)):
        exporter = point.load()
        if not isinstance(exporter, Exporter):
            raise Fault(f"entry point {point.name} of {GROUP}: {point.value} is no Exporter")
        if exporter.name in named:
            raise Fault(f"entry point {point.name} of {GROUP}: an exporter {exporter.name} is there already")
        named[exporter.name] = exporter
    return named


def write_export(name: str, graph: Path, folder: Path) -> list[Path]:
    """Write a graph in a format into a folder, and return the files.

    Raises
    ------
    NotFound
        There is no such format.
    Fault
        The graph cannot be read, or has nothing in it for this format.
    OSError
        The folder cannot be written to.
    """
    known = exporters()
    if name not in known:
        raise NotFound(f"{name}: no such format{nearest(name, known)}; slm-graph export --list tells them")
    settle(folder)
    files = known[name].files(ExportSource(graph))
    if not any(files.values()):
        raise Fault(f"{graph}: has nothing for {name}; nothing written")
    with Generation(folder) as generation:
        for place, content in files.items():
            generation.write(place, content)
        return generation.commit()
