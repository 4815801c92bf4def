"""A large file is checked in a process beside while it is sent to who changes nothing where a request breaks off."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import servers
from forks import run
from servers import Server
from slm_graph.loading import beside, scanning, sending
from slm_graph.loading.beside import BeingChecked, begin_check
from slm_graph.loading.checking import Checked, check_file
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.kinds import KINDS
from slm_graph.loading.loader import load
from slm_graph.loading.recognising import find_store
from slm_graph.loading.store import Store, store_at
from slm_graph.loading.targets import target_graph
from slm_graph.problems import InvalidData
from slm_graph.web import repeats
from slm_graph.web.client import Client
from tools import ROOT
from webs import Wire

GRAPH = "http://example.org/graph"
SPACE = "<http://rdfs.org/ns/void#uriSpace>"
STATED = f'<{GRAPH}> {SPACE} "http://example.org/" .\n'
NO_NUMBER = '<a:x> <a:p> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
TURTLE = f'@prefix void: <http://rdfs.org/ns/void#> .\n<{GRAPH}> void:uriSpace "a" .\n'
OLD = '<http://example.org/old> <http://example.org/p> "old" .\n'


def lines(count: int, middle: str = "", end: str = "") -> str:
    made = [f'<http://example.org/{n}> <http://example.org/p{n % 7}> "value {n}" .\n' for n in range(count)]
    return "".join([*made[: count // 2], middle, *made[count // 2 :], end])


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LARGE", 1)
    monkeypatch.setattr(sending, "_PIECE", 1 << 12)
    monkeypatch.setattr(repeats, "FIRST_WAIT", 0.05)
    # Those that run the tests have threads, which do nothing that a forked process would wait for.
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as running:
        yield running


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Iterator[Client]:
    with Client(server.address, 120) as client:
        old = tmp_path / "old.nt"
        old.write_text(OLD, encoding="utf-8")
        load(client, find_store(client, server.address), check_file(old), GRAPH)
        yield client


@pytest.fixture
def store(client: Client, server: Server) -> Store:
    return find_store(client, server.address)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new.nt"


def held(store: Store, client: Client) -> set[str]:
    """Return the triples of the graph in the store, as lines."""
    answer = client.request("GET", store.graph_address(GRAPH), headers={"Accept": "application/n-triples"})
    return set(answer.body.decode().splitlines(keepends=True))


def test_a_file_is_loaded_while_it_is_checked(client: Client, store: Store, path: Path) -> None:
    path.write_text(lines(3_000), encoding="utf-8")
    with begin_check(path) as file:
        assert isinstance(file, BeingChecked)
        assert file.told == f"{path.stat().st_size:,} bytes, checked while they are sent"
        loaded = load(client, store, file, GRAPH)
        assert (loaded.before, loaded.after) == (1, 3_000)
        checked, alone = file.whole(), check_file(path)
    assert (checked.written, checked.graph, checked.triples) == (alone.written, alone.graph, alone.triples)
    assert held(store, client) == set(lines(3_000).splitlines(keepends=True))
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        pytest.param(lines(3_000, end=NO_NUMBER), 3_001, '"x" is no xsd:integer', id="end"),
        pytest.param(lines(3_000, middle=NO_NUMBER), 1_501, '"x" is no xsd:integer', id="middle"),
        pytest.param(lines(3_000, middle="<a:x> <a:p> oops .\n"), 1_501, "", id="no RDF"),
        pytest.param(lines(3_000, end="<a:x> <a:p>"), 3_001, "", id="cut short"),
    ],
)  # fmt: skip
def test_of_a_file_that_is_not_sound_nothing_arrives(
    client: Client, store: Store, path: Path, text: str, place: int, told: str
) -> None:
    path.write_text(text, encoding="utf-8")
    with begin_check(path) as file, pytest.raises(InvalidData) as error:
        load(client, store, file, GRAPH)
    (problem,) = error.value.problems
    assert (problem.path, problem.line, told in problem.message) == (path.as_posix(), place, True)
    assert held(store, client) == {OLD}
    assert not multiprocessing.active_children()


def test_the_request_ends_only_when_the_check_has(
    client: Client, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(lines(3_000), encoding="utf-8")
    seen: list[set[str]] = []
    wait = BeingChecked.whole

    def whole(self: BeingChecked, progress: object = None) -> Checked:
        # All but the last piece is sent: the store must not have taken it for the graph.
        with Client(client.url, 120) as other:
            seen.append(held(store, other))
        return wait(self)

    with begin_check(path) as file:
        monkeypatch.setattr(BeingChecked, "whole", whole)
        load(client, store, file, GRAPH)
    assert seen[0] == {OLD}
    assert len(held(store, client)) == 3_000


def test_a_file_that_changes_meanwhile_does_not_arrive(client: Client, store: Store, path: Path) -> None:
    path.write_text(lines(3_000), encoding="utf-8")
    with begin_check(path) as file:
        file.whole()
        path.write_text(lines(2_999), encoding="utf-8")
        with pytest.raises(StoreFault, match="changed while it was sent; the old graph of 1 triples is unchanged"):
            load(client, store, file, GRAPH)
    assert held(store, client) == {OLD}


def test_the_connection_is_cut(server: Server, client: Client, store: Store, path: Path) -> None:
    path.write_text(lines(20_000), encoding="utf-8")
    with (
        begin_check(path) as file,
        Wire(server.port, path.stat().st_size // 2, b"", b"PUT ") as wire,
        Client(wire.address, 120) as through,
        pytest.raises(StoreFault, match="the old graph of 1 triples is unchanged; give the command again"),
    ):
        load(through, find_store(through, wire.address), file, GRAPH)
    assert wire.breaks
    assert held(store, client) == {OLD}


def test_the_process_beside_is_ended(client: Client, store: Store, path: Path) -> None:
    path.write_text(lines(50_000), encoding="utf-8")
    with begin_check(path) as file:
        (process,) = multiprocessing.active_children()
        process.kill()
        assert load(client, store, file, GRAPH).after == 50_000


def test_where_a_request_that_breaks_off_may_change_something_the_check_comes_first(path: Path) -> None:
    path.write_text(lines(3_000, end="oops"), encoding="utf-8")
    # Nobody listens there; that would be told if anything were asked or sent.
    address = f"http://127.0.0.1:{servers.free_port()}"
    for name, kind in KINDS.items():
        if name != "oxigraph":
            assert not kind.breaks_off
            with begin_check(path) as file, Client(address) as client, pytest.raises(InvalidData):
                load(client, store_at(kind, address), file, GRAPH)


def test_where_nothing_is_sent_meanwhile_two_processes_check(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(lines(50_000), encoding="utf-8")
    done: list[bool] = []
    by_two = scanning._scan_by_two

    def noted(*args: Any) -> Any:
        scan = by_two(*args)
        done.append(scan is not None)
        return scan

    monkeypatch.setattr(scanning, "_scan_by_two", noted)
    monkeypatch.setattr(scanning, "LARGE", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with begin_check(path) as file:
        checked = file.alone()
        assert done == [True]
        assert sum(checked.written.values()) == 50_000
        assert file.whole() is checked
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(
    ("ending", "text", "graph"),
    [
        pytest.param("nt", lines(100, end=STATED), GRAPH, id="at the end"),
        pytest.param("nt", lines(100, end=STATED + STATED), GRAPH, id="twice the same"),
        pytest.param("nt", lines(100, end=STATED + STATED.replace("graph>", "other>")), "", id="two graphs"),
        pytest.param("nt", lines(100, end=f"<a:a> <a:p> {SPACE} .\n"), "", id="as a value"),
        pytest.param("nt", lines(100), "", id="not stated"),
        pytest.param("ttl", TURTLE + lines(100), GRAPH, id="Turtle"),
    ],
)  # fmt: skip
def test_the_graph_is_seen_before_the_check_has_ended(tmp_path: Path, ending: str, text: str, graph: str) -> None:
    path = tmp_path / f"new.{ending}"
    path.write_text(text, encoding="utf-8")
    with begin_check(path) as file:
        assert file.graph == graph
        assert file.whole().graph == graph


def test_a_graph_that_proves_to_be_stated_otherwise_is_not_loaded(client: Client, store: Store, path: Path) -> None:
    # With an escape that hides the property from a look at the bytes.
    hidden = STATED.replace("graph>", "other>").replace("uriSpace", "uri\\u0053pace")
    path.write_text(lines(3_000, end=STATED + hidden), encoding="utf-8")
    with begin_check(path) as file:
        assert target_graph(client, store, file) == GRAPH
        with pytest.raises(StoreFault, match="says in several ways which graph it is; give --graph IRI"):
            load(client, store, file, GRAPH)
    assert held(store, client) == {OLD}


def test_a_small_file_or_another_format_is_checked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quads = tmp_path / "a.nq"
    quads.write_text("<a:a> <a:p> <a:b> <a:g> .\n", encoding="utf-8")
    with begin_check(quads) as file:
        assert isinstance(file, Checked)
    monkeypatch.setattr(beside, "LARGE", 1 << 30)
    with begin_check(ROOT / "output" / "slm-graph.nt") as file:
        assert isinstance(file, Checked)


def test_the_command_tells_what_is_wrong_with_a_large_file(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "new.nt"
    path.write_text(lines(90_000, end=STATED), encoding="utf-8")
    assert path.stat().st_size > 4_000_000
    done = run("load", server.address, "--data", str(path), "--graph", "http://example.org/large")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        f"{path}: {path.stat().st_size:,} bytes, checked while they are sent, for <http://example.org/large>\n"
        in done.stdout
    )
    assert "<http://example.org/large> has 90,001 triples; all as in the file.\n" in done.stdout
    path.write_text(lines(90_000, end=STATED + "oops"), encoding="utf-8")
    done = run("load", server.address, "--data", str(path), "--graph", "http://example.org/large")
    assert done.returncode == 1
    assert done.stderr.startswith(f"{path}:90002:")
    asked = run("load", server.address, "--data", str(path), "--dry-run")
    assert (asked.returncode, asked.stdout) == (1, "")
