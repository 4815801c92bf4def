"""What is wrong with a query that an engine refuses: words that are none, brackets and quotes that do not close."""

from __future__ import annotations

from slm_graph.rdf.sparql import Token, tokens

_keywords = frozenset(
    """
    A ABS ADD AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY
    DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN
    IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH
    NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT
    SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS
    STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES VERSION WHERE YEAR TRIPLE SUBJECT
    PREDICATE OBJECT ISTRIPLE ADJUST
    """.split()
)


_pairs = {"}": "{", ")": "(", "]": "["}


def suspect(query: str) -> tuple[str, int] | None:
    """Return what is likely to be wrong with a query that an engine refuses, and its offset; None where nothing shows.

    Engines tell how far they came, which may be far behind a bracket too many.

    Examples
    --------
    >>> suspect("ASK { ?s ?p 3 }} ")
    ('} closes nothing', 15)
    """
    opened: list[Token] = []
    for token in tokens(query):
        if token.kind == "word" and token.text.upper() not in _keywords:
            return f"{token.text} is no word of SPARQL", token.start
        if token.kind != "mark":
            continue
        if token.text in "\"'":
            return f"the text that {token.text} begins does not end on its line", token.start
        if token.text in "{([":
            opened.append(token)
        elif token.text in _pairs:
            if not opened or opened[-1].text != _pairs[token.text]:
                return f"{token.text} closes nothing", token.start
            opened.pop()
    return (f"{opened[-1].text} is never closed", opened[-1].start) if opened else None


def open_quote(query: str) -> Token | None:
    """Return the first quote that no other one closes; None where all texts end.

    Examples
    --------
    >>> open_quote("ASK { ?s ?p 'a }"), open_quote("ASK { ?s ?p 'a' }")
    (Token(kind='mark', text="'", start=12), None)
    """
    return next((token for token in tokens(query) if token.kind == "mark" and token.text in "\"'"), None)
