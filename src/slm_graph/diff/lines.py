"""Two files of N-Triples compared line by line: of each what a difference looks at is kept, and no more.

Memory grows with what changed and with how far a line has moved, not with the files. Lines that differ are candidates
only: two spellings of one statement are found to be one when they are parsed. Whether a line that did not change is
kept depends on the line alone, so that both graphs have it or neither does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

import pyoxigraph as ox

from slm_graph.files import open_regular
from slm_graph.graphs import LocalGraph, add_quads, known_prefixes, open_graph
from slm_graph.rdf import RDF, RDFS, VOID

_BLOCK = 1 << 20
_URI_SPACE = f"<{VOID}uriSpace>".encode()
_NAMING = frozenset(f"<{iri}>".encode() for iri in (f"{RDF}type", f"{RDFS}label"))
_BACKING = tuple(f"{start}{name}>".encode() for start in "#/" for name in ("usageBy", "quote"))
_ENDING = ".nt"
_is_regular = re.compile(rb'<[^<>"\\\s]*> <[^<>"\\\s]*> (<[^<>"\\\s]*> \.$|")|#').match
"""Tells a line whose terms stand between single spaces, its IRIs without escapes: so a term has one spelling."""
_usage_by = re.compile(rb"[#/]usageBy> (.+) \.$", re.MULTILINE).finditer


def changed_parts(old: Path, new: Path) -> tuple[LocalGraph, LocalGraph]:
    """Return of two files graphs with what differs, and with what is said of the things in it.

    Files with blank nodes, which have to be compared as wholes, and files in other formats are read whole.

    Raises
    ------
    InvalidData
        A file cannot be parsed.
    OSError
        A file cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> a, b, c = (f"<urn:{name}> <urn:knows> <urn:x> .\\n" for name in "abc")
    >>> with TemporaryDirectory() as folder:
    ...     old, new = Path(folder) / "old.nt", Path(folder) / "new.nt"
    ...     _ = old.write_text(a + b), new.write_text(b + c)
    ...     [sorted(str(quad.subject) for quad in graph.store) for graph in changed_parts(old, new)]
    [['<urn:a>'], ['<urn:c>']]
    """
    if old.suffix == new.suffix == _ENDING and (changed := _changed_lines(old, new)) is not None:
        with suppress(SyntaxError):  # told below, with its place
            return _parts(_Change(changed), (old, new))
    return open_graph(old), open_graph(new)


def _changed_lines(old: Path, new: Path) -> set[bytes] | None:
    """Return the lines that one file alone has, and perhaps some that both have; None where there are blank nodes.

    None too where a line is not regular.
    """
    lost: set[bytes] = set()
    gained: set[bytes] = set()
    for before, after in zip_longest(_blocks(old), _blocks(new), fillvalue=b""):
        if before == after:
            continue
        if any(mark in block for block in (before, after) for mark in (b" _:", b"\n_:")):
            return None
        ours, theirs = set(before.split(b"\n")), set(after.split(b"\n"))
        ours, theirs = ours - theirs, theirs - ours
        found_again = ours & gained
        gained -= found_again
        lost |= ours - found_again
        found_again = theirs & lost
        lost -= found_again
        gained |= theirs - found_again
    lost |= gained
    lost.discard(b"")
    return lost if all(map(_is_regular, lost)) else None


def _parts(change: _Change, paths: tuple[Path, Path]) -> tuple[LocalGraph, LocalGraph]:
    """Return of each file what differs and what is said of the things in it."""
    graphs = []
    unnamed: set[bytes] = set()
    usages: set[bytes] = set()
    for path in paths:
        graph = LocalGraph(ox.Store(), known_prefixes())
        met: set[bytes] = set()
        kept: set[bytes] = set()
        add_quads(graph.store, _parsed(change.named(block, met, kept) for block in _blocks(path)))
        unnamed |= met - kept
        if change.sources:
            usages.update(*(change.usages(block) for block in _blocks(path)))
        graphs.append(graph)
    if unnamed or usages:
        for path, graph in zip(paths, graphs, strict=True):
            add_quads(graph.store, _parsed(change.besides(block, unnamed, usages) for block in _blocks(path)))
    old, new = graphs
    return old, new


class _Change:
    """What changed, as terms in N-Triples."""

    def __init__(self, lines: Set[bytes]) -> None:
        self.lines = lines
        self.terms: set[bytes] = set()
        """The things that it names."""
        self.sources: set[bytes] = set()
        """The subjects from which edges may lead."""
        for line in lines:
            subject, _, rest = line.partition(b" ")
            self.terms.add(subject)
            item = rest.partition(b" ")[2]
            if item.startswith(b"<"):
                self.terms.add(item.removesuffix(b" ."))
                self.sources.add(subject)

    def named(self, block: bytes, met: set[bytes], kept: set[bytes]) -> Iterator[bytes]:
        """Yield the lines that changed, and types and labels; note of which things there are such lines, and others."""
        terms, lines = self.terms, self.lines
        has_base = _URI_SPACE in block
        for line in block.split(b"\n"):
            subject, _, rest = line.partition(b" ")
            if subject in terms:
                if rest.partition(b" ")[0] in _NAMING or line in lines:
                    kept.add(subject)
                    yield line
                else:
                    met.add(subject)
            elif has_base and rest.startswith(_URI_SPACE):
                yield line

    def usages(self, block: bytes) -> Iterator[bytes]:
        """Yield the usages of what edges may lead from."""
        for match in _usage_by(block):
            if match[1] in self.sources:
                start = block.rfind(b"\n", 0, match.start()) + 1
                yield block[start : block.index(b" ", start)]

    def besides(self, block: bytes, unnamed: Set[bytes], usages: Set[bytes]) -> Iterator[bytes]:
        """Yield what is said of things without type and label, and of usages what backs an edge."""
        for line in block.split(b"\n"):
            subject, _, rest = line.partition(b" ")
            if subject in unnamed:
                yield line
            elif subject in usages:
                predicate, _, item = rest.partition(b" ")
                if item.removesuffix(b" .") in self.terms or predicate.endswith(_BACKING):
                    yield line


def _parsed(parts: Iterable[Iterator[bytes]]) -> Iterator[ox.Quad]:
    for lines in parts:
        yield from ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)


def _blocks(path: Path) -> Iterator[bytes]:
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            yield block + file.readline()
