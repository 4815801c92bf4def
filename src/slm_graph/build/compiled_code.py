"""The source of the functions that entries are compiled to, for whoever wants to read it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slm_graph.build.partition import BuildPlan
from slm_graph.documents import Document
from slm_graph.entries import entry_documents
from slm_graph.project import Project, project_argument

_MOST_ENTRIES = 1_000


def compiled_code(project: Project | Path | str) -> str:
    """Return the functions that deal with the first entries of a project, as Python source.

    Raises
    ------
    InvalidData
        The vocabulary has problems.

    Examples
    --------
    >>> "def EncoderUsage_" in compiled_code("data")
    True
    """
    project = project_argument("project", project)
    lines = project.entries or project.data / "entries.jsonl"
    plan = BuildPlan.of(replace(project, entries=lines), formats=["nt"])
    assert plan.compiled is not None  # noqa: S101  (they are for lines and N-Triples)
    plan.survey.project = project
    for _, document in zip(range(_MOST_ENTRIES), entry_documents(plan.survey), strict=False):
        if isinstance(document, Document):
            plan.compiled.entry(document)
    return "\n\n".join(plan.compiled.code.values())
