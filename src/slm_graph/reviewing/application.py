"""The pages of a review, for the one who started it: on this machine, below a secret, from its own pages alone.

Whoever else is on the machine does not know the secret; a page of another site is told apart by its origin, a name that
somebody points at this machine by the host.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from slm_graph.pages import TEMPLATES, encoded, environment, style_sheet
from slm_graph.problems import Fault, InvalidData, NotFound, WrongArgument
from slm_graph.reviewing.columns import DATE_ORDERS, changes, class_choices, place_of, tables_of
from slm_graph.reviewing.forms import OTHER, page_number, sent_decisions, sent_pairs, sent_tables
from slm_graph.reviewing.mapping_files import MappingFiles, state_of
from slm_graph.reviewing.words import card_of, is_open, known_ids

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PER_PAGE = 25
MOST_BYTES = 2_000_000
_SHOWN = ("open", "decided", "all")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def review_application(files: MappingFiles, address: str, secret: str) -> Starlette:
    """Return the application that shows the words and columns of surveys, and writes what is decided.

    Parameters
    ----------
    files
        What is shown and written.
    address
        Where the application is reached: `http://127.0.0.1:7881`; any other host or origin is turned away.
    secret
        The first part of the path of every page.
    """
    from starlette.applications import Starlette
    from starlette.routing import Route

    pages = _Pages(files, f"/{secret}/")
    guarded = partial(_guarded, address)
    return Starlette(
        routes=[
            Route(f"/{secret}/", guarded(pages.surveys)),
            Route(f"/{secret}/words/{{survey}}", guarded(pages.words), methods=["GET", "POST"]),
            Route(f"/{secret}/columns/{{survey}}", guarded(pages.columns), methods=["GET", "POST"]),
            Route(f"/{secret}/assets/{{name}}", guarded(pages.asset)),
        ]
    )


_Handler = Callable[["Request"], Awaitable["Response"]]


def _guarded(address: str, handler: _Handler) -> _Handler:
    """Return a handler that answers requests to this address alone, and to write those of its own pages alone."""
    from starlette.responses import PlainTextResponse

    host = address.partition("//")[2]

    async def answer(request: Request) -> Response:
        if request.headers.get("host") != host:
            return PlainTextResponse("this review answers at its own address alone\n", HTTPStatus.MISDIRECTED_REQUEST)
        if request.method == "POST" and request.headers.get("origin") != address:
            return PlainTextResponse("only the pages of this review can write\n", HTTPStatus.FORBIDDEN)
        response = await handler(request)
        response.headers.update(_HEADERS)
        return response

    return answer


class _Pages:
    def __init__(self, files: MappingFiles, root: str) -> None:
        self._files, self._root = files, root
        self._environment = environment()

    # --- what there is

    async def surveys(self, _request: Request) -> Response:
        """Show the surveys, and how much is open in each."""
        try:
            rows = [self._counted(item) for item in self._files.surveys]
        except (Fault, OSError) as error:
            return self._failed("Review", error)
        return self._page("review.html", "Review", surveys=rows)

    def _counted(self, item: Any) -> dict[str, Any]:
        words = self._files.words(item.id)
        return {
            "id": item.id,
            "title": item.tree.get("title", item.id),
            "words": len(words),
            "open": sum(map(is_open, words)),
            "decided": sum(bool(word.decision) for word in words),
            "tables": len(tables_of(self._files.survey.schema, item)),
        }

    # --- words

    async def words(self, request: Request) -> Response:
        """Show the words of a survey, some at a time; write what was decided on them."""
        survey_id = request.path_params["survey"]
        faults: list[str] = []
        told, sent = request.query_params.get("told", ""), {}
        if request.method == "POST":
            try:
                pairs = sent_pairs(await _body(request))
                sent = sent_decisions(pairs)
                number = self._files.decide(survey_id, sent, dict(pairs).get("state", ""))
            except (Fault, OSError) as error:
                faults = _lines(error)
            else:
                return self._next(request, number, "decision")
        try:
            return self._words(request, survey_id, faults, sent, told)
        except (Fault, OSError) as error:
            return self._failed("Words", error)

    def _words(
        self, request: Request, survey_id: str, faults: Sequence[str], sent: dict[int, str], told: str
    ) -> Response:
        survey, item, words = self._files.survey, self._files.item(survey_id), self._files.words(survey_id)
        shown = request.query_params.get("show", "open")
        shown = shown if shown in _SHOWN else "open"
        wanted = [word for word in words if _is_shown(word, shown)]
        pages = max(1, -(-len(wanted) // PER_PAGE))
        number = min(page_number(request.query_params), pages)
        cards = [card_of(survey, word) for word in wanted[(number - 1) * PER_PAGE : number * PER_PAGE]]
        path = self._files.words_path(survey_id)
        classes = sorted({card.word.class_name for card in cards})
        return self._page(
            "review-words.html", f"Words of {item.tree.get('title', survey_id)}",
            HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
            survey=survey_id, cards=cards, known={name: known_ids(survey, name) for name in classes},
            faults=faults, sent=sent, told=told, shown=shown, total=len(words), page=number, pages=pages,
            numbers={name: sum(_is_shown(word, name) for word in words) for name in _SHOWN},
            file=path.as_posix(), state=state_of(path), other=OTHER,
        )  # fmt: skip

    # --- columns

    async def columns(self, request: Request) -> Response:
        """Show the tables of a survey and what their columns mean; write what was decided."""
        survey_id = request.path_params["survey"]
        faults: list[str] = []
        if request.method == "POST":
            try:
                pairs = sent_pairs(await _body(request))
                number, faults = self._settle(survey_id, pairs)
            except (Fault, OSError) as error:
                faults = _lines(error)
            if not faults:
                return self._next(request, number, "change")
        try:
            return self._columns(request, survey_id, faults)
        except (Fault, OSError) as error:
            return self._failed("Columns", error)

    def _settle(self, survey_id: str, pairs: Sequence[tuple[str, str]]) -> tuple[int, list[str]]:
        sent, schema = sent_tables(pairs), self._files.survey.schema
        cards = tables_of(schema, self._files.item(survey_id))
        edits, faults = changes(schema, cards, sent.classes, sent.fields, sent.settings)
        path = self._files.columns_path(survey_id).as_posix()
        if faults:
            return 0, [f"{path}: {fault}" for fault in faults]
        return self._files.settle(survey_id, edits, dict(pairs).get("state", "")), []

    def _columns(self, request: Request, survey_id: str, faults: Sequence[str]) -> Response:
        item, path = self._files.item(survey_id), self._files.columns_path(survey_id)
        schema = self._files.survey.schema
        return self._page(
            "review-columns.html", f"Columns of {item.tree.get('title', survey_id)}",
            HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
            survey=survey_id, tables=tables_of(schema, item), classes=class_choices(schema), faults=faults,
            told="" if faults else request.query_params.get("told", ""),
            file=path.as_posix(), state=state_of(path), place_of=place_of,
            orders=DATE_ORDERS,
        )  # fmt: skip

    # --- answers

    async def asset(self, request: Request) -> Response:
        """Return the style and the script."""
        from starlette.responses import PlainTextResponse
        from starlette.responses import Response as Answer

        name = request.path_params["name"]
        if name == "review.css":
            text = style_sheet() + (TEMPLATES / "review.css").read_text(encoding="utf-8")
            return Answer(text, media_type="text/css")
        if name == "review.js":
            return Answer((TEMPLATES / "review.js").read_bytes(), media_type="text/javascript")
        return PlainTextResponse("no such file\n", HTTPStatus.NOT_FOUND)

    def _next(self, request: Request, number: int, what: str) -> Response:
        """Lead to the page that follows, so that reloading it sends nothing again."""
        from starlette.responses import RedirectResponse

        told = f"{number} {what}{'' if number == 1 else 's'} written" if number else "nothing was changed"
        query = {name: value for name, value in request.query_params.items() if name in ("show", "page")}
        return RedirectResponse(f"{request.url.path}?{urlencode({**query, 'told': told})}", HTTPStatus.SEE_OTHER)

    def _failed(self, title: str, error: Exception) -> Response:
        status = HTTPStatus.NOT_FOUND if isinstance(error, NotFound) else HTTPStatus.UNPROCESSABLE_ENTITY
        return self._page("review-failed.html", title, status, faults=_lines(error))

    def _page(self, template: str, title: str, status: int = HTTPStatus.OK, **parts: Any) -> Response:
        from starlette.responses import HTMLResponse

        html = self._environment.get_template(template).render(title=title, root=self._root, **parts)
        return HTMLResponse(encoded(html), status)


def _is_shown(word: Any, shown: str) -> bool:
    return shown == "all" or (bool(word.decision) if shown == "decided" else is_open(word))


def _lines(error: Exception) -> list[str]:
    """Return what went wrong, a line a problem with its place."""
    if isinstance(error, InvalidData):
        return [str(problem) for problem in error.problems]
    return [str(error) if isinstance(error, Fault) else f"{getattr(error, 'filename', '')}: {error}"]


async def _body(request: Request) -> bytes:
    """Return what was sent, unless it is more than such a page sends."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise WrongArgument("the form is not what this page sends; open the page again")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise WrongArgument(f"the form has over {MOST_BYTES:,} bytes; decide on fewer words at once")
    return body
