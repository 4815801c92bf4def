"""A graph by the name of a file, or of a git revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pyoxigraph as ox

from slm_graph.diff.lines import changed_parts
from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.problems import NotFound
from slm_graph.project import GRAPH_NAME, find_project


def graphs_of(old: str, new: str) -> tuple[LocalGraph, LocalGraph]:
    """Return what a difference needs of two graphs: all of them, or of files of N-Triples what differs.

    Raises
    ------
    NotFound
        There is neither a file nor a revision; the message says so.
    InvalidData, OSError
        A file cannot be read.
    """
    if Path(old).is_file() and Path(new).is_file():
        return changed_parts(Path(old), Path(new))
    return graph_of(old), graph_of(new)


def graph_of(name: str) -> LocalGraph:
    """Return the graph of a file, or that of a git revision: `v1.0`, or `v1.0:path/of/a.ttl`.

    Raises
    ------
    NotFound
        There is neither; the message says so.
    InvalidData, OSError
        The file cannot be read.
    """
    if Path(name).exists():
        return open_graph(name)
    revision, _, inside = name.partition(":")
    place = inside or f"./{(find_project().output / GRAPH_NAME).as_posix()}"
    hint = "give a file of RDF, or a git revision"
    if not revision or revision.startswith("-"):
        raise NotFound(f"{name}: no such file; {hint}")
    try:
        shown = subprocess.run(["git", "show", f"{revision}:{place}"], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise NotFound(f"{name}: no such file, and git is not installed; {hint}") from None
    if shown.returncode:
        said = shown.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = f" ({said[0]})" if said else ""
        raise NotFound(f"{name}: no such file, nor a revision that has {place.removeprefix('./')}; {hint}{reason}")
    rdf_format = ox.RdfFormat.from_extension(Path(place).suffix.removeprefix(".")) or ox.RdfFormat.TURTLE
    store = ox.Store()
    try:
        store.load(input=shown.stdout, format=rdf_format)
    except SyntaxError as error:
        raise NotFound(f"{name}: is not {rdf_format.name} ({error.args[0]})") from None
    parser = ox.parse(input=shown.stdout, format=rdf_format)
    next(parser, None)
    return LocalGraph(store, dict(parser.prefixes))
