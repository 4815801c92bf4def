"""The gold of public tables, and the scorer that compares imports with it (benchmarks/gold_scores.py)."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools import ROOT


def _scorer() -> Any:
    # By its file: on the path, benchmarks/build.py would stand before the package of that name.
    spec = importlib.util.spec_from_file_location("gold_scores", ROOT / "benchmarks" / "gold_scores.py")
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gold_scores = _scorer()
FILES = sorted((ROOT / "benchmarks" / "gold").glob("*.yaml"))
KINDS = ("encoders", "llms", "datasets", "tasks", "methods", "vocoders")
KEYS = {"name", "is", "title", "arxiv", "doi", "code", "date", "year", "amounts", "optional", "any_mentions", *KINDS}


def gold_of(path: Path) -> dict[str, Any]:
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(tree, dict)
    return tree


def test_there_is_gold_of_several_fields_and_three_tables_are_held_out() -> None:
    gold = [gold_of(path) for path in FILES]
    assert len({one["field"] for one in gold}) == len(gold) >= 9
    assert sum(one["held_out"] for one in gold) == 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_gold_is_whole(path: Path) -> None:
    gold = gold_of(path)
    assert re.fullmatch(r"[0-9a-f]{40}", gold["commit"])
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", gold["repository"])
    assert len(gold["rows"]) >= 10
    for row in gold["rows"]:
        assert row.keys() <= KEYS, row
        assert {"is", "title"} <= row.keys(), row
        assert isinstance(row["title"], bool)
        assert {"name", "arxiv", "doi", "code"} & row.keys(), "nothing finds the row"
        assert re.fullmatch(r"\d{4}-\d{2}", str(row.get("date", "2024-01"))), row
        assert re.fullmatch(r"\d{4}\.\d{4,5}", row.get("arxiv", "2401.00001")), row


def mention(name: str, *bases: str, kind: str = "llms") -> Any:
    key = gold_scores.key
    return gold_scores.Mention(kind, name, frozenset({key(name)}), frozenset(map(key, bases)))


@pytest.mark.parametrize(
    ("gold", "given", "score"),
    [
        ("Vicuna", mention("Vicuna"), 1),
        ("Vicuna", mention("vicuna"), 1),
        ("Vicuna", mention("Vicuna", kind="encoders"), 0),
        ("Vicuna", mention("LLaMA"), 0),
        ("Vicuna / 13B", mention("Vicuna-13B", "Vicuna"), 1),
        ("Vicuna / 13B", mention("Vicuna"), 0.5),
        ("Vicuna / 13B", mention("Vicuna-7B", "Vicuna"), 0.5),
        ("Vicuna / 13B", mention("Vicuna-13B"), 0.5),
        ("Vicuna", mention("Vicuna-13B", "Vicuna"), 0.5),
        ("Phi-2 / =2.7B", mention("Phi-2"), 1),
        ("Phi-2 / =2.7B", mention("Phi-2-2.7B", "Phi-2"), 1),
        ("GhatGLM|ChatGLM", mention("ChatGLM"), 1),
        ("BioT5", mention("BioT5+"), 0),
    ],
)
def test_a_mention_is_right_by_kind_and_base_and_its_variant_counts_half(gold: str, given: Any, score: float) -> None:
    assert gold_scores.Wanted.read("llms", gold).score(given) == score


def test_a_vocoder_is_an_encoder_or_a_method() -> None:
    wanted = gold_scores.Wanted.read("vocoders", "HiFi-GAN")
    scores = [wanted.score(mention("HiFi-GAN", kind=kind)) for kind in ("encoders", "methods", "datasets")]
    assert scores == [1, 1, 0]


TABLE = """\
## Birds

| Name | Paper title | Year | Link | Encoder | LLM |
| --- | --- | --- | --- | --- | --- |
| Kea | Kea: Hearing Every Little Thing | 2024 | [paper](https://arxiv.org/abs/2405.12345) | Whisper | Vicuna |
| Auk | Auk: Songs of the Sea | 2023 | [paper](https://arxiv.org/abs/2305.54321) | BEATs | LLaMA |
"""
GOLD = {
    "tables": [{"headers": {"Name": "name", "Encoder": "encoders", "Year": "paper.venue"}}],
    "rows": [
        {"name": "Kea", "is": "System", "title": True, "arxiv": "2405.12345", "year": 2024,
         "encoders": ["Whisper"], "llms": ["Vicuna"]},
        {"name": "Auk", "is": "System", "title": True, "arxiv": "2305.00001", "year": 2023, "any_mentions": True},
        {"name": "Owl", "is": "System|Dataset", "title": False, "amounts": ["960 hours"]},
    ],
}  # fmt: skip


def test_an_import_is_compared_with_the_gold(tmp_path: Path) -> None:
    (tmp_path / "birds.md").write_text(TABLE, encoding="utf-8")
    scores = gold_scores.score(GOLD, tmp_path / "birds.md", "birds")
    shares = {name: (count.right, count.all) for name, count in scores.shares.items()}
    assert shares == {
        "rows": (1, 3),  # an Auk with another arXiv id is another system; of Owl there is no row
        "names": (1, 3),
        "columns": (2, 3),
        "recall": (2, 2),
        "precision": (2, 2),
        "links": (1, 2),
        "amounts": (0, 1),
        "years": (1, 2),
    }
    assert (scores.contradictions, scores.made_up) == (0, 0)
    assert "rows: Owl: nothing was made of it" in scores.misses
