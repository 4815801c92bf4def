"""Triplestores that tests start on free loopback ports: Oxigraph (PyPI) and Virtuoso (Debian).

with oxigraph(tmp_path) as server:
    ...                             # server.address, server.query, server.update, server.graph_store
    server.kill()                   # as `kill -9` does; the data stay in the folder
    server.start()                  # at the same address
"""

from __future__ import annotations

import contextlib
import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from tools import missing, program

_STARTED_WITHIN = 60.0
_ENDED_WITHIN = 60.0
_ATTEMPTS = 3

# Every file in the folder, so that each server has a database of its own; limits as in the file that Debian installs,
# since those are what most readers have.
_VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtension = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 60
CheckpointSyncMode = 2
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CaseMode = 2
DirsAllowed = {folder}
SchedulerInterval = 10

[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerRoot = {folder}
ServerThreads = 20
KeepAliveTimeout = 10
MaxKeepAlives = 10
EnabledGzipContent = 1

[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


class Credentials(NamedTuple):
    """Whom a server knows."""

    user: str
    password: str


class Server:
    """A triplestore of its own, that can be killed and started again with what it keeps in its folder.

    Parameters
    ----------
    name
        As `slm-graph load --store` names it.
    folder
        Where it keeps its data.
    command
        What starts it.
    port
        The port of its HTTP server; the address is loopback.
    paths
        The paths of its query, update and Graph Store Protocol addresses.
    credentials
        Whom it lets write; None for everybody.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        command: list[str],
        port: int,
        paths: tuple[str, str, str],
        credentials: Credentials | None = None,
    ) -> None:
        self.name, self.folder, self.port, self.credentials = name, folder, port, credentials
        self.address = f"http://127.0.0.1:{port}"
        self.query, self.update, self.graph_store = (self.address + path for path in paths)
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process is not None, f"{self.name} is not running"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def environment(self) -> dict[str, str]:
        """What slm-graph is told of the credentials by the environment."""
        if self.credentials is None:
            return {}
        return {"SLM_GRAPH_USER": self.credentials.user, "SLM_GRAPH_PASSWORD": self.credentials.password}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        assert not self.is_running, f"{self.name} is running already"
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _STARTED_WITHIN
        while not answers(self.query):
            if not self.is_running or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.name} does not start: {self.log[-1000:]}")
            time.sleep(0.05)

    def put(self, graph: str, path: Path) -> None:
        """Replace a graph by a file of Turtle, as any client does."""
        login = httpx.DigestAuth(*self.credentials) if self.credentials else None
        answer = httpx.put(
            self.graph_store,
            params={"graph": graph},
            headers={"Content-Type": "text/turtle"},
            content=path.read_bytes(),
            auth=login,
            timeout=60,
            trust_env=False,
        )
        assert answer.is_success, f"{self.name}: {answer.status_code} {answer.text[:500]}"

    def kill(self) -> None:
        """End it at once, as a fault of power would (`kill -9`)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as its documentation says (TERM)."""
        self._end(signal.SIGTERM)

    @property
    def log(self) -> str:
        """What it said."""
        paths = [self.folder / "server.log", self.folder / "virtuoso.log"]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file())

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            self._process.wait(_ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        # Virtuoso leaves its lock behind when it is killed, and does not start where that names a living process: by
        # then the number may be another's.
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)


def answers(url: str) -> bool:
    """Tell whether an endpoint on this machine answers a question."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", f"{parts.path}?query=ASK%20%7B%7D")
        return connection.getresponse().status == 200
    return False


def free_port() -> int:
    """Return a port of the loopback address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def oxigraph(folder: Path, *options: str, in_memory: bool = False) -> Iterator[Server]:
    """Start `oxigraph serve` on what the folder holds (made where it is not there), and end it at the end."""
    beside = Path(sys.executable).parent / "oxigraph"
    command = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if command is None:
        missing("oxigraph is missing; run `pip install oxigraph`")
        raise AssertionError
    folder.mkdir(parents=True, exist_ok=True)

    def at(port: int) -> Server:
        location = [] if in_memory else ["--location", str(folder / "data")]
        serve = [command, "serve", *location, "--bind", f"127.0.0.1:{port}", *options]
        return Server("oxigraph", folder, serve, port, ("/query", "/update", "/store"))

    with _running(at) as server:
        yield server


@contextlib.contextmanager
def virtuoso(folder: Path, *, buffers: int = 10_000) -> Iterator[Server]:
    """Start Virtuoso on what the folder holds (made where it is not there), and end it at the end.

    Updates and the Graph Store Protocol ask for Digest authentication. Its port of SQL, for isql-vt, is in
    `virtuoso.ini`.

    Parameters
    ----------
    folder
        Where its database is, and its log.
    buffers
        What it holds in memory, in pages of 8 kB.
    """
    command = program("virtuoso-t", "virtuoso-opensource-7-bin")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    ini = folder / "virtuoso.ini"

    def at(port: int) -> Server:
        settings = _VIRTUOSO_INI.format(
            folder=folder, sql_port=free_port(), http_port=port, buffers=buffers, dirty=buffers * 3 // 4
        )
        ini.write_text(settings, encoding="utf-8")
        return Server(
            "virtuoso", folder, [command, "+foreground", "+configfile", str(ini)], port,
            ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"), Credentials("dba", "dba"),
        )  # fmt: skip

    with _running(at) as server:
        yield server


@contextlib.contextmanager
def _running(at: Callable[[int], Server]) -> Iterator[Server]:
    """Start a server on a free port; on another one where somebody else was faster to take it."""
    for attempt in range(_ATTEMPTS):
        server = at(free_port())
        try:
            server.start()
            break
        except RuntimeError:
            if attempt == _ATTEMPTS - 1:
                raise
    try:
        yield server
    finally:
        server.stop()
