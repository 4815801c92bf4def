"""The questions that are stored: files `queries/NAME.rq`, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from slm_graph.files import read_bytes_capped
from slm_graph.graphs import LocalGraph, QueryFault, local_graph
from slm_graph.problems import InvalidData, NotFound, Problem, nearest
from slm_graph.project import find_project
from slm_graph.questions.binding import BoundQuery
from slm_graph.questions.question import StoredQuery, parse_question
from slm_graph.rdf import sparql

MAX_BYTES = 1_000_000
"""The longest query that is read, in bytes."""


def read_questions(folder: Path | None = None, *, is_parsed: bool = True) -> list[StoredQuery]:
    """Return the questions of a folder, by name; where `is_parsed` is false, their SPARQL is not looked at.

    Raises
    ------
    InvalidData
        A question is not what it should be; all problems of all files.

    Examples
    --------
    >>> "systems-by-encoder" in [question.name for question in read_questions()]
    True
    """
    questions: list[StoredQuery] = []
    problems: list[Problem] = []
    empty = local_graph("") if is_parsed else None
    for path in sorted((folder or find_project().queries).glob("*.rq")):
        try:
            questions.append(_read(path, empty, is_stored=True))
        except InvalidData as error:
            problems += error.problems
    if problems:
        raise InvalidData(problems)
    return questions


def read_question(path: Path, *, is_stored: bool = False) -> StoredQuery:
    """Read a question, and check its header and its text.

    Parameters
    ----------
    path
        The file.
    is_stored
        Whether it must have a summary, and declare every prefix, as others will run it.

    Raises
    ------
    InvalidData
        The file cannot be read or is not what it should be.
    """
    return _read(path, local_graph(""), is_stored=is_stored)


def _read(path: Path, empty: LocalGraph | None, *, is_stored: bool) -> StoredQuery:
    """Read a question, and put it to an empty graph, if there is one, to see that its SPARQL is right."""
    shown = path.as_posix()
    try:
        text = read_bytes_capped(path, MAX_BYTES).decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise InvalidData([Problem(shown, 1, 1, "is not UTF-8; save it as UTF-8")]) from None
    except OSError as error:
        raise InvalidData([Problem(shown, 1, 1, f"cannot be read: {error.strerror}")]) from None
    question, problems = parse_question(text, path.stem, shown)
    if is_stored and not problems:
        problems += _missing(question)
    if not problems and empty is not None:
        problems = list(_syntax_problems(question, empty))
    if problems:
        raise InvalidData(problems)
    return question


def find_question(name: str, graph: Path | None = None) -> StoredQuery:
    """Return the question of a name, or that of a file.

    Parameters
    ----------
    name
        The stem of a stored question, or the path of a file.
    graph
        The file that is asked: the questions of its project come first, then those of the working directory.

    Raises
    ------
    NotFound
        There is neither; the message says what may be meant.
    InvalidData
        The file is not what it should be.

    Examples
    --------
    >>> find_question("systems-by-encoder").parameters[0].name
    'encoder'
    """
    folders = _folders(graph)
    if re.fullmatch(r"[\w.-]+", name):
        for stored in (folder / f"{name}.rq" for folder in folders):
            if stored.is_file():
                return read_question(stored, is_stored=True)
    if Path(name).is_file():
        return read_question(Path(name))
    if name.endswith(".rq") or "/" in name or "\\" in name:
        raise NotFound(f"{name}: no such file")
    raise NotFound(f"{name}: no such question{_nearest_name(name, folders)} (`slm-graph query` lists them)")


def is_wording(name: str, graph: Path | None = None) -> bool:
    """Whether what was given for the name of a question is none, nor near to one, nor a file: words of a person.

    Examples
    --------
    >>> [is_wording(text) for text in ("who uses lora", "q-former", "systems-by-encodr", "my/question.rq")]
    [True, True, False, False]
    """
    if name == "-" or Path(name).is_file():
        return False
    if re.search(r"\s", name.strip()):
        return True
    folders = _folders(graph)
    is_stored = any((folder / f"{name}.rq").is_file() for folder in folders)
    return not (is_stored or re.search(r"[/\\]|\.rq$", name) or _nearest_name(name, folders))


def _folders(graph: Path | None) -> list[Path]:
    return list(dict.fromkeys(project.queries for project in (find_project(graph=graph), find_project())))


def _nearest_name(name: str, folders: Sequence[Path]) -> str:
    return nearest(name, [path.stem for folder in folders for path in folder.glob("*.rq")])


def _missing(question: StoredQuery) -> Iterator[Problem]:
    if not question.summary:
        yield Problem(question.path, 1, 1, "has no summary; write what it asks: `#+ summary: …`")
    for prefix, offset in sparql.undeclared(question.text).items():
        yield question.problem(
            offset, f"{prefix}: is not declared; add PREFIX {prefix}: <…>, that the query runs anywhere"
        )


def _syntax_problems(question: StoredQuery, empty: LocalGraph) -> Iterator[Problem]:
    """Parse the query with something in the place of each parameter."""
    sample: dict[str, str] = {
        "iri": "http://example.org/",
        "boolean": "true",
        "date": "2026-11-22",
        "gYearMonth": "2026-11",
        "gYear": "2026",
    }
    terms = question.default_terms
    terms |= {
        item.variable: item.term(sample.get(item.type, "1"))
        for item in question.parameters
        if item.required and item.default is None
    }
    try:
        BoundQuery(question, sparql.bind(question.text, terms), {}).answer(empty)
    except InvalidData as error:
        yield from error.problems
    except QueryFault as fault:
        yield Problem(question.path, 1, 1, fault.message)
