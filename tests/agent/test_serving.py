"""The tools beside the SPARQL endpoint of `slm_graph.serve`, as its application takes further routes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest

from assistants import assistant
from slm_graph.agent import ENDPOINT, http_tools
from slm_graph.serve import Served, address_of, application, listening
from tools import ROOT

GRAPH = ROOT / "output" / "slm-graph.ttl"


@pytest.fixture
def address() -> Iterator[str]:
    import uvicorn

    tools = http_tools(GRAPH)
    app = application(Served(str(GRAPH)), routes=tools.routes, lifespans=[tools.running])
    with listening("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield address_of(listener).rstrip("/")
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


def test_one_server_answers_sparql_and_assistants(address: str) -> None:
    with assistant(f"{address}{ENDPOINT}") as helper:
        assert helper.call("find", text="Wishper")["matches"][0]["id"] == "encoder/whisper"
    asked = httpx.get(f"{address}/sparql", params={"query": "ASK { ?a ?b ?c }"}, headers={"Accept": "application/json"})
    assert asked.json()["boolean"] is True
