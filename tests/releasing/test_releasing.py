"""A release is a folder that others can check, and says nothing that the data do not say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from rdflib import DCTERMS, OWL, RDF, XSD

from faults import files_in
from projects import laid_out
from slm_graph.commands.main import cli
from slm_graph.problems import Fault, InvalidData, NotFound, WrongArgument
from slm_graph.project import find_project
from slm_graph.releasing import check_release, write_release
from slm_graph.releasing.previous import earlier_release
from tools import ROOT

NODE = rdflib.URIRef("https://w3id.org/slm-graph/graph")
CITED = """\
  authors: [Ada Lovelace, The others]
  license: https://creativecommons.org/licenses/by/4.0/
  description: What is "small" & <plain>.
  keywords: [small]
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="slm-graph")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "data" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def read(folder: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(folder / "slm-graph.ttl")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with authors and a licence, and its first release."""
    folder = laid_out(tmp_path_factory.mktemp("released"))
    edit(folder, "survey.yaml", "  version: 1.0.0\n", f"  version: 1.0.0\n{CITED}")
    write_release(folder / "data", folder / "releases" / "1.0.0", "1.0.0", issued="2026-11-22")
    return folder


@pytest.fixture
def project(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project with its first release, as the working directory."""
    folder = tmp_path / "project"
    shutil.copytree(first, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return folder


def test_what_is_released_is_what_others_say_it_is(first: Path) -> None:
    folder = first / "releases" / "1.0.0"
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert len(checked.stdout.splitlines()) == len([*folder.iterdir()]) - 1
    graph = read(folder)
    assert (NODE, RDF.type, OWL.Ontology) in graph
    assert [*graph.objects(NODE, OWL.versionIRI)] == [NODE + "/1.0.0"]
    assert [*graph.objects(NODE, OWL.versionInfo)] == [rdflib.Literal("1.0.0")]
    assert [*graph.objects(NODE, DCTERMS.issued)] == [rdflib.Literal("2026-11-22", datatype=XSD.date)]
    assert [*graph.objects(NODE, OWL.priorVersion)] == []
    assert not (folder / "changes.md").exists()
    files = [name.removeprefix("`") for name in re.findall(r"^\| (`[^`]+)", (folder / "README.md").read_text(), re.M)]
    assert sorted(files) == sorted(path.name for path in folder.iterdir() if path.name != "README.md")


def test_the_list_of_what_it_was_made_with_is_cyclonedx(first: Path) -> None:
    text = (first / "releases" / "1.0.0" / "sbom.cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    tree = json.loads(text)
    names = {component["name"] for component in tree["components"]}
    assert {"slm-graph", "pyoxigraph", "networkx", "data/systems/one.yaml", "ontology/schema.yaml", "CPython"} <= names
    assert "pytest" not in names  # what only this machine has
    listed = {tree["metadata"]["component"]["bom-ref"], *(component["bom-ref"] for component in tree["components"])}
    assert {ref for row in tree["dependencies"] for ref in (row["ref"], *row["dependsOn"])} <= listed


def test_it_is_cited_as_its_data_say(first: Path) -> None:
    folder = first / "releases" / "1.0.0"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    checked = subprocess.run([*command, str(folder / "CITATION.cff")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert json.loads((folder / ".zenodo.json").read_text(encoding="utf-8")) == {
        "title": "A small graph",
        "upload_type": "dataset",
        "description": 'What is "small" &amp; &lt;plain&gt;.',
        "creators": [{"name": "Ada Lovelace"}, {"name": "The others"}],
        "version": "1.0.0",
        "publication_date": "2026-11-22",
        "license": "cc-by-4.0",
        "keywords": ["small"],
    }
    assert "Ada Lovelace, The others (2026): A small graph, version 1.0.0." in (folder / "README.md").read_text()


def test_without_authors_nobody_is_cited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(tmp_path))
    result = run("release", "1.0.0")
    assert result.exit_code == 0, result.output
    assert "data/survey.yaml: states no authors of the graph; an archive will ask for it" in result.output
    assert not {"CITATION.cff", ".zenodo.json"} & {*files_in(tmp_path / "releases" / "1.0.0")}


def test_the_same_data_give_the_same_bytes_in_another_process(first: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "slm_graph", "release", "1.0.0", "-o", str(tmp_path / "again")]
    environment = {**os.environ, "PYTHONHASHSEED": "5", "SOURCE_DATE_EPOCH": "1795305600", "TZ": "Pacific/Honolulu"}
    subprocess.run(command, cwd=first, env=environment, check=True, capture_output=True)
    assert files_in(tmp_path / "again") == files_in(first / "releases" / "1.0.0")


def test_a_release_is_never_written_over(project: Path) -> None:
    assert run("release", "1.0.0", "--date", "2026-11-22").output == (
        "releases/1.0.0 is there already, and is this very release.\n"
    )
    with (project / "releases" / "1.0.0" / "void.ttl").open("a", encoding="utf-8") as stream:
        stream.write("# another\n")
    old = files_in(project / "releases")
    result = run("release", "1.0.0", "--date", "2026-11-22")
    assert result.exit_code == 1
    assert result.output.startswith("slm-graph: releases/1.0.0: holds another release (void.ttl differs)")
    assert files_in(project / "releases") == old


def test_the_next_release_tells_what_changed_since(project: Path) -> None:
    edit(project, "systems/one.yaml", "10k hours", "20k hours")
    edit(project, "systems/one.yaml", "10000", "20000")
    for version, before in (("1.9.0", "1.0.0"), ("1.10.0", "1.9.0")):
        settings = project / "data" / "survey.yaml"
        settings.write_text(re.sub(r"version: \S+", f"version: {version}", settings.read_text()), encoding="utf-8")
        result = run("release", version)
        assert result.exit_code == 0, result.output
        folder = project / "releases" / version
        assert f"Compared with releases/{before}; see changes.md" in result.output
        assert [*read(folder).objects(NODE, OWL.priorVersion)] == [NODE + f"/{before}"]
        changes = (folder / "changes.md").read_text(encoding="utf-8")
        assert changes.startswith(f"# What changed from version {before} to version {version}\n")
        assert ("20000" in changes) is (version == "1.9.0")


def test_what_was_released_is_not_lost(project: Path) -> None:
    edit(project, "survey.yaml", "version: 1.0.0", "version: 2.0.0")
    released = project / "releases" / "1.0.0" / "slm-graph.ttl"
    more = '<https://w3id.org/slm-graph/llm/gone> a slm:LLM ; rdfs:label "Gone" .\n'
    released.write_text(released.read_text(encoding="utf-8") + more, encoding="utf-8")
    result = run("release", "2.0.0")
    assert result.exit_code == 1
    assert "slm-graph: llm/gone: gone, published in" in result.output
    assert not (project / "releases" / "2.0.0").exists()
    assert run("release", "2.0.0", "--allow-gone").exit_code == 0
    assert "IRIs gone: 1" in (project / "releases" / "2.0.0" / "changes.md").read_text(encoding="utf-8")


def test_data_and_release_say_the_same_version(project: Path) -> None:
    result = run("release", "2.0.0")
    assert result.exit_code == 1
    assert re.match(r"data/survey.yaml:\d+:12: the version is 1.0.0; write 2.0.0 here", result.output)
    with pytest.raises(WrongArgument, match=r"version \.\./up: write numbers"):
        write_release(project / "data", project / "x", "../up")
    with pytest.raises(WrongArgument, match="issued yesterday: write a day"):
        write_release(project / "data", project / "x", "1.0.0", issued="yesterday")


def test_another_ontology_has_another_version(project: Path) -> None:
    shutil.copytree(ROOT / "ontology", project / "ontology")
    edit(project, "survey.yaml", "version: 1.0.0", "version: 2.0.0")
    edit(project, "../ontology/schema.yaml", "A publication; where a source", "A publication. Where a source")
    with pytest.raises(Fault, match=r"the ontology is not that of .*1\.0\.0, and has its version"):
        write_release(project / "data", project / "releases" / "2.0.0", "2.0.0")
    edit(project, "../ontology/schema.yaml", "version: 0.1.0", "version: 0.2.0")
    write_release(project / "data", project / "releases" / "2.0.0", "2.0.0")


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git (Debian package git)")
def test_the_release_before_may_be_a_git_tag(project: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=project, check=True, capture_output=True)

    def before(version: str, since: str = "") -> tuple[str, str]:
        folder = project / "releases" / version
        release = earlier_release(find_project(project / "data"), NODE.removesuffix("graph"), folder, version, since)
        assert release is not None
        return release.name, release.version_iri

    (project / "output").mkdir()
    graph = project / "output" / "slm-graph.ttl"
    shutil.copy(project / "releases" / "1.0.0" / graph.name, graph)
    shutil.rmtree(project / "releases")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "First")
    git("tag", "v1.0.0")
    graph.write_text(graph.read_text(encoding="utf-8").replace("1.0.0", "2.0.0"), encoding="utf-8")
    git("commit", "-qam", "Second")
    assert before("2.0.0") == ("v1.0.0", f"{NODE}/1.0.0")  # a keeper releases before the tag
    git("tag", "v2.0.0")
    assert before("2.0.0") == ("v1.0.0", f"{NODE}/1.0.0")  # and a workflow at it
    assert before("3.0.0") == ("v2.0.0", f"{NODE}/2.0.0")
    assert before("3.0.0", since="v1.0.0") == ("v1.0.0", f"{NODE}/1.0.0")
    with pytest.raises(NotFound):
        before("3.0.0", since="v9")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("changed", "SHA256SUMS:{line}:67: void.ttl: is not the file that was released"),
        ("missing", "SHA256SUMS:{line}:67: void.ttl: is not there"),
        ("more", "SHA256SUMS:1:1: void.ttl2: is in the folder and not listed"),
        ("other", "slm-graph.nt:1:1: does not say what slm-graph.ttl says"),
    ],
)
def test_a_release_that_changed_is_found_out(project: Path, damage: str, message: str) -> None:
    folder = project / "releases" / "1.0.0"
    assert run("release", "1.0.0", "--check").output.startswith("releases/1.0.0: 17 files as released; ")
    sums = folder / "SHA256SUMS"
    lines = sums.read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.endswith("void.ttl"))
    if damage == "changed":
        (folder / "void.ttl").write_bytes(b"\n")
    elif damage == "missing":
        (folder / "void.ttl").unlink()
    elif damage == "more":
        (folder / "void.ttl2").touch()
    else:
        # By somebody who made the checksums anew.
        (folder / "slm-graph.nt").write_bytes(b"")
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        sums.write_text(re.sub(r".*  slm-graph\.nt", f"{empty}  slm-graph.nt", sums.read_text()))
    result = run("release", "1.0.0", "--check")
    assert result.exit_code == 1
    assert f"releases/1.0.0/{message.format(line=line)}\n" in result.output


