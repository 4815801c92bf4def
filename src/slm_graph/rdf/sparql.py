"""The tokens of a SPARQL query, and binding: putting terms in the place of variables.

A variable is replaced only where it is a token of the query: not in strings, comments and IRIs, and `?_ab` is not
`?_a`. What stands in its place is one token of the grammar, whatever it holds, so that a value never becomes syntax.

References
----------
SPARQL 1.1 Query Language, section 19 (grammar), https://www.w3.org/TR/sparql11-query/#sparqlGrammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from slm_graph.rdf.terms import Term

# Section 19.8, productions VARNAME and PN_LOCAL. Beyond ASCII all characters are taken, since those that these do not
# have stand in no token outside strings and IRIs; spelt out, the ranges take Python 20 ms to compile.
_VARNAME = r"[^\x00-/:-@\[-^`{-\xa0]+"
_NAME = r"[^\x00-,/;-@\[-^`{-\xa0]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# The order matters as the longest match does there: a long string before a short one, an IRI before `<`.
_TOKENS: Mapping[str, str] = {
    "space": r"[ \t\r\n]+",
    "comment": r"#[^\r\n]*",
    "iri": r'<[^<>"{}|^`\\\x00-\x20]*>',
    "string": (
        r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
        r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
        r'|"(?:[^"\\\r\n]|\\.)*"'
        r"|'(?:[^'\\\r\n]|\\.)*'"
    ),
    "variable": rf"[?$]{_VARNAME}",
    "name": rf"(?:(?![:.\-0-9]){_NAME}(?:(?!:){_NAME})*)?:(?:{_NAME}|{_PLX})*",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "number": r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
    "word": r"[A-Za-z_][A-Za-z0-9_]*",
    "mark": r"\^\^|&&|\|\||<=|>=|!=|.",
}
_token = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TOKENS.items()), re.DOTALL)
_forms = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


_ESCAPES: Mapping[str, str] = {
    "\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"
}  # fmt: skip


class Token(NamedTuple):
    """A token: its kind, text and offset.

    Kinds are space, comment, iri, string, variable, name (with a prefix), language, number, word and mark.
    """

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, white space and comments among them; together they are the whole text.

    Examples
    --------
    >>> [token.text for token in tokens("?a ex:p '?b' # ?c") if token.kind != "space"]
    ['?a', 'ex:p', "'?b'", '# ?c']
    """
    yield from _tokens(query)


@lru_cache(maxsize=4)
def _tokens(query: str) -> tuple[Token, ...]:
    """Return the tokens of a query, which is asked for its prefixes, its variables and more, one after the other."""
    return tuple(Token(match.lastgroup or "", match[0], match.start()) for match in _token.finditer(query))


def variables(query: str) -> dict[str, int]:
    """Return the variables of a query without ? or $, each with the offset of its first occurrence.

    Examples
    --------
    >>> variables("SELECT ?a { ?a $b '?c' }")
    {'a': 7, 'b': 15}
    """
    offsets: dict[str, int] = {}
    for token in tokens(query):
        if token.kind == "variable":
            offsets.setdefault(token.text[1:], token.start)
    return offsets


