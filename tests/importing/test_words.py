"""The words of a survey: each name once, judged once, and decided by people for every later import."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.entries.whole import check
from slm_graph.entries.words import SurveyWord, read_words, words_text
from slm_graph.importing.importing import Import, import_table
from slm_graph.problems import InvalidData, WrongArgument
from slm_graph.project import find_project
from tools import ROOT

TABLE = """# Another

Model | LLM | Data
-|-|-
Kea | Vicuna-33B | Libri-Light, AudioSt
Kaka | Brandnew-7B | LibriLight
Weka | Vicuna-Xyz | =SUM(A1), Brandnew Data 2
Tui | Brandnew-7B | private data
"""


class Folder:
    """A copy of the project without entries, and a table imported into it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.words = self.data / "surveys" / "other.words.tsv"
        self.table = folder / "README.md"
        self.table.write_text(TABLE, encoding="utf-8")

    def take(self, **options: Any) -> Import:
        result = import_table(find_project(self.data), self.table, survey="other", **options)
        result.write()
        assert check(find_project(self.data))[0] == []
        return result

    def tree(self, name: str) -> dict[str, Any]:
        document, _ = read_yaml(self.data / "systems" / f"{name}.yaml")
        assert document
        assert isinstance(document.tree, dict)
        return document.tree

    def uses(self, name: str, field: str, component: str) -> list[str]:
        return [usage[component] for usage in self.tree(name).get(field, [])]

    def decide(self, word: str, decision: str) -> None:
        text = self.words.read_text(encoding="utf-8")
        changed = re.sub(rf"^({re.escape(word)}\t)[^\t]*", rf"\g<1>{decision}", text, flags=re.MULTILINE)
        assert changed != text
        self.words.write_text(changed, encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {path.as_posix(): path.read_bytes() for path in self.data.rglob("*.*")}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Folder(tmp_path)


def proposals(result: Import) -> dict[str, tuple[str, str, str]]:
    return {word.word: (word.proposal, word.confidence, word.base) for word in result.words}


def test_each_name_stands_once_with_what_it_is_taken_for(folder: Folder) -> None:
    result = folder.take()
    words = proposals(result)
    assert words["Libri-Light"] == words["LibriLight"] == ("libri-light", "1.00", "")
    assert words["Vicuna-33B"] == ("vicuna-33b", "1.00", "vicuna")  # made, since that is sure
    assert words["Brandnew-7B"] == ("new", "0.70", "Brandnew")
    assert words["Vicuna-Xyz"] == ("new", "0.80", "vicuna")
    assert words["AudioSt"] == ("audioset", "0.86", "")
    assert result.words[0].word == "Brandnew-7B"
    assert (result.words[0].count, result.words[0].rows) == ("2", "Kaka; Tui")
    assert "private data" not in words
    assert folder.uses("kea", "datasets", "dataset") == ["libri-light"]
    assert folder.uses("kea", "llms", "llm") == ["vicuna-33b"]
    assert "llms" not in folder.tree("kaka")


def test_a_second_import_writes_nothing(folder: Folder) -> None:
    for options in ({}, {"draft_new": True}, {}):
        folder.take(**options)
        before = folder.files()
        assert list(folder.take(**options).write().lines()) == ["Nothing to write."]
        assert folder.files() == before


def test_decisions_are_followed_by_every_later_import(folder: Folder) -> None:
    folder.take()
    folder.decide("AudioSt", "audioset")
    folder.decide("Libri-Light", "nothing")
    folder.decide("Brandnew-7B", "new")
    for _ in range(2):
        result = folder.take()
        assert not [line for line in result.lines() if "--update" in line]
        assert folder.uses("kea", "datasets", "dataset") == ["audioset"]
        assert "as is decided in the words" in folder.tree("kea")["datasets"][0]["note"]
        assert folder.uses("tui", "llms", "llm") == ["brandnew-7b"]
        words, problems = read_words(folder.words)
        assert problems == []
        assert {word.word: word.decision for word in words if word.decision} == {
            "AudioSt": "audioset", "Libri-Light": "nothing", "Brandnew-7B": "brandnew-7b",
        }  # fmt: skip
    folder.table.write_text(TABLE + "Moa | Vicuna | AudioSt\n", encoding="utf-8")
    folder.take()
    assert folder.uses("moa", "datasets", "dataset") == ["audioset"]


def test_a_spreadsheet_may_save_the_words_as_it_likes(folder: Folder) -> None:
    folder.take()
    text = folder.words.read_text(encoding="utf-8")
    folder.words.write_bytes(text.replace("0.86", "0,86").replace("\n", "\r\n").encode("utf-16"))
    words, problems = read_words(folder.words)
    assert problems == []
    assert {"AudioSt", "Brandnew-7B"} <= {word.word for word in words}
    before = {path: text for path, text in folder.files().items() if not path.endswith(".tsv")}
    folder.take()
    assert {path: text for path, text in folder.files().items() if not path.endswith(".tsv")} == before


def test_a_confidence_may_be_asked_for(folder: Folder) -> None:
    folder.take(accept=0.8)
    assert folder.uses("kea", "datasets", "dataset") == ["libri-light", "audioset"]
    assert folder.uses("weka", "llms", "llm") == ["vicuna-xyz"]
    with pytest.raises(WrongArgument, match="give a number from 0 to 1"):
        import_table(find_project(folder.data), folder.table, survey="other", accept=2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("AudioSt\taudiost\tDataset", 'other.words.tsv:2:1: "AudioSt": no Dataset has the id audiost; did you mean'),
        ("AudioSt\taudioset\tDatasset", "other.words.tsv:2:1: Datasset: no such class; did you mean Dataset?"),
        ("A\tnew\tDataset\nA\tnothing\tDataset", 'other.words.tsv:3:1: "A" is decided otherwise in line 2'),
    ],
)
def test_a_decision_that_cannot_be_followed_is_told_with_its_line(folder: Folder, line: str, told: str) -> None:
    folder.take()
    folder.words.write_text(f"word\tdecision\tclass\n{line}\n", encoding="utf-8")
    problems, _ = check(find_project(folder.data))
    assert len(problems) == 1
    assert told in str(problems[0])
    with pytest.raises(InvalidData) as error:
        import_table(find_project(folder.data), folder.table, survey="other")
    assert error.value.problems == problems


