"""What requests but those of the SPARQL Protocol ask for: a row a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request

from slm_graph.serve.requests import Fields
from slm_graph.workers import Refused, Task


def _accept(request: Request) -> str:
    return request.headers.get("accept", "")


def _last(fields: Fields, name: str) -> str:
    return fields.get(name, ("",))[-1]


def _graph(request: Request, fields: Fields) -> Task:
    if len(fields.get("graph", ())) > 1 or ("graph" in fields and "default" in fields):
        raise Refused(400, "one graph at a time; give ?graph=IRI, or ?default, or neither for all")
    graph = "" if "default" in fields else fields["graph"][0] if "graph" in fields else None
    return Task("graph", {"graph": graph, "accept": _accept(request), "format": _last(fields, "format")})


def _questions(request: Request, fields: Fields) -> Task:
    return Task("questions", {"accept": _accept(request)})


def _question(request: Request, fields: Fields) -> Task:
    # A form sends what nobody filled in too.
    values = {name: [text for text in texts if text] for name, texts in fields.items() if name != "format"}
    return Task(
        "question",
        {
            "name": request.path_params["name"],
            "values": {name: texts for name, texts in values.items() if texts},
            "accept": _accept(request),
            "format": _last(fields, "format"),
        },
    )


def _search(request: Request, fields: Fields) -> Task:
    return Task("search", {"words": _last(fields, "q"), "accept": _accept(request)})


def _search_page(request: Request, fields: Fields) -> Task:
    return Task("search_page", {"words": _last(fields, "q")})


def _about(request: Request, fields: Fields) -> Task:
    iri = _last(fields, "iri")
    if not iri:
        raise Refused(400, "no IRI of a thing; give it as /about?iri=…")
    return Task("about", {"iri": iri, "accept": _accept(request)})


def _openapi(request: Request, fields: Fields) -> Task:
    return Task("openapi", {"address": str(request.base_url).rstrip("/")})


def _thing(request: Request, fields: Fields) -> Task:
    return Task("thing", {"path": request.path_params["path"], "accept": _accept(request)})


def _question_page(request: Request, fields: Fields) -> Task:
    """A page of a question with values in its address is that of its answer."""
    if not fields:
        return Task("thing", {"path": f"query/{request.path_params['name']}/", "accept": _accept(request)})
    return _question(request, fields)._replace(name="question_page")


def _question_file(request: Request, fields: Fields) -> Task:
    """The answer beside a page of a question, for the values of that page."""
    name, ending = request.path_params["name"], request.path_params["ending"]
    if not fields:
        return Task("thing", {"path": f"query/{name}/answer.{ending}", "accept": _accept(request)})
    return _question(request, {**fields, "format": [ending]})


READ: Mapping[str, Callable[[Request, Fields], Task]] = {
    "/store": _graph,
    "/questions": _questions,
    "/questions/{name}": _question,
    "/query/{name}/": _question_page,
    "/query/{name}/index.html": _question_page,
    "/query/{name}/answer.{ending}": _question_file,
    "/search": _search,
    "/search/index.html": _search_page,
    "/about": _about,
    "/openapi.json": _openapi,
    "/{path:path}": _thing,
}
