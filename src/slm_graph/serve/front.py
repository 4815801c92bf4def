"""What all requests pass: the log, the headers that let pages of other sites read, the limit of addresses."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slm_graph.problems import one_line
from slm_graph.workers import line

_ALWAYS = [
    (b"server", b"slm-graph"),  # who would load something into it is told
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Link, Location, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
]


class Front:
    """Stands before an application."""

    def __init__(self, app: ASGIApp, tell: Callable[[str], None], longest: int) -> None:
        self._app, self._tell, self._longest = app, tell, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = length = 0

        async def noting(message: Message) -> None:
            nonlocal status, length
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_ALWAYS]
            elif message["type"] == "http.response.body":
                length += len(message.get("body", b""))
            await send(message)

        try:
            if len(scope["query_string"]) + len(scope["raw_path"]) > self._longest:
                await _too_long(noting, self._longest)
            else:
                await self._app(scope, receive, noting)
        finally:
            took = (time.monotonic() - began) * 1000
            # Without what follows the question mark, which may be anybody's secret.
            path = one_line(scope["path"])[:200]
            now = datetime.now(UTC).isoformat(timespec="seconds").removesuffix("+00:00")
            self._tell(f"{now}Z {status or '---'} {scope['method']} {path} {took:.0f} ms, {length:,} bytes")


async def _too_long(send: Send, longest: int) -> None:
    head, content = line(414, f"the address has over {longest:,} bytes; POST the query")
    headers = [(name.lower().encode(), value.encode()) for name, value in head.headers.items()]
    await send({"type": "http.response.start", "status": head.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
