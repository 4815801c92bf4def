"""Links and values as the templates show them, each relative to the page that it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape as html_escape
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from slm_graph.network import RDF_TYPE, Described, is_of_languages, key_of
from slm_graph.rdf import RDF, RDFS, SKOS
from slm_graph.site.places import PagePlaces

if TYPE_CHECKING:
    from markupsafe import Markup

_DEEPEST = 6
_KEPT = 20_000
"""Links of which many are on several pages."""
_COUNTED = 3
"""Values; how many there are is said of more."""
_IN_WORDS = {
    f"{SKOS}notation": "abbreviation",
    f"{SKOS}altLabel": "also called",
    f"{SKOS}hiddenLabel": "misspelt as",
    f"{RDFS}isDefinedBy": "defined by",
    f"{RDFS}subClassOf": "subclass of",
    f"{RDFS}subPropertyOf": "subproperty of",
}
_FIRST, _REST, _NIL = f"{RDF}first", f"{RDF}rest", f"{RDF}nil"


_is_special = re.compile("[&<>\"']").search


def escape(text: str) -> str:
    """Return a text as HTML has it; few texts hold what takes an escape, and telling them apart is quick.

    Examples
    --------
    >>> escape("a & b"), escape("a")
    ('a &amp; b', 'a')
    """
    return html_escape(text) if _is_special(text) else text


class Shown(NamedTuple):
    """A value: its text; where it leads, if it does; what is told in brackets; and of a blank node what it says."""

    text: str
    href: str = ""
    outside: bool = False
    note: str = ""
    rows: tuple[Told, ...] = ()

    def __html__(self) -> str:
        """Return it as HTML, every text escaped; most of a page is this, and a macro for it took most of the time.

        Examples
        --------
        >>> Shown("<b>", "http://a.org/?a&b", outside=True, note="de").__html__()
        '<a href="http://a.org/?a&amp;b" rel="noopener noreferrer">&lt;b&gt; ↗</a> <span class="soft">(de)</span>'
        """
        text = escape(self.text)
        if self.href:
            rel, arrow = (' rel="noopener noreferrer"', " ↗") if self.outside else ("", "")
            text = f'<a href="{escape(self.href)}"{rel}>{text or "…"}{arrow}</a>'
        if self.note:
            text += f' <span class="soft">({escape(self.note)})</span>'
        return text + (_list(self.rows) if self.rows else "")


class Told(NamedTuple):
    """A property in words, its page, and values; `more` says how many are left out."""

    words: str
    href: str
    values: list[Shown]
    more: int = 0

    def __html__(self) -> str:
        """Return it as an entry of a list of descriptions.

        Examples
        --------
        >>> Told("is <a>", "", [Shown("1")]).__html__()
        '<dt>is &lt;a&gt;</dt><dd>1</dd>\\n'
        """
        words, count = escape(self.words), len(self.values)
        if self.href:
            words = f'<a href="{escape(self.href)}">{words}</a>'
        if count > _COUNTED:
            words += f' <span class="soft">({count + self.more})</span>'
        more = f'<p class="soft">… and {self.more:,} more</p>' if self.more else ""
        return f"<dt>{words}</dt><dd>{html_list(self.values)}{more}</dd>\n"


def html_list(values: Sequence[Shown]) -> str:
    """Return one value as it is, several as a list.

    Examples
    --------
    >>> html_list([Shown("1"), Shown("2")])
    '<ul><li>1</li><li>2</li></ul>'
    """
    if len(values) == 1:
        return values[0].__html__()
    return f"<ul>{''.join(f'<li>{shown.__html__()}</li>' for shown in values)}</ul>"


def html_rows(rows: Iterable[Told]) -> Markup:
    """Return properties with their values."""
    from markupsafe import Markup

    return Markup(f"<dl>\n{''.join(row.__html__() for row in rows)}</dl>")  # noqa: S704 (each is escaped)


def html_row(values: Iterable[Shown]) -> str:
    """Return values in a line."""
    return ", ".join(shown.__html__() for shown in values)


def _list(rows: Iterable[Told]) -> str:
    """Return what a blank node says, as HTML."""
    items = (
        f"<dt>{escape(row.words)}</dt><dd>{'; '.join(shown.__html__() for shown in row.values)}</dd>" for row in rows
    )
    return f"<dl>{''.join(items)}</dl>"


def root_of(path: str) -> str:
    """Return what leads from the folder of a page to the top of the site.

    Examples
    --------
    >>> root_of("system/salmonn"), root_of("")
    ('../../', '')
    """
    return "../" * (path.count("/") + 1) if path else ""


class PageLinks:
    """Makes the links of a page.

    Parameters
    ----------
    described
        The graph.
    places
        Where pages are.
    path
        The folder of the page; "" for the top of the site.
    """

    def __init__(self, described: Described, places: PagePlaces, path: str) -> None:
        self._described, self._places = described, places
        self.root = root_of(path)
        self.to = lru_cache(_KEPT)(self._to)
        self.href = lru_cache(_KEPT)(self._href)

    def _to(self, key: str, note: str = "") -> Shown:
        """Return the link to a thing; of one without a page the text alone, or the address where it is one."""
        label = self._described.label(key)
        if key in self._places:
            return Shown(label, f"{self.root}{self._places[key]}/index.html", note=note)
        if is_of_languages(key):
            return Shown(label, note=note)
        if is_address(key):
            return Shown(label if self._described.is_named(key) else key, key, True, note)
        return Shown(label or key, note=note)

    def _href(self, key: str) -> str:
        """Return the address of the page of a thing; "" where it has none."""
        return f"{self.root}{self._places[key]}/index.html" if key in self._places else ""

    def value(self, term: Any, depth: int = 0) -> Shown:
        """Return a term as a page shows it; a blank node with what is stated of it."""
        if isinstance(term, ox.NamedNode):
            return self.to(term.value)
        if isinstance(term, ox.Literal):
            return Shown(term.value, note=term.language or "" if (term.language or "en")[:2] != "en" else "")
        if isinstance(term, ox.BlankNode):
            return self._inner(key_of(term), depth)
        return Shown(str(term))

    def spelled(self, text: str) -> str:
        """Return words as the graph's classes are spelled."""
        return self._described.spelled(text)

    def words(self, predicate: str) -> str:
        """Return how a property reads."""
        return _IN_WORDS.get(predicate) or self._described.words(predicate)

    def row(self, predicate: str, values: list[Shown], words: str = "", more: int = 0) -> Told:
        """Return a property with values."""
        return Told(words or self.words(predicate), self.href(predicate), values, more)

    def _inner(self, key: str, depth: int) -> Shown:
        label = self._described.label(key)
        if depth >= _DEEPEST:
            return Shown(label or "…")
        stated = self._described.stated(key)
        if _FIRST in stated:
            return Shown("", rows=(Told("list of", "", self._items(key, depth)),))
        rows = [
            self.row(predicate, [self.value(value, depth + 1) for value in values])
            for predicate, values in stated.items()
            if predicate != RDF_TYPE and not (label and [label] == [str(getattr(v, "value", "")) for v in values])
        ]
        types = ", ".join(self._described.label(cls) for cls in self._described.types(key))
        return Shown(label, note=types, rows=tuple(rows))

    def _items(self, key: str, depth: int) -> list[Shown]:
        """Return the items of a list; of one in a circle those up to where it closes."""
        items: list[Shown] = []
        seen: set[str] = set()
        while key != _NIL and key not in seen and len(seen) < 1000:
            seen.add(key)
            stated = self._described.stated(key)
            items += [self.value(term, depth + 1) for term in stated.get(_FIRST, [])]
            key = next((key_of(term) for term in stated.get(_REST, [])), _NIL)
        return items


def is_address(iri: str) -> bool:
    """Tell whether an IRI is one that a browser may follow.

    Examples
    --------
    >>> is_address("https://a.org/"), is_address("javascript:alert(1)")
    (True, False)
    """
    return iri.startswith(("http://", "https://"))
