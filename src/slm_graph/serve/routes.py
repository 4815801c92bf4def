"""The server as an application of ASGI: its routes, and what each does with a request."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from slm_graph.problems import Fault
from slm_graph.serve.front import Front
from slm_graph.serve.reading import READ
from slm_graph.serve.requests import Fields, query_task, read_fields, refuse_updates
from slm_graph.workers import Cut, Head, Limits, Pool, Refused, Served, Task, WorkerAnswer, line

Lifespan: TypeAlias = "Callable[[], AbstractAsyncContextManager[None]]"
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_READING = ["GET", "HEAD", "OPTIONS"]
_PATIENT = 1.0
"""Seconds after which it is looked whether the client is still there."""


def application(
    served: Served,
    limits: Limits | None = None,
    routes: Sequence[BaseRoute] = (),
    lifespans: Sequence[Lifespan] = (),
    tell: Callable[[str], None] = lambda line: None,
) -> Starlette:
    """Return the application that serves a graph.

    Parameters
    ----------
    served, limits
        What is served, and what a request may cost.
    routes
        Further ones; they come before those of this wing.
    lifespans
        What these need as long as the server runs.
    tell
        Takes lines for the log, one a request.
    """
    limits = limits or Limits()
    pool = Pool(served, limits, tell)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            await pool.start()
            stack.push_async_callback(pool.close)
            for further in lifespans:
                await stack.enter_async_context(further())
            yield

    app = Starlette(
        routes=[*routes, *_routes()],
        middleware=[Middleware(Front, tell, limits.address)],
        exception_handlers={Refused: _refused, Fault: _faulty, HTTPException: _http},  # type: ignore[dict-item]
        lifespan=lifespan,
    )
    app.state.pool, app.state.limits, app.state.tell = pool, limits, tell
    return app


def _routes() -> list[BaseRoute]:
    """Return the routes of this wing; what is none of them may be a thing."""
    return [
        Route("/sparql", sparql, methods=_METHODS),
        Route("/sparql/", sparql, methods=_METHODS),
        Route("/", sparql, methods=["POST"]),  # who was told the address of the server alone
        *(Route(path, _read(task), methods=_READING) for path, task in READ.items()),
    ]


def _read(task_of: Callable[[Request, Fields], Task]) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers a request that only reads."""

    async def reading(request: Request) -> Response:
        if request.method == "OPTIONS":
            return options(_READING)
        return await answer(request, task_of(request, read_fields(request.url.query, "the address")))

    return reading


async def sparql(request: Request) -> Response:
    """Answer a request of the SPARQL Protocol."""
    if request.method == "OPTIONS":
        return options(_METHODS)
    content_type = request.headers.get("content-type", "") if request.method == "POST" else None
    refuse_updates(content_type or "")  # of which much may come
    try:
        body = await _body(request)
    except ClientDisconnect:
        return Response(status_code=499)  # nobody reads it
    task = query_task(request.url.query, content_type, body, request.headers.get("accept", ""))
    return await answer(request, task or _description(request))


def _description(request: Request) -> Task:
    address = str(request.url.replace(query="", fragment=""))
    return Task("description", {"accept": request.headers.get("accept", ""), "address": address})


def options(methods: Sequence[str]) -> Response:
    """Tell what may be sent from the pages of other sites."""
    allowed = ", ".join(methods)
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


async def answer(request: Request, task: Task) -> Response:
    """Have a worker do a task, as long as the client waits for it."""
    pool: Pool = request.app.state.pool
    asking = asyncio.ensure_future(pool.ask(task))
    done, _ = await asyncio.wait({asking}, timeout=_PATIENT)
    if not done:
        leaving = asyncio.ensure_future(_left(request))
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            asking.cancel()
            return Response(status_code=499)  # nobody reads it
        leaving.cancel()
    answered = asking.result()
    length = {} if answered.length is None else {"Content-Length": str(answered.length)}
    headers = {**answered.head.headers, **length}
    if answered.file or answered.more:
        return _InParts(request, answered, headers)
    return Response(answered.content, answered.head.status, headers)


class _InParts(StreamingResponse):
    """An answer that is sent in parts; what it holds is given back, however it ends."""

    def __init__(self, request: Request, answered: WorkerAnswer, headers: Mapping[str, str]) -> None:
        parts = answered.parts() if request.method != "HEAD" else ()
        super().__init__(parts, answered.head.status, headers)
        self._close, self._tell = answered.close, request.app.state.tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; that it is cut, the client sees by its connection, which ends before it."""
        try:
            await super().__call__(scope, receive, send)
        except Cut as cut:
            self._tell(str(cut))
        finally:
            self._close()


async def _left(request: Request) -> None:
    """Return when the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    """Return what was sent, unless it is too much."""
    limit = request.app.state.limits.body
    parts, length = [], 0
    try:
        async with asyncio.timeout(request.app.state.limits.seconds):
            async for part in request.stream():
                length += len(part)
                if length > limit:
                    raise Refused(413, f"what was sent has over {limit:,} bytes; send a shorter query")
                parts.append(part)
    except TimeoutError:
        raise Refused(408, "what was sent did not arrive in time", {"Connection": "close"}) from None
    return b"".join(parts)


def _refused(request: Request, refused: Refused) -> Response:
    return _line(*line(refused.status, refused.message, refused.headers))


def _faulty(request: Request, fault: Fault) -> Response:
    request.app.state.tell(fault.message)
    message = "what is served cannot be read any more; the server's log says why"
    return _line(*line(503, message, {"Retry-After": "5"}))


def _http(request: Request, error: HTTPException) -> Response:
    words = {
        404: f"{request.url.path}: there is nothing",
        405: f"{request.method} is not for {request.url.path}; it takes {(error.headers or {}).get('Allow', 'GET')}",
    }
    return _line(*line(error.status_code, words.get(error.status_code, error.detail), error.headers))


def _line(head: Head, content: bytes) -> Response:
    return Response(content, head.status, dict(head.headers))
