"""What goes out of use: references lead to what takes its place, and its IRIs stay as stubs."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cases_in_lines import lines_of
from projects import held_project
from renaming_project import BASE, RETIRED, SECOND, small_data, statements, texts
from slm_graph.build import triples
from slm_graph.commands.main import cli
from slm_graph.documents import text_tree
from slm_graph.entries import check, item_names, read_survey
from slm_graph.project import find_project
from slm_graph.renaming import DataChanges, retire
from slm_graph.renaming.definitions import find_definition
from slm_graph.starter import start_survey

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data of a small project that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return small_data(tmp_path)


def retired(data: Path, old: str, replaced_by: str = "") -> DataChanges:
    plan = retire(data, old, replaced_by)
    plan.write()
    assert check(data)[0] == []
    return plan


def stub_ends(plan: DataChanges) -> dict[str, tuple[str, ...]]:
    return {stub.path: stub.replaced_by for stub in plan.stubs}


# --- into another


def test_a_duplicate_goes_into_another(data: Path) -> None:
    before = texts(data)
    plan = retired(data, "beats", "encoder/whisper")
    after = texts(data)
    assert {name for name in before if before[name] != after[name]} == {
        "systems/two.yaml",
        "vocabulary/encoders.yaml",
        "vocabulary/retired.yaml",
    }
    # The usage has the key of another one now, so that it keeps its own, and with it its IRI and its quote.
    wanted = SECOND.replace(
        "{encoder: beats,  alternative_to: whisper, quote: BEATs or}",
        "{encoder: whisper,  alternative_to: whisper, quote: BEATs or, key: beats}",
    )
    assert after["systems/two.yaml"] == wanted.replace("\n", "\r\n")
    assert after["vocabulary/encoders.yaml"] == before["vocabulary/encoders.yaml"].replace(
        "- id: beats\n  label: BEATs\n", ""
    ).replace("  misspellings: [Wishper]\n", "  misspellings: [Wishper]\n  aliases: [BEATs]\n")
    assert stub_ends(plan) == {"encoder/beats": ("encoder/whisper",)}
    # A stub that led to both leads to one of them, once.
    led = RETIRED.replace("[encoder/whisper, encoder/beats]  # it was both", "[encoder/whisper]  # it was both")
    assert after["vocabulary/retired.yaml"].startswith(led)


def test_usages_that_follow_become_stubs(data: Path) -> None:
    plan = retired(data, "vicuna", "llm/llama")
    assert stub_ends(plan) == {"llm/vicuna": ("llm/llama",), "usage/one/vicuna": ("usage/one/llama",)}
    assert [stub.label for stub in plan.stubs] == ["Vicuna", "One: Vicuna"]


def test_names_follow_where_the_other_lacks_them(data: Path) -> None:
    encoders = data / "vocabulary" / "encoders.yaml"
    text = encoders.read_text(encoding="utf-8")
    more = "  aliases: [WHISPER, Bidirectional]\n  misspellings: [beets, wishper]\n# the end\n"
    encoders.write_text(text + more, encoding="utf-8")
    # The names are those of the other in other letters, so that they cannot be there before.
    encoders.write_text(encoders.read_text(encoding="utf-8").replace("WHISPER, ", "").replace(", wishper", ""), "utf-8")
    retired(data, "beats", "encoder/whisper")
    (item,) = text_tree(encoders.read_text(encoding="utf-8"))
    assert item["aliases"] == ["BEATs", "Bidirectional"]
    assert item["misspellings"] == ["Wishper", "beets"]
    assert encoders.read_text(encoding="utf-8").endswith("# the end\n")


def test_what_names_itself_no_more(data: Path) -> None:
    llms = data / "vocabulary" / "llms.yaml"
    plan = retired(data, "llm/llama", "vicuna")
    assert "derived_from" not in llms.read_text(encoding="utf-8")
    assert stub_ends(plan) == {"llm/llama": ("llm/vicuna",)}


def test_a_list_that_names_both_names_one(data: Path) -> None:
    entry = data / "systems" / "one.yaml"
    text = entry.read_text(encoding="utf-8")
    tasks = "tasks: [aac,  asr], note: So.,"
    entry.write_text(text.replace("tasks: asr,", tasks), encoding="utf-8")
    retired(data, "aac", "asr")
    assert entry.read_text(encoding="utf-8") == text.replace("tasks: asr,", "tasks: [asr], note: So.,")


def test_a_paper_within_an_entry(data: Path) -> None:
    before = texts(data)
    papers = data / "vocabulary" / "papers.yaml"
    plan = retired(data, "2310.13289", "2302.13971")
    assert stub_ends(plan) == {"paper/2310.13289": ("paper/2302.13971",)}
    after = texts(data)
    paper = before["systems/one.yaml"].partition("paper:\n")[2].partition("source:")[0]
    wanted = before["systems/one.yaml"].replace(f"paper:\n{paper}", "paper: '2302.13971'\n")
    assert after["systems/one.yaml"].replace('"2302.13971"', "'2302.13971'") == wanted
    assert papers.read_text(encoding="utf-8") == before["vocabulary/papers.yaml"]


def test_the_last_item_of_a_list_leaves_a_list(data: Path) -> None:
    models = data / "vocabulary" / "models.yaml"
    models.write_text("# others\n- id: gpt-4\n  label: GPT-4\n", encoding="utf-8")
    retired(data, "gpt-4")
    assert models.read_text(encoding="utf-8") == "# others\n[]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n- {id: wavcaps, label: W}\n\n- {id: c, label: C}\n", "\n- {id: c, label: C}\n"),
        ("- {id: wavcaps, label: W}\n\n- {id: a, label: A}\n", "\n- {id: a, label: A}\n"),
        ("- {id: a, label: A}\n\n- {id: wavcaps, label: W}\n", "- {id: a, label: A}\n"),
        ("- {id: a, label: A}  # a\n# b\n- {id: wavcaps, label: W}\n# c\n", "- {id: a, label: A}  # a\n# b\n# c\n"),
        ("- {id: a, label: A}\r\n\r\n- {id: wavcaps, label: W}\r\n", "- {id: a, label: A}\r\n"),
    ],
)  # fmt: skip
def test_one_blank_line_goes_with_an_item(data: Path, before: str, after: str) -> None:
    datasets = data / "vocabulary" / "datasets.yaml"
    libri = "- {id: librispeech, label: LibriSpeech}"
    newline = "\r\n" if "\r" in before else "\n"
    datasets.write_bytes(f"{libri}{newline}{before}".encode())
    retired(data, "wavcaps")
    assert datasets.read_bytes().decode() == f"{libri}{newline}{after}"


def test_decisions_on_words_follow(data: Path) -> None:
    (data / "surveys").mkdir()
    words = data / "surveys" / "small.words.tsv"
    head = "word\tdecision\tproposal\tclass\n"
    words.write_text(head + "Beats\tbeats\tbeats\tSpeechEncoder\nOther\t\tbeats\tSpeechEncoder\n", encoding="utf-8")
    assert check(data)[0] == []
    retired(data, "beats", "encoder/whisper")
    assert words.read_text("utf-8") == head + "Beats\twhisper\tbeats\tSpeechEncoder\nOther\t\tbeats\tSpeechEncoder\n"


# --- the graph


@pytest.mark.parametrize(("old", "replaced_by"), lines_of("keeping/joined"))
def test_the_graph_is_the_old_one_with_one_thing_less(data: Path, old: str, replaced_by: str) -> None:
    survey = read_survey(find_project(data))
    names = set(item_names((gone := find_definition(survey, old)).cls, gone.tree))
    before = statements(data)
    plan = retired(data, old, replaced_by)
    after = statements(data)
    new = {f"<{BASE}{stub.path}>": f"<{BASE}{stub.replaced_by[0]}>" for stub in plan.stubs}
    thing, other = f"<{BASE}{old}>", f"<{BASE}{replaced_by}>"
    stubs = {one for one in after if one[0] in new}
    assert {(one, end) for one, predicate, end in stubs if predicate.endswith("isReplacedBy>")} == set(new.items())
    led = {(new.get(one, one), name, new.get(end, end)) for one, name, end in before if one != thing}
    named = {(one, end) for one, _, end in before}
    lost, gained = led - (after - stubs), (after - stubs) - led
    # What was only there for the sake of the thing goes with it; labels of usages show the other name.
    # Of what leads there it is said the other way round; nothing else is carried over but names.
    inverse = {(other, name, end) for one, name, end in before if one == thing and (end, thing) in named}
    assert {one for one in lost if one[1] != LABEL and one[0] != other} == set()
    assert {one for one in gained - inverse if one[1] != LABEL and one[0] != other} == set()
    of_other = {end for one, name, end in gained - inverse if one == other and name != LABEL}
    assert {end.strip('"').partition('"')[0] for end in of_other} <= names


# --- alone


def test_an_item_that_nothing_names_goes_with_a_stub_that_leads_nowhere(data: Path) -> None:
    before = texts(data)
    plan = retired(data, "wavcaps")
    assert stub_ends(plan) == {"dataset/wavcaps": ()}
    after = texts(data)
    assert after["vocabulary/datasets.yaml"] == before["vocabulary/datasets.yaml"].replace(
        "- id: wavcaps\n  label: WavCaps\n", ""
    )
    stub = "\n- id: dataset/wavcaps\n  label: WavCaps\n  deprecated: true\n"
    assert after["vocabulary/retired.yaml"] == RETIRED + stub
    assert [line for line in plan.lines() if "wavcaps" in line] == ["  dataset/wavcaps"]


def test_a_usage_goes_and_another_takes_its_place(data: Path) -> None:
    before = texts(data)
    plan = retired(data, "usage/one/hours", "usage/one/librispeech")
    assert stub_ends(plan) == {"usage/one/hours": ("usage/one/librispeech",)}
    line = "  - {key: hours, amount: 10000, unit: hours, quote: 10k hours}\n"
    assert texts(data)["systems/one.yaml"] == before["systems/one.yaml"].replace(line, "")


def test_a_system_goes_with_its_file(data: Path) -> None:
    before = statements(data)
    plan = retired(data, "system/two")
    assert not (data / "systems" / "two.yaml").exists()
    assert stub_ends(plan) == dict.fromkeys(
        ("system/two", "row/small/2", "usage/two/beats", "usage/two/whisper", "usage/two/one"), ()
    )
    gone = {f"<{BASE}{stub.path}>" for stub in plan.stubs}
    after = statements(data)
    assert {one for one in after if one[0] not in gone} == {one for one in before if not {one[0], one[2]} & gone}


def test_an_item_of_an_authority_file_leaves_no_stub(data: Path) -> None:
    (data / "authority").mkdir()
    authority = data / "authority" / "encoders.yaml"
    authority.write_text("- {id: hubert, label: HuBERT}\n- {id: mert, label: MERT}\n", encoding="utf-8")
    assert retired(data, "mert").stubs == []
    assert authority.read_text(encoding="utf-8") == "- {id: hubert, label: HuBERT}\n"


def test_a_survey_that_nothing_refers_to(data: Path) -> None:
    third = data / "surveys" / "third.yaml"
    third.parent.mkdir()
    third.write_text("id: third\ntitle: A third survey\nheadings: [{id: models, label: Models}]\n", encoding="utf-8")
    before = statements(data)
    plan = retired(data, "survey/third")
    assert not third.exists()
    gone = {"survey/third", "heading/third/models", "scheme/headings-third"}
    assert stub_ends(plan) == dict.fromkeys(gone, ())
    assert {f"<{BASE}{path}>" for path in gone} <= {one for one, _, _ in before}


# --- other projects


def test_the_survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = held_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    plan = retired(project.data, "llm/llama", "llm/llama-7b")
    assert {stub.path.partition("/")[0] for stub in plan.stubs} == {"llm", "usage"}
    made = {str(one.subject): one for one in triples(project.data) if str(one.predicate).endswith("isReplacedBy>")}
    assert str(made[f"<{BASE}llm/llama>"].object) == f"<{BASE}llm/llama-7b>"


def test_the_starter_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_survey(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    data = tmp_path / "mine" / "data"
    assert CliRunner().invoke(cli, ["import", "table.md", "--draft-new"]).exit_code == 0
    items = text_tree((data / "vocabulary" / "encoders.yaml").read_text(encoding="utf-8"))
    first, second = items[0]["id"], items[1]["id"]
    retired(data, f"encoder/{first}", f"encoder/{second}")
    assert first not in {item["id"] for item in text_tree((data / "vocabulary" / "encoders.yaml").read_text("utf-8"))}
