"""The stored questions as pages: what each asks, its SPARQL, and what it answers."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from slm_graph.graphs import Source
from slm_graph.problems import Fault
from slm_graph.questions import ReaderView, StoredQuery, bind_question, write_results
from slm_graph.rdf import NUMBERS
from slm_graph.site.links import PageLinks, Shown
from slm_graph.text import words

FOLDER = "query"
MOST_ROWS = 1000
_IRI = "Iri"
"""What a question calls the column with the IRIs of another one: encoder, encoderIri."""
MOST_ASKED = 50_000
"""Statements; some questions compare every thing with every other one."""
_LONGEST_YEAR = 4
"""Figures; numbers of more are told with commas, which no year has."""
_UNESCAPED = "!~*'()-_./:,@$"
"""What the explorer leaves as it is in its addresses (script/state.js)."""


class Answered(NamedTuple):
    """What a question answers with the defaults of its parameters: its first rows, and all of them as a file."""

    columns: list[str]
    rows: list[list[tuple[Shown, bool]]]
    total: int
    files: dict[str, bytes]
    fault: str = ""


def explorer_address(question: StoredQuery, base: str) -> str:
    """Return the fragment with which the explorer opens on a question, its parameters at their defaults.

    Examples
    --------
    >>> from slm_graph.questions import parse_question
    >>> question, _ = parse_question("SELECT * { ?a ?b ?c }", "all", "all.rq")
    >>> explorer_address(question, "")
    '#questions/all'
    """
    pairs = [
        f"{encoded(f'with.{item.name}')}={encoded(item.default.removeprefix(base))}"
        for item in question.parameters
        if item.default is not None and not item.property_iri
    ]
    return f"#questions/{encoded(question.name)}" + (f"?{'&'.join(pairs)}" if pairs else "")


def encoded(text: str) -> str:
    """Return a value as the explorer's addresses have it.

    Examples
    --------
    >>> encoded("system/a b")
    'system/a%20b'
    """
    return quote(text.encode("utf-8", "replace"), safe=_UNESCAPED)


def answered(
    question: StoredQuery,
    graph: Source,
    linker: PageLinks,
    values: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    is_large: bool = False,
) -> Answered:
    """Put a question to a graph; with its defaults unless that is so large that all together would take very long."""
    if is_large and not values:
        told = f"The graph is too large to answer every question here; ask it: slm-graph query {question.name}"
        return Answered([], [], 0, {}, told)
    try:
        bound = bind_question(question, values, graph)
        results = bound.answer(graph)
        if isinstance(results, ox.QueryBoolean):
            text = "yes" if results else "no"
            return Answered(["answer"], [[(Shown(text), False)]], 1, {})
        if not isinstance(results, ox.QuerySolutions):
            return _graph_answer(results, graph, linker)
        columns = [variable.value for variable in results.variables]
        # Solutions can be read once: they are kept as what can be read again, not asked for again.
        kept, content = io.BytesIO(), io.BytesIO()
        results.serialize(kept, format=ox.QueryResultsFormat.JSON)
        write_results(_read(kept.getvalue()), "csv", content, ReaderView(graph.prefixes, graph.base))
        solutions = [[*solution] for solution in _read(kept.getvalue())]
    except Fault as error:
        return Answered([], [], 0, {}, str(error))
    shown = [(linker.spelled(name), number, iri) for name, number, iri in _shown_columns(columns)]
    columns_of_cells = [
        _in_groups([_named_cell(solution, number, iri, linker) for solution in solutions[:MOST_ROWS]])
        for _, number, iri in shown
    ]
    rows = [[*cells] for cells in zip(*columns_of_cells, strict=True)]
    return Answered([name for name, *_ in shown], rows, len(solutions), {"answer.csv": content.getvalue()})


def _shown_columns(columns: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the columns to show: the words of each, its place, and that of the IRI that makes a link of it, or -1.

    Examples
    --------
    >>> _shown_columns(["llmFamily", "llmFamilyIri", "usageIri"])
    [('llm family', 0, 1), ('usage', 2, -1)]
    """
    place = {name: number for number, name in enumerate(columns)}
    return [
        (words(name.removesuffix(_IRI)), number, place.get(f"{name}{_IRI}", -1))
        for name, number in place.items()
        if not (name.endswith(_IRI) and name.removesuffix(_IRI) in place)
    ]


def _named_cell(solution: Sequence[Any], number: int, iri: int, linker: PageLinks) -> tuple[Shown, bool]:
    shown, is_number = _cell(solution[number], linker)
    named = solution[iri] if iri >= 0 else None
    if isinstance(named, ox.NamedNode) and not shown.href:
        shown = linker.to(named.value)._replace(text=shown.text)
    return shown, is_number


def _read(kept: bytes) -> ox.QuerySolutions:
    solutions = ox.parse_query_results(kept, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101
    return solutions


def _graph_answer(results: Any, graph: Source, linker: PageLinks) -> Answered:
    triples = sorted({*results}, key=str)
    content = io.BytesIO()
    write_results(triples, "turtle", content, ReaderView(graph.prefixes, graph.base))
    rows = [
        [_cell(term, linker) for term in (triple.subject, triple.predicate, triple.object)]
        for triple in triples[:MOST_ROWS]
    ]
    return Answered(["subject", "predicate", "object"], rows, len(triples), {"answer.ttl": content.getvalue()})


def _cell(value: Any, linker: PageLinks) -> tuple[Shown, bool]:
    if value is None:
        return Shown(""), False
    if isinstance(value, ox.BlankNode):
        return Shown(str(value)), False
    return linker.value(value), isinstance(value, ox.Literal) and value.datatype.value in NUMBERS


def _in_groups(cells: Sequence[tuple[Shown, bool]]) -> list[tuple[Shown, bool]]:
    """Return a column, its whole numbers with commas where one of them is longer than a year.

    Examples
    --------
    >>> [shown.text for shown, _ in _in_groups([(Shown("4400"), True), (Shown("15000"), True)])]
    ['4,400', '15,000']
    """
    wholes = [shown.text if is_number and shown.text.isdecimal() else "" for shown, is_number in cells]
    if max(map(len, wholes), default=0) <= _LONGEST_YEAR:
        return [*cells]
    return [
        (shown._replace(text=f"{int(whole):,}") if whole else shown, is_number)
        for (shown, is_number), whole in zip(cells, wholes, strict=True)
    ]


def by_tag(questions: Sequence[StoredQuery]) -> list[tuple[str, list[StoredQuery]]]:
    """Return questions by what they are about."""
    groups: dict[str, list[StoredQuery]] = {}
    for question in questions:
        groups.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    return sorted(groups.items())
