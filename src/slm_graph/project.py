"""Where a project's files are: the schema, the data, the output; or what the package carries of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The files that a graph is made of.

    Parameters
    ----------
    schema
        `schema.yaml`.
    data
        The folder of `survey.yaml` and `vocabulary/`.
    entries
        A JSON Lines file of entries; None where they are in the folder.
    """

    schema: Path
    data: Path
    entries: Path | None = None

    @property
    def shapes(self) -> Path:
        """The SHACL shapes that belong to the schema."""
        return self.schema.parent / "shapes.ttl"

    @property
    def context(self) -> Path:
        """The JSON-LD context that belongs to the schema."""
        return self.schema.parent / "context.jsonld"


def bundled(folder: str) -> Path:
    """Return a top-level folder as the package carries it; in a checkout, the folder itself."""
    package = Path(__file__).parent
    inside = package / "bundle" / folder
    return inside if inside.is_dir() else package.parents[1] / folder


def find_project(data: Path | None = None) -> Project:
    """Find a project by its data.

    Parameters
    ----------
    data
        A folder of data, or a JSON Lines file of entries, which may have `survey.yaml` and `vocabulary/` beside it.
        By default the folder `data` of the working directory, or else the survey that the package carries.

    Raises
    ------
    FileNotFoundError
        There is no such folder or file.
    """
    if data is None:
        here = Path("data")
        data = here if here.is_dir() else bundled("data")
    if not data.exists():
        raise FileNotFoundError(f"{data}: no such folder or file; give a folder with survey.yaml and systems/")
    entries = None
    if data.is_file():
        entries = data
        data = data.parent if (data.parent / "vocabulary").is_dir() else bundled("data")
    own = data.resolve().parent / "ontology" / "schema.yaml"
    return Project(own if own.is_file() else bundled("ontology") / "schema.yaml", data, entries)
