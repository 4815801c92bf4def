"""A survey with an ontology of its own, as docs/your-own-survey.md makes it, and a schema whose names are others."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from pyoxigraph import parse

import forks
import guide
from projects import BASE
from slm_graph.build.graph import triples, write_graph
from slm_graph.diff.comparing import difference
from slm_graph.graphs.local import open_graph
from slm_graph.network import kinds_of, to_network
from slm_graph.project import find_project
from slm_graph.schema.reader import read_schema
from tools import ROOT

SCHEMA = (ROOT / "ontology" / "schema.yaml").read_text(encoding="utf-8")


def run(line: str, folder: Path) -> str:
    name, *arguments = shlex.split(line)
    assert name == "slm-graph", line
    result = forks.run(*arguments, cwd=folder)
    assert result.returncode == 0, f"{line}\n{result.stdout}{result.stderr}"
    return result.stdout


def run_all(lines: list[str], folder: Path) -> dict[str, str]:
    """Run commands one after another, from the folder that the last `cd` chose."""
    said = {}
    for line in lines:
        if line.startswith("cd "):
            folder = folder / line.removeprefix("cd ")
        else:
            said[line] = run(line, folder)
    return said


# --- the guide


def test_the_first_part_of_the_guide_works(tmp_path: Path) -> None:
    said = run_all(guide.commands("From nothing to a graph", "From nothing to a graph"), tmp_path)
    assert said["slm-graph check"] == "19 files, no problems.\n"
    assert "SALMONN" in said["slm-graph query who-uses -p thing=Whisper"]
    assert (tmp_path / "my-survey" / "whisper.html").stat().st_size > 100_000


@pytest.fixture(scope="module")
def vlm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return the folder of the guide's second survey, and what each command said."""
    folder = tmp_path_factory.mktemp("guide")
    first, last = "A survey of vision-language models", "The rest is as before"
    run_all(guide.commands(first, first), folder)
    folder /= "vlm"
    shutil.copytree(guide.CASE, folder, dirs_exist_ok=True)
    guide.write_files(folder)
    (folder / "data" / "vocabulary" / "papers.yaml").unlink()
    return folder, run_all(guide.commands("The schema", last), folder)