def test_a_folder_that_is_no_release_is_told(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    project = find_project(ROOT / "tests" / "cases" / "base" / "data")
    with pytest.raises(Fault, match="is no release"):
        write_release(project, tmp_path / "other", "1.0.0")
    with pytest.raises(FileNotFoundError, match="holds no release"):
        check_release(tmp_path / "other", "1.0.0")


def test_a_survey_of_ones_own_lives_below_its_own_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("init", "mine")
    monkeypatch.chdir(tmp_path / "mine")
    assert run("import", "table.md").exit_code == 0
    result = run("release", "0.1.0")
    assert result.exit_code == 0, result.output
    assert "ontology/schema.yaml: all IRIs lie below https://example.org/mine/, which is nobody's" in result.output
    folder = tmp_path / "mine" / "releases" / "0.1.0"
    assert "<https://example.org/mine/graph/0.1.0>" in (folder / "slm-graph.nt").read_text(encoding="utf-8")
    for path in folder.glob("*.ttl"):
        assert not re.search(r"w3id\.org/slm-graph/(?!ontology|alignments)", path.read_text(encoding="utf-8")), (
            path.name
        )


def test_problems_of_the_data_leave_nothing_behind(project: Path) -> None:
    edit(project, "survey.yaml", "version: 1.0.0", "version: 2.0.0")
    edit(project, "systems/one.yaml", "encoder: whisper", "encoder: wisper")
    with pytest.raises(InvalidData):
        write_release(project / "data", project / "releases" / "2.0.0", "2.0.0")
    assert [path.name for path in (project / "releases").iterdir()] == ["1.0.0"]
