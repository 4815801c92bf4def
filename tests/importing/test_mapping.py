"""What tables and columns mean: proposed with reasons, kept in the survey's file, corrected there, and taken again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from slm_graph.documents import text_tree
from slm_graph.entries import check
from slm_graph.importing import Import, import_table
from slm_graph.project import Project, find_project
from tools import ROOT

MODELS = """\
# Some survey

## Models

| Language Model | Release Date | Checkpoints | Paper/Blog | Params (B) | Licence |
| --- | --- | --- | --- | --- | --- |
| Kakapo-7B | 2024/05 | [k](https://hf.co/b/kakapo) | [On Old Birds](https://arxiv.org/abs/2405.01234) |7| Apache 2.0 |
| Takahe | 2023/11 | | [Blog](https://example.org/takahe) | 3, 7 | Custom terms |
| Weka | 2023/12 | | | ~2 | CC BY 4.0 |
| Total | | | | 9 | |

## Data

| Dataset | Hours | Lang | Release<br>Time |
| --- | --- | --- | --- |
| birdsongset | 1,500 | en,zh | 2023.04 |
| NestSet | / | en | 2023.05 |
| EggSet | - | ? | 2023.06 |
| [Wing_<br/>Feather<br>set](https://example.org/wings) | 3 | en | 2023.07 |
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "table.md").write_text(MODELS, encoding="utf-8")
    return find_project(tmp_path / "data")


def run(project: Project, **options: Any) -> Import:
    result = import_table(project, project.data.parent / "table.md", draft_new=True, survey="some-survey", **options)
    result.write()
    assert check(project)[0] == []
    return result


def items(project: Project, name: str) -> dict[str, dict[str, Any]]:
    listed = text_tree((project.data / "vocabulary" / f"{name}.yaml").read_text(encoding="utf-8"))
    return {item["label"]: item for item in listed}


def mapping(project: Project) -> list[dict[str, Any]]:
    path = project.data / "surveys" / "some-survey.yaml"
    tables = text_tree(path.read_text(encoding="utf-8"))["tables"]
    assert isinstance(tables, list)
    return tables


def files(project: Project) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.data.rglob("*.yaml")}


def test_rows_become_items_with_what_their_columns_say(project: Project) -> None:
    run(project)
    llms, datasets = items(project, "llms"), items(project, "datasets")
    kakapo = llms["Kakapo-7B"]
    assert (kakapo["parameters"], kakapo["license"]) == ("7000000000", "https://www.apache.org/licenses/LICENSE-2.0")
    assert kakapo["hugging_face"] == "b/kakapo"
    assert kakapo["described_in"] == ["2405.01234"]
    assert llms["Takahe"]["rights"] == "Custom terms"
    assert llms["Weka"]["issued"] == "2023-12"
    assert "parameters" not in llms["Takahe"]
    assert "parameters" not in llms["Weka"]
    assert "Total" not in llms
    assert datasets["birdsongset"]["total_hours"] == "1500"
    assert datasets["birdsongset"]["languages"] == ["en", "zh"]
    assert datasets["birdsongset"]["issued"] == "2023-04"
    assert "total_hours" not in datasets["NestSet"]
    assert datasets["Wing_Feather set"]["total_hours"] == "3"


def test_what_was_thought_is_kept_with_its_reason_and_nothing_changes_again(project: Project) -> None:
    run(project)
    models, data = mapping(project)
    assert (models["class"], data["class"]) == ("LLM", "Dataset")
    assert models["why"]
    assert data["why"]
    params = next(column for column in models["columns"] if column["name"] == "Params (B)")
    assert params["fields"] == ["parameters"]
    assert (params["confidence"], params["why"], params["unit"]) == ("0.95", "its header", "B")
    before = files(project)
    assert list(run(project).write().lines()) == ["Nothing to write."]
    assert files(project) == before


@pytest.mark.parametrize(
    ("old", "new", "file", "label", "field", "value"),
    [
        ("unit: B", "unit: M", "llms", "Kakapo-7B", "parameters", "7000000"),
        ("        fields: [parameters]\n", "", "llms", "Kakapo-7B", "parameters", None),
        ("unit: B", "unit: B\n        null_words: ['7']", "llms", "Kakapo-7B", "parameters", None),
        ("class: LLM", "class: SpeechEncoder", "encoders", "Kakapo-7B", "parameters", "7000000000"),
        ("class: LLM", "class: skipped", "llms", "Kakapo-7B", "id", None),
    ],
)
def test_a_person_corrects_it_and_every_later_import_takes_that(
    project: Project, old: str, new: str, file: str, label: str, field: str, value: str | None
) -> None:
    import_table(project, project.data.parent / "table.md", survey="some-survey").write()
    path = project.data / "surveys" / "some-survey.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    run(project)
    assert items(project, file).get(label, {}).get(field) == value
    assert new in path.read_text(encoding="utf-8")


def test_an_item_of_an_authority_file_moves_with_what_the_row_adds(project: Project) -> None:
    table = project.data.parent / "table.md"
    table.write_text(MODELS.replace("Kakapo-7B", "ChatGLM"), encoding="utf-8")
    assert "ChatGLM\n" in (project.data / "authority" / "llms.yaml").read_text(encoding="utf-8")
    run(project)
    chatglm = items(project, "llms")["ChatGLM"]
    assert chatglm["family"] == "glm"
    assert chatglm["described_in"] == ["2405.01234"]
    assert "label: ChatGLM\n" not in (project.data / "authority" / "llms.yaml").read_text(encoding="utf-8")


def test_an_unknown_class_of_rows_is_told(project: Project) -> None:
    run(project)
    path = project.data / "surveys" / "some-survey.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("class: LLM", "class: Model"), encoding="utf-8")
    assert ["class" in problem.message for problem in check(project)[0]] == [True]


TTS = """\
| Method | Acoustic<br>Model | Vocoder | Time | Publication Time |
| --- | --- | --- | --- | --- |
| One | Transformer + DiT | HiFi-GAN | 3.1 s | 2024.05 |
| Two | RNN + CNN | BigVGAN | 4.0 s | 2024.06 |
| Three | Diffusion | WaveGlow | 5.2 s | 2024.07 |
"""


def test_cells_settle_and_refuse_what_headers_say(project: Project) -> None:
    (project.data.parent / "table.md").write_text(TTS, encoding="utf-8")
    result = run(project)
    (table,) = mapping(project)
    fields = {column["name"]: column.get("fields", []) for column in table["columns"]}
    assert fields["Acoustic<br>Model"] == ["methods"]
    assert fields["Time"] == []
    assert fields["Publication Time"] == ["paper.issued"]
    roles = {usage["role"] for change in result.changes for usage in change.draft.tree["encoders"]}
    assert roles == {"output"}
    assert [change.draft.tree["issued"] for change in result.changes] == ["2024-05", "2024-06", "2024-07"]


def test_later_rows_give_the_first_one_what_an_entry_alone_can_hold(project: Project) -> None:
    table = """\
# Some survey

## Parts

| Model | LLM |
| --- | --- |
| Kea | Vicuna |
| Weka | Vicuna |

## Papers

| Model | Title | Paper | Code |
| --- | --- | --- | --- |
| Kea | Hearing Everything There Is | [arXiv](https://arxiv.org/abs/2405.01234) | [code](https://github.com/b/kea) |
"""
    (project.data.parent / "table.md").write_text(table, encoding="utf-8")
    run(project)
    files = {path: path.read_bytes() for path in project.data.rglob("*.*")}
    kea = text_tree(files[project.data / "systems" / "kea.yaml"].decode())
    assert kea["paper"]["arxiv"] == "2405.01234"
    assert kea["code"] == "https://github.com/b/kea"
    assert list(kea) == ["id", "name", "code", "paper", "source", "llms"]
    assert "paper" not in text_tree(files[project.data / "systems" / "weka.yaml"].decode())
    run(project)
    assert {path: path.read_bytes() for path in project.data.rglob("*.*")} == files


def test_an_item_of_an_authority_file_gets_what_a_table_says_of_it_by_another_name(project: Project) -> None:
    table = """\
# Some survey

## Speech encoders

| Encoder | Title | Paper |
| --- | --- | --- |
| Wav2vec2.0 | wav2vec 2.0: A Framework for Learning | [arXiv](https://arxiv.org/abs/2006.11477) |
| Weka | Listening to Birds at Night | [arXiv](https://arxiv.org/abs/2405.01234) |
"""
    (project.data.parent / "table.md").write_text(table, encoding="utf-8")
    assert "wav2vec 2.0" not in items(project, "encoders")
    run(project)
    assert items(project, "encoders")["wav2vec 2.0"]["described_in"] == ["2006.11477"]
