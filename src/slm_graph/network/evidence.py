"""Usages as evidence: what each states, and of which statements it is the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from slm_graph.graphs import last_part, short_iri
from slm_graph.network.kinds import Kinds
from slm_graph.network.model import Evidence
from slm_graph.network.statements import Statements
from slm_graph.network.terms import ALTERNATIVE_TO, BY_METHOD, DERIVED_FROM, FOR_TASK, STANDARDS, USAGE_BY, USAGE_OF
from slm_graph.rdf import SKOS

_TOLD_BY_NAME = {
    "quote", "column", "amount", "unit", "unitConcept", "hours", "amountQualifier", USAGE_BY, USAGE_OF, ALTERNATIVE_TO,
}  # fmt: skip
"""Properties of a usage that are told in their own way, or not at all."""


def evidence_in(
    statements: Statements, kinds: Kinds
) -> tuple[dict[tuple[str, str], list[Evidence]], dict[str, list[Evidence]]]:
    """Return what usages state of each pair of a system and a component, and of a system alone."""
    survey_of = _surveys(statements, kinds.namespace)
    pairs: dict[tuple[str, str], list[Evidence]] = {}
    alone: dict[str, list[Evidence]] = {}
    for usage in statements.by_subject:
        systems, components, tasks, methods = (
            statements.nodes(usage, kinds.namespace + name) for name in (USAGE_BY, USAGE_OF, FOR_TASK, BY_METHOD)
        )
        if not systems:
            continue
        evidence = _evidence(statements, kinds.namespace, usage, survey_of)
        for system in systems:
            for component in dict.fromkeys([*components, *tasks, *methods]):
                pairs.setdefault((system, component), []).append(evidence)
            if not components:
                alone.setdefault(system, []).append(evidence)
    return pairs, alone


def _surveys(statements: Statements, namespace: str) -> dict[str, str]:
    """Return by row the name of its survey, where there is more than one."""
    surveys = {row: survey for row in statements.by_subject for survey in statements.nodes(row, f"{namespace}inSurvey")}
    several = len({*surveys.values()}) > 1
    return {row: statements.labels[survey] for row, survey in surveys.items()} if several else {}


def _evidence(statements: Statements, namespace: str, usage: str, survey_of: Mapping[str, str]) -> Evidence:
    evidence: Evidence = {
        "id": short_iri(usage, {}, statements.base),
        "quotes": statements.words(usage, f"{namespace}quote"),
        "columns": statements.words(usage, f"{namespace}column"),
        **_source(statements, namespace, usage, survey_of),
        **dict(_further(statements, usage)),
    }
    for name in ("amount", "unit", "hours"):
        if texts := statements.words(usage, namespace + name):
            evidence[name] = texts[0]
    if alternatives := [*_alternatives(statements, namespace, usage)]:
        evidence[ALTERNATIVE_TO] = alternatives
    return evidence


def _source(statements: Statements, namespace: str, usage: str, survey_of: Mapping[str, str]) -> Evidence:
    """Return the row that states a usage: its number and its label, and its survey where there are several."""
    rows = [row for row in statements.nodes(usage, DERIVED_FROM) if row in statements.by_subject]
    if not rows:
        return {}
    number = next(iter(statements.texts(rows[-1], f"{namespace}rowNumber")), "")
    source: Evidence = {"row": int(number) if number.isdigit() else None, "source": statements.labels[rows[-1]]}
    return source | {"survey": survey_of[rows[-1]]} if rows[-1] in survey_of else source


def _further(statements: Statements, usage: str) -> Iterator[tuple[str, Any]]:
    """Yield what else a usage states, as words by the names of the properties."""
    for predicate, values in statements.by_subject[usage].items():
        name = last_part(predicate)
        if predicate == f"{SKOS}note" or not (predicate.startswith(STANDARDS) or name in _TOLD_BY_NAME):
            yield name, [statements.name_of(value) for value in values]


def _alternatives(statements: Statements, namespace: str, usage: str) -> Iterator[str]:
    for other in statements.nodes(usage, namespace + ALTERNATIVE_TO):
        for component in statements.values(other, namespace + USAGE_OF):
            yield statements.name_of(component)
