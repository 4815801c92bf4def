"""The answers in docs/answers/ are those that the YAML of data/ gives, computed by `survey_data` alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
import yaml

from survey_data import Item, SurveyData, as_rows, counts, listed, usage_id
from tools import ROOT

DATA = SurveyData(ROOT / "data")
ANSWERS = ROOT / "docs" / "answers"
Given: TypeAlias = "dict[str, str]"
Rows: TypeAlias = "set[tuple[str, ...]]"
EXPECTED: dict[str, tuple[str, Callable[[Given], Rows]]] = {}


def answers(name: str, columns: str) -> Callable[[Callable[[Given], Rows]], Callable[[Given], Rows]]:
    """Register what a question must answer in some of its columns, a function of the defaults of its parameters."""

    def register(rows: Callable[[Given], Rows]) -> Callable[[Given], Rows]:
        EXPECTED[name] = (columns, rows)
        return rows

    return register


def defaults(name: str) -> Given:
    """Return the defaults in the header of a question; of a thing its id."""
    text = (ROOT / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    header = yaml.safe_load("".join(f"{line}\n" for line in re.findall(r"^#\+ ?(.*)", text, re.MULTILINE)))
    pairs = [pair for given in header.get("defaults", []) for pair in given.items()]
    return {parameter: str(value).rpartition("/")[2] for parameter, value in pairs}


def kept(name: str, columns: str) -> Rows:
    lines = [line.split("\t") for line in (ANSWERS / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[:-1]]
    places = [lines[0].index(column) for column in columns.split()]
    return {tuple(row[place] for place in places) for row in lines[1:]}


def systems(wanted: Callable[[Item], Any]) -> Rows:
    return as_rows("system", (system["id"] for system in DATA.systems if wanted(system)))


def usages(kind: str) -> Iterator[tuple[Item, Item]]:
    return ((system, usage) for system in DATA.systems for usage in listed(system.get(kind)))


@answers("systems-per-year", "year systems")
def _(_: Given) -> Rows:
    years = [DATA.paper(system)["issued"][:4] for system in DATA.systems]
    return {(year, str(years.count(year))) for year in years}


@answers("timeline", "month system systemIri")
def _(_: Given) -> Rows:
    return {(DATA.paper(system)["issued"], system["name"], f"system/{system['id']}") for system in DATA.systems}


@answers("encoders-by-systems", "encoderIri systems")
def _(_: Given) -> Rows:
    return {*counts(DATA.users("encoders", "encoder", line="variant_of"), "encoder")}


@answers("datasets-by-systems", "datasetIri systems")
def _(given: Given) -> Rows:
    return {*counts(DATA.users("datasets", "dataset"), "dataset", int(given["n"]))}


@answers("llm-families-by-systems", "familyIri systems")
def _(_: Given) -> Rows:
    users: dict[str, set[str]] = defaultdict(set)
    for llm, by in DATA.users("llms", "llm").items():
        users[DATA.items["llms"][llm]["family"]] |= by
    return {*counts(users, "family")}


@answers("tasks-by-systems", "taskIri systems")
def _(_: Given) -> Rows:
    users: dict[str, set[str]] = defaultdict(set)
    for system in DATA.systems:
        for task in DATA.tasks(system):
            users[task].add(system["id"])
    return {*counts(users, "task")}


@answers("tasks-per-system", "systemIri tasks")
def _(_: Given) -> Rows:
    return {(f"system/{system['id']}", str(len(DATA.tasks(system)))) for system in DATA.systems}


@answers("systems-by-encoder", "systemIri")
def _(given: Given) -> Rows:
    encoders = DATA.below("encoders", given["encoder"], "variant_of", "trained_from", "succeeds", "derived_from")
    return systems(lambda system: DATA.used(system, "encoders", "encoder") & encoders)


@answers("systems-by-llm-family", "systemIri")
def _(given: Given) -> Rows:
    bases = {name for name, llm in DATA.items["llms"].items() if llm["family"] == given["family"]}
    steps = ("variant_of", "trained_from", "succeeds", "derived_from")
    return systems(
        lambda system: any(DATA.above("llms", llm, *steps) & bases for llm in DATA.used(system, "llms", "llm"))
    )


@answers("first-system-with-llm", "month systemIri")
def _(given: Given) -> Rows:
    llms = DATA.below("llms", given["llm"], "variant_of")
    users = [system for system in DATA.systems if DATA.used(system, "llms", "llm") & llms]
    return {(DATA.paper(system)["issued"], f"system/{system['id']}") for system in users}


@answers("systems-by-task", "systemIri task")
def _(given: Given) -> Rows:
    same = DATA.above("tasks", given["task"], "same_task")
    return {
        (f"system/{system['id']}", DATA.label("tasks", task))
        for system in DATA.systems
        for task in same & DATA.tasks(system)
    }


@answers("unaddressed-tasks", "taskIri")
def _(given: Given) -> Rows:
    addressed = {task for system in DATA.systems for task in DATA.tasks(system)}
    addressed |= {same for task in addressed for same in DATA.above("tasks", task, "same_task")}
    on_list = {name for name, task in DATA.items["tasks"].items() if given["survey"] in listed(task.get("listed_in"))}
    return as_rows("task", on_list - addressed)


@answers("systems-by-method", "systemIri method")
def _(given: Given) -> Rows:
    narrower = DATA.below("methods", given["method"], "broader")
    return {
        (f"system/{system['id']}", DATA.label("methods", method))
        for system in DATA.systems
        for method in narrower & DATA.methods(system)
    }


@answers("method-thesaurus", "methodIri systems")
def _(_: Given) -> Rows:
    applied = {system["id"]: DATA.methods(system) for system in DATA.systems}
    used = {above for names in applied.values() for name in names for above in DATA.above("methods", name, "broader")}
    narrower = {name: DATA.below("methods", name, "broader") for name in used.union(DATA.vocabulary["methods"])}
    return {
        (f"method/{name}", str(sum(not names.isdisjoint(applied_by) for applied_by in applied.values())))
        for name, names in narrower.items()
    }


@answers("stated-tunings", "usageIri tuning")
def _(_: Given) -> Rows:
    return {
        (usage_id(system, usage, name), DATA.label("tunings", tuning))
        for kind, name in (("encoders", "encoder"), ("llms", "llm"), ("methods", "method"))
        for system, usage in usages(kind)
        for tuning in listed(usage.get("tuning"))
    }


@answers("systems-by-tuning", "systemIri")
def _(given: Given) -> Rows:
    def all_are(system: Item, kind: str, wanted: str) -> bool:
        """Whether a tuning is stated, and no usage states others alone."""
        stated = [listed(usage.get("tuning")) for usage in listed(system.get(kind)) if "tuning" in usage]
        return bool(stated) and all(wanted in tunings for tunings in stated)

    return systems(
        lambda system: (
            all_are(system, "encoders", given["encodertuning"]) and all_are(system, "llms", given["llmtuning"])
        )
    )


@answers("papers-by-dataset", "system paperIri")
def _(given: Given) -> Rows:
    parts = DATA.below("datasets", given["dataset"], "part_of", "version_of")
    users = [system for system in DATA.systems if DATA.used(system, "datasets", "dataset") & parts]
    return {(system["name"], f"paper/{DATA.paper(system)['id']}") for system in users}


@answers("datasets-for-task", "datasetIri systems")
def _(given: Given) -> Rows:
    users: dict[str, set[str]] = defaultdict(set)
    for system, dataset, task in DATA.task_usages():
        if task == given["task"]:
            users[dataset].add(system)
    return {*counts(users, "dataset")}


@answers("single-task-datasets", "datasetIri task")
def _(_: Given) -> Rows:
    tasks: dict[str, set[str]] = defaultdict(set)
    for _system, dataset, task in DATA.task_usages():
        tasks[dataset].add(task)
    return {(f"dataset/{name}", DATA.label("tasks", *of)) for name, of in tasks.items() if len(of) == 1}


@answers("datasets-never-shared", "datasetIri system")
def _(_: Given) -> Rows:
    names = {system["id"]: system["name"] for system in DATA.systems}
    return {
        (f"dataset/{name}", names[next(iter(by))])
        for name, by in DATA.users("datasets", "dataset").items()
        if len(by) == 1
    }


@answers("datasets-not-available", "datasetIri system")
def _(_: Given) -> Rows:
    names = {system["id"]: system["name"] for system in DATA.systems}
    return {
        (f"dataset/{name}", names[system])
        for name, by in DATA.users("datasets", "dataset").items()
        for system in by
        if DATA.items["datasets"][name].get("available") == "false"
    }


@answers("training-hours", "systemIri amount unit")
def _(_: Given) -> Rows:
    amounts = [(f"system/{system['id']}", usage["amount"], usage["unit"])
               for system, usage in usages("datasets") if "amount" in usage]  # fmt: skip
    with_hours = {system for system, _, unit in amounts if unit == "hours"}
    return {row for row in amounts if row[2] == "hours" or (row[2] == "not stated" and row[0] in with_hours)}


@answers("unnamed-data", "usageIri amount unit")
def _(_: Given) -> Rows:
    return {
        (usage_id(system, usage, "key"), usage.get("amount", ""), usage.get("unit", ""))
        for system, usage in usages("datasets")
        if "dataset" not in usage
    }


@answers("generated-data", "usageIri")
def _(_: Given) -> Rows:
    return {(usage_id(system, usage, "dataset"),) for system, usage in usages("datasets") if usage.get("generated_by")}


@answers("alternatives", "systemIri one other")
def _(_: Given) -> Rows:
    pairs = {}
    for kind, name in (("encoders", "encoder"), ("llms", "llm"), ("datasets", "dataset")):
        for system, usage in usages(kind):
            for other in listed(usage.get("alternative_to")):
                [one_key, other_key] = sorted([usage.get("key") or usage[name], other])
                [first, second] = [
                    DATA.label(kind, each[name])
                    for key in (one_key, other_key)
                    for each in listed(system[kind])
                    if (each.get("key") or each.get(name)) == key
                ]
                pairs[system["id"], one_key, other_key] = (f"system/{system['id']}", first, second)
    return {*pairs.values()}


@answers("speaking-codecs", "systemIri")
def _(_: Given) -> Rows:
    return systems(lambda system: any(usage.get("role") == "output" for usage in listed(system.get("encoders"))))


@answers("prompts-by-kind", "systemIri")
def _(given: Given) -> Rows:
    return systems(lambda system: system.get("prompt", {}).get("kind") == given["kind"])


@answers("several-encoders", "systemIri encoders")
def _(given: Given) -> Rows:
    numbers = {}
    for system in DATA.systems:
        each = {usage.get("encoder") or usage["key"] for usage in listed(system.get("encoders"))}
        chosen = sum(bool(usage.get("alternative_to")) for usage in listed(system.get("encoders"))) // 2
        numbers[f"system/{system['id']}"] = len(each) - chosen
    return {(system, str(number)) for system, number in numbers.items() if number > int(given["n"])}


@answers("data-overlap", "shared inEither")
def _(given: Given) -> Rows:
    by_id = {system["id"]: system for system in DATA.systems}
    one, other = (DATA.used(by_id[given[name]], "datasets", "dataset") for name in ("system", "other"))
    return {(str(len(one & other)), str(len(one | other)))}


@answers("system-components", "componentIri")
def _(given: Given) -> Rows:
    [system] = [system for system in DATA.systems if system["id"] == given["system"]]
    named = {
        f"{name}/{item}"
        for kind, name in (("encoders", "encoder"), ("llms", "llm"), ("datasets", "dataset"))
        for item in DATA.used(system, kind, name)
    }
    named |= {f"task/{task}" for task in DATA.tasks(system)} | {f"method/{name}" for name in DATA.methods(system)}
    return {(name,) for name in named}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_answer_is_what_the_data_give(name: str) -> None:
    columns, rows = EXPECTED[name]
    expected = rows(defaults(name))
    assert expected, "a question that nothing answers shows nothing"
    assert kept(name, columns) == expected


def test_the_counts_are_those_of_the_data() -> None:
    lines = [line.split("\t") for line in (ROOT / "docs" / "counts.tsv").read_text(encoding="utf-8").splitlines()]
    classes = {name: int(count) for name, kind, count in lines if kind == "class"}
    assert classes["slm:System"] == classes["slm:SurveyRow"] == len(DATA.systems)
    assert classes["slm:Prompt"] == sum("prompt" in system for system in DATA.systems)
    for kind, name in (("Encoder", "encoders"), ("LLM", "llms"), ("Dataset", "datasets"), ("Direction", "directions")):
        assert classes[f"slm:{kind}Usage"] == sum(1 for _ in usages(name))
