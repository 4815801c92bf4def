"""What the cells of a column say of what it means: they refuse what a header says, settle what it leaves open.

No cells make a column an edge whose header does not say what stands in it: that datasets stand there does not yet say
that a system was trained on them. Each judge has one signature, and gives the column as it stands after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from slm_graph.importing.fields import LINKS, Column, Field
from slm_graph.importing.headers import folded
from slm_graph.importing.link_words import link_says
from slm_graph.importing.papers import is_title
from slm_graph.tables import Row
from slm_graph.text import is_link_word, parse_cell, read_date

IsName = Callable[[str, str], bool]
"""Tells whether words are the name of a thing of a class."""

_MOSTLY = 0.8
_NAMES = 0.9
_FEWEST = 3
"""Fewer cells say nothing."""
_MAX_WORDS = 200
"""More distinct words of a column say no more of it."""
_date_words = frozenset("date issued month published release released submitted time timeline year".split())
_other_dates = frozenset(
    "access accessed commit deadline dev end inference last latency latest modified start train training update"
    " updated".split()
)
_model_size = re.compile(r"\d+(?:\.\d+)? ?[BMT]")
_separators = re.compile(r"\s*[,;/+&\n、，；]\s*")


class Choice(NamedTuple):
    """A field that a header may mean; the smaller the tier and the rank, the better."""

    path: str
    tier: int
    rank: int
    part: int = 0


class _Case(NamedTuple):
    """What a judge has before it: the fields that the header may mean, the texts of the cells that state something."""

    choices: Sequence[Choice]
    texts: Sequence[str]
    fields: Mapping[str, Field]
    is_name: IsName | None


def stating(rows: Sequence[Row], columns: int) -> list[list[str]]:
    """Return the texts of the cells that state something, for each of so many columns."""
    texts: list[list[str]] = [[] for _ in range(columns)]
    for row in rows:
        for of_column, raw in zip(texts, row.cells, strict=True):
            cell = parse_cell(raw)
            if cell.plain and not cell.states_nothing:
                of_column.append(cell.plain)
    return texts


def possible(choices: Sequence[Choice], texts: Sequence[str], fields: Mapping[str, Field]) -> list[Choice]:
    """Return what a header may mean, without the dates and numbers of which the cells hold none.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> from slm_graph.importing.fields import column_fields
    >>> fields = column_fields(read_schema(bundled("ontology") / "schema.yaml"))
    >>> time = [Choice("paper.issued", 0, 0)]
    >>> [len(possible(time, texts, fields)) for texts in (["2024.05", "2024"] * 2, ["3.1 s", "4 s"] * 2)]
    [1, 0]
    """
    if len(texts) < _FEWEST:
        return [*choices]

    def is_possible(choice: Choice) -> bool:
        one = fields.get(choice.path)
        if one is not None and is_date(one):
            return 2 * _dates_in(texts) >= len(texts)
        if one is not None and one.slot.range in ("integer", "decimal"):
            return 2 * sum(any(sign.isdigit() for sign in text) for text in texts) >= len(texts)
        return True

    return [choice for choice in choices if is_possible(choice)]


def judged(
    column: Column, choices: Sequence[Choice], texts: Sequence[str], fields: Mapping[str, Field], is_name: IsName | None
) -> Column:
    """Return a column as its cells would have it.

    Parameters
    ----------
    column, choices
        What the header says, and the fields that it may mean.
    texts
        The texts of its cells, as of `stating`.
    fields
        The fields that a column can fill.
    is_name
        Tells whether words name a thing of a class; None where nobody knows.
    """
    if len(texts) < _FEWEST:
        return column
    for judge in (_dates_by_cells, _sizes_by_cells, _kind_of_things):
        column = judge(column, _Case(choices, texts, fields, is_name))
    return column


def named_by_titles(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], fields: Mapping[str, Field]
) -> list[Column]:
    """Take a column of titles for one of names, where the table has no other and hardly a cell is as long as a title.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> from slm_graph.importing.fields import column_fields
    >>> fields = column_fields(read_schema(bundled("ontology") / "schema.yaml"))
    >>> column = Column("Title", ("paper.title",), how="header")
    >>> short, long = ["Kea", "Inner Song", "Weka-2"], ["On Hearing", "Birds That Listen", "A Song of Two"]
    >>> [named_by_titles([column], [cells], fields)[0].fields for cells in (short, long)]
    [('name',), ('paper.title',)]
    """
    name = next((path for path, field in fields.items() if field.is_name), "")
    if not name or any(name in column.fields for column in columns):
        return [*columns]
    return [
        _named_by_titles(column, cells, name)
        if column.how == "header" and any(path in fields and fields[path].is_title for path in column.fields)
        else column
        for column, cells in zip(columns, texts, strict=True)
    ]


def _named_by_titles(column: Column, texts: Sequence[str], name: str) -> Column:
    titles = sum(is_title(text) for text in texts)
    others = [text for text in texts if not is_link_word(text)]
    if len(others) < _FEWEST or len(others) - titles < _NAMES * len(others):
        return column
    why = f"{len(others) - titles} of {len(others)} cells are too short for titles"
    return column._replace(fields=(name,), how="cells", confidence=0.8, why=why)


def _dates_by_cells(column: Column, case: _Case) -> Column:
    """Take a column of dates whose header has a word for dates, and none for other days than that of issue."""
    words = set(folded(column.header))
    path = _dated_by(words & _date_words, case.fields)
    if column.fields or case.choices or not path or not words & _date_words or words & _other_dates:
        return column
    dates = _dates_in(case.texts)
    if dates < _MOSTLY * len(case.texts):
        return column
    why = f"{dates} of {len(case.texts)} cells are dates"
    return column._replace(fields=(path,), how="cells", confidence=0.8, why=why)


def _sizes_by_cells(column: Column, case: _Case) -> Column:
    """Take a column of sizes for one of parameters, where its cells are such as 7B."""
    sizes = sum(_model_size.fullmatch(text) is not None for text in case.texts)
    is_told = column.fields or case.choices or folded(column.header) != ("size",)
    if is_told or "parameters" not in case.fields or sizes < _MOSTLY * len(case.texts):
        return column
    why = f"{sizes} of {len(case.texts)} cells are sizes of models"
    return column._replace(fields=("parameters",), how="cells", confidence=0.8, why=why)


def links_by_cells(column: Column, cells: Sequence[str]) -> Column:
    """Take a column that nothing else is known of for one of links, where its cells say of each what it leads to.

    Examples
    --------
    >>> cells = ["[Paper](https://a.org)", "[Code](https://b.org) [Paper](https://c.org)", "-"]
    >>> links_by_cells(Column("Origin"), [*cells, *cells]).fields, links_by_cells(Column("Origin"), ["Kea"] * 6).fields
    (('links',), ())
    """
    stated = [cell for cell in map(parse_cell, cells) if cell.plain.strip() and not cell.states_nothing]
    telling = sum(bool(cell.links) and all(_tells(link.text) for link in cell.links) for cell in stated)
    if column.fields or column.item or len(stated) < _FEWEST or telling < _MOSTLY * len(stated):
        return column
    why = f"{telling} of {len(stated)} cells are links that say what they lead to"
    return column._replace(fields=(LINKS,), how="cells", confidence=0.8, why=why)


def _tells(words: str) -> bool:
    return is_link_word(words) and link_says(words, "") in ("paper", "code", "homepage")


def _dated_by(date_words: set[str], fields: Mapping[str, Field]) -> str:
    """Return the path of the date whose headers have the most of some words; of equals the paper's, the last."""
    said = {
        path: len(date_words & {word for header in field.headers for word in folded(header)})
        for path, field in fields.items()
        if field.headers and field.slot.range == "year_month"
    }
    return max(reversed(said), key=lambda path: said[path], default="")


def _kind_of_things(column: Column, case: _Case) -> Column:
    """Settle of which class the things are that a column lists, where its header leaves that open."""
    path = next((path for path in column.fields if path in case.fields and case.fields[path].component), "")
    tiers = {choice.path: choice.tier for choice in case.choices}
    others = (
        [
            other
            for other, tier in tiers.items()
            if other != path and tier == tiers.get(path) and case.fields[other].component
        ]
        if path
        else []
    )
    if not others or case.is_name is None:
        return column
    words = list(dict.fromkeys(word for text in case.texts for word in _separators.split(text) if word))[:_MAX_WORDS]
    for choice in (path, *others):
        known = sum(case.is_name(word, case.fields[choice].component) for word in words)
        if 2 * known >= len(words) or choice == others[-1]:
            why = f"{known} of {len(words)} distinct words name a {case.fields[choice].component}"
            return column._replace(
                fields=(choice,), how="cells", confidence=max(0.5, round(known / len(words), 2)), why=why
            )
    return column


def is_date(field: Field) -> bool:
    """Tell whether a field holds a date."""
    return field.slot.range in ("year_month", "year")


def _dates_in(texts: Sequence[str]) -> int:
    return sum(bool(read_date(text)[0]) for text in texts)
