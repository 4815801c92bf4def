"""The workflows of a new survey: what they run checks it, tells what a pull request changes, and makes its site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from slm_graph.starter.start import start_survey
from tools import ROOT, reached
from workflows import Runner, runs, steps

ADDRESS = "https://keeper.example/survey"
ENTRY = "data/systems/salmonn.yaml"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A new survey in a repository, with its table imported."""
    folder = tmp_path_factory.mktemp("keeper")
    start_survey(folder / "survey")
    runner = Runner(folder / "survey", folder / "programs")
    assert runner.run("slm-graph import table.md").returncode == 0
    runner.git("init", "--quiet", "--initial-branch=main")
    runner.git("add", "--all")
    runner.git("commit", "--quiet", "--message=Begin")
    return runner


def _merged(runner: Runner, change: str) -> None:
    """Make of a shell line's change what a host of repositories checks out for a pull request: its merge."""
    runner.git("checkout", "--quiet", "--force", "-B", "proposed", "main")
    assert runner.run(change).returncode == 0
    runner.git("add", "--all")
    runner.git("commit", "--quiet", "--message=Propose")
    runner.git("checkout", "--quiet", "-B", "merged", "main")
    runner.git("merge", "--quiet", "--no-ff", "--message=Merge", "proposed")
    for path in (runner.output, runner.summary, runner.called):
        path.unlink(missing_ok=True)
    runner.run("rm -rf ../before && git worktree prune")


def _check(runner: Runner) -> str:
    """Run the steps of the workflow for a pull request, and return the status that the last of them gets."""
    scripts = runs(runner.folder / ".github" / "workflows" / "check.yaml")
    for name in ("pip install slm-graph", "check", "changes"):
        result = runner.run(scripts[name])
        assert result.returncode == 0, result.stdout + result.stderr
    assert runner.run(scripts["comment"], {"NUMBER": "7"}).returncode == 0
    return runner.output.read_text(encoding="utf-8").strip().removeprefix("status=")


def test_a_pull_request_that_adds_a_system_gets_what_changes_as_a_comment(runner: Runner) -> None:
    another = "sed -e '/SpeechGPT/{p; s/SpeechGPT/Another/g; s/2305.11000/2305.99999/;}' table.md > more.md"
    _merged(runner, f"{another} && mv more.md table.md && slm-graph import table.md")
    assert _check(runner) == "1"
    summary = runner.summary.read_text(encoding="utf-8")
    assert "Another" in summary
    assert (runner.folder.parent / "comment.md").read_text(encoding="utf-8") == summary
    assert runner.called.read_text(encoding="utf-8").splitlines() == [
        "pip install slm-graph",
        "gh pr comment 7 --repo keeper/survey --body-file ../comment.md --edit-last --create-if-none",
    ]


@pytest.mark.parametrize("line", ["- System Another (system/another)", "- 音声言語モデル"])
def test_a_comment_is_as_long_as_a_host_takes(line: str, runner: Runner) -> None:
    changes = "### Systems added\n\n" + f"{line}\n" * 5_000
    (runner.folder.parent / "changes.md").write_text(changes, encoding="utf-8")
    script = runs(runner.folder / ".github" / "workflows" / "check.yaml")["comment"]
    assert runner.run(script, {"NUMBER": "7"}).returncode == 0
    comment = (runner.folder.parent / "comment.md").read_text(encoding="utf-8")
    body, _, end = comment.removesuffix("\n").rpartition("\n")
    assert end == "… and more; slm-graph diff tells all of it."
    assert changes.startswith(body.removesuffix("\n"))
    assert 20_000 < len(comment) < 65_536


def test_a_pull_request_fails_where_a_published_iri_would_be_gone(runner: Runner) -> None:
    _merged(runner, f"rm {ENTRY}")
    assert _check(runner) == "2"
    assert "salmonn" in runner.summary.read_text(encoding="utf-8")
    last = runs(runner.folder / ".github" / "workflows" / "check.yaml")["published IRIs"]
    assert runner.run(last, {"STATUS": "2"}).returncode == 1
    assert runner.run(last, {"STATUS": "1"}).returncode == 0


def test_the_workflow_makes_the_site_of_a_new_survey(runner: Runner) -> None:
    runner.git("checkout", "--quiet", "--force", "main")
    path = runner.folder / ".github" / "workflows" / "site.yaml"
    (step,) = (step for step in steps(path) if "run" in step)
    assert step["env"] == {"URL": "${{ steps.pages.outputs.base_url }}"}
    result = runner.run(step["run"], {"URL": ADDRESS})
    assert result.returncode == 0, result.stderr
    (published,) = (step["with"]["path"] for step in steps(path) if "upload" in step.get("uses", ""))
    assert (runner.folder / published / "system" / "salmonn" / "index.html").is_file()
    page = (runner.folder / published / "index.html").read_text(encoding="utf-8")
    assert f'<meta property="og:image" content="{ADDRESS}/explore/picture.png">' in page


PRE_COMMIT = [str(Path(sys.executable).parent / "uvx"), "--no-python-downloads", "pre-commit"]


def test_its_hook_lets_no_problem_into_a_commit(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    runner.git("checkout", "--quiet", "--force", "-B", "hooked", "main")
    monkeypatch.setenv("PATH", runner.environment["PATH"])
    monkeypatch.setenv("PRE_COMMIT_HOME", str(runner.folder.parent / "pre-commit"))
    reached([*PRE_COMMIT, "install"], runner.folder)
    entry = runner.folder / ENTRY
    sound = entry.read_text(encoding="utf-8")
    try:
        entry.write_text(sound.replace("whisper", "wisper"), encoding="utf-8")
        with pytest.raises(subprocess.CalledProcessError) as refused:
            runner.git("commit", "--quiet", "--all", "--message=Wrong")
        assert "wisper: no such speech encoder; did you mean whisper?" in refused.value.stderr.decode()
        entry.write_text(f"{sound}# looked at\n", encoding="utf-8")
        runner.git("commit", "--quiet", "--all", "--message=Right")
    finally:
        (runner.folder / ".git" / "hooks" / "pre-commit").unlink()


@pytest.mark.exhaustive
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit takes hooks from a repository")
def test_the_hook_that_this_repository_offers_checks_a_survey(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.git("checkout", "--quiet", "--force", "-B", "offered", "main")
    offered = tmp_path / "offered"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(offered)], check=True, capture_output=True)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    tried = reached(
        [*PRE_COMMIT, "try-repo", str(offered), "slm-graph-check", "--all-files", "--verbose"], runner.folder
    )
    assert " files, no problems." in tried.stdout
