"""IRIs shortened by known prefixes, and by made ones where none is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from urllib.parse import urlsplit


class Curies:
    """Shortens IRIs, by the longest namespace that is known, and else by one for each host.

    Parameters
    ----------
    namespaces
        What the prefixes stand for.
    used
        Prefixes that are used in any case; those that come into use are added.

    Examples
    --------
    >>> curies = Curies({"doi": "https://doi.org/"})
    >>> curies.of("https://doi.org/10.1/x"), curies.of("https://example.org/a"), sorted(curies.used)
    ('doi:10.1/x', 'example_org:a', ['doi', 'example_org'])
    >>> curies.of("http://example.org/a")
    'example_org_2:a'
    """

    def __init__(self, namespaces: Mapping[str, str], used: Mapping[str, str] | None = None) -> None:
        self._namespaces = dict(namespaces)
        self.used = dict(used or {})

    def of(self, text: str) -> str:
        """Return the CURIE of an IRI; other text stays."""
        if not text.startswith(("http://", "https://")):
            return text
        known = [(prefix, start) for prefix, start in self._namespaces.items() if text.startswith(start)]
        if known:
            prefix, start = max(known, key=lambda pair: len(pair[1]))
        else:
            parts = urlsplit(text)
            # A prefix begins with a letter (Namespaces in XML, production NCName).
            prefix = re.sub(r"^(?=[0-9])", "host_", re.sub(r"[^a-z0-9]+", "_", parts.netloc.lower()))
            start = f"{parts.scheme}://{parts.netloc}/"
            if self._namespaces.setdefault(prefix, start) != start:  # another scheme, or hosts that differ in signs
                prefix = next(f"{prefix}_{n}" for n in count(2) if f"{prefix}_{n}" not in self._namespaces)
                self._namespaces[prefix] = start
        self.used[prefix] = start
        return f"{prefix}:{text[len(start) :]}"
