"""What the page can be asked: the graph itself, the stored questions, and the names that help to write SPARQL."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.graphs import LocalGraph, Things, open_graph, short_iri
from slm_graph.network import Kinds
from slm_graph.pages.packing import packed_parts
from slm_graph.problems import Fault, NotFound
from slm_graph.questions import Parameter, StoredQuery, bind_question
from slm_graph.rdf import OWL, RDF, RDFS, SKOS, XSD, iri, sparql


class Asking(NamedTuple):
    """A graph as N-Triples, compressed (`packed`), and what the page knows of how to ask it.

    Where an `endpoint` is given, an address below the page's own server, that is asked instead.
    """

    graph: str
    data: Mapping[str, Any]
    endpoint: str = ""


def asking_of(
    graph: LocalGraph,
    kinds: Kinds,
    questions: Sequence[StoredQuery] = (),
    ontology: Path | None = None,
    endpoint: str = "",
) -> Asking:
    """Return what makes a page answer SPARQL.

    Parameters
    ----------
    graph
        All that can be asked for.
    kinds
        Of the graph's network.
    questions
        Left out where they name neither the graph's ontology, nor terms that the graph has without exception.
    ontology
        The folder of the ontology, which tells what its terms mean.
    endpoint
        Asked instead of the graph, which the page then does not carry.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> from slm_graph.pages.packing import packed
    >>> asking = asking_of(local_graph("<urn:a> <urn:p> <urn:b> ."), Kinds())
    >>> asking.graph == packed(b"<urn:a> <urn:p> <urn:b> .\\n")
    True
    """
    choices = _Choices(graph, kinds)
    return Asking(
        "" if endpoint else packed_parts(_triples(graph)),
        {
            "prefixes": dict(sorted(graph.prefixes.items())),
            "base": graph.base,
            "questions": [_question(question, choices, graph) for question in questions_for(graph, kinds, questions)],
            "choices": choices.known,
            "terms": _terms(graph, ontology),
        },
        endpoint,
    )


def questions_for(graph: LocalGraph, kinds: Kinds, questions: Sequence[StoredQuery]) -> list[StoredQuery]:
    """Return the questions that are put in the words of a graph."""
    return [question for question in questions if _is_for(question, kinds, graph)]


def _is_for(question: StoredQuery, kinds: Kinds, graph: LocalGraph) -> bool:
    """Tell whether a question is put in the words of a graph."""
    if kinds.namespace and kinds.namespace in question.text:
        return True
    return all(_occurs(name, graph) for name in _named(question.text) if not name.startswith(XSD))


def _named(text: str) -> set[str]:
    """Return the IRIs that a query names."""
    prefixes = sparql.prefixes(text)
    names = {token.text[1:-1] for token in sparql.tokens(text) if token.kind == "iri"} - {*prefixes.values()}
    for token in sparql.tokens(text):
        prefix, _, name = token.text.partition(":")
        if token.kind == "name" and name and prefix in prefixes:
            names.add(prefixes[prefix] + name)
    return names


def _occurs(name: str, graph: LocalGraph) -> bool:
    """Tell whether a graph uses a term, or describes a thing; what an ontology says of its terms is no use of them."""
    import pyoxigraph as ox

    node, rdf_type = ox.NamedNode(name), ox.NamedNode(f"{RDF}type")
    if any(_any(graph, *pattern) for pattern in ((None, node, None), (None, rdf_type, node))):
        return True
    types = [quad.object for quad in graph.store.quads_for_pattern(node, rdf_type, None)]
    return bool(types) and not any(str(getattr(cls, "value", "")).startswith((OWL, RDFS)) for cls in types)


def _any(graph: LocalGraph, *pattern: Any) -> bool:
    return next(graph.store.quads_for_pattern(*pattern), None) is not None


def _triples(graph: LocalGraph) -> Iterator[str]:
    """Yield what queries see as lines in a fixed order, each triple once, those of a subject together."""
    import pyoxigraph as ox

    name = ox.NamedNode(graph.graph) if graph.graph else None
    quads = graph.store.quads_for_pattern(None, None, None, name)
    for subject in sorted({quad.subject for quad in quads}, key=lambda subject: f"{subject} "):
        quads = graph.store.quads_for_pattern(subject, None, None, name)
        yield "".join(sorted({f"{quad.triple} .\n" for quad in quads}))


def _asked_for(question: StoredQuery) -> list[Parameter]:
    """Return the parameters that stand in the query as variables; conditions are rows of a table in it."""
    return [parameter for parameter in question.parameters if not parameter.property_iri]


def _question(question: StoredQuery, choices: _Choices, graph: LocalGraph) -> dict[str, Any]:
    body = question.body
    if not _asked_for(question) and question.parameters:
        # The page shows conditions as they are usually; others are written into the table that the query has for them.
        # What a small graph lacks is no condition in it: then the query stays as it is stored.
        with contextlib.suppress(Fault):
            body = replace(question, text=bind_question(question, {}, graph).text).body
    return {
        "name": question.name,
        "summary": question.summary,
        "keywords": question.keywords,
        "description": question.description,
        "tags": question.tags,
        "form": question.form,
        "empty": question.empty,
        "parts": list(_parts(question, body)),
        "parameters": [_parameter(parameter, choices) for parameter in _asked_for(question)],
        "conditions": [
            {"name": parameter.name, "property": parameter.property_iri, "choices": choices.key(parameter)}
            for parameter in question.parameters
            if parameter.property_iri
        ],
    }


def _parts(question: StoredQuery, body: str) -> Iterator[str | tuple[int, bool]]:
    """Yield the text of a query, and where a parameter stands its number, and whether the grammar wants bare digits."""
    number = {parameter.variable: position for position, parameter in enumerate(_asked_for(question))}
    text, before = "", ""
    for token in sparql.tokens(body.strip() + "\n"):
        if token.kind == "variable" and token.text[1:] in number:
            yield text
            yield number[token.text[1:]], before in ("LIMIT", "OFFSET")
            text = ""
        else:
            text += token.text
        if token.kind not in ("space", "comment"):
            before = token.text.upper()
    yield text


def _parameter(parameter: Parameter, choices: _Choices) -> dict[str, Any]:
    default = parameter.default
    if default is not None and parameter.type == "iri":
        default = choices.value(default)
    return {
        "name": parameter.name,
        "variable": parameter.variable,
        "type": parameter.type,
        "required": parameter.required,
        "expects": parameter.expects,
        "pattern": parameter.pattern,
        "choices": choices.key(parameter),
        "default": default,
        "defaultTerm": None if parameter.default is None else parameter.term(parameter.default),
    }


class _Choices:
    """What parameters can be: lists of value, term, label, abbreviation and how many name it, each list once."""

    def __init__(self, graph: LocalGraph, kinds: Kinds) -> None:
        self.known: dict[str, list[tuple[str, str, str, str, int]]] = {}
        self._graph = graph
        self._kinds = kinds
        self._counts: Counter[str] | None = None

    def key(self, parameter: Parameter) -> str:
        """Return the key of a parameter's choices, which are gathered once; "" where anything will do."""
        if parameter.property_iri and not parameter.classes and not parameter.enumeration:
            self.known.setdefault(parameter.property_iri, self._stated(parameter))
            return parameter.property_iri
        if not parameter.classes and not parameter.enumeration:
            return ""
        key = " ".join([*map(self.value, parameter.classes), *parameter.enumeration])
        if key not in self.known:
            self.known[key] = self._enumerated(parameter) if parameter.enumeration else self._things(parameter.classes)
        return key

    def value(self, name: str) -> str:
        """Return how the page's address names a thing."""
        return name.removeprefix(self._graph.base)

    def _enumerated(self, parameter: Parameter) -> list[tuple[str, str, str, str, int]]:
        if parameter.type != "iri":
            return [(item, parameter.term(item), item, "", 0) for item in parameter.enumeration]
        things = Things(self._graph, parameter.classes)
        rows: list[tuple[str, str, str, str, int]] = []
        for item in parameter.enumeration:
            # A question may list more than a small graph has.
            with contextlib.suppress(NotFound):
                thing = things.find(item)
                rows.append((self.value(thing.iri), iri(thing.iri), thing.label or thing.given, "", 0))
        return rows

    def _stated(self, parameter: Parameter) -> list[tuple[str, str, str, str, int]]:
        """Return the values that a property has in the graph."""
        solutions = self._graph.query(f"SELECT DISTINCT ?value {{ ?thing {iri(parameter.property_iri)} ?value }}")
        values = sorted((value.value for (value,) in solutions), key=lambda text: (len(text), text))  # type: ignore[union-attr]
        return [(value, parameter.term(value), value, "", 0) for value in values]

    def _things(self, classes: Sequence[str]) -> list[tuple[str, str, str, str, int]]:
        entries = [name for cls, name in self._kinds.iri_of.items() if cls in self._kinds.entries]
        users = self._users(entries) if not {*classes} & {*entries} else {}
        things = sorted({thing for cls in classes for thing in self._of_class(cls)})
        rows = [
            (
                self.value(thing),
                iri(thing),
                self._first(thing, f"{RDFS}label") or self.value(thing),
                self._first(thing, f"{SKOS}notation"),
                users.get(thing, 0),
            )
            for thing in things
        ]
        return sorted(rows, key=lambda row: (-row[-1], row[2].casefold(), row[0]))

    def _users(self, entries: Sequence[str]) -> Mapping[str, int]:
        """Return how many entries lead to each thing; counted once."""
        if self._counts is None:
            used = ({*self._leads_to(entry)} for cls in entries for entry in self._of_class(cls))
            self._counts = Counter(thing for things in used for thing in things)
        return self._counts

    def _of_class(self, cls: str) -> set[str]:
        return {quad.subject.value for quad in self._quads(None, f"{RDF}type", cls) if _is_iri(quad.subject)}

    def _leads_to(self, thing: str) -> Iterator[str]:
        return (quad.object.value for quad in self._quads(thing, None, None) if _is_iri(quad.object))

    def _first(self, thing: str, predicate: str) -> str:
        return min((str(quad.object.value) for quad in self._quads(thing, predicate, None)), default="")

    def _quads(self, thing: str | None, predicate: str | None, value: str | None) -> Iterator[Any]:
        import pyoxigraph as ox

        names = (thing, predicate, value, self._graph.graph)
        subject, verb, object_, graph = (ox.NamedNode(name) if name else None for name in names)
        return self._graph.store.quads_for_pattern(subject, verb, object_, graph)


