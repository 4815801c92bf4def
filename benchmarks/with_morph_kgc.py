"""The tables mapped with Morph-KGC: what is given to its command line, an RML mapping and a configuration."""

from __future__ import annotations

from pathlib import Path

from tables import BASE, PREFIXES, RULES, Constant, Link, Node, Object, Rule, Text, expanded

_HEADER = "@prefix rml: <http://w3id.org/rml/> .\n"


def write_project(folder: Path, tables: Path, output: Path) -> Path:
    """Write the mapping and the configuration into a folder, and return the configuration.

    Morph-KGC keeps its defaults (https://morph-kgc.readthedocs.io): partial-aggregation partitioning, and twice as many
    processes as there are cores. Of the settings that were tried (1, 2 and 4 processes on 2 cores; all partitionings)
    none was clearly faster.
    """
    mapping = folder / "mapping.rml.ttl"
    mapping.write_text(rml(tables), encoding="utf-8")
    config = folder / "morph-kgc.ini"
    config.write_text(
        f"[CONFIGURATION]\noutput_file = {output}\noutput_format = N-TRIPLES\n"
        f"logging_level = ERROR\n\n[tables]\nmappings = {mapping}\n",
        encoding="utf-8",
    )
    return config


def rml(tables: Path) -> str:
    """Return the rules in RML (https://w3id.org/rml/core/spec)."""
    return _HEADER + "".join(_triples_map(number, rule, tables) for number, rule in enumerate(RULES))


def _triples_map(number: int, rule: Rule, tables: Path) -> str:
    says = "".join(
        " ;\n  rml:predicateObjectMap"
        f" [ rml:predicate <{expanded(predicate)}> ; rml:objectMap [ {_object_map(object_)} ] ]"
        for predicate, object_ in rule.says
    )
    return (
        f"\n<#{rule.table}-{number}> a rml:TriplesMap ;\n"
        f'  rml:logicalSource [ rml:source "{tables / rule.table}.csv" ; rml:referenceFormulation rml:CSV ] ;\n'
        f'  rml:subjectMap [ rml:template "{BASE}{rule.subject}" ]{says} .\n'
    )


def _object_map(object_: Object) -> str:
    match object_:
        case Node(template, base):
            return f'rml:template "{base}{template}"'
        case Link(column):
            return f'rml:reference "{column}" ; rml:termType rml:IRI'
        case Constant(curie):
            return f"rml:constant <{expanded(curie)}>"
        case Text(column, "xsd:string"):
            return f'rml:reference "{column}"'
        case Text(column, type_) if type_.startswith("@"):
            return f'rml:reference "{column}" ; rml:language "{type_[1:]}"'
        case Text(column, type_):
            return f'rml:reference "{column}" ; rml:datatype <{PREFIXES["xsd"]}{type_.removeprefix("xsd:")}>'
