"""Stored questions: SPARQL files with a header that says what they ask, and with typed parameters.

The header is grlc's, `#+` lines read as YAML; a parameter is a variable `?_name_type`, or `?__name_type` where it may
be left out.

References
----------
grlc, https://github.com/CLARIAH/grlc#decorator-syntax; SPARQL 1.1 Query Language, https://www.w3.org/TR/sparql11-query/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from slm_graph.graphs import Found, LocalGraph, QueryFault, Results, Source, Things, local_graph, open_graph
from slm_graph.problems import InvalidData, NotFound, Problem, WrongArgument, instance_argument, nearest
from slm_graph.project import find_project
from slm_graph.questions.answers import Answer, answer_of
from slm_graph.rdf import Term, iri, sparql

if TYPE_CHECKING:
    import rdflib
    import yaml

_XSD = "http://www.w3.org/2001/XMLSchema#"
_KEYS = ("summary", "description", "method", "tags", "defaults", "enumerate", "values", "empty")

# The suffixes of grlc, and the lexical forms of XML Schema part 2 (sections 3.3 and 3.4) of what is pasted.
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_DATATYPES: Mapping[str, tuple[str, str]] = {
    "integer": (r"[+-]?[0-9]+", "a whole number"),
    "decimal": (r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", "a number without exponent"),
    "double": (_NUMBER, "a number"),
    "boolean": (r"true|false|0|1", "true or false"),
    "date": (r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?", "a date such as 2026-11-22"),
    "gYear": (r"-?[0-9]{4,}(Z|[+-][0-9]{2}:[0-9]{2})?", "a year"),
    "gYearMonth": (r"-?[0-9]{4,}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?", "a month such as 2026-11"),
    "string": (r"[\s\S]*", "text"),
}
_parameter = re.compile(
    r"(?P<optional>_{1,2})(?P<name>[^_]\w*?)"
    r"(?:_(?P<type>iri|literal|number|integer|decimal|boolean)|_xsd_(?P<datatype>[A-Za-z]+)|_(?P<language>[a-z]{2}))?"
).fullmatch

Value: TypeAlias = "str | int | float | bool | object"


@dataclass(frozen=True)
class Parameter:
    """What a question asks to be told.

    Parameters
    ----------
    name
        As the user says it.
    variable
        As the query has it, without the question mark.
    type
        `iri`, `literal`, `number`, the local name of a datatype of XML Schema, or `@` and a language.
    required
        Whether the question makes no sense without it; else the variable stays a variable.
    default
        What is taken where the user gives nothing; None for nothing.
    classes
        The IRIs of the classes whose instances the parameter names.
    enumeration
        The values that it may have; empty where all are allowed.
    """

    name: str
    variable: str
    type: str
    required: bool
    default: str | None = None
    classes: tuple[str, ...] = ()
    enumeration: tuple[str, ...] = ()

    @property
    def expects(self) -> str:
        """What a value must be, in words."""
        if self.enumeration:
            return "one of " + ", ".join(self.enumeration)
        if self.type == "iri":
            kinds = " or ".join(re.split("[/#]", name)[-1] for name in self.classes)
            return f"{kinds}, by id, label, abbreviation, alias or IRI" if kinds else "an IRI"
        if self.type.startswith("@") or self.type == "literal":
            return "text"
        return "a number" if self.type == "number" else _DATATYPES[self.type][1]

    def term(self, value: str) -> Term:
        """Return the term of a value.

        Raises
        ------
        WrongArgument
            The value is not what the parameter expects; the message says why.

        Examples
        --------
        >>> Parameter("n", "_n_integer", "integer", True).term("3")
        '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
        """
        if self.type == "iri":
            import pyoxigraph as ox

            try:
                return iri(ox.NamedNode(value).value)
            except ValueError:
                raise WrongArgument(f"{value!r} is no absolute IRI") from None
        if self.type == "literal":
            return sparql.literal(value)
        if self.type.startswith("@"):
            return sparql.literal(value, self.type)
        datatype = self.type
        if datatype == "number":
            datatype = (
                "integer"
                if re.fullmatch(_DATATYPES["integer"][0], value, re.ASCII)
                else "double"
                if re.search("[eE]", value)
                else "decimal"
            )
        pattern, expected = _DATATYPES[datatype]
        if not re.fullmatch(pattern, value, re.ASCII):
            raise WrongArgument(f"{value!r} is not {'a number' if self.type == 'number' else expected}")
        return sparql.literal(value, "" if datatype == "string" else f"^^<{_XSD}{datatype}>")


@dataclass(frozen=True)
class StoredQuery:
    """A question: its name, what it asks, its parameters, its text.

    Parameters
    ----------
    name
        The stem of the file.
    path
        The file, as messages show it.
    text
        All of the file.
    form
        SELECT, ASK, CONSTRUCT or DESCRIBE.
    empty
        Why an empty answer is right; "" where it is not expected.
    """

    name: str
    path: str
    text: str
    form: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    empty: str = ""

    @property
    def body(self) -> str:
        """The query without its header."""
        return "".join(line for line in re.findall(r"[^\n]*\n|[^\n]+", self.text) if not line.startswith("#+"))

    def problem(self, offset: int, message: str) -> Problem:
        """Return a problem at an offset of the text."""
        return Problem(self.path, *sparql.position(self.text, offset), message)


class BoundQuery(NamedTuple):
    """A question whose parameters have values.

    `taken_for` holds, by parameter, the things that were found for what the user gave.
    """

    question: StoredQuery
    bound: sparql.Bound
    taken_for: Mapping[str, Found]

    @property
    def text(self) -> str:
        """The query as an engine gets it."""
        return self.bound.text

    def answer(self, source: Source) -> Results:
        """Return the answer.

        Raises
        ------
        InvalidData
            The query is no SPARQL; the problem has the place in the file.
        QueryFault
            The query cannot be evaluated.
        """
        try:
            return source.query(self.text)
        except QueryFault as fault:
            if not fault.line:
                raise
            offset = sum(len(line) + 1 for line in self.text.split("\n")[: fault.line - 1]) + fault.column - 1
            raise InvalidData([self.question.problem(self.bound.original(offset), fault.message)]) from None


def read_questions(folder: Path | None = None) -> list[StoredQuery]:
    """Return the questions of a folder, by name.

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
    for path in sorted((folder or find_project().queries).glob("*.rq")):
        try:
            questions.append(read_question(path, is_stored=True))
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
    shown = path.as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidData([Problem(shown, 1, 1, "is not UTF-8; save it as UTF-8")]) from None
    except OSError as error:
        raise InvalidData([Problem(shown, 1, 1, f"cannot be read: {error.strerror}")]) from None
    question, problems = parse_question(text, path.stem, shown)
    if is_stored and not problems:
        problems += _missing(question)
    if not problems:
        problems = list(_syntax_problems(question))
    if problems:
        raise InvalidData(problems)
    return question


