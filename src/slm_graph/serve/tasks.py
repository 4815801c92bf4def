"""What a worker of the server can do, and what it answers from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slm_graph.serve import asking, description, graph_store, openapi, query, search, things
from slm_graph.serve.served import Context, Opened
from slm_graph.workers import Answering, Served

TASKS: Mapping[str, Answering] = {
    "query": query.answer,
    "description": description.describe,
    "graph": graph_store.read,
    "thing": things.answer,
    "about": things.about,
    "questions": asking.listed,
    "question": asking.answer,
    "question_page": asking.page,
    "search": search.answer,
    "search_page": search.page,
    "openapi": openapi.describe,
}


def opened(served: Served) -> Callable[[], Context]:
    """Read what is served; return what gives a worker what it answers from."""
    return Opened(served).context
