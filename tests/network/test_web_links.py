"""Links out of the graph: what each is called, its address, and that each address is told once."""

from __future__ import annotations

import pytest

from slm_graph.network import Network
from slm_graph.network.web_links import links_out

NAMESPACE = "https://example.org/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
HUB = "https://huggingface.co"
BASE = "https://w3id.org/slm-graph/"


@pytest.mark.parametrize(
    ("predicate", "value", "link"),
    [
        (f"{SKOS}exactMatch", f"{HUB}/Qwen/Qwen-7B", "Hugging Face (exact match)"),
        (f"{SKOS}closeMatch", "http://www.wikidata.org/entity/Q1", "Wikidata (close match)"),
        (f"{SKOS}broadMatch", "http://w3id.org/mlso/vocab/x", "MLSO (wider match)"),
        (f"{SKOS}exactMatch", "https://w3id.org/other", "w3id.org (exact match)"),
        ("http://schema.org/sameAs", "https://example.org/", "Same as"),
    ],
)
def test_a_match_says_where_it_leads_and_how_near_it_is(predicate: str, value: str, link: str) -> None:
    assert links_out([(predicate, value)], NAMESPACE) == [(link, value)]


def test_an_id_of_the_hub_leads_to_its_data_or_to_its_models() -> None:
    facts = [(f"{NAMESPACE}huggingFaceId", "a/b")]
    assert links_out(facts, NAMESPACE) == [("Hugging Face", f"{HUB}/a/b")]
    assert links_out(facts, NAMESPACE, is_data=True) == [("Hugging Face", f"{HUB}/datasets/a/b")]


def test_an_address_is_told_once_as_the_match_or_else_as_the_code() -> None:
    code = "https://github.com/a/b"
    facts = [
        ("http://schema.org/sameAs", code),
        ("http://schema.org/codeRepository", code),
        (f"{NAMESPACE}huggingFaceId", "a/b"),
        (f"{SKOS}closeMatch", f"{HUB}/a/b"),
        (f"{SKOS}prefLabel", "A"),
    ]
    assert links_out(facts, NAMESPACE) == [("Hugging Face (close match)", f"{HUB}/a/b"), ("Code", code)]


def test_matches_are_links_of_nodes_and_no_facts(network: Network) -> None:
    whisper, librispeech = (network.nodes[BASE + name] for name in ("encoder/whisper", "dataset/librispeech"))
    assert ("Hugging Face (close match)", f"{HUB}/openai/whisper-large-v2") in whisper["links"]
    assert ("Hugging Face (exact match)", f"{HUB}/datasets/openslr/librispeech_asr") in librispeech["links"]
    for _, data in network.nodes(data=True):
        addresses = [address for name, address in data["links"] if not name.startswith("Paper: ")]
        assert len(addresses) == len(set(addresses)), data["id"]
        assert not [name for name, _ in data["facts"] if "match" in name or "concept" in name]
        if data["cls"] == "Dataset":
            hub = [address for address in addresses if address.startswith(HUB)]
            assert all(address.startswith(f"{HUB}/datasets/") for address in hub)
