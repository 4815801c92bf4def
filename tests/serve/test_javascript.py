"""What programs in JavaScript ask endpoints with: fetch-sparql-endpoint, and Comunica, which stands on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from npm import Packages
from serving import Serving, serving
from tools import ROOT

FOLDER = ROOT / "tests" / "serve"
SLM = "https://w3id.org/slm-graph/ontology#"
SYSTEMS = f"SELECT ?s ?name {{ ?s a <{SLM}System> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
TRIPLES = f"CONSTRUCT {{ ?s a ?o }} {{ ?s a ?o FILTER (?o = <{SLM}System>) }}"
LIBRARY = """
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";
const [address, systems, triples] = process.argv.slice(2);
const fetcher = new SparqlEndpointFetcher({ method: process.argv[5] });
const whole = async (stream) => { const all = []; for await (const one of stream) all.push(one); return all; };
const told = {
  select: (await whole(await fetcher.fetchBindings(address, systems))).map((row) => row.name.value),
  ask: await fetcher.fetchAsk(address, "ASK { ?s ?p ?o }"),
  construct: (await whole(await fetcher.fetchTriples(address, triples))).length,
  fault: await fetcher.fetchBindings(address, "SELECT * { ?s ?p }").then(() => "", (error) => error.message),
};
console.log(JSON.stringify(told));
"""
COMUNICA = """
import { QueryEngine } from "@comunica/query-sparql";
const [address, systems, triples] = process.argv.slice(2);
const engine = new QueryEngine();
const sources = [{ type: "sparql", value: address }];
// A second source, so that what joins the two is asked of the endpoint piece by piece.
const beside = '<https://w3id.org/slm-graph/system/salmonn> <urn:is> "ours" .';
const both = [...sources, { type: "serialized", value: beside, mediaType: "text/turtle" }];
const join = systems.replace("{", "{ ?s <urn:is> ?ours .");
const rows = async (query, from) => (await engine.queryBindings(query, { sources: from })).toArray();
const told = {
  select: (await rows(systems, sources)).map((row) => row.get("name").value),
  found: (await (await engine.queryBindings(systems, { sources: [address] })).toArray()).length,
  joined: (await rows(join, both)).map((row) => row.get("name").value),
  ask: await engine.queryBoolean("ASK { ?s ?p ?o }", { sources }),
  construct: (await (await engine.queryQuads(triples, { sources })).toArray()).length,
  fault: await rows("SELECT * { SERVICE <urn:y> { ?s ?p ?o } }", sources)
    .then(() => "", (error) => error.message),
};
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    with serving(ROOT / "output" / "slm-graph.ttl") as running:
        yield running


def _told(packages: Packages, script: str, folder: Path, *arguments: str) -> Any:
    """Return what a script tells; what it imports is found from the folder of the packages."""
    packages.install()
    path = folder / "ask.mjs"
    path.write_text(script, encoding="utf-8")
    (folder / "node_modules").symlink_to(packages.folder / "node_modules", target_is_directory=True)
    ended = packages.run("node", str(path), *arguments)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_fetch_sparql_endpoint_gets_all_forms(server: Serving, tmp_path: Path, method: str) -> None:
    told = _told(Packages(FOLDER / "clients"), LIBRARY, tmp_path, server.sparql, SYSTEMS, TRIPLES, method)
    assert len(told["select"]) == 29
    assert "SALMONN" in told["select"]
    assert told["ask"] is True
    assert told["construct"] == 29
    assert "1:19: is no SPARQL, here or before" in told["fault"]


@pytest.mark.exhaustive
def test_comunica_finds_the_endpoint_and_joins_it_with_other_data(server: Serving, tmp_path: Path) -> None:
    told = _told(Packages(FOLDER / "comunica"), COMUNICA, tmp_path, server.sparql, SYSTEMS, TRIPLES)
    assert (len(told["select"]), "SALMONN" in told.pop("select")) == (29, True)
    assert told.pop("fault").endswith("SERVICE is not answered: this server asks no other one\n")
    assert told == {"found": 29, "joined": ["SALMONN"], "ask": True, "construct": 29}
