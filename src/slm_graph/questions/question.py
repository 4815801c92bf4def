"""A question: a SPARQL query with a header that says what it asks.

References
----------
SPARQL 1.1 Query Language, https://www.w3.org/TR/sparql11-query/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from slm_graph.problems import Problem, nearest
from slm_graph.questions.conditions import table_place
from slm_graph.questions.header import Header
from slm_graph.questions.parameters import (
    Parameter,
    condition_parameters,
    default_problems,
    read_parameters,
    with_header,
)
from slm_graph.rdf import Term, open_quote, sparql


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
    keywords
        The field's plain words for what it asks, by which it is found.
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
    keywords: str = ""

    @property
    def body(self) -> str:
        """The query without its header."""
        return "".join(line for line in re.findall(r"[^\n]*\n|[^\n]+", self.text) if not line.startswith("#+"))

    @property
    def default_terms(self) -> dict[str, Term]:
        """The defaults of the parameters, by variable; conditions stand in the query itself."""
        return {
            item.variable: item.term(item.default)
            for item in self.parameters
            if item.default is not None and not item.property_iri
        }

    def problem(self, offset: int, message: str) -> Problem:
        """Return a problem at an offset of the text."""
        return Problem(self.path, *sparql.position(self.text, offset), message)


def parse_question(text: str, name: str, path: str) -> tuple[StoredQuery, list[Problem]]:
    """Return the question of a text, and what is wrong with its header."""
    header, problems = Header.read(text, path)
    parameters = {parameter.name: parameter for parameter in read_parameters(text)}
    prefixes = sparql.prefixes(text)
    conditions = condition_parameters(header, prefixes, table_place(text) is not None, problems)
    parameters |= {parameter.name: parameter for parameter in conditions}
    for key in ("defaults", "enumerate", "values"):
        for parameter_name, values in header.pairs(key, problems).items():
            parameter = parameters.get(parameter_name.text)
            if parameter is None:
                message = (
                    f"{parameter_name.text}: the query has no such parameter{nearest(parameter_name.text, parameters)}"
                )
                problems.append(parameter_name.problem(message))
            else:
                parameters[parameter.name] = with_header(parameter, key, values, prefixes, problems)
    for parameter in parameters.values():
        problems += default_problems(parameter, header)
    for variable, offset in sparql.assigned(text).items():
        if any(parameter.variable == variable for parameter in parameters.values()):
            message = f"?{variable} is a parameter and cannot be in a projection; give what you project another name"
            problems.append(Problem(path, *sparql.position(text, offset), message))
    if parameters and (quote := open_quote(text)):
        # A value's own quote would close it, and the value would be read as syntax.
        message = f"the text that {quote.text} begins does not end on its line"
        problems.append(Problem(path, *sparql.position(text, quote.start), message))
    question = StoredQuery(
        name, path, text, sparql.form(text), header.text("summary"), header.text("description"), header.texts("tags"),
        tuple(parameters.values()), header.text("empty"), header.text("keywords"),
    )  # fmt: skip
    return question, problems
