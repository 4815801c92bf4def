"""Python source for the objects of one class with the same fields: it checks, maps and writes them at once.

The source comes of the schema and the vocabulary alone. What it has no words for it leaves to the general rules, which
it calls; what is out of the ordinary it refuses by raising `Unusual`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slm_graph.build.code_lines import NotCompiled, braced
from slm_graph.build.compiled_links import CompiledLinks, Holder
from slm_graph.build.rule_code import RuleCode
from slm_graph.rdf import escaped
from slm_graph.schema import Slot


def object_code(
    functions: CompiledLinks, holder: Holder, shape: Mapping[str, type], has_escapes: bool
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


class _ObjectCode(RuleCode):
    """Writes one function: the checks, the node, what the fields say of it, and that all is written."""

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
        kinds: dict[type, str] = {str: "", list: " […]", dict: " {…}"}
        told = ", ".join(f"{field}{kinds[kind]}" for field, kind in self._shape.items())
        head = [f"def {name}(tree, entry, path{more}):", f'    """{self._holder.class_name}: {told}."""']
        head += [f"    ({''.join(f'{variable}, ' for variable in self._variables.values())}) = tree.values()"]
        return name, "\n".join([*head, *(f"    {line}" for line in self._lines)]) + "\n", self._names

    def _make_node(self) -> None:
        cls, plan = self._cls, self._plan
        key = self._key()
        if key is None and ("{key}" in cls.iri_template or self._has_keys()):
            raise NotCompiled
        if not cls.iri_template or not plan.types:
            raise NotCompiled
        node, faults = self._filled(f"<{self._mapper.base}{cls.iri_template}>", key)
        if faults:
            self._lines += [f"if {' or '.join(faults)}:", "    raise Unusual"]
        self._lines.append(f"node = f{node}")
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

    def _filled(self, template: str, key: str | None) -> tuple[str, list[str]]:
        """Return the text of a formatted literal that fills a template of a node, and when that is none."""
        ids = {variable for field, variable in self._variables.items() if self._is_item(self._cls.fields[field])}
        faults: list[str] = []
        parts = re.split(r"\{(\w+)\}", template)
        text = braced(parts[0])
        for name, rest in zip(parts[1::2], parts[2::2], strict=True):
            if name not in ("parent", "key") and self._shape.get(name) is not str:
                raise NotCompiled
            value = "entry.id" if name == "parent" else key if name == "key" else self._variables[name]
            text += f"{{{value}}}{braced(rest)}"
            if name != "parent" and value not in ids:  # that of the entry is looked at before its parts
                faults.append(f"is_no_iri({value})")
        return repr(text), faults

    def _is_item(self, slot: Slot) -> bool:
        """Tell whether a field has the id of an item, whose own node was made of it."""
        cls = self._schema.classes.get(slot.range)
        return cls is not None and not (slot.inlined or cls.mixin or slot.sibling or slot.within)

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
        text = braced(escaped(parts[0]))
        for name, rest in zip(parts[1::2], parts[2::2], strict=True):
            text += f"{{{self._label_part(name, key)}}}{braced(escaped(rest))}"
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
