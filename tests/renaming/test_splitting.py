"""Several items for one, each reference led to one of them, and a stub that leads to all."""

from __future__ import annotations

from pathlib import Path

import pytest

from renaming_project import BASE, RETIRED, SECOND, small_data, statements, texts
from slm_graph.entries import check, read_survey
from slm_graph.project import find_project
from slm_graph.renaming import split


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data of a small project that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return small_data(tmp_path)


LABELS = {"whisper-1": "Wishper", "whisper-2": "or"}


def test_each_reference_is_led(data: Path) -> None:
    before = texts(data)
    plan = split(data, "whisper", ["whisper-1", "whisper-2"], {"whisper-1": ["one"], "whisper-2": ["two"]}, LABELS)
    assert texts(data) == before
    plan.write()
    after = texts(data)
    assert check(data)[0] == []
    assert {name for name in before if before[name] != after[name]} == {
        "systems/one.yaml",
        "systems/two.yaml",
        "vocabulary/encoders.yaml",
        "vocabulary/retired.yaml",
    }
    assert after["systems/one.yaml"] == before["systems/one.yaml"].replace("encoder: whisper,", "encoder: whisper-1,")
    wanted = SECOND.replace('"whisper"', '"whisper-2"').replace("alternative_to: whisper", "alternative_to: whisper-2")
    assert after["systems/two.yaml"] == wanted.replace("\n", "\r\n")
    assert after["vocabulary/encoders.yaml"] == (
        "- id: whisper-1\n  label: Wishper\n- id: whisper-2\n  label: or\n- id: beats\n  label: BEATs\n"
    )
    assert {stub.path: stub.replaced_by for stub in plan.stubs} == {
        "encoder/whisper": ("encoder/whisper-1", "encoder/whisper-2"),
        "usage/one/whisper": ("usage/one/whisper-1",),
        "usage/two/whisper": ("usage/two/whisper-2",),
    }
    # A stub that led to the old one leads to its stub; nobody knows which of the two it meant.
    assert after["vocabulary/retired.yaml"].startswith(RETIRED.replace("usage/one/whisper", "usage/one/whisper-1"))
    ends = read_survey(find_project(data)).retired.resolved("encoder/wisper")
    assert sorted(ends) == ["encoder/beats", "encoder/whisper-1", "encoder/whisper-2"]


def test_the_graph_is_the_old_one_but_for_the_items(data: Path) -> None:
    before = statements(data)
    plan = split(data, "vicuna", ["vicuna-x", "vicuna-y"], {"vicuna-x": ["one"]}, {"vicuna-x": "Vicuna"})
    plan.write()
    after = statements(data)
    old, new, other = (f"<{BASE}llm/{name}>" for name in ("vicuna", "vicuna-x", "vicuna-y"))
    ends = {f"<{BASE}{stub.path}>": f"<{BASE}{stub.replaced_by[0]}>" for stub in plan.stubs}
    led = {(ends.get(one, one), name, ends.get(end, end)) for one, name, end in before if one != old}
    rest = {one for one in after if one[0] not in {*ends, new, other}}
    # The family is what the class asks for; the old item's other facts are not said of the new ones.
    family = f"<{BASE}family/llama>"
    assert {one for one in rest ^ led if one[0] not in (new, family)} == set()
    of_new = {(name.rpartition("/")[2], end) for one, name, end in after if one == other}
    assert ("isReplacedBy>", new) in {(name.rpartition("/")[2], end) for one, name, end in after if one == old}
    assert any(end == '"vicuna-y"' or end.startswith('"vicuna-y"') for _, end in of_new)
    assert not any("llm/llama" in end for _, end in of_new)
