"""Cells that list things: single ones with what they state, and the laws that hold for all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from slm_graph.entries.survey import read_survey
from slm_graph.importing.cell_reader import SurveyReader
from slm_graph.importing.linker import Linker
from slm_graph.importing.usages import CellReading
from slm_graph.project import find_project
from slm_graph.text.cells import parse_cell
from slm_graph.text.names import LetterRun, split_pieces
from tools import ROOT

CASES = ROOT / "tests" / "cases" / "lists"
SYSTEMS = ROOT / "data" / "systems"

SMALL_WORDS = frozenset(
    "a all an and as at based both by created data dataset datasets e each eg etc for from g generated in is it its"
    " more of on or our own some such synthesised synthesized that the their these this those to total using various"
    " via w was were with written i corpus corpora overall altogether combined plus well 和 与 及 或"
    " 数 据 集 共 总 计 合 均 都".split()
)
"""Words that the survey's cells have between names, and that say nothing alone."""


@lru_cache(maxsize=1)
def reader() -> SurveyReader:
    survey = read_survey(find_project())
    return SurveyReader(survey.schema, Linker(survey.schema, survey.vocabulary))


@lru_cache(maxsize=1)
def whole_reader() -> SurveyReader:
    survey = read_survey(find_project())
    return SurveyReader(survey.schema, Linker(survey.schema, survey.vocabulary))


def read(cell: str, *fields: str) -> CellReading:
    return reader().read_list(cell, fields, "Header")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def shown(reading: CellReading) -> Iterator[str]:
    """Yield what a cell states as lines: field: thing, then what is said of it, then what is left over."""
    for name, usages in reading.usages.items():
        for usage in usages:
            component = reader().fields[name].component.field
            said = [f"{key}={','.join(map(str, listed(usage[key])))}" for key in usage if key in SAID]
            yield " ".join([f"{name}:", str(usage.get(component, "unnamed")), *said])
    for left in reading.left:
        yield f"left: {left.text}" + (f" ({left.class_name})" if left.class_name else "")


SAID = (
    "tasks", "stage", "tuning", "modality", "purpose", "amount", "unit", "amount_qualifier", "language_count",
    "generated_by", "alternative_to",
)  # fmt: skip


def cases() -> Iterator[Any]:
    """Yield the cells of tests/cases/lists: fields | cell, and below, set in, what it states."""
    for path in sorted(CASES.glob("*.txt")):
        for block in path.read_text("utf-8").split("\n\n"):
            first, *states = block.strip("\n").split("\n")
            fields, _, cell = first.partition(" | ")
            yield pytest.param(fields, cell, [line.strip() for line in states], id=f"{path.stem}: {cell}")


@pytest.mark.parametrize(("fields", "cell", "states"), list(cases()))
def test_what_a_cell_states(fields: str, cell: str, states: list[str]) -> None:
    assert list(shown(read(cell, *fields.split()))) == states


def test_a_label_is_quoted_where_a_name_has_its_letters() -> None:
    usage = read("AQA: Clotho-AQA", "datasets").usages["datasets"][0]
    assert usage == {"dataset": "clotho-aqa", "tasks": ["aqa"], "quote": ["Clotho-AQA", "AQA"]}


# --- laws


def values_of(reading: CellReading) -> set[str]:
    return {
        str(value)
        for usages in reading.usages.values()
        for usage in usages
        for key, values in usage.items()
        if key != "quote"
        for value in listed(values)
    }


def quotes_of(reading: CellReading) -> list[str]:
    quotes = [quote for usages in reading.usages.values() for usage in usages for quote in listed(usage["quote"])]
    return [quote["text"] if isinstance(quote, dict) else quote for quote in quotes]


