"""An assistant for tests: the SDK's own client, over standard input and output of the real command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, MCPError, StdioServerParameters

SECONDS = 60


class Assistant:
    """Calls tools, and waits for what they answer."""

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self.client = client
        self._portal = portal

    def call(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Return what a tool answers; its text must say the same as its data."""
        result = self._result(name, arguments)
        assert not result.is_error, result.content[0].text
        answer: dict[str, Any] = result.structured_content
        assert json.loads(result.content[0].text) == answer
        return answer

    def refusal(self, name: str, **arguments: Any) -> str:
        """Return why a tool gives no answer."""
        result = self._result(name, arguments)
        assert result.is_error
        assert result.structured_content is None
        return str(result.content[0].text)

    def run(self, method: str, *arguments: Any) -> Any:
        """Return what a method of the client gives."""

        async def call() -> Any:
            with anyio.fail_after(SECONDS):
                return await getattr(self.client, method)(*arguments)

        return self._portal.call(call)

    def fault(self, method: str, *arguments: Any) -> str:
        """Return the message of the error of the protocol that a method ends in."""
        try:
            self.run(method, *arguments)
        except MCPError as error:
            return str(error.message)
        raise AssertionError("no error")

    def rows(self, question: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield all rows of a stored question, page after page, as `run_query` gives them."""
        offset, more = 0, True
        while more:
            page = self.call("ask", question=question, parameters=dict(parameters), limit=200, offset=offset)
            for row in page.get("rows", []):
                yield {**dict.fromkeys(page["columns"]), **row["values"]}
            offset += len(page.get("rows", []))
            more = "left_off" in page

    def _result(self, name: str, arguments: dict[str, Any]) -> Any:
        return self.run("call_tool", name, arguments)


@contextmanager
def assistant(server: Any) -> Iterator[Assistant]:
    """Return an assistant that speaks with a server: what the SDK's client takes."""
    with start_blocking_portal() as portal:
        client = Client(server)
        with portal.wrap_async_context_manager(client):
            yield Assistant(client, portal)


@contextmanager
def started(*arguments: str, folder: Path | None = None, python: str = sys.executable) -> Iterator[Assistant]:
    """Return an assistant that has started `slm-graph mcp`."""
    command = ["-P", "-m", "slm_graph", "mcp", *arguments]
    with assistant(StdioServerParameters(command=python, args=command, cwd=folder)) as helper:
        yield helper
