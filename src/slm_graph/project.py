"""Where a project's files are: schema, data, questions, output; or what the package carries of them.

This is the one place that asks for the working directory, and that has relative paths by default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from slm_graph.files import settle
from slm_graph.problems import Fault, NoSuchFile, WrongArgument, path_argument

GRAPH_NAME = "slm-graph.ttl"
"""What the file of the graph is called that questions are put to."""


@dataclass(frozen=True)
class Project:
    """The files that a graph is made of, is asked with, and is written to.

    Parameters
    ----------
    schema
        `schema.yaml`.
    data
        The folder of `survey.yaml` and `vocabulary/`.
    queries
        The folder of stored questions, with the checks below it.
    output
        The folder to write to.
    entries
        A JSON Lines file of entries; None where they are in the folder.
    is_fallback
        Whether the data are those that the package carries, since there are none in the working directory.
    """

    schema: Path
    data: Path
    queries: Path
    output: Path
    entries: Path | None = None
    is_fallback: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("schema", "data", "queries", "output"):
            object.__setattr__(self, name, path_argument(name, getattr(self, name)))
        if self.entries is not None:
            object.__setattr__(self, "entries", path_argument("entries", self.entries))

    @property
    def shapes(self) -> Path:
        """The SHACL shapes that belong to the schema."""
        return self.schema.parent / "shapes.ttl"

    @property
    def context(self) -> Path:
        """The JSON-LD context that belongs to the schema."""
        return self.schema.parent / "context.jsonld"

    @property
    def checks(self) -> Path:
        """The folder of the checks: queries each row of whose answer is a fault."""
        return self.queries / "checks"

    @property
    def graph(self) -> Path:
        """The graph that questions are put to: the built one, or else the one that the package carries."""
        built = self.output / GRAPH_NAME
        return built if built.is_file() else bundled("output") / GRAPH_NAME

    def require_own_data(self) -> None:
        """Raise a Fault where the data are the program's own, so that nothing may be written to them."""
        if self.is_fallback:
            raise Fault("no data/ here to write to; make one with `slm-graph init DIR`, or look only, with --dry-run")
        if Path(__file__).parent in self.data.resolve().parents:
            raise Fault(f"{self.data}: belongs to the program; make a survey of your own with `slm-graph init DIR`")


def bundled(folder: str) -> Path:
    """Return a top-level folder as the package carries it; in a checkout, the folder itself."""
    package = Path(__file__).parent
    inside = package / "bundle" / folder
    return inside if inside.is_dir() else package.parents[1] / folder


def working_folder() -> Path:
    """Return the folder in which a project is looked for.

    Examples
    --------
    >>> working_folder().is_absolute()
    True
    """
    return Path().resolve()


def find_project(data: Path | str | None = None, *, graph: Path | str | None = None) -> Project:
    """Find a project by its data, by a graph that was built from it, or in the working directory.

    Parameters
    ----------
    data
        A folder of data, or a JSON Lines file of entries, which may have `survey.yaml` and `vocabulary/` beside it.
        By default the folder `data` of the working directory, or else the survey that the package carries.
    graph
        A file of RDF, instead of `data`. Its project is the nearest folder from its own upwards that has
        `data/survey.yaml` or `ontology/schema.yaml`; where there is none, the working directory.

    Returns
    -------
    Project
        Schema and questions are those of the folder that the data lie in; where it has no `ontology/schema.yaml`, the
        bundled schema; where it has no `queries/`, those of the working directory, or else the bundled ones. `output`
        is the folder `output` of the working directory, whatever the data.

    Raises
    ------
    NoSuchFile
        There is no such folder or file of data.
    WrongArgument
        An argument is no path, or there are two.
    OSError
        What a stopped command left there can be neither completed nor dropped, or one is just writing.

    Examples
    --------
    >>> find_project().graph.name
    'slm-graph.ttl'
    """
    if data is not None and graph is not None:
        raise WrongArgument("data and graph at once; give one of them")
    if graph is not None:
        return _project_of_graph(path_argument("graph", graph))
    if data is None:
        settle(Path())
        return _project(Path("data"), Path()) if Path("data").is_dir() else _project(None, None)
    data = path_argument("data", data)
    settle(data.parent)
    if not data.exists():
        raise NoSuchFile(f"{data}: no such folder or file; give a folder with survey.yaml and systems/")
    if data.is_dir():
        return _project(data, data.resolve().parent)
    if (data.parent / "vocabulary").is_dir():
        return _project(data.parent, data.resolve().parent.parent, data)
    return _project(None, None, data)


def project_argument(name: str, value: object) -> Project:
    """Return an argument as a project: one already, or its data as of `find_project`.

    Raises
    ------
    WrongArgument
        It is neither a project nor a path.

    Examples
    --------
    >>> project_argument("project", 5)
    Traceback (most recent call last):
    slm_graph.problems.WrongArgument: project: 5 is no path; give a str or a pathlib.Path
    """
    return value if isinstance(value, Project) else find_project(path_argument(name, value))


def _project_of_graph(graph: Path) -> Project:
    marks = ("data/survey.yaml", "ontology/schema.yaml")
    folders = (folder for folder in graph.resolve().parents if any((folder / mark).is_file() for mark in marks))
    folder = next(folders, None)
    if folder is None or folder == Path().resolve():
        return find_project()
    return _project(folder / "data" if (folder / "data").is_dir() else None, folder)


def _project(data: Path | None, folder: Path | None, entries: Path | None = None) -> Project:
    """Return the project of a folder, or that of the working directory; without data it has the bundled ones."""
    if folder:
        settle(folder)
    queries = [path for path in (folder / "queries" if folder else None, Path("queries")) if path and path.is_dir()]
    schema = folder.resolve() / "ontology" / "schema.yaml" if folder else None
    return Project(
        schema if schema and schema.is_file() else bundled("ontology") / "schema.yaml",
        data or bundled("data"),
        _from_here(queries[0]) if queries else bundled("queries"),
        Path("output"),
        entries,
        is_fallback=data is None,
    )


def _from_here(queries: Path) -> Path:
    """Return the working directory's own folder by its short name, which messages show."""
    return Path("queries") if queries.resolve() == Path("queries").resolve() else queries