def _is_iri(term: Any) -> bool:
    import pyoxigraph as ox

    return isinstance(term, ox.NamedNode)


def _terms(graph: LocalGraph, ontology: Path | None) -> list[tuple[str, str, str]]:
    """Return the classes and properties of a graph as CURIEs, whether each is a class, and what it means."""
    files = sorted(ontology.glob("*.ttl")) if ontology is not None else []
    meant = {name: text for path in files for name, text in _definitions(open_graph(path)).items()}
    terms = []
    for kind, pattern in (("class", "?thing a ?term"), ("property", "?thing ?term ?value")):
        solutions = graph.query(f"SELECT DISTINCT ?term {{ {pattern} FILTER (ISIRI(?term)) }}")
        names = [term.value for (term,) in solutions]  # type: ignore[union-attr]
        terms += [(short_iri(name, graph.prefixes, ""), kind, meant.get(name, "")) for name in names]
    return sorted(terms)


def _definitions(ontology: LocalGraph) -> dict[str, str]:
    rows = ontology.query(
        f"SELECT ?term (MIN(STR(?text)) AS ?meaning) {{ ?term <{SKOS}definition>|<{RDFS}comment> ?text }}"
        " GROUP BY ?term"
    )
    return {term.value: text.value for term, text in rows if text is not None}  # type: ignore[union-attr]
