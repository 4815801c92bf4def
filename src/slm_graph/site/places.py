"""Where the page of an IRI stands in the site: below the base as the IRI says, any other in a folder of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

from slm_graph.graphs import last_part

OTHERS = "thing"
"""The folder of what lies outside of the base."""
SITE_FOLDERS = frozenset((OTHERS, "assets", "download", "explore", "search"))
_plain = re.compile(r"[A-Za-z0-9_~](?:[A-Za-z0-9._~@+=,-]{0,118}[A-Za-z0-9_~@+=,-])?").fullmatch
# What stands beside a page, and cannot be a folder.
_file = re.compile(r"(?:index|answer|question|page-\d+)\.[a-z]+", re.IGNORECASE).fullmatch


class PagePlaces:
    """The folders of pages, by IRI; no two of them differ in case alone, as some file systems ask.

    Parameters
    ----------
    iris
        What has a page; given in a fixed order, they get the same folders in every run.
    base
        What the IRIs of the graph's own things begin with.

    Examples
    --------
    >>> places = PagePlaces(["http://ex.org/a/b", "http://ex.org/o#T", "http://ex.org/../etc", "urn:c d"], "http://ex.org/")
    >>> [places[iri] for iri in ("http://ex.org/a/b", "http://ex.org/o#T", "http://ex.org/../etc", "urn:c d")]
    ['a/b', 'o/T', 'thing/etc-b721e5ca', 'thing/urn-c-d-70e28ad6']
    """

    def __init__(self, iris: Iterable[str], base: str) -> None:
        self._paths: dict[str, str] = {}
        taken: set[str] = set()
        for iri in iris:
            path = _below(iri, base)
            if not path or path.casefold() in taken:
                path = _apart(iri)
            taken.add(path.casefold())
            self._paths[iri] = path

    def __contains__(self, iri: str) -> bool:
        return iri in self._paths

    def __getitem__(self, iri: str) -> str:
        return self._paths[iri]


class EveryPlace(PagePlaces):
    """The folders of whatever has an IRI below the base: of a graph whose things are too many to be listed.

    Examples
    --------
    >>> places = EveryPlace("http://ex.org/")
    >>> places["http://ex.org/a/b"], "http://other.org/a" in places
    ('a/b', False)
    """

    def __init__(self, base: str) -> None:
        super().__init__((), base)
        self._base = base

    def __contains__(self, iri: str) -> bool:
        return bool(_below(iri, self._base))

    def __getitem__(self, iri: str) -> str:
        return _below(iri, self._base) or _apart(iri)


class ManyPlaces(EveryPlace):
    """The folders of things that are too many for a table of them: what is not below the base, as its path says, alone.

    Parameters
    ----------
    iris
        What has a page, in the order in which `PagePlaces` would get it.
    base
        What the IRIs of the graph's own things begin with.
    is_one
        Tells whether an IRI is one of them.

    Examples
    --------
    >>> iris = ["http://ex.org/a/B", "http://ex.org/a/b", "urn:c"]
    >>> places, few = ManyPlaces(iris, "http://ex.org/", iris.__contains__), PagePlaces(iris, "http://ex.org/")
    >>> [places[iri] for iri in iris] == [few[iri] for iri in iris], "http://ex.org/a/c" in places
    (True, False)
    """

    def __init__(self, iris: Iterable[str], base: str, is_one: Callable[[str], bool]) -> None:
        super().__init__(base)
        self._is_one = is_one
        taken: set[int] = set()
        for iri in iris:
            path = _below(iri, base).casefold()
            if path and hash(path) in taken:
                self._paths[iri] = _apart(iri)
            taken.add(hash(path))

    def __contains__(self, iri: str) -> bool:
        return self._is_one(iri)

    def __getitem__(self, iri: str) -> str:
        return self._paths.get(iri) or super().__getitem__(iri)


def _below(iri: str, base: str) -> str:
    """Return the folder of an IRI below the base; "" where its path is not one of folders."""
    if not base or not iri.startswith(base):
        return ""
    path = iri[len(base) :].replace("#", "/", 1)
    parts = path.split("/")
    if parts[0].casefold() in SITE_FOLDERS or len(path) > 200:
        return ""
    return path if all(_plain(part) and not _file(part) for part in parts) else ""


def _apart(iri: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "-", last_part(iri)).strip("-")[:40] or "thing"
    return f"{OTHERS}/{name}-{hashlib.sha256(iri.encode('utf-8', 'replace')).hexdigest()[:8]}"
