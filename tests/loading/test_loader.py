"""Files into triplestores: real ones, that are killed in the middle, and wires to them that break."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import forks
import servers
from servers import Server
from slm_graph.loading.checking import Checked, check_file
from slm_graph.loading.comparing import compare, count, rows_of
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.kinds import KINDS
from slm_graph.loading.loader import check_fits, load
from slm_graph.loading.recognising import find_store
from slm_graph.loading.reporting import Loaded
from slm_graph.loading.sending import clear, update
from slm_graph.loading.store import Store, staging_graph, store_at
from slm_graph.problems import InvalidData
from slm_graph.web import repeats
from slm_graph.web.client import Client
from slm_graph.web.faults import WebFault
from tools import ROOT, committed_triples
from webs import Wire

XSD = "http://www.w3.org/2001/XMLSchema#"
OWN = "https://w3id.org/slm-graph/graph"
GRAPH = "http://example.org/graph"
OTHER = "http://example.org/other"
FIRST = range(300)
"""What the old graph holds; the new one has half of it, and more."""
SECOND = range(150, 500)
LARGE = range(20_000)


def ntriples(numbers: range) -> str:
    return "".join(f'<http://example.org/{n}> <http://example.org/p{n % 7}> "value {n}" .\n' for n in numbers)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_what_virtuoso_would_cut_is_refused(tmp_path: Path) -> None:
    long = f"http://example.org/{'x' * 2000}"
    checked = check_file(written(tmp_path / "a.nt", f"<a:a> <a:p> <a:b> .\n<a:a> <a:p> <{long}> .\n"))
    store = store_at(KINDS["virtuoso"], "http://127.0.0.1:9/")
    with pytest.raises(
        InvalidData, match=r"a\.nt:2:14: an IRI of 2,019 bytes, of which Virtuoso keeps 1,879; shorten it"
    ):
        check_fits(checked, store, GRAPH)
    check_fits(checked, store_at(KINDS["oxigraph"], "http://127.0.0.1:9/"), GRAPH)
    with pytest.raises(StoreFault, match="does not let its default graph be loaded; give --graph IRI"):
        check_fits(checked, store, "")
    with pytest.raises(StoreFault, match="--graph a b: is no absolute IRI"):
        check_fits(checked, store, "a b")


# --- Real stores


@pytest.fixture(autouse=True)
def repeats_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "FIRST_WAIT", 0.05)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    with servers.oxigraph(folder) if request.param == "oxigraph" else servers.virtuoso(folder) as running:
        yield running


@pytest.fixture
def client(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    for name in ("SLM_GRAPH_TOKEN", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    if not server.is_running:
        server.start()
    with Client(server.address, 120) as client:
        store = find_store(client, server.address)
        for graph in (GRAPH, OTHER, staging_graph(GRAPH)):
            clear(client, store, graph)
        yield client


@pytest.fixture
def store(client: Client, server: Server) -> Store:
    found = find_store(client, server.address)
    assert (found.kind.name, found.query, found.update, found.graph_store) == (
        server.name, server.query if server.name == "oxigraph" else server.update, server.update, server.graph_store
    )  # fmt: skip
    assert found.version
    return found


@pytest.fixture
def old(tmp_path: Path, client: Client, store: Store) -> Checked:
    """Load the old graph, and another one that must stay as it is."""
    checked = check_file(written(tmp_path / "old.nt", ntriples(FIRST)))
    load(client, store, checked, GRAPH)
    load(client, store, checked, OTHER)
    return checked


@pytest.fixture
def new(tmp_path: Path) -> Checked:
    return check_file(written(tmp_path / "new.nt", ntriples(SECOND)))


def values(client: Client, store: Store, graph: str) -> set[str]:
    return {row["o"]["value"] for row in rows_of(client, store, f"SELECT ?o FROM <{graph}> {{ ?s ?p ?o }}")}


def holds(client: Client, store: Store, numbers: range, graph: str = GRAPH) -> bool:
    return values(client, store, graph) == {f"value {n}" for n in numbers}


def test_the_old_graph_is_replaced_and_nothing_else(client: Client, store: Store, old: Checked, new: Checked) -> None:
    assert load(client, store, new, GRAPH) == Loaded(len(FIRST), len(SECOND), 0)
    assert holds(client, store, SECOND)
    assert holds(client, store, FIRST, OTHER)
    assert load(client, store, new, GRAPH) == Loaded(len(SECOND), len(SECOND), 0)
    assert holds(client, store, SECOND)
    assert count(client, store, staging_graph(GRAPH)) == 0


AWKWARD = f"""@prefix e: <http://example.org/> .
    e:a e:p 07, 1.50, 1e3, true, "plain", "x"@EN-GB, "2020-01-01T00:00:00+01:00"^^<{XSD}dateTime>,
        "2020"^^<{XSD}gYear> ;
        e:q "<html><body>a page</body></html>", "caf\u00e9 \U0001f600", "line\\nline", "\\"'\\\\", "" ;
        e:long "{"a long text " * 8000}" ;
        e:caf\u00e9 <http://example.org/%20?a=b&c#d> ;
        e:r _:one .
    _:one e:knows _:two . _:two e:knows _:one ; e:name "_:two" .
