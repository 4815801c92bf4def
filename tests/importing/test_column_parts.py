"""What columns propose besides their fields, kept in the survey's file and taken from there ever after."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.entries.whole import check
from slm_graph.importing.column_parts import split_at
from slm_graph.importing.importing import Import, import_table
from slm_graph.project import find_project
from tools import ROOT

TABLE = """# Another

Model | LLM | LLM Parameter Size | Speech Encoder | Dataset
-|-|-|-|-
Kea | Qwen | 1.8B | Whisper · BEATs · Foonet | Withheld
Kaka | Phi-2 | 2.7B | Whisper · BEATs | LibriSpeech
Tui | Qwen | 33B | Withheld | LibriSpeech
Moa | Brandnew | 13B | WavLM · HuBERT | Withheld
Auk | Vicuna, Qwen | 13B | WavLM (a · b) | LibriSpeech
"""
PAPERS = """# Another

## Surveys

Title | Venue | Code
-|-|-
[A Survey of Birds](https://arxiv.org/abs/2405.12345) | ACL 2024 | [Code](https://github.com/a/b)
[Kea: Hearing Birds](https://arxiv.org/abs/2405.12346) | ICML 2024 | -
"""


class Folder:
    """A copy of the data, and a table imported into it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.table = folder / "README.md"

    def take(self, text: str = TABLE, **options: Any) -> Import:
        self.table.write_text(text, encoding="utf-8")
        result = import_table(find_project(self.data), self.table, survey="other", **options)
        result.write()
        assert check(find_project(self.data))[0] == []
        return result

    def tree(self, place: str) -> Any:
        document, _ = read_yaml(self.data / f"{place}.yaml")
        assert document
        return document.tree

    def column(self, header: str) -> dict[str, Any]:
        (column,) = (one for one in self.tree("surveys/other")["tables"][0]["columns"] if one["name"] == header)
        assert isinstance(column, dict)
        return column

    def edit(self, old: str, new: str) -> None:
        path = self.data / "surveys" / "other.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def uses(self, name: str, field: str, component: str) -> list[str]:
        return [usage[component] for usage in self.tree(f"systems/{name}").get(field, [])]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Folder(tmp_path)


def test_what_columns_propose_is_written_and_taken(folder: Folder) -> None:
    for _ in range(2):
        folder.take(draft_new=True)
        assert folder.column("Speech Encoder")["separators"] == ["·"]
        assert folder.column("Speech Encoder")["null_words"] == folder.column("Dataset")["null_words"] == ["Withheld"]
        assert folder.column("LLM Parameter Size")["size_of"] == "LLM"
        assert folder.uses("kea", "encoders", "encoder") == ["whisper", "beats", "foonet"]
        assert folder.tree("systems/tui")["source"]["not_stated"] == ["Speech Encoder"]
    assert not any(word.word == "Withheld" for word in folder.take().words)


def test_what_a_person_writes_goes_before_what_is_proposed(folder: Folder) -> None:
    folder.take()
    folder.edit("        null_words: [Withheld]\n        separators: [·]\n", "        separators: [BEATs]\n")
    folder.edit("size_of: LLM", "size_of: Model")
    result = folder.take(update=True)
    assert folder.uses("kea", "encoders", "encoder") == ["whisper"]
    assert "Withheld" in {word.word for word in result.words}
    assert folder.uses("kea", "llms", "llm") == ["qwen"]


def test_a_size_in_another_column_makes_the_name_one_of_that_size(folder: Folder) -> None:
    folder.take(draft_new=True)
    given = {name: folder.uses(name, "llms", "llm") for name in ("kea", "kaka", "tui", "moa", "auk")}
    assert given == {
        "kea": ["qwen-1-8b"], "kaka": ["phi-2"], "tui": ["qwen-33b"], "moa": ["brandnew"], "auk": ["vicuna", "qwen"],
    }  # fmt: skip
    (usage,) = folder.tree("systems/kea")["llms"]
    assert usage["quote"] == ["Qwen", {"column": "LLM Parameter Size", "text": "1.8B"}]
    (item,) = (item for item in folder.tree("vocabulary/llms") if item["id"] == "qwen-33b")
    assert item["variant_of"] == "qwen"


@pytest.mark.parametrize(
    ("cell", "separators", "parts"),
    [
        ("A · B", ["·"], ["A", "B"]),
        ("A-1 - B-2", [" - "], ["A-1", "B-2"]),
        ("A (x · y) · B", ["·"], ["A (x · y)", "B"]),
        ("A · B) · C", ["·"], ["A", "B)", "C"]),
        ("·", ["·"], []),
        ("A", ["", "·"], ["A"]),
    ],
)
def test_a_cell_is_split_outside_of_brackets(cell: str, separators: list[str], parts: list[str]) -> None:
    assert split_at(cell, separators) == parts


def test_a_table_of_surveys_is_one_of_papers(folder: Folder) -> None:
    for times in range(2):
        result = folder.take(PAPERS, draft_new=True)
        assert result.changes == []
        assert ("2 rows: 0 of systems, 2 of papers" in result.lines()) is (times == 0)
        assert folder.tree("surveys/other")["tables"][0]["class"] == "Paper"
        papers = {item["id"]: item for item in folder.tree("vocabulary/papers")}
        assert papers["2405.12345"]["code"] == "https://github.com/a/b"
        assert papers["2405.12346"]["title"] == "Kea: Hearing Birds"


def test_a_person_may_say_that_a_table_is_of_papers(folder: Folder) -> None:
    text = PAPERS.replace("Surveys", "Birds")
    assert [change.path.stem for change in folder.take(text.replace("Kea:", "Tui:")).changes] == ["tui"]
    (folder.data / "systems" / "tui.yaml").unlink()
    folder.edit("class: System", "class: Paper")
    assert folder.take(text, draft_new=True).changes == []
    assert {"2405.12345", "2405.12346"} <= {item["id"] for item in folder.tree("vocabulary/papers")}


def test_what_cells_tell_of_a_column_whose_header_tells_nothing(tmp_path: Path) -> None:
    """Links that say what they lead to, and sizes of models; not a number of anything, nor a link to whatever."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    folder = Folder(tmp_path)
    rows = "".join(
        f"Kea{n} | {n}B | {n}K | [Paper](https://arxiv.org/abs/2405.0000{n}) | [Kea](https://a.org/{n}) | Vicuna\n"
        for n in range(1, 5)
    )
    folder.take(f"# Another\n\nModel | Size | Scale | Origin | Elsewhere | LLM\n-|-|-|-|-|-\n{rows}")
    fields = {one: folder.column(one).get("fields") for one in ("Size", "Scale", "Origin", "Elsewhere")}
    assert fields == {"Size": ["parameters"], "Scale": None, "Origin": ["links"], "Elsewhere": None}
    kea = folder.tree("systems/kea2")
    assert (kea["parameters"], kea["paper"]["arxiv"]) == ("2000000000", "2405.00002")
