"""The release before: given, or the newest of those that lie beside the new one, or the graph of the last git tag."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.diff import graph_of
from slm_graph.entries import find_release
from slm_graph.files import shown
from slm_graph.graphs import LocalGraph, open_graph
from slm_graph.project import GRAPH_NAME, Project
from slm_graph.rdf import DCAT, OWL
from slm_graph.releasing.checksums import CHECKSUMS

_VERSION = ox.NamedNode(f"{DCAT}version")
_VERSION_IRI = ox.NamedNode(f"{OWL}versionIRI")


class EarlierRelease(NamedTuple):
    """A graph that was released: where it was found, what it says of itself, and its folder if it has one."""

    name: str
    version: str
    version_iri: str
    """ "" where it was published without one."""
    graph: LocalGraph
    folder: Path | None


def earlier_release(project: Project, base: str, folder: Path, version: str, since: str = "") -> EarlierRelease | None:
    """Return the release before a new one; None where none is known.

    Parameters
    ----------
    base
        Below which the graph lives.
    folder
        That of the new release; earlier ones may lie beside it.
    version
        Of the new release.
    since
        The folder of the earlier one, or its graph: a file, or a git revision.

    Raises
    ------
    NotFound, InvalidData, OSError
        What `since` names is no release, or cannot be read.
    """
    if since:
        place = Path(since)
        return _in_folder(place, base) if place.is_dir() else _earlier(since, graph_of(since), base)
    place = folder.absolute()
    beside = {path.parent for path in place.parent.glob(f"*/{CHECKSUMS}")} - {place}
    known = [_in_folder(path, base) for path in sorted(beside) if (path / GRAPH_NAME).is_file()]
    older = [release for release in known if version_key(release.version) < version_key(version)]
    return max(older, key=lambda release: version_key(release.version), default=None) or _at_tag(project, base, version)


def version_key(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Return what versions are ordered by: their numbers, and what has nothing behind them last.

    Examples
    --------
    >>> sorted(["0.10.0", "0.9.1", "1.0.0", "1.0.0-rc1", "2026-11-22"], key=version_key)
    ['0.9.1', '0.10.0', '1.0.0-rc1', '1.0.0', '2026-11-22']
    """
    numbers = re.match(r"\d+(?:[.-]\d+)*", version)
    rest = version[numbers.end() :] if numbers else version
    return tuple(map(int, re.findall(r"\d+", numbers[0]))) if numbers else (), not rest, rest


def _in_folder(folder: Path, base: str) -> EarlierRelease:
    return _earlier(shown(folder), open_graph(folder / GRAPH_NAME), base)._replace(folder=folder)


def _at_tag(project: Project, base: str, version: str) -> EarlierRelease | None:
    """Return the graph at the last git tag; where that is the tag of the new release itself, at the one before."""
    tagged = find_release(project)
    while tagged is not None:
        store = ox.Store()
        store.load(input=tagged.content, format=ox.RdfFormat.TURTLE)
        release = _earlier(tagged.name, LocalGraph(store, {}), base)
        if release.version != version:
            return release
        tagged = find_release(project, before=tagged.name)
    return None


def _earlier(name: str, graph: LocalGraph, base: str) -> EarlierRelease:
    node = ox.NamedNode(f"{base}graph")

    def said(predicate: ox.NamedNode) -> str:
        quad = next(graph.store.quads_for_pattern(node, predicate, None), None)
        return quad.object.value if quad and isinstance(quad.object, ox.NamedNode | ox.Literal) else ""

    return EarlierRelease(name, said(_VERSION), said(_VERSION_IRI), graph, None)
