"""The wheel works by itself: in an empty folder, on the bundled survey."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import slm_graph
from assistants import started
from serving import serving
from slm_graph.problems import DOCUMENTATION
from tools import ROOT, made_once, reached, supported_pythons


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and the sdist."""
    command = [sys.executable, "-m", "build", "--wheel", "--sdist", "--no-isolation", str(ROOT), "--outdir"]
    return made_once(
        tmp_path_factory,
        "packages",
        lambda folder: subprocess.run([*command, str(folder)], check=True, capture_output=True),
    )


@pytest.fixture(scope="module")
def wheel(packages: Path) -> Path:
    (path,) = packages.glob("*.whl")
    return path


def test_wheel_and_sdist_carry_the_finished_page(packages: Path, wheel: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    in_wheel = {*zipfile.ZipFile(wheel).namelist()}
    for name in ("page.js", "worker.js", "oxigraph.wasm.gz", "licences.json", "inputs.sha256"):
        assert f"src/slm_graph/pages/built/{name}" in in_sdist
        assert f"slm_graph/pages/built/{name}" in in_wheel
    # What it is bundled from goes into the sdist alone; what npm brings, into neither.
    assert {"hatch_build.py", "package-lock.json", "src/slm_graph/pages/script/main.js"} <= in_sdist
    assert not [name for name in in_wheel if name.startswith("slm_graph/pages/script")]
    assert not [name for name in in_wheel | in_sdist if "node_modules" in name]


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_wheel_carries_the_survey_and_nothing_else_of_the_repository(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("ontology", "data", "queries"):
        paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()]
        wanted = {f"slm_graph/bundle/{path}" for path in paths}
        assert wanted <= set(names), f"{folder}/ is not whole in the wheel"
    assert "slm_graph/bundle/output/slm-graph.ttl" in names
    assert all(name.startswith(("slm_graph/", "slm_graph-")) for name in names)


def test_installed_wheel_builds_the_committed_graph_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    python, site = installed(wheel, tmp_path / "venv")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "slm-graph.ttl" in printed([python, "-P", "-m", "slm_graph", "build", "--no-shacl"], empty)
    assert (empty / "output" / "slm-graph.ttl").read_bytes() == (ROOT / "output" / "slm-graph.ttl").read_bytes()
    assert printed([python, "-P", "-c", "import slm_graph; print(slm_graph.__file__)"], empty).startswith(str(site))
    printed([python, "-P", "-m", "slm_graph", "init", "new"], empty)
    template = ROOT / "src" / "slm_graph" / "starter" / "template"
    wanted = {path.relative_to(template) for path in template.rglob("*") if path.is_file()}
    assert wanted
    assert {path.relative_to(empty / "new") for path in (empty / "new").rglob("*") if path.is_file()} > wanted


def test_installed_wheel_with_its_extra_speaks_with_assistants(wheel: Path, tmp_path: Path) -> None:
    python, _ = installed(wheel, tmp_path / "venv", "mcp")
    empty = tmp_path / "empty"
    empty.mkdir()
    with started(python=python, folder=empty) as helper:
        assert helper.call("find", text="Wishper")["matches"][0]["id"] == "encoder/whisper"
        assert helper.call("ask", question="systems-by-encoder", parameters={"encoder": "HuBERT"})["total"] == 3


def test_installed_wheel_with_its_extra_serves(wheel: Path, tmp_path: Path) -> None:
    python, _ = installed(wheel, tmp_path / "venv", "serve")
    empty = tmp_path / "empty"
    empty.mkdir()
    with serving(cwd=empty, python=python) as server:
        assert server.ask("ASK { ?s <https://w3id.org/slm-graph/ontology#usesLLM> ?o }").json()["boolean"] is True
        assert "<h1>SALMONN" in server.get("system/salmonn/").text
        asked = server.get("questions/systems-by-encoder?encoder=HuBERT", headers={"Accept": "application/json"})
        assert len(asked.json()["rows"]) == 3
    assert [*empty.iterdir()] == []


OLDEST, *_, NEWEST = supported_pythons() * 2
RUNS = sorted({("uvx", OLDEST), ("uvx", NEWEST), ("pipx", NEWEST)})
"""By which program a wheel is run with which Python; of one alone there is no other."""


@pytest.mark.parametrize(("runner", "python"), RUNS, ids=[f"{runner}-{Path(python).name}" for runner, python in RUNS])
def test_the_wheel_runs_without_being_installed(runner: str, python: str, wheel: Path, tmp_path: Path) -> None:
    run = fetched(runner, python, wheel, "build", "--no-shacl", "--no-view", "--format", "ttl", folder=tmp_path)
    assert run.stdout.startswith("output/slm-graph.ttl"), run.stdout
    assert (tmp_path / "output" / "slm-graph.ttl").read_bytes() == (ROOT / "output" / "slm-graph.ttl").read_bytes()
    shutil.rmtree(tmp_path / "output")
    listed = fetched(runner, python, wheel, "query", folder=tmp_path)
    assert listed.stdout.endswith("\nHere they are put to the survey that slm-graph carries.\n")


@pytest.mark.exhaustive
@pytest.mark.parametrize("of", sorted({OLDEST, NEWEST}), ids=lambda python: Path(python).name)
def test_pip_installs_the_wheel_with_what_is_locked(of: str, wheel: Path, tmp_path: Path) -> None:
    python, lock = tmp_path / "venv" / "bin" / "python", ROOT / "locks" / "run.txt"
    subprocess.run([of, "-m", "venv", str(tmp_path / "venv")], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps"]
    reached([*install, "--require-hashes", "--requirement", str(lock)], tmp_path)
    reached([*install, str(wheel)], tmp_path)
    run = reached([str(python.parent / "slm-graph"), "-v", "query", "encoders-by-systems"], tmp_path)
    assert "Whisper" in run.stdout
    assert "the survey that slm-graph carries" in run.stderr
    assert "has requirement" not in printed([str(python), "-m", "pip", "check"], tmp_path)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("mcp", "the Model Context Protocol needs its SDK: pip install 'slm-graph[mcp]'"),
        ("serve", "serving needs two more packages: pip install 'slm-graph[serve]'"),
        ("review", "a review needs two more packages: pip install 'slm-graph[serve]'"),
    ],
)
def test_installed_wheel_without_the_extra_says_how_to_get_it(
    without_extra: tuple[str, Path], command: str, message: str
) -> None:
    python, folder = without_extra
    command_line = [python, "-P", "-m", "slm_graph", command]
    run = subprocess.run(command_line, cwd=folder, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, f"slm-graph: {message}\n")


