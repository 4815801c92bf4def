"""Two files of N-Triples compared line by line: of each what a difference looks at is kept, and no more.

Memory grows with what changed and with how far a line has moved, not with the files. Lines that differ are candidates
only: two spellings of one statement are found to be one when they are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from slm_graph.files import open_regular
from slm_graph.graphs import LocalGraph, local_graph, open_graph
from slm_graph.rdf import VOID

_BLOCK = 1 << 20
_URI_SPACE = f"<{VOID}uriSpace>".encode()
_ENDING = ".nt"


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
        relevant = {term for line in changed for term in _terms(line)}
        subjects = {line.partition(b" ")[0] for line in changed}
        with suppress(SyntaxError, UnicodeDecodeError):  # told below, with its place
            return _part(old, relevant, subjects), _part(new, relevant, subjects)
    return open_graph(old), open_graph(new)


def _changed_lines(old: Path, new: Path) -> set[bytes] | None:
    """Return the lines that one file alone has, and perhaps some that both have; None where there are blank nodes."""
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
    return (lost | gained) - {b""}


def _part(path: Path, relevant: Set[bytes], subjects: Set[bytes]) -> LocalGraph:
    """Return what a file says of relevant things, and of the usages by which a subject's edges are backed."""
    lines: list[bytes] = []
    usages: set[bytes] = set()
    for line in _lines(path):
        subject, _, rest = line.partition(b" ")
        predicate, _, item = rest.partition(b" ")
        if subject in relevant or predicate == _URI_SPACE:
            lines.append(line)
        if predicate.endswith((b"#usageBy>", b"/usageBy>")) and item.removesuffix(b" .") in subjects:
            usages.add(subject)
    usages -= relevant
    if usages:
        lines += (line for line in _lines(path) if line.partition(b" ")[0] in usages)
    return local_graph(b"\n".join(lines).decode())


def _terms(line: bytes) -> Iterator[bytes]:
    subject, _, rest = line.partition(b" ")
    yield subject
    item = rest.partition(b" ")[2]
    if item.startswith(b"<"):
        yield item.removesuffix(b" .")


def _lines(path: Path) -> Iterator[bytes]:
    for block in _blocks(path):
        yield from block.split(b"\n")


def _blocks(path: Path) -> Iterator[bytes]:
    with open_regular(path) as file:
        while block := file.read(_BLOCK):
            yield block + file.readline()
