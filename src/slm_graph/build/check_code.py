"""Checks of an object's fields, as conditions under which its function hands it over to the general checks."""

from __future__ import annotations

from slm_graph.build.code_lines import CodeLines, NotCompiled, variable_of
from slm_graph.schema import Slot


class CheckCode(CodeLines):
    """Writes the checks."""

    def _check_fields(self) -> None:
        conditions: list[str] = []
        for field, kind in self._shape.items():
            slot, variable = self._cls.fields[field], self._variables[field]
            if kind not in (str, list, dict) or (kind is list and not slot.multivalued):
                raise NotCompiled
            if self._is_nested(slot):
                conditions += self._nested_faults(slot, kind, variable)
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

    def _is_nested(self, slot: Slot) -> bool:
        cls = self._schema.classes.get(slot.range)
        return cls is not None and (slot.inlined or cls.mixin) and not (slot.sibling or slot.within)

    def _nested_faults(self, slot: Slot, kind: type, variable: str) -> list[str]:
        """Return conditions under which objects within are not what a slot takes; the rest is checked in their turn."""
        if kind is str and self._is_named(slot):
            return self._reference_faults(slot, variable)
        if slot.unmapped:
            if kind is not dict or not self._schema.classes[slot.range].is_open:
                raise NotCompiled
            return [f"not all([x.__class__ is str or is_texts(x) for x in {variable}.values()])"]
        if kind is not list:
            return []
        # Of what has keys the keys tell.
        has_keys = any(slot.range == one.range for one in self._schema.usage_fields)
        return [f"not {variable}" if has_keys else f"not {variable} or twice({variable})"]

    def _text_faults(self, slot: Slot, variable: str) -> list[str]:
        """Return conditions under which a text is not what a slot takes."""
        schema, field = self._schema, variable_of(0, slot.field)
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
        field = variable_of(0, slot.field)
        ambiguous = self._functions.survey.vocabulary.ambiguous[slot.range]
        known = self._name(f"ids_{field}", self._mapper.nodes_of(slot.range))
        return [f"{variable} not in {known}", f"{variable} in {self._name(f'ambiguous_{field}', ambiguous)}"]
