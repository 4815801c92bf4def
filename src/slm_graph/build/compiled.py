"""Entries checked, mapped and written at once, by functions that are made for the fields that objects have.

For each class and each set of fields one function is generated from the schema (`entry_code.py`) and kept. Whatever is
out of the ordinary is left to the general rules, which are the reference: `tests/build/test_compiled.py` holds that
both give the same bytes, counts, keys and problems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from slm_graph.build.code_lines import Holder, NotCompiled, Unusual
from slm_graph.build.compiled_entry import CompiledEntry, Pieces
from slm_graph.build.counts import Classes, Counts, KnownClasses, Link, Thing
from slm_graph.build.entry_code import object_code
from slm_graph.build.mapper import Mapper
from slm_graph.build.shape_checks import ShapeChecks
from slm_graph.build.shape_tests import Test
from slm_graph.documents import Document, FieldPath, values
from slm_graph.entries import CheckedEntry, Findings, Survey, check_statements
from slm_graph.rdf import RDF_TYPE, Pair, Term, escaped, is_no_iri

Function: TypeAlias = "Callable[..., Any]"
Lines: TypeAlias = "tuple[tuple[str, int], ...]"
"""What the statements of a text begin with, and their links."""
CellRule: TypeAlias = "tuple[Callable[[Mapping[str, Any]], Iterable[str]], Callable[[str], str] | None, Lines]"
"""Which columns of a row have the cells, what takes their markup away, and how they are written."""
_MAX_FUNCTIONS = 2_000


class _Proof(NamedTuple):
    """What is left to be looked at of a subject whose statements have these links."""

    is_sound: bool
    tests: Sequence[tuple[int, int, Test]]
    """The positions of statements, where in them the value begins, and what must hold for it."""


class WrittenEntry(NamedTuple):
    """An entry that is sound, with its triples as N-Triples."""

    checked: CheckedEntry
    text: str
    signatures: Sequence[tuple[int, ...]]
    described: Mapping[Term, Classes]
    beside: Sequence[tuple[Term, Pair]]


class CompiledEntries:
    """The functions that are made so far, and the links that they count.

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
        self._functions: dict[Holder, dict[tuple[Any, ...], Function | None]] = {}
        self._proofs: dict[tuple[int, ...], _Proof] = {}
        self._cells: dict[tuple[Any, ...], list[tuple[str, Callable[[str], str] | None, Lines]]] = {}
        """For the columns of a row, which are few, how each is written."""
        self.tables: dict[tuple[Any, ...], dict[str, Any]] = {}
        """What the functions look up."""
        self.code: dict[str, str] = {}
        """The source of the functions, by their names."""
        self._entry = Holder(mapper.schema.entry_class.name)

    def entry(self, document: Document) -> WrittenEntry | None:
        """Return an entry with its triples; None where that is left to the general rules."""
        tree = document.tree
        survey = self.survey
        if not isinstance(tree, dict) or not isinstance(tree.get("id"), str) or tree["id"] in survey.further:
            return None
        try:
            entry = CompiledEntry(self, document, tree)
            self.object(self._entry, tree, entry, ())
        except (Unusual, KeyError, TypeError, ValueError):
            return None  # the latter come of general rules that are asked before all checks have seen the entry
        checked = check_statements(survey, self._entry.class_name, document, Findings(defined=entry.defined))
        if checked.problems:
            return None
        text = "".join([entry.lines, *entry.stated, *entry.others])
        own = entry.own
        described = {node: own[node] for node in self.known.wanted & own.keys()} if self.known.wanted else {}
        return WrittenEntry(checked, text, entry.signatures, described, entry.beside)

    def object(self, holder: Holder, tree: Any, entry: CompiledEntry, path: FieldPath, *more: Any) -> Any:
        """Check, map and write an object; return its node."""
        if tree.__class__ is not dict:
            raise Unusual
        shape = (entry.has_escapes, *tree, *map(type, tree.values()))
        try:
            function = self._functions[holder][shape]
        except KeyError:
            function = self._made(holder, tree, shape)
        if function is None:
            raise Unusual
        return function(tree, entry, path, *more)

    def _made(self, holder: Holder, tree: dict[str, Any], shape: tuple[Any, ...]) -> Function | None:
        functions = self._functions.setdefault(holder, {})
        if len(functions) >= _MAX_FUNCTIONS:
            functions.clear()
        try:
            name, code, names = object_code(self, holder, {key: type(tree[key]) for key in tree}, shape[0])
        except NotCompiled:
            functions[shape] = None
            return None
        self.code[name] = code
        space = {**names, "Unusual": Unusual}
        exec(compile(code, f"<{name}>", "exec"), space)  # noqa: S102  (of the schema alone: no text of an entry is in it)
        function: Function = space[name]
        functions[shape] = function
        return function

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
            if len(self._cells) >= _MAX_FUNCTIONS:
                self._cells.clear()
            plan = [(column, plain, lines) for columns_of, plain, lines in said for column in columns_of(tree)]
            self._cells[shape] = plan
        for column, plain, lines in plan:
            for text in values(cells[column]):
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

    def proof(self, signature: tuple[int, ...]) -> _Proof:
        """Return what the links of a subject leave to be looked at."""
        proof = self._proofs.get(signature)
        if proof is None:
            if len(self._proofs) >= _MAX_FUNCTIONS:
                self._proofs.clear()
            assert self.checks is not None  # noqa: S101  (else nothing is proved)
            said = [self.links[number][1:] for number in signature]
            classes = self.links[signature[0]][0]
            left = self.checks.unproved(said, classes if isinstance(classes, tuple) else ())
            tests = [(at, len(self.links[signature[at]][1]) + 2, test) for at, test in left or ()]
            proof = self._proofs[signature] = _Proof(left is not None, tests)
        return proof

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