def parse_question(text: str, name: str, path: str) -> tuple[StoredQuery, list[Problem]]:
    """Return the question of a text, and what is wrong with its header."""
    header, problems = _Header.read(text, path)
    parameters = {parameter.name: parameter for parameter in _parameters(text)}
    prefixes = sparql.prefixes(text)
    for key in ("defaults", "enumerate", "values"):
        for parameter_name, values in header.pairs(key, problems).items():
            parameter = parameters.get(parameter_name.text)
            if parameter is None:
                message = (
                    f"{parameter_name.text}: the query has no such parameter{nearest(parameter_name.text, parameters)}"
                )
                problems.append(parameter_name.problem(message))
            else:
                parameters[parameter.name] = _with(parameter, key, values, prefixes, problems)
    for parameter in parameters.values():
        problems += _default_problems(parameter, header)
    for variable, offset in sparql.assigned(text).items():
        found = next((item for item in parameters.values() if item.variable == variable), None)
        if found is not None:
            message = f"?{variable} is a parameter and cannot be in a projection; give what you project another name"
            problems.append(Problem(path, *sparql.position(text, offset), message))
    question = StoredQuery(
        name, path, text, sparql.form(text), header.text("summary"), header.text("description"), header.texts("tags"),
        tuple(parameters.values()), header.text("empty"),
    )  # fmt: skip
    return question, problems


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
    folders = list(dict.fromkeys(project.queries for project in (find_project(graph=graph), find_project())))
    if re.fullmatch(r"[\w.-]+", name):
        for stored in (folder / f"{name}.rq" for folder in folders):
            if stored.is_file():
                return read_question(stored, is_stored=True)
    if Path(name).is_file():
        return read_question(Path(name))
    if name.endswith(".rq") or "/" in name or "\\" in name:
        raise NotFound(f"{name}: no such file")
    names = [path.stem for folder in folders for path in folder.glob("*.rq")]
    raise NotFound(f"{name}: no such question{nearest(name, names)} (`slm-graph query` lists them)")


