"""A release, read back: its checksums, and whether each format of the graph says the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from slm_graph.files import settle, shown
from slm_graph.graphs import StreamedGraph
from slm_graph.problems import InvalidData, NoSuchFile, Problem, path_argument
from slm_graph.project import GRAPH_NAME
from slm_graph.rdf import DCAT, DEFAULT_ENDINGS, OWL, VOID
from slm_graph.releasing.checksums import CHECKSUMS, checksum_problems

_STEM = GRAPH_NAME.partition(".")[0]


class CheckedRelease(NamedTuple):
    """What was read: how many files, and how many triples in each of so many formats."""

    files: int
    triples: int
    formats: int

    @property
    def in_words(self) -> str:
        """What the graph holds, in every format."""
        return f"{self.triples:,} triples in each of {self.formats} formats"


def check_release(folder: Path | str, version: str) -> CheckedRelease:
    """Read a release back.

    Raises
    ------
    NoSuchFile
        There is no release in the folder.
    InvalidData
        A file is not the one that was released, or does not say what the others say.

    Examples
    --------
    >>> check_release("no/such/folder", "0.1.0")
    Traceback (most recent call last):
    slm_graph.problems.NoSuchFile: no/such/folder: holds no release; write one with `slm-graph release 0.1.0`
    """
    folder = path_argument("folder", folder)
    settle(folder)
    if not (folder / CHECKSUMS).is_file():
        raise NoSuchFile(f"{folder}: holds no release; write one with `slm-graph release {version}`")
    if problems := list(checksum_problems(folder)):
        raise InvalidData(problems)
    return check_graphs(folder, version)


def check_graphs(folder: Path, version: str) -> CheckedRelease:
    """Read the graph in all formats; they must be one, of that version.

    Raises
    ------
    InvalidData
        They are not.
    """
    files = {ending: StreamedGraph(folder / f"{_STEM}.{ending}") for ending in DEFAULT_ENDINGS}
    graphs = {ending: {quad.triple for quad in file.quads()} for ending, file in files.items()}
    first, *others = graphs.items()
    problems = [
        Problem(shown(folder / f"{_STEM}.{ending}"), 1, 1, f"does not say what {_STEM}.{first[0]} says")
        for ending, triples in others
        if triples != first[1]
    ]
    if not problems:
        problems = list(_wrong_facts(folder, first[1], version))
    if problems:
        raise InvalidData(problems)
    return CheckedRelease(sum(1 for _ in folder.iterdir()), len(first[1]), len(graphs))


def _wrong_facts(folder: Path, triples: set[ox.Triple], version: str) -> Iterator[Problem]:
    """Yield what a graph says of itself and is not so."""
    file = shown(folder / GRAPH_NAME)
    of_graph = next((item.subject for item in triples if item.predicate.value == f"{OWL}versionIRI"), None)
    said = {item.predicate.value: item.object.value for item in triples if item.subject == of_graph}  # type: ignore[union-attr]
    for name, wanted in ((f"{OWL}versionInfo", version), (f"{DCAT}version", version), (f"{VOID}triples", len(triples))):
        if said.get(name) != str(wanted):
            yield Problem(file, 1, 1, f"the graph says {said.get(name)} in <{name}>, and it is {wanted}")
