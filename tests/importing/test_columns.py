"""What columns mean, from headers as tables have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from slm_graph.entries.survey import Survey, read_survey
from slm_graph.entries.vocabulary import Vocabulary
from slm_graph.importing.columns import guess_columns
from slm_graph.importing.fields import Column, column_fields, parse_columns
from slm_graph.importing.table_kinds import table_kind
from slm_graph.importing.ticks import yes_or_no
from slm_graph.project import find_project
from slm_graph.schema.reader import read_schema
from slm_graph.tables import tables_of
from slm_graph.tables.table import Row
from tools import ROOT

CASES = ROOT / "tests" / "cases" / "columns"


def examples() -> list[tuple[list[str], list[list[str]]]]:
    lines = [line for line in (CASES / "headers.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("# ")]
    found = [
        (headers.split(" ; "), [fields.replace('""', "").split() for fields in meant.removeprefix("= ").split(" ; ")])
        for headers, meant in zip(lines[::2], lines[1::2], strict=True)
    ]
    assert len(found) > 20
    assert all(line.startswith("= ") for line in lines[1::2])
    assert all(len(headers) == len(meant) for headers, meant in found)
    return found


@pytest.fixture(scope="module")
def survey() -> Survey:
    return read_survey(find_project(ROOT / "data"))


def guessed(survey: Survey, headers: list[str], rows: list[list[str]] | None = None) -> list[Column]:
    read = None if rows is None else [Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)]
    return guess_columns(headers, survey.schema, survey.vocabulary, {}, {}, read)


@pytest.mark.parametrize(("headers", "meant"), examples(), ids=lambda value: " ; ".join(map(str, value)))
def test_headers_are_understood(survey: Survey, headers: list[str], meant: list[list[str]]) -> None:
    columns = guessed(survey, headers)
    assert [[*column.fields] for column in columns] == meant
    assert [column.header for column in columns] == headers
    assert [column.how for column in columns] == ["header" if fields else "" for fields in meant]
    assert {column.item for column in columns} == {""}


def test_every_field_with_a_header_is_guessed_from_it(survey: Survey) -> None:
    for path, field in column_fields(survey.schema).items():
        for header in field.headers:
            (column,) = guessed(survey, [header.replace("* ", "Great ")])
            assert column.fields[0] == path or field.headers != column_fields(survey.schema)[column.fields[0]].headers
            assert column.how == "header"


# --- what goes before the guess


def test_survey_yaml_goes_before_the_guess_and_the_command_line_before_both(survey: Survey) -> None:
    settings = {"Model": ["llms"], "Dataset": ["datasets", "tasks"], "Notes": []}
    given = {"Dataset": ("methods",), "Task": ()}
    columns = guess_columns(
        ["Model", "DATASETS", "Dataset", "Notes", "Task", "Encoder"], survey.schema, survey.vocabulary, settings, given
    )
    assert columns == [
        Column("Model", ("llms",), "", "survey.yaml"),
        Column("DATASETS", ("datasets", "tasks"), "", "survey.yaml"),
        Column("Dataset", ("methods",), "", "--columns"),
        Column("Notes", (), "", "survey.yaml"),
        Column("Task", (), "", "--columns"),
        Column("Encoder", ("encoders",), "", "header", "", 0.95, "its header"),
    ]


def test_a_field_of_one_value_that_is_settled_is_not_guessed_again(survey: Survey) -> None:
    columns = guess_columns(["Work", "Model"], survey.schema, survey.vocabulary, {}, {"Work": ("name",)})
    assert [column.fields for column in columns] == [("name",), ()]


def test_links_that_the_column_of_names_may_hold_may_have_columns_of_their_own(survey: Survey) -> None:
    settled = {"Model": ["name", "code", "homepage"], "Paper": ["paper"]}
    columns = guess_columns(["Model", "Paper", "Code"], survey.schema, survey.vocabulary, settled, {})
    assert [column.fields for column in columns] == [("name", "code", "homepage"), ("paper",), ("code",)]


def test_columns_given_are_found_whatever_their_case(survey: Survey) -> None:
    headers = ["**Model**", "a=b", "Speech Encoder"]
    texts = ["model = name", "a=b=links", "Speech encoders=encoders, methods", "Speech Encoder="]
    assert parse_columns(texts[:3], headers, survey.schema) == {
        "**Model**": ("name",),
        "a=b": ("links",),
        "Speech Encoder": ("encoders", "methods"),
    }
    assert parse_columns(texts[3:], headers, survey.schema) == {"Speech Encoder": ()}
    assert parse_columns(["MODEL=name"], ["Model", "MODEL"], survey.schema) == {"MODEL": ("name",)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Speech Encoder", "Speech Encoder: no HEADER=FIELD; write it as 'Speech Encoder=encoders'"),
        ("=encoders", "=encoders: no HEADER=FIELD; write it as 'Speech Encoder=encoders'"),
        ("Speech Encodr=encoders", "Speech Encodr=encoders: no column Speech Encodr; did you mean Speech Encoder?"),
        ("Zzz=encoders", "Zzz=encoders: no column Zzz; there are Model, Speech Encoder"),
        ("Model=nme", "Model=nme: no field nme; did you mean name?"),
    ],
)
def test_columns_given_wrongly_are_told_with_what_there_is(survey: Survey, text: str, told: str) -> None:
    with pytest.raises(ValueError, match="no ") as raised:
        parse_columns([text], ["Model", "Speech Encoder"], survey.schema)
    assert str(raised.value) == told


def test_an_unknown_field_is_told_with_those_there_are(survey: Survey) -> None:
    with pytest.raises(ValueError, match=r"no field qqq; there are name, .*encoders, .*paper\.title, .* links$"):
        parse_columns(["Model=qqq"], ["Model"], survey.schema)


# --- yes and no


@pytest.mark.parametrize(
    "cell", ["✓", " ✔️ ", "✅", "Yes", "**Y**", "√", "[x]", "$\\checkmark$", "[✓](https://x.org)", ":white_check_mark:"]
)
def test_a_tick_is_yes(cell: str) -> None:
    assert yes_or_no(cell) is True


@pytest.mark.parametrize("cell", ["✗", "✘", "❌", "×", "No", "", "  ", "-", "–", "N/A", "[ ]", ":x:", "<!-- -->"])
def test_a_cross_or_nothing_is_no(cell: str) -> None:
    assert yes_or_no(cell) is False


@pytest.mark.parametrize("cell", ["x", "2.3", "LibriSpeech", "✓ (en)", "partly"])
def test_anything_else_is_neither(cell: str) -> None:
    assert yes_or_no(cell) is None


def test_a_header_that_names_an_item_over_ticks_is_a_column_of_yes_and_no(survey: Survey) -> None:
    headers = ["Model", "ASR", "Speech Translation", "Tasks AAC", "LibriSpeech", "Q-Former", "S2T"]
    columns = guessed(survey, headers, [["One", "✓", "✗", "", "✓", "✓", "✓"], ["Two", "", "✓", "✓", "-", "", "✓"]])
    assert [(column.fields, column.item) for column in columns[1:]] == [
        (("tasks",), "asr"),
        (("tasks",), "st"),
        (("tasks",), "aac"),
        (("datasets",), "librispeech"),
        (("methods",), "q-former"),
        (("directions",), "s2t"),
    ]


def test_a_few_other_cells_do_not_keep_a_column_from_being_one_of_yes_and_no(survey: Survey) -> None:
    columns = guessed(survey, ["Model", "ASR"], [["One", "✓"], ["Two", "partly"], ["Three", "✗"], ["Four", ""]])
    assert columns[1] == Column("ASR", ("tasks",), "asr", "header")


def test_ticks_below_an_item_go_before_another_meaning_of_the_header(survey: Survey) -> None:
    assert guessed(survey, ["Model", "Frozen LLM"], [["One", "✓"]])[1].item == "frozen-llm"
    assert guessed(survey, ["Model", "Frozen LLM"], [["One", "Vicuna"]])[1] == Column(
        "Frozen LLM", ("llms",), "", "header", "", 0.8, "the end of its header"
    )


def test_a_column_that_is_settled_may_be_one_of_yes_and_no(survey: Survey) -> None:
    headers = ["Model", "ASR", "ST", "AAC"]
    settings = {"ASR": ["tasks"], "ST": ["methods"], "AAC": []}
    rows = [Row(3, ("One", "✓", "✓", "✓"))]
    columns = guess_columns(headers, survey.schema, survey.vocabulary, settings, {}, rows)
    assert columns[1:] == [
        Column("ASR", ("tasks",), "asr", "survey.yaml"),
        Column("ST", ("methods",), "", "survey.yaml"),
        Column("AAC", (), "", "survey.yaml"),
    ]


def test_a_header_that_names_an_item_over_numbers_is_nothing(survey: Survey) -> None:
    columns = guessed(survey, ["Model", "ASR", "AAC"], [["One", "2.1", ""], ["Two", "", "-"]])
    assert columns[1:] == [Column("ASR"), Column("AAC")]


# --- tables


def kind(survey: Survey, text: str, given: dict[str, tuple[str, ...]] | None = None) -> tuple[str, str]:
    (table,), _ = tables_of(text, "t.md")
    columns = guess_columns(table.header, survey.schema, survey.vocabulary, {}, given or {}, table.rows)
    found = table_kind(table, columns, survey.schema, survey.vocabulary)
    return found.kind, f"{found.class_name} {found.code} {found.label}" if found.kind == "list" else found.why


@pytest.mark.parametrize(
    "text",
    [
        "| Model | LLM |\n|-|-|\n| One | Vicuna |\n",
        "| Paper | Code |\n|-|-|\n| One: A Model | - |\n",
        "| Paper |\n|-|\n| One: A Model |\n",
        "# Speech LLMs\n\n| Name | Encoder |\n|-|-|\n| One | Whisper |\n",
        "# Methods\n\n| Method | LLM |\n|-|-|\n| One | Vicuna |\n",
        "| Model | ASR |\n|-|-|\n| One | ✓ |\n",
        "| LLM | Model |\n|-|-|\n| Vicuna | LLaMA |\n",
    ],
)
def test_a_table_of_systems_has_names_or_titles(survey: Survey, text: str) -> None:
    assert kind(survey, text) == ("systems", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("||Task|\n|-|-|\n|ASR|Speech Recognition|\n|XYZ|Something new|\n", "Task 0 1"),
        ("|Task|Abbreviation|\n|-|-|\n|Speech Recognition|`XYZ`|\n", "Task 1 0"),
        ("|Acronym|Full name|\n|-|-|\n|ASR|Speech Recognition|\n|ST|Speech Translation|\n|XX|New|\n", "Task 0 1"),
        ("|缩写|任务|\n|-|-|\n|ASR|语音识别|\n", "Task 0 1"),
    ],
)
def test_a_list_of_abbreviations_has_codes_and_names(survey: Survey, text: str, told: str) -> None:
    assert kind(survey, text) == ("list", told)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("| Model | LLM |\n|-|-|\n", "it has no rows"),
        (
            "| Speech | Text |\n|-|-|\n| 1 | 2 |\n",
            "no column is a name or a title; name it with --columns 'HEADER=name'",
        ),
        (
            "# Training Datasets\n\n| Name | Hours | Link |\n|-|-|-|\n| New | 960 | x |\n",
            "it is of datasets; if not, name its column with --columns 'HEADER=name'",
        ),
        (
            "| Name | Link |\n|-|-|\n| [LibriSpeech](x) | x |\n| AudioCaps | x |\n| New | x |\n",
            "it is of datasets; if not, name its column with --columns 'HEADER=name'",
        ),
        (
            "| Model | WER | BLEU |\n|-|-|-|\n| One | 2.1 | 20 |\n",
            "no column besides Model fills a field; name one with --columns 'HEADER=FIELD'",
        ),
        (
            "|Task|Score|\n|-|-|\n|Speech Recognition|2.1|\n",
            "no column is a name or a title; name it with --columns 'HEADER=name'",
        ),
    ],
)
def test_other_tables_are_neither_and_say_why(survey: Survey, text: str, why: str) -> None:
    assert kind(survey, text) == ("", why)


def test_a_column_named_on_the_command_line_makes_a_table_of_systems(survey: Survey) -> None:
    text = "| Thing | WER |\n|-|-|\n| LibriSpeech | 2.1 |\n"
    assert kind(survey, text, {"Thing": ("name",)}) == ("systems", "")


# --- a schema of one's own


def without_headers(tree: Any) -> Any:
    if isinstance(tree, dict):
        headers = {key for key, value in tree.items() if key in ("header", "links") and isinstance(value, str)}
        return {key: without_headers(value) for key, value in tree.items() if key not in headers}
    return [without_headers(value) for value in tree] if isinstance(tree, list) else tree


def test_without_headers_in_the_schema_the_names_of_classes_and_fields_are_known(tmp_path: Path) -> None:
    text = (ROOT / "ontology" / "schema.yaml").read_text(encoding="utf-8")
    tree = without_headers(yaml.safe_load(text.replace("SpeechEncoder", "VisionEncoder")))
    (tmp_path / "schema.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    schema = read_schema(tmp_path / "schema.yaml")
    headers = ["System", "Vision Encoder", "Encoders", "Speech Encoder", "LLM", "Dataset", "Venue", "Link"]
    columns = guess_columns(headers, schema, Vocabulary(schema, []), {}, {})
    assert [" ".join(column.fields) for column in columns] == "name,encoders,encoders,,llms,datasets,,".split(",")


def test_a_header_of_an_own_schema_is_known(tmp_path: Path) -> None:
    text = (ROOT / "ontology" / "schema.yaml").read_text(encoding="utf-8")
    assert "header: >-\n        Speech encoder," in text
    own = text.replace("header: >-\n        Speech encoder,", "header: >-\n        Vision tower, * perceiver,")
    (tmp_path / "schema.yaml").write_text(own, encoding="utf-8")
    schema = read_schema(tmp_path / "schema.yaml")
    columns = guess_columns(["Vision Towers", "A Large Perceiver", "perceiver"], schema, Vocabulary(schema, []), {}, {})
    assert [column.fields for column in columns] == [("encoders",), ("encoders",), ()]
