"""The stored questions as an API: a list of them, and the answer of each for values of its parameters."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from slm_graph.graphs import Results
from slm_graph.problems import nearest
from slm_graph.questions import Parameter, StoredQuery, answer_of, bind_question
from slm_graph.serve.formats import GRAPHS, ROWS, by_media_type
from slm_graph.serve.nearby import some_graph
from slm_graph.serve.negotiation import best
from slm_graph.serve.query import write
from slm_graph.serve.served import Context
from slm_graph.workers import Head, Output, Refused

_JSON, _HTML = "application/json", "text/html"


def listed(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """List the questions, with their parameters."""
    if best(arguments["accept"], [_JSON, _HTML]) == _HTML:
        return Head(303, {"Location": "query/", "Vary": "Accept"})
    rows = [
        {
            "name": question.name,
            "summary": question.summary,
            "description": question.description,
            "tags": question.tags,
            "parameters": [_parameter(item) for item in question.parameters],
        }
        for question in context.questions.values()
    ]
    return _json(rows, output)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    values = {
        "name": parameter.name,
        "expects": parameter.expects,
        "required": parameter.required and parameter.default is None,
        "default": parameter.default,
        "enumeration": parameter.enumeration,
    }
    return {name: value for name, value in values.items() if value not in (None, ())}


def answer(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Answer the question of a `name` for `values`, in what `accept` or `format` wants."""
    name, values, accept, wanted = (arguments[key] for key in ("name", "values", "accept", "format"))
    question = context.questions.get(name)
    if question is None:
        raise Refused(404, f"{name}: no such question{nearest(name, context.questions)}; /questions lists them")
    if wanted in ("", "html") and (wanted or best(accept, [*_types(question)]) == _HTML):
        given = f"?{urlencode(values, doseq=True)}" if values else ""
        return Head(303, {"Location": f"../query/{quote(name)}/{given}", "Vary": "Accept"})
    bound = bind_question(question, values, context.source)
    results = bound.answer(context.source)
    is_graph = not isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))
    if is_graph or not (wanted == "json" or (not wanted and best(accept, [*_types(question)]) == _JSON)):
        return write(results, accept, wanted, output, context.source.prefixes)
    taken_for = {key: {"iri": found.iri, "label": found.label} for key, found in bound.taken_for.items()}
    return _json({"question": name, "taken_for": taken_for, **_rows(results)}, output)


def page(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give the page of the question of a `name` with what it answers for `values`."""
    if arguments["name"] not in context.questions:
        raise Refused(404, f"{arguments['name']}: no such question; /questions lists them")
    site = context.site or context.site_of(some_graph())
    output.write(site.question(arguments["name"], arguments["values"]))
    return Head(200, {"Content-Type": f"{_HTML}; charset=utf-8"})


def _types(question: StoredQuery) -> Sequence[str]:
    """Return the media types in which a question is answered."""
    if question.form in ("CONSTRUCT", "DESCRIBE"):
        return [*by_media_type(GRAPHS), _HTML]
    return list(dict.fromkeys([_JSON, *by_media_type(ROWS), _HTML]))


def _rows(results: Results) -> dict[str, Any]:
    answered = answer_of(results)
    if answered.boolean is not None:
        return {"answer": answered.boolean}
    return {"columns": answered.columns, "rows": [*answered]}


def _json(value: Any, output: Output) -> Head:
    output.write(json.dumps(value, default=_plain, ensure_ascii=False).encode("utf-8", "replace"))
    return Head(200, {"Content-Type": _JSON, "Vary": "Accept"})


def _plain(value: object) -> Any:
    """Return what JSON has for a value that it does not know."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
