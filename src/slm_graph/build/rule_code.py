"""What the fields of an object say of it, as lines that write statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from slm_graph.build.cell_rules import cell_columns, plain
from slm_graph.build.check_code import CheckCode
from slm_graph.build.code_lines import NotCompiled, braced, slot_of, variable_of
from slm_graph.build.compiled_links import Holder, Made, Pieces
from slm_graph.build.plans import SlotRule, column_field
from slm_graph.build.rules import ShortEdge
from slm_graph.rdf import Term
from slm_graph.schema import Class, Slot


class RuleCode(CheckCode):
    """Writes what rules say; those of rare kinds it calls."""

    def _apply(self, rule: SlotRule) -> None:
        slot = rule.slot
        if slot is None:
            raise NotCompiled  # what concepts say of their scheme
        variable = self._variables.get(slot.field, "")
        match rule.kind:
            case "text" if (suffix := self._suffix(slot)) is not None:
                self._for_each(rule, lambda x: self._literals(rule, x, suffix))
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
                self._for_each(rule, lambda x: self._iris(rule, x))
            case "part" if self._shape[slot.field] is str and self._is_within(slot):
                said = self._name(f"said_{variable}", Made(lambda key: self._part(rule, *key)))
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

    def _part(self, rule: SlotRule, holder: str, value: str) -> Pieces:
        """Return what is said by the node of a part of something."""
        node = self._mapper.plan(slot_of(rule).range).node({"id": value}, holder, "")
        return self._said(rule.predicates, [node])

    def _is_within(self, slot: Slot) -> bool:
        """Tell whether the thing is known of which a value is a part."""
        return slot.within == "parent" or self._shape.get(slot.within) is str

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
        source = self._cls.slots[slot_of(rule).source].field
        columns_of = cell_columns(slot_of(rule), source, self._schema, self._mapper.sources)
        lines = [(f' {predicate} "', self._link(predicate, "")) for predicate in rule.predicates]
        said = (columns_of, plain if slot_of(rule).is_plain_text else None, tuple(lines))
        target = self._flush(rule)
        name = f"cells_of_{variable_of(0, source)}"
        call = f"entry.functions.say_cells({name}, tree, {source!r}, {target}, {self._has_escapes})"
        if not self._lines or self._lines[-1] != call:
            self._names[name] = ()
            self._lines.append(call)
        self._names[name] += (said,)

    def _is_copied(self, rule: SlotRule) -> bool:
        """Tell whether what a slot copies of its sibling is written here."""
        slot = slot_of(rule)
        source = self._cls.slots[slot.source].field
        cut = self._cls.slots[slot.cut].field if slot.cut in self._cls.slots else ""
        if slot.field in self._shape or cut in self._shape:
            return False
        if slot.where and self._shape.get(slot.where[0], str) is not str:
            return False
        kind = self._shape[source]
        if slot.named:
            return kind is str
        return (self._suffix(slot) is not None or self._is_iri(slot)) and kind is (str if slot.join is None else list)

    def _copied(self, rule: SlotRule) -> None:
        slot = slot_of(rule)
        if slot.where and slot.where[0] not in self._shape:
            return
        source = self._variables[self._cls.slots[slot.source].field]
        target = self._flush(rule)
        if rule.named is not None:
            said = {name: self._said(rule.predicates, [node]) for name, node in rule.named.items()}
            self._lines.append(f"{target}.update({self._name(f'named_{source}', said)}.get({source}.casefold(), ()))")
            return
        before_match = len(self._lines)
        text = source if slot.join is None else f"{slot.join!r}.join({source})"
        match = f"{self._name(f'match_{slot.name}', slot.match.match)}({text})" if slot.match else ""
        self._lines.append(f"match = {match}" if match else f"text = {text}")
        before, _, after = slot.template.partition("{}")
        value = "match[1]" if slot.match else "text"
        filled = f"f{braced(before) + '{' + value + '}' + braced(after)!r}" if before or after else value
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
            self._lines[start:] = ["if match:", *(f"    {line}" for line in self._lines[start:])]
        if slot.where:
            field, wanted = slot.where
            condition = f"{self._variables[field]} == {wanted!r}"
            self._lines[before_match:] = [f"if {condition}:", *(f"    {line}" for line in self._lines[before_match:])]

    def _by_rule(self, rule: SlotRule, target: str) -> None:
        """Leave a slot to its general rule, together with those that come right before it."""
        name = self._name(f"rule_{slot_of(rule).name}", rule.rule)
        end = f"), tree, {target}, node, TYPES)"
        if self._lines[-1].startswith("entry.by_rules((") and self._lines[-1].endswith(end):
            self._lines[-1] = f"{self._lines[-1].removesuffix(end)} {name},{end}"
        else:
            self._lines.append(f"entry.by_rules(({name},{end}")

    def _for_each(self, rule: SlotRule, say: Callable[[str], None]) -> None:
        """Write what is said of each value of a field."""
        slot = slot_of(rule)
        variable = self._variables[slot.field]
        if self._shape[slot.field] is list:
            self._flush(rule)
            self._lines.append(f"for x in {variable}:")
            start = len(self._lines)
            say("x")
            self._flush(is_inner=True)
            self._lines[start:] = [f"    {line}" for line in self._lines[start:]]
        else:
            say(variable)

    def _literals(self, rule: SlotRule, variable: str, suffix: str) -> None:
        for predicate in rule.predicates:
            line = f' {predicate} "{{{self._escaped(variable)}}}"{braced(suffix)} .\n'
            self._say(line, self._link(predicate, suffix), rule, is_filled=True)

    def _references(self, rule: SlotRule, variable: str) -> None:
        nodes = self._mapper.nodes_of(slot_of(rule).range)
        target = self._flush(rule)
        said = self._table(("said", self._types, slot_of(rule).name, slot_of(rule).range), lambda: self._all_said(rule))
        parts = [(f"{target}.update(", f"said_{variable}", said, "")]
        for number, edge in enumerate(rule.edges):
            condition = self._condition(edge)
            if condition is not None:
                key = (self._types, slot_of(rule).name, slot_of(rule).range, number)
                short = self._table(("short", *key), partial(self._short, edge, nodes))
                parts.append((f"entry.short[{edge.position}].update(", f"short_{variable}_{number}", short, condition))
                if edge.beside:
                    beside = self._table(("beside", *key), partial(self._beside, edge, nodes))
                    parts.append((f"{target}.update(", f"beside_{variable}_{number}", beside, condition))

        def say(x: str) -> None:
            for call, name, table, condition in parts:
                if table:
                    found = f"[{x}]" if len(table) == len(nodes) else f".get({x}, ())"
                    line = f"{call}{self._name(name, table)}{found})"
                    self._lines += [f"if {condition}:", f"    {line}"] if condition else [line]

        self._for_each(rule, say)

    def _all_said(self, rule: SlotRule) -> dict[str, Any]:
        """Return what a slot says by each item that it can name."""
        nodes = self._mapper.nodes_of(slot_of(rule).range)
        return {item: self._said(rule.predicates, [node]) for item, node in nodes.items()}

    def _short(self, edge: ShortEdge, nodes: Mapping[str, Term]) -> dict[str, Any]:
        """Return the short edges that each item gives."""
        types = self._mapper.types(self._schema.entry_class.name)
        return {item: self._said([edge.predicate], ends, types) for item, ends in ends_of(edge, nodes)}

    def _beside(self, edge: ShortEdge, nodes: Mapping[str, Term]) -> dict[str, Any]:
        """Return what each item says beside its short edges."""
        assert edge.beside is not None  # noqa: S101  (only such edges are asked for)
        return {item: self._said([edge.beside], ends) for item, ends in ends_of(edge, nodes)}

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
        slot = slot_of(rule)
        cls = self._schema.classes[slot.range]
        target = self._flush(rule)
        holder = self._name(
            f"group_{variable}", self._functions.objects[Holder(cls.name, self._types, None, is_group=True)]
        )
        column = column_field(cls)
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
            inner += [f"x = {group} if x.__class__ is str else x"] if cls.shorthand else []
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
        if not cls.shorthand or any(rule.kind != "text" or self._suffix(slot_of(rule)) is None for rule in rules):
            return []
        faults = self._text_faults(cls.fields[cls.shorthand], "x")
        faults += ["not column or column.isspace()"] if column else []
        lines = [f"if {' or '.join(faults)}:", "    raise Unusual"]
        for rule in rules:
            suffix = self._suffix(slot_of(rule)) or ""
            value = self._escaped("x") if slot_of(rule).field == cls.shorthand else "escape(column)"
            for predicate in rule.predicates:
                line = f' {predicate} "{{{value}}}"{braced(suffix)} .\n'
                lines.append(f"{target}[f{line!r}] = {self._link(predicate, suffix)}")
        return lines

    def _objects(self, rule: SlotRule, variable: str) -> None:
        slot = slot_of(rule)
        target = self._flush(rule)
        inverse = self._mapper.inverse(slot)
        if self._shape[slot.field] is str:
            if not self._is_named(slot) or slot == self._schema.row_field:
                raise NotCompiled
            said = self._table(("said", self._types, slot.name, slot.range), lambda: self._all_said(rule))
            self._lines.append(f"{target}.update({self._name(f'said_{variable}', said)}[{variable}])")
            if inverse:
                back = self._name("back", inverse)
                nodes = self._name(f"ids_{variable_of(0, slot.field)}", self._mapper.nodes_of(slot.range))
                self._lines.append(f"entry.point_back({nodes}[{variable}], {back}, node, TYPES)")
            return
        holder = self._name(f"object_{variable}", self._functions.objects[Holder(slot.range, self._types, inverse)])
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


def ends_of(edge: ShortEdge, nodes: Mapping[str, Term]) -> Iterator[tuple[str, Sequence[Term]]]:
    """Yield the nodes that a short edge leads to, for each item that has some."""
    for item, node in nodes.items():
        if ends := (node,) if edge.ends is None else edge.ends.get(item, ()):
            yield item, ends
