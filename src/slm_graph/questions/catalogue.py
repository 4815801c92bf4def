"""The stored questions for readers: a page with their answers, and a description that machines read.

References
----------
SPARQL examples of the SIB Swiss Institute of Bioinformatics, https://github.com/sib-swiss/sparql-examples.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from slm_graph.graphs import Source
from slm_graph.questions.asking import run_query
from slm_graph.questions.binding import bind_question
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.results import ReaderView, markdown_of, turtle_of
from slm_graph.rdf import (
    BASE,
    DCTERMS,
    RDFS,
    SHACL,
    VOID,
    XSD,
    Prefixes,
    Term,
    TurtleWriter,
    iri,
    literal,
    sparql,
)
from slm_graph.tables import Cell, markdown_table, markdown_text

_MAX_ROWS = 12
_MAX_LINES = 24
_HEAD = "<!-- Made by `make docs` from queries/ and output/slm-graph.ttl; change those, not this file. -->\n"
_PREFIXES = {
    "sh": SHACL,
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
    "rdfs": RDFS,
    "dcterms": DCTERMS,
    "schema": "http://schema.org/",
    "void": VOID,
    "xsd": XSD,
}
# The class and the property of each form of a query.
_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "DESCRIBE": ("spex:SPARQLDescribeExecutable", "spex:describe"),
}


def question_page(questions: Sequence[StoredQuery], source: Source) -> str:
    """Return docs/queries.md: every question with its parameters, and what it answers on a graph.

    Raises
    ------
    QueryFault
        A question cannot be evaluated.
    """
    by_tag: dict[str, list[StoredQuery]] = {}
    for question in questions:
        by_tag.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    parts = [
        _HEAD,
        "# Stored questions\n",
        f"{len(questions)} questions that `slm-graph query NAME` answers, each a file `queries/NAME.rq`. The answers"
        f" below are\nthose on the survey's graph, with the defaults of the parameters; longer ones are cut\n"
        f"here, and whole in `docs/answers/`.\n",
    ]
    for tag in sorted(by_tag):
        parts.append(
            f"- {tag}: " + ", ".join(f"[{question.name}](#{question.name})" for question in by_tag[tag]) + "\n"
        )
    for tag in sorted(by_tag):
        parts.append(f"\n## {tag}\n")
        for question in by_tag[tag]:
            parts.append("\n" + "\n".join(_question(question, source)))
    return "\n".join(parts[:3]) + "\n" + "".join(parts[3:])


def _question(question: StoredQuery, source: Source) -> Iterator[str]:
    yield f"### {question.name}\n"
    yield f"{markdown_text(question.summary)}\n"
    if question.description:
        yield f"{markdown_text(question.description)}\n"
    if question.parameters:
        rows = [
            [
                Cell(item.name),
                Cell(item.expects),
                Cell(_default(item)),
                Cell("yes" if item.required and item.default is None else "no"),
            ]
            for item in question.parameters
        ]
        yield markdown_table(["parameter", "is", "default", "required"], rows)
    yield f"    slm-graph query {' '.join([question.name, *_example(question)])}\n"
    if question.empty:
        yield f"An empty answer is right: {markdown_text(question.empty)}\n"
    view = ReaderView(source.prefixes, source.base)
    answer = bind_question(question, {}, source).answer(source)
    if question.form in ("CONSTRUCT", "DESCRIBE"):
        lines = turtle_of(answer, view).decode().splitlines()
        shown = lines[:_MAX_LINES]
        yield "```turtle\n" + "\n".join(shown) + "\n```\n"
        if len(shown) < len(lines):
            yield f"… and {len(lines) - len(shown)} more lines.\n"
    else:
        yield markdown_of(answer, view, _MAX_ROWS)


def _default(parameter: Parameter) -> str:
    if parameter.default is None:
        return ""
    return parameter.default.replace(BASE, "")


def _example(question: StoredQuery) -> Iterator[str]:
    for parameter in question.parameters:
        if parameter.default is not None:
            # The kind is known from the parameter's class.
            kind = re.escape(BASE) + "(?:[a-z]+/)?" if parameter.classes else re.escape(BASE)
            value = re.sub(kind, "", parameter.default)
            yield f"-p {parameter.name}={shlex.quote(value)}"


def question_description(questions: Sequence[StoredQuery], endpoint: str = "", base: str = BASE) -> str:
    """Return output/queries.ttl: the questions, with the defaults of their parameters, as SHACL executables.

    Parameters
    ----------
    questions
        As `read_questions` gives them.
    endpoint
        The address at which they can be asked, if there is one.
    base
        Below which the graph lives, and so its questions.
    """
    writer = TurtleWriter(Prefixes({"query": f"{base}query/", **_PREFIXES}))
    graph = writer.term(iri(f"{base}graph"))
    declared = sorted({item for question in questions for item in sparql.prefixes(question.text).items()})
    # The same nodes as in void.ttl, so that both can be loaded, and loaded again.
    nodes = {prefix: writer.term(iri(f"{base}graph/prefix/{prefix}")) for prefix, _ in declared}
    parts = ["# Made by slm-graph from queries/; change those, not this file.\n", writer.header()]
    declarations = (f"sh:declare {node}" for node in nodes.values())
    parts.append(_paragraph(graph, ["a void:Dataset", *declarations]))
    for prefix, namespace in declared:
        statements = ["a sh:PrefixDeclaration", f'sh:prefix "{prefix}"', f'sh:namespace "{namespace}"^^xsd:anyURI']
        parts.append(_paragraph(nodes[prefix], statements))
    for question in questions:
        node = writer.term(iri(f"{base}query/{question.name}"))
        parts.append(_paragraph(node, _executable(question, graph, endpoint, writer)))
    return "".join(parts)


def graph_endpoint(source: Source) -> str:
    """Return the address of the endpoint that a graph says it can be asked at, or "".

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> said = "<http://a.example/g> <http://rdfs.org/ns/void#sparqlEndpoint> <http://a.example/s> ."
    >>> graph_endpoint(local_graph(said))
    'http://a.example/s'
    """
    text = f"SELECT ?endpoint {{ ?graph <{VOID}sparqlEndpoint> ?endpoint }} ORDER BY ?endpoint LIMIT 1"
    return next((str(row["endpoint"]) for row in run_query(source, text)), "")


def _executable(question: StoredQuery, graph: str, endpoint: str, writer: TurtleWriter) -> Iterator[str]:
    kind, property_name = _FORMS[question.form]
    yield f"a sh:SPARQLExecutable , {kind}"
    yield f"sh:prefixes {graph}"
    yield f"rdfs:comment {_english(writer, question.summary)}"
    if question.description:
        yield f"dcterms:description {_english(writer, question.description)}"
    if question.tags:
        yield "schema:keywords " + " , ".join(writer.term(literal(tag)) for tag in question.tags)
    text = sparql.bind(question.body, question.default_terms).text.strip() + "\n"
    yield f"{property_name} {writer.term(literal(text))}"
    if endpoint:
        yield f"schema:target {writer.term(iri(endpoint))}"


def _paragraph(subject: str, statements: Iterable[str]) -> str:
    return f"\n{subject} " + " ;\n    ".join(statements) + " .\n"


def _english(writer: TurtleWriter, text: str) -> str:
    return writer.term(Term(literal(text, "@en")))