def bind_question(question: StoredQuery, values: Mapping[str, Value], source: Source) -> BoundQuery:
    """Give the parameters of a question their values.

    Parameters
    ----------
    question
        The question.
    values
        By the name of the parameter. Of a thing, what people call it; `source` knows.
    source
        Where things are looked up.

    Raises
    ------
    WrongArgument
        A parameter is unknown, missing or has a value that does not do; the message is one line.
    """
    parameters = {parameter.name: parameter for parameter in question.parameters}
    given: dict[str, str] = {}
    for name, value in values.items():
        if name not in parameters and name.replace("-", "") not in parameters:
            known = f"; it has {', '.join(parameters)}" if parameters else "; it has none"
            raise WrongArgument(f"{name}: {question.name} has no such parameter{nearest(name, parameters) or known}")
        given[name if name in parameters else name.replace("-", "")] = _text(value)
    terms: dict[str, Term] = {}
    taken_for: dict[str, Found] = {}
    for parameter in parameters.values():
        if parameter.name not in given:
            if parameter.default is not None:
                terms[parameter.variable] = parameter.term(parameter.default)
            elif parameter.required:
                raise WrongArgument(
                    f"{question.name} needs {parameter.name} ({parameter.expects}): -p {parameter.name}=…"
                )
            continue
        try:
            value = given[parameter.name]
            if parameter.type == "iri":
                found = _thing(parameter, value, source)
                taken_for[parameter.name] = found
                value = found.iri
            elif parameter.enumeration:
                value = _enumerated(parameter, value)
            terms[parameter.variable] = parameter.term(value)
        except (LookupError, ValueError) as error:
            raise WrongArgument(f"{parameter.name}: {error.args[0]}") from None
    return BoundQuery(question, sparql.bind(question.text, terms), taken_for)


def run_query(graph: Source | Any, question: str | Path | StoredQuery, /, **parameters: Value) -> Answer:
    """Put a question to a graph.

    Parameters
    ----------
    graph
        The path of a file of RDF, a graph of `open_graph`, an `Endpoint`, a `pyoxigraph.Store` or an `rdflib.Graph`.
    question
        The name of a stored question, the path of a file, or the text of a query.
    **parameters
        The values of the parameters.

    Returns
    -------
    Answer
        Rows, each a dict of plain Python values: `pandas.DataFrame(answer)`.

    Raises
    ------
    WrongArgument
        A parameter is unknown, missing, or has a value that does not do.
    NotFound
        There is no such question.
    InvalidData
        The graph, the question or the query is not what it should be.
    QueryFault
        The query cannot be evaluated.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> answer = run_query(graph_file(), "systems-by-encoder", encoder="Wishper")
    >>> answer[0]["system"], answer.taken_for["encoder"].label
    ('COSMIC', 'Whisper')
    """
    source = as_source(graph)
    instance_argument("question", question, (str, Path, StoredQuery), "a name, a path or the text of a query")
    if isinstance(question, str) and re.search(r"[\s{]", question):
        asked, problems = parse_question(question, "the query", "query")
        if problems:
            raise InvalidData(problems)
    elif isinstance(question, StoredQuery):
        asked = question
    else:
        asked = find_question(str(question), Path(graph) if isinstance(graph, (str, Path)) else None)
    bound = bind_question(asked, parameters, source)
    return answer_of(bound.answer(source), bound.taken_for)


def as_source(graph: Any) -> Source:
    """Return what answers SPARQL over a graph: a path, a store, an `rdflib.Graph`, or already a source."""
    import pyoxigraph as ox

    from slm_graph.graphs import known_prefixes

    if isinstance(graph, (str, Path)):
        return open_graph(graph)
    if isinstance(graph, ox.Store):
        return LocalGraph(graph, known_prefixes())
    if hasattr(graph, "prefixes") and hasattr(graph, "query"):
        source: Source = graph
        return source
    if hasattr(graph, "serialize"):
        return _from_rdflib(graph)
    raise WrongArgument(
        f"graph: {type(graph).__name__}: no graph; give a path, a pyoxigraph.Store, an rdflib.Graph or an Endpoint"
    )


