"""Stubs of retired IRIs: what takes their place, and what is told of them; `cases/check` has the messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import laid_out
from slm_graph.build import write_graph
from slm_graph.documents import Document
from slm_graph.entries.items import Item
from slm_graph.entries.parts import CheckedPart
from slm_graph.entries.retired import Retired
from slm_graph.entries.survey import read_survey
from slm_graph.entries.whole import Whole, check
from slm_graph.project import bundled, find_project
from slm_graph.schema import read_schema

SCHEMA = read_schema(bundled("ontology") / "schema.yaml")
NAMES = [f"encoder/{letter}" for letter in "abcde"]


def stubs(replaced_by: dict[str, list[str]]) -> Retired:
    assert SCHEMA.retired_class is not None
    trees = [{"id": path, "label": path, "replaced_by": targets} for path, targets in replaced_by.items()]
    document = Document("retired.yaml", trees, places={})
    name = SCHEMA.retired_class.name
    return Retired(SCHEMA, [Item(name, str(tree["id"]), document, (at,), tree) for at, tree in enumerate(trees)])


def test_a_chain_leads_to_its_end() -> None:
    retired = stubs({"encoder/a": ["encoder/b"], "encoder/b": ["encoder/c", "encoder/x"], "encoder/c": ["encoder/y"]})
    assert retired.resolved("encoder/a") == ["encoder/x", "encoder/y"]
    assert retired.resolved("encoder/x") == ["encoder/x"]
    assert list(retired.problems({"encoder/x", "encoder/y"})) == []


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3, unique=True)))
def test_circles_are_told_once_each_and_nothing_else_is(replaced_by: dict[str, list[str]]) -> None:
    retired = stubs(replaced_by)
    in_use = set(NAMES) - replaced_by.keys()
    told = [problem.message for problem in retired.problems(in_use)]
    assert all(message.startswith("replaced by itself, ") for message in told)
    assert len(told) == len(set(told)) <= len(replaced_by)
    assert bool(told) == any(is_in_a_circle(path, replaced_by) for path in replaced_by)
    for path in NAMES:
        assert in_use.issuperset(retired.resolved(path))


def is_in_a_circle(start: str, replaced_by: dict[str, list[str]]) -> bool:
    reached: set[str] = set()
    waiting = list(replaced_by[start])
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += replaced_by.get(path, [])
    return start in reached


def test_a_chain_of_stubs_is_sound_and_stays_out_of_the_classes(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "project")
    (folder / "data" / "vocabulary" / "retired.yaml").write_text(
        "- {id: encoder/whispr, label: Whispr, deprecated: true, replaced_by: encoder/wisper}\n"
        "- {id: encoder/wisper, label: Whisper, deprecated: true, replaced_by: [encoder/whisper]}\n"
        "- {id: system/zero, label: One, deprecated: true}\n",
        encoding="utf-8",
    )
    project = find_project(folder / "data")
    assert check(project)[0] == []
    write_graph(project, tmp_path / "output", formats=["nt"])
    lines = (tmp_path / "output" / "slm-graph.nt").read_text(encoding="utf-8").splitlines()
    about = [line.split(" ", 2)[1:] for line in lines if line.split(" ")[0].endswith("/encoder/wisper>")]
    assert [predicate.rpartition("/")[2] for predicate, _ in about] == [
        "22-rdf-syntax-ns#type>",
        "rdf-schema#label>",
        "owl#deprecated>",
        "isReplacedBy>",
    ]
    assert not any("slm-graph/ontology#" in rest for _, rest in about)


@pytest.mark.parametrize("other", ["two", "ONE", "one"])
def test_hashes_of_entries_tell_ids_that_one_file_could_not_keep_apart(tmp_path: Path, other: str) -> None:
    folder = laid_out(tmp_path)
    survey = read_survey(find_project(folder / "data"))
    parts = []
    for number, name in enumerate(["one", other]):
        source = {"survey": "small", "row": str(number + 1), "cells": {"Name": name}}
        tree = {"id": name, "name": f"Number {number}", "source": source}
        part = CheckedPart()
        assert list(part.sound(survey, [Document("all.jsonl", tree, number + 1, places={})], keeps_keys=True))
        parts.append(part)
    whole = Whole(survey)
    for part in parts:
        whole.add(part)
    assert bool(whole.problems(lambda: parts)) == (other != "two")