def test_a_file_without_its_columns_is_told(folder: Folder) -> None:
    folder.take()
    folder.words.write_text("word\tclass\nA\tDataset\n", encoding="utf-8")
    assert "has no column decision" in str(check(find_project(folder.data))[0][0])


@pytest.mark.parametrize("word", ["=1+1", "+7B", "-x", "@a", "'quoted", '"said"', "plain"])
def test_no_cell_is_a_formula_or_opens_a_quote(word: str, tmp_path: Path) -> None:
    path = tmp_path / "a.words.tsv"
    path.write_text(words_text([SurveyWord(word, class_name="Dataset")]), encoding="utf-8")
    assert not re.search(r"(?:^|\t)[=+\-@\"]", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [one.word for one in read_words(path)[0]] == [word]


@pytest.mark.parametrize(
    ("header", "confidence", "encoders"), [("Vision Encoder", "0.90", ["dino"]), ("Speech Encoder", "0.85", [])]
)
def test_a_short_name_of_another_field_is_asked_about(
    folder: Folder, header: str, confidence: str, encoders: list[str]
) -> None:
    folder.table.write_text(f"# Another\n\nModel | {header} | LLM\n-|-|-\nKea | DINO | GPT3\n", encoding="utf-8")
    words = proposals(folder.take(draft_new=True))
    assert words["DINO"][:2] == ("dino", confidence)
    assert words["GPT3"][:2] == ("gpt-3", "0.90")
    assert folder.uses("kea", "encoders", "encoder") == encoders
    if not encoders:
        folder.decide("DINO", "new")
        lines = [*folder.take(update=True).lines()]
        assert "DINO is to be new, but an authority file has it: add an item, and decide on its id." in lines


def test_a_row_is_of_no_thing_of_another_field_until_somebody_says_so(folder: Folder) -> None:
    rows = "DINO | [On Utterances](https://arxiv.org/abs/2208.05413)\nMoaNet | [On Birds](https://arxiv.org/abs/2208.05414)"
    text = f"# Another\n\n## Speech Encoders\n\nModel | Paper\n-|-\n{rows}\n"
    folder.table.write_text(text, encoding="utf-8")
    for _ in range(2):
        result = folder.take(draft_new=True)
        assert proposals(result) == {"DINO": ("dino", "0.85", "")}
    assert any("1 to decide on" in line for line in result.lines())
    folder.table.write_text(text.replace("Speech Encoders", "Image encoders"), encoding="utf-8")
    assert not import_table(find_project(folder.data), folder.table, survey="others", draft_new=True).words
    folder.table.write_text(text, encoding="utf-8")
    folder.decide("DINO", "dino")
    assert [item.id for item in folder.take(draft_new=True).new_items] == ["2208.05413", "dino"]
