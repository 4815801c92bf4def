"""The held questions, put to whatever answers stored questions as tests/held/asked.yaml says, and read as it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from projects import held_project
from slm_graph.build import write_graph
from slm_graph.graphs.local import LocalGraph, open_graph
from slm_graph.graphs.lookup import Things
from slm_graph.graphs.naming import short_iri
from slm_graph.problems import NotFound
from slm_graph.rdf import ONTOLOGY
from tools import ROOT, loaded_yaml

Row: TypeAlias = "dict[str, Any]"
Ask: TypeAlias = "Callable[[str, Mapping[str, Any]], Iterable[Row]]"
"""What answers: from the name of a stored question and its parameters to rows."""
HELD = {item["id"]: item for item in loaded_yaml(ROOT / "tests" / "held" / "questions.yaml")}
ASKED = loaded_yaml(ROOT / "tests" / "held" / "asked.yaml")
# The class in which what the answers call a thing is looked up, by the key of the answer.
CLASSES = {
    "system": "System", "encoder": "SpeechEncoder", "dataset": "Dataset", "task": "Task", "sense": "Task",
    "modality": "Modality", "input": "Modality", "output": "Modality", "direction": "Direction",
    "generation": "ModelFamily", "llm_family": "ModelFamily", "code": "Task", "abbreviation": "Task",
}  # fmt: skip


@cache
def graph() -> LocalGraph:
    """Return the graph of the systems that were held; others came after the answers."""
    with TemporaryDirectory() as folder:
        write_graph(held_project(Path(folder)), Path(folder) / "output", formats=("ttl",), validate=False)
        return open_graph(Path(folder) / "output" / "slm-graph.ttl")


@cache
def things(name: str) -> Things:
    return Things(graph(), [ONTOLOGY + name])


def held_answer(name: str) -> set[str]:
    """Return the rows of a held answer, as `spelt` writes them."""
    return {spelt(row) for row in held_rows(HELD[name], ASKED[name][0])}


def held_rows(held: Mapping[str, Any], asking: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of a held answer; of systems, values and a number the one key is `is`."""
    for item in held["answer"]:
        row = item if isinstance(item, dict) else {"is": item}
        name = {"systems": "System"}.get(held["kind"], asking.get("things", ""))
        yield {key: named(value, name if key == "is" else CLASSES.get(key, "")) for key, value in row.items()}


def answers(name: str, ask: Ask) -> set[str]:
    """Return the rows that a question's askings give, as `spelt` writes them."""
    rows: list[Row] = []
    for asking in ASKED[name]:
        default = "System" if HELD[name]["kind"] == "systems" else asking.get("things", "")
        for row in asked_rows(asking, default, ask):
            partial = next((one for one in rows if "row" in asking and joins(asking["row"], one, row)), None)
            if partial is None:
                rows.append(row)
            else:
                partial.update(row)
    return {spelt(row) for row in rows}


def joins(given: Row, one: Row, other: Row) -> bool:
    """Whether two rows are parts of one: what the asking gives is the same, and nothing contradicts."""
    return "aspect" in given and all(one.get(key, value) == value for key, value in other.items())


def asked_rows(asking: Mapping[str, Any], default: str, ask: Ask) -> list[Row]:
    """Return what one asking gives, read as it says."""
    given = {key: named(value, CLASSES.get(key, "")) for key, value in asking.get("row", {}).items()}
    rows = [
        {**given, **{key: named(said(asking, column, row), default if key == "is" else CLASSES.get(key, ""))
                     for key, column in asking["read"].items()}}
        for row in ask(asking["ask"], asking.get("with", {}))
        if is_read(asking, row)
    ]  # fmt: skip
    if "also" in asking:
        others = asked_rows(asking["also"], default, ask)
        rows = [row for row in rows if any(other.items() <= row.items() for other in others)]
    if gather := asking.get("gather"):
        rows = gathered(rows, gather)
    if asking.get("count"):
        rows = [{**row, gather: str(len(row[gather]))} for row in rows] if gather else [
            {"is": str(len({spelt(row) for row in rows}))}
        ]  # fmt: skip
    return rows


def gathered(rows: list[Row], key: str) -> list[Row]:
    """Return one row for each of the other values, with all values of a key as a list."""
    groups: dict[str, Row] = {}
    for row in rows:
        group = groups.setdefault(spelt({**row, key: ""}), {**row, key: []})
        group[key] = sorted({*group[key], row[key]})
    return list(groups.values())


def is_read(asking: Mapping[str, Any], row: Row) -> bool:
    return all(text(row[column]) in listed(value) for column, value in asking.get("where", {}).items()) and not any(
        text(row[column]) in listed(value) for column, value in asking.get("without", {}).items()
    )


def said(asking: Mapping[str, Any], column: str, row: Row) -> str:
    value = text(row[column])
    return str(asking.get("say", {}).get(column, {}).get(value, value))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    return "" if value is None else short_iri(str(value), graph().prefixes, graph().base)


def named(value: Any, kind: str) -> Any:
    """Return one spelling of a value: the IRI of what it names, or its letters and figures."""
    if isinstance(value, list):
        return sorted(re.sub(r"s$", "", named(item, kind).replace("speechencoder", "encoder")) for item in value)
    if kind:
        try:
            return things(kind).find(str(value)).iri
        except NotFound:
            pass
    folded = "".join(character for character in str(value).casefold() if character.isalnum())
    return folded or str(value)


def spelt(row: Row) -> str:
    return "; ".join(f"{key}: {value}" for key, value in sorted(row.items()))
