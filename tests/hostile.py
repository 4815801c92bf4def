"""A graph that has hostile texts wherever a text can stand."""

from __future__ import annotations

from browsing import PAYLOADS

HOSTILE = [
    *PAYLOADS,
    "\u202egnol\u202c\u2066\u2067right to left\u200f\u061c",
    "\u0000\u0007\u001b[31m\u009b\ufffe".replace("\u0000", ""),
    "L" * 10_000,
    "long " * 2000,
    "\u0301" * 500,
    "\n\n\t\r",
    "data:text/html,<script>window.hit=9</script>",
]
FIELDS = (
    "rdfs:label skos:prefLabel skos:altLabel skos:hiddenLabel skos:notation skos:definition foaf:name foaf:nick "
    "schema:name dcterms:title dcterms:description dcterms:issued rdfs:comment ex:own ex:other"
).split()
IRIS = "javascript:window.hit=8 data:text/html,x vbscript:x file:///etc/passwd http://ex.org/'onload=hit".split()
KINDS = {
    "foaf": "foaf:Person", "skos": "skos:Concept", "owl": "owl:Class", "schema": "schema:Thing",
    "own": "<http://ex.org/'%22%3E%3Cscript%3Ealert(1)%3C/script%3E>",
    "script": "<javascript:window.hit=1>",
}  # fmt: skip
PREFIXES = {
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/", "schema": "http://schema.org/", "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#", "ex": "http://ex.org/",
}  # fmt: skip


def literal(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(sign):04X}" if ord(sign) < 32 or sign in '"\\' or not sign.isprintable() else sign for sign in text
    )
    return f'"{escaped}"'


def prefixes() -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def hostile(kind: str) -> str:
    """Return a graph of a kind that has each hostile text in each of its fields, and as classes and properties."""
    lines = [prefixes()]
    for number, text in enumerate(HOSTILE):
        thing, written = f"<http://ex.org/thing/{number}>", literal(text)
        lines += [f"{thing} a {kind} , ex:C{number} ; {field} {written} ." for field in FIELDS]
        lines += [f"ex:C{number} {field} {written} ." for field in FIELDS[:1]]
        lines += [f"ex:p{number} rdfs:label {written} . {thing} ex:p{number} <http://ex.org/thing/0> , {written} ."]
        lines += [f"{thing} {name} <{iri}> ." for iri in IRIS for name in ("foaf:homepage", "rdfs:seeAlso", "ex:link")]
        lines += [f"{thing} owl:equivalentClass [ owl:unionOf ( [ rdfs:label {written} ] {thing} {written} ) ] ."]
        lines += [f"[] rdfs:label {written} ; ex:to {thing} ."]
    lines += [f"<{iri}> rdfs:label 'x' ; ex:to <http://ex.org/thing/0> ." for iri in IRIS]
    return "\n".join(lines)
