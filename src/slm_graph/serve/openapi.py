"""What the server offers, for programs that read OpenAPI: made from the headers of the stored questions.

References
----------
OpenAPI 3.1.1, https://spec.openapis.org/oas/v3.1.1.html.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slm_graph.about import __version__
from slm_graph.questions import Parameter, StoredQuery
from slm_graph.serve.formats import DATASETS, GRAPHS, ROWS, AnswerFormat
from slm_graph.serve.served import Context
from slm_graph.workers import Head, Output

_NUMBERS = {"integer": "integer", "number": "number", "decimal": "number", "double": "number", "boolean": "boolean"}
_LINE = {"description": "What is wrong, in a line.", "content": {"text/plain": {"schema": {"type": "string"}}}}
_FAULTS = {"400": _LINE, "406": _LINE, "500": _LINE, "503": _LINE}


def describe(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give the description of the server at `address`."""
    output.write(json.dumps(document(context, arguments["address"]), ensure_ascii=False, indent=1).encode())
    return Head(200, {"Content-Type": "application/json"})


def document(context: Context, address: str) -> dict[str, Any]:
    """Return the description."""
    paths = {
        "/sparql": _sparql(),
        "/store": _store(),
        "/search": _search(),
        "/about": _about(),
        "/questions": _questions(),
    }
    paths |= {f"/questions/{question.name}": _question(question) for question in context.questions.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "A graph served by slm-graph",
            "version": __version__,
            "description": "SPARQL, and stored questions with a path each. All of it only reads.",
        },
        "servers": [{"url": address}],
        "paths": paths,
    }


def _question(question: StoredQuery) -> dict[str, Any]:
    is_graph = question.form in ("CONSTRUCT", "DESCRIBE")
    formats: Any = GRAPHS if is_graph else ROWS
    content = _content(formats)
    if not is_graph:
        content["application/json"] = {"schema": _ROWS_SCHEMA}
    return {
        "get": {
            "operationId": question.name,
            "summary": question.summary,
            **({"description": question.description} if question.description else {}),
            **({"tags": [*question.tags]} if question.tags else {}),
            "parameters": [*map(_parameter, question.parameters), _format(formats)],
            "responses": {"200": {"description": question.empty or "The answer.", "content": content}, **_FAULTS},
        }
    }


_ROWS_SCHEMA = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "taken_for": {"type": "object", "additionalProperties": {"type": "object"}},
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        "answer": {"type": "boolean"},
    },
}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _NUMBERS.get(parameter.type, "string")}
    if parameter.enumeration:
        schema["enum"] = [*parameter.enumeration]
    if parameter.default is not None:
        schema["default"] = _default(parameter.default, schema["type"])
    several = bool(parameter.property_iri)
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required and parameter.default is None,
        "description": parameter.expects,
        "schema": {"type": "array", "items": {"type": "string"}} if several else schema,
    }


def _default(text: str, kind: str) -> Any:
    if kind == "integer":
        return int(text)
    return text == "true" if kind == "boolean" else float(text) if kind == "number" else text


def _text(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _format(formats: Any) -> dict[str, Any]:
    schema = {"type": "string", "enum": [row.name for row in formats]}
    description = "The format, where the header Accept does not say it."
    return {"name": "format", "in": "query", "required": False, "description": description, "schema": schema}


def _content(formats: Any) -> dict[str, Any]:
    rows: list[AnswerFormat[Any]] = [*formats]
    return {row.media_types[0]: {"schema": {"type": "string"}} for row in rows}


def _operation(name: str, summary: str, parameters: list[Any], content: dict[str, Any]) -> dict[str, Any]:
    responses = {"200": {"description": "The answer.", "content": content}, **_FAULTS}
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}


def _sparql() -> dict[str, Any]:
    graphs = [_text(f"{kind}-graph-uri", f"The IRI of a {kind} graph.") for kind in ("default", "named")]
    content = _content((*ROWS, *GRAPHS))
    parameters = [_text("query", "A query; without one the endpoint describes itself."), *graphs]
    form = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
    sent = {
        "application/sparql-query": {"schema": {"type": "string"}},
        "application/x-www-form-urlencoded": {"schema": form},
    }
    by_post = _operation("sparqlByPost", "Answer a SPARQL 1.1 query.", graphs, content)
    return {
        "get": _operation("sparql", "Answer a SPARQL 1.1 query.", parameters, content),
        "post": {**by_post, "requestBody": {"required": True, "content": sent}},
    }


def _store() -> dict[str, Any]:
    default = {"name": "default", "in": "query", "allowEmptyValue": True, "schema": {"type": "string"}}
    parameters = [_text("graph", "The IRI of a graph."), {**default, "description": "All graphs together."}]
    return {"get": _operation("graph", "Give a graph as a whole.", parameters, _content((*GRAPHS, *DATASETS)))}


def _search() -> dict[str, Any]:
    thing = {"type": "object", "properties": {"iri": {"type": "string"}, "name": {"type": "string"}}}
    things = {"type": "object", "properties": {"things": {"type": "array", "items": thing}}}
    words = _text("q", "What a name holds.", required=True)
    return {
        "get": _operation("search", "Find things by their names.", [words], {"application/json": {"schema": things}})
    }


def _about() -> dict[str, Any]:
    iri = _text("iri", "The IRI of a thing.", required=True)
    led = {"303": {"description": "The page of the thing, or its data, as Accept wants it."}, "404": _LINE}
    return {
        "get": {"operationId": "about", "summary": "Find the page of a thing.", "parameters": [iri], "responses": led}
    }


def _questions() -> dict[str, Any]:
    rows = {"type": "array", "items": {"type": "object"}}
    return {"get": _operation("questions", "List the stored questions.", [], {"application/json": {"schema": rows}})}
