"""What cannot be true of an entry, whatever its fields: dates, titles that are none, cells of another survey's row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from slm_graph.documents import Document, FieldPath
from slm_graph.entries.dates import contradicts_arxiv, lies_ahead
from slm_graph.entries.sources import Sources
from slm_graph.problems import Problem, nearest
from slm_graph.text import date_of_arxiv, states_nothing

_IDENTIFIERS = ("arxiv", "doi", "acl_anthology")
"""The fields that identify a paper."""
_is_date = re.compile("[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?").fullmatch
_NAMES = ("name", "label", "title")


def contradictions(document: Document, tree: Mapping[str, Any], path: FieldPath = ()) -> Iterator[Problem]:
    """Yield what cannot be true of a tree, or of an object in it such as the paper of an entry."""
    for name in _NAMES:
        text = tree.get(name)
        if isinstance(text, str) and text and is_no_name(text):
            message = f'"{text}" is no {name}; give the one of the source, or delete the field'
            yield document.problem((*path, name), message)
    yield from _date_problems(document, tree, path)
    for key, value in tree.items():
        if isinstance(value, dict) and key != "source":
            yield from contradictions(document, value, (*path, key))


def is_no_name(text: str) -> bool:
    """Tell whether a text is the name of nothing: it says that there is none, or has neither letters nor digits.

    Examples
    --------
    >>> [is_no_name(text) for text in ("---", "N/A", "S4")]
    [True, True, False]
    """
    return states_nothing(text) or not (text[:1].isalnum() or any(map(str.isalnum, text)))


def _date_problems(document: Document, tree: Mapping[str, Any], path: FieldPath) -> Iterator[Problem]:
    arxiv = tree.get("arxiv")
    if arxiv is None and "issued" not in tree and "year" not in tree:
        return
    given = date_of_arxiv(arxiv) if isinstance(arxiv, str) else ""
    if given and lies_ahead(given):
        yield document.problem((*path, "arxiv"), f"{arxiv} is of a month in the future; mend the identifier")
    for name in ("issued", "year"):
        date = tree.get(name)
        if not isinstance(date, str) or not _is_date(date):
            continue  # told by the checker
        if lies_ahead(date):
            yield document.problem((*path, name), f"{date} lies in the future; mend the date")
        elif given and contradicts_arxiv(date[:4], str(arxiv)):
            message = f"{date} cannot be the date of arXiv:{arxiv}, which is of {given}; mend one of the two"
            yield document.problem((*path, name), message)


def foreign_cells(document: Document, source: Mapping[str, Any], sources: Sources) -> Iterator[Problem]:
    """Yield the cells of a row whose columns its survey does not have: the row is that of another survey."""
    columns = sources.columns(source).names
    cells = source.get("cells")
    foreign = [column for column in cells if column not in columns] if isinstance(cells, dict) and columns else []
    for column in foreign:
        close = nearest(column, columns) or "; add it to the survey, or name the survey that the row is of"
        message = f"{source.get('survey')} has no column {column}{close}"
        yield document.problem(("source", "cells", column), message, at_key=True)


def identifiers(tree: object) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a paper, each with its field; no two papers share one."""
    fields = tree if isinstance(tree, Mapping) else {}
    for name in _IDENTIFIERS:
        if isinstance(value := fields.get(name), str) and value:
            yield name, value
