"""Python source for the objects of one class with the same fields: it checks, maps and writes them at once.

The source comes of the schema and the vocabulary alone. What it has no words for it leaves to the general rules and
checks, which it calls; what is out of the ordinary it refuses by raising `Unusual`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from slm_graph.build.cell_rules import cell_columns, plain
from slm_graph.build.counts import Thing
from slm_graph.build.plans import ClassPlan, SlotRule
from slm_graph.build.rules import ShortEdge
from slm_graph.rdf import Term, datatype_suffix, escaped, is_no_iri
from slm_graph.schema import Class, Slot

if TYPE_CHECKING:
    from slm_graph.build.compiled import CompiledEntries


_MAX_PARTS = 1_000


class NotCompiled(Exception):
    """Objects with these fields are left to the general rules."""


class Unusual(Exception):
    """An entry has something that only the general rules deal with."""


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


def object_code(
    functions: CompiledEntries, holder: Holder, shape: Mapping[str, type], has_escapes: bool
) -> tuple[str, str, dict[str, Any]]:
    """Return the name of a function, its source, and what the source names.

    Parameters
    ----------
    shape
        The fields, in their order, with the type of each value: text, list or mapping.
    has_escapes
        Whether the texts may have what is escaped in a literal.

    Raises
    ------
    NotCompiled
        Objects with these fields are for the general rules.
    """
    return _ObjectCode(functions, holder, shape, has_escapes).result()


def is_texts(value: Any) -> bool:
    """Tell whether a value is a list of texts."""
    return value.__class__ is list and all([item.__class__ is str for item in value])


def twice(items: list[Any]) -> bool:
    """Tell whether a list has a value twice."""
    texts = [item if item.__class__ is str else repr(item) for item in items]
    return len({*texts}) < len(texts)


class Said(dict[tuple[str, str], "Iterable[tuple[str, int]]"]):
    """What is said by the parts of things, by the thing and the part; made when it is needed, since there are few."""

    def __init__(self, make: Callable[[tuple[str, str]], Iterable[tuple[str, int]]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: tuple[str, str]) -> Iterable[tuple[str, int]]:
        if len(self) >= _MAX_PARTS:
            self.clear()
        self[key] = made = self._make(key)
        return made


class _ObjectCode:
    """Writes one function."""

    def __init__(
        self, functions: CompiledEntries, holder: Holder, shape: Mapping[str, type], has_escapes: bool
    ) -> None:
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
        self._variables = {field: _variable(number, field) for number, field in enumerate(shape)}
        self._constants: list[tuple[str, int]] = []
        self._is_begun: set[str] = {"pieces"} if holder.is_group else set()

    def result(self) -> tuple[str, str, dict[str, Any]]:
        """Return the name, the source, and what it names."""
        fields = self._cls.fields
        required = {slot.field for slot in fields.values() if slot.required}
        if self._cls.is_open or not fields.keys() >= self._shape.keys() >= required:
            raise NotCompiled
        self._check_fields()
        if not self._holder.is_group:
            self._make_node()
        for rule in self._plan.rules:
            if not rule.needed or any(field in self._shape for field in rule.needed):
                self._apply(rule)
        self._finish()
        number = len(self._functions.code) + 1
        name = f"{self._holder.class_name}_{number}"
        more = ", pieces, node" if self._holder.is_group else ", holder" if not self._is_entry else ""
        kinds = {str: "", list: " […]", dict: " {…}"}
        told = ", ".join(f"{field}{kinds[kind]}" for field, kind in self._shape.items())
        head = [f"def {name}(tree, entry, path{more}):", f'    """{self._holder.class_name}: {told}."""']
        head += [f"    ({''.join(f'{variable}, ' for variable in self._variables.values())}) = tree.values()"]
        return name, "\n".join([*head, *(f"    {line}" for line in self._lines)]) + "\n", self._names

    # --- checks

    def _check_fields(self) -> None:
        conditions: list[str] = []
        for field, kind in self._shape.items():
            slot, variable = self._cls.fields[field], self._variables[field]
            if kind not in (str, list, dict) or (kind is list and not slot.multivalued):
                raise NotCompiled
            is_nested = slot.range in self._schema.classes and (
                slot.inlined or self._schema.classes[slot.range].mixin
            ) and not (slot.sibling or slot.within)  # fmt: skip
            if is_nested and kind is str and self._is_named(slot):
                conditions += self._reference_faults(slot, variable)
            elif is_nested:
                if kind is list:
                    # Of what has keys the keys tell.
                    has_keys = any(slot.range == one.range for one in self._schema.usage_fields)
                    conditions.append(f"not {variable}" if has_keys else f"not {variable} or twice({variable})")
                if slot.unmapped and not (kind is dict and self._schema.classes[slot.range].is_open):
                    raise NotCompiled
                if slot.unmapped:
                    conditions.append(f"not all([x.__class__ is str or is_texts(x) for x in {variable}.values()])")
            elif kind is dict:
                raise NotCompiled
            elif kind is list:
                wrong = " or ".join(["x.__class__ is not str", *self._text_faults(slot, "x")])
                conditions.append(f"not {variable} or any([{wrong} for x in {variable}])")
                conditions.append(f"len({{*{variable}}}) < len({variable})")
            else:
                conditions += self._text_faults(slot, variable)
        if conditions:
            self._lines.append(f"if ({conditions[0]}")
            self._lines += [f"        or {condition}" for condition in conditions[1:]]
            self._lines[-1] += "):"
            self._lines.append("    raise Unusual")

    def _text_faults(self, slot: Slot, variable: str) -> list[str]:
        """Return conditions under which a text is not what a slot takes."""
        schema, field = self._schema, _variable(0, slot.field)
        if slot.range in schema.enums:
            return [f"{variable} not in {self._name(f'values_{field}', frozenset(schema.enums[slot.range].values))}"]
        if slot.range in schema.types or slot.sibling or slot.within:
            type_ = schema.types.get(slot.range)
            patterns = [type_.pattern if type_ else None, slot.pattern]
            faults = [f"not {variable} or {variable}.isspace()"]
            for number, pattern in enumerate(patterns):
                if pattern:
                    faults.append(f"not {self._name(f'is_{field}_{number}', pattern.fullmatch)}({variable})")
            if typographic := self._functions.survey.checker.typographic(slot):
                faults.append(f"{self._name('typographic', typographic)}({variable})")
            return faults
        return self._reference_faults(slot, variable)

    def _is_named(self, slot: Slot) -> bool:
        """Tell whether an object may be given by its id."""
        cls, checker = self._schema.classes[slot.range], self._functions.survey.checker
        is_there = checker.entries_define(slot.range) or bool(cls.folder)
        return slot.inlined and not cls.shorthand and cls.has_id and is_there

    def _reference_faults(self, slot: Slot, variable: str) -> list[str]:
        field = _variable(0, slot.field)
        ambiguous = self._functions.survey.vocabulary.ambiguous[slot.range]
        known = self._name(f"ids_{field}", self._mapper.nodes_of(slot.range))
        return [f"{variable} not in {known}", f"{variable} in {self._name(f'ambiguous_{field}', ambiguous)}"]

    # --- the node, and what is said of it at once

    def _make_node(self) -> None:
        cls, plan = self._cls, self._plan
        key = self._key()
        if key is None and ("{key}" in cls.iri_template or self._has_keys()):
            raise NotCompiled
        if not cls.iri_template or not plan.types:
            raise NotCompiled
        self._lines.append(f"iri = f{self._filled(self._mapper.base + cls.iri_template, key)}")
        self._lines.append("if is_no_iri(iri):")
        self._lines.append("    raise Unusual")
        self._lines.append('node = f"<{iri}>"')
        if key and self._has_keys():
            self._lines.append(f"entry.add_key({key})")
        identifier = next((slot.field for slot in cls.fields.values() if slot.identifier), "")
        if self._is_entry:
            self._lines.append("entry.begin(node, TYPES)")
        elif cls.has_id and identifier in self._shape:
            self._lines.append(f"entry.define({cls.name!r}, tree, path)")
        for predicate, type_ in plan.types:
            self._say(f" {predicate} {type_} .\n", self._link(predicate, self._functions.known[type_]))
        if self._holder.inverse:
            line = f" {self._holder.inverse} {{holder}} .\n"
            self._say(line, self._link(self._holder.inverse, self._holder.types), is_filled=True)
        if label := self._label(key):
            predicate = self._mapper.label_property
            self._say(f' {predicate} "{label}" .\n', self._link(predicate, ""), is_filled=True)

    def _has_keys(self) -> bool:
        return any(slot.range == self._cls.name for slot in self._schema.usage_fields)

    def _key(self) -> str | None:
        """Return the variable that has the key of an object, or None."""
        field = next((name for name in self._plan.keys if name in self._shape), None)
        if field is None:
            return None
        if self._shape[field] is not str:
            raise NotCompiled
        return self._variables[field]

    def _filled(self, template: str, key: str | None) -> str:
        """Return the text of a formatted literal that fills a template of an IRI."""
        parts = re.split(r"\{(\w+)\}", template)
        text = _braced(parts[0])
        for name, rest in zip(parts[1::2], parts[2::2], strict=True):
            if name not in ("parent", "key") and self._shape.get(name) is not str:
                raise NotCompiled
            value = "entry.id" if name == "parent" else key if name == "key" else self._variables[name]
            text += f"{{{value}}}{_braced(rest)}"
        return repr(text)

    def _label(self, key: str | None) -> str:
        """Return what makes the label that an object gets beside its fields, to stand in a formatted literal."""
        plan, cls = self._plan, self._cls
        if not plan.label:
            if not plan.titled or plan.titled in self._shape:
                return ""
            field = next((slot.field for slot in cls.fields.values() if slot.identifier), "")
            variable = key or (self._variables[field] if self._shape.get(field) is str else "")
            return f"{{{self._escaped(variable)}}}" if variable else ""
        parts = re.split(r"\{(\w+)\}", cls.label_template)
        text = _braced(escaped(parts[0]))
        for name, rest in zip(parts[1::2], parts[2::2], strict=True):
            text += f"{{{self._label_part(name, key)}}}{_braced(escaped(rest))}"
        return text

    def _label_part(self, name: str, key: str | None) -> str:
        slot = self._cls.slots.get(name)
        if name == "parent":
            return self._escaped("entry.label")
        if name == "key" or slot is None or slot.field not in self._shape:
            if key is None:
                raise NotCompiled
            return self._escaped(key)
        variable = self._variables[slot.field]
        if self._shape[slot.field] is not str:
            raise NotCompiled
        if slot.range not in self._schema.classes:
            return self._escaped(variable)
        labels = self._functions.survey.vocabulary.labels(slot.range)
        items = self._mapper.nodes_of(slot.range)
        table = self._table(("labels", slot.range), lambda: {item: escaped(labels.get(item, item)) for item in items})
        return f"{self._name(f'labels_{variable}', table)}[{variable}]"

    # --- rules

    def _apply(self, rule: SlotRule) -> None:
        slot = rule.slot
        if slot is None:
            raise NotCompiled  # what concepts say of their scheme
        variable = self._variables.get(slot.field, "")
        match rule.kind:
            case "text" if (suffix := self._suffix(slot)) is not None:
                self._for_each(slot, lambda x: self._literals(rule, x, suffix))
            case "row" if self._mapper.row_plan:
                self._flush(rule)
                self._lines.append("if entry.row:")
                types = self._mapper.types(self._mapper.row_plan[1].cls.name)
                for predicate in rule.predicates:
                    line = f" {predicate} {{entry.row}} .\n"
                    self._lines.append(f"    {self._target(rule)}[f{line!r}] = {self._link(predicate, types)}")
            case "reference":
                self._references(rule, variable)
            case "text" if self._is_iri(slot):
                self._for_each(slot, lambda x: self._iris(rule, x))
            case "part" if self._shape[slot.field] is str and self._shape.get(slot.within, str) is str:
                said = self._name(f"said_{variable}", Said(lambda key: self._part(rule, *key)))
                holder = "entry.id" if slot.within == "parent" else self._variables[slot.within]
                self._lines.append(f"{self._flush(rule)}.update({said}[{holder}, {variable}])")
            case "copy" if slot.cell_of:
                self._cells(rule)
            case "copy" if self._is_copied(rule):
                self._copied(rule)
            case "group":
                self._groups(rule, variable)
            case "object":
                self._objects(rule, variable)
            case _:
                target = self._flush(rule)
                if rule.kind == "sibling":
                    self._lines.append("entry.fill_siblings()")
                self._by_rule(rule, target)

    def _part(self, rule: SlotRule, holder: str, value: str) -> Iterable[tuple[str, int]]:
        """Return what is said by the node of a part of something."""
        assert rule.slot is not None  # noqa: S101  (it has one)
        node = self._mapper.plan(rule.slot.range).node({"id": value}, holder, "")
        return tuple(self._said(predicate, node) for predicate in rule.predicates)

    def _is_iri(self, slot: Slot) -> bool:
        type_ = self._schema.types.get(slot.range)
        return type_ is not None and type_.is_iri and not type_.is_below_base

    def _iris(self, rule: SlotRule, expression: str) -> None:
        """Write what is said by an IRI that is none of ours."""
        self._flush(rule)
        self._lines.append(f"other = entry.functions.other_iri({expression})")
        for predicate in rule.predicates:
            line = f" {predicate} {{other}} .\n"
            self._say(line, self._link(predicate, ()), rule, is_filled=True)

    def _cells(self, rule: SlotRule) -> None:
        """Write the cells of a row, of all slots that have some and come right after each other."""
        assert rule.slot is not None  # noqa: S101  (it has one)
        source = self._cls.slots[rule.slot.source].field
        columns_of = cell_columns(rule.slot, source, self._schema, self._mapper.sources)
        lines = [(f' {predicate} "', self._link(predicate, "")) for predicate in rule.predicates]
        said = (columns_of, plain if rule.slot.is_plain_text else None, tuple(lines))
        target = self._flush(rule)
        call = f"entry.functions.say_cells(cells_of_{_variable(0, source)}, tree, {source!r}, {target}, {self._has_escapes})"
        if not self._lines or self._lines[-1] != call:
            self._names[f"cells_of_{_variable(0, source)}"] = ()
            self._lines.append(call)
        self._names[f"cells_of_{_variable(0, source)}"] += (said,)

    def _is_copied(self, rule: SlotRule) -> bool:
        """Tell whether what a slot copies of its sibling is written here."""
        slot = rule.slot
        assert slot is not None  # noqa: S101  (it has one)
        source = self._cls.slots[slot.source].field
        cut = self._cls.slots[slot.cut].field if slot.cut in self._cls.slots else ""
        if slot.field in self._shape or slot.where or cut in self._shape:
            return False
        kind = self._shape[source]
        if slot.named:
            return kind is str
        return (self._suffix(slot) is not None or self._is_iri(slot)) and kind is (str if slot.join is None else list)

    def _copied(self, rule: SlotRule) -> None:
        slot = rule.slot
        assert slot is not None  # noqa: S101  (it has one)
        source = self._variables[self._cls.slots[slot.source].field]
        target = self._flush(rule)
        if rule.named is not None:
            said = {
                name: tuple(self._said(predicate, node) for predicate in rule.predicates)
                for name, node in rule.named.items()
            }
            self._lines.append(f"{target}.update({self._name(f'named_{source}', said)}.get({source}.casefold(), ()))")
            return
        if slot.join is not None:
            self._lines.append(f"text = {slot.join!r}.join({source})")
        else:
            self._lines.append(f"text = {source}")
        start = len(self._lines)
        if slot.match:
            self._lines[-1] = f"match = {self._name(f'match_{slot.name}', slot.match.match)}({self._lines[-1][7:]})"
        before, _, after = slot.template.partition("{}")
        value = "match[1]" if slot.match else "text"
        filled = f"f{_braced(before) + '{' + value + '}' + _braced(after)!r}" if before or after else value
        start = len(self._lines)
        if self._suffix(slot) is None:
            self._iris(rule, filled)
        else:
            if filled != value:
                self._lines.append(f"text = {filled}")
                filled = "text"
            self._literals(rule, filled, str(self._suffix(slot)))
        self._flush(is_inner=True)
        if slot.match:
            self._lines[start:] = ["if match and match[1]:", *(f"    {line}" for line in self._lines[start:])]

    def _by_rule(self, rule: SlotRule, target: str) -> None:
        """Leave a slot to its general rule, together with those that come right before it."""
        assert rule.slot is not None  # noqa: S101  (it has one)
        name = self._name(f"rule_{rule.slot.name}", rule.rule)
        end = f"), tree, {target}, node, TYPES)"
        if self._lines[-1].startswith("entry.by_rules((") and self._lines[-1].endswith(end):
            self._lines[-1] = f"{self._lines[-1].removesuffix(end)} {name},{end}"
        else:
            self._lines.append(f"entry.by_rules(({name},{end}")

    def _suffix(self, slot: Slot) -> str | None:
        """Return what follows the quotes of a slot's literals; None where its values are IRIs."""
        type_ = self._schema.types.get(slot.range)
        if type_ is None:
            return ""
        if type_.is_below_base or type_.is_iri:
            return None
        return f"@{type_.language}" if type_.language else datatype_suffix(type_.uri)

    def _for_each(self, slot: Slot, say: Any) -> None:
        """Write what is said of each value of a field."""
        variable = self._variables[slot.field]
        if self._shape[slot.field] is list:
            self._flush()
            self._lines.append(f"for x in {variable}:")
            start = len(self._lines)
            say("x")
            self._flush(is_inner=True)
            self._lines[start:] = [f"    {line}" for line in self._lines[start:]]
        else:
            say(variable)

    def _literals(self, rule: SlotRule, variable: str, suffix: str) -> None:
        for predicate in rule.predicates:
            line = f' {predicate} "{{{self._escaped(variable)}}}"{_braced(suffix)} .\n'
            self._say(line, self._link(predicate, suffix), rule, is_filled=True)

    def _references(self, rule: SlotRule, variable: str) -> None:
        assert rule.slot is not None  # noqa: S101  (a reference has one)
        nodes = self._mapper.nodes_of(rule.slot.range)
        target = self._flush(rule)
        said = self._table(("said", self._types, rule.slot.name, rule.slot.range), lambda: self._all_said(rule))
        parts = [(f"{target}.update(", f"said_{variable}", said, "")]
        for number, edge in enumerate(rule.edges):
            condition = self._condition(edge)
            if condition is not None:
                key = (self._types, rule.slot.name, rule.slot.range, number)
                short = self._table(("short", *key), lambda edge=edge: self._short(edge, nodes))
                parts.append(("entry.short.update(", f"short_{variable}_{number}", short, condition))
                if edge.beside:
                    beside = self._table(("beside", *key), lambda edge=edge: self._beside(edge, nodes))
                    parts.append((f"{target}.update(", f"beside_{variable}_{number}", beside, condition))

        def say(x: str) -> None:
            for call, name, table, condition in parts:
                if table:
                    found = f"[{x}]" if len(table) == len(nodes) else f".get({x}, ())"
                    line = f"{call}{self._name(name, table)}{found})"
                    self._lines += [f"if {condition}:", f"    {line}"] if condition else [line]

        self._for_each(rule.slot, say)

    def _table(self, key: tuple[Any, ...], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what several functions look up in one table."""
        if key not in self._functions.tables:
            self._functions.tables[key] = make()
        return self._functions.tables[key]

    def _all_said(self, rule: SlotRule) -> dict[str, Any]:
        """Return what a slot says by each item that it can name."""
        assert rule.slot is not None  # noqa: S101  (a reference has one)
        nodes = self._mapper.nodes_of(rule.slot.range)
        return {item: tuple(self._said(name, node) for name in rule.predicates) for item, node in nodes.items()}

    def _short(self, edge: ShortEdge, nodes: Mapping[str, Term]) -> dict[str, Any]:
        """Return the short edges that each item gives: each as a statement, with its position and its link."""
        types = self._mapper.types(self._schema.entry_class.name)
        link, known = self._functions.link, self._functions.known
        return {
            item: tuple(
                (f" {edge.predicate} {end} .\n", (edge.position, link(types, edge.predicate, known[end])))
                for end in ends
            )
            for item, ends in _ends(edge, nodes)
        }

    def _beside(self, edge: ShortEdge, nodes: Mapping[str, Term]) -> dict[str, Any]:
        """Return what each item says beside its short edges."""
        assert edge.beside is not None  # noqa: S101  (only such edges are asked for)
        return {item: tuple(self._said(edge.beside, end) for end in ends) for item, ends in _ends(edge, nodes)}

    def _condition(self, edge: ShortEdge) -> str | None:
        """Return under which condition objects with these fields state an edge: "" for always, None for never."""
        if not edge.where:
            return ""
        if edge.is_absent or not edge.wanted:
            return "" if (edge.where in self._shape) is not edge.is_absent else None
        kind = self._shape.get(edge.where)
        if kind is None:
            return None
        return f"{edge.wanted!r} {'in' if kind is list else '=='} {self._variables[edge.where]}"

    def _groups(self, rule: SlotRule, variable: str) -> None:
        slot = rule.slot
        assert slot is not None  # noqa: S101  (a group has one)
        cls = self._schema.classes[slot.range]
        target = self._flush(rule)
        holder = self._name(f"group_{variable}", Holder(cls.name, self._types, None, is_group=True))
        column = cls.slots["column"].field if "column" in cls.slots else ""
        place = f"(*path, {slot.field!r})"
        if column:
            self._lines.append('column = entry.columns.get(entry.field, "")')
        group = f"{{{cls.shorthand!r}: x{f', {column!r}: column' if column else ''}}}" if cls.shorthand else "x"
        said = self._group_of_text(cls, column, target)
        is_text = self._shape[slot.field] is str
        inner = []
        if said and self._shape[slot.field] is not dict:
            inner += ["if x.__class__ is str:", *(f"    {line}" for line in said)]
            inner += [] if is_text else ["else:"]
        else:
            inner += [f"x = {group} if x.__class__ is str else x"]
            is_text = False
        if not is_text:
            whole = ["if x.__class__ is not dict:", "    raise Unusual"]
            if column:
                whole.append(f"x = x if {column!r} in x else {{**x, {column!r}: column}}")
            whole.append(f"entry.functions.object({holder}, x, entry, {place}, {target}, node)")
            inner += [f"    {line}" for line in whole] if said and self._shape[slot.field] is list else whole
        if self._shape[slot.field] is list:
            self._lines += [f"for x in {variable}:", *(f"    {line}" for line in inner)]
        else:
            self._lines += [f"x = {variable}", *inner]

    def _group_of_text(self, cls: Class, column: str, target: str) -> list[str]:
        """Return what writes a group that is given as a text alone; nothing where that is left to its own function."""
        plan = self._mapper.plan(cls.name)
        fields = [cls.shorthand, *([column] if column else [])]
        rules = [rule for rule in plan.rules if not rule.needed or not {*rule.needed}.isdisjoint(fields)]
        if not cls.shorthand or any(rule.kind != "text" or self._suffix(rule.slot) is None for rule in rules):  # type: ignore[arg-type]
            return []
        faults = self._text_faults(cls.fields[cls.shorthand], "x")
        faults += ["not column or column.isspace()"] if column else []
        lines = [f"if {' or '.join(faults)}:", "    raise Unusual"]
        for rule in rules:
            assert rule.slot is not None  # noqa: S101  (it has one)
            suffix = self._suffix(rule.slot) or ""
            value = self._escaped("x") if rule.slot.field == cls.shorthand else "escape(column)"
            for predicate in rule.predicates:
                line = f' {predicate} "{{{value}}}"{_braced(suffix)} .\n'
                lines.append(f"{target}[f{line!r}] = {self._link(predicate, suffix)}")
        return lines

    def _objects(self, rule: SlotRule, variable: str) -> None:
        slot = rule.slot
        assert slot is not None  # noqa: S101  (an object has one)
        target = self._flush(rule)
        inverse = self._mapper.inverse(slot)
        if self._shape[slot.field] is str:
            if not self._is_named(slot) or slot == self._schema.row_field:
                raise NotCompiled
            said = self._table(("said", self._types, slot.name, slot.range), lambda: self._all_said(rule))
            self._lines.append(f"{target}.update({self._name(f'said_{variable}', said)}[{variable}])")
            if inverse:
                back = self._name("back", inverse)
                nodes = self._name(f"ids_{_variable(0, slot.field)}", self._mapper.nodes_of(slot.range))
                self._lines.append(f"entry.point_back({nodes}[{variable}], {back}, node, TYPES)")
            return
        holder = self._name(f"object_{variable}", Holder(slot.range, self._types, inverse))
        types = self._mapper.types(slot.range)
        is_row = slot == self._schema.row_field
        self._lines.append(f"entry.field = {slot.field!r}")
        is_list = self._shape[slot.field] is list
        place = f"(*path, {slot.field!r}{', position' if is_list else ''})"
        made = []
        if is_row:
            completed = self._name("completed", self._mapper.sources.completed)
            made.append(f"{'x' if is_list else variable} = {completed}({'x' if is_list else variable})")
        made.append(f"part = entry.functions.object({holder}, {'x' if is_list else variable}, entry, {place}, node)")
        for predicate in rule.predicates:
            line = f" {predicate} {{part}} .\n"
            made.append(f"{target}[f{line!r}] = {self._link(predicate, types)}")
        if is_list:
            self._lines.append(f"for position, x in enumerate({variable}):")
        self._lines += [f"    {line}" for line in made] if is_list else made

    # --- writing

    def _finish(self) -> None:
        if self._holder.is_group:
            self._flush()
        elif self._is_entry:
            for name in ("pieces", "stated"):
                self._begin(name)
            self._lines.append("entry.write_entry(pieces, stated)")
        else:
            self._begin("pieces")
            self._lines.append(f"entry.write(node, pieces, TYPES, {self._cls.is_stated})")
            self._lines.append("return node")

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

    def _said(self, predicate: Term, node: Term) -> tuple[str, int]:
        return f" {predicate} {node} .\n", self._link(predicate, self._functions.known[node])

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


def _ends(edge: ShortEdge, nodes: Mapping[str, Term]) -> Iterator[tuple[str, Sequence[Term]]]:
    """Yield the nodes that a short edge leads to, for each item that has some."""
    for item, node in nodes.items():
        if ends := (node,) if edge.ends is None else edge.ends.get(item, ()):
            yield item, ends


def _variable(number: int, field: str) -> str:
    return f"{field}_" if field.isidentifier() and not keyword.iskeyword(field) else f"field_{number}_"


def _braced(text: str) -> str:
    """Return a text as it stands in a formatted literal."""
    return text.replace("{", "{{").replace("}", "}}")
