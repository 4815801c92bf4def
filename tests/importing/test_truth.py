"""Laws of the import: nothing is written that no source states, and nothing of another survey is touched."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.entries.whole import check
from slm_graph.importing.importing import Import, import_table
from slm_graph.problems import Fault
from slm_graph.project import find_project
from tools import ROOT


class Folder:
    """The small project, and tables imported into it as another survey."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def table(self, text: str) -> Path:
        path = self.folder / "README.md"
        path.write_text(text, encoding="utf-8")
        return path

    def take(self, text: str, survey: str = "other", **options: Any) -> Import:
        result = import_table(find_project(self.data), self.table(text), survey=survey, **options)
        result.write()
        problems, _ = check(find_project(self.data))
        assert problems == []
        return result

    def tree(self, place: str) -> dict[str, Any]:
        document, _ = read_yaml(self.data / f"{place}.yaml")
        assert document is not None
        assert isinstance(document.tree, dict)
        return document.tree

    def names(self, place: str) -> list[str]:
        return sorted(path.stem for path in (self.data / place).glob("*.yaml"))

    def texts(self) -> dict[str, str]:
        return {path.as_posix(): path.read_text(encoding="utf-8") for path in self.data.rglob("*.yaml")}


@pytest.fixture
def small(tmp_path: Path) -> Folder:
    shutil.copytree(ROOT / "tests" / "cases" / "base" / "data", tmp_path / "data")
    one = tmp_path / "data" / "systems" / "one.yaml"
    text = one.read_text(encoding="utf-8").replace("issued: 2023-10", 'issued: 2023-10\n  arxiv: "2310.13289"')
    one.write_text(text, encoding="utf-8")
    return Folder(tmp_path)


def rows_of(header: str, *rows: str) -> str:
    columns = header.count("|") + 1
    return f"# Another\n\n{header}\n{'|'.join(['---'] * columns)}\n" + "".join(f"{row}\n" for row in rows)


# --- whose the rows are


def test_a_table_of_nobody_is_asked_about(small: Folder) -> None:
    path = small.table(rows_of("Model | LLM", "Kea | Vicuna", "Kaka | Vicuna"))
    before = small.texts()
    with pytest.raises(Fault, match=r"not the table of A small survey \(0 of its 1 rows are in it\); say whose it is"):
        import_table(find_project(small.data), path)
    assert small.texts() == before


def test_rows_are_those_of_the_survey_and_joins_are_further_rows(small: Folder) -> None:
    before = small.texts()
    result = small.take(rows_of("Model | LLM", "Kea | Vicuna", "One | Vicuna", "O.N.E. | -"))
    assert [change.kind for change in result.changes] == ["new", "joins", "joins"]
    source = {"survey": "other", "table": "another", "key": "kea", "cells": {"Model": "Kea", "LLM": "Vicuna"}}
    assert small.tree("systems/kea")["source"] == source
    assert small.names("rows/other") == ["o-n-e", "one"]
    assert small.tree("rows/other/one")["system"] == "one"
    assert small.tree("surveys/other")["title"] == "Another"
    assert {path: text for path, text in small.texts().items() if path in before} == before
    assert result.survey == "other"
    after = small.texts()
    again = small.take(rows_of("Model | LLM", "Kea | Vicuna", "One | Vicuna", "O.N.E. | -"), update=True)
    assert [change.kind for change in again.changes] == ["same"] * 3
    assert small.texts() == after
    assert not any("no row of the table" in line for line in again.lines())


def test_a_survey_is_known_by_its_rows_or_its_title(small: Folder) -> None:
    table = rows_of("Model | LLM", "Kea | Vicuna", "Kaka | Vicuna")
    small.take(table)
    assert import_table(find_project(small.data), small.table(table)).survey == "other"
    renamed = small.table(table.replace("# Another", "# New title"))
    assert import_table(find_project(small.data), renamed).survey == "other"


