"""The lines of a function that deals with one kind of object, and what they name."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from slm_graph.build.compiled_links import CompiledLinks, Holder, Pieces
from slm_graph.build.counts import Thing
from slm_graph.build.plans import ClassPlan, SlotRule
from slm_graph.rdf import Term, datatype_suffix, escaped, is_no_iri
from slm_graph.schema import Class, Slot


class NotCompiled(Exception):
    """Objects with these fields are left to the general rules."""


class CodeLines:
    """A function that is being written.

    Parameters
    ----------
    functions
        What is shared with other functions.
    shape
        The fields of the objects, in their order, with the type of each value: text, list or mapping.
    has_escapes
        Whether the texts may have what is escaped in a literal.
    """

    def __init__(self, functions: CompiledLinks, holder: Holder, shape: Mapping[str, type], has_escapes: bool) -> None:
        self._functions = functions
        self._mapper = functions.mapper
        self._schema = functions.mapper.schema
        self._holder = holder
        self._shape = shape
        self._has_escapes = has_escapes
        self._cls: Class = self._schema.classes[holder.class_name]
        self._plan: ClassPlan = self._mapper.plan(holder.class_name)
        self._types: Thing = holder.types if holder.is_group else self._mapper.types(holder.class_name)
        self._is_entry = self._cls.is_entry
        self._names: dict[str, Any] = {
            "escape": escaped,
            "is_no_iri": is_no_iri,
            "is_texts": is_texts,
            "twice": twice,
            "TYPES": self._types,
        }
        self._lines: list[str] = []
        self._variables = {field: variable_of(number, field) for number, field in enumerate(shape)}
        self._constants: list[tuple[str, int]] = []
        self._is_begun: set[str] = {"pieces"} if holder.is_group else set()

    def _suffix(self, slot: Slot) -> str | None:
        """Return what follows the quotes of a slot's literals; None where its values are IRIs."""
        type_ = self._schema.types.get(slot.range)
        if type_ is None:
            return ""
        if type_.is_below_base or type_.is_iri:
            return None
        return f"@{type_.language}" if type_.language else datatype_suffix(type_.uri)

    def _table(self, key: tuple[Any, ...], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what several functions look up in one table."""
        if key not in self._functions.tables:
            self._functions.tables[key] = make()
        return self._functions.tables[key]

    def _target(self, rule: SlotRule | None) -> str:
        """Return the variable that has what a rule says: of an entry, what its row states stands apart."""
        if rule is None or not self._is_entry:
            return "pieces"
        is_stated = {predicate in self._mapper.statement_properties for predicate in rule.predicates}
        if len(is_stated) > 1:
            raise NotCompiled
        return "stated" if True in is_stated else "pieces"

    def _say(self, line: str, link: int, rule: SlotRule | None = None, *, is_filled: bool = False) -> None:
        """Write a statement without its subject; one that is filled stands in a formatted literal."""
        target = self._target(rule)
        text = f"f{line!r}" if is_filled else repr(line)
        if target == "pieces":
            self._constants.append((text, link))
        else:
            self._begin(target)
            self._lines.append(f"{target}[{text}] = {link}")

    def _flush(self, rule: SlotRule | None = None, *, is_inner: bool = False) -> str:
        """Write what has been said of the subject so far; return the variable that has what a rule says."""
        if self._constants and "pieces" not in self._is_begun and not is_inner:
            self._lines += ["pieces = {", *(f"    {text}: {link}," for text, link in self._constants), "}"]
            self._is_begun.add("pieces")
        else:
            self._lines += [f"pieces[{text}] = {link}" for text, link in self._constants]
        self._constants.clear()
        target = self._target(rule)
        self._begin(target)
        return target

    def _begin(self, target: str) -> None:
        if target == "pieces" and self._constants:
            self._flush()
        if target not in self._is_begun:
            self._is_begun.add(target)
            self._lines.append(f"{target} = {{}}")

    def _said(self, predicates: Iterable[Term], nodes: Iterable[Term], types: Thing = ()) -> Pieces:
        """Return what is said by nodes, of the object or of what has other types."""
        known, link = self._functions.known, self._functions.link
        said = [(name, node) for node in nodes for name in predicates]
        return {f" {name} {node} .\n": link(types or self._types, name, known[node]) for name, node in said}

    def _link(self, predicate: Term, target: Thing | str) -> int:
        return self._functions.link(self._types, predicate, target)

    def _escaped(self, variable: str) -> str:
        return f"escape({variable})" if self._has_escapes else variable

    def _name(self, wanted: str, value: Any) -> str:
        """Return the name by which the source has a value."""
        name, number = wanted, 1
        while name in self._names and self._names[name] is not value:
            number += 1
            name = f"{wanted}_{number}"
        self._names[name] = value
        return name


def is_texts(value: Any) -> bool:
    """Tell whether a value is a list of texts."""
    return value.__class__ is list and all(item.__class__ is str for item in value)


def twice(items: list[Any]) -> bool:
    """Tell whether a list has a value twice."""
    try:
        return len({*items}) < len(items)
    except TypeError:  # not all are texts
        return len({item if item.__class__ is str else repr(item) for item in items}) < len(items)


def slot_of(rule: SlotRule) -> Slot:
    """Return the slot of a rule that has one."""
    assert rule.slot is not None  # noqa: S101  (all have but that of concepts, which is not compiled)
    return rule.slot


def variable_of(number: int, field: str) -> str:
    """Return the variable that has the value of a field; by its number where its name is none."""
    return f"{field}_" if field.isidentifier() and not keyword.iskeyword(field) else f"field_{number}_"


def braced(text: str) -> str:
    """Return a text as it stands in a formatted literal."""
    return text.replace("{", "{{").replace("}", "}}")
