"""Servers that tests play: one that answers as it is told and remembers what it was asked, and a wire that breaks."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, TypeAlias


class Asked(NamedTuple):
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Said: TypeAlias = "tuple[int, Mapping[str, str], bytes]"


class Played(NamedTuple):
    """A server that is played: its address, and what it was asked."""

    address: str
    asked: list[Asked]


@contextlib.contextmanager
def played(answer: Callable[[Asked], Said | None]) -> Iterator[Played]:
    """Start a server whose answers a function gives; None ends the connection without one."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = b""
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            else:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Asked(self.command, self.path, headers, body)
            asked.append(request)
            said = answer(request)
            if said is None:
                self.close_connection = True
                return
            status, more, text = said
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(text)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that leave."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield Played(f"http://127.0.0.1:{server.server_address[1]}", asked)
        finally:
            server.shutdown()
            thread.join()


class Wire:
    """A wire to a server, that breaks when a request of some method has sent so many bytes.

    Parameters
    ----------
    port
        The server's.
    after
        Bytes.
    says
        What the client hears before the wire is cut; b"" to cut it only.
    method
        How the request begins, as b"PUT /".
    """

    def __init__(self, port: int, after: int, says: bytes = b"", method: bytes = b"PUT /") -> None:
        self._to, self._after, self._says, self._method = port, after, says, method
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.breaks = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._to)) as server:
            back = threading.Thread(target=self._carry_back, args=(server, client), daemon=True)
            back.start()
            sent, counts = 0, False
            while piece := client.recv(65536):
                if piece.startswith((b"GET ", b"HEAD ", b"POST ", b"PUT ")):
                    sent, counts = 0, piece.startswith(self._method)
                sent += len(piece) if counts else 0
                if sent > self._after:
                    self.breaks += 1
                    if self._says:
                        client.sendall(self._says)
                    break
                server.sendall(piece)
            for one in (server, client):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _carry_back(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := server.recv(65536):
                client.sendall(piece)
