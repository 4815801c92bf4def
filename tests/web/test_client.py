"""HTTP: what is sent to whom, what is repeated, and what is told."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
import ssl
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from slm_graph.web import repeats
from slm_graph.web.client import Client
from slm_graph.web.faults import WebFault
from tools import program
from webs import Asked, Said, played

SECRET = "open sesame"  # noqa: S105 (to no real place)
OK: Said = (200, {}, b"yes")


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no credentials of whoever runs the tests come in, and let repeats come at once."""
    for name in ("SLM_GRAPH_USER", "SLM_GRAPH_PASSWORD", "SLM_GRAPH_TOKEN", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(repeats, "FIRST_WAIT", 0.0)


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLM_GRAPH_USER", "ali")
    monkeypatch.setenv("SLM_GRAPH_PASSWORD", SECRET)


def basic(asked: Asked) -> Said:
    if asked.headers.get("authorization") == f"Basic {base64.b64encode(f'ali:{SECRET}'.encode()).decode()}":
        return OK
    return 401, {"WWW-Authenticate": 'Basic realm="cave"'}, b""


def digest(asked: Asked) -> Said:
    """Check RFC 7616 as a server does."""
    given = dict(re.findall(r'(\w+)="?([^",]*)', asked.headers.get("authorization", "").removeprefix("Digest ")))
    if given:

        def md5(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: S324 (the protocol's)

        secret, what = md5("ali", "cave", SECRET), md5(asked.method, asked.path)
        if given["response"] == md5(secret, "n1", given["nc"], given["cnonce"], "auth", what):
            return OK
    return 401, {"WWW-Authenticate": 'Digest realm="cave", nonce="n1", qop="auth", algorithm="MD5"'}, b""


def pieces() -> Iterator[bytes]:
    yield b"one "
    yield b"two"


@pytest.mark.usefixtures("login")
def test_basic_is_sent_when_it_is_asked_for_and_not_before() -> None:
    with played(basic) as server, Client(server.address) as client:
        assert client.request("POST", body=b"x").body == b"yes"
        assert client.request("POST", body=b"y").body == b"yes"
    assert ["authorization" in asked.headers for asked in server.asked] == [False, True, True]
    assert [asked.body for asked in server.asked] == [b"x", b"x", b"y"]


@pytest.mark.usefixtures("login")
def test_digest_and_a_streamed_body_that_is_sent_once() -> None:
    with played(digest) as server, Client(server.address) as client:
        assert client.request("PUT", f"{server.address}/a?b=c", body=pieces).status == 200
    assert [asked.body for asked in server.asked if asked.method == "PUT"] == [b"one two"]
    assert not any(SECRET in str(asked) for asked in server.asked)


@pytest.mark.usefixtures("login")
def test_a_password_is_never_sent_as_basic_to_who_asks_for_digest_too() -> None:
    def both(asked: Asked) -> Said:
        status, headers, body = digest(asked)
        return status, {name: f'Basic realm="cave", {value}' for name, value in headers.items()}, body

    with played(both) as server, Client(server.address) as client:
        assert client.request("GET", check=False).status == 401
    assert not any(asked.headers.get("authorization", "").startswith("Basic") for asked in server.asked)


def test_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLM_GRAPH_TOKEN", "t0k")
    with played(lambda _: OK) as server, Client(server.address) as client:
        client.request("GET")
    assert server.asked[0].headers["authorization"] == "Bearer t0k"


def test_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text(f'machine 127.0.0.1 login ali password "{SECRET}"\n', encoding="utf-8")
    with played(basic) as server, Client(server.address) as client:
        assert client.request("GET").status == 200
    elsewhere = tmp_path / "other"
    elsewhere.write_text("machine example.org login ali password x\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(elsewhere))
    with played(basic) as server, Client(server.address) as client, pytest.raises(WebFault, match="set SLM_GRAPH_USER"):
        client.request("GET")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"machine h login a password p\n{SECRET.split()[1]}\n", ": is no .netrc file, near line"),
        ("\0", ": is no .netrc file"),
        (None, ": No such file or directory"),
    ],
)
def test_a_netrc_that_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None, message: str
) -> None:  # fmt: skip
    path = tmp_path / "netrc"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("NETRC", str(path))
    with pytest.raises(WebFault, match=message) as error:
        Client("http://127.0.0.1:9/")
    assert "sesame" not in error.value.message


