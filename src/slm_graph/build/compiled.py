"""Entries checked, mapped and written at once, by functions that are made for the fields that objects have.

For each class and each set of fields one function is generated from the schema (`entry_code.py`) and kept. Whatever is
out of the ordinary is left to the general rules, which are the reference: `tests/build/test_compiled.py` holds that
both give the same bytes, counts, keys and problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from slm_graph.build.code_lines import NotCompiled
from slm_graph.build.compiled_entry import CompiledEntry
from slm_graph.build.compiled_links import CompiledLinks, Function, Holder, Unusual
from slm_graph.build.counts import Classes, KnownClasses
from slm_graph.build.entry_code import object_code
from slm_graph.build.mapper import Mapper
from slm_graph.build.shape_checks import ShapeChecks
from slm_graph.documents import Document, FieldPath
from slm_graph.entries import CheckedEntry, Findings, Survey, check_statements
from slm_graph.rdf import Pair, Term

Functions: TypeAlias = "Mapping[tuple[Any, ...], Function | None]"


class WrittenEntry(NamedTuple):
    """An entry that is sound, with its triples as N-Triples."""

    checked: CheckedEntry
    pieces: Sequence[bytes]
    signatures: Sequence[tuple[int, ...]]
    described: Mapping[Term, Classes]
    beside: Sequence[tuple[Term, Pair]]


class CompiledEntries(CompiledLinks):
    """The functions that are made so far; parameters are those of CompiledLinks."""

    def __init__(self, survey: Survey, mapper: Mapper, known: KnownClasses, checks: ShapeChecks | None) -> None:
        super().__init__(survey, mapper, known, checks)
        self._entries = self.objects[Holder(mapper.schema.entry_class.name)]

    def entry(self, document: Document) -> WrittenEntry | None:
        """Return an entry with its triples; None where that is left to the general rules."""
        tree = document.tree
        survey = self.survey
        if not isinstance(tree, dict) or not isinstance(tree.get("id"), str) or tree["id"] in survey.further:
            return None
        try:
            entry = CompiledEntry(self, document, tree)
            self.object(self._entries, tree, entry, ())
        except (Unusual, KeyError, TypeError, ValueError):
            return None  # the latter come of general rules that are asked before all checks have seen the entry
        checked = check_statements(survey, survey.schema.entry_class.name, document, Findings(defined=entry.defined))
        if checked.problems:
            return None
        own = entry.own
        described = {node: own[node] for node in self.known.wanted & own.keys()} if self.known.wanted else {}
        return WrittenEntry(
            checked, [entry.lines, *entry.stated, *entry.others], entry.signatures, described, entry.beside
        )

    def object(self, functions: Functions, tree: Any, entry: CompiledEntry, path: FieldPath, *more: Any) -> Any:
        """Check, map and write an object; return its node."""
        if tree.__class__ is not dict:
            raise Unusual
        function = functions[(entry.has_escapes, *tree, *map(type, tree.values()))]
        if function is None:
            raise Unusual
        return function(tree, entry, path, *more)

    def function(self, holder: Holder, shape: tuple[Any, ...]) -> Function | None:
        """Make a function."""
        has_escapes, *rest = shape
        fields = dict(zip(rest[: len(rest) // 2], rest[len(rest) // 2 :], strict=True))
        try:
            name, code, names = object_code(self, holder, fields, has_escapes)
        except NotCompiled:
            return None
        self.code[name] = code
        space = {**names, "Unusual": Unusual}
        exec(compile(code, f"<{name}>", "exec"), space)  # noqa: S102  (of the schema alone: no text of an entry is in it)
        function: Function = space[name]
        return function