def _from_rdflib(graph: rdflib.Graph) -> LocalGraph:
    return LocalGraph(
        local_graph(graph.serialize(format="nt")).store,
        {prefix: str(namespace) for prefix, namespace in graph.namespaces() if prefix},
    )


# --- Values


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _thing(parameter: Parameter, value: str, source: Source) -> Found:
    if parameter.classes or parameter.enumeration:
        things = Things(source, parameter.classes)
        found = things.find(value)
        if parameter.enumeration:
            allowed = {things.find(item).iri for item in parameter.enumeration}
            if found.iri not in allowed:
                raise WrongArgument(f"{value} is not {parameter.expects}")
        return found
    bare = value.strip().removeprefix("<").removesuffix(">")
    prefix, _, local = bare.partition(":")
    if prefix in source.prefixes and not local.startswith("//"):
        return Found(source.prefixes[prefix] + local, "", value, "IRI")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare):
        return Found(bare, "", value, "IRI")
    return Things(source).find(value)


def _enumerated(parameter: Parameter, value: str) -> str:
    by_fold = {item.casefold(): item for item in parameter.enumeration}
    if value.casefold() not in by_fold:
        raise WrongArgument(f"{value} is not {parameter.expects}{nearest(value, parameter.enumeration)}")
    return by_fold[value.casefold()]


# --- Headers


class _Text(NamedTuple):
    """A text of the header, and where it stands."""

    text: str
    path: str
    line: int
    column: int

    def problem(self, message: str) -> Problem:
        return Problem(self.path, self.line, self.column, message)


