"""`schema.yaml` is read, or every fault of it told with its place."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import house
from slm_graph.problems import InvalidData
from slm_graph.schema import Class, Datatype, Schema, Slot, read_schema
from slm_graph.schema.language import ANNOTATIONS, KEYS
from tools import ROOT

CASES = sorted((ROOT / "tests" / "cases" / "schema").iterdir())


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(ROOT / "ontology" / "schema.yaml")


def test_there_are_cases() -> None:
    assert CASES
    incomplete = [case for case in CASES if {file.name for file in case.iterdir()} != {"schema.yaml", "problems.txt"}]
    assert incomplete == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_schema_gives_exactly_its_report(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    with pytest.raises(InvalidData) as raised:
        read_schema(Path("schema.yaml"))
    report = [str(problem) for problem in raised.value.problems]
    assert report == Path("problems.txt").read_text(encoding="utf-8").splitlines()


def test_a_missing_schema_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="cannot be read"):
        read_schema(tmp_path / "schema.yaml")


def test_a_class_has_the_slots_of_its_mixins_its_parent_and_its_own(schema: Schema) -> None:
    slots = list(schema.classes["LLM"].slots)
    assert [name for name in slots if name in ("label", "license", "architecture", "family")] == [
        "label",
        "license",
        "architecture",
        "family",
    ]


def test_the_usage_nearest_to_a_class_wins(schema: Schema) -> None:
    assert schema.classes["Usage"].slots["usage_of"].range == "Model"
    used = schema.classes["TaskUsage"].slots["usage_of"]
    assert (used.field, used.range, used.required) == ("task", "Task", True)
    assert ([edge.slot for edge in used.edges], used.says) == (["addresses_task"], "label")
    assert schema.slots["usage_of"].edges == ()


def test_fields_leave_out_what_is_derived(schema: Schema) -> None:
    names = schema.entry_class.fields
    assert "name" in names
    assert "label" not in names
    assert "uses_llm" not in names


def test_the_superproperties_leave_out_a_parent_of_the_same_property(schema: Schema) -> None:
    slm = "https://w3id.org/slm-graph/ontology#"
    assert list(schema.superproperties(schema.slots["trained_on"])) == [f"{slm}usesDataset"]
    assert list(schema.superproperties(schema.slots["encoders"])) == []


def test_every_example_matches_its_pattern(schema: Schema) -> None:
    for slot in schema.slots.values():
        for example in slot.examples:
            assert slot.pattern is None or slot.pattern.fullmatch(example), f"{slot.name}: {example}"
            type_ = schema.types.get(slot.range)
            assert type_ is None or type_.pattern is None or type_.pattern.fullmatch(example), f"{slot.name}: {example}"
    for type_ in schema.types.values():
        assert not type_.pattern or not type_.example or type_.pattern.fullmatch(type_.example), type_.name


def test_every_key_that_the_reader_knows_is_in_the_head_of_the_schema() -> None:
    head = (ROOT / "ontology" / "schema.yaml").read_text(encoding="utf-8").partition("\nid:")[0]
    missing = [f"{what}: {key}" for what, keys in KEYS.items() for key in sorted(keys) if key not in head]
    assert missing == []


def test_annotations_are_read_in_this_wing_alone() -> None:
    touching = [
        f"{module}:{node.lineno}"
        for module, tree in house.trees().items()
        if house.wing_of(module) != "schema"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "annotations"
    ]
    assert touching == [], "give the annotation a row in schema/language.py and an attribute in schema/model.py"


def test_every_annotation_fills_an_attribute_of_the_model() -> None:
    models = {"schema": Schema, "type": Datatype, "class": Class, "slot": Slot}
    for what, facts in ANNOTATIONS.items():
        attributes = {field.name for field in fields(models[what])}
        assert {fact.attribute for fact in facts.values()} <= attributes, what


def test_what_a_class_does_not_state_it_has_from_the_class_above(schema: Schema) -> None:
    used = schema.classes["LLMUsage"]
    assert (used.iri_template, used.key_fields, used.is_stated) == ("usage/{parent}/{key}", ("key", "llm"), True)
    assert schema.classes["Paper"].key_slot is None
    assert [slot.field for slot in schema.usage_fields][:2] == ["encoders", "llms"]
