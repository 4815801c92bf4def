"""YAML and JSON Lines as text with places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from slm_graph.documents.document import Document
from slm_graph.documents.json_lines import json_line, read_json_lines
from slm_graph.documents.yaml_parser import FieldPath
from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.files import shown
from slm_graph.problems import Problem

SCALARS = ["no", "yes", "on", "null", "~", "true", "012", "0x1F", "0b11", "1_000", "1.3e9", ".inf", ".nan", "2023-10"]
SCALARS += ["2023-10-01", "12:30:45", "2310.13289", "+1", "1e3", "=", "<<", "0o7", "7000000000", "-0", "1.10"]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"))
TREES = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)


def read(path: Path, text: str | bytes) -> Document:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    document, problems = read_yaml(path)
    assert problems == []
    assert document is not None
    return document


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("source") / "file.yaml"


def places(tree: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    yield path
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield from places(tree[key], (*path, key))


# --- YAML


@pytest.mark.parametrize("scalar", SCALARS)
def test_every_scalar_stays_text(file: Path, scalar: str) -> None:
    assert read(file, f"a: {scalar}\n").tree == {"a": scalar}
    assert read(file, f"[{scalar}, '{scalar}', \"{scalar}\"]\n").tree == [scalar] * 3
    assert read(file, f"? {scalar}\n: a\n").tree == {scalar: "a"}


@given(TREES)
@settings(deadline=None)
def test_tree_to_yaml_to_tree(file: Path, tree: Any) -> None:
    text = yaml.safe_dump({"tree": tree}, allow_unicode=True, default_style='"')
    assert read(file, text.replace("!!map ", "").replace("!!seq ", "")).tree == {"tree": tree}


@given(TREES)
@settings(deadline=None)
def test_every_value_has_its_place(file: Path, tree: Any) -> None:
    text = json.dumps(["head", tree], indent=1, ensure_ascii=False)
    document = read(file, text)
    lines = text.split("\n")
    for path in places(document.tree):
        problem = document.problem(path, "")
        value = document.tree
        for key in path:
            value = value[key]  # type: ignore[index]
        start = (
            json.dumps(value, ensure_ascii=False) if isinstance(value, str) else "{" if isinstance(value, dict) else "["
        )
        assert lines[problem.line - 1][problem.column - 1 :].startswith(start)


def test_a_place_is_of_the_value_or_of_its_key_or_of_what_is_around_it(file: Path) -> None:
    document = read(file, "a: 1\nb:\n  - c: 2\n    d: [x, y]\n")

    def place(*path: str | int, at_key: bool = False) -> tuple[int, int]:
        problem = document.problem(path, "m", at_key=at_key)
        assert (problem.path, problem.message) == (shown(file), "m")
        return problem.line, problem.column

    assert place("b", 0, "d", 1) == (4, 12)
    assert place("b", 0, "d", at_key=True) == (4, 5)
    assert place("b", 0, "e") == (3, 5)
    assert place("b", 0, "e", at_key=True) == (3, 5)
    assert place("b", 7, "e", "f") == (3, 3)
    assert place() == (1, 1)


def test_columns_count_characters_not_bytes(file: Path) -> None:
    assert read(file, "é: 音\n").problem(("é",), "").column == 4


@given(st.characters(exclude_categories=["Cs"]))
@settings(max_examples=300, deadline=None)
def test_every_character_is_text_or_told(file: Path, character: str) -> None:
    file.write_text(f'a: "x{character}y"\n', encoding="utf-8", newline="")
    document, problems = read_yaml(file)
    if character in '\n\r\x85\u2028\u2029"\\':
        return  # these mean something to YAML
    if document is None:
        (problem,) = problems
        assert problem.message == f"character U+{ord(character):04X} is no text; delete it"
        assert (problem.line, problem.column) == (1, 6)
    else:
        assert document.tree == {"a": f"x{character}y"}


def test_control_characters_are_told(file: Path) -> None:
    for character in "\x00\x07\x1b\x7f\x80\x9f\ufffe\uffff":
        file.write_text(f"a: 1\nb: x{character}\n", encoding="utf-8")
        assert [(problem.line, problem.column) for problem in read_yaml(file)[1]] == [(2, 5)]


@given(st.binary(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_told(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    document, problems = read_yaml(file)
    assert document is not None or problems
    for found in [*problems, *read_json_lines(file)]:
        if isinstance(found, Problem):
            assert found.line >= 1
            assert found.column >= 1


def test_a_duplicate_key_keeps_the_first_value(file: Path) -> None:
    file.write_text("a: {b: 1}\na: {c: 2}\n", encoding="utf-8")
    document, problems = read_yaml(file)
    assert document is not None
    assert document.tree == {"a": {"b": "1"}}
    assert [str(problem) for problem in problems] == [f"{shown(file)}:2:1: a: the key occurs twice; delete one"]


def test_a_bomb_costs_nothing(file: Path) -> None:
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    file.write_text("\n".join(lines), encoding="utf-8")
    document, problems = read_yaml(file)
    assert document is None
    assert [problem.message for problem in problems] == ["an anchor (&a0); write the value out where it is needed"]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    _, (problem,) = read_yaml(tmp_path / "none.yaml")
    assert problem.message == "cannot be read: No such file or directory; check the file's name and rights"
    (same,) = read_json_lines(tmp_path / "none.yaml")
    assert same == problem


# --- JSON Lines


def decoded(line: str) -> Any:
    document = json_line("f.jsonl", 1, line.encode())
    return document.tree if isinstance(document, Document) else document.message


@given(TREES)
def test_tree_to_json_line_to_tree(tree: Any) -> None:
    for ascii_only in (False, True):
        assert decoded(json.dumps(tree, ensure_ascii=ascii_only)) == tree


def test_numbers_stay_as_written_and_constants_become_text() -> None:
    assert decoded('{"a": 1.10, "b": 7000000000, "c": -0, "d": 1E400}') == {
        "a": "1.10",
        "b": "7000000000",
        "c": "-0",
        "d": "1E400",
    }
    assert decoded('[true, false, null, "true", NaN]') == ["true", "false", "", "true", "NaN"]
    assert decoded("7") == "7"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (r'["\u0000"]', "0000"),
        (r'{"\u0007": ""}', "0007"),
        (r'["\b"]', "0008"),
        (r'["\uDC00"]', "DC00"),
        ('["\x7f"]', "007F"),
    ],
)
def test_what_is_no_text_is_told(line: str, code: str) -> None:
    document = json_line("f.jsonl", 3, line.encode())
    assert document == Problem("f.jsonl", 3, 3, f"character U+{code} is no text; delete it")


def test_a_surrogate_pair_is_one_character() -> None:
    assert decoded(r'"\ud83c\udfa7"') == "\U0001f3a7"


def test_a_place_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"a": 1}\n\n{"a": ["x", "y"]}\n', encoding="utf-8")
    first, second = read_json_lines(path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (second.first_line, second.tree) == (3, {"a": ["x", "y"]})
    problem = second.problem(("a", 1), "")
    assert (problem.line, problem.column) == (3, 13)


@pytest.mark.parametrize("filling", [b"a", b" "])
def test_a_long_line_is_told_and_the_reading_goes_on(tmp_path: Path, filling: bytes) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes(b'"a"\n' + filling * 5_000_001 + b'\n"b"\n')
    first, second, third = read_json_lines(path)
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert third.first_line == 3
    assert second == Problem(shown(path), 2, 1, "a line of over 5,000,000 bytes; split the entry")
    assert json_line("f.jsonl", 2, filling * 5_000_001) == second._replace(path="f.jsonl")


# --- names


def test_a_path_is_shown_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(Path("data/a.yaml")) == "data/a.yaml"
    assert shown(tmp_path / "data" / "a.yaml") == "data/a.yaml"
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert shown(tmp_path / "a.yaml") == (tmp_path / "a.yaml").as_posix()