class _Header:
    def __init__(self, path: str, fields: Mapping[str, yaml.Node]) -> None:
        self._path = path
        self._fields = fields

    @classmethod
    def read(cls, text: str, path: str) -> tuple[_Header, list[Problem]]:
        import yaml

        lines = []
        for line in text.split("\n"):
            if not line.startswith("#+"):
                break
            lines.append(line[2:].removeprefix(" "))
        if not lines:
            return cls(path, {}), []
        try:
            node = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            row, column = (mark.line + 1, mark.column + 4) if mark else (1, 1)
            return cls(path, {}), [
                Problem(path, min(row, len(lines)), column, f"the header is no YAML: {error.problem}")
            ]
        except yaml.YAMLError as error:
            return cls(path, {}), [Problem(path, 1, 1, f"the header is no YAML: {' '.join(str(error).split())}")]
        if not isinstance(node, yaml.MappingNode):
            return cls(path, {}), [Problem(path, 1, 1, f"the header has no keys; write `#+ {_KEYS[0]}: …`")]
        header = cls(path, {})
        fields: dict[str, yaml.Node] = {}
        problems = []
        for key, value in node.value:
            name = header._text(key)
            if name.text not in _KEYS:
                known = nearest(name.text, _KEYS) or f"; there are {', '.join(_KEYS)}"
                problems.append(name.problem(f"{name.text}: not a key of a header{known}"))
            elif name.text in fields:
                problems.append(name.problem(f"{name.text} is given twice; keep one"))
            else:
                fields[name.text] = value
                problems += header._shape_problems(name.text, value)
        return cls(path, fields), problems

    def text(self, key: str) -> str:
        node = self._fields.get(key)
        return " ".join(str(node.value).split()) if node is not None and isinstance(node.value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        node = self._fields.get(key)
        return tuple(item.text for item in self._items(node)) if node is not None else ()

    def place(self, key: str) -> _Text | None:
        node = self._fields.get(key)
        return self._text(node) if node is not None else None

    def pairs(self, key: str, problems: list[Problem]) -> dict[_Text, list[_Text]]:
        import yaml

        node = self._fields.get(key)
        found: dict[_Text, list[_Text]] = {}
        for item in node.value if isinstance(node, yaml.SequenceNode) else ():
            if not isinstance(item, yaml.MappingNode):
                problems.append(self._text(item).problem(f"{key} are written `- parameter: value`"))
                continue
            for name, value in item.value:
                found[self._text(name)] = self._items(value)
        return found

    def _shape_problems(self, key: str, node: yaml.Node) -> Iterator[Problem]:
        import yaml

        if key in ("defaults", "enumerate", "values") and not isinstance(node, yaml.SequenceNode):
            yield self._text(node).problem(f"{key} is a list: write `- parameter: value` below it")
        if key in ("summary", "description", "method", "empty") and not isinstance(node, yaml.ScalarNode):
            yield self._text(node).problem(f"{key} is a text")
        if key == "method" and isinstance(node, yaml.ScalarNode) and node.value not in ("GET", "POST"):
            yield self._text(node).problem(f"{node.value}: method is GET or POST")

    def _items(self, node: yaml.Node) -> list[_Text]:
        import yaml

        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return [self._text(item) for item in nodes]

    def _text(self, node: yaml.Node) -> _Text:
        value = node.value if isinstance(node.value, str) else ""
        mark = node.start_mark
        # A header's line is the file's line; `#+ ` takes three columns.
        return _Text(value, self._path, mark.line + 1, mark.column + 4)


def _parameters(text: str) -> Iterator[Parameter]:
    for variable in sparql.variables(text):
        match = _parameter(variable)
        if match:
            datatype, language = match["datatype"], match["language"]
            kind = (
                match["type"]
                or (datatype if datatype in _DATATYPES else "")
                or (f"@{language}" if language else "literal")
            )
            yield Parameter(match["name"], variable, kind, required=match["optional"] == "_")


def _with(
    parameter: Parameter, key: str, values: Sequence[_Text], prefixes: Mapping[str, str], problems: list[Problem]
) -> Parameter:
    from dataclasses import replace

    if not values:
        return parameter
    if key == "defaults":
        return replace(parameter, default=values[0].text)
    if key == "enumerate":
        return replace(parameter, enumeration=tuple(value.text for value in values))
    if parameter.type != "iri":
        problems.append(
            values[0].problem(
                f"{parameter.name} is no IRI; write ?{parameter.variable.rpartition('_')[0]}_iri, or leave out values"
            )
        )
        return parameter
    classes = []
    for value in values:
        prefix, _, local = value.text.partition(":")
        if prefix in prefixes:
            classes.append(prefixes[prefix] + local)
        elif "//" in value.text:
            classes.append(value.text.removeprefix("<").removesuffix(">"))
        else:
            problems.append(value.problem(f"{value.text}: the query declares no prefix {prefix}:"))
    return replace(parameter, classes=tuple(classes))


def _default_problems(parameter: Parameter, header: _Header) -> Iterator[Problem]:
    place = next(
        (values[0] for name, values in header.pairs("defaults", []).items() if name.text == parameter.name and values),
        None,
    )
    if parameter.default is None or place is None:
        return
    try:
        parameter.term(parameter.default)
    except ValueError as error:
        yield place.problem(f"{parameter.name}: {error}")
        return
    if parameter.enumeration and parameter.default not in parameter.enumeration:
        yield place.problem(f"{parameter.default} is not {parameter.expects}")


def _missing(question: StoredQuery) -> Iterator[Problem]:
    if not question.summary:
        yield Problem(question.path, 1, 1, "has no summary; write what it asks: `#+ summary: …`")
    for prefix, offset in sparql.undeclared(question.text).items():
        yield question.problem(
            offset, f"{prefix}: is not declared; add PREFIX {prefix}: <…>, that the query runs anywhere"
        )


def _syntax_problems(question: StoredQuery) -> Iterator[Problem]:
    """Parse the query with something in the place of each parameter."""
    sample: dict[str, str] = {
        "iri": "http://example.org/",
        "boolean": "true",
        "date": "2026-11-22",
        "gYearMonth": "2026-11",
        "gYear": "2026",
    }
    terms = {
        item.variable: item.term(item.default if item.default is not None else sample.get(item.type, "1"))
        for item in question.parameters
        if item.required or item.default is not None
    }
    try:
        BoundQuery(question, sparql.bind(question.text, terms), {}).answer(local_graph(""))
    except InvalidData as error:
        yield from error.problems
    except QueryFault as fault:
        yield Problem(question.path, 1, 1, fault.message)
