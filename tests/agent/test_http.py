"""The tools as a part of an HTTP server: the SDK's client over a real connection, and who is turned away."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from assistants import assistant
from slm_graph.agent import http_tools
from tools import ROOT

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    tools = http_tools(ROOT / "output" / "slm-graph.ttl")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with tools.running():
            yield

    app = Starlette(routes=[*tools.routes], lifespan=lifespan)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/mcp"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def test_the_client_of_the_sdk_calls_tools(address: str) -> None:
    with assistant(address) as helper:
        assert helper.call("find", text="Wishper")["matches"][0]["id"] == "encoder/whisper"
        assert len(helper.run("list_tools").tools) == 6
    with assistant(address) as helper:
        assert "# Stored questions" in helper.run("read_resource", "slm-graph://questions").contents[0].text


def test_pages_of_other_origins_are_turned_away(address: str) -> None:
    for header, status in (
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://localhost:5173"}, 200),
        ({}, 200),
    ):
        assert httpx.post(address, json=PING, headers={**HEADERS, **header}).status_code == status, header


def test_bodies_are_bounded(address: str) -> None:
    assert (
        httpx.post(address, content=b"x" * 5_000_000, headers={"Content-Type": "application/json"}).status_code == 413
    )
