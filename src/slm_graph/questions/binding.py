"""Giving the parameters of a question their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from slm_graph.graphs import Found, QueryFault, Results, Source, Things, names_query
from slm_graph.problems import InvalidData, WrongArgument, nearest
from slm_graph.questions.conditions import Condition, read_conditions, table_rows, with_rows
from slm_graph.questions.parameters import Parameter
from slm_graph.questions.question import StoredQuery
from slm_graph.questions.shown import with_whole_iris
from slm_graph.rdf import Term, sparql

Value: TypeAlias = "str | int | float | bool | object"


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
        whole = sparql.Bound(self.text, ())
        try:
            whole = with_whole_iris(self.text, source)
            return source.query(whole.text)
        except QueryFault as fault:
            if not fault.line:
                raise
            offset = sum(len(line) + 1 for line in whole.text.split("\n")[: fault.line - 1]) + fault.column - 1
            place = self.bound.original(whole.original(offset))
            raise InvalidData([self.question.problem(place, fault.message)]) from None


def bind_question(question: StoredQuery, values: Mapping[str, Value], source: Source) -> BoundQuery:
    """Give the parameters of a question their values.

    Parameters
    ----------
    question
        The question.
    values
        By the name of the parameter. Of a thing, what people call it; `source` knows. Of a condition, what
        `slm_graph.questions.conditions` reads, or a list of such texts, which are all to be met.
    source
        Where things are looked up.

    Raises
    ------
    WrongArgument
        A parameter is unknown, missing or has a value that does not do; the message is one line.
    """
    given = _given(question, values)
    terms: dict[str, Term] = {}
    reader = _ValueReader(source)
    for parameter in question.parameters:
        if parameter.property_iri:
            continue
        if parameter.name not in given:
            if (term := _default(question, parameter)) is not None:
                terms[parameter.variable] = term
            continue
        if len(given[parameter.name]) > 1:
            raise WrongArgument(f"{parameter.name}: is given {len(given[parameter.name])} times; it takes one value")
        terms[parameter.variable] = reader.term(parameter, given[parameter.name][0])
    rows = table_rows(_conditions(question, given, reader))
    # A text without a header has its own rows.
    text = with_rows(question.text, rows) if rows else question.text
    return BoundQuery(question, sparql.bind(text, terms), reader.taken_for)


def queries_of(question: StoredQuery, values: Mapping[str, Value]) -> Iterator[str]:
    """Yield the queries that a graph gets when a question is bound and answered, the question without its values.

    Examples
    --------
    >>> from slm_graph.questions.stored import find_question
    >>> question = find_question("systems-by-encoder")
    >>> len(list(queries_of(question, {}))), len(list(queries_of(question, {"encoder": "whisper"})))
    (1, 2)
    """
    given = _given(question, values)
    is_given = any(parameter.name in given for parameter in question.parameters if parameter.property_iri)
    for parameter in question.parameters:
        # The defaults of conditions are looked up too, as what is given is.
        is_default = bool(parameter.property_iri) and parameter.default is not None and not is_given
        if parameter.type == "iri" and (parameter.name in given or is_default):
            yield names_query(parameter.classes)
    defaults = {
        parameter.variable: parameter.term(parameter.default)
        for parameter in question.parameters
        if parameter.name not in given and parameter.default is not None and not parameter.property_iri
    }
    # Whatever value a condition will have.
    rows = table_rows(
        Condition(parameter.property_iri, True, (Term("UNDEF"),))
        for parameter in question.parameters
        if parameter.property_iri and parameter.name in given
    )
    yield sparql.bind(with_rows(question.text, rows) if rows else question.text, defaults).text


def _conditions(question: StoredQuery, given: Mapping[str, Sequence[str]], reader: _ValueReader) -> Iterator[Condition]:
    """Yield the conditions that are given; where none is, those of the defaults."""
    conditions = [parameter for parameter in question.parameters if parameter.property_iri]
    is_given = any(parameter.name in given for parameter in conditions)
    for parameter in conditions:
        defaults = [parameter.default] if parameter.default is not None and not is_given else []
        texts = given.get(parameter.name, defaults)
        yield from read_conditions(parameter.property_iri, texts, partial(reader.term, parameter))


class _ValueReader:
    """Reads the values of parameters, and keeps what things they were taken for."""

    def __init__(self, source: Source) -> None:
        self.taken_for: dict[str, Found] = {}
        self._source = source

    def term(self, parameter: Parameter, value: str) -> Term:
        try:
            if parameter.type == "iri":
                thing = _thing(parameter, value, self._source)
                # A condition can name several things, which are told one by one.
                number = len([name for name in self.taken_for if name.partition(" ")[0] == parameter.name])
                self.taken_for[f"{parameter.name} {number + 1}" if number else parameter.name] = thing
                value = thing.iri
            elif parameter.enumeration:
                value = _enumerated(parameter, value)
            return parameter.term(value)
        except (LookupError, ValueError) as error:
            raise WrongArgument(f"{parameter.name}: {error.args[0]}") from None


def _given(question: StoredQuery, values: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return the values by the names of the parameters; what is given may have hyphens in the name."""
    names = dict.fromkeys(parameter.name for parameter in question.parameters)
    given: dict[str, list[str]] = {}
    for said, value in values.items():
        name = said if said in names else said.replace("-", "")
        if name not in names:
            known = f"; it has {', '.join(names)}" if names else "; it has none"
            raise WrongArgument(f"{said}: {question.name} has no such parameter{nearest(said, names) or known}")
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        given.setdefault(name, []).extend(map(_text, several))
    return given


def _default(question: StoredQuery, parameter: Parameter) -> Term | None:
    """Return what is taken where nothing is given; None where the variable stays one."""
    if parameter.default is not None:
        return parameter.term(parameter.default)
    if parameter.required:
        raise WrongArgument(f"{question.name} needs {parameter.name} ({parameter.expects}): -p {parameter.name}=…")
    return None


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _thing(parameter: Parameter, value: str, source: Source) -> Found:
    value = value.replace("\\/", "/")
    if parameter.classes or parameter.enumeration:
        things = Things(source, parameter.classes)
        thing = things.find(value)
        if parameter.enumeration and thing.iri not in {things.find(item).iri for item in parameter.enumeration}:
            raise WrongArgument(f"{value} is not {parameter.expects}")
        return thing
    bare = value.strip().removeprefix("<").removesuffix(">")
    prefix, _, local = bare.partition(":")
    if prefix in source.prefixes and not local.startswith("//"):
        return Found(source.prefixes[prefix] + local, "", value, "IRI")
    is_absolute = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare)
    try:
        return Things(source).find(bare if "//" not in bare else value)
    except LookupError:
        # urn:x is an IRI, usage:llasm/whisper a thing as answers show it.
        if is_absolute:
            return Found(bare, "", value, "IRI")
        raise


def _enumerated(parameter: Parameter, value: str) -> str:
    by_fold = {item.casefold(): item for item in parameter.enumeration}
    if value.casefold() not in by_fold:
        raise WrongArgument(f"{value} is not {parameter.expects}{nearest(value, parameter.enumeration)}")
    return by_fold[value.casefold()]
