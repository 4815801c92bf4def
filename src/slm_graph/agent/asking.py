"""The tools `ask`, `questions_like` and `sparql`: stored questions and queries, answered in rows with their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import pyoxigraph as ox

from slm_graph.agent.evidence import RowWords, evidence
from slm_graph.agent.known import KnownGraph
from slm_graph.agent.model import (
    AnsweredRow,
    AnswerTable,
    ParameterHelp,
    SuggestedQuestion,
    SuggestedQuestions,
    ThingName,
)
from slm_graph.agent.sizes import Room, cut, left_off
from slm_graph.graphs import Results
from slm_graph.problems import InvalidData, WrongArgument
from slm_graph.questions import Parameter, StoredQuery, bind_question, parse_question, suggest
from slm_graph.rdf import services

SHORT = 24
"""Values that an enumeration lists; of more a name is looked up."""
CONDITIONS = (
    "The parameters are conditions, all of which are to be met: `asr or st` are alternatives, `not lora` must not be"
    " stated, and a list holds several conditions."
)
_LONGEST_ROW, _SHORT = 5_000, 100
_COUNTED = 100_000
"""Rows that are counted; of more it is said that there are more."""


def ask(
    known: KnownGraph, question: str, parameters: Mapping[str, Any] | None = None, limit: int = 50, offset: int = 0
) -> AnswerTable:
    """Return what a stored question answers, each row with the words that it rests on.

    Raises
    ------
    NotFound, WrongArgument
        There is no such question, or a parameter is unknown, missing, or has a value that does not do.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> answer = ask(KnownGraph(graph_file()), "systems-by-encoder", {"encoder": "Wishper"})
    >>> answer.taken_for["encoder"].id, answer.rows[6].values["system"], answer.rows[6].evidence[0].quotes
    ('encoder/whisper', 'SALMONN', ['Wishper encoder (speech)'])
    """
    stored = known.question(question)
    values = {name: _given(name, value) for name, value in (parameters or {}).items()}
    bound = bind_question(stored, values, known.graph)
    defaults = _defaults(known, stored, values)
    given = [thing.iri for thing in bound.taken_for.values()]
    given += [key for text in defaults.values() for word in text.split() if (key := known.by_iri(word))]
    table = _table(known, bound.answer(known.graph), given, limit, offset, how="call ask")
    note = table.note
    if not table.rows and table.answer is None and not offset:
        note = " ".join(filter(None, (f"no row: {known.not_stated}.", stored.empty)))
    taken = {
        name: ThingName(known.id(thing.iri), thing.label, known.kind(thing.iri))
        for name, thing in bound.taken_for.items()
    }
    return replace(table, question=stored.name, summary=stored.summary, taken_for=taken, defaults=defaults, note=note)


def sparql(known: KnownGraph, query: str, limit: int = 50, offset: int = 0) -> AnswerTable:
    """Return what a query answers.

    Raises
    ------
    InvalidData, QueryFault
        It is no query of SPARQL 1.1, would speak with a server, or cannot be evaluated.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> sparql(KnownGraph(graph_file()), "SELECT (COUNT(*) AS ?n) { ?s a slm:System }").columns
    ['n']
    """
    if services.service(query) is not None:
        raise WrongArgument("query: SERVICE would ask another server; this tool asks the one graph alone")
    asked, problems = parse_question(query, "the query", "query")
    if problems:
        raise InvalidData(problems)
    answer = bind_question(asked, {}, known.graph).answer(known.graph)
    table = _table(known, answer, [], limit, offset, how="call sparql")
    if table.total == 0:
        return replace(table, note=f"no row: {known.not_stated}, or asked for in other terms than the graph's")
    return table


def _defaults(known: KnownGraph, question: StoredQuery, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that were taken for parameters that nobody gave."""
    given = {name.replace("-", "") for name in values}
    has_condition = any(item.property_iri and item.name in given for item in question.parameters)
    return {
        item.name: item.default.replace(known.graph.base, "")
        for item in question.parameters
        if item.default is not None and item.name not in given and not (item.property_iri and has_condition)
    }


def _given(name: str, value: Any) -> Any:
    """Return a value of a parameter as questions take it: a text, a number, or a list of such."""
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value) and value:
        return [str(item) for item in value]
    if isinstance(value, str | bool | int | float):
        return value
    raise WrongArgument(f"{cut(name, 80)}: give a text, a number, or a list of texts")


# --- rows


def _table(known: KnownGraph, results: Results, taken: Sequence[str], limit: int, offset: int, how: str) -> AnswerTable:
    if isinstance(results, ox.QueryBoolean):
        return AnswerTable(answer=bool(results))
    columns = ["subject", "predicate", "object"]
    rows: Iterable[Sequence[Any]]
    if isinstance(results, ox.QuerySolutions):
        columns = [variable.value for variable in results.variables]
        rows = ([*solution] for solution in results)
    else:
        # Oxigraph's own order of triples is that of its hashes.
        triples = sorted(islice(results, _COUNTED), key=str)
        rows = ([item.subject, item.predicate, item.object] for item in triples)
    counted = [*islice(rows, _COUNTED + 1)]
    shown = Room().fitting((_row(known, columns, row, taken) for row in counted[offset:]), limit)
    total = len(counted) if len(counted) <= _COUNTED else None
    more = left_off(len(shown), offset, len(counted), how)
    note = "" if total is not None else f"there are more than {_COUNTED:,} rows; ask for less"
    if offset >= len(counted) > 0:
        note = f"nothing from {offset:,} on"
    return AnswerTable(columns=columns, rows=shown, total=total, note=note, left_off=more)