def unaccounted(cell: str, reading: CellReading, column: str) -> list[str]:
    """Return the words of a cell that are in no statement, not small, and not left over; a quote is no statement."""
    text = parse_cell(cell).plain
    if parse_cell(text).states_nothing:
        return []
    values = values_of(reading)
    main = reader().fields[column.split()[0]]
    covered: list[tuple[int, int]] = []
    for field in reader().fields.values():
        for class_name in {field.component.range, *(slot.range for slot in field.labels)}:
            for whole, parts in ((False, r"(?s).+"), (True, r"(?:[^.,，、;；/&+()（）\[\]:：\n]|\.(?! ))+")):
                for part in re.finditer(parts, text):
                    found = reader().linker.mentions(part[0], [class_name], whole=whole)
                    covered += [(part.start() + m.start, part.start() + m.end) for m in found if m.id in values]
    names = [left.text for left in reading.left]
    for series in reader().linker.series_in(text, main.component.range):
        for start, end, name in series.members:
            ids = {m.id for m in reader().linker.mentions(name, [main.component.range])}
            if ids & values or name in names:
                covered.append((start, end))
    in_notes = [found[1] or found[2] for v in values for found in re.finditer(r'"([^"]+)"|^([A-Z]+) is read', v)]
    for words in filter(None, [*names, *values, *in_notes]):
        covered += [found.span(1) for found in re.finditer(f"(?=({re.escape(words)}))", text)]  # they may overlap
    class_words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", main.component.range).lower().split()
    small = SMALL_WORDS | set(class_words) | {f"{word}s" for word in class_words}
    counts = {value for usages in reading.usages.values() for u in usages if (value := u.get("language_count"))}
    pieces = split_pieces(text)
    pieces += [LetterRun(at, at + 1, sign) for at, sign in enumerate(text) if unicodedata.category(sign) == "So"]
    return [
        text[piece.start : piece.end]
        for piece in pieces
        if piece.folded not in small
        and not any(start <= piece.start and piece.end <= end for start, end in covered)
        and not (counts and (piece.folded in counts or piece.folded.startswith("lang")))
    ]


WIDE = "AudioCaps".translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
"""Full width, as Chinese tables have letters."""
KNOWN = st.sampled_from(
    f"LibriSpeech|GigaSpeech|AISHELL-2|Clotho|CoVoST 2|Libri-Light|AISHELL-1/2|{WIDE}|MELD|LibriSpech".split("|")
)
UNKNOWN = st.sampled_from("FooSet|Barley|Quux-2|LibriFoo|Zip Zap|未名集|GigaSpeech-Q|VoxFoo1/2".split("|"))
LABELS = st.sampled_from(
    "ASR|AAC|frozen|audio|SFT|En→De|train-clean|12|960h|10k hours|2M|33 languages|q|🔥".split("|")
) | (st.sampled_from(["1M (ASR) pairs", "共 11k 小时", "❄️"]))
SEPARATORS = st.sampled_from(", |; | & | + | and | or |/|、|；|<br>|. | → | ".split("|"))


@st.composite
def items(draw: st.DrawFn) -> str:
    name = draw(KNOWN | UNKNOWN)
    label = draw(LABELS)
    other = draw(LABELS)
    forms = (
        "{0}|{0} ({1})|{1}: {0}|{0} {1}|{0}（{1}）|**{0}** [{1}]|{1} ({0})|{0} for {1}|{0} ({1}, {2})|{0} ({1}) ({2})"
    )
    form = draw(st.sampled_from(f"{forms}|{{2}}: {{0}} {{1}}".split("|")))
    return form.format(name, label, other)


@st.composite
def made_cells(draw: st.DrawFn) -> str:
    cell = draw(items())
    for _ in range(draw(st.integers(0, 4))):
        cell += draw(SEPARATORS) + draw(items())
    return cell


@example("LibriSpeech; FooSet frozen/FooSet (frozen)")
@given(made_cells())
def test_nothing_of_a_cell_is_lost_silently(cell: str) -> None:
    assert unaccounted(cell, read(cell, "datasets", "tasks"), "datasets") == []


