"""Writers of blocks: N-Triples, N-Quads, Turtle, TriG and JSON-LD, each as a stream of bytes.

A writer is called in the order header, section, blocks…, footer; it holds no more than one subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from slm_graph.rdf.blocks import Block, Pair, distinct
from slm_graph.rdf.prefixes import Prefixes
from slm_graph.rdf.terms import RDF_TYPE, Term, iri_text, is_iri, literal_parts
from slm_graph.rdf.turtle import TurtleWriter


class Writer:
    """Gives the text of a file, piece by piece; a format overrides what it has."""

    is_lines = False
    """Whether a file is lines whose order means nothing, so that the first blocks may come last."""

    def header(self) -> str:
        """Return what the file begins with."""
        return ""

    def section(self, title: str) -> str:
        """Return what announces a part of the file to a reader."""
        return ""

    def first_blocks(self, blocks: Sequence[Block]) -> str:
        """Return the text of the blocks that come first in the file."""
        return self.blocks(blocks)

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return the text of blocks that belong together, such as those of an entry."""
        return ntriples(distinct(blocks))

    def footer(self) -> str:
        """Return what the file ends with."""
        return ""


def ntriples(blocks: Iterable[Block]) -> str:
    """Return blocks as canonical N-Triples (RDF 1.1 N-Triples, section 4), one triple a line."""
    lines: list[str] = []
    for subject, pairs, _ in blocks:
        lines += [f"{subject} {predicate} {object_} .\n" for predicate, object_ in pairs]
    return "".join(lines)


class NTriplesWriter(Writer):
    """N-Triples: no prefixes, no sections."""

    is_lines = True


class NQuadsWriter(NTriplesWriter):
    """N-Quads: what a row states in the graph named after the row, all else in the graph's own."""

    def __init__(self, graph: Term) -> None:
        self._graph = graph

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return blocks as canonical N-Quads (RDF 1.1 N-Quads, section 4), one quad a line."""
        lines: list[str] = []
        for subject, pairs, row in blocks:
            lines += [f"{subject} {predicate} {object_} {row or self._graph} .\n" for predicate, object_ in pairs]
        return "".join(lines)


class TurtleFileWriter(Writer):
    """Turtle with a comment line a section; neighbouring blocks of one subject are written as one."""

    def __init__(self, prefixes: Prefixes, comment: str = "") -> None:
        self._turtle = TurtleWriter(prefixes)
        self._comment = comment

    def header(self) -> str:
        """Return a comment and the prefixes."""
        return f"# {self._comment}\n{self._turtle.header()}"

    def section(self, title: str) -> str:
        """Return a comment line."""
        return f"\n# --- {title}\n"

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return one paragraph a subject."""
        return "".join("\n" + self._turtle.subject(subject, pairs) for subject, pairs in _merged(distinct(blocks)))


class TrigWriter(TurtleFileWriter):
    """TriG: what a row states in the graph named after the row, all else in the graph's own."""

    def __init__(self, prefixes: Prefixes, graph: Term, comment: str = "") -> None:
        super().__init__(prefixes, comment)
        self._graph = graph

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return one graph for each run of blocks that the same row states."""
        parts: list[str] = []
        for row, members in _runs(blocks):
            parts.append(f"\n{self._turtle.term(row or self._graph)} {{\n")
            parts.append("\n".join(self._turtle.subject(subject, pairs, "    ") for subject, pairs in _merged(members)))
            parts.append("}\n")
        return "".join(parts)


class JsonLdWriter(Writer):
    """JSON-LD 1.1 that embeds its context: one node a line, its keys the names of the context."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context = context
        texts = {key: value for key, value in context.items() if isinstance(value, str)}
        self._prefixes = Prefixes({key: value for key, value in texts.items() if value.startswith("http")})
        self._keys: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._classes: dict[str, str] = {}
        for key, value in context.items():
            if isinstance(value, dict):
                self._keys[self._prefixes.expand(value["@id"])] = (key, value)
            elif key in texts and key not in self._prefixes:
                self._classes[self._prefixes.expand(value)] = key

    def header(self) -> str:
        """Return the context."""
        return f'{{"@context": {json.dumps(self._context, ensure_ascii=False)},\n"@graph": ['

    def first_blocks(self, blocks: Sequence[Block]) -> str:
        """Return the first nodes, which no comma goes before."""
        return self.blocks(blocks).removeprefix(",")

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return one node a line, each after a comma."""
        return "".join(
            ",\n" + json.dumps(self._node(subject, pairs), ensure_ascii=False)
            for subject, pairs in _merged(distinct(blocks))
        )

    def footer(self) -> str:
        """Return the closing brackets."""
        return "\n]}\n"

    def _node(self, subject: Term, pairs: Sequence[Pair]) -> dict[str, Any]:
        node: dict[str, Any] = {"@id": iri_text(subject)}
        for predicate, object_ in pairs:
            if predicate == RDF_TYPE:
                key, value = "@type", self._class(object_)
            else:
                key, value = self._entry(predicate, object_)
            if key not in node:
                node[key] = value
            elif isinstance(node[key], list):
                node[key].append(value)
            else:
                node[key] = [node[key], value]
        return node

    def _class(self, term: Term) -> str:
        return self._classes.get(iri_text(term), iri_text(term))

    def _entry(self, predicate: Term, object_: Term) -> tuple[str, Any]:
        key, definition = self._keys.get(iri_text(predicate), (iri_text(predicate), {}))
        wanted = definition.get("@type", "")
        if is_iri(object_):
            return key, iri_text(object_) if wanted == "@id" else {"@id": iri_text(object_)}
        text, datatype, language = literal_parts(object_)
        if language:
            return key, text if definition.get("@language") == language else {"@value": text, "@language": language}
        if wanted and wanted != "@id" and self._prefixes.expand(wanted) == datatype:
            return key, text
        if datatype.endswith("#string") and not wanted and "@language" not in definition:
            return key, text
        return key, {"@value": text, "@type": datatype}


def _merged(blocks: Iterable[Block]) -> Iterator[tuple[Term, Sequence[Pair]]]:
    subject: Term | None = None
    merged: list[Pair] = []
    for block in blocks:
        if not block.pairs:
            continue
        if block.subject != subject:
            if subject is not None:
                yield subject, merged
            subject, merged = block.subject, []
        merged = [*merged, *block.pairs]
    if subject is not None:
        yield subject, merged


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[Term | None, list[Block]]]:
    members: list[Block] = []
    for block in blocks:
        if not block.pairs:
            continue
        if members and members[-1].row != block.row:
            yield members[-1].row, members
            members = []
        members.append(block)
    if members:
        yield members[-1].row, members
