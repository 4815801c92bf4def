"""What is wrong with a query that an engine refuses, in one line."""

from __future__ import annotations

import re

from slm_graph.problems import Fault
from slm_graph.rdf import sparql, suspect

_oxigraph_place = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_sentence = re.compile(r"(?:^|, )([A-Z][a-z]+ [^,\[\]\"]{6,}|[A-Z][A-Za-z]+ (?:parsing failed|not found))(?=, |$)")
_not_shown = re.compile(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]")


class QueryFault(Fault):
    """A query cannot be answered: what is wrong with it, and where (line and column from 1; 0 where unknown)."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


def syntax_fault(text: str, message: str) -> QueryFault:
    r"""Make one line of oxigraph's message, which lists whole character classes.

    Examples
    --------
    >>> syntax_fault("SELECT", 'error at 1:7: expected one of "$", "(", "*", "?", PREFIX, [_]').message
    'is no SPARQL, here or before; expected one of "$", "(", "*", "?", PREFIX'
    """
    match = _oxigraph_place.fullmatch(message)
    if match is None:
        return QueryFault(" ".join(message.split()))
    line, column, expected = int(match[1]), int(match[2]), " ".join(match[3].split())
    if expected == "CONSTRUCT":
        return QueryFault("is no query; begin with SELECT, ASK, CONSTRUCT or DESCRIBE", line, column)
    suspected = suspect(text)
    if suspected is not None:
        return QueryFault(suspected[0], *sparql.position(text, suspected[1]))
    lines = text.split("\n")
    before, rest = (lines[line - 1][: column - 1], lines[line - 1][column - 1 :]) if line <= len(lines) else ("", "")
    if "Prefix not found" in expected:
        prefix = re.search(r"([\w.-]+):[\w.-]*$", before)
        name = prefix[1] if prefix else "a prefix"
        return QueryFault(f"{name}: is not declared; add PREFIX {name}: <…>", line, column)
    sentence = _sentence.search(expected)
    if sentence:
        return QueryFault(sentence[1], line, column)
    choices = [choice for choice in _not_shown.sub("", expected).split(", ") if choice.strip()]
    word = re.match(r"\s*(\S{1,20})", rest)
    here = f"unexpected {word[1]}" if word else "is no SPARQL, here or before"
    if not choices:
        return QueryFault(here, line, column)
    more = ", …" if len(choices) > 6 else ""
    return QueryFault(
        f"{here}; expected {'one of ' if len(choices) > 1 else ''}{', '.join(choices[:6])}{more}", line, column
    )