def test_an_arxiv_id_neither_renames_nor_joins_systems(small: Folder) -> None:
    row = "Kea | Vicuna | [Paper](https://arxiv.org/abs/2310.13289)"
    small.take(rows_of("Model | LLM | Link", row), update=True)
    assert small.tree("systems/one")["name"] == "One"
    assert small.tree("systems/kea")["paper"] == "2310.13289"
    small.take(rows_of("Model | LLM | Link", row, row.replace("Kea", "Kaka")), update=True)
    assert small.names("systems") == ["kaka", "kea", "one"]


def test_a_row_like_one_that_went_is_of_another_system(small: Folder) -> None:
    header = "Model | Speech encoder | LLM | Dataset"
    small.take(rows_of(header, "Kea | Whisper | Vicuna | LibriSpeech", "Moa | Whisper | Vicuna | -"))
    result = small.take(
        rows_of(header, "Kaka | Whisper | Vicuna | LibriSpeech", "Moa | Whisper | Vicuna | -"), update=True
    )
    assert [change.kind for change in result.changes] == ["new", "same"]
    assert small.names("systems") == ["kaka", "kea", "moa", "one"]
    assert small.tree("systems/kea")["name"] == "Kea"
    assert any("kea.yaml" in line and "no row of the table" in line for line in result.lines())


def test_a_row_with_another_name_and_the_same_link_is_renamed(small: Folder) -> None:
    header, rest = "Model | LLM | Dataset | Link", "Vicuna | LibriSpeech | [Paper](https://arxiv.org/abs/2401.00001)"
    small.take(rows_of(header, f"Kea | {rest}"))
    small.take(rows_of(header, f"Kea-2 | {rest}"), update=True)
    assert (small.names("systems"), small.tree("systems/kea")["name"]) == (["kea", "one"], "Kea-2")


def test_two_papers_are_of_two_systems_of_one_name(small: Folder) -> None:
    small.take(rows_of("Model | LLM | Link", "One | Vicuna | [Paper](https://arxiv.org/abs/2401.00001)"))
    assert small.names("systems") == ["one", "one-2"]


def test_headings_tables_and_columns_stand_in_the_survey(small: Folder) -> None:
    text = (
        rows_of("Model | LLM", "Kea | Vicuna")
        + "\n## Birds\n\nName | Language model | Stars\n-|-|-\nKaka | Vicuna | 5\n"
    )
    small.take(text)
    survey = small.tree("surveys/other")
    assert [(table["id"], table["heading"]) for table in survey["tables"]] == [
        ("another", "another"),
        ("birds", "birds"),
    ]
    assert [column["name"] for column in survey["tables"][1]["columns"]] == ["Name", "Language model", "Stars"]
    assert small.tree("systems/kaka")["source"]["table"] == "birds"


def test_tables_of_other_things_become_no_systems(small: Folder) -> None:
    tables = [
        f"## {heading}\n\nName | LLM\n-|-\n{name} | Vicuna\n"
        for heading, name in [
            ("Models", "Kea"), ("Neural Audio Codec Models", "Kaka"), ("Related repositories", "Weka"),
            ("Benchmarks for evaluation", "Tui"), ("Training Datasets", "Moa"),
        ]
    ]  # fmt: skip
    result = small.take("# Another\n\n" + "\n".join(tables))
    assert small.names("systems") == ["kea", "one"]
    counts = "5 rows: 1 of systems, 1 of speech encoders, 1 of datasets, 2 in tables that are skipped"
    assert counts in list(result.lines())


def test_a_table_of_things_gives_items_of_their_class(small: Folder) -> None:
    rows = ["Kaka | [paper](https://arxiv.org/abs/2305.00001) | 2099", "whisper | - | 2022", "Undisclosed | - | 2022"]
    text = "# Another\n\n## Models\n\nName | LLM\n-|-\nKea | Vicuna\n\n## Neural codecs\n\n"
    text += rows_of("Name | Paper | Year", *rows).partition("\n\n")[2]
    assert small.take(text).new_items == []
    assert small.names("systems") == ["kea", "one"]
    encoder, paper = sorted(small.take(text, draft_new=True).new_items, key=lambda item: item.class_name, reverse=True)
    assert (encoder.class_name, encoder.tree["label"]) == ("SpeechEncoder", "Kaka")
    assert encoder.tree["described_in"] == ["2305.00001"]
    assert paper.tree == {"id": "2305.00001", "issued": "2023-05", "arxiv": "2305.00001"}
    assert small.names("systems") == ["kea", "one"]
    before = small.texts()
    assert small.take(text, draft_new=True).new_items == []
    assert small.texts() == before