@pytest.mark.parametrize("name", ["USER", "PASSWORD"])
def test_a_login_that_is_not_utf8(monkeypatch: pytest.MonkeyPatch, login: None, name: str) -> None:
    monkeypatch.setenv(f"SLM_GRAPH_{name}", "a\udcff")
    with pytest.raises(WebFault, match=f"^SLM_GRAPH_{name}: is not UTF-8; "):
        Client("http://127.0.0.1:9")


@pytest.mark.parametrize("name", ["USER", "PASSWORD"])
def test_half_of_the_credentials(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"SLM_GRAPH_{name}", "x")
    with pytest.raises(WebFault, match=f"SLM_GRAPH_{name} is set, but .*; set both"):
        Client("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "url",
    [
        f"http://ali:{SECRET.split()[1]}@127.0.0.1:9/",
        "http://ali:sesame@[x/",
        "ali:sesame@host",
        "http://h/?token=sesame\n",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_printed(url: str) -> None:
    with pytest.raises(WebFault) as error:
        Client(url)
    assert "sesame" not in error.value.message
    assert "\n" not in error.value.message


@pytest.mark.usefixtures("login")
@pytest.mark.parametrize("before", ["bad password ", "x" * 195])
@pytest.mark.parametrize(
    "form", [SECRET, quote(SECRET), quote_plus(SECRET), b64encode(f"ali:{SECRET}".encode()).decode()]
)
def test_what_a_server_repeats_in_another_form_is_not_printed(before: str, form: str) -> None:
    echo: Said = (400, {}, f"{before}{form}".encode())
    with played(lambda _: echo) as server, Client(server.address) as client, pytest.raises(WebFault) as error:
        client.request("GET")
    assert form[:4] not in error.value.message


@pytest.mark.usefixtures("login")
def test_what_a_server_echoes_is_not_printed() -> None:
    echo: Said = (400, {}, f"bad password {SECRET}".encode())
    with played(lambda _: echo) as server, Client(server.address) as client, pytest.raises(WebFault) as error:
        client.request("GET")
    assert error.value.message.endswith("400 Bad Request: bad password …")


@pytest.mark.usefixtures("login")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_keeps_method_and_body(status: int) -> None:
    def answer(asked: Asked) -> Said:
        return basic(asked) if asked.path == "/there" else (status, {"Location": "/there"}, b"")

    with played(answer) as server, Client(f"{server.address}/here") as client:
        assert client.request("PUT", body=pieces).status == 200
    last = server.asked[-1]
    assert (last.method, last.path, last.body) == ("PUT", "/there", b"one two")


def test_see_other_is_got() -> None:
    def answer(asked: Asked) -> Said:
        return OK if asked.path == "/there" else (303, {"Location": "/there"}, b"")

    with played(answer) as server, Client(f"{server.address}/here") as client:
        client.request("POST", body=b"x", headers={"Content-Type": "text/plain"})
    assert (server.asked[-1].method, server.asked[-1].body) == ("GET", b"")


@pytest.mark.usefixtures("login")
def test_another_server_gets_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLM_GRAPH_TOKEN", "t0k")
    with played(basic) as other:
        there = other.address.replace("127.0.0.1", "localhost")
        with (
            played(lambda _: (307, {"Location": there}, b"")) as server,
            Client(server.address) as client,
            pytest.raises(WebFault, match="another server than the one named, which gets no credentials"),
        ):
            client.request("POST", body=b"x")
    assert other.asked
    assert not any("authorization" in asked.headers for asked in other.asked)


@pytest.mark.parametrize(
    "location", ["file:///etc/hostname", "ftp://127.0.0.1/", "http://ali:x@127.0.0.1/", "http://[x"]
)
def test_a_redirect_to_no_address_of_http(location: str) -> None:
    away: Said = (302, {"Location": location}, b"")
    with played(lambda _: away) as server, Client(server.address) as client, pytest.raises(WebFault):
        client.request("GET")
    assert len(server.asked) == 1


def test_what_can_be_repeated_is() -> None:
    said: list[Said | None] = [None, (503, {"Retry-After": "0"}, b""), (429, {}, b""), OK]
    with played(lambda asked: said[len(server.asked) - 1]) as server, Client(server.address) as client:
        assert client.request("PUT", body=pieces, repeatable=True).body == b"yes"
    assert [asked.body for asked in server.asked] == [b"one two"] * 4


@pytest.mark.parametrize("first", [None, (503, {}, b"busy")])
def test_what_cannot_be_repeated_is_not(first: Said | None) -> None:
    with played(lambda _: first) as server, Client(server.address) as client, pytest.raises(WebFault):
        client.request("POST", body=b"x")
    assert len(server.asked) == 1


BUSY_FOR: dict[str, tuple[float, float]] = {
    "1": (1.0, 5.0),
    "3600": (0.2, 1.0),
    "Fri, 01 Jan 2100 00:00:00 GMT": (0.2, 1.0),
    "Mon, 01 Jan 99999999999999999999 00:00:00 GMT": (0.0, 0.2),
    "soon": (0.0, 0.2),
}
"""What Retry-After asks for, and the seconds from and to that are waited where 0.2 are the most."""


@pytest.mark.parametrize("asked_for", BUSY_FOR)
def test_a_busy_server_is_left_alone_as_long_as_it_asks_but_not_longer_than_we_wait(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, asked_for: str
) -> None:
    least, most = BUSY_FOR[asked_for]
    monkeypatch.setattr(repeats, "_LONGEST_WAIT", 30.0 if asked_for == "1" else 0.2)
    answers: list[Said] = [(503, {"Retry-After": asked_for}, b""), OK]
    with played(lambda _: answers.pop(0)) as server, Client(server.address) as client:
        start = time.monotonic()
        assert client.request("GET").body == b"yes"
        assert least <= time.monotonic() - start < most
    assert not caplog.records, "Python prints warnings that nobody handles"


def test_each_wait_is_longer_and_the_repeats_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "FIRST_WAIT", 0.1)
    moments = []

    def busy(_: Asked) -> Said:
        moments.append(time.monotonic())
        return 503, {}, b"busy"

    with played(busy) as server, Client(server.address) as client, pytest.raises(WebFault, match=r"503 .*: busy"):
        client.request("GET")
    waits = [later - before for before, later in itertools.pairwise(moments)]
    assert len(waits) == repeats.REPEATS
    assert all(wait >= least for wait, least in zip(waits, (0.1, 0.2, 0.4), strict=True))


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    answers: list[Said] = [(200, {"Content-Length": "30", "Connection": "close"}, b"half of "), OK]
    with played(lambda _: answers.pop(0)) as server, Client(server.address) as client:
        assert client.request("GET").body == b"yes"
    assert len(server.asked) == 2


def test_a_server_that_never_answered_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "FIRST_WAIT", 5.0)
    start = time.monotonic()
    with Client("http://127.0.0.1:9/") as client, pytest.raises(WebFault, match="Connection refused"):
        client.request("GET")
    assert time.monotonic() - start < 4


