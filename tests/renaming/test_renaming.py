"""Another id, everywhere; a stub where the old IRI was; and not a byte besides."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from renaming_project import BASE, RETIRED, SECOND, small_data, statements, texts
from slm_graph.documents import read_yaml
from slm_graph.entries import check, read_survey
from slm_graph.problems import Fault, InvalidData, NotFound, WrongArgument
from slm_graph.project import find_project
from slm_graph.renaming import Renaming, rename
from slm_graph.renaming.definitions import definitions


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data of a small project that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return small_data(tmp_path)


def renamed(data: Path, old: str, new: str) -> Renaming:
    renaming = rename(data, old, new)
    renaming.write()
    return renaming


def changed_words(before: str, after: str) -> set[tuple[str, str]]:
    """Return the words of a text that became others, with what they became."""
    old, new = re.findall(r"[\w.-]+|\s+|.", before), re.findall(r"[\w.-]+|\s+|.", after)
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {("".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in steps if kind != "equal"}


# --- references


def test_every_reference_follows_and_nothing_else_changes(data: Path) -> None:
    before = texts(data)
    renaming = renamed(data, "encoder/whisper", "whisper-asr")
    after = texts(data)
    assert check(data)[0] == []
    assert (renaming.old, renaming.new) == ("encoder/whisper", "encoder/whisper-asr")
    touched = {name for name in before if before[name] != after[name]}
    entries = {"systems/one.yaml", "systems/two.yaml", "vocabulary/encoders.yaml"}
    assert touched == {*entries, "vocabulary/retired.yaml"}
    for name in entries:
        assert changed_words(before[name], after[name]) == {("whisper", "whisper-asr")}
    # The key of the usage that is an alternative follows from the id.
    wanted = SECOND.replace("alternative_to: whisper", "alternative_to: whisper-asr")
    wanted = wanted.replace('"whisper"', '"whisper-asr"').replace("\n", "\r\n")
    assert after["systems/two.yaml"] == wanted


def test_stubs_lead_on_to_the_new_iri(data: Path) -> None:
    renaming = renamed(data, "encoder/whisper", "whisper-asr")
    assert [(stub.path, stub.label, stub.replaced_by) for stub in renaming.stubs] == [
        ("encoder/whisper", "Whisper", ("encoder/whisper-asr",)),
        ("usage/one/whisper", "One: Whisper", ("usage/one/whisper-asr",)),
        ("usage/two/whisper", "Two: Whisper", ("usage/two/whisper-asr",)),
    ]
    stubs = """
- id: encoder/whisper
  label: Whisper
  deprecated: true
  replaced_by: [encoder/whisper-asr]

- id: usage/one/whisper
  label: 'One: Whisper'
  deprecated: true
  replaced_by: [usage/one/whisper-asr]

- id: usage/two/whisper
  label: 'Two: Whisper'
  deprecated: true
  replaced_by: [usage/two/whisper-asr]
