"""What the stored questions answer on the survey, and its counts, as tables that are kept beside the graph.

References
----------
SPARQL 1.1 Query Results CSV and TSV, https://www.w3.org/TR/sparql11-results-csv-tsv/: what stands for a tab and a line
break in a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slm_graph.graphs import Source
from slm_graph.questions.binding import bind_question
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.results import ReaderView, columns_and_cells
from slm_graph.rdf import RDF_TYPE

_CLASSES = "SELECT ?term (COUNT(DISTINCT ?thing) AS ?count) { ?thing a ?term } GROUP BY ?term"
# The classes are counted already.
_PROPERTIES = f"SELECT ?term (COUNT(*) AS ?count) {{ ?thing ?term ?value FILTER (?term != {RDF_TYPE}) }} GROUP BY ?term"
_STATEMENTS = "SELECT ('all' AS ?term) (COUNT(*) AS ?count) { ?thing ?property ?value }"
_COUNTS = {"statements": _STATEMENTS, "class": _CLASSES, "property": _PROPERTIES}
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def answer_table(question: StoredQuery, source: Source) -> str:
    r"""Return the whole answer of a question as TSV, with the defaults of its parameters.

    Raises
    ------
    QueryFault
        The question cannot be evaluated.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> from slm_graph.questions.question import parse_question
    >>> question, _ = parse_question("SELECT ?a { ?a ?b ?c }", "all", "all.rq")
    >>> answer_table(question, local_graph("<https://w3id.org/slm-graph/llm/vicuna> <urn:size> 7 ."))
    'a\nllm/vicuna\n'
    """
    view = ReaderView(source.prefixes, source.base)
    columns, rows = columns_and_cells(bind_question(question, {}, source).answer(source), view)
    return _table(columns, ([cell.text for cell in row] for row in rows))


def count_table(source: Source) -> str:
    r"""Return as TSV how many things of each class a graph has, and how many statements with each property.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> print(count_table(local_graph("<urn:a> a <urn:System> ; <urn:year> 2023 .")).replace("\t", " "), end="")
    name is count
    all statements 2
    urn:System class 1
    urn:year property 1
    """
    view = ReaderView(source.prefixes, source.base)
    rows: list[list[str]] = []
    for kind, query in _COUNTS.items():
        _, counted = columns_and_cells(source.query(query), view)
        rows += sorted([name.text, kind, count.text] for name, count in counted)
    return _table(["name", "is", "count"], rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(cell.translate(_ESCAPED) for cell in row) + "\n" for row in [columns, *rows])
