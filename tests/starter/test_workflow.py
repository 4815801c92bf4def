"""The workflow that publishes a new survey's site: what it runs makes the site of that survey."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from slm_graph.commands.main import cli
from slm_graph.starter.start import start_survey

ADDRESS = "https://keeper.example/survey"


def test_the_workflow_makes_the_site_of_a_new_survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_survey(tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github" / "workflows" / "site.yaml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["site"]["steps"]
    (step,) = (step for step in steps if "run" in step)
    assert step["env"] == {"URL": "${{ steps.pages.outputs.base_url }}"}
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["import", "table.md"]).exit_code == 0
    lines = [shlex.split(line.replace("$URL", ADDRESS)) for line in step["run"].splitlines()]
    assert lines[0] == ["pip", "install", "slm-graph"]
    for name, *words in lines[1:]:
        assert name == "slm-graph"
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == 0, result.output
    (published,) = (step["with"]["path"] for step in steps if "upload" in step.get("uses", ""))
    assert (tmp_path / published / "system" / "salmonn" / "index.html").is_file()
    page = (tmp_path / published / "index.html").read_text(encoding="utf-8")
    assert f'<meta property="og:image" content="{ADDRESS}/explore/picture.png">' in page