"""


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.rdf", "a.jsonld", "a.trig"])
def test_awkward_values_arrive_in_every_format(client: Client, store: Store, tmp_path: Path, name: str) -> None:
    suffix = name.rpartition(".")[2]
    if suffix == "ttl":
        path = written(tmp_path / name, AWKWARD)
    else:
        rdf_format = ox.RdfFormat.from_extension(suffix)
        assert rdf_format is not None
        # XML has no prefix for a name such as `café`, nor for some characters; what is left is awkward enough.
        triples = (quad.triple for quad in ox.parse(AWKWARD, format=ox.RdfFormat.TURTLE))
        ox.serialize(triples, tmp_path / name, format=rdf_format)
        path = tmp_path / name
    checked = check_file(path)
    assert load(client, store, checked, GRAPH).after == checked.triples == 19
    again = load(client, store, checked, GRAPH)
    assert (again.before, again.after) == (19, 19)
    circle = (
        f"SELECT ?n FROM <{GRAPH}> {{ ?s <http://example.org/r> ?a . ?a <http://example.org/knows> ?b . "
        "?b <http://example.org/knows> ?a ; <http://example.org/name> ?n }"
    )
    assert [row["n"]["value"] for row in rows_of(client, store, circle)] == ["_:two"]


def test_many_parts_and_a_circle_of_blank_nodes_through_them(
    client: Client, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = store._replace(kind=KINDS[store.kind.name].__class__(**{**vars(store.kind), "part": 2000}))
    text = ntriples(range(400)) + "".join(
        f"_:b{n} <http://example.org/next> _:b{(n + 1) % 300} .\n" for n in range(300)
    )
    for path in (written(tmp_path / "a.nt", text), written(tmp_path / "a.ttl", text)):
        assert load(client, small, check_file(path), GRAPH).after == 700
    far = "/".join(["<http://example.org/next>"] * 3)
    query = f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}> {{ ?a {far} ?b }}"
    assert int(rows_of(client, store, query)[0]["n"]["value"]) == 300


def test_a_difference_is_told(client: Client, store: Store, old: Checked, tmp_path: Path) -> None:
    compare(client, store, old, GRAPH)
    gone = '<http://example.org/7> <http://example.org/p0> "value 7"'
    update(client, store, f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {gone} }} }}")
    with pytest.raises(StoreFault) as error:
        compare(client, store, old, GRAPH)
    told = f"<{GRAPH}> has 299 triples and the file 300; of <http://example.org/p0> 42 instead of 43; missing: {gone} ."
    assert error.value.message == f"{store}: {told}"
    other = gone.replace("value 7", "value VII")
    update(client, store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {other} }} }}")
    with pytest.raises(StoreFault) as error:
        compare(client, store, old, GRAPH)
    assert error.value.message == f"{store}: <{GRAPH}> has other values than the file; missing: {gone} ."
    update(client, store, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <a:a> <a:foreign> 1 }} }}")
    with pytest.raises(StoreFault, match="not in the file: <a:foreign>"):
        compare(client, store, old, GRAPH)


def test_another_graph_is_not_counted_where_the_default_graph_is_the_union_of_all(tmp_path: Path) -> None:
    old, new = (check_file(written(tmp_path / f"{len(n)}.nt", ntriples(n))) for n in (FIRST, SECOND))
    union = servers.oxigraph(tmp_path / "server", "--union-default-graph", in_memory=True)
    with union as server, Client(server.address, 120) as client:
        store = find_store(client, server.address)
        assert load(client, store, old, OTHER).after == len(FIRST)
        assert load(client, store, new, GRAPH) == Loaded(0, len(SECOND), 0)
        assert load(client, store, old, GRAPH) == Loaded(len(SECOND), len(FIRST), 0)


# --- Faults


def test_the_file_is_cut_short_while_it_is_sent(client: Client, store: Store, old: Checked, tmp_path: Path) -> None:
    path = written(tmp_path / "large.nt", ntriples(LARGE))
    checked = check_file(path)

    def cut(what: str, done: int, of: int) -> None:
        if what == "Sending" and path.stat().st_size == checked.size:
            os.truncate(path, checked.size // 2)

    with pytest.raises(StoreFault) as error:
        load(client, store, checked, GRAPH, cut)
    told = f"{path}: changed while it was sent; the old graph of 300 triples is unchanged; give the command again"
    assert error.value.message == told
    assert holds(client, store, FIRST)
    assert count(client, store, staging_graph(GRAPH)) == 0


def test_a_comparison_that_is_cut_off_is_told(client: Client, store: Store, old: Checked, new: Checked) -> None:
    stages: list[str] = []

    def cut(stage: str, done: int, size: int) -> None:
        stages.append(stage)
        if stage == "Comparing" and (store.kind.replaces or "Swapping" in stages):
            raise WebFault("the connection broke")

    with pytest.raises(StoreFault) as error:
        load(client, store, new, GRAPH, cut)
    told = f"the connection broke; <{GRAPH}> was replaced, but is not compared; load it again"
    assert error.value.message == told
    assert holds(client, store, SECOND)


FAULT = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 14\r\nConnection: close\r\n\r\nOut of memory.\n"


@pytest.mark.parametrize("says", [b"", FAULT], ids=["cut", "500"])
def test_the_connection_is_cut_or_the_server_answers_500_after_half(
    server: Server, client: Client, store: Store, old: Checked, tmp_path: Path, says: bytes
) -> None:
    checked = check_file(written(tmp_path / "large.nt", ntriples(LARGE)))
    method = b"PUT " if store.kind.replaces else b"POST /sparql-graph"
    with Wire(server.port, checked.size // 2, says, method) as wire, Client(wire.address, 120) as through:
        with pytest.raises(StoreFault) as error:
            load(through, find_store(through, wire.address), checked, GRAPH)
        assert wire.breaks
    assert error.value.message.endswith("the old graph of 300 triples is unchanged; give the command again")
    assert "\n" not in error.value.message
    assert ("500 Internal Server Error: Out of memory." in error.value.message) == bool(says)
    assert holds(client, store, FIRST)
    assert load(client, store, checked, GRAPH).after == len(LARGE)
    assert holds(client, store, FIRST, OTHER)


def test_the_server_is_killed_while_the_file_is_sent(
    server: Server, client: Client, store: Store, old: Checked, tmp_path: Path
) -> None:
    checked = check_file(written(tmp_path / "large.nt", ntriples(LARGE)))

    def kill(what: str, done: int, of: int) -> None:
        if what == "Sending" and done > of // 2 and server.is_running:
            server.kill()

    if not store.kind.replaces:
        store = store._replace(kind=KINDS["virtuoso"].__class__(**{**vars(store.kind), "part": 200_000}))
    with pytest.raises(StoreFault) as error:
        load(client, store, checked, GRAPH, kill)
    assert not server.is_running
    assert error.value.message.endswith("it holds the old graph or the new one, give the command again when it runs")
    server.start()
    assert holds(client, store, FIRST)
    loaded = load(client, store, checked, GRAPH)
    assert loaded.after == len(LARGE)
    assert store.kind.replaces or loaded.left_over > 0
    assert holds(client, store, FIRST, OTHER)


@pytest.mark.parametrize(
    "is_first",
    [pytest.param(True, id="onto nothing", marks=pytest.mark.exhaustive), pytest.param(False, id="onto the old graph")],
)
def test_the_server_is_killed_while_the_graphs_are_swapped(
    server: Server, client: Client, store: Store, tmp_path: Path, is_first: bool
) -> None:
    """Kill it at moments all through the swap, and a little after: the old graph or the new one is there, whole."""
    first, second = range(0 if is_first else 3_000), range(1_500, 5_000)
    checked = check_file(written(tmp_path / "new.nt", ntriples(second)))
    before = check_file(written(tmp_path / "old.nt", ntriples(first))) if first else None

    def prepare() -> None:
        if before:
            load(client, store, before, GRAPH)
        else:
            clear(client, store, GRAPH)

    def after(seconds: float) -> None:
        time.sleep(seconds)
        server.kill()

    prepare()
    begun = 0.0

    def stage(what: str, done: int, of: int) -> None:
        nonlocal begun
        if what == "Swapping" or (what == "Sending" and done == of and store.kind.replaces):
            begun = time.monotonic()

    load(client, store, checked, GRAPH, stage)
    took = time.monotonic() - begun
    outcomes = set()
    for step in range(2):
        prepare()
        killer: list[threading.Thread] = []

        def begin(what: str, done: int, of: int, *, step: int = step, killer: list[threading.Thread] = killer) -> None:
            is_now = what == "Swapping" or (what == "Sending" and done == of and store.kind.replaces)
            if is_now and not killer:
                killer.append(threading.Thread(target=after, args=(took * (step + 0.5) / 1.5,)))
                killer[0].start()

        with contextlib.suppress(StoreFault, WebFault):
            load(client, store, checked, GRAPH, begin)
        killer[0].join()
        server.start()
        number = count(client, store, GRAPH)
        outcomes.add(number)
        if number == len(second):
            compare(client, store, checked, GRAPH)
        else:
            assert number == len(first)
            if before:
                compare(client, store, before, GRAPH)
    assert outcomes <= {len(first), len(second)}
    assert load(client, store, checked, GRAPH).after == len(second)
    server.kill()
    server.start()
    compare(client, store, checked, GRAPH)


# --- The command


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_in(ROOT, *args, **environment)


def run_in(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return forks.run(*args, cwd=folder, given="", **environment)


@pytest.mark.usefixtures("client")
def test_the_command_loads_and_its_first_question_works_as_typed(server: Server) -> None:
    dry = run("load", server.address, "--graph", GRAPH, "--dry-run", **server.environment)
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "Would load them; nothing is there now" in dry.stdout
    done = run("load", server.address, "--graph", GRAPH, **server.environment)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[1:4] == [
        f"  queries      {server.query if server.name == 'oxigraph' else server.update}",
        f"  updates      {server.update}",
        f"  graph store  {server.graph_store}",
    ]
    assert f"<{GRAPH}> has {committed_triples():,} triples; all as in the file." in lines
    command = lines[-1].split()
    assert command[0] == "slm-graph"
    answered = run(*command[1:])
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "Whisper" in answered.stdout
    assert (
        f"replace the {committed_triples():,} triples"
        in run("load", server.address, "--graph", GRAPH, "--dry-run", **server.environment).stdout
    )


@pytest.mark.usefixtures("client")
def test_the_first_question_is_one_that_is_stored_here(server: Server, tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    graph = str(ROOT / "output" / "slm-graph.nt")
    done = run_in(tmp_path, "load", server.address, "--graph", GRAPH, "--data", graph, **server.environment)
    command = shlex.split(done.stdout.splitlines()[-1])
    assert command[:3] == ["slm-graph", "query", "-e"]
    answered = run_in(tmp_path, *command[1:])
    assert (answered.returncode, answered.stderr) == (0, "")
    assert str(committed_triples()) in answered.stdout


def test_the_command_sends_nothing_of_a_bad_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ttl", "<a:a> <a:p>")
    # Nobody listens there; that would be told if anything were sent.
    done = run("load", f"http://127.0.0.1:{servers.free_port()}", "--data", str(path), "--graph", GRAPH)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{path}:1:")


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["http://127.0.0.1:9/"], 1, "slm-graph: http://127.0.0.1:9/: cannot be reached (Connection refused)\n"),
        (["http://u:secret@127.0.0.1:9/"], 1, "slm-graph: http://…@127.0.0.1:9/: holds a password; give "),
        (
            ["http://127.0.0.1:9/", "--graph", "a:b", "--default-graph"],
            2,
            "slm-graph: --graph and --default-graph at once;",
        ),
        (["http://127.0.0.1:9/", "--store", "virtuso"], 2, "slm-graph: virtuso: is not known as a store; give one of"),
        (
            ["http://127.0.0.1:9/", "--data", "no.ttl"],
            1,
            "slm-graph: no.ttl: No such file or directory; choose another file with --data\n",
        ),
        (["file:///etc/hostname"], 1, "slm-graph: file:///etc/hostname: is no address of an endpoint; give http://"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(args: list[str], status: int, message: str) -> None:
    done = run("load", *args)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_a_file_that_does_not_say_which_graph_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ttl", "<a:a> <a:p> <a:b> .")
    with servers.oxigraph(tmp_path / "server", in_memory=True) as server:
        server.put(GRAPH, path)
        done = run("load", server.address, "--data", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"slm-graph: {path}: does not say which graph it is; give --graph IRI, or --default-graph\n"


def test_an_empty_store_gets_the_graph_where_a_plain_query_sees_it(tmp_path: Path) -> None:
    total = f"{committed_triples():,}"
    with servers.oxigraph(tmp_path / "server", in_memory=True) as server:
        first = run("load", server.address)
        assert (first.returncode, first.stderr) == (0, "")
        assert f"The default graph has {total} triples; all as in the file.\n" in first.stdout
        assert "A query that names no graph sees it.\n" in first.stdout
        command = shlex.split(first.stdout.rpartition("Ask it:")[2])
        assert "--graph" not in command
        assert run(*command[1:]).returncode == 0
        # A second load replaces it there, as long as nothing else is there.
        second = run("load", server.address)
        assert f"The default graph has {total} triples, instead of {total}; all as in the file." in second.stdout
        other = written(tmp_path / "a.ttl", "<a:a> <a:p> <a:b> .")
        turtle = {"Content-Type": "text/turtle"}
        httpx.post(f"{server.graph_store}?default", content=other.read_bytes(), headers=turtle, trust_env=False)
        third = run("load", server.address)
    assert third.returncode == 2
    assert f"its default graph has an earlier state of <{OWN}> and more; give --default-graph" in third.stderr


def test_a_store_that_has_a_graph_gets_another_one_beside_it(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path / "server", in_memory=True) as server:
        server.put("a:other", written(tmp_path / "a.ttl", "<a:a> <a:p> <a:b> ."))
        done = run("load", server.address)
    assert f"A query that names no graph does not see it: add FROM <{OWN}>, or send default-graph-uri.\n" in done.stdout


def test_a_graph_that_a_plain_query_sees_by_a_union_is_replaced_where_it_is(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path / "server", "--union-default-graph", in_memory=True) as server:
        assert run("load", server.address, "--graph", OWN).returncode == 0
        done = run("load", server.address)
    assert f"<{OWN}> has {committed_triples():,} triples, instead of" in done.stdout