# --- titles


@pytest.mark.parametrize(
    "cell",
    ["Kea", "•", "Not Available", "[Paper]", "✓", "arXiv 2023", "[Tang et al., 2023]", "ACL 2023", "**kea**", "N/A"],
)
def test_no_title_is_made_up(small: Folder, cell: str) -> None:
    linked = f"{cell}(https://arxiv.org/abs/2305.00001)" if cell.startswith("[") else cell
    small.take(rows_of("Model | Paper | LLM", f"Kea | {linked} | Vicuna"))
    assert "title" not in small.tree("systems/kea").get("paper", {})


def test_a_title_stays_as_the_row_has_it(small: Folder) -> None:
    row = "Kea | [Kea Hears All Birds](https://arxiv.org/abs/2305.00001) | Vicuna"
    small.take(rows_of("Model | Paper | LLM", row))
    wanted = {"id": "2305.00001", "title": "Kea Hears All Birds", "issued": "2023-05", "arxiv": "2305.00001"}
    assert small.tree("systems/kea")["paper"] == wanted


def test_a_paper_may_be_an_address_alone(small: Folder) -> None:
    small.take(rows_of("Model | Paper | LLM", "Kea | [Link](https://example.org/kea.pdf) | Vicuna"))
    assert small.tree("systems/kea")["paper"] == {"id": "kea", "homepage": "https://example.org/kea.pdf"}


def test_a_row_without_a_name_is_no_system(small: Folder) -> None:
    rows = [
        "N/A | A Survey of Birds that Hear | Vicuna",
        "Undisclosed | Birds that Hear All | Vicuna",
        "Kea | - | Vicuna",
    ]
    result = small.take(rows_of("Model | Paper | LLM", *rows), draft_new=True)
    assert small.names("systems") == ["kea", "one"]
    assert "3 rows: 1 of systems, 2 of papers that name no system" in list(result.lines())
    assert [item.class_name for item in result.new_items] == ["Paper", "Paper"]
    assert small.take(rows_of("Model | Paper | LLM", *rows), draft_new=True).new_items == []


# --- null words


@pytest.mark.parametrize("word", ["Undisclosed", "N/A", "TBD", "None", "-", "×", "✗", "Not Available", "unknown"])
def test_a_null_word_is_no_thing(small: Folder, word: str) -> None:
    row = f"Kea | {word} | {word} | Vicuna, {word}"
    result = small.take(rows_of("Model | Speech encoder | Dataset | LLM", row), draft_new=True)
    assert result.new_items == []
    assert small.tree("systems/kea")["source"]["cells"]["Dataset"] == word


def test_a_plain_word_in_columns_of_several_classes_is_no_thing(small: Folder) -> None:
    rows = ["Kea | Homemade | Homemade | Vicuna", "Kaka | Homemade | KakaSet | Vicuna"]
    result = small.take(rows_of("Model | Speech encoder | Dataset | LLM", *rows), draft_new=True)
    assert [item.tree["label"] for item in result.new_items] == ["KakaSet"]


# --- dates


def test_a_rows_own_year_stays(small: Folder) -> None:
    rows = [
        "Kea | 2024 | Vicuna | [pdf](https://arxiv.org/abs/2312.00001)",
        "Kaka | 2023 | Vicuna | [pdf](https://arxiv.org/abs/2312.00002)",
        "Weka | 2012 | Vicuna | [pdf](https://arxiv.org/abs/2312.00003)",
        "Moa | 2098 | Vicuna | [pdf](https://arxiv.org/abs/2312.00004)",
    ]
    result = small.take(rows_of("Model | Year | LLM | Link", *rows))
    assert small.tree("systems/kea")["paper"] == {"id": "2312.00001", "year": "2024", "arxiv": "2312.00001"}
    assert small.tree("systems/kaka")["paper"]["issued"] == "2023-12"
    assert "arxiv" not in small.tree("systems/weka").get("paper", {})
    assert small.tree("systems/weka")["year"] == "2012"
    assert small.tree("systems/moa")["paper"]["issued"] == "2023-12"
    told = "\n".join(result.lines())
    assert "2012 cannot be the date of arXiv:2312.00003; the date is kept, the id is not" in told
    assert "2098 lies in the future" in told


