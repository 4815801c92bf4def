"""What occurs twice, and what is missing, is found among digests in memory and in files alike."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

import pytest

from slm_graph.entries import digests
from slm_graph.entries.digests import Digests, digest, of_kind


def told(ids: Sequence[str], twice: Sequence[str], referred: Sequence[str], step: int) -> tuple[Any, Any]:
    """Return what Digests tell of keys that come some at a time."""
    keys = Digests()
    exact = [of_kind("System id", digest(text)) for text in ids]
    folded = [of_kind("System id", digest(text)) for text in twice]
    for start in range(0, len(ids), step):
        keys.add(exact[start : start + step], folded[start : start + step])
        keys.refer("System", map(digest, referred[start : start + step]))
        keys.refer("LLM", map(digest, ids[start : start + 1]))
    return keys.twice(), keys.dangling(lambda name: [f"{name} id"])


@pytest.fixture(params=["in a file", "no file", "a full file"])
def limited(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let few digests be kept in memory, with files that take all, none or some."""
    monkeypatch.setattr(digests, "_RUN", 50)
    make = tempfile.TemporaryFile

    class Full:
        def __init__(self, buffering: int) -> None:
            self._file = make(buffering=buffering)

        def write(self, run: bytes) -> int:
            return self._file.write(run if self._file.tell() < 1000 else run[:7])

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

    def refuse(buffering: int) -> None:
        raise FileNotFoundError("no usable temporary directory")

    if request.param != "in a file":
        monkeypatch.setattr(tempfile, "TemporaryFile", refuse if request.param == "no file" else Full)
    return str(request.param)


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("step", [1, 7, 400])
def test_what_is_in_files_is_found_as_what_is_in_memory(step: int) -> None:
    ids = [f"system-{number}" for number in range(1000)]
    assert told(ids, [], ids, step) == (frozenset(), {"LLM"})
    again = [*ids, ids[3], ids[998]]
    seen = {of_kind("System id", digest(ids[number])) for number in (3, 998)}
    assert told(again, [], [*ids, "nowhere"], step) == (seen, {"LLM", "System"})
    assert told(ids, [ids[500]], ids, step)[0] == {of_kind("System id", digest(ids[500]))}


def test_many_digests_are_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "_RUN", 50)
    keys = Digests()
    keys.add(range(10_000))
    for number in range(100):
        keys.add([number << 6])
    assert len(keys._exact._latest) < 50
    assert keys.twice() == {number << 6 for number in range(100)}
