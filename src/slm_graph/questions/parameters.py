"""The parameters of a question: variables `?_name_type` of its query, or `?__name_type` where one may be left out.

References
----------
grlc, https://github.com/CLARIAH/grlc#decorator-syntax; XML Schema Part 2, https://www.w3.org/TR/xmlschema-2/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from slm_graph.problems import Problem, WrongArgument
from slm_graph.questions.header import Header, HeaderText
from slm_graph.rdf import XSD, Term, iri, sparql

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
    property_iri
        The property that a condition asks of (`slm_graph.questions.conditions`); "" where it is no condition.
    """

    name: str
    variable: str
    type: str
    required: bool
    default: str | None = None
    classes: tuple[str, ...] = ()
    enumeration: tuple[str, ...] = ()
    property_iri: str = ""

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

    @property
    def pattern(self) -> str:
        """The regular expression that a value must match as a whole; "" where that does not tell."""
        return _NUMBER if self.type == "number" else _DATATYPES.get(self.type, ("", ""))[0]

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
        if self.property_iri:
            value = _whole_number(value)
        if self.type.startswith("@"):
            return sparql.literal(value, self.type)
        datatype = _number_type(value) if self.type == "number" else self.type
        pattern, expected = _DATATYPES[datatype]
        if not re.fullmatch(pattern, value, re.ASCII):
            raise WrongArgument(f"{value!r} is not {'a number' if self.type == 'number' else expected}")
        return sparql.literal(value, "" if datatype == "string" else f"^^<{XSD}{datatype}>")


def _whole_number(value: str) -> str:
    """Return the number that people write as 7B or 124M; other texts as they are."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([kmb])", value, re.ASCII | re.IGNORECASE)
    if match is None:
        return value
    number = Decimal(match[1]) * {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}[match[2].lower()]
    return str(int(number)) if number == int(number) else value


def _number_type(value: str) -> str:
    if re.fullmatch(_DATATYPES["integer"][0], value, re.ASCII):
        return "integer"
    return "double" if re.search("[eE]", value) else "decimal"


def read_parameters(text: str) -> Iterator[Parameter]:
    """Yield the parameters of a query, as their variables tell them."""
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


def with_header(
    parameter: Parameter, key: str, values: Sequence[HeaderText], prefixes: Mapping[str, str], problems: list[Problem]
) -> Parameter:
    """Return a parameter with what a key of the header says of it."""
    if not values:
        return parameter
    if key == "defaults":
        return replace(parameter, default=values[0].text)
    if key == "enumerate":
        return replace(parameter, enumeration=tuple(value.text for value in values))
    if parameter.type != "iri" and not parameter.property_iri:
        problems.append(
            values[0].problem(
                f"{parameter.name} is no IRI; write ?{parameter.variable.rpartition('_')[0]}_iri, or leave out values"
            )
        )
        return parameter
    classes = tuple(_iris(values, prefixes, problems))
    if parameter.property_iri and [name.removeprefix(XSD) for name in classes] in [[name] for name in _DATATYPES]:
        return replace(parameter, type=classes[0].removeprefix(XSD))
    return replace(parameter, classes=classes)


def _iris(values: Sequence[HeaderText], prefixes: Mapping[str, str], problems: list[Problem]) -> Iterator[str]:
    """Yield the IRIs of a header, which are written with a prefix of the query, or whole."""
    for value in values:
        prefix, _, local = value.text.partition(":")
        if prefix in prefixes:
            yield prefixes[prefix] + local
        elif "//" in value.text:
            yield value.text.removeprefix("<").removesuffix(">")
        else:
            problems.append(value.problem(f"{value.text}: the query declares no prefix {prefix}:"))


def condition_parameters(
    header: Header, prefixes: Mapping[str, str], has_table: bool, problems: list[Problem]
) -> Iterator[Parameter]:
    """Yield the parameters that are conditions, as the header names them with their properties."""
    for name, properties in header.pairs("conditions", problems).items():
        if not has_table:
            problems.append(name.problem("the query has no table VALUES (?condition ?is ?property ?value) { … }"))
            return
        for property_iri in _iris(properties[:1], prefixes, problems):
            yield Parameter(name.text, "", "iri", required=False, property_iri=property_iri)


def default_problems(parameter: Parameter, header: Header) -> Iterator[Problem]:
    """Yield what is wrong with the default of a parameter."""
    place = next(
        (values[0] for name, values in header.pairs("defaults", []).items() if name.text == parameter.name and values),
        None,
    )
    if parameter.default is None or place is None:
        return
    try:
        for text in (
            re.split(r"\s+(?:and|or)\s+|^not\s+", parameter.default) if parameter.property_iri else [parameter.default]
        ):
            if text:
                parameter.term(text)
    except ValueError as error:
        yield place.problem(f"{parameter.name}: {error}")
        return
    if parameter.enumeration and parameter.default not in parameter.enumeration:
        yield place.problem(f"{parameter.default} is not {parameter.expects}")
