"""The survey's entries as JSON Lines, sound and with faults that are found in one entry or over several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from slm_graph.entries import entry_documents, read_survey
from slm_graph.project import find_project
from tools import ROOT

Trees = list[dict[str, Any]]


def survey_trees() -> Trees:
    """Return the survey's entries, and more that refer to each other."""
    survey = read_survey(find_project(ROOT / "data"))
    trees = [json.loads(json.dumps(document.tree)) for document in entry_documents(survey)]  # type: ignore[union-attr]
    # The first builds on the last, the last on the first: references go over all parts, in both directions.
    trees[0]["variant_of"], trees[-1]["derived_from"] = trees[-1]["id"], trees[0]["id"]
    return trees


def bad_entries(trees: Trees) -> None:
    trees[2]["encoders"][0]["encoder"] = "wisper"
    trees[20]["nam"] = trees[20].pop("name")
    trees[-1]["llms"] = "no-such-llm"


def an_id_twice(trees: Trees) -> None:
    trees[-1]["id"] = trees[1]["id"]


def a_row_twice(trees: Trees) -> None:
    trees[-2]["source"] = {**trees[-2]["source"], "row": trees[1]["source"]["row"]}


def ids_in_two_cases(trees: Trees) -> None:
    papers = [tree["paper"] for tree in trees if isinstance(tree["paper"], dict)]
    papers[0]["id"], papers[-1]["id"] = "twice-told", "Twice-Told"


def nothing_there(trees: Trees) -> None:
    trees[5]["variant_of"] = "salmon"
    trees[25]["derived_from"] = "no-such-system-at-all"


def authority(trees: Trees) -> None:
    """Items of authority files, which parts of their own refer to; one comes with the item that it is a variant of."""
    for position in (0, 7, -1):
        usage = trees[position]["encoders"][0] if isinstance(trees[position].get("encoders"), list) else None
        if usage:
            usage["encoder"], usage["note"] = "whisper-large-v2", "Another one."


def everything(trees: Trees) -> None:
    for change in (an_id_twice, bad_entries, nothing_there, ids_in_two_cases):
        change(trees)


def write_lines(path: Path, trees: Trees) -> None:
    path.write_text("".join(json.dumps(tree, ensure_ascii=False) + "\n" for tree in trees), encoding="utf-8")