"""
    led_on = RETIRED.replace("one/whisper", "one/whisper-asr").replace("[encoder/whisper", "[encoder/whisper-asr")
    assert (data / "vocabulary" / "retired.yaml").read_text(encoding="utf-8") == led_on + stubs


def test_a_system_takes_its_file_and_its_usages_along(data: Path) -> None:
    before = texts(data)
    renaming = renamed(data, "one", "uno")
    after = texts(data)
    assert check(data)[0] == []
    assert "systems/one.yaml" not in after
    assert after["systems/uno.yaml"] == before["systems/one.yaml"].replace("id: one\n", "id: uno\n", 1)
    assert changed_words(before["systems/two.yaml"], after["systems/two.yaml"]) == {("one", "uno")}
    assert {stub.path for stub in renaming.stubs} >= {"system/one", "usage/one/hours", "prompt/one", "usage/two/one"}
    assert "replaced_by: usage/uno/whisper\n" in after["vocabulary/retired.yaml"]


def test_a_survey_takes_its_rows_along(data: Path) -> None:
    renaming = renamed(data, "survey/small", "little")
    assert check(data)[0] == []
    assert [stub.path for stub in renaming.stubs] == ["survey/small", "row/small/1", "row/small/2"]


def test_a_paper_within_an_entry(data: Path) -> None:
    assert [stub.path for stub in renamed(data, "2310.13289", "one-paper").stubs] == ["paper/2310.13289"]
    assert "paper: 'one-paper'\r\n" in texts(data)["systems/two.yaml"]
    assert check(data)[0] == []


@pytest.mark.parametrize(("key", "lines"), [("hours", "key: amount"), ("vicuna", "key: the-llm")])
def test_the_key_of_a_usage(data: Path, key: str, lines: str) -> None:
    new = lines.removeprefix("key: ")
    renaming = renamed(data, f"usage/one/{key}", new)
    assert [stub.replaced_by for stub in renaming.stubs] == [(f"usage/one/{new}",)]
    assert lines in texts(data)["systems/one.yaml"]
    assert check(data)[0] == []


def test_a_usage_whose_new_key_is_taken_keeps_its_iri(data: Path) -> None:
    entry = data / "systems" / "one.yaml"
    text = entry.read_text(encoding="utf-8").replace("key: hours", "key: whisper-asr")
    entry.write_text(text, encoding="utf-8")
    renaming = renamed(data, "encoder/whisper", "whisper-asr")
    assert check(data)[0] == []
    assert [stub.path for stub in renaming.stubs] == ["encoder/whisper", "usage/two/whisper"]
    assert (
        "encoder: whisper-asr, modality: speech, quote: Wishper (speech), key: whisper}"
        in texts(data)["systems/one.yaml"]
    )


def test_entries_in_json_lines(data: Path) -> None:
    lines = []
    for name in ("one", "two"):
        document, _ = read_yaml(data / "systems" / f"{name}.yaml")
        assert document is not None
        lines.append(json.dumps({**document.tree, "summary": "It says é 😀."}) + "\r\n")  # type: ignore[dict-item]
        (data / "systems" / f"{name}.yaml").unlink()
    (data / "systems" / "all.jsonl").write_text(
        "\ufeff" + lines[0] + "\n" + lines[1].strip(), newline="", encoding="utf-8"
    )
    before = texts(data)["systems/all.jsonl"]
    renamed(data, "encoder/whisper", "w")
    assert texts(data)["systems/all.jsonl"] == before.replace('"whisper"', '"w"')
    renamed(data, "system/two", "deux")
    assert check(data)[0] == []
    assert '"id": "deux"' in texts(data)["systems/all.jsonl"]


def test_an_item_of_an_authority_file_leaves_a_stub_where_it_was_in_use(data: Path) -> None:
    (data / "authority").mkdir()
    (data / "authority" / "encoders.yaml").write_text(
        "- {id: hubert, label: HuBERT}\n- {id: hubert-large, label: HuBERT Large, variant_of: hubert}\n",
        encoding="utf-8",
    )
    assert renamed(data, "hubert-large", "hubert-l").stubs == []
    encoders = data / "vocabulary" / "encoders.yaml"
    encoders.write_text(encoders.read_text(encoding="utf-8") + "  variant_of: hubert-l\n", encoding="utf-8")
    assert [stub.path for stub in renamed(data, "hubert-l", "large").stubs] == ["encoder/hubert-l"]
    assert [stub.label for stub in renamed(data, "encoder:hubert", "hu").stubs] == ["HuBERT"]
    assert check(data)[0] == []


def test_decisions_on_words_follow(data: Path) -> None:
    (data / "surveys").mkdir()
    words = data / "surveys" / "small.words.tsv"
    words.write_bytes(b"word\tdecision\tclass\nA\tbeats\tSpeechEncoder\r\nB\tnew\tDataset\n")
    renamed(data, "beats", "b")
    assert check(data)[0] == []
    assert words.read_bytes() == b"word\tdecision\tclass\nA\tb\tSpeechEncoder\r\nB\tnew\tDataset\n"


# --- there and back


def test_what_comes_into_use_again_is_no_stub_any_more(data: Path) -> None:
    before = texts(data)
    renamed(data, "encoder/whisper", "w")
    renamed(data, "encoder/w", "whisper")
    after = texts(data)
    assert check(data)[0] == []
    retired = after.pop("vocabulary/retired.yaml")
    assert after == {name: text for name, text in before.items() if name != "vocabulary/retired.yaml"}
    assert retired.startswith(RETIRED)
    assert re.findall(r"^- id: (.*)$", retired.removeprefix(RETIRED), re.MULTILINE) == [
        "encoder/w",
        "usage/one/w",
        "usage/two/w",
    ]


def test_a_chain_of_names_leads_to_the_last(data: Path) -> None:
    for old, new in (("whisper", "a"), ("a", "b"), ("b", "c")):
        renamed(data, f"encoder/{old}", new)
    retired = read_survey(find_project(data)).retired
    for name in ("wisper", "whisper", "a", "b"):
        assert "encoder/c" in retired.resolved(f"encoder/{name}")
    assert "encoder/b]" not in texts(data)["vocabulary/retired.yaml"]
    assert check(data)[0] == []


# --- the graph


def one_of_each_kind(data: Path) -> Iterator[str]:
    survey = read_survey(find_project(data))
    kinds = {one.path.partition("/")[0]: one.path for one in definitions(survey) if one.id}
    del kinds["scheme"]  # the schema names the schemes
    yield from kinds.values()


def test_the_graph_is_the_old_one_under_other_names_with_stubs(data: Path) -> None:
    paths = list(one_of_each_kind(data))
    assert len(paths) > 12
    before = statements(data)
    for path in paths:
        renaming = rename(data, path, "another-name")
        old_texts = {file: file.read_bytes() for file in data.rglob("*.*")}
        renaming.write()
        after = statements(data)
        new = {f"<{BASE}{stub.path}>": f"<{BASE}{stub.replaced_by[0]}>" for stub in renaming.stubs}
        assert new, path
        stubs = {one for one in after if one[0] in new}
        replaced = {(new.get(one, one), predicate, new.get(other, other)) for one, predicate, other in before}
        assert check(data)[0] == [], path
        # The label of a usage has its key where what is used has no label.
        key = path.rpartition("/")[2]
        made = {(one, name, other.replace(': another-name"', f': {key}"')) for one, name, other in after - stubs}
        assert made == replaced, path
        assert {(one, other) for one, name, other in stubs if name.endswith("isReplacedBy>")} == set(new.items())
        labels = {(one, other) for one, predicate, other in before if predicate.endswith("label>") and one in new}
        assert labels >= {(one, other) for one, predicate, other in stubs if predicate.endswith("rdf-schema#label>")}
        for file in set(data.rglob("*.*")) - old_texts.keys():
            file.unlink()
        for file, content in old_texts.items():
            file.write_bytes(content)


# --- what is refused


@pytest.mark.parametrize(
    ("old", "new", "kind", "message"),
    [
        ("whispr", "x", NotFound, "whispr: nothing has this id; did you mean whisper?"),
        ("encoder/whispr", "x", NotFound, "encoder/whispr: nothing has this id; did you mean encoder/whisper?"),
        ("asr", "a b", WrongArgument, "a b: is no id; use letters, digits, dots and hyphens, as in salmonn"),
        ("asr", "asr", WrongArgument, "task/asr: is called asr already; give another id"),
        ("asr", "llm/x", WrongArgument, "llm/x: is of another kind than task/asr; give an id, or task/ID"),
        (
            "whisper",
            "beats",
            Fault,
            "encoder/beats: is there already; give another id, or join the two: slm-graph retire",
        ),
        ("one", "vicuna", Fault, "llm/vicuna: has this id, and a model may be either; give another id"),
        ("llm/llama", "two", Fault, "system/two: has this id, and a model may be either; give another id"),
        ("beats", "Whisper", Fault, "encoder/whisper: differs from Whisper in case alone; give another id"),
        ("beats", "wisper", Fault, "encoder/wisper: was retired, and an id once used is not used for anything else"),
        ("whisper", "wisper", Fault, "encoder/wisper: was retired, and an id once used is not used for anything else"),
        ("encoder/wisper", "x", Fault, "encoder/wisper: is retired already; give encoder/whisper or encoder/beats"),
        ("prompt/one", "x", Fault, "prompt/one: is not renamed alone; rename what it belongs to"),
        ("scheme/task", "x", Fault, "names it (the scheme of Task); it stays as it is"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(data: Path, old: str, new: str, kind: type[Fault], message: str) -> None:
    before = texts(data)
    with pytest.raises(kind) as raised:
        rename(data, old, new)
    assert message in raised.value.message
    assert "\n" not in raised.value.message
    assert texts(data) == before


def test_several_things_with_one_id_are_told(data: Path) -> None:
    with pytest.raises(NotFound, match="several things have this id; give one of llm/llama, family/llama"):
        rename(data, "llama", "x")


def test_data_with_problems_are_mended_first(data: Path) -> None:
    entry = data / "systems" / "one.yaml"
    entry.write_text(entry.read_text(encoding="utf-8") + "encodrs: []\n", encoding="utf-8")
    with pytest.raises(InvalidData, match="encodrs: no field of a System"):
        rename(data, "whisper", "w")


def test_a_file_that_cannot_be_changed_in_place_is_told(data: Path) -> None:
    path = data / "systems" / "all.jsonl"
    tree = {"id": "three", "name": "Three", "source": {"survey": "small", "row": "3", "cells": {"Name": "Wishper, w"}}}
    usages = [{"encoder": "whisper", "quote": {"column": "Name", "text": "Wishper"}}]
    more = [{"key": "w", "amount": "3", "quote": {"column": "Name", "text": "w"}, "note": "So."}]
    path.write_text(json.dumps({**tree, "encoders": usages, "datasets": more}) + "\n", encoding="utf-8")
    assert check(data)[0] == []
    with pytest.raises(Fault, match=r"data/systems/all.jsonl:1: encoders.0.key must become whisper; write that first"):
        rename(data, "whisper", "w")


def test_a_question_that_names_the_old_iri_is_told(data: Path) -> None:
    (data.parent / "queries").mkdir()
    question = (
        f"#+   - encoder: {BASE}encoder/whisper\nPREFIX encoder: <{BASE}encoder/>\n{{ encoder:whisper-x ?p ?o }}\n"
    )
    (data.parent / "queries" / "a.rq").write_text(question + "{ ?s ?p encoder:whisper }\n", encoding="utf-8")
    assert list(rename(data, "whisper", "w").lines())[-2:] == [
        "queries/a.rq:1: names encoder/whisper; write encoder/w",
        "queries/a.rq:4: names encoder/whisper; write encoder/w",
    ]
