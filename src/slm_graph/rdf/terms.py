"""Text to RDF terms and back.

A term is text in the canonical form of N-Triples (RDF 1.1 N-Triples, section 4): it is made once, written as it is,
and costs a third of a term object (docs/decisions.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, NewType

from slm_graph.rdf.vocabularies import RDF, XSD

Term = NewType("Term", str)
"""An IRI in angle brackets or a literal in quotes, in canonical N-Triples."""

XSD_STRING = f"{XSD}string"
RDF_TYPE = Term(f"<{RDF}type>")

_ESCAPES: Mapping[int, str] = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})
_UNESCAPES: Mapping[str, str] = {'\\"': '"', "\\\\": "\\", "\\n": "\n", "\\r": "\r"}
_escape_sequence = re.compile(r'\\["\\nr]')
is_no_iri = re.compile(r'[\x00-\x20<>"{}|^`\\]').search
"""Finds in a text a character that no IRI has."""
_literal = re.compile(r'"((?:[^"\\\n\r]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?')


class Triple(NamedTuple):
    """Subject, predicate and object, each a term."""

    subject: Term
    predicate: Term
    object: Term


class LiteralParts(NamedTuple):
    """The text of a literal, the IRI of its datatype, and its language or ""."""

    text: str
    datatype: str
    language: str


def iri(text: str) -> Term:
    """Return the term of an absolute IRI (RDF 1.1 Turtle, section 6.5, production IRIREF).

    Raises
    ------
    ValueError
        The text has a character that no IRI has.

    Examples
    --------
    >>> iri("https://w3id.org/slm-graph/encoder/whisper")
    '<https://w3id.org/slm-graph/encoder/whisper>'
    """
    if is_no_iri(text):
        raise ValueError(f"{text!r} is not an IRI")
    return Term(f"<{text}>")


def literal(text: str, suffix: str = "") -> Term:
    r"""Return the term of a literal; `suffix` is what `datatype_suffix` gives, or `@` and a language.

    Examples
    --------
    >>> literal('He said "no".\n')
    '"He said \\"no\\".\\n"'
    >>> literal("2023", datatype_suffix("http://www.w3.org/2001/XMLSchema#integer"))
    '"2023"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if '"' in text or "\\" in text or "\n" in text or "\r" in text:
        text = text.translate(_ESCAPES)
    return Term(f'"{text}"{suffix}')


def escaped(text: str) -> str:
    r"""Return a text as it stands between the quotes of a literal.

    Examples
    --------
    >>> escaped('He said "no".')
    'He said \\"no\\".'
    """
    return text.translate(_ESCAPES) if '"' in text or "\\" in text or "\n" in text or "\r" in text else text


def datatype_suffix(datatype: str) -> str:
    """Return what follows the quotes of a literal of a datatype; nothing for xsd:string.

    Examples
    --------
    >>> datatype_suffix("http://www.w3.org/2001/XMLSchema#string")
    ''
    """
    return "" if datatype == XSD_STRING else f"^^<{datatype}>"


def is_iri(term: Term) -> bool:
    """Tell whether a term is an IRI.

    Examples
    --------
    >>> is_iri(iri("http://schema.org/name")), is_iri(literal("name"))
    (True, False)
    """
    return term.startswith("<")


def iri_text(term: Term) -> str:
    """Return the IRI of a term without its brackets.

    Examples
    --------
    >>> iri_text(iri("http://schema.org/name"))
    'http://schema.org/name'
    """
    return term[1:-1]


def literal_parts(term: Term) -> LiteralParts:
    """Take a literal apart; the inverse of `literal`.

    Raises
    ------
    ValueError
        The term is no literal.

    Examples
    --------
    >>> literal_parts(literal("bonjour", "@fr"))
    LiteralParts(text='bonjour', datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#langString', language='fr')
    """
    match = _literal.fullmatch(term)
    if match is None:
        raise ValueError(f"{term} is not a literal")
    text = _escape_sequence.sub(lambda found: _UNESCAPES[found[0]], match[1])
    language = match[3] or ""
    return LiteralParts(text, f"{RDF}langString" if language else match[2] or XSD_STRING, language)