@pytest.fixture(scope="module")
def without_extra(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return the Python of an environment that has the wheel without an extra, and an empty folder."""
    folder = tmp_path_factory.mktemp("without")
    return installed(wheel, folder / "venv")[0], folder


def fetched(runner: str, python: str, wheel: Path, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the wheel by a program that fetches what it needs."""
    program = str(Path(sys.executable).parent / runner)
    if runner == "uvx":
        return reached(
            [program, "--no-python-downloads", "--python", python, "--from", str(wheel), "slm-graph", *words], folder
        )
    return reached([program, "run", "--python", python, "--spec", str(wheel), "slm-graph", *words], folder)


def installed(wheel: Path, folder: Path, extra: str = "") -> tuple[str, Path]:
    """Return the Python and the packages of an environment that has the wheel, and what it says that it needs.

    What it needs is linked from this environment, so that nothing is downloaded; what it does not name is not there.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(printed([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder))
    zipfile.ZipFile(wheel).extractall(site)  # noqa: S202  (our own)
    (metadata,) = site.glob("slm_graph-*.dist-info")
    for distribution in needed(importlib.metadata.Distribution.at(metadata), extra):
        for path in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
            source = Path(str(distribution.locate_file(path)))
            if source.exists() and not (site / path).exists():
                (site / path).symlink_to(source, target_is_directory=source.is_dir())
    return str(python), site


def needed(distribution: importlib.metadata.Distribution, extra: str) -> list[importlib.metadata.Distribution]:
    """Return what a distribution needs, and what that needs."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = [(distribution, extra)]
    while waiting:
        one, wanted = waiting.pop()
        for text in one.requires or ():
            requirement = Requirement(text)
            if requirement.marker and not requirement.marker.evaluate({"extra": wanted}):
                continue
            if requirement.name not in found:
                found[requirement.name] = importlib.metadata.distribution(requirement.name)
                waiting += [(found[requirement.name], name) for name in requirement.extras or ("",)]
    return [*found.values()]


def printed(command: list[str], folder: Path) -> str:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_one_version_and_one_address_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert slm_graph.__version__ == project["version"]
    assert project["urls"]["Documentation"] == DOCUMENTATION
    assert f"version: {slm_graph.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{slm_graph.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