def form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE, or "" where the text has none of them.

    Examples
    --------
    >>> form("PREFIX select: <http://example.org/> # CONSTRUCT\\nASK { }")
    'ASK'
    """
    return next(
        (token.text.upper() for token in tokens(query) if token.kind == "word" and token.text.upper() in _forms), ""
    )


def names_graphs(query: str) -> bool:
    """Tell whether a query itself says, by FROM, which graphs it is put to.

    Examples
    --------
    >>> names_graphs("ASK FROM <urn:g> { }"), names_graphs("ASK { ?from ?p 'FROM' }")
    (True, False)
    """
    return "from" in query.lower() and any(
        token.kind == "word" and token.text.upper() == "FROM" for token in tokens(query)
    )


def limit(query: str) -> int | None:
    """Return the most rows that a query as a whole asks for; None where it names no number.

    Examples
    --------
    >>> limit("SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 5 } } LIMIT 10 # LIMIT 3")
    10
    """
    depth, most, before = 0, None, ""
    for token in tokens(query):
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        elif before == "LIMIT" and depth == 0 and token.text.isdecimal():
            most = int(token.text)
        before = token.text.upper() if token.kind == "word" else ""
    return most


def assigned(query: str) -> dict[str, int]:
    """Return the variables to which the query itself gives values, by projection or AS, each with its offset.

    A term cannot stand in their place.

    Examples
    --------
    >>> assigned("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }")
    {'a': 7, 'n': 24}
    """
    offsets: dict[str, int] = {}
    depth: int | None = None  # of brackets in the head of a SELECT; None outside
    before = ""
    for token in _meaningful(query):
        word = token.text.upper() if token.kind == "word" else ""
        if word == "SELECT":
            depth = 0
        elif depth == 0 and (token.text == "{" or word in ("WHERE", "FROM")):
            depth = None
        elif depth is not None and token.kind == "mark" and token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif token.kind == "variable" and (before == "AS" or depth == 0):
            offsets.setdefault(token.text[1:], token.start)
        before = word
    return offsets


def _meaningful(query: str) -> Iterator[Token]:
    """Yield the tokens of a query without white space and comments."""
    return (token for token in tokens(query) if token.kind not in ("space", "comment"))


def prefixes(query: str) -> dict[str, str]:
    """Return the prefixes that a query declares.

    Examples
    --------
    >>> prefixes("PREFIX ex: <http://example.org/> ASK { }")
    {'ex': 'http://example.org/'}
    """
    declared = {}
    meaningful = list(_meaningful(query))
    for word, name, namespace in zip(meaningful, meaningful[1:], meaningful[2:], strict=False):
        if word.text.upper() == "PREFIX" and name.kind == "name" and namespace.kind == "iri":
            declared[name.text[:-1]] = namespace.text[1:-1]
    return declared


def undeclared(query: str) -> dict[str, int]:
    """Return the prefixes that a query uses without declaring them, each with the offset of its first use.

    Examples
    --------
    >>> undeclared("ASK { ?a skos:prefLabel ?b }")
    {'skos': 9}
    """
    declared = prefixes(query)
    offsets: dict[str, int] = {}
    for token in tokens(query):
        if token.kind == "name" and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if prefix not in declared:
                offsets.setdefault(prefix, token.start)
    return offsets


def literal(text: str, suffix: str = "") -> Term:
    r"""Return a literal as SPARQL writes it; `suffix` is `^^<datatype>` or `@language`.

    Section 19.2 lets an engine read `\u0022` before it looks for the end of strings, and some take the last three
    quarters of `\\u0022` for it. So a backslash is never followed by u or U, but by that letter as an escape of
    eight digits, after which no engine looks for more.

    Raises
    ------
    ValueError
        The text has half a surrogate pair, which is no character.

    Examples
    --------
    >>> print(literal('a "quote"'))
    "a \"quote\""
    >>> print(literal(r"\u0022"))
    "\\\U000000750022"
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("has a character that Unicode does not have")
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    escaped = re.sub(r"(?<=\\)[uU]", lambda letter: f"\\U{ord(letter[0]):08X}", escaped)
    return Term(f'"{escaped}"{suffix}')


class Bound(NamedTuple):
    """A query with terms in the place of variables, and where the replacements stand.

    `replaced` holds, in their order, (offset and length in the new text, offset and length in the old one).
    """

    text: str
    replaced: Sequence[tuple[int, int, int, int]]

    def original(self, offset: int) -> int:
        """Return the offset in the old text of what stands at an offset of the new one."""
        shift = 0
        for start, length, old_start, old_length in self.replaced:
            if offset < start:
                break
            if offset < start + length:
                return old_start
            shift = old_start + old_length - start - length
        return offset + shift


def bind(query: str, terms: Mapping[str, Term]) -> Bound:
    """Return a query with terms in the place of variables.

    Parameters
    ----------
    query
        The text.
    terms
        The terms, by the name of the variable without ? or $. After LIMIT and OFFSET the grammar wants bare digits:
        there a literal of digits is written without quotes and datatype.

    Examples
    --------
    >>> bind("ASK { ?s rdfs:label ?_a, ?_ab, '?_a' }", {"_a": Term('"x"')}).text
    'ASK { ?s rdfs:label "x", ?_ab, \\'?_a\\' }'
    """
    parts: list[str] = []
    replaced = []
    length, before = 0, ""
    for token in tokens(query):
        text = token.text
        if token.kind == "variable" and text[1:] in terms:
            text = terms[text[1:]]
            bare = re.match(r'"([0-9]+)"', text)
            if before in ("LIMIT", "OFFSET") and bare:
                text = f" {bare[1]} "
            replaced.append((length, len(text), token.start, len(token.text)))
        if token.kind not in ("space", "comment"):
            before = token.text.upper()
        parts.append(text)
        length += len(text)
    return Bound("".join(parts), replaced)


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset.

    Examples
    --------
    >>> position("ASK {\\n}", 6)
    (2, 1)
    """
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
