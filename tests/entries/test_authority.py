"""Authority files: their items join the vocabulary where something refers to them, and collide with nothing."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from projects import laid_out
from slm_graph.build import build_graph, triples, write_graph
from slm_graph.entries import check, read_survey
from slm_graph.project import find_project
from tools import ROOT

BASE = "https://w3id.org/slm-graph/"
LLMS = """\
- id: gemma
  label: Gemma
  family: gemma
- id: gemma-2b
  label: Gemma-2B
  ambiguous: true
  hugging_face: google/gemma-2b
  variant_of: gemma
  family: gemma
- id: yi
  label: Yi
  family: gemma
"""
FAMILIES = "- {id: gemma, label: Gemma, definition: Models.}\n"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data of the base project with two authority files; it is the working directory's."""
    monkeypatch.chdir(laid_out(tmp_path))
    (tmp_path / "data" / "authority").mkdir()
    (tmp_path / "data" / "authority" / "llms.yaml").write_text(LLMS, encoding="utf-8")
    (tmp_path / "data" / "authority" / "families.yaml").write_text(FAMILIES, encoding="utf-8")
    return tmp_path / "data"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refer(data: Path) -> None:
    """Let the entry name one of the items, and another as what made its data."""
    entry = data / "systems" / "one.yaml"
    edit(entry, "    LLM: Vicuna\n", "    LLM: Vicuna or Gemma-2B\n")
    edit(entry, "llms:\n", "llms:\n  - {llm: gemma-2b, quote: Gemma-2B}\n")
    edit(entry, "{key: hours, ", "{key: hours, note: By Yi., generated_by: yi, ")


def things(path: Path) -> set[str]:
    return {
        quad.subject.value.removeprefix(BASE) for quad in ox.parse(path=path) if isinstance(quad.subject, ox.NamedNode)
    }


def test_what_nothing_refers_to_is_not_read(data: Path, tmp_path: Path) -> None:
    write_graph(find_project(data), tmp_path / "with", formats=["nt"])
    (data / "authority" / "llms.yaml").write_text("- [", encoding="utf-8")
    write_graph(find_project(data), tmp_path / "broken", formats=["nt"])
    assert (tmp_path / "with" / "slm-graph.nt").read_bytes() == (tmp_path / "broken" / "slm-graph.nt").read_bytes()
    assert not {name for name in things(tmp_path / "with" / "slm-graph.nt") if "gemma" in name}
    assert [problem.path for problem in check(find_project(data))[0]] == ["data/authority/llms.yaml"]


def test_what_an_entry_refers_to_enters_the_graph_with_what_it_refers_to(data: Path, tmp_path: Path) -> None:
    refer(data)
    assert check(find_project(data))[0] == []
    write_graph(find_project(data), tmp_path / "output", formats=["ttl", "nt"])
    path = tmp_path / "output" / "slm-graph.nt"
    assert {name for name in things(path) if "gemma" in name or "yi" in name.split("/")} == {
        "llm/gemma-2b", "llm/gemma", "family/gemma", "llm/yi", "usage/one/gemma-2b"
    }  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert f"<{BASE}usage/one/hours> <{BASE}ontology#generatedBy> <{BASE}llm/yi> ." in text
    assert f"<{BASE}llm/gemma-2b> <{BASE}ontology#huggingFaceId> " in text
    assert '"One: Gemma-2B"' in text
    assert "ambiguous" not in text
    lines = {f"{subject} {predicate} {item} ." for subject, predicate, item in triples(data)}
    assert lines < set(text.splitlines())
    assert len(build_graph(data)) == len(set(text.splitlines()))
    assert {quad.triple for quad in ox.parse(path=tmp_path / "output" / "slm-graph.ttl")} == {
        quad.triple for quad in ox.parse(path=path)
    }


def test_what_the_vocabulary_refers_to_enters_the_graph_too(data: Path, tmp_path: Path) -> None:
    edit(data / "vocabulary" / "llms.yaml", "  derived_from: llama\n", "  derived_from: gemma\n")
    assert check(find_project(data))[0] == []
    adopted = read_survey(find_project(data)).vocabulary.adopted
    assert [(item.class_name, item.id) for item in adopted] == [("LLM", "gemma"), ("ModelFamily", "gemma")]
    write_graph(find_project(data), tmp_path / "output", formats=["nt"])
    assert {"llm/gemma", "family/gemma"} <= things(tmp_path / "output" / "slm-graph.nt")


def test_a_fault_of_an_item_is_told_where_it_is_used_too(data: Path) -> None:
    edit(data / "authority" / "llms.yaml", "variant_of: gemma\n", "variant_of: gema\n")
    message = "data/authority/llms.yaml:8:15: gema: no such LLM; add it, or mend the id (data/vocabulary/llms.yaml)"
    assert list(map(str, check(find_project(data))[0])) == [message]
    refer(data)
    assert list(map(str, check(find_project(data))[0])) == [message]


def test_ids_and_names_of_the_vocabulary_are_taken(data: Path) -> None:
    text = "- {id: vicuna, label: Other, family: gemma}\n- {id: new, label: Alpaca, aliases: [llama], family: gemma}\n"
    (data / "authority" / "llms.yaml").write_text(text, encoding="utf-8")
    assert list(map(str, check(find_project(data))[0])) == [
        "data/authority/llms.yaml:1:8: vicuna: the id occurs twice; give one item another",
        'data/authority/llms.yaml:2:38: "llama" names llama too; keep it in one of the two',
    ]


def test_a_name_in_place_of_an_id_is_told_with_the_id(data: Path) -> None:
    refer(data)
    edit(data / "systems" / "one.yaml", "llm: gemma-2b", "llm: Gemma-2B")
    (problem,) = check(find_project(data))[0]
    assert problem.message == "Gemma-2B: no such LLM; did you mean gemma-2b? (data/vocabulary/llms.yaml)"


def test_an_id_twice_in_a_file_is_told(data: Path) -> None:
    edit(data / "authority" / "llms.yaml", "id: yi", "id: gemma")
    assert [str(problem).partition(": ")[2] for problem in check(find_project(data))[0]] == [
        "gemma: the id occurs twice; give one item another"
    ]


def test_the_survey_has_authority_files_of_several_classes() -> None:
    authority = read_survey(find_project(ROOT / "data")).checker.authority
    items = list(authority.items())
    assert len({item.class_name for item in items}) > 5
    assert len(items) > 1_500
    assert authority.find("Model", "whisper-large-v2") is authority.find("SpeechEncoder", "whisper-large-v2")
    assert authority.find("LLM", "whisper-large-v2") is None
