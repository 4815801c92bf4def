"""YASGUI, the editor that many put before an endpoint, on a page of another site, in a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from browsing import LARGE, until
from lighthouse import served
from npm import Packages
from serving import Serving, serving
from tools import ROOT

PACKAGES = Packages(ROOT / "tests" / "serve" / "clients")
BUILD = "node_modules/@zazuko/yasgui/build"
COMPLETION = ROOT / "tests" / "editor" / "classes.rq"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>YASGUI</title>
<link rel="stylesheet" href="yasgui.min.css"><div id="editor"></div><script src="yasgui.min.js"></script>
<script>
const endpoint = {endpoint};
// As its documentation does it: what is completed is asked of the endpoint.
Yasgui.Yasqe.forkAutocompleter("property", {{
  name: "ofEndpoint", persistenceId: null, bulk: true,
  get: async () => {{
    const query = new URLSearchParams({{ query: {completion} }});
    const answer = await fetch(`${{endpoint}}?${{query}}`, {{ headers: {{ Accept: "application/json" }} }});
    return [...new Set((await answer.json()).results.bindings.map((row) => row.property.value))];
  }},
}});
Yasgui.Yasqe.defaults.autocompleters = ["variables", "ofEndpoint"];
window.yasgui = new Yasgui(document.getElementById("editor"), {{
  requestConfig: {{ endpoint, method: "POST" }}, autofocus: true, persistenceId: null,
}});
</script></html>"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Return a server of the graph with what it tells of itself, where editors look."""
    together = tmp_path_factory.mktemp("together") / "all.nt"
    with together.open("wb") as output:
        for name in ("slm-graph.ttl", "void.ttl"):
            quads = ox.parse(path=ROOT / "output" / name, format=ox.RdfFormat.TURTLE)
            output.write(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")
    with serving(together) as running:
        yield running


@pytest.fixture
def editor(browser: Any, server: Serving, tmp_path: Path) -> Iterator[Any]:
    """Return a page with the editor; at the end it has asked nobody but its own site and the server."""
    PACKAGES.install()
    for name in ("yasgui.min.js", "yasgui.min.css"):
        shutil.copy(PACKAGES.folder / BUILD / name, tmp_path)
    completion = json.dumps(COMPLETION.read_text(encoding="utf-8"))
    page_text = PAGE.format(endpoint=json.dumps(server.sparql), completion=completion)
    (tmp_path / "index.html").write_text(page_text, encoding="utf-8")
    context = browser.new_context(viewport=LARGE)
    page, faults = context.new_page(), list[str]()
    with served(tmp_path) as address:
        known = (address, server.address, "data:", "blob:")
        page.on("request", lambda it: None if it.url.startswith(known) else faults.append(it.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/index.html")
        until(page, "document.querySelector('.CodeMirror')")
        yield page
    context.close()
    assert faults == []


def _type(page: Any, text: str) -> None:
    page.click(".CodeMirror")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_a_query_that_is_typed_gets_its_rows(editor: Any) -> None:
    _type(editor, "PREFIX slm: <https://w3id.org/slm-graph/ontology#>\nSELECT ?system { ?system a slm:System }")
    editor.keyboard.press("Control+Enter")
    until(editor, "document.querySelectorAll('.yasr_results tbody tr').length > 20")
    assert "system/salmonn" in editor.inner_text(".yasr_results")


def test_a_graph_and_a_mistake_are_shown(editor: Any) -> None:
    _type(editor, "CONSTRUCT { ?s ?p ?o } { BIND (<https://w3id.org/slm-graph/task/asr> AS ?s) ?s ?p ?o }")
    editor.keyboard.press("Control+Enter")
    until(editor, "document.querySelector('.yasr_results')?.innerText.includes('task/asr')")
    _type(editor, "SELECT * { ?s ?p }")
    editor.keyboard.press("Control+Enter")
    until(editor, "document.querySelector('.yasr_results')?.innerText.includes('is no SPARQL')")


def test_what_it_completes_comes_from_the_endpoint(editor: Any) -> None:
    _type(editor, "PREFIX slm: <https://w3id.org/slm-graph/ontology#>\nSELECT * { ?s slm:usesS")
    editor.keyboard.press("Control+Space")
    until(editor, "document.querySelector('.CodeMirror-hints')?.innerText.includes('slm:usesSpeechEncoder')")
    editor.keyboard.press("Enter")
    assert editor.evaluate("yasgui.getTab().getYasqe().getValue()").endswith("{ ?s slm:usesSpeechEncoder")