def _row(known: KnownGraph, columns: Sequence[str], row: Sequence[Any], taken: Sequence[str]) -> AnsweredRow:
    most = _LONGEST_ROW // max(len(columns), 1) + _SHORT
    values = {name: known.value(term, most) for name, term in zip(columns, row, strict=True) if term is not None}
    usages = evidence(known, columns, row, taken) if known.kinds.namespace else RowWords()
    shown = [known.statement(usage, [*usage.users, *usage.used]) for usage in usages.shown]
    return AnsweredRow(values, shown, usages.more or None)


# --- questions


def questions_like(known: KnownGraph, words: str, limit: int = 5) -> SuggestedQuestions:
    """Return the stored questions that are nearest to some words, with what the words say of their parameters.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> near = questions_like(KnownGraph(graph_file()), "who uses wishper?").suggestions[0]
    >>> near.question, near.parameters
    ('systems-by-encoder', {'encoder': 'whisper'})
    """
    suggestions = suggest(words, [*known.questions.values()], known.graph, limit)
    near = [
        SuggestedQuestion(
            item.question.name,
            item.question.summary,
            {name: texts[0] if len(texts) == 1 else [*texts] for name, texts in item.values.items()},
            [parameter_help(known, parameter) for parameter in item.question.parameters],
            CONDITIONS if any(parameter.property_iri for parameter in item.question.parameters) else "",
        )
        for item in suggestions
    ]
    note = "" if near else "no stored question is near; try other words, `find` and `describe`, or `sparql`"
    return SuggestedQuestions(Room().fitting(near), note)


def parameter_help(known: KnownGraph, parameter: Parameter) -> ParameterHelp:
    """Return what a parameter takes."""
    default = "" if parameter.default is None else parameter.default.replace(known.graph.base, "")
    required = parameter.required and parameter.default is None
    return ParameterHelp(parameter.name, parameter.expects, required, default, choices(known, parameter))


def choices(known: KnownGraph, parameter: Parameter) -> list[str]:
    """Return the values that a parameter may have, where these are few; none where they are many."""
    if parameter.enumeration:
        return [known.id(value) if "//" in value else value for value in parameter.enumeration]
    things = [key for cls in parameter.classes for key in known.described.instances(cls)]
    return [known.id(key) for key in things] if len(things) <= SHORT else []


def parameter_schema(known: KnownGraph) -> dict[str, Any]:
    """Return the JSON Schema of all parameters of all questions, by name.

    What a parameter takes differs little from question to question; the catalogue tells it for each of them.
    """
    by_name: dict[str, dict[Parameter, list[str]]] = {}
    for question in known.questions.values():
        for parameter in question.parameters:
            by_name.setdefault(parameter.name, {}).setdefault(_alike(parameter), []).append(question.name)
    return {
        "type": "object",
        "properties": {name: _schema_of(known, [*alike]) for name, alike in sorted(by_name.items())},
        "additionalProperties": False,
    }


def _alike(parameter: Parameter) -> Parameter:
    """Return a parameter without what is its question's own."""
    return replace(parameter, variable="", required=False, default=None)


def _schema_of(known: KnownGraph, parameters: Sequence[Parameter]) -> dict[str, Any]:
    kinds = [*dict.fromkeys(cls for parameter in parameters for cls in parameter.classes)]
    listed = [*dict.fromkeys(value for parameter in parameters for value in choices(known, parameter))]
    expects = " or ".join(dict.fromkeys(parameter.expects for parameter in parameters if not parameter.classes))
    if kinds:
        words = f"{', '.join(known.described.label(cls) for cls in kinds)}: an id, a name, an abbreviation or an IRI"
        expects = " or ".join(filter(None, (words, expects)))
    schema: dict[str, Any] = {"type": _json_types(parameters), "description": cut(expects, 300)}
    is_closed = all(parameter.enumeration and not parameter.classes for parameter in parameters)
    if listed and len(listed) <= SHORT:
        schema |= {"enum": listed} if is_closed else {"examples": listed}
    return schema


_NUMBERS = {
    "integer": ["integer", "string"],
    "decimal": ["number", "string"],
    "double": ["number", "string"],
    "boolean": ["boolean", "string"],
}


def _json_types(parameters: Sequence[Parameter]) -> list[str]:
    types = dict.fromkeys(name for item in parameters for name in _NUMBERS.get(item.type, ["string"]))
    return [*types, "array"] if any(item.property_iri for item in parameters) else [*types]
