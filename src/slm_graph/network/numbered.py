"""The statements of a large file of N-Triples as numbers, cut at its spaces by several processes.

A parser makes three objects of each statement; here a term is looked at once in each part of the file, however often
it comes. What is not written as the canonical form of N-Triples is (a line a statement, one space between its terms)
is left to the parser, which knows the rest of the language, and the places of faults.

References
----------
RDF 1.2 N-Triples, section 4, https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyoxigraph as ox

from slm_graph.files import open_regular, settle
from slm_graph.graphs import MAX_RDF_BYTES, URI_SPACE, last_part
from slm_graph.network.statements import first_text
from slm_graph.network.terms import LABELS, MODALITY, QUOTE, RDF_TYPE, STANDARDS, USAGE_BY, USAGE_OF
from slm_graph.processes import cores, in_order, seldom_collected

_PART = 1 << 23
"""Bytes; so many are worked on at a time."""
_LEAST = 4 * _PART
"""Bytes of a file from which on several processes read it."""
_A_TEXT = -1
"""Stands for a literal, whose text is not kept."""
_NONE = -2
"""Stands for an IRI that the file does not have."""
_TELLING = (USAGE_BY, USAGE_OF, QUOTE, MODALITY, last_part(URI_SPACE.value))
"""Properties, by their local names, of which it counts that they are there, be it with a text."""

_URI = rb"[A-Za-z0-9._~!$&'()*+,;=:@/-]*"
_is_plain_iri = re.compile(
    rb"<https?://[a-z0-9.-]+(?:/" + _URI + rb")?(?:\?" + _URI + rb")?(?:#" + _URI + rb")?>"
).fullmatch
_is_plain_text = re.compile(rb'"[^"\\\r\n]*(?:\\[tbnrf"\\][^"\\\r\n]*)*"').fullmatch
"""Nearly all terms are such ones; the parser is asked of any other."""


class Numbered(NamedTuple):
    """The statements of a file, whose terms go by numbers.

    Parameters
    ----------
    names
        The IRIs, in angle brackets; the number of one is its place.
    number
        The numbers of the IRIs.
    rows
        Subject, predicate and object of each statement, three columns; -1 for a literal. Statements with a literal are
        left out, but for those by which usages and the base are told.
    labels
        Of each thing of the wanted classes its literals that may be its label, with their predicates.
    """

    names: list[bytes]
    number: dict[bytes, int]
    rows: Any
    labels: dict[int, list[tuple[int, bytes]]]
    runs: Any
    """Where the statements of subjects begin: the number of one, and the place in the file; at last -2 and its size."""

    def iri(self, number: int) -> str:
        """Return the IRI that goes by a number."""
        return self.names[number][1:-1].decode()

    def number_of(self, iri: str) -> int:
        """Return the number of an IRI; -2, which no term has, where it does not occur."""
        return self.number.get(f"<{iri}>".encode(), _NONE)

    def having(self, *predicates: str) -> Any:
        """Return the rows with some predicates."""
        import numpy as np

        return self.rows[np.isin(self.rows[:, 1], [self.number_of(predicate) for predicate in predicates])]

    def count_of(self, is_wanted: Callable[[str], bool]) -> int:
        """Return how many things have a class that is wanted, as of `Statements`."""
        import numpy as np

        types = self.having(RDF_TYPE)
        wanted = [number for number in np.unique(types[:, 2]).tolist() if number >= 0 and is_wanted(self.iri(number))]
        return len(np.unique(types[np.isin(types[:, 2], wanted), 0]))

    def joined(self) -> set[str]:
        """Return the classes of usages, of what they are by and of what they are of."""
        import numpy as np

        joining = [iri for iri in self.predicates if last_part(iri) in (USAGE_BY, USAGE_OF)]
        types = self.having(RDF_TYPE)
        classes = np.unique(types[np.isin(types[:, 0], self.having(*joining)[:, ::2]), 2]).tolist()
        return {iri for number in classes if number >= 0 and not (iri := self.iri(number)).startswith(STANDARDS)}

    @property
    def predicates(self) -> list[str]:
        """The IRIs of the predicates, sorted."""
        import numpy as np

        return sorted(map(self.iri, np.unique(self.rows[:, 1]).tolist()))

    def label(self, number: int) -> str:
        """Return what a thing of the wanted classes is called, as of `Statements`."""
        stated = self.labels.get(number, ())
        for label in LABELS:
            predicate = self.number_of(label)
            if text := _first([text for other, text in stated if other == predicate]):
                return text
        iri = self.iri(number)
        return last_part(iri) or iri


class SubjectSpans:
    """Of each subject, by its number, the places in the file where its statements stand."""

    def __init__(self, numbers: Numbered) -> None:
        import numpy as np

        runs = numbers.runs
        spans = np.stack([runs[:-1, 0], runs[:-1, 1], runs[1:, 1]], axis=1)
        spans = spans[np.argsort(spans[:, 0], kind="stable")]
        self._first = np.searchsorted(spans[:, 0], np.arange(len(numbers.names) + 1))
        self._places = spans[:, 1:]

    def of(self, number: int) -> list[list[int]]:
        """Return where the statements of a subject begin and end; nowhere where it is none."""
        places: list[list[int]] = self._places[self._first[number] : self._first[number + 1]].tolist()
        return places


def file_state(status: os.stat_result) -> tuple[int, int, int]:
    """Return what tells whether a file is still the one that it was."""
    return status.st_ino, status.st_size, status.st_mtime_ns


def file_changed(path: Path) -> OSError:
    """Return what is raised where a file has another state than before."""
    return OSError(errno.EAGAIN, "has changed while it was read; try again", str(path))


def numbered(path: Path, classes: Set[str]) -> Numbered | None:
    """Return the statements of a file of N-Triples; None where a parser is needed, be it for a fault.

    Parameters
    ----------
    path
        The file.
    classes
        The IRIs of the classes of which the labels are kept.

    Raises
    ------
    OSError
        It cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "graph.nt"
    ...     _ = file.write_text("<urn:a> <urn:b> <urn:c> .\\n")
    ...     numbered(file, set()).rows.tolist()
    [[0, 1, 2]]
    """
    settle(path.parent)
    with open_regular(path, MAX_RDF_BYTES) as stream:
        processes = cores() if path.stat().st_size >= _LEAST else 1
        with seldom_collected():
            parts = in_order(partial(_part, classes=classes), _blocks(stream), processes, processes)
            return _put_together(parts, classes)


class _Numbering(dict[bytes, int]):
    """The number of each term, which it gets when it is first asked for."""

    def __missing__(self, term: bytes) -> int:
        self[term] = number = len(self)
        return number


class _NumberedPart(NamedTuple):
    """What `Numbered` holds, of a part of a file; `unlabelled` are the subjects whose labels were not kept."""

    names: list[bytes]
    rows: Any
    labels: list[tuple[int, int, bytes]]
    unlabelled: Any
    runs: Any
    size: int


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_PART):
        yield block + stream.readline()


def _part(block: bytes, classes: Set[str]) -> _NumberedPart | None:
    """Return the statements of some lines; None where one is not in the canonical form."""
    import numpy as np

    lines = block.removesuffix(b"\n").split(b"\n")
    terms = [*chain.from_iterable([line.split(b" ", 2) for line in lines])]
    if len(terms) != 3 * len(lines) or not _is_utf8(block):
        return None
    numbers, endings = _Numbering(), _Numbering()
    subjects, predicates = ([*map(numbers.__getitem__, terms[column::3])] for column in (0, 1))
    objects = [*map(endings.__getitem__, terms[2::3])]
    texts: list[bytes] = []
    object_of: list[int] = []
    for ending in endings:
        if not ending.endswith(b" ."):
            return None
        if ending.startswith(b'"'):
            texts.append(ending[:-2])
            object_of.append(-len(texts))
        else:
            object_of.append(numbers[ending[:-2]])
    if not (all(map(_is_iri, numbers)) and all(map(_is_text, texts))):
        return None
    rows = np.array([subjects, predicates, np.array(object_of)[objects]], dtype=np.int32).T
    first = np.flatnonzero(np.diff(rows[:, 0], prepend=_NONE))
    places = np.cumsum([0, *(len(line) + 1 for line in lines[:-1])])
    runs = np.stack([rows[first, 0].astype(np.int64), places[first]], axis=1)
    return _NumberedPart([*numbers], *_without_texts(rows, numbers, texts, classes), runs, len(block))


def _without_texts(
    rows: Any, numbers: dict[bytes, int], texts: Sequence[bytes], classes: Set[str]
) -> tuple[Any, Any, Any]:
    """Return the statements without texts that nobody asks for, labels, and the subjects whose labels are left out."""
    import numpy as np

    def number(iri: str) -> int:
        return numbers.get(f"<{iri}>".encode(), _NONE)

    is_text = rows[:, 2] < 0
    types = rows[(rows[:, 1] == number(RDF_TYPE)) & ~is_text]
    wanted = types[np.isin(types[:, 2], [number(cls) for cls in classes]), 0]
    labels = rows[is_text & np.isin(rows[:, 1], [number(label) for label in LABELS])]
    # What has no class here may have one in another part.
    is_kept = np.isin(labels[:, 0], wanted) | ~np.isin(labels[:, 0], types[:, 0])
    telling = [number for number, name in enumerate(numbers) if last_part(name[1:-1].decode()) in _TELLING]
    rows = rows[~is_text | np.isin(rows[:, 1], telling)]
    rows[rows[:, 2] < 0, 2] = _A_TEXT
    kept = [(subject, predicate, texts[-text - 1]) for subject, predicate, text in labels[is_kept].tolist()]
    return rows, kept, np.unique(labels[~is_kept, 0])


def _put_together(parts: Iterable[_NumberedPart | None], classes: Set[str]) -> Numbered | None:
    import numpy as np

    number = _Numbering()
    rows, unlabelled = [np.empty((0, 3), dtype=np.int32)], [np.empty(0, dtype=np.int32)]
    labels: dict[int, list[tuple[int, bytes]]] = {}
    runs, size = [np.empty((0, 2), dtype=np.int64)], 0
    for part in parts:
        if part is None:
            return None
        # The last place stands for a text.
        numbers = np.array([*map(number.__getitem__, part.names), _A_TEXT], dtype=np.int32)
        rows.append(numbers[part.rows])
        unlabelled.append(numbers[part.unlabelled])
        runs.append(np.stack([numbers[part.runs[:, 0]].astype(np.int64), part.runs[:, 1] + size], axis=1))
        size += part.size
        for subject, predicate, text in part.labels:
            labels.setdefault(int(numbers[subject]), []).append((int(numbers[predicate]), text))
    whole = Numbered([*number], number, np.concatenate(rows), labels, np.concatenate([*runs, [[_NONE, size]]]))
    types = whole.having(RDF_TYPE)
    wanted = types[np.isin(types[:, 2], [whole.number_of(cls) for cls in classes]), 0]
    # Where the classes of a thing stand in several parts, its labels may have been left out in one.
    return None if np.isin(wanted, np.concatenate(unlabelled)).any() else whole


def _first(texts: Sequence[bytes]) -> str:
    """Return the text that an English reader reads first; "" where there is none."""
    if len(texts) == 1 and texts[0].endswith(b'"') and b"\\" not in texts[0]:
        text = texts[0][1:-1].decode()
        return text if text.strip() else ""
    return first_text(map(_parsed, texts))


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_iri(term: bytes) -> bool:
    """Tell whether a term is an IRI that is written as what it is, without escapes."""
    if _is_plain_iri(term):
        return True
    value = _parsed(term)
    return isinstance(value, ox.NamedNode) and value.value.encode() == term[1:-1]


def _is_text(term: bytes) -> bool:
    return bool(_is_plain_text(term)) or isinstance(_parsed(term), ox.Literal)


def _parsed(term: bytes) -> Any:
    """Return what the parser makes of a term; None where it objects."""
    try:
        quads = [*ox.parse(b"<urn:a> <urn:a> %s ." % term, ox.RdfFormat.N_TRIPLES)]
    except SyntaxError:
        return None
    return quads[0].object if len(quads) == 1 else None