def test_a_release_is_dated_and_not_its_paper(small: Folder) -> None:
    rows = [
        "Kea | 2023-05 | Vicuna | [pdf](https://arxiv.org/abs/2306.00001)",
        "Kaka | 2012 | Vicuna | [pdf](https://arxiv.org/abs/2306.00002)",
        "Weka | 2098-01 | Vicuna | [Weka Hears All](https://example.org/weka.pdf)",
        "N/A | 2023-07 | Vicuna | [pdf](https://arxiv.org/abs/2306.00004)",
    ]
    result = small.take(rows_of("Model | Release date | LLM | Paper", *rows), draft_new=True)
    kea, kaka, weka = (small.tree(f"systems/{name}") for name in ("kea", "kaka", "weka"))
    assert (kea["issued"], kea["paper"]) == (
        "2023-05",
        {"id": "2306.00001", "issued": "2023-06", "arxiv": "2306.00001"},
    )
    assert (kaka["year"], kaka["paper"]["arxiv"]) == ("2012", "2306.00002")
    assert "issued" not in weka
    assert "issued" not in weka["paper"]
    assert any("2098-01 lies in the future" in line for line in result.lines())
    assert [item.tree["issued"] for item in result.new_items] == ["2023-07"]


def test_a_release_date_of_rows_that_are_papers_is_theirs(small: Folder) -> None:
    row = "Kea: Hearing All Birds | 2024-05 | Vicuna"
    small.take(rows_of("Title | Release date | LLM", row))
    assert small.tree("systems/kea")["paper"]["issued"] == "2024-05"
    assert "issued" not in small.tree("systems/kea")


def test_an_item_is_dated_apart_from_its_paper(small: Folder) -> None:
    rows = "Kaka | 2023-05 | [paper](https://arxiv.org/abs/2306.00001)"
    text = f"# Another\n\n## Neural codecs\n\n{rows_of('Name | Release date | Paper', rows).partition(chr(10) * 2)[2]}"
    encoder, paper = sorted(small.take(text, draft_new=True).new_items, key=lambda item: item.class_name, reverse=True)
    assert (encoder.tree["issued"], paper.tree["issued"]) == ("2023-05", "2023-06")


def test_day_and_month_are_settled_for_the_column(small: Folder) -> None:
    def months(*dates: str) -> list[str]:
        rows = [f"Bird {number} | {date} | Vicuna | Birds That Hear {number}" for number, date in enumerate(dates)]
        small.take(rows_of("Model | Date | LLM | Title", *rows), update=True)
        papers = [small.tree(f"systems/bird-{number}")["paper"] for number in range(len(dates))]
        return [paper.get("issued", paper.get("year")) for paper in papers]

    assert months("03/04/2024", "25/04/2024") == ["2024-04", "2024-04"]
    assert months("03/04/2024", "04/25/2024") == ["2024-03", "2024-04"]
    assert months("03/04/2024", "05/06/2024") == ["2024", "2024"]


# --- kinds


def test_kinds_are_checked_across_classes(small: Folder) -> None:
    row = "Kea | Vicuna, LoRA, freeze | LibriSpeech, Whisper, large | Whisper+"
    result = small.take(rows_of("Model | LLM | Dataset | Speech encoder", row), draft_new=True)
    assert [(item.class_name, item.tree["label"]) for item in result.new_items] == [("SpeechEncoder", "Whisper+")]
    tree = small.tree("systems/kea")
    assert [usage["dataset"] for usage in tree["datasets"]] == ["librispeech"]
    assert [usage["encoder"] for usage in tree["encoders"]] == ["whisper-plus"]
    assert tree["llms"][0]["tuning"] == "lora"


