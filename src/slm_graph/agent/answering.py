"""What a worker answers: a row a tool, and the texts about the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.agent import asking, comparing, describing, finding, resources
from slm_graph.agent.known import KnownGraph
from slm_graph.agent.model import (
    AnswerTable,
    Comparison,
    NearThings,
    SuggestedQuestions,
    ThingDescription,
    plain,
)

MOST_ROWS = 200
_THING = "Its id (as answers give it), name, abbreviation or IRI"
_OFFSET = {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0, "description": "How many to pass over"}
_WORDS = {"type": "string", "minLength": 1, "maxLength": 1_000}


def _limit(default: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default, "description": "How many at most"}


class ToolRow(NamedTuple):
    """A tool: what it does, the JSON Schema of its arguments, what it answers with, and what answers."""

    name: str
    title: str
    description: str
    arguments: Mapping[str, Any]
    required: tuple[str, ...]
    answer: type
    call: Callable[..., Any]


TOOLS = (
    ToolRow(
        "find",
        "Find things by name",
        "Finds the things that words may mean, misspelt ones too: ids for the other tools.",
        {
            "text": {**_WORDS, "description": "A name, an abbreviation, a part of a name"},
            "kind": {
                "type": "string",
                "maxLength": 200,
                "description": "Only things of this class: its label or id",
            },
            "limit": _limit(10, 100),
            "offset": _OFFSET,
        },
        ("text",),
        NearThings,
        finding.find,
    ),
    ToolRow(
        "describe",
        "Describe a thing",
        "Tells all that the graph says of a thing: facts, what the survey states of it with row, column and quote, what"
        " uses it, what is not stated, what is like it.",
        {
            "thing": {**_WORDS, "description": _THING},
            "part": {
                "enum": list(describing.PARTS),
                "description": "That part alone, where some was left off",
            },
            "offset": {**_OFFSET, "description": "How many of the part to pass over"},
        },
        ("thing",),
        ThingDescription,
        describing.describe,
    ),
    ToolRow(
        "questions_like",
        "Find stored questions",
        "Finds the stored questions nearest to a question in your words, with the parameters that the words name: begin"
        " here, then call ask.",
        {"words": {**_WORDS, "description": "The question as a person would put it"}, "limit": _limit(5, 20)},
        ("words",),
        SuggestedQuestions,
        asking.questions_like,
    ),
    ToolRow(
        "ask",
        "Ask a stored question",
        "Answers a stored question; each row carries the words of the survey that it rests on, with row and column.",
        {
            "question": {"type": "string", "maxLength": 200, "description": "Its name"},
            "parameters": {"type": "object", "description": "Values by parameter"},
            "limit": _limit(50, MOST_ROWS),
            "offset": _OFFSET,
        },
        ("question",),
        AnswerTable,
        asking.ask,
    ),
    ToolRow(
        "compare",
        "Compare things",
        "Puts two to six things side by side, property by property, with the words that state each value.",
        {
            "things": {
                "type": "array",
                "items": {**_WORDS, "description": _THING},
                "minItems": 2,
                "maxItems": comparing.MOST,
            },
            "offset": _OFFSET,
        },
        ("things",),
        Comparison,
        comparing.compare,
    ),
    ToolRow(
        "sparql",
        "Query with SPARQL",
        "Answers a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) on the graph, within limits of time and memory,"
        " where no stored question does. The graph's prefixes need no declaration; read slm-graph://schema first.",
        {
            "query": {"type": "string", "minLength": 1, "maxLength": 50_000, "description": "The query"},
            "limit": _limit(50, MOST_ROWS),
            "offset": _OFFSET,
        },
        ("query",),
        AnswerTable,
        asking.sparql,
    ),
)
"""A row a tool."""


def schema_of(tool: ToolRow, known: KnownGraph | None = None) -> dict[str, Any]:
    """Return the JSON Schema of the arguments of a tool; with a graph, the names of its questions and parameters.

    Examples
    --------
    >>> schema_of(TOOLS[0])["required"]
    ['text']
    """
    properties = {name: dict(schema) for name, schema in tool.arguments.items()}
    if known is not None and "question" in properties:
        properties["question"]["enum"] = sorted(known.questions)
        properties["parameters"] |= asking.parameter_schema(known)
    return {
        "type": "object",
        "properties": properties,
        "required": list(tool.required),
        "additionalProperties": False,
    }


class Answering:
    """Answers calls over one graph; all that it gives is JSON.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> Answering(graph_file()).answer("find", {"text": "Wishper"})["matches"][0]["id"]
    'encoder/whisper'
    """

    def __init__(self, path: Path, queries: Path | None = None) -> None:
        self._known = KnownGraph(path, queries)

    def answer(self, name: str, arguments: Mapping[str, Any]) -> Any:
        """Return what a tool answers, or a text about the graph; `schemas` are those of all tools' arguments."""
        if name == "schemas":
            return self._schemas
        if name == "resource":
            return resources.read(self._known, **arguments)
        tool = next(tool for tool in TOOLS if tool.name == name)
        return plain(tool.call(self._known, **arguments))

    @cached_property
    def _schemas(self) -> dict[str, Any]:
        return {tool.name: schema_of(tool, self._known) for tool in TOOLS}
