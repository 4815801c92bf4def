"""What compiled functions share: the links that they count, what they look up, and what is proved of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias, TypeVar

from slm_graph.build.counts import Classes, Counts, KnownClasses, Link, Thing
from slm_graph.build.mapper import Mapper
from slm_graph.build.shape_checks import ShapeChecks
from slm_graph.build.shape_tests import Test
from slm_graph.entries import Survey
from slm_graph.rdf import RDF_TYPE, Term, escaped, is_no_iri

Function: TypeAlias = "Callable[..., Any]"
Pieces: TypeAlias = "dict[str, int]"
"""What is said of a subject: each statement as a line of N-Triples without its start, and the number of its link."""
Lines: TypeAlias = "tuple[tuple[str, int], ...]"
"""What the statements of a text begin with, and their links."""
CellRule: TypeAlias = "tuple[Callable[[Mapping[str, Any]], Iterable[str]], Callable[[str], str] | None, Lines]"
"""Which columns of a row have the cells, what takes their markup away, and how they are written."""
_MAX_KEPT = 2_000


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Made(dict[_Key, _Value]):
    """Values that are made when they are first asked for, since there are few.

    Examples
    --------
    >>> made = Made(len)
    >>> made["salmonn"], dict(made)
    (7, {'salmonn': 7})
    """

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= _MAX_KEPT:
            self.clear()
        self[key] = made = self._make(key)
        return made


class Holder(NamedTuple):
    """Which objects a function is for.

    Parameters
    ----------
    class_name
        Their class.
    types
        The classes of what holds them.
    inverse
        The property that leads back to what holds them.
    is_group
        Whether they have no node of their own, and add to that of what holds them.
    """

    class_name: str
    types: Thing = ()
    inverse: Term | None = None
    is_group: bool = False


class Unusual(Exception):
    """An entry has something that only the general rules deal with."""


class Proof(NamedTuple):
    """What is left to be looked at of a subject whose statements have these links."""

    is_sound: bool
    tests: Sequence[tuple[int, int, Test]]
    """The positions of statements, where in them the value begins, and what must hold for it."""


class CompiledLinks:
    """What the functions share.

    Parameters
    ----------
    known
        The classes of the vocabulary's things.
    checks
        The shapes that entries are held against; None where they are not.
    """

    def __init__(self, survey: Survey, mapper: Mapper, known: KnownClasses, checks: ShapeChecks | None) -> None:
        self.survey = survey
        self.mapper = mapper
        self.known = known
        self.checks = checks
        self.links: list[Link] = []
        self._numbers: dict[Link, int] = {}
        self._proofs = Made(self._proof)
        self._cells: dict[tuple[Any, ...], list[tuple[str, Callable[[str], str] | None, Lines]]] = {}
        """For the columns of a row, which are few, how each is written."""
        self.objects: Made[Holder, Made[tuple[Any, ...], Function | None]] = Made(
            lambda holder: Made(partial(self.function, holder))
        )
        """The functions for objects, by what holds them and by their shape: whether texts may have what is escaped, the
        fields in their order, and the types of the values. None for objects that are left to the general rules."""
        self.tables: dict[tuple[Any, ...], dict[str, Any]] = {}
        """What the functions look up."""
        self.code: dict[str, str] = {}
        """The source of the functions, by their names."""

    def function(self, holder: Holder, shape: tuple[Any, ...]) -> Function | None:
        """Make a function."""
        raise NotImplementedError

    def classes_of(self, node: Term) -> Classes:
        """Return the classes of a thing that is not within the entry; none where only another part has them."""
        thing = self.known[node]
        return () if isinstance(thing, str) else thing

    def other_iri(self, text: str) -> Term:
        """Return the term of an IRI that is none of ours."""
        if is_no_iri(text) or text.startswith(self.mapper.base):
            raise Unusual
        term = Term(f"<{text}>")
        if term in self.known:
            raise Unusual
        return term

    def say_cells(
        self, said: Sequence[CellRule], tree: Mapping[str, Any], source: str, pieces: Pieces, has_escapes: bool
    ) -> None:
        """Write the cells of a row, by the slots that have them."""
        cells = tree[source]
        shape = (id(self.mapper.sources.columns(tree)), id(said), *cells)
        plan = self._cells.get(shape)
        if plan is None:
            if len(self._cells) >= _MAX_KEPT:
                self._cells.clear()
            plan = [(column, plain, lines) for columns_of, plain, lines in said for column in columns_of(tree)]
            self._cells[shape] = plan
        for column, plain, lines in plan:
            cell = cells[column]
            for text in cell if cell.__class__ is list else (cell,):
                value = plain(text) if plain else text
                if has_escapes or plain:
                    value = escaped(value)
                for start, link in lines:
                    pieces[f'{start}{value}" .\n'] = link

    def link(self, thing: Thing, predicate: Term, target: Thing | str) -> int:
        """Return the number of a link."""
        link = (thing, predicate, target)
        number = self._numbers.get(link)
        if number is None:
            number = self._numbers[link] = len(self.links)
            self.links.append(link)
        return number

    def proof(self, signature: tuple[int, ...]) -> Proof:
        """Return what the links of a subject leave to be looked at."""
        return self._proofs[signature]

    def _proof(self, signature: tuple[int, ...]) -> Proof:
        assert self.checks is not None  # noqa: S101  (else nothing is proved)
        said = [self.links[number][1:] for number in signature]
        classes = self.links[signature[0]][0]
        left = self.checks.unproved(said, classes if isinstance(classes, tuple) else ())
        tests = [(at, len(self.links[signature[at]][1]) + 2, test) for at, test in left or ()]
        return Proof(left is not None, tests)

    def count(self, signatures: Counter[tuple[int, ...]], counts: Counts) -> None:
        """Add the links of subjects, which occurred so many times, to the counts."""
        links: Counter[int] = Counter()
        for signature, number in signatures.items():
            classes, predicate, _ = self.links[signature[0]]
            if predicate == RDF_TYPE:  # types come first, where it is described
                counts.subjects += number
                for cls in classes:
                    counts.classes[Term(cls)] += number
            for one in signature:
                links[one] += number
        for one, number in links.items():
            counts.links[self.links[one]] += number