def test_a_sign_is_part_of_a_name(small: Folder) -> None:
    rows = ["VBench | Vicuna++", "VBench++ | FooNet+ & BarNet", "V-Bench | Vicuna"]
    result = small.take(rows_of("Model | LLM", *rows), draft_new=True)
    assert {item.tree["label"] for item in result.new_items if item.class_name == "LLM"} == {
        "Vicuna++",
        "FooNet+",
        "BarNet",
    }
    assert small.names("systems") == ["one", "vbench", "vbench-plus-plus"]
    assert [change.kind for change in result.changes] == ["new", "new", "joins"]


def test_the_legend_of_a_file_goes_before_the_vocabulary(small: Folder) -> None:
    table = rows_of("Model | LLM | Dataset", "Kea | Vicuna | LibriSpeech (ASR)")
    assert small.take(table, "first").changes[0].draft.tree["datasets"][0]["tasks"] == ["asr"]
    legend = f"{table}\n- **ASR**: Acoustic Scene Reconstruction\n"
    change = small.take(legend, "second").changes[0]
    assert "tasks" not in change.draft.tree["datasets"][0]


def test_what_comes_out_of_a_decoder_goes_in_nowhere(small: Folder) -> None:
    table = rows_of("Model | LLM | Vocoder", "Kea | Vicuna | Whisper")
    result = small.take(table, columns=["Vocoder=encoders"])
    assert result.changes[0].draft.tree["encoders"] == [{"encoder": "whisper", "role": "output", "quote": "Whisper"}]


# --- links


@pytest.mark.parametrize(
    ("header", "cell", "wanted"),
    [
        ("Links", "[Blog](https://a.org/kea)", {}),
        ("Links", "[Link](https://a.org/kea)", {}),
        ("Links", "[Demo](https://a.org/kea)", {}),
        ("Links", "[Project page](https://a.org/kea)", {"homepage": "https://a.org/kea"}),
        ("Project page", "[Kea](https://a.org/kea)", {"homepage": "https://a.org/kea"}),
        ("Code", "[Code](https://kea.github.io)", {"code": "https://kea.github.io"}),
        ("Code", "[Code](https://huggingface.co/)", {}),
        ("Links", "[Paper](https://github.com/a/kea/blob/kea.pdf)", {"paper": "https://github.com/a/kea/blob/kea.pdf"}),
        ("Links", "[Link](https://openreview.net/forum?id=1)", {"paper": "https://openreview.net/forum?id=1"}),
        ("paper_url", "[Link](https://a.org/kea)", {"paper": "https://a.org/kea"}),
        ("Checkpoint", "[Kea](https://huggingface.co/a/kea-7b)", {"hugging_face": "a/kea-7b"}),
        ("Checkpoint", "[Kea](https://huggingface.co/a/flan-kea)", {}),
        ("Checkpoint", "[Kea](https://huggingface.co/a)", {}),
    ],
)
def test_a_link_is_what_the_row_says_of_it(small: Folder, header: str, cell: str, wanted: dict[str, str]) -> None:
    small.take(rows_of(f"Model | LLM | {header}", f"Kea | Vicuna | {cell}"))
    tree = small.tree("systems/kea")
    given = {name: tree[name] for name in ("homepage", "code", "hugging_face") if name in tree}
    paper = tree.get("paper", {})
    assert given | ({"paper": paper["homepage"]} if "homepage" in paper else {}) == wanted


def test_the_title_of_a_file_tells_what_its_lists_are_of(small: Folder) -> None:
    text = "# awesome-bird-dataset\n\n## Songs\n\n- KeaSongs\n  - [download](https://zenodo.org/record/1)\n"
    small.take(text + "- TuiSongs\n  - [download](https://zenodo.org/record/2)\n", draft_new=True)
    assert {"KeaSongs", "TuiSongs"} <= {item["label"] for item in read_list(small, "datasets")}
    assert {"keasongs", "download"}.isdisjoint(small.names("systems"))


def test_a_name_ends_before_where_it_was_published(small: Folder) -> None:
    small.take(rows_of("Model | LLM", "Kea (ACL'24) | Vicuna", "Tui (Auk et al., 2023) | LLaMA"), draft_new=True)
    assert {"kea", "tui"} <= {*small.names("systems")}