@example("LibriSpeech; ASR (LibriSpeech), LibriSpeech (frozen)")
@example("10k \n - 10k")
@example("generated by\nLibriSpeech, Clotho")
@example("AISHELL-1/2, AISHELL-1/2 (ASR)")
@given(made_cells())
def test_the_parts_of_a_plain_list_say_the_same_as_the_whole(cell: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("slm_graph.importing.splitting.parts_of_plain_list", lambda text: [])
        whole = whole_reader().read_list(cell, ["datasets", "tasks"], "Header")
    assert read(cell, "datasets", "tasks") == whole


MODELS = st.sampled_from(
    "Whisper|BEATs|HuBERT-L|WavLM-Large|Whisper-large-v3|FooEnc|Vicuna-7B|LLaMA-2-7B/13B|Qwen (7B, 1.8B)|PaLM 2|Quux 7B"
    "|Conformer (0.6B)|GPT-4".split("|")
)
ABOUT_MODELS = st.sampled_from(
    "frozen|LoRA|speech|semantic token|1.1B|r=8|end-to-end|Q-Former|both frozen|k-means|🔥|❄|frozen, LoRA|[12]".split(
        "|"
    )
)


@example([("Whisper", "frozen", 4, " and "), ("Whisper", "frozen", 0, " and "), ("Whisper", "frozen", 0, " and ")])
@example([("HuBERT-L", "frozen", 4, ". "), ("LLaMA-2-7B/13B", "frozen", 0, ", ")])
@example([("Vicuna-7B", "frozen", 0, ", "), ("Whisper", "1.1B", 2, ", ")])
@example([("Quux 7B", "frozen", 0, ". "), ("Qwen (7B, 1.8B)", "frozen", 0, ", ")])
@example([("HuBERT-L", "frozen", 0, ". "), ("Qwen (7B, 1.8B)", "frozen", 0, ", ")])
@given(st.lists(st.tuples(MODELS, ABOUT_MODELS, st.integers(0, 4), SEPARATORS), min_size=1, max_size=4))
def test_nothing_of_a_cell_of_models_is_lost_silently(parts: list[tuple[str, str, int, str]]) -> None:
    cell = ""
    for name, about, form, separator in parts:
        cell += [name, f"{name} ({about})", f"{about}: {name}", f"{name}, {about}", f"{about} {name}"][form] + separator
    for column in ("encoders", "llms", "encoders llms"):
        assert unaccounted(cell, read(cell, *column.split()), column) == []


@given(st.text(max_size=60) | st.text("LibriSpeech ASR:,;()[]&+/|0123456789khM.\n-", max_size=60) | made_cells())
def test_any_text_is_read_and_a_quote_is_in_it(cell: str) -> None:
    for columns in (["datasets", "tasks"], ["encoders", "llms"], ["methods"]):
        for quote in quotes_of(read(cell, *columns)):
            assert quote
            assert quote in parse_cell(cell).plain


def survey_cells() -> Iterator[Any]:
    survey = yaml.safe_load((SYSTEMS.parent / "surveys" / "speech-llms-progress.yaml").read_text("utf-8"))
    columns = survey["columns"]
    of_lists = {
        c["name"]: c["fields"] for c in columns if set(listed(c.get("fields"))) & {"encoders", "llms", "datasets"}
    }
    for path in sorted(SYSTEMS.glob("*.yaml")):
        for header, cell in yaml.safe_load(path.read_text("utf-8"))["source"]["cells"].items():
            if header in of_lists and isinstance(cell, str):
                yield pytest.param(listed(of_lists[header]), cell, id=f"{path.stem}: {header}")


@pytest.mark.parametrize(("fields", "cell"), list(survey_cells()))
def test_nothing_of_the_surveys_cells_is_lost_silently(fields: list[str], cell: str) -> None:
    reading = read(cell, *fields)
    assert unaccounted(cell, reading, fields[0]) == []
    assert all(quote in parse_cell(cell).plain for quote in quotes_of(reading))


def test_the_survey_has_cells_that_list_things() -> None:
    assert len(list(survey_cells())) > 60
