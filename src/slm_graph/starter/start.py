"""A new survey of one's own: the files to begin with."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

from slm_graph.files import Generation, settle
from slm_graph.ontology import ontology_files
from slm_graph.project import bundled
from slm_graph.schema import read_schema

_TEMPLATE = Path(__file__).parent / "template"
CLOSED = ("architectures", "directions", "kinds", "modalities", "schemes", "stages", "tunings", "units")
"""Vocabularies that hardly differ from survey to survey; of the others the template has a few items as examples."""
RETIRED = "retired"
"""What was published below our base; a new survey has published nothing yet."""
CHECKS = ("alternative-not-mutual", "row-number-twice", "usage-without-quote", "usage-without-row")
"""Checks that hold whatever the classes are."""
QUESTIONS = ("disagreeing-sources", "notes-about")
"""Stored questions of the bundled survey that come along beside those of the template: what a second survey raises."""
_KEEPING = {
    ".github/workflows/check.yaml": "check.yaml",
    ".github/workflows/site.yaml": "site.yaml",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
}
_SURVEY = "my-survey"
"""What the template calls the survey."""


def start_survey(folder: Path, *, all_items: bool = False) -> list[Path]:
    """Write the files of a new survey: schema, vocabulary, settings, an example table, questions, a README.

    Parameters
    ----------
    folder
        Where to; it is made, or is empty.
    all_items
        Take over the whole vocabulary of the survey that the package carries, instead of a few items as examples.

    Returns
    -------
    list of Path
        The files that were written, in order.

    Raises
    ------
    FileExistsError
        The folder is not empty, or is a file.
    OSError
        It cannot be written to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     paths = start_survey(Path(folder) / "Sound Survey")
    ...     [path.name for path in paths if path.suffix == ".md"]
    ['README.md', 'table.md']
    """
    new_folder(folder)
    name = survey_id(folder.absolute().name)
    texts = {path.relative_to(_TEMPLATE).as_posix(): path for path in sorted(_TEMPLATE.rglob("*")) if path.is_file()}
    texts |= {
        f"data/vocabulary/{path.name}": path
        for path in sorted((bundled("data") / "vocabulary").glob("*.yaml"))
        if path.stem in CLOSED or (all_items and path.stem != RETIRED)
    }
    brought = [*QUESTIONS, *(f"checks/{check}" for check in CHECKS)]
    texts |= {f"queries/{query}.rq": bundled("queries") / f"{query}.rq" for query in brought}
    files = {place: _of_survey(path.read_text(encoding="utf-8"), name) for place, path in texts.items()}
    papers = files["data/vocabulary/papers.yaml"]
    files = {place: _of_papers(text, papers) for place, text in files.items()}
    files |= keeping_texts()
    files |= with_editing(of_base((bundled("ontology") / "schema.yaml").read_text(encoding="utf-8"), base_of(name)))
    with Generation(folder) as generation:
        for place, text in files.items():
            generation.write(place, text.encode())
        return sorted(generation.commit())


def new_folder(folder: Path) -> None:
    """Raise FileExistsError where a folder is one that a new survey cannot be in."""
    settle(folder)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder}: is a file; give a folder that is empty or not there")
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder}: is not empty; give a folder that is empty or not there")


def base_of(name: str) -> str:
    """Return the address below which the things of a new survey live until it has one of its own."""
    return f"https://example.org/{name}/"


def template_text(name: str) -> str:
    """Return a text that a survey from a table begins with."""
    return (_TEMPLATE.parent / "table_texts" / name).read_text(encoding="utf-8")


def keeping_texts() -> dict[str, str]:
    """Return what a keeper's tools read, by its place in the survey's folder: workflows, hooks, what git ignores."""
    folder = _TEMPLATE.parent / "keeping"
    return {place: (folder / name).read_text(encoding="utf-8") for place, name in _KEEPING.items()}


def with_editing(schema: str) -> dict[str, str]:
    """Return the schema's file, and what editors complete entries by; the ontology is written when it is one's own."""
    editing = "entry.schema.json"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "schema.yaml"
        path.write_text(schema, encoding="utf-8")
        return {"ontology/schema.yaml": schema, f"ontology/{editing}": ontology_files(read_schema(path))[editing]}


def survey_id(text: str) -> str:
    """Return an id that a folder's name suggests for its survey.

    Examples
    --------
    >>> survey_id("Sound Survey (2026)"), survey_id("音")
    ('sound-survey-2026', 'my-survey')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain)) or _SURVEY


def _of_survey(text: str, name: str) -> str:
    """Put the id of the new survey where the template has its own; no other survey is there to list anything."""
    text = text.replace(f"  id: {_SURVEY}\n", f"  id: {name}\n")

    def listed(found: re.Match[str]) -> str:
        return f"{found[1]}[{name}]\n" if found[2] == _SURVEY else ""

    return re.sub(r"^(  listed_in: )\[(.*)\]\n", listed, text, flags=re.MULTILINE)


def _of_papers(text: str, papers: str) -> str:
    """Leave out papers that do not come along, since they are in the entries of the bundled survey."""

    def listed(found: re.Match[str]) -> str:
        ids = [item for item in re.findall(r'"[^"]+"|[^\s,"\[\]]+', found[2]) if f"- id: {item}\n" in papers]
        return f"{found[1]}[{', '.join(ids)}]\n" if ids else ""

    return re.sub(r"^(  described_in: )(.*)\n", listed, text, flags=re.MULTILINE)


def of_base(text: str, base: str) -> str:
    """Return a schema with another address below which things live."""
    changed, number = re.subn(r"^  base: .*$", f"  base: {base}", text, count=1, flags=re.MULTILINE)
    assert number == 1, "the bundled schema has a line `  base: …`"  # noqa: S101
    return changed
