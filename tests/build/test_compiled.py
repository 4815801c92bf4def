"""Compiled functions give what the general rules give: the same bytes, counts, keys, problems and validation."""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slm_graph.build import Plan, map_partition
from slm_graph.documents import Document, Lines
from slm_graph.entries import entry_documents, read_survey
from slm_graph.project import find_project
from tools import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from synthetic import Vocabulary, entries

Tree = dict[str, Any]

TEXTS = [
    *(
        "",
        " ",
        "-",
        "N/A",
        'say "no"',
        "back\\slash",
        "two\nlines",
        "“typographic”",
        "Größe 日本語",
        "x" * 5_000,
        "7",
        "4400.5",
    ),
    *("2310.13289", "1999", "2023-10", "2999-01", "https://example.org/a", "https://example.org/a b", "true", "hours"),
    *("whisper", "whisper-large-v2", "vicuna", "salmonn", "asr", "speech", "lora", "frozen", "pretraining", "input"),
    *(7, 4.5, True, None),
    *("no-such-thing", "A_b.C-1", "https://w3id.org/slm-graph/llm/vicuna", "speech-llms-progress", "Method", "{x}"),
]
FIELDS = "role note tasks tuning stage key alternative_to amount unit hours year doi modality variant_of nam".split()


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """Return plans of the survey, and of it together with the second one; each entry is a line of its own."""
    folder = tmp_path_factory.mktemp("plans")
    lines = folder / "entries.jsonl"
    lines.touch()
    both = folder / "both" / "data"
    shutil.copytree(ROOT / "data", both)
    shutil.copytree(ROOT / "examples" / "recent-speech-llms" / "data", both, dirs_exist_ok=True)
    projects = {"one": find_project(ROOT / "data"), "both": find_project(both)}
    return {name: Plan.of(replace(project, entries=lines), formats=["nt"]) for name, project in projects.items()}


@pytest.fixture(scope="module")
def trees(plans: dict[str, Plan]) -> dict[str, list[Tree]]:
    """Return the entries of both surveys, and some synthetic ones."""
    found = {}
    for name, plan in plans.items():
        survey = read_survey(replace(plan.survey.project, entries=None))
        documents = [document for document in entry_documents(survey) if isinstance(document, Document)]
        found[name] = [json.loads(json.dumps(document.tree)) for document in documents]
    found["one"] += [json.loads(json.dumps(tree)) for tree in entries(12, Vocabulary(ROOT / "data"))]
    return found


def lines_of(trees: list[Tree]) -> Lines:
    return Lines("entries.jsonl", 1, "".join(json.dumps(tree, ensure_ascii=False) + "\n" for tree in trees).encode())


def both_ways(plan: Plan, trees: list[Tree]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what becomes of entries by compiled functions, and by the general rules alone."""
    lines = lines_of(trees)
    made = vars(map_partition(plan, lines))
    compiled, plan.__dict__["compiled"] = plan.compiled, None
    try:
        return made, vars(map_partition(plan, lines))
    finally:
        plan.__dict__["compiled"] = compiled


def share_compiled(plan: Plan, trees: list[Tree]) -> float:
    """Return which share of entries the compiled functions deal with."""
    assert plan.compiled
    documents = [document for document in lines_of(trees).documents() if isinstance(document, Document)]
    return sum(plan.compiled.entry(document) is not None for document in documents) / len(documents)


@pytest.mark.parametrize("name", ["one", "both"])
def test_of_the_surveys_both_give_the_same(plans: dict[str, Plan], trees: dict[str, list[Tree]], name: str) -> None:
    made, wanted = both_ways(plans[name], trees[name])
    assert made == wanted
    assert not made["checked"].problems
    assert share_compiled(plans[name], trees[name]) > 0.7, "the law would hold for want of compiled entries"


def mutated(tree: Tree, others: list[Tree], chance: random.Random) -> Tree:
    """Return an entry that is changed in a few places."""
    tree = json.loads(json.dumps(tree))
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        holder, key = chance.choice(list(places(tree)))
        change = chance.randrange(9)
        value = holder[key]
        if change == 0 or (change == 1 and isinstance(value, str)):
            holder[key] = chance.choice(TEXTS)
        elif change == 1 and isinstance(value, dict | list):
            holder[key] = chance.choice(list(value.values() if isinstance(value, dict) else value) or [""])
        elif change == 2 and isinstance(holder, dict):
            del holder[key]
        elif change == 3:
            holder[key] = value[0] if isinstance(value, list) and value else [value]
        elif change == 4 and isinstance(value, list):
            holder[key] = [*value, *value[:1]] if chance.random() < 0.5 else value[::-1]
        elif change == 5 and isinstance(value, dict):
            value[chance.choice(FIELDS)] = chance.choice([*TEXTS, ["asr", "st"], {"text": "ASR"}])
        elif change == 6 and isinstance(value, dict):
            items = list(value.items())
            chance.shuffle(items)
            holder[key] = dict(items)
        elif change == 7 and isinstance(holder, dict):
            other = [where for one in others for where in places(one) if where[1] == key]
            if other:
                there, same = chance.choice(other)
                holder[key] = json.loads(json.dumps(there[same]))
        elif isinstance(value, str):
            holder[key] = f"{value}{chance.choice(TEXTS)}"
    return tree


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each mapping or list within a tree with each of its keys or positions."""
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from places(value)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0))
def test_of_mutated_entries_both_give_the_same(plans: dict[str, Plan], trees: dict[str, list[Tree]], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    name = chance.choice(["one", "one", "both"])
    some = [mutated(chance.choice(trees[name]), trees[name], chance) for _ in range(4)]
    made, wanted = both_ways(plans[name], some)
    assert made == wanted
