"""Putting a question to a graph, from Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slm_graph.graphs import LocalGraph, Source, local_graph, open_for
from slm_graph.problems import InvalidData, WrongArgument, instance_argument
from slm_graph.questions.answers import Answer, answer_of
from slm_graph.questions.binding import Value, bind_question, queries_of
from slm_graph.questions.question import StoredQuery, parse_question
from slm_graph.questions.stored import find_question

if TYPE_CHECKING:
    import rdflib


def run_query(graph: Source | Any, question: str | Path | StoredQuery, /, **parameters: Value) -> Answer:
    """Put a question to a graph.

    Parameters
    ----------
    graph
        The path of a file of RDF, a graph of `open_graph`, an `Endpoint`, a `pyoxigraph.Store` or an `rdflib.Graph`.
    question
        The name of a stored question, the path of a file, or the text of a query.
    **parameters
        The values of the parameters.

    Returns
    -------
    Answer
        Rows, each a dict of plain Python values: `pandas.DataFrame(answer)`.

    Raises
    ------
    WrongArgument
        A parameter is unknown, missing, or has a value that does not do.
    NotFound
        There is no such question.
    InvalidData
        The graph, the question or the query is not what it should be.
    QueryFault
        The query cannot be evaluated.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> answer = run_query(graph_file(), "systems-by-encoder", encoder="Wishper")
    >>> "SALMONN" in [row["system"] for row in answer], answer.taken_for["encoder"].label
    (True, 'Whisper')
    """
    instance_argument("question", question, (str, Path, StoredQuery), "a name, a path or the text of a query")
    if isinstance(question, str) and re.search(r"[\s{]", question):
        asked, problems = parse_question(question, "the query", "query")
        if problems:
            raise InvalidData(problems)
    elif isinstance(question, StoredQuery):
        asked = question
    else:
        asked = find_question(str(question), Path(graph) if isinstance(graph, (str, Path)) else None)
    if isinstance(graph, (str, Path)):
        source = open_for(Path(graph), queries_of(asked, parameters))
    else:
        source = _as_source(graph)
    bound = bind_question(asked, parameters, source)
    return answer_of(bound.answer(source), bound.taken_for)


def _as_source(graph: Any) -> Source:
    """Return what answers SPARQL over a graph: a store, an `rdflib.Graph`, or already a source."""
    import pyoxigraph as ox

    from slm_graph.graphs import known_prefixes

    if isinstance(graph, ox.Store):
        return LocalGraph(graph, known_prefixes())
    if hasattr(graph, "prefixes") and hasattr(graph, "query"):
        source: Source = graph
        return source
    if hasattr(graph, "serialize"):
        return _from_rdflib(graph)
    raise WrongArgument(
        f"graph: {type(graph).__name__}: no graph; give a path, a pyoxigraph.Store, an rdflib.Graph or an Endpoint"
    )


def _from_rdflib(graph: rdflib.Graph) -> LocalGraph:
    return LocalGraph(
        local_graph(graph.serialize(format="nt")).store,
        {prefix: str(namespace) for prefix, namespace in graph.namespaces() if prefix},
    )