def test_another_field_takes_a_schema_and_a_vocabulary(vlm: tuple[Path, dict[str, str]]) -> None:
    folder, said = vlm
    assert said["slm-graph check"].endswith("no problems.\n")
    assert said["slm-graph check --graph output/slm-graph.ttl"] == "4 checks, no faults.\n"
    assert "4 systems: 4 new" in said["slm-graph import table.md"]
    assert {path.name for path in (folder / "ontology").iterdir()} == {
        "schema.yaml", "vlm.ttl", "alignments.ttl", "shapes.ttl", "context.jsonld", "entry.schema.json",
    }  # fmt: skip
    found = {str(quad.triple) for quad in parse(path=folder / "output" / "slm-graph.ttl")}
    of = "https://example.org/vlm"
    for wanted in (
        f"<{of}/system/blip-2> <{of}/ontology#usesVisionEncoder> <{of}/encoder/eva-clip-vit-g-14>",
        f"<{of}/system/blip-2> <{of}/ontology#evaluatedOn> <{of}/benchmark/gqa>",
        f'<{of}/usage/blip-2/gqa> <https://w3id.org/slm-graph/ontology#quote> "GQA"',
        f"<{of}/usage/llava/clip-vit-l-14> <https://w3id.org/slm-graph/ontology#tuning> <{of}/tuning/frozen>",
        f'<{of}/encoder/clip-vit-l-14> <{of}/ontology#imageSize> "224"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ):
        assert wanted in found
    assert not any("SpeechEncoder" in text for text in found)


def test_questions_and_pictures_know_the_new_classes(vlm: tuple[Path, dict[str, str]]) -> None:
    folder, said = vlm
    (benchmarks,) = (text for line, text in said.items() if "benchmarks-by-encoder" in line)
    assert re.findall(r"benchmark/([a-z0-9-]+) +BLIP-2", benchmarks) == ["gqa", "ok-vqa", "vqav2"]
    assert "benchmark/vqav2" in said["slm-graph query most-used"]
    assert re.search(r"^ +4  of 4: vision encoder$", said["slm-graph stats"], re.MULTILINE)
    assert re.search(r"^ +3  of 4: benchmark$", said["slm-graph stats"], re.MULTILINE)
    assert "Not used by any system" in said["slm-graph stats"]
    (viewed,) = (text for line, text in said.items() if line.startswith("slm-graph view"))
    assert "13 nodes" in viewed
    network = to_network(folder / "output" / "slm-graph.ttl")
    kinds = kinds_of(network)
    assert kinds.entries == {"System"}
    assert kinds.uses == {
        "usesVisionEncoder": "vision encoder", "usesLLM": "LLM", "evaluatedOn": "benchmark", "usesDataset": "dataset",
        "addressesTask": "task", "appliesMethod": "method",
    }  # fmt: skip
    backed = [data for *_, data in network.edges(data=True) if data["predicate"] in kinds.backed]
    assert backed
    assert all(data["evidence"] for data in backed)


def test_tables_say_the_new_classes_and_are_read_again(vlm: tuple[Path, dict[str, str]]) -> None:
    folder, said = vlm
    labelled = said["slm-graph table --labels"]
    assert "| EVA-CLIP ViT-g/14 (frozen) | OPT or Flan-T5 | Q-Former |" in labelled
    assert "| VQAv2, GQA, OK-VQA |" in labelled
    table = next(block.text for block in guide.blocks() if block.language == "markdown")
    assert run("slm-graph table", folder) == table


def test_shapes_that_are_not_of_the_schema_are_not_used(vlm: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Who changes the schema and forgets `slm-graph docs` gets no complaint about what the schema allows."""
    shutil.copytree(vlm[0], tmp_path, dirs_exist_ok=True)
    shutil.copy(ROOT / "ontology" / "shapes.ttl", tmp_path / "ontology" / "shapes.ttl")
    before = (tmp_path / "output" / "slm-graph.ttl").read_bytes()
    write_graph(find_project(tmp_path / "data"), tmp_path / "output")
    (tmp_path / "ontology" / "shapes.ttl").unlink()
    write_graph(find_project(tmp_path / "data"), tmp_path / "output")
    assert (tmp_path / "output" / "slm-graph.ttl").read_bytes() == before


def test_what_nothing_can_be_made_of_is_one_line(vlm: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    for name in ("data", "ontology"):
        shutil.copytree(vlm[0] / name, tmp_path / name)
    schema = tmp_path / "ontology" / "schema.yaml"
    schema.write_text(schema.read_text(encoding="utf-8").replace("vlm:evaluatedOn", "vlm:usesLLM"), encoding="utf-8")
    what = "https://example.org/vlm/ontology#usesLLM and slm:usesLLM have the same local name; give one of them another"
    for name in ("docs", "build"):
        result = forks.run(name, cwd=tmp_path)
        assert result.returncode == 1
        assert result.stderr.splitlines()[:-1] == [f"ontology/schema.yaml:1:1: {what}"]


def test_a_namespace_of_ones_own_is_as_good(vlm: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Page, statistics and differences know the graph of a schema that takes over no term of ours."""
    for name in ("data", "ontology"):
        shutil.copytree(vlm[0] / name, tmp_path / name)
    schema = tmp_path / "ontology" / "schema.yaml"
    text = re.sub(r"\bslm:(?=\w)", "vlm:", schema.read_text(encoding="utf-8"))
    schema.write_text(re.sub(r"^  slm: .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    run("slm-graph build", tmp_path)
    graph = tmp_path / "output" / "slm-graph.ttl"
    assert "w3id.org/slm-graph/ontology#" not in graph.read_text(encoding="utf-8")
    wanted, found = to_network(vlm[0] / "output" / "slm-graph.ttl"), to_network(graph)
    assert [dict(data) for _, data in found.nodes(data=True)] == [dict(data) for _, data in wanted.nodes(data=True)]
    links = [sorted(map(str, network.edges(data=True))) for network in (found, wanted)]
    assert links[0] == links[1]
    assert kinds_of(found).uses == kinds_of(wanted).uses
    entry = tmp_path / "data" / "systems" / "blip-2.yaml"
    lines = entry.read_text(encoding="utf-8").splitlines(keepends=True)
    entry.write_text("".join(line for line in lines if "benchmark: gqa" not in line), encoding="utf-8")
    (tmp_path / "old.ttl").write_bytes(graph.read_bytes())
    run("slm-graph build", tmp_path)
    changes = difference(open_graph(tmp_path / "old.ttl"), open_graph(graph))
    assert [(edge.system.label, edge.property, edge.component.label, edge.quotes) for edge in changes.lost] == [
        ("BLIP-2", "evaluatedOn", "GQA", ["“GQA”"])
    ]


# --- other names


def renamed(*names: str) -> str:
    """Return the schema with other names of classes; what their IRIs are stays."""
    lines, either = [], "|".join(names)
    for line in SCHEMA.splitlines(keepends=True):
        if not line.lstrip().startswith(("description", "#", "header")):
            line = re.sub(rf"(?<![\w:/#-])({either})(?![\w:/])|(?<=^  )({either})(?=:)", r"\1\2X", line)
        lines.append(line)
    return "".join(lines)


CLASSES = list(read_schema(ROOT / "ontology" / "schema.yaml").classes)


def test_no_class_is_known_by_its_name(tmp_path: Path) -> None:
    _gives_the_same_graph(CLASSES, tmp_path)
    write_graph(find_project(tmp_path / "data"), tmp_path / "output", formats=["nt", "jsonld"])


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", CLASSES)
def test_no_class_is_known_by_its_name_alone(name: str, tmp_path: Path) -> None:
    _gives_the_same_graph([name], tmp_path)
    if name in ("Graph", "System", "Survey", "Usage"):
        write_graph(find_project(tmp_path / "data"), tmp_path / "output", formats=["nt", "jsonld"])


def _gives_the_same_graph(names: list[str], tmp_path: Path) -> None:
    """Let classes have other names in a project."""
    (tmp_path / "ontology").mkdir()
    schema = tmp_path / "ontology" / "schema.yaml"
    schema.write_text(renamed(*names), encoding="utf-8")
    assert {f"{name}X" for name in names} <= {*read_schema(schema).classes}
    shutil.copytree(BASE / "data", tmp_path / "data")
    wanted, found = (
        {re.sub(r'"PromptX? of ', '"Prompt of ', " ".join(triple)) for triple in triples(data)}
        for data in (BASE / "data", tmp_path / "data")
    )
    assert found == wanted
