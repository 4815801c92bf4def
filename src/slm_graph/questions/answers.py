"""Answers as plain Python: rows of texts, numbers and dates, that a DataFrame can be made of."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import pyoxigraph as ox

from slm_graph.graphs import Found, Results, Value
from slm_graph.problems import WrongArgument
from slm_graph.rdf import INTEGERS, XSD, Term, Triple
from slm_graph.tables import SHOWN, Cell, InNotebook, Sheet

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars

Row: TypeAlias = "dict[str, Any]"

_PYTHON: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(INTEGERS, int),
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}float": float,
    f"{XSD}boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    f"{XSD}date": datetime.date.fromisoformat,
    f"{XSD}dateTime": datetime.datetime.fromisoformat,
}

_NUMBERS = (int, float, Decimal)
_ENDS = 2


class Answer(Sequence[Row], InNotebook):
    """What a question answers: a sequence of rows, each a dict from column to value.

    A value is what `to_python` gives, or None where there is none. A notebook shows the first rows as a table.

    Parameters
    ----------
    columns
        The names of the columns.
    rows
        The values of each row, in the order of the columns.
    boolean
        What ASK answers; None for another form.
    triples
        What CONSTRUCT or DESCRIBE answers, each term in N-Triples; the rows then hold subject, predicate and object.
    taken_for
        The things that were found for the parameters, by parameter.

    Examples
    --------
    >>> answer = Answer(["system", "year"], [("SALMONN", 2023)])
    >>> answer[0]
    {'system': 'SALMONN', 'year': 2023}
    """

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        *,
        boolean: bool | None = None,
        triples: Sequence[Triple] = (),
        taken_for: Mapping[str, Found] | None = None,
    ) -> None:
        self.columns = list(columns)
        self.boolean = boolean
        self.triples = triples
        self.taken_for = dict(taken_for or {})
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._row(row) for row in self._rows[index]]
        return self._row(self._rows[index])

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self._rows)

    def __bool__(self) -> bool:
        return bool(self._rows) if self.boolean is None else self.boolean

    def __repr__(self) -> str:
        if self.boolean is not None:
            return f"Answer({self.boolean})"
        return f"Answer({len(self)} rows of {', '.join(self.columns)})"

    def to_pandas(self) -> pandas.DataFrame:
        """Return the answer as a pandas.DataFrame, with its columns where it is empty; decimals become floats.

        Examples
        --------
        >>> Answer(["system", "year"], [("SALMONN", 2023)]).to_pandas().year.max().item()
        2023
        """
        import pandas

        return pandas.DataFrame([[*map(_number, row)] for row in self._rows], columns=self.columns)

    def to_polars(self) -> polars.DataFrame:
        """Return the answer as a polars.DataFrame; the type of a column is that of all its values."""
        import polars

        values = {column: [row[column] for row in self] for column in self.columns}
        return polars.DataFrame(
            {column: polars.Series(column, cells, strict=False) for column, cells in values.items()}
        )

    def to_networkx(self) -> networkx.MultiDiGraph[Any]:
        """Return the answer as links: of a graph its triples; else from the first column to the second.

        The other columns are attributes of the link; rows without a value in one of the two give none.

        Raises
        ------
        WrongArgument
            The answer has one column.

        Examples
        --------
        >>> list(Answer(["from", "to", "year"], [("A", "B", 2023)]).to_networkx().edges(data=True))
        [('A', 'B', {'year': 2023})]
        """
        import networkx

        network: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
        if self.triples:
            for subject, predicate, item in self._rows:
                network.add_edge(subject, item, predicate=predicate)
            return network
        if len(self.columns) < _ENDS:
            raise WrongArgument("to_networkx: a link needs two columns, from and to; select both")
        for values in self._rows:
            if None not in values[:_ENDS]:
                network.add_edge(*values[:_ENDS], **dict(zip(self.columns[_ENDS:], values[_ENDS:], strict=True)))
        return network

    def sheet(self) -> Sheet:
        """Return the answer as a notebook shows it."""
        taken = "; ".join(f"{name}: {thing.label or thing.iri}" for name, thing in self.taken_for.items())
        number = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        first = f", of which the first {SHOWN} are shown" if len(self) > SHOWN else ""
        rows = [
            [Cell("" if value is None else str(value), isinstance(value, _NUMBERS)) for value in row]
            for row in self._rows[:SHOWN]
        ]
        return Sheet(self.columns, rows, number + first + (f" ({taken})" if taken else ""))

    def _row(self, values: tuple[Any, ...]) -> Row:
        return dict(zip(self.columns, values, strict=True))


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _is_of_one_kind(values: Sequence[Any]) -> bool:
    return len({type(value) for value in values if value is not None}) < 2


def answer_of(results: Results, taken_for: Mapping[str, Found] | None = None) -> Answer:
    """Return what an engine answers as plain Python.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> graph = local_graph("<http://example.org/a> <http://example.org/hours> 5 .")
    >>> answer_of(graph.query("SELECT ?hours { ?a ?b ?hours }"))[0]
    {'hours': 5}
    """
    if isinstance(results, ox.QueryBoolean):
        boolean = bool(results)
        return Answer(["answer"], [(boolean,)], boolean=boolean, taken_for=taken_for)
    if isinstance(results, ox.QuerySolutions):
        columns = [variable.value for variable in results.variables]
        rows = [tuple(to_python(value) for value in solution) for solution in results]
        return Answer(columns, rows, taken_for=taken_for)
    statements = list(results)
    rows = [(to_python(item.subject), to_python(item.predicate), to_python(item.object)) for item in statements]
    triples = [
        Triple(Term(str(item.subject)), Term(str(item.predicate)), Term(str(item.object))) for item in statements
    ]
    return Answer(["subject", "predicate", "object"], rows, triples=triples, taken_for=taken_for)


def to_python(value: Value | None) -> Any:
    """Return the Python value of a term: int, Decimal, float, bool, date, or text; of an IRI, its text.

    A literal whose text is not of its datatype stays text.

    Examples
    --------
    >>> to_python(ox.Literal("2.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")))
    Decimal('2.50')
    """
    if value is None:
        return None
    if isinstance(value, ox.Literal):
        try:
            return _PYTHON.get(value.datatype.value, str)(value.value)
        except (ValueError, KeyError, InvalidOperation):
            return value.value
    return value.value if isinstance(value, (ox.NamedNode, ox.BlankNode)) else str(value)
