"""The tables mapped with maplib: `python with_maplib.py TABLES OUTPUT.nt`.

Each statement of a rule has a stOTTR template of its own: that takes maplib less time than a template with all of them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tables import BASE, COLUMNS, NUMBERS, OPTIONAL, PREFIXES, RULES, Constant, Link, Node, Object, Text, expanded

_TEMPLATE = f"{BASE}template"
_LANGUAGE_STRING = f"<{PREFIXES['rdf']}langString>"
"""maplib's name for the text in the struct column of literals with a language."""


def main(tables: Path, output: Path) -> None:
    """Read the tables with polars, map them, and write N-Triples."""
    import maplib
    import polars as pl

    def column(term: Object) -> pl.Expr:
        match term:
            case Node(template, base):
                return pl.format(base + re.sub(r"\{\w+\}", "{}", template), *columns_of(term))
            case Text(name, type_) if type_.startswith("@"):
                return pl.struct(pl.col(name).alias(_LANGUAGE_STRING), pl.lit(type_[1:]).alias("l"))
            case Text(name) | Link(name):
                return pl.col(name)
        raise TypeError(term)

    model = maplib.Model()
    for table, columns in COLUMNS.items():
        types = {name: pl.Int64 if name in NUMBERS else pl.String for name in columns}
        frame = pl.read_csv(tables / f"{table}.csv", schema=types)
        for rule in RULES:
            if rule.table != table:
                continue
            subjects = frame.with_columns(column(Node(rule.subject)).alias("subject"))
            for predicate, term in rule.says:
                model.add_template(stottr(predicate, term))
                if isinstance(term, Constant):
                    model.map(_TEMPLATE, subjects.select("subject"))
                else:
                    model.map(_TEMPLATE, subjects.select("subject", column(term).alias("object")))
    model.write(output, format="ntriples")


def stottr(predicate: str, term: Object) -> str:
    """Return the template of one statement in stOTTR (https://spec.ottr.xyz/stOTTR)."""
    parameters, object_ = "ottr:IRI ?subject", "?object"
    match term:
        case Constant(curie):
            object_ = f"<{expanded(curie)}>"
        case Text(_, type_):
            datatype = expanded("rdf:langString" if type_.startswith("@") else type_)
            parameters += f", {_optional(term)}<{datatype}> ?object"
        case Node() | Link():
            parameters += f", {_optional(term)}ottr:IRI ?object"
    return f"<{_TEMPLATE}> [ {parameters} ] :: {{ ottr:Triple(?subject, <{expanded(predicate)}>, {object_}) }} .\n"


def columns_of(term: Object) -> list[str]:
    """Return the columns that a term is made of."""
    match term:
        case Node(template):
            return re.findall(r"\{(\w+)\}", template)
        case Text(column) | Link(column):
            return [column]
        case Constant():
            return []


def _optional(term: Object) -> str:
    return "? " if OPTIONAL.intersection(columns_of(term)) else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
