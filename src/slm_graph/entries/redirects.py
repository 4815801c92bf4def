"""The redirects of docs/w3id: which paths are ours, and where those of retired IRIs lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from slm_graph.entries.survey import Survey, read_survey
from slm_graph.problems import InvalidData
from slm_graph.project import find_project
from slm_graph.schema import Schema

_FILE = "docs/w3id/.htaccess"
_block = re.compile(r"(?<=^# begin: made by slm-graph docs\n).*?(?=^# end\n)", re.DOTALL | re.MULTILINE)


def redirect_files(root: Path) -> dict[Path, str]:
    """Return the text of docs/w3id/.htaccess below a folder, its generated part made anew; nothing where it has none.

    Raises
    ------
    InvalidData
        The settings or the vocabulary have problems.

    Examples
    --------
    >>> redirect_files(Path("there/is/no/such/folder"))
    {}
    """
    path = root / _FILE
    text = path.read_text(encoding="utf-8") if path.is_file() and (root / "data").is_dir() else ""
    if not _block.search(text):
        return {}
    survey = read_survey(find_project(root / "data"))
    if survey.problems:
        raise InvalidData(survey.problems)
    rules = "".join(f"{line}\n" for line in redirects(survey))
    return {path: _block.sub(lambda _: rules, text)}


def redirects(survey: Survey) -> Iterator[str]:
    """Yield the rules for Apache: of each retired IRI that one other replaces, then of all kinds of IRIs."""
    for path in survey.retired.stubs:
        ends = survey.retired.resolved(path)
        if len(ends) == 1:
            yield f"RewriteRule ^{path.replace('.', '[.]')}$ {survey.schema.base}{ends[0]} [R=301,L]"
    graph = survey.schema.graph_class.iri_template
    kinds = "|".join(dict.fromkeys(_kinds(survey.schema)))
    yield f"RewriteRule ^({graph}(/.+)?|({kinds})/.+)$ - [E=FOUND:yes]"


def _kinds(schema: Schema) -> Iterator[str]:
    """Yield what the paths of instances begin with."""
    for cls in schema.classes.values():
        kind, slash, _ = cls.iri_template.partition("/")
        if slash and kind != schema.graph_class.iri_template:
            yield kind
