"""Whether a query would speak with a server, as the recommendation for federated queries has it."""

from __future__ import annotations

import itertools
import re
import sys

from slm_graph.rdf.sparql import Token, tokens

_codepoint = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def service(query: str) -> int | None:
    """Return the offset of a SERVICE clause, by which a query would speak with a server; None where there is none.

    Rather one too many: where a parser could end a token earlier than we do, `trueSERVICE<…>` say, it may be one.

    Examples
    --------
    >>> service("ASK { SERVICE <http://example.org/> { } }"), service("ASK { ?service a 'SERVICE' } # SERVICE")
    (6, None)
    """
    # Section 19.2: \u0053ERVICE is SERVICE, and these escapes are read before anything else.
    decoded = _codepoint.sub(lambda match: chr(min(int(match[1] or match[2], 16), sys.maxunicode)), query)
    for text in dict.fromkeys((query, decoded)):
        meaningful = [token for token in tokens(text) if token.kind not in ("space", "comment")]
        for token, following in itertools.zip_longest(meaningful, meaningful[1:]):
            if _may_be_service(token, following.text if following else ""):
                return min(token.start, len(query))
    return None


def _may_be_service(token: Token, following: str) -> bool:
    prefix, _, name = token.text.upper().partition(":")
    if token.kind == "word":
        return "SERVICE" in prefix
    # `ex:.SERVICE` may end a triple, and `SERVICEex:a {` begin a clause.
    may_end = name.startswith(".") and "SERVICE" in name
    return token.kind == "name" and (may_end or ("SERVICE" in prefix and following == "{"))