def test_a_server_that_is_started_again_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "FIRST_WAIT", 0.2)
    with played(lambda _: OK) as server:
        client = Client(server.address)
        client.request("GET")
        client.close()
    start = time.monotonic()
    with client, pytest.raises(WebFault, match="Connection refused"):
        client.request("GET")
    assert time.monotonic() - start >= 0.2 + 0.4 + 0.8


def test_no_answer_is_not_waited_for_twice() -> None:
    wait = threading.Event()

    def answer(_: Asked) -> Said:
        wait.wait(5)
        return OK

    with played(answer) as server, Client(server.address, timeout=0.2) as client:
        with pytest.raises(WebFault, match=r"no answer within 0\.2 s"):
            client.request("GET")
        wait.set()
    assert len(server.asked) == 1


@pytest.mark.usefixtures("login")
def test_a_scheme_that_is_not_known() -> None:
    negotiate: Said = (401, {"WWW-Authenticate": "Negotiate"}, b"")
    with (
        played(lambda _: negotiate) as server,
        Client(server.address) as client,
        pytest.raises(WebFault, match="asks for Negotiate, which is not known"),
    ):
        client.request("GET")


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ],
        check=True, capture_output=True,
    )  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"secure")

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that leave."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        url = f"https://127.0.0.1:{server.server_address[1]}/"
        try:
            with Client(url) as client, pytest.raises(WebFault, match=r"certificate is not trusted.*SSL_CERT_FILE"):
                client.request("GET")
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("SSL_CERT_FILE", str(certificate))
                with Client(url) as client:
                    assert client.request("GET").body == b"secure"
        finally:
            server.shutdown()
            thread.join()
            server.socket.close()
