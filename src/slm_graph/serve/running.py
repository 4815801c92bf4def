"""An application served at an address, until it is told to end."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import traceback
from collections.abc import Callable
from typing import Any

from slm_graph.problems import Fault, one_line

_GRACE = 10
"""Seconds that requests have to end when the server does."""
_MOST_CONNECTIONS = 2000


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; port 0 is any free one.

    Raises
    ------
    Fault
        The address is taken, or is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if (error.errno or 0) < 0:  # as of looking up a name
            raise Fault(f"--host {host}: no address of this machine") from None
        words = os.strerror(error.errno) if error.errno else str(error)
        raise Fault(f"{host}:{port}: {words}; choose another one with --port or --host") from None
    # Inherited by each connection: else the body of an answer waits 40 ms for the client to confirm its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address at which a socket listens.

    Examples
    --------
    >>> with listening("127.0.0.1", 0) as listener:
    ...     address_of(listener).startswith("http://127.0.0.1:")
    True
    """
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _LineHandler(logging.Handler):
    """Tells an error in a line, with what raised it and where."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it."""
        error = record.exc_info[1] if record.exc_info else None
        words = "".join(traceback.format_exception(error)).strip().replace("\n", " | ") if error else ""
        self._tell(" | ".join(filter(None, (one_line(record.getMessage()), words))))


def run(app: Any, listener: socket.socket, started: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or TERM; requests that are being answered come to their end.

    Parameters
    ----------
    started
        Called as soon as it answers.
    tell
        Takes a line of what is wrong with this program.

    Raises
    ------
    Fault
        What is served cannot be read.
    """
    import uvicorn

    from slm_graph.serve.connections import PatientProtocol

    faults: list[Exception] = []

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                log.addHandler(_LineHandler(tell))
                started()

    async def keeping(scope: Any, receive: Any, send: Any) -> None:
        """Keep what goes wrong at the start, of which uvicorn only says that something did."""
        try:
            await app(scope, receive, send)
        except Fault as fault:
            faults.append(fault)
            raise

    # Without a handler what goes wrong at the start would be printed as a traceback, beside the line that is raised.
    log = logging.getLogger("uvicorn.error")
    log.handlers, log.propagate = [logging.NullHandler()], False
    config = uvicorn.Config(
        keeping, log_config=None, access_log=False, lifespan="on", server_header=False, loop="asyncio",
        http=PatientProtocol, ws="none", timeout_graceful_shutdown=_GRACE, limit_concurrency=_MOST_CONNECTIONS,
        proxy_headers=False, h11_max_incomplete_event_size=1 << 17,
    )  # fmt: skip
    with contextlib.suppress(SystemExit, KeyboardInterrupt):  # of a start that failed, and of Ctrl-C, in good order
        Server(config).run(sockets=[listener])
    if faults:
        raise faults[0]
