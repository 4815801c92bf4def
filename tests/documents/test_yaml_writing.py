"""YAML that is written, beside PyYAML as the reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slm_graph.documents.yaml_edits import text_tree
from slm_graph.documents.yaml_lines import yaml_lines
from slm_graph.documents.yaml_writing import _by_pyyaml, to_yaml

ENTRIES = sorted((Path(__file__).resolve().parents[2] / "data" / "systems").glob("*.yaml"))
SIGNS = """a it's ' no 12 1e3 2024-05 : # - ? [ {x} , & 语音 é 😀 \t \\ " ~ null @""".split(" ")
WORDS = st.sampled_from([*SIGNS, ": ", " #", "? ", "x" * 40])
SEPARATORS = st.sampled_from([" ", "", "  ", "\n"])
LONG = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", "", "   "])), max_size=60).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)
TEXTS = st.text(max_size=12) | LONG | st.tuples(WORDS, SEPARATORS, WORDS).map("".join)
KEYS = st.sampled_from(["id", "name", "llms", "quote"]) | TEXTS
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20
)
ROOTS = st.lists(TREES, max_size=4) | st.dictionaries(KEYS, TREES, max_size=4)


@settings(max_examples=150, deadline=None)
@given(ROOTS)
@example([[[]]])
@example({"a": {}, "b": [], "c": [[], {}]})
@example({"a": "' " + "x " * 90 + "'"})
@example({"a": " " + "it's " * 60 + " "})
def test_what_is_written_is_what_pyyaml_writes(tree: Any) -> None:
    assert to_yaml(tree) == _by_pyyaml(tree)


@pytest.mark.parametrize("path", ENTRIES, ids=lambda path: path.stem)
def test_entries_need_pyyaml_for_few_fields(path: Path) -> None:
    tree = text_tree(path.read_text(encoding="utf-8"))
    assert to_yaml(tree) == _by_pyyaml(tree)
    left = [key for key, value in tree.items() if yaml_lines({key: value}) is None]
    assert len(left) * 4 < len(tree)
