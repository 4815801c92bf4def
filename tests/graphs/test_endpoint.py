"""Endpoints over HTTP: servers that misbehave as real ones do; tests/test_triplestores.py asks real ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from servers import free_port
from slm_graph.graphs.endpoint import Endpoint
from slm_graph.graphs.query_faults import QueryFault
from slm_graph.questions.asking import run_query

NAMED = "http://example.org/survey"
JSON = "application/sparql-results+json"
ROWS = b'{"head": {"vars": ["o"]}, "results": {"bindings": [%s]}}'
VALUE = b'{"%s": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#%s", "value": "%s"}}'
ASKED = b'{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [%s]}}'


class Misbehaving(BaseHTTPRequestHandler):
    """Answers by the path that is asked."""

    cut = False

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
            case "/once":
                # As a server that is started anew between two questions.
                type(self).cut = not type(self).cut
                if self.cut:
                    self.close_connection = True
                else:
                    self.say(200, JSON, b'{"head": {}, "boolean": true}')
            case "/booleans":
                self.say(
                    200, JSON, ROWS % b", ".join(VALUE % (b"o", b"boolean", text) for text in (b"1", b"0", b"true"))
                )
            case "/ask/row":
                self.say(200, JSON, ASKED % (VALUE % (b"__ASK_RETVAL", b"integer", b"1")))
            case "/ask/false":
                self.say(200, JSON, ASKED % (VALUE % (b"__ASK_RETVAL", b"integer", b"0")))
            case "/ask/no-row":
                self.say(200, JSON, ASKED % b"")
            case "/most":
                self.say(200, JSON, ROWS % b", ".join([VALUE % (b"o", b"integer", b"1")] * 3), x_sparql_maxrows="3")
            case "/late":
                self.say(206, JSON, ROWS % b"")
            case "/late/older":
                self.say(200, JSON, ROWS % b"", x_sql_state="S1TAT")

    def say(self, status: int, media_type: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
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
        ("/cut", ": cannot be reached (Server disconnected without sending a response.)"),
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


def test_a_question_is_put_again_where_the_connection_breaks(server: str) -> None:
    assert bool(Endpoint(f"{server}/once").query("ASK { }"))


# --- Answers as Virtuoso gives them


def test_a_boolean_is_a_word(server: str) -> None:
    rows = Endpoint(f"{server}/booleans").query("SELECT ?o { ?s ?p ?o }")
    assert [row[0].value for row in rows] == ["true", "false", "true"]  # type: ignore[union-attr]


@pytest.mark.parametrize(("path", "expected"), [("row", True), ("false", False), ("no-row", False)])
def test_ask_may_be_answered_by_a_row(server: str, path: str, expected: bool) -> None:
    answer = run_query(Endpoint(f"{server}/ask/{path}"), "ASK { }")
    assert answer.boolean is expected


def test_an_answer_that_is_cut_off_is_no_answer(server: str) -> None:
    endpoint = Endpoint(f"{server}/most")
    for text in ("SELECT ?o { ?s ?p ?o }", "SELECT ?o { ?s ?p ?o } LIMIT 4"):
        with pytest.raises(QueryFault, match=r"/most: gives no more than 3 rows; ask for parts with LIMIT and OFFSET"):
            endpoint.query(text)
    assert len(run_query(endpoint, "SELECT ?o { ?s ?p ?o } LIMIT 3")) == 3


@pytest.mark.parametrize("path", ["/late", "/late/older"])
def test_an_answer_that_came_too_late_is_no_answer(server: str, path: str) -> None:
    with pytest.raises(QueryFault, match=r": its time was up, and the answer is not whole; ask for less"):
        Endpoint(f"{server}{path}").query("SELECT ?o { ?s ?p ?o }")
