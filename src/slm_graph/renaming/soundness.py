"""Whether data would be sound with other contents of some files, which nobody has written yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from slm_graph.entries import check
from slm_graph.files import shown
from slm_graph.problems import InvalidData
from slm_graph.project import Project


def require_sound(project: Project, files: Mapping[Path, bytes | None]) -> None:
    """Check a copy of the data in which some files have another content, None for those that go.

    Raises
    ------
    InvalidData
        They would have problems; lines and columns are those of the files as they would be.
    """
    with TemporaryDirectory(prefix="slm-graph-") as name:
        data = Path(name) / project.data.resolve().name
        as_they_are = {path for path in project.data.rglob("*") if path.is_file()}
        for path in sorted(as_they_are | files.keys()):
            content = files[path] if path in files else path.read_bytes()
            if content is not None:
                target = data / path.relative_to(project.data)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        problems = check(replace(project, data=data))[0]
        copy, original = shown(data), shown(project.data)
    if problems:
        raise InvalidData(
            problem._replace(
                path=problem.path.replace(copy, original),
                message=f"afterwards: {problem.message.replace(copy, original)}",
            )
            for problem in problems
        )
