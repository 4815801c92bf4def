"""The JSON Schemas of what tools take and answer, and what is wrong with arguments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from slm_graph.agent.sizes import cut
from slm_graph.problems import nearest, one_line


@cache
def output_schema(answer: type) -> dict[str, Any]:
    """Return the JSON Schema of an answer.

    Examples
    --------
    >>> from slm_graph.agent.model import NearThings
    >>> output_schema(NearThings)["properties"]["left_off"]["description"]
    'What is not shown here, and how to get it.'
    """
    from pydantic import TypeAdapter

    schema: dict[str, Any] = _without_titles(TypeAdapter(answer).json_schema(mode="serialization"))
    return schema


def _without_titles(schema: Any, *, is_properties: bool = False) -> Any:
    """Return a schema without titles, which repeat the names, and without null and defaults, which are left out."""
    if isinstance(schema, Mapping):
        dropped = () if is_properties else ("title", "default")
        choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
        if len(choices) == 1:
            schema = {**{name: value for name, value in schema.items() if name != "anyOf"}, **choices[0]}
        return {
            name: _without_titles(value, is_properties=name in ("properties", "$defs") and not is_properties)
            for name, value in schema.items()
            if name not in dropped
        }
    return [_without_titles(item) for item in schema] if isinstance(schema, list) else schema


def fault_of(arguments: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return what is wrong with arguments, in a line; "" where nothing is.

    Examples
    --------
    >>> schema = {"type": "object", "properties": {"text": {"type": "string"}}, "additionalProperties": False}
    >>> fault_of({"txt": "a"}, schema)
    'txt: no such argument; did you mean text?'
    >>> fault_of({"text": 5}, schema)
    "text: 5 is not of type 'string'"
    """
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(schema).iter_errors(dict(arguments))
    # A name that is spelt wrong is told before the one that is missing for it.
    first = min(errors, key=lambda error: error.validator != "additionalProperties", default=None)
    return "" if first is None else one_line(_told(first))


def _told(error: Any) -> str:
    """Return what is wrong with a value, and what it may be; of a long one the value is left out."""
    place = ".".join(map(str, error.absolute_path))
    before = f"{place}: " if place else ""
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        unknown = next(name for name in error.instance if name not in known)
        hint = nearest(unknown, known) or f"; there are {', '.join(known)}"
        return f"{cut(unknown, 80)}: no such {'parameter' if place else 'argument'}{hint}"
    if error.validator == "enum":
        given, choices = str(error.instance), [str(choice) for choice in error.validator_value]
        hint = nearest(given, choices) or f"; give one of {', '.join(choices[:20])}"
        return f"{before}{cut(given, 80)} is none of what it may be{hint}"
    if len(error.message) <= 200:
        return f"{before}{error.message}"
    return f"{before}is not what it must be: {error.validator} {cut(str(error.validator_value), 100)}"
