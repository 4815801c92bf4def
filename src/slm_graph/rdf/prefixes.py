"""Prefixes and CURIEs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# RDF 1.1 Turtle, section 6.5, production PN_LOCAL, less its escapes and what lies beyond ASCII.
_pn_local = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?").fullmatch


class Prefixes:
    """Prefixes of a document, in their order; the longest namespace wins.

    Examples
    --------
    >>> prefixes = Prefixes({"slm": "https://w3id.org/slm-graph/ontology#"})
    >>> prefixes.expand("slm:LLM")
    'https://w3id.org/slm-graph/ontology#LLM'
    >>> prefixes.shorten("https://w3id.org/slm-graph/ontology#LLM")
    'slm:LLM'
    """

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = dict(namespaces)
        self._longest_first = sorted(self._namespaces.items(), key=lambda item: -len(item[1]))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._namespaces.items())

    def __contains__(self, prefix: str) -> bool:
        return prefix in self._namespaces

    def expand(self, curie: str) -> str:
        """Return the IRI of a CURIE (CURIE Syntax 1.0, section 3).

        Raises
        ------
        KeyError
            The prefix is not defined.
        """
        prefix, _, local = curie.partition(":")
        return self._namespaces[prefix] + local

    def shorten(self, iri: str) -> str | None:
        """Return the prefixed name of an IRI, or None where Turtle has none for it without escapes."""
        for prefix, namespace in self._longest_first:
            if iri.startswith(namespace) and _pn_local(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return None
