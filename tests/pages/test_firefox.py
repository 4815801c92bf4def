"""The page in Debian's Firefox, which Playwright does not drive: the first view, and one answer of SPARQL.

Firefox listens to JSON over TCP when it is started with `--marionette`, as geckodriver drives it; no program and no
package but Firefox itself is needed.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from slm_graph.graphs import open_graph
from slm_graph.pages import page_files, select_view
from slm_graph.questions import read_questions
from survey_data import SurveyData
from tools import ROOT, program

PATIENCE = 120


class Marionette:
    """Sends commands, each as its length, a colon and `[0, id, name, parameters]`, and reads answers of that form."""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._number = 0
        self._read()

    def __call__(self, name: str, **parameters: Any) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, name, parameters])
        self._socket.sendall(f"{len(text.encode())}:{text}".encode())
        _, _, error, result = self._read()
        assert error is None, error
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def close(self) -> None:
        self._socket.close()

    def until(self, condition: str) -> Any:
        """Return what a condition is, once it is true."""
        deadline = time.monotonic() + PATIENCE
        while not (value := self("WebDriver:ExecuteScript", script=f"return {condition}", args=[])):
            assert time.monotonic() < deadline, condition
            time.sleep(0.2)
        return value

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._some(1)
        return json.loads(self._some(int(length[:-1])))

    def _some(self, count: int) -> bytes:
        read = b""
        while len(read) < count:
            part = self._socket.recv(count - len(read))
            assert part, "Firefox ended"
            read += part
        return read


def _connected(port: int) -> socket.socket:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            assert time.monotonic() < deadline, "Firefox does not listen"
            time.sleep(0.2)


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    executable = program("firefox-esr", "firefox-esr")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "user.js").write_text(
        f'user_pref("marionette.port", {port});\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
        'user_pref("app.normandy.enabled", false);\nuser_pref("network.captive-portal-service.enabled", false);\n',
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [executable, "--headless", "--marionette", "--no-remote", "--profile", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS": "1"},
    )
    try:
        driver = Marionette(port)
        try:
            driver("WebDriver:NewSession")
            yield driver
        finally:
            driver.close()
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(params=["one file", pytest.param("files beside it", marks=pytest.mark.exhaustive)])
def explorer(request: pytest.FixtureRequest, page_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page as `view` writes it, and as a site has it."""
    if request.param == "one file":
        return page_file
    folder = tmp_path_factory.mktemp("explore")
    view = select_view(open_graph(ROOT / "output" / "slm-graph.ttl"), questions=read_questions(ROOT / "queries"))
    for name, content in page_files(view.network, view.title, view.asking).items():
        (folder / name).write_bytes(content)
    return folder / "index.html"


def test_firefox_shows_the_table_and_answers_sparql(firefox: Any, explorer: Path) -> None:
    firefox("WebDriver:Navigate", url=explorer.as_uri())
    firefox.until("document.documentElement.dataset.ready")
    rows = "document.querySelectorAll('#table-scroll tbody tr').length"
    assert firefox.until(rows) == len(SurveyData(ROOT / "data").systems)
    firefox("WebDriver:ExecuteScript", script="document.querySelector('#to-questions').click()", args=[])
    question = "document.querySelector('[data-question=encoders-by-systems]')"
    firefox("WebDriver:ExecuteScript", script=f"{question}.click()", args=[])
    assert firefox.until("document.querySelector('.answer-rows tbody td')?.textContent").strip() == "Whisper"
    firefox("WebDriver:ExecuteScript", script="document.querySelector('#to-graph').click()", args=[])
    firefox.until("document.querySelector('#status').textContent.includes(' of ')")
