"""Decisions in a file of words: their cells change, and nothing else."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from slm_graph.entries import SurveyWord, read_words, words_text
from slm_graph.reviewing.words import with_decisions

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "a"
)
WORDS = st.lists(st.builds(SurveyWord, TEXTS, TEXTS, rows=TEXTS, class_name=st.just("LLM")), min_size=1, max_size=5)


@given(WORDS, st.data())
def test_decisions_come_back_and_all_else_stays(words: list[SurveyWord], data: st.DataObject) -> None:
    text = words_text(words)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.words.tsv"
        path.write_text(text, encoding="utf-8", newline="")
        read, problems = read_words(path)
        assert not problems
        chosen = data.draw(
            st.dictionaries(st.sampled_from([word.line for word in read]), st.sampled_from(["", "vicuna", "new"]))
        )
        new, decided = with_decisions(text, read, chosen)
        path.write_text(new, encoding="utf-8", newline="")
        assert read_words(path)[0] == decided
        assert [word.decision for word in decided] == [chosen.get(word.line, word.decision) for word in read]
    assert with_decisions(text, read, {})[0] == text


def test_a_spreadsheet_with_other_columns_and_line_ends_keeps_them() -> None:
    text = "\ufeffword\tmine\tdecision\tclass\r\nA\tlook\t\tLLM\r\nB\t\tnew\tLLM\r\n"
    words = [SurveyWord("A", class_name="LLM", line=2), SurveyWord("B", "new", class_name="LLM", line=3)]
    assert with_decisions(text, words, {2: "vicuna"})[0] == text.replace("look\t\t", "look\tvicuna\t")
