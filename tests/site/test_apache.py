"""The redirects of docs/w3id, answered by Apache itself: each IRI leads to a file of the site."""

from __future__ import annotations

import http.client
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from slm_graph.graphs import open_graph
from slm_graph.rdf import BASE, DCTERMS, OWL
from tools import ROOT, program

SITE, RAW = "https://site.example/slm", "https://raw.example/slm"
MODULES = Path("/usr/lib/apache2/modules")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMS = {
    BROWSER: "index.html", "text/turtle": "index.ttl", "application/ld+json": "index.jsonld", "*/*": "index.ttl",
    "text/turtle,text/html;q=0.5": "index.ttl",
}  # fmt: skip


@pytest.fixture(scope="module")
def apache() -> Iterator[http.client.HTTPConnection]:
    """Yield a connection to an Apache that has the rules."""
    server = program("/usr/sbin/apache2", "apache2")
    # Not below pytest's folder, which Apache's own user may not enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "slm-graph").mkdir()
        rules = (ROOT / "docs" / "w3id" / ".htaccess").read_text(encoding="utf-8")
        filled = rules.replace("@SITE@", SITE).replace("@RAW@", RAW)
        (folder / "slm-graph" / ".htaccess").write_text(filled, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        loaded = "mpm_event authz_core rewrite headers".split()
        lines = [f"LoadModule {module}_module {MODULES}/mod_{module}.so" for module in loaded]
        lines += [f"ServerRoot {folder}", f"Listen 127.0.0.1:{port}", "ServerName localhost", f"DocumentRoot {folder}"]
        lines += ["User www-data", "Group www-data", f"PidFile {folder}/pid", f"ErrorLog {folder}/log"]
        lines += ["MaxKeepAliveRequests 0", f"<Directory {folder}>", "AllowOverride All", "Require all granted"]
        (folder / "apache.conf").write_text("\n".join([*lines, "</Directory>", ""]), encoding="utf-8")
        started = subprocess.Popen([server, "-D", "FOREGROUND", "-f", str(folder / "apache.conf")])
        try:
            connection = connected(port, started, folder / "log")
            yield connection
            connection.close()
        finally:
            started.terminate()
            started.wait(20)


def connected(port: int, started: subprocess.Popen[bytes], log: Path) -> http.client.HTTPConnection:
    deadline = time.monotonic() + 20
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.connect()
        except OSError:
            assert started.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return connection


def answer(connection: http.client.HTTPConnection, path: str, accept: str) -> tuple[int, str]:
    connection.request("GET", f"/slm-graph/{path}", headers={"Accept": accept})
    response = connection.getresponse()
    response.read()
    return response.status, response.headers.get("Location", "")


def paths_and_stubs() -> tuple[list[str], dict[str, list[str]]]:
    """Return the paths of the graph's IRIs, and of those out of use what took their place."""
    store = open_graph(ROOT / "output" / "slm-graph.ttl").store
    paths = {quad.subject.value.removeprefix(BASE) for quad in store if isinstance(quad.subject, ox.NamedNode)}
    stubs: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{OWL}deprecated"), None):
        places = store.quads_for_pattern(quad.subject, ox.NamedNode(f"{DCTERMS}isReplacedBy"), None)
        stubs[iri_of(quad.subject).removeprefix(BASE)] = [iri_of(place.object) for place in places]
    return sorted(paths), stubs


def test_apache_leads_every_iri_to_its_page_and_its_data(apache: http.client.HTTPConnection, site: Path) -> None:
    paths, stubs = paths_and_stubs()
    assert len({path.partition("/")[0] for path in paths}) > 20
    assert any(len(places) == 1 for places in stubs.values())
    for path in paths:
        for accept, name in FORMS.items():
            if len(stubs.get(path, ())) == 1:
                assert answer(apache, path, accept) == (301, stubs[path][0])
                continue
            assert answer(apache, path, accept) == (303, f"{SITE}/{path}/{name}"), (path, accept)
            assert (site / path / name).is_file()


def test_what_stands_in_a_file_of_its_own(apache: http.client.HTTPConnection, site: Path) -> None:
    wanted = {
        ("ontology", BROWSER): "ontology/index.html",
        ("ontology", "text/turtle"): "ontology/index.ttl",
        ("ontology", "application/ld+json"): "ontology/index.jsonld",
        ("alignments", "text/turtle"): "alignments/index.ttl",
        ("query/encoders-by-systems", BROWSER): "query/encoders-by-systems/index.html",
        ("query/encoders-by-systems", "text/turtle"): "download/queries.ttl",
        ("graph/class/slm-LLM", "text/turtle"): "graph/class/slm-LLM/index.ttl",
        ("graph/class/slm-LLM/slm-family", "text/turtle"): "download/void.ttl",
        ("graph/prefix/slm", BROWSER): "graph/index.html",
        ("encoder/whisper", "application/n-triples"): "download/slm-graph.nt",
        ("encoder/whisper", "application/trig"): "download/slm-graph.trig",
        ("", BROWSER): "index.html",
    }
    for (path, accept), name in wanted.items():
        assert answer(apache, path, accept) == (303, f"{SITE}/{name}"), path
        assert (site / name).is_file(), name
    assert answer(apache, "ontology/0.1.0", "*/*") == (303, f"{RAW}/v0.1.0/ontology/slm.ttl")
    assert answer(apache, "graph/0.1.0", BROWSER) == (303, f"{RAW}/v0.1.0/output/slm-graph.ttl")
    assert answer(apache, "graph/0.1.0", "application/ld+json") == (303, f"{RAW}/v0.1.0/output/slm-graph.jsonld")
    assert answer(apache, "graph/0.1.0", "application/trig") == (303, f"{RAW}/v0.1.0/output/slm-graph.trig")
    assert answer(apache, "docs", BROWSER) == (303, f"{SITE}/docs/index.html")
    assert answer(apache, "docs/python.html", BROWSER) == (303, f"{SITE}/docs/python.html")
    for path in ("encoders/whisper", "encoder", "slm-graph", "graphs", "query/a/b"):
        assert answer(apache, path, BROWSER)[0] == 404, path


def test_the_document_of_the_ontology_has_all_terms(site: Path) -> None:
    told, terms = named(site / "ontology" / "index.ttl"), named(ROOT / "ontology" / "slm.ttl")
    assert terms <= told
    page = (site / "ontology" / "index.html").read_text(encoding="utf-8")
    assert [term for term in terms if "#" in term and f'id="{term.partition("#")[2]}"' not in page] == []


def iri_of(term: object) -> str:
    assert isinstance(term, ox.NamedNode)
    return term.value


def named(path: Path) -> set[str]:
    subjects = (quad.subject for quad in ox.parse(path=path))
    return {
        subject.value for subject in subjects if isinstance(subject, ox.NamedNode) and subject.value.startswith(BASE)
    }
