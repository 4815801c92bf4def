"""Endpoints over HTTP: a real SPARQL server, and servers that misbehave as real ones do."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from slm_graph.endpoint import Endpoint
from slm_graph.queries import find_question, run_query
from slm_graph.store import QueryFault, open_graph
from tools import ROOT, missing

NAMED = "http://example.org/survey"
QUESTIONS = sorted((ROOT / "queries").glob("*.rq"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start Oxigraph with the graph, once as its default graph and once by name; return its address."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        missing("oxigraph is missing; run `pip install oxigraph`")
    folder = tmp_path_factory.mktemp("oxigraph")
    graph = ROOT / "output" / "slm-graph.nt"
    for named in ([], ["--graph", NAMED]):
        subprocess.run(
            [program, "load", "--location", folder, "--file", graph, *named], check=True, capture_output=True
        )
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [program, "serve-read-only", "--location", folder, "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL
    ) as server:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield f"{address}/query"
        finally:
            server.terminate()


class Misbehaving(BaseHTTPRequestHandler):
    """Answers by the path that is asked."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        asked = self.rfile.read(length)
        match self.path:
            case "/400":
                self.say(400, "text/plain", b"Parse error: unexpected token\nat line 7\n")
            case "/500":
                self.say(
                    500, "text/html", b"<html><head><title>Out of &lt;memory&gt;</title></head><body>x</body></html>"
                )
            case "/401":
                self.say(401, "text/plain", b"")
            case "/page":
                self.say(200, "text/html", b"<html>Welcome</html>")
            case "/half":
                self.say(
                    200,
                    "application/sparql-results+json",
                    b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","va',
                )
            case "/slow":
                time.sleep(3)
            case "/circle":
                self.say(302, "text/plain", b"", location="/circle")
            case "/moved":
                self.say(301, "text/plain", b"", location="/ask")
            case "/file":
                self.say(302, "text/plain", b"", location="file:///etc/hostname")
            case "/ask":
                is_ours = b"query=ASK" in asked and b"default-graph-uri=http%3A%2F%2Fexample.org%2Fsurvey" in asked
                self.say(
                    200,
                    "application/sparql-results+json; charset=utf-8",
                    b'{"head":{},"boolean":%s}' % (b"true" if is_ours else b"false"),
                )
            case "/cut":
                self.close_connection = True

    def say(self, status: int, media_type: str, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/400", ": 400 Bad Request: Parse error: unexpected token"),
        ("/500", ": 500 Internal Server Error: Out of <memory>"),
        ("/401", ": 401 Unauthorized"),
        ("/page", ": does not answer as a SPARQL endpoint does (text/html: <html>Welcome</html> …)"),
        ("/half", ": does not answer as a SPARQL endpoint does (application/sparql-results+json: "),
        ("/slow", ": no answer within 0.5 s"),
        ("/circle", ": redirects in a circle"),
        ("/cut", ": cannot be reached (Remote end closed connection without response)"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(server: str, path: str, message: str) -> None:
    with pytest.raises(QueryFault) as error:
        Endpoint(f"{server}{path}", timeout=0.5).query("SELECT ?s { ?s ?p ?o }")
    assert error.value.message.startswith(f"{server}{path}{message}")
    assert "\n" not in error.value.message


def test_a_redirection_takes_the_question_along(server: str) -> None:
    assert bool(Endpoint(f"{server}/moved", NAMED).query("ASK { }"))


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/", "sparql", "http://[::1"])
def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(QueryFault):
        Endpoint(url).query("ASK { }")


def test_a_redirection_to_a_file_is_not_followed(server: str) -> None:
    with pytest.raises(QueryFault, match=r"^file:///etc/hostname: is no address of an endpoint"):
        Endpoint(f"{server}/file").query("ASK { }")


def test_nobody_there() -> None:
    with pytest.raises(QueryFault, match=r"cannot be reached \(Connection refused\)$"):
        Endpoint(f"http://127.0.0.1:{free_port()}/").query("ASK { }")


# --- A real server


def test_there_are_questions() -> None:
    assert QUESTIONS


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_endpoint_answers_every_question_as_the_file_does(oxigraph: str, path: Path) -> None:
    question = find_question(str(path))
    here = run_query(open_graph(ROOT / "output" / "slm-graph.ttl"), question)
    there = run_query(Endpoint(oxigraph), question)
    assert there.columns == here.columns
    assert sorted(map(repr, there)) == sorted(map(repr, here))


def test_things_are_looked_up_in_the_endpoint(oxigraph: str) -> None:
    answer = run_query(Endpoint(oxigraph), "systems-by-encoder", encoder="Wishper")
    assert answer.taken_for["encoder"].label == "Whisper"


def test_a_named_graph_is_asked(oxigraph: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a slm:System }"
    assert [row["n"] for row in run_query(Endpoint(oxigraph, NAMED), count)] == [29]
    assert [row["n"] for row in run_query(Endpoint(oxigraph, "http://example.org/nothing"), count)] == [0]


def test_the_server_tells_what_is_wrong_with_a_query(oxigraph: str) -> None:
    with pytest.raises(QueryFault, match=r"/query: 400 Bad Request: error at 1:"):
        Endpoint(oxigraph).query("SELECT ?s { ?s ?p")