def test_a_title_tells_what_its_name_is_not(small: Folder) -> None:
    titles = [
        "Kaka: A Survey of Birds that Sing",
        "Tui: a 100-hour corpus for birds",
        "Moa: A Model of Every Benchmark",
    ]
    small.take(rows_of("Title | Venue", *(f"{title} | ICML 2024" for title in titles)), draft_new=True)
    assert "moa" in small.names("systems")
    assert {"kaka", "tui"}.isdisjoint(small.names("systems"))
    assert {*titles[:2]} <= {item.get("title") for item in read_list(small, "papers")}


def test_what_a_row_says_of_a_dataset(small: Folder) -> None:
    text = (
        "# Other\n\n## Datasets\n\n"
        + rows_of(
            "Dataset | Size | Official website",
            "[kea_songs](https://huggingface.co/datasets/a/kea-songs) | 37k samples | -",
            "Kaka Calls | 3.4GB | [Hub](https://kaka.org/calls)",
            "Tui Calls | 25K | -",
        ).partition("\n\n")[2]
    )
    small.take(text, draft_new=True)
    items = {item["label"]: item for item in read_list(small, "datasets")}
    fields = ("item_count", "item_unit", "homepage")
    assert [tuple(items[name].get(field) for field in fields) for name in ("kea_songs", "Kaka Calls", "Tui Calls")] == [
        ("37000", "samples", "https://huggingface.co/datasets/a/kea-songs"),
        (None, None, "https://kaka.org/calls"),
        (None, None, None),
    ]


def test_a_second_import_finds_a_table_of_things_as_the_first_one_did(small: Folder) -> None:
    """Its heading says what it lists, and not the names that it gave to the vocabulary; what are systems stay such."""
    text = rows_of("Model | LLM", "Kea | Vicuna") + "\n## Datasets\n\n"
    text += rows_of("Name | Code", "Kea | -", "Kaka Calls | -", "Tui Calls | -").partition("\n\n")[2]
    for _ in range(2):
        result = small.take(text, draft_new=True)
        (line,) = (line for line in result.lines() if "rows of datasets" in line)
        assert "1 systems elsewhere in the file" in line
        assert "--draft-new" not in line
    assert list(result.write().lines()) == ["Nothing to write."]


def test_a_row_of_a_table_of_things_that_names_none_has_its_paper(small: Folder) -> None:
    items = ["**Kea: Coding the Calls of Birds** [[paper]](https://arxiv.org/abs/2405.12345)",
             "**Low Rates for the Calls of Birds** [[paper]](https://arxiv.org/abs/2405.12346)"]  # fmt: skip
    result = small.take("# Other\n\n## Neural codecs\n\n" + "".join(f"- {item}\n" for item in items), draft_new=True)
    assert any("1 of papers that name none" in line for line in result.lines())
    assert "Low Rates for the Calls of Birds" in {item.get("title") for item in read_list(small, "papers")}


# --- new items


def test_a_name_with_several_sizes_is_stated_of_each_of_them(small: Folder) -> None:
    small.take(rows_of("Model | LLM", "Kea | Vicuna 7B/13B"), draft_new=True)
    assert [usage["llm"] for usage in small.tree("systems/kea")["llms"]] == ["vicuna-7b", "vicuna-13b"]


def test_a_family_is_that_of_what_a_model_is_a_size_of_and_never_made_of_its_name(small: Folder) -> None:
    path = small.data / "vocabulary" / "families.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "- {id: kea, label: Kea}\n", encoding="utf-8")
    rows = [
        f"Bird {number} | {llm}" for number, llm in enumerate(("Kea 3", "Kealite", "Kea-Ling", "Moa", "Vicuna-13B"))
    ]
    small.take(rows_of("Model | LLM", *rows), draft_new=True)
    llms = {item["label"]: item for item in read_list(small, "llms")}
    given = {name: llms[name].get("family") for name in ("Kea 3", "Kealite", "Kea-Ling", "Moa", "Vicuna-13B")}
    assert given == {"Kea 3": None, "Kealite": None, "Kea-Ling": None, "Moa": None, "Vicuna-13B": "llama"}


