"""A place and a message, in file order, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm_graph.problems import InvalidData, Problem, nearest

PROBLEMS = st.builds(Problem, st.sampled_from("ab"), st.integers(1, 12), st.integers(1, 12), st.sampled_from("mn"))


@given(st.lists(PROBLEMS))
def test_problems_come_in_file_order_and_once(problems: list[Problem]) -> None:
    held = InvalidData(problems).problems
    assert list(held) == sorted(set(problems))
    assert [(problem.path, problem.line, problem.column) for problem in held] == sorted(
        (problem.path, problem.line, problem.column) for problem in set(problems)
    )


def test_an_error_reads_as_its_problems() -> None:
    error = InvalidData([Problem("b.yaml", 2, 1, "x"), Problem("a.yaml", 10, 3, "y"), Problem("a.yaml", 9, 3, "z")])
    assert str(error) == "a.yaml:9:3: z\na.yaml:10:3: y\nb.yaml:2:1: x"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("wisper", "whisper"), ("Whisper", "whisper"), ("w2v_bert", "w2v-bert"), ("zzz", ""), ("", ""), ("-", "")],
)
def test_the_nearest_word_is_offered(word: str, meant: str) -> None:
    found = nearest(word, ["beats", "w2v-bert", "whisper"])
    assert found == (f"; did you mean {meant}?" if meant else "")


@given(st.permutations(["ab1", "ab2", "ab3"]))
def test_equally_near_words_give_one_answer(candidates: list[str]) -> None:
    assert nearest("ab", candidates) == "; did you mean ab1?"


def test_without_candidates_nothing_is_offered() -> None:
    assert nearest("whisper", []) == ""


NASTY = "a\x1b[2J\u202eb\x07\r"


def test_a_problem_is_one_printable_line() -> None:
    line = str(Problem(f"{NASTY}.yaml", 1, 1, f"{NASTY}\nnext\u2028more"))
    assert len(line.splitlines()) == 1
    assert all(character.isprintable() for character in line)
