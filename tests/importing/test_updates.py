"""Importing again: what the table changed is told and taken over, and what a person wrote stays."""

from __future__ import annotations

import difflib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from slm_graph.commands.main import cli
from slm_graph.documents.yaml_reader import read_yaml
from tools import ROOT

ROWS = {
    "SALMONN": (
        "[SALMONN: Towards Generic Hearing Abilities](https://arxiv.org/abs/2310.13289) | Whisper & BEATs"
        " | Vicuna (LoRA) | LibriSpeech (ASR), GigaSpeech (ASR), WavCaps (AAC) | ASR, AAC"
    ),
    "LTU": "[Listen, Think, and Understand](https://arxiv.org/abs/2305.10790) | AST | Vicuna | AudioSet, FSD50K | AAC",
    "Foo": "Foo: a model | HuBERT | LLaMA | MuST-C (ST) 400h | ST",
}
HEADER = "| Model | Paper | Speech encoder | LLM | Dataset | Task |\n|---|---|---|---|---|---|\n"


def table_of(rows: dict[str, str]) -> str:
    return f"# Models\n\n{HEADER}" + "".join(f"| {name} | {rest} |\n" for name, rest in rows.items())


class Home:
    """A survey of one's own, as a person has it in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.systems = folder / "data" / "systems"

    def run(self, *arguments: str) -> Result:
        result = CliRunner().invoke(cli, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    def take(self, rows: dict[str, str] | str, *arguments: str, status: int = 0) -> str:
        (self.folder / "table.md").write_text(rows if isinstance(rows, str) else table_of(rows), encoding="utf-8")
        result = self.run("import", "table.md", *arguments)
        assert result.exit_code == status, result.output
        return result.output

    def check(self) -> None:
        result = self.run("check")
        assert result.exit_code == 0, result.output

    def text(self, name: str) -> str:
        return (self.systems / f"{name}.yaml").read_bytes().decode()

    def tree(self, name: str) -> dict[str, Any]:
        document, problems = read_yaml(self.systems / f"{name}.yaml")
        assert document is not None
        assert isinstance(document.tree, dict)
        assert not problems
        return document.tree

    def edit(self, name: str, change: Callable[[str], str]) -> str:
        """Change an entry as a person does; return what it is once an update has seen that it is no draft any more."""
        before = self.text(name)
        after = change(before)
        assert after != before
        (self.systems / f"{name}.yaml").write_bytes(after.encode())
        return re.sub(r"# draft .*\n", "", after, count=1)

    def files(self) -> dict[str, bytes]:
        paths = (path for path in sorted((self.folder / "data").rglob("*")) if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line[0] + line[1:].strip() for line in lines if line[0] in "+-"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    vocabulary = tmp_path / "data" / "vocabulary"
    shutil.copytree(ROOT / "data" / "vocabulary", vocabulary, ignore=shutil.ignore_patterns("retired.yaml"))
    papers = vocabulary / "papers.yaml"
    # The papers that items are described in are those of entries that this survey has not.
    for path in vocabulary.glob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.lstrip().startswith("described_in:") or path == papers]
        path.write_text("".join(kept), encoding="utf-8")
    settings = (ROOT / "data" / "survey.yaml").read_text(encoding="utf-8")
    survey = "survey:\n  id: speech-llms-progress\n  title: Speech LLMs Progress\n"
    text = f"# Mine.\n{survey}{settings[settings.index('graph:') :]}"
    (tmp_path / "data" / "survey.yaml").write_text(text, encoding="utf-8")
    return Home(tmp_path)


def touched(text: str) -> str:
    """Return an entry with comments, another order and another layout, and the same statements."""
    head, _, rest = text.partition("id: ")
    return (
        f"{head}# Seen by me.\nid: {rest}".replace("encoders:\n", "# They say so in 3.1.\nencoders:\n") + "# The end.\n"
    )


# --- once and again


def test_the_same_table_twice_changes_nothing_and_passes_the_check(home: Home) -> None:
    output = home.take(ROWS)
    assert "3 systems: 3 new, 0 changed, 0 as they are" in output
    home.check()
    before = home.files()
    for arguments in ([], ["--update"], ["--draft-new"]):
        assert "3 systems: 0 new, 0 changed, 3 as they are\n" in home.take(ROWS, *arguments)
        assert home.files() == before


def test_survey_yaml_gets_the_columns_and_keeps_its_comments(home: Home) -> None:
    before = (home.folder / "data" / "survey.yaml").read_text(encoding="utf-8")
    assert "data/survey.yaml: added columns" in home.take(ROWS)
    after = (home.folder / "data" / "survey.yaml").read_text(encoding="utf-8")
    assert changed_lines(before, after) == [
        "+columns:",
        "+- {name: Model, fields: [name]}",
        "+- {name: Paper, fields: [paper.title]}",
        "+- {name: Speech encoder, fields: [encoders]}",
        "+- {name: LLM, fields: [llms]}",
        "+- {name: Dataset, fields: [datasets]}",
        "+- {name: Task, fields: [tasks]}",
    ]


def test_a_dry_run_writes_nothing(home: Home) -> None:
    before = home.files()
    assert "Nothing written (--dry-run)." in home.take(ROWS, "--dry-run", "--draft-new", "--update")
    assert home.files() == before


def test_without_update_what_the_table_changed_is_only_told(home: Home) -> None:
    home.take(ROWS)
    before = home.files()
    output = home.take({**ROWS, "LTU": ROWS["LTU"].replace("FSD50K", "WavCaps")})
    assert "    - datasets: fsd50k\n    + datasets: wavcaps\n" in output
    assert "written with --update" in output
    assert home.files() == before


# --- what a person wrote


def test_in_an_edited_entry_only_the_lines_that_the_table_changed_change(home: Home) -> None:
    home.take(ROWS)
    before = home.edit("salmonn", touched)
    output = home.take({**ROWS, "SALMONN": ROWS["SALMONN"].replace("GigaSpeech (ASR)", "MuST-C (ST)")}, "--update")
    assert "- datasets: gigaspeech, tasks asr" in output
    assert "+ datasets: must-c, tasks st" in output
    lines = changed_lines(before, home.text("salmonn"))
    assert sorted(line for line in lines if "Dataset: " not in line) == [
        "+- {dataset: must-c, tasks: [st], quote: MuST-C (ST)}",
        "-- {dataset: gigaspeech, tasks: [asr], quote: GigaSpeech (ASR)}",
    ]
    home.check()
    assert "3 as they are" in home.take(
        {**ROWS, "SALMONN": ROWS["SALMONN"].replace("GigaSpeech (ASR)", "MuST-C (ST)")}, "--update"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_alone_makes_an_entry_a_persons(home: Home, newline: str) -> None:
    home.take(ROWS)
    before = home.edit("ltu", lambda text: touched(text).replace("\n", newline))
    home.take({**ROWS, "LTU": ROWS["LTU"].replace("FSD50K", "WavCaps")}, "--update")
    after = home.text("ltu")
    assert "# They say so in 3.1." in after
    assert "# The end." in after
    assert after.count("\n") == after.count(newline)
    assert all("FSD50K" in line or "fsd50k" in line for line in changed_lines(before, after) if line[0] == "-")
    home.check()


def test_what_a_person_changed_is_called_a_draft_no_more_after_an_update(home: Home) -> None:
    home.take(ROWS)
    edited = home.edit("ltu", lambda text: f"{text}# Mine.\n")
    home.take(ROWS)
    assert home.text("ltu").count("# draft") == 1
    home.take(ROWS, "--update")
    assert home.text("ltu") == edited
    assert "# draft" in home.text("salmonn")
    before = home.files()
    home.take(ROWS, "--update")
    assert home.files() == before


def test_line_breaks_of_git_on_windows_are_no_edit(home: Home) -> None:
    home.take(ROWS)
    home.edit("ltu", lambda text: text.replace("\n", "\r\n"))
    output = home.take({**ROWS, "LTU": ROWS["LTU"].replace("Vicuna", "LLaMA")}, "--update")
    assert "1 changed" in output
    assert "llm: llama" in home.text("ltu")


def test_what_a_person_deleted_stays_deleted(home: Home) -> None:
    home.take(ROWS)
    home.edit("ltu", lambda text: text.replace("  - {dataset: fsd50k, quote: FSD50K}\n", ""))
    changed = {**ROWS, "LTU": ROWS["LTU"].replace("AudioSet", "AudioSet, WavCaps")}
    home.take(changed, "--update")
    assert "fsd50k" not in home.text("ltu")
    assert "dataset: wavcaps" in home.text("ltu")
    home.check()


def test_a_statement_that_both_changed_is_told_and_left(home: Home) -> None:
    home.take(ROWS)
    mine = "{dataset: gigaspeech, tasks: [aac], quote: GigaSpeech (ASR), note: It is for AAC.}"
    before = home.edit(
        "salmonn", lambda text: text.replace("{dataset: gigaspeech, tasks: [asr], quote: GigaSpeech (ASR)}", mine)
    )
    output = home.take({**ROWS, "SALMONN": ROWS["SALMONN"].replace("GigaSpeech (ASR)", "GigaSpeech (ST)")}, "--update")
    assert '! Dataset has other words now, but you quote "GigaSpeech (ASR)"; settle it by hand' in output
    assert home.text("salmonn") == before
    home.check()


def test_a_statement_with_a_note_is_not_deleted(home: Home) -> None:
    home.take(ROWS)
    home.edit(
        "ltu", lambda text: text.replace("{dataset: fsd50k, quote: FSD50K}", "{dataset: fsd50k, quote: FSD50K}  # sure")
    )
    output = home.take({**ROWS, "LTU": ROWS["LTU"].replace(", FSD50K", "")}, "--update")
    assert "you quote" in output
    assert "fsd50k, quote: FSD50K}  # sure" in home.text("ltu")
    home.check()


def test_other_words_for_the_same_statement_give_the_quote_its_words(home: Home) -> None:
    home.take(ROWS)
    home.edit("salmonn", touched)
    home.take({**ROWS, "SALMONN": ROWS["SALMONN"].replace("GigaSpeech (ASR)", "Gigaspeech (ASR)")}, "--update")
    assert "quote: Gigaspeech (ASR)" in home.text("salmonn")
    home.check()


def test_a_title_of_a_persons_stays_and_is_told(home: Home) -> None:
    home.take(ROWS)
    home.edit("foo", lambda text: text.replace("title: 'Foo: a model'", "title: 'Foo: The Model'"))
    output = home.take({**ROWS, "Foo": ROWS["Foo"].replace("a model", "another model")}, "--update")
    assert "! paper.title is Foo: another model in the table now; you have Foo: The Model" in output
    assert "title: 'Foo: The Model'" in home.text("foo")
    home.check()


def test_a_cell_that_is_emptied_or_says_nothing_takes_its_statements_along(home: Home) -> None:
    home.take(ROWS)
    home.edit("ltu", touched)
    home.edit("foo", touched)
    rows = {**ROWS, "LTU": ROWS["LTU"].replace("| Vicuna |", "| - |"), "Foo": ROWS["Foo"].replace("| LLaMA |", "| |")}
    home.take(rows, "--update")
    home.check()
    assert "llms:" not in home.text("ltu")
    assert "not_stated: [LLM]" in home.text("ltu")
    assert "llms:" not in home.text("foo")
    assert "LLaMA" not in home.text("foo")
    home.take(ROWS, "--update")
    home.check()
    assert "llm: vicuna" in home.text("ltu")
    assert "not_stated" not in home.text("ltu")


def test_a_column_that_goes_or_is_renamed_takes_nothing_along(home: Home) -> None:
    home.take(ROWS)
    before = home.edit("ltu", touched)
    narrow = table_of(ROWS).replace("| Dataset |", "| Notes |")
    home.take(narrow, "--update", "--columns", "Notes=datasets")
    assert [line for line in changed_lines(before, home.text("ltu")) if line[0] == "-"] == []
    assert home.text("ltu").count("dataset: fsd50k") == 1
    home.check()


# --- rows


def test_a_row_at_the_top_moves_the_others_with_update(home: Home) -> None:
    home.take(ROWS)
    home.edit("ltu", touched)
    rows = {"New": "New: it | Whisper | LLaMA | AudioSet | ASR", **ROWS}
    before = home.files()
    output = home.take(rows)
    assert "4 systems: 1 new, 0 changed, 3 in another row, 0 as they are" in output
    assert "! row 1 is still that of data/systems/salmonn.yaml; write both with --update" in output
    assert home.files() == before
    home.check()
    home.take(rows, "--update")
    home.check()
    assert [home.tree(name)["source"]["row"] for name in ("new", "salmonn", "ltu", "foo")] == list("1234")
    assert "4 as they are" in home.take(rows, "--update")


def test_rows_that_change_places(home: Home) -> None:
    home.take(ROWS)
    home.edit("ltu", touched)
    home.take(dict(reversed(ROWS.items())), "--update")
    home.check()
    assert "row: '1'" in home.text("foo")
    assert "row: '3'" in home.text("salmonn")


def test_a_row_that_is_gone_is_told_and_its_entry_stays(home: Home) -> None:
    home.take(ROWS)
    output = home.take({name: ROWS[name] for name in ("LTU", "Foo")}, "--update")
    assert "data/systems/salmonn.yaml: no row of the table is about this system any more" in output
    home.check()
    (home.systems / "salmonn.yaml").unlink()
    home.take({name: ROWS[name] for name in ("LTU", "Foo")}, "--update")
    home.check()
    assert "row: '1'" in home.text("ltu")


def test_another_table_altogether_is_told(home: Home) -> None:
    home.take(ROWS)
    before = home.files()
    bar = {"Bar": "Bar: it | AST | Vicuna | AudioSet | ST"}
    output = home.take(bar, "--update", status=1)
    assert "table.md: not the table of Speech LLMs Progress (0 of its 3 rows are in it); say whose it is" in output
    assert "--survey models makes it a survey of its own" in output
    assert home.files() == before
    output = home.take(bar, "--update", "--survey", "models")
    assert "table.md: of a new survey, Models (models)" in output
    assert "no row of the table" not in output
    assert "survey: models" in home.text("bar")
    assert {name: text for name, text in home.files().items() if name in before} == before
    home.check()


def test_a_name_in_another_spelling_is_the_same_system_and_its_id_stays(home: Home) -> None:
    home.take(ROWS)
    home.edit("salmonn", touched)
    rows = {"Salmonn": ROWS["SALMONN"], "L-T-U": ROWS["LTU"], "Phoo": ROWS["Foo"]}
    output = home.take(rows, "--update")
    assert "3 systems: 0 new, 3 changed" in output
    assert sorted(path.name for path in home.systems.iterdir()) == ["foo.yaml", "ltu.yaml", "salmonn.yaml"]
    assert "name: Salmonn" in home.text("salmonn")
    assert "id: salmonn" in home.text("salmonn")
    home.check()


def test_an_arxiv_link_that_comes_later_is_taken_over_and_the_papers_id_stays(home: Home) -> None:
    home.take(ROWS)
    home.edit("foo", touched)
    home.take(
        {**ROWS, "Foo": ROWS["Foo"].replace("Foo: a model", "[Foo: a model](https://arxiv.org/pdf/2405.00001v2)")},
        "--update",
    )
    tree = home.tree("foo")
    assert tree["paper"] == {"id": "foo", "title": "Foo: a model", "arxiv": "2405.00001", "issued": "2024-05"}
    home.check()


# --- files and ids


def test_a_file_that_cannot_be_read_stops_everything(home: Home) -> None:
    home.take(ROWS)
    home.edit("foo", lambda text: text.replace("id: foo", "id: [foo"))
    before = home.files()
    assert "foo.yaml" in home.take({**ROWS, "New": "New | AST | Vicuna | AudioSet | ST"}, "--update", status=1)
    assert home.files() == before


def test_a_file_of_that_name_is_not_written_over(home: Home) -> None:
    home.take(ROWS)
    (home.systems / "foo.yaml").rename(home.systems / "new.yaml")
    before = home.text("new")
    home.take({**ROWS, "New": "New | AST | Vicuna | AudioSet | ST"})
    assert home.text("new") == before
    assert "name: New" in home.text("new-2")
    problem = "data/systems/new.yaml:2:5: foo: is not the file's name; call the file foo.yaml, or mend the id"
    assert home.run("check").output.splitlines()[:-1] == [problem]


def test_entries_in_json_lines_are_known_and_not_written(home: Home) -> None:
    home.take(ROWS)
    tree = home.tree("ltu")
    (home.systems / "ltu.yaml").unlink()
    lines = home.systems / "more.jsonl"
    lines.write_text(f"{json.dumps(tree)}\n", encoding="utf-8")
    before = lines.read_bytes()
    assert "3 as they are" in home.take(ROWS, "--update")
    output = home.take({**ROWS, "LTU": ROWS["LTU"].replace("FSD50K", "WavCaps")}, "--update")
    assert "! + datasets: wavcaps; JSON Lines are not written: do it by hand" in output
    assert lines.read_bytes() == before
    assert not (home.systems / "ltu.yaml").exists()
    home.check()


def test_a_paper_that_the_vocabulary_has_is_referred_to(home: Home) -> None:
    home.take({"LLaMA": "[LLaMA](https://arxiv.org/abs/2302.13971) | Whisper | LLaMA | AudioSet | ASR"})
    home.check()
    assert "\npaper: " in home.text("llama")
    assert "title" not in home.text("llama").partition("source:")[0]
    assert "1 as they are" in home.take(
        {"LLaMA": "[LLaMA](https://arxiv.org/abs/2302.13971) | Whisper | LLaMA | AudioSet | ASR"}, "--update"
    )


@pytest.mark.parametrize(
    ("title", "is_known"),
    [
        ("WHISPER: ROBUST SPEECH RECOGNITION", False),
        ("LLAMA: Open and Efficient Foundation Language-Models", True),
        ("[LLaMA: Open and Efficient Foundation Language Models](https://arxiv.org/abs/2302.13972)", False),
    ],
)
def test_a_paper_is_known_by_its_title_unless_the_arxiv_id_is_another(home: Home, title: str, is_known: bool) -> None:
    home.take({"Foo": f"{title} | Whisper | LLaMA | AudioSet | ASR"})
    home.check()
    paper = home.tree("foo")["paper"]
    assert (paper == "2302.13971") is is_known
    assert isinstance(paper, str) is is_known


def test_names_without_latin_letters_get_ids(home: Home) -> None:
    home.take(
        {"听云": "听云大模型 | HuBERT | LLaMA | AudioSet | ASR", "观海": "观海大模型 | AST | LLaMA | AudioSet | ASR"}
    )
    home.check()
    titles = {path.stem: home.tree(path.stem)["paper"]["title"] for path in home.systems.iterdir()}
    assert titles == {"row-1": "听云大模型", "row-2": "观海大模型"}


def test_a_second_row_of_a_name_joins_the_system_and_one_of_the_same_paper_does_not(home: Home) -> None:
    rows = {**ROWS, "L.T.U.": "It | AST | Vicuna | AudioSet | AAC", "SALMONN-13B": ROWS["SALMONN"]}
    output = home.take(rows)
    assert "5 rows: 5 of systems\n5 systems: 4 new, 1 joined" in output
    joined = (home.folder / "data" / "rows" / "speech-llms-progress" / "ltu-4.yaml").read_text(encoding="utf-8")
    assert "system: ltu\nsource:\n  survey: speech-llms-progress\n  row: '4'\n" in joined
    assert "paper: '2310.13289'\n" in home.text("salmonn-13b")
    home.check()
    before = home.files()
    assert "5 systems: 0 new, 0 changed, 5 as they are" in home.take(rows, "--update")
    assert home.files() == before


def test_a_row_that_repeats_another_word_for_word_is_counted(home: Home) -> None:
    text = table_of(ROWS)
    output = home.take(text + text.splitlines()[-1] + "\n")
    assert "4 rows: 3 of systems, 1 repeated word for word" in output


def test_a_repeated_row_that_a_person_gave_an_entry_is_known(home: Home) -> None:
    rows = {**ROWS, "SALMONN-13B": ROWS["SALMONN"]}
    home.take(rows)
    text = home.text("salmonn").replace("id: salmonn", "id: salmonn-13b").replace("name: SALMONN", "name: SALMONN-13B")
    text = text.replace("row: '1'", "row: '4'").replace("Model: SALMONN", "Model: SALMONN-13B")
    start, end = text.index("paper:"), text.index("source:")
    (home.systems / "salmonn-13b.yaml").write_text(f"{text[:start]}paper: '2310.13289'\n{text[end:]}", encoding="utf-8")
    home.check()
    output = home.take(rows, "--update")
    assert "4 systems: 0 new, 0 changed, 4 as they are" in output
    assert "not drafted" not in output
    assert "no row" not in output


def test_new_items_are_appended_once_and_fit(home: Home) -> None:
    llms = home.folder / "data" / "vocabulary" / "llms.yaml"
    before = llms.read_bytes()
    rows = {"Foo": "Foo: it | FooEnc-L | Vicuna-13B-v1.5 + Brandnew-7B + LLaMA-3.9-8B | AudioSet | ASR"}
    output = home.take(rows, "--draft-new")
    assert re.search(r"Added to data/vocabulary: .*\bllms 5\b", output)
    home.check()
    assert llms.read_bytes().startswith(before)
    added = llms.read_bytes()[len(before) :].decode()
    assert "id: vicuna-13b-v1-5\n" in added
    assert "label: Brandnew\n" in added
    assert "label: Brandnew-7B" in added
    assert "variant_of: brandnew\n" in added
    assert "family: brandnew" not in added
    after = home.files()
    home.take(rows, "--draft-new", "--update")
    assert home.files() == after


def test_a_survey_that_was_settled_by_hand_gets_no_items_for_its_words(home: Home) -> None:
    rows = {"Foo": "Foo: it | FooEnc-L | Vicuna | AudioSet | ASR"}
    home.take(rows)
    mine = "encoders:\n  - {encoder: hubert, quote: FooEnc-L, note: It is HuBERT.}\n"
    edited = home.edit("foo", lambda text: f"{text}{mine}")
    before = home.files()
    home.take(rows, "--draft-new", "--update")
    assert home.files() == {**before, "data/systems/foo.yaml": edited.encode()}