@pytest.mark.parametrize(
    ("field", "is_filled"),
    [
        ("range: Role, required: true", False),
        ("pattern: '^[0-9]{4}$', required: true, examples: [{value: '1999'}]", False),
        ("required: true", False),
        ("range: Role", True),
    ],
)
def test_no_item_is_made_with_what_no_table_says(small: Folder, field: str, is_filled: bool) -> None:
    text = (ROOT / "ontology" / "schema.yaml").read_text(encoding="utf-8")
    text = text.replace("\nslots:\n", f"\nslots:\n  side: {{slot_uri: slm:side, description: One., {field}}}\n", 1)
    slots = "    slots: [broader, described_in, links, wikidata, encoder_tuning,"
    assert slots in text
    text = text.replace(slots, slots.replace("[", "[side, "))
    (small.folder / "ontology").mkdir()
    (small.folder / "ontology" / "schema.yaml").write_text(text, encoding="utf-8")
    (small.data / "vocabulary" / "methods.yaml").write_text("[]\n", encoding="utf-8")
    one = small.data / "systems" / "one.yaml"
    one.write_text(re.sub(r"(?m)^methods:\n.*\n", "", one.read_text(encoding="utf-8")), encoding="utf-8")
    result = small.take(rows_of("Model | Method", "Kea | MoaNet"), draft_new=True)
    assert [item.tree["label"] for item in result.new_items] == (["MoaNet"] if is_filled else [])
    told = "New methods are left to you: they need side, and no table says it."
    assert (told in result.lines()) is not is_filled
    assert [(word.word, word.proposal) for word in result.words] == [("MoaNet", "moanet" if is_filled else "new")]


def test_a_task_has_no_group_that_no_table_says(small: Folder) -> None:
    result = small.take(rows_of("Model | Task", "Kea | BirdCount"), draft_new=True)
    assert [set(item.tree) for item in result.new_items] == [{"id", "label", "note"}]


def test_code_of_a_row_that_names_no_system_is_its_paper_s(small: Folder) -> None:
    row = "[On the Hearing of Birds](https://arxiv.org/abs/2405.12345) | [Code](https://github.com/a/birds)"
    small.take(
        rows_of("Paper | Code", row, "[Kea: Hearing Birds](https://arxiv.org/abs/2405.12346) | -"), draft_new=True
    )
    (paper,) = (item for item in read_list(small, "papers") if item["id"] == "2405.12345")
    assert paper["code"] == "https://github.com/a/birds"


SHARED = """# Another

## Models

Model | LLM | Paper | Venue
-|-|-|-
Kea | Vicuna | [Kea: Hearing Many Birds](https://arxiv.org/abs/2405.12345) | ACL 2024

## Datasets

Dataset | Hours | Paper
-|-|-
KeaSet | 100 | [paper](https://arxiv.org/abs/2405.12345)
OneSet | 100 | [paper](https://arxiv.org/abs/2310.13289)
"""


def test_an_item_has_the_paper_of_a_system_that_is_new_with_it(small: Folder) -> None:
    for _ in range(2):
        small.take(SHARED, draft_new=True)
        assert small.tree("systems/kea")["paper"] == "2405.12345"
        assert small.tree("systems/one")["paper"]["arxiv"] == "2310.13289"  # a person wrote it
        items = {item["label"]: item.get("described_in") for item in read_list(small, "datasets")}
        assert (items["KeaSet"], items["OneSet"]) == (["2405.12345"], None)
        (paper,) = (item for item in read_list(small, "papers") if item.get("arxiv") == "2405.12345")
        assert (paper["title"], paper["venue"]) == ("Kea: Hearing Many Birds", "ACL 2024")


def test_sizes_in_another_place_are_told_where_a_quote_does_not_name_the_thing(small: Folder) -> None:
    path = small.data / "vocabulary" / "llms.yaml"
    new = "- {id: moa-7b-v1-3, label: Moa-7B-v1.3, family: llama}\n"
    path.write_text(path.read_text(encoding="utf-8") + new, encoding="utf-8")
    small.take(rows_of("Model | LLM", "Kea | Moa-v1.3 (7B)", "Kaka | moa 7b v1.3"))
    notes = [small.tree(f"systems/{name}")["llms"][0].get("note") for name in ("kea", "kaka")]
    assert notes == ['"Moa-v1.3 (7B)" is Moa-7B-v1.3, its sizes in another place.', None]


