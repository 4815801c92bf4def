"""Synthetic entries in the format of `data/systems/`, made of the real vocabulary, that pass every check.

Each has one encoder, one language model, two datasets with a task and a stage each, one method and a paper: about 85
triples. The same number and seed give the same entries.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Entry: TypeAlias = dict[str, Any]
Item: TypeAlias = dict[str, Any]

SURVEY = "speech-llms-progress"
PREFIX = "synthetic-"
"""What the ids of the entries and of their papers begin with."""

_GIVEN = "Ada Björn Chloë Dmitri Elif Fatima Grace Haruki Inês Jürgen Kofi Li Mei Noor Olu Priya Qing Søren".split()
_FAMILY = "Abe Bauer Chen Diaz Eriksen Faure García Huang Ivanova Jones Kim Lovelace Müller Nguyen Okafor Park".split()
_ADJECTIVES = "Aligned Efficient General Grounded Joint Large Multilingual Robust Scalable Unified Universal".split()
_TOPICS = [
    "Hearing Abilities for Language Models",
    "Speech and Text in One Model",
    "Instruction Following with Audio",
    'Models that "Listen" before They Speak',
    "Spoken Question Answering",
    "Speech Translation without Cascades",
]
_VENUES = ["ICASSP", "Interspeech", "ACL", "ICLR", "NeurIPS"]
_VOCABULARIES = ["encoders", "llms", "datasets", "tasks", "methods"]


class Vocabulary:
    """The items that entries can name, read from a folder of data.

    Parameters
    ----------
    data
        The folder that holds `vocabulary/`.
    """

    def __init__(self, data: Path) -> None:
        self._items: dict[str, list[Item]] = {
            name: yaml.load((data / "vocabulary" / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (it gives text only)
            for name in _VOCABULARIES
        }
        self._labels = {(name, item["id"]): str(item["label"]) for name, items in self._items.items() for item in items}
        self._items["tasks"] = [task for task in self._items["tasks"] if "abbreviation" in task]

    def items(self, name: str) -> Sequence[Item]:
        """Return the items of a file of the vocabulary; of the tasks those that have an abbreviation."""
        return self._items[name]

    def label(self, name: str, item_id: str) -> str:
        """Return the label of an item."""
        return self._labels[name, item_id]


def entries(count: int, vocabulary: Vocabulary, seed: int = 7) -> Iterator[Entry]:
    """Yield entries with the ids `synthetic-1`, `synthetic-2`, …, each of a survey row of its own."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    for number in range(1, count + 1):
        yield _entry(number, vocabulary, rng)


def write_lines(path: Path, several: Iterable[Entry]) -> None:
    """Write entries into a file of JSON Lines."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in several)


def _entry(number: int, vocabulary: Vocabulary, rng: random.Random) -> Entry:
    taken: set[str] = set()

    def pick(name: str) -> Item:
        # The key of a usage is the id of what is used; it occurs once in an entry.
        items = vocabulary.items(name)
        item = items[rng.randrange(len(items))]
        while item["id"] in taken:
            item = items[rng.randrange(len(items))]
        taken.add(item["id"])
        return item

    encoder, llm, first, second = pick("encoders"), pick("llms"), pick("datasets"), pick("datasets")
    first_task, second_task, method = pick("tasks"), pick("tasks"), pick("methods")
    name = f"SpeechLM {number}"
    paper = _paper(number, name, rng)
    first_code, second_code = f"({first_task['abbreviation']})", f"({second_task['abbreviation']})"
    pretrains = f"{first['label']} {first_code} for pretraining"
    hours = rng.randrange(10, 5000)
    tunes = f"{hours} hours of {second['label']}"
    second_usage: Entry = {
        "dataset": second["id"],
        "stage": "instruction-tuning",
        "tasks": [second_task["id"]],
        "amount": hours,
        "unit": "hours",
        "amount_text": f"{hours} hours",
        "amount_qualifier": "exact",
        "quote": [tunes, second_code, "for instruction tuning"],
    }
    if rng.random() < 0.5:
        tunes = second["label"]
        second_usage = {key: value for key, value in second_usage.items() if not key.startswith(("amount", "unit"))}
        second_usage["quote"] = [tunes, second_code, "for instruction tuning"]
    tuning = f"{llm['label']} with a LoRA adapter"
    applies = f"applies {method['label']}"
    entry: Entry = {"id": f"{PREFIX}{number}", "name": name, "paper": paper}
    if rng.random() < 0.5:
        entry["code"] = f"https://github.com/example/speechlm-{number}"
    entry["source"] = {
        "survey": SURVEY,
        "row": number,
        "cells": {
            "Paper": paper["title"],
            "Name": name,
            "Speech model": f"{encoder['label']} (speech)",
            "LLM": llm["label"],
            "Dataset": f"{pretrains} </br> {tunes}, {second_code} for instruction tuning",
            "prompt": "USER: [Auditory Tokens] Text Prompt ASSISTANT:",
            "Method": [applies, f"tunes {tuning}", "the speech features are stacked before the language model"],
            "Architecture": f"![Alt text](figures/image-{number}.png)",
        },
    }
    entry["encoders"] = [{"encoder": encoder["id"], "modality": "speech", "quote": f"{encoder['label']} (speech)"}]
    entry["llms"] = [
        {"llm": llm["id"], "tuning": "lora", "quote": [llm["label"], {"column": "Method", "text": tuning}]}
    ]
    entry["datasets"] = [
        {"dataset": first["id"], "stage": "pretraining", "tasks": [first_task["id"]], "quote": pretrains},
        second_usage,
    ]
    entry["methods"] = [{"method": method["id"], "quote": applies}]
    entry["summary"] = (
        f"Hears speech through {encoder['label']}, hands its features to {llm['label']}, and learns from"
        f" {first['label']} and {second['label']}."
    )
    return entry


def _paper(number: int, name: str, rng: random.Random) -> Entry:
    year, month = rng.randrange(2021, 2026), rng.randrange(1, 13)
    authors: dict[str, None] = {}
    while len(authors) < 3:
        authors[f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"] = None
    return {
        "id": f"{PREFIX}{number}",
        "title": f"{name}: {rng.choice(_ADJECTIVES)} {rng.choice(_TOPICS)}",
        "authors": list(authors),
        "issued": f"{year}-{month:02}",
        "venue": f"{rng.choice(_VENUES)} {year}",
        "arxiv": f"{year % 100:02}{month:02}.{number % 100_000:05}",
    }
