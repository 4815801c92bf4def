"""Whether data would be sound with other contents of some files, which nobody has written yet."""

from __future__ import annotations

import shutil
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
        shutil.copytree(project.data, data)
        for path, content in files.items():
            target = data / path.relative_to(project.data)
            if content is None:
                target.unlink()
            else:
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
