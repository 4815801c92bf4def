"""The ontology by term, as Markdown for the documentation: each class with its fields, their values and alignments."""

from __future__ import annotations

from collections.abc import Iterator

from slm_graph.schema import Class, Schema, Slot

_MADE = "<!-- Made by `make docs` from ontology/schema.yaml; change that, not this file. -->"


def term_reference(schema: Schema) -> str:
    """Return the classes of a schema with their fields, each a section, and its closed lists.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> "## SpeechEncoder" in term_reference(read_schema(bundled("ontology") / "schema.yaml"))
    True
    """
    namespace = schema.prefixes.expand(f"{schema.prefix}:")
    classes = [cls for cls in schema.classes.values() if _is_told(cls)]
    lines = [
        _MADE,
        "",
        "# The ontology by term",
        "",
        f"Classes and properties live below `{namespace}`, prefix `{schema.prefix}`. A field is what an entry or",
        "an item of the vocabulary has in YAML; a property is what it becomes in the graph.",
        "",
        ", ".join(f"[{cls.name}](#{cls.name.lower()})" for cls in classes),
    ]
    for cls in classes:
        lines += ["", *_class_lines(schema, cls)]
    lists = [enum for enum in schema.enums.values() if enum.values]
    for enum in lists:
        lines += ["", f"## {enum.name}", "", _text(enum.description), "", "| value | meaning |", "| --- | --- |"]
        lines += [f"| `{value}` | {_text(meaning)} |" for value, meaning in enum.values.items()]
    return "\n".join(lines) + "\n"


def _class_lines(schema: Schema, cls: Class) -> Iterator[str]:
    yield f"## {cls.name}"
    yield ""
    yield _text(cls.description)
    yield ""
    above = f", a [{cls.parent}](#{cls.parent.lower()})" if cls.parent else ""
    if cls.uri:
        yield f"- class: `{schema.prefixes.shorten(cls.uri)}`{above}"
    if cls.iri_template:
        yield f"- address: `{schema.base}{cls.iri_template}`"
    for relation, others in cls.mappings.items():
        yield f"- {_relation(relation)}: {', '.join(f'`{other}`' for other in others)}"
    fields = [slot for slot in cls.slots.values() if slot.is_field]
    if fields:
        yield ""
        yield "| field | property | value | meaning |"
        yield "| --- | --- | --- | --- |"
        for slot in fields:
            yield f"| `{slot.field}` | {_property(schema, slot)} | {_range(schema, slot)} | {_meaning(slot)} |"


def _is_told(cls: Class) -> bool:
    return any(slot.is_field for slot in cls.slots.values())


def _relation(name: str) -> str:
    """Return what LinkML's name of a relation says: `close_mappings` are close matches."""
    return f"{name.removesuffix('_mappings')} match"


def _property(schema: Schema, slot: Slot) -> str:
    return "none: it stays in the YAML" if slot.unmapped else f"`{schema.prefixes.shorten(slot.uri)}`"


def _range(schema: Schema, slot: Slot) -> str:
    cls = schema.classes.get(slot.range)
    is_term = slot.range in schema.enums or (cls is not None and _is_told(cls))
    name = f"[{slot.range}](#{slot.range.lower()})" if is_term else slot.range
    return f"{name}{', several' if slot.multivalued else ''}{', required' if slot.required else ''}"


def _meaning(slot: Slot) -> str:
    aligned = [f"{_relation(relation)} `{other}`" for relation, others in slot.mappings.items() for other in others]
    return _text(slot.description) + (f" ({'; '.join(aligned)})" if aligned else "")


def _text(text: str) -> str:
    """Return a text as one line of Markdown, in which a bar does not end a cell."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
