"""Licences by the names that tables give them."""

from __future__ import annotations

import re

_BY_NAME = {
    "apache 2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "mit": "https://opensource.org/license/mit",
    "cc0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_creative_commons = re.compile(r"cc by((?: (?:nc|sa|nd)){0,2}) ([1-4]\.0)")


def licence_iri(text: str) -> str:
    """Return the IRI of the one licence that a text names with its version; "" where it says something else.

    Examples
    --------
    >>> licence_iri("Apache-2.0"), licence_iri("CC BY-SA-4.0")
    ('https://www.apache.org/licenses/LICENSE-2.0', 'https://creativecommons.org/licenses/by-sa/4.0/')
    >>> licence_iri("MIT License"), licence_iri("CC BY"), licence_iri("Apache 2.0, CC BY-SA-3.0")
    ('https://opensource.org/license/mit', '', '')
    """
    name = re.sub(r"[\s_-]+|,\s*version\s*|\s+v(?=\d)", " ", text.casefold()).strip()
    name = re.sub(r"^the | licen[cs]e\b", "", name).strip()
    if match := _creative_commons.fullmatch(name):
        return f"https://creativecommons.org/licenses/by{match[1].replace(' ', '-')}/{match[2]}/"
    return _BY_NAME.get(name, "")
