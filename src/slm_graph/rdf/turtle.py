"""Turtle that a person likes to read: grouped by subject, prefixed, one statement a line.

References
----------
RDF 1.1 Turtle, https://www.w3.org/TR/turtle/; RDF 1.1 TriG, https://www.w3.org/TR/trig/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TypeAlias

from slm_graph.rdf.prefixes import Prefixes
from slm_graph.rdf.terms import RDF_TYPE, Term, Triple, iri_text, is_iri, literal_parts
from slm_graph.rdf.vocabularies import RDF, XSD

_FIRST, _REST, _NIL = (Term(f"<{RDF}{name}>") for name in ("first", "rest", "nil"))
_bare_integer = re.compile(r"[+-]?[0-9]+").fullmatch


@dataclass(frozen=True)
class Collection:
    """A list of objects, `( a b )` (section 2.8)."""

    items: tuple[Object, ...]


@dataclass(frozen=True)
class Anonymous:
    """A node without a name, `[ p o ; … ]` (section 2.7)."""

    pairs: tuple[tuple[Term, Object], ...]


Object: TypeAlias = "Term | Collection | Anonymous"
Pairs: TypeAlias = "Sequence[tuple[Term, Object]]"


def statements(subjects: Iterable[tuple[Term, Pairs]]) -> Iterator[Triple]:
    """Yield the triples of subjects; a node without a name is `_:` and a number.

    Examples
    --------
    >>> from slm_graph.rdf import iri, literal
    >>> nested = Collection((literal("x"),))
    >>> [triple.object for triple in statements([(iri("urn:a"), [(iri("urn:b"), nested)])])]
    ['_:0', '"x"', '<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>']
    """
    numbers = count()

    def of(subject: Term, pairs: Pairs) -> Iterator[Triple]:
        for predicate, item in pairs:
            if isinstance(item, Collection):
                nested: Pairs = ()
                for part in reversed(item.items):
                    rest = Anonymous(tuple(nested)) if nested else _NIL
                    nested = ((_FIRST, part), (_REST, rest))
                item = Anonymous(tuple(nested)) if nested else _NIL
            if isinstance(item, Anonymous):
                node = Term(f"_:{next(numbers)}")
                yield Triple(subject, predicate, node)
                yield from of(node, item.pairs)
            else:
                yield Triple(subject, predicate, item)

    for subject, pairs in subjects:
        yield from of(subject, pairs)


class TurtleWriter:
    """Gives the text of prefixes and of subjects.

    Examples
    --------
    >>> from slm_graph.rdf import iri, literal
    >>> writer = TurtleWriter(Prefixes({"ex": "http://example.org/"}))
    >>> print(writer.subject(iri("http://example.org/a"), [(RDF_TYPE, iri("http://example.org/B"))]), end="")
    ex:a a ex:B .
    """

    def __init__(self, prefixes: Prefixes) -> None:
        self.prefixes = prefixes
        self._shorten = lru_cache(maxsize=4096)(self._short)

    def header(self) -> str:
        """Return the @prefix lines."""
        return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in self.prefixes)

    def subject(self, subject: Term, pairs: Pairs, indent: str = "") -> str:
        """Return a subject with its predicates and objects, in the given order."""
        return f"{indent}{self.term(subject)}{self._pairs(pairs, indent + '    ', beside=True)} .\n"

    def term(self, term: Term) -> str:
        """Return a term as Turtle writes it."""
        if is_iri(term):
            return self._shorten(term)
        text, datatype, language = literal_parts(term)
        if (datatype == XSD + "integer" and _bare_integer(text)) or (
            datatype == XSD + "boolean" and text in ("true", "false")
        ):
            return text
        quoted = term[: term.rindex('"') + 1] if "\n" not in text else _long(text)
        if language:
            return f"{quoted}@{language}"
        return quoted if datatype == XSD + "string" else f"{quoted}^^{self._shorten(Term(f'<{datatype}>'))}"

    def _short(self, term: Term) -> str:
        return self.prefixes.shorten(iri_text(term)) or term

    def _pairs(self, pairs: Pairs, indent: str, *, beside: bool = False) -> str:
        """Return one predicate a line; types that come first stand beside the subject."""
        lines: list[str] = []
        for predicate, objects in _grouped(pairs):
            is_type = predicate == RDF_TYPE
            separator = " , " if is_type else f" ,\n{indent}    "
            name = "a" if is_type else self.term(predicate)
            start = " " if is_type and beside and not lines else "\n" + indent
            lines.append(f"{start}{name} {separator.join(self._object(item, indent) for item in objects)}")
        return " ;".join(lines)

    def _object(self, item: Object, indent: str) -> str:
        if isinstance(item, Collection):
            return f"( {' '.join(self._object(part, indent) for part in item.items)} )"
        if isinstance(item, Anonymous):
            return f"[{self._pairs(item.pairs, indent + '    ')}\n{indent}]"
        return self.term(item)


def _grouped(pairs: Pairs) -> Iterator[tuple[Term, list[Object]]]:
    groups: dict[Term, list[Object]] = {}
    for predicate, item in pairs:
        groups.setdefault(predicate, []).append(item)
    yield from groups.items()


def _long(text: str) -> str:
    escapes = {'"': '\\"', "\\": "\\\\", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\n": "\n"}
    return '"""' + "".join(escapes.get(character, character) for character in text) + '"""'


def used_namespaces(prefixes: Prefixes, iris: Iterable[str]) -> Prefixes:
    """Return those prefixes that shorten at least one IRI."""
    names = {short.partition(":")[0] for iri in iris if (short := prefixes.shorten(iri))}
    return Prefixes({prefix: namespace for prefix, namespace in prefixes if prefix in names})