# --- the report


def test_the_report_of_a_large_table_fits_a_screen(small: Folder) -> None:
    header = "Model | LLM | Dataset | Paper | Venue | Code | Release date | Link | Size | Notes | GPU"
    rows = [
        f"Bird {number} | Moa-{number} | Set {number} | Birds That Hear {number} | ACL 2024 | - | 2024-01 |"
        f" [Blog](https://a.org/{number}) | 7 | a note | A100"
        for number in range(60)
    ]
    things = "".join(f"\n## Datasets {n}\n\nName | Hours\n-|-\nSet {n}0 | 5\nSum{n} | 6\n" for n in range(5))
    result = small.take(rows_of(header, *rows) + things, draft_new=True)
    lines = [*result.lines()]
    assert sum(max(1, -(-len(line) // 80)) for line in lines) <= 20
    assert "70 rows: 60 of systems, 10 of datasets" in lines
    assert len([*result.lines(verbose=True)]) > 60


def read_list(small: Folder, name: str) -> list[dict[str, Any]]:
    document, _ = read_yaml(small.data / "vocabulary" / f"{name}.yaml")
    assert document is not None
    assert isinstance(document.tree, list)
    return document.tree


# --- what a heading says


HEADED = """# Another

## Models

Model | LLM
-|-
Kea | Vicuna
Kaka | Vicuna

## {heading}

- [{first}: Hearing of Many Birds](https://arxiv.org/abs/2405.12345)
- [Weka: Hearing of Few Birds](https://arxiv.org/abs/2405.12346)
- [Takahe: Hearing of No Birds](https://arxiv.org/abs/2405.12347)
"""


def encoders_of(small: Folder) -> set[str]:
    return {item["label"] for item in read_list(small, "encoders")}


def test_a_heading_makes_no_encoders_of_the_systems_of_the_file(small: Folder) -> None:
    before = encoders_of(small)
    text = HEADED.format(heading="Multiple Speech Encoders", first="Kea").replace("Weka:", "Kaka:")
    for times in range(2):
        result = small.take(text, draft_new=True)
        assert [change.kind for change in result.changes] == [["new", "new", "joins", "joins", "new"], ["same"] * 5][
            times
        ]
    table = small.tree("surveys/other")["tables"][1]
    assert (table["class"], table["why"]) == ("System", "2 of its 3 names are those of systems elsewhere in the file")
    assert encoders_of(small) == before


def test_one_system_among_many_encoders_is_none(small: Folder) -> None:
    before = encoders_of(small)
    text = HEADED.format(heading="Speech Encoders", first="Kea") + "- [Tui: Hearing Songs](https://arxiv.org/abs/1)\n"
    for _ in range(2):
        result = small.take(text, draft_new=True)
        assert encoders_of(small) == before | {"Weka", "Takahe", "Tui"}
        assert small.tree("surveys/other")["tables"][1]["class"] == "SpeechEncoder"
    assert any("1 systems elsewhere in the file" in line for line in result.lines())


def test_a_person_s_word_on_a_table_goes_before_its_names(small: Folder) -> None:
    before = encoders_of(small)
    text = HEADED.format(heading="Speech Encoders", first="Kea").replace("Weka:", "Kaka:")
    small.take(text)
    path = small.data / "surveys" / "other.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("class: System\n    why: 2", "class: SpeechEncoder\n    why: 2")
    )
    small.take(text, draft_new=True)
    assert encoders_of(small) == before | {"Takahe"}


@pytest.mark.parametrize(
    ("above", "kinds"),
    [("Datasets and Benchmarks", ["new", "new"]), ("Applications", ["new", "new", "joins", "new", "new"])],
)
def test_a_list_is_of_what_the_headings_above_it_say(small: Folder, above: str, kinds: list[str]) -> None:
    text = HEADED.format(heading=f"{above}\n\n### Birds", first="Kea")
    assert [change.kind for change in small.take(text).changes] == kinds
