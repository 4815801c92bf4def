"""Parts to the files of a graph: what holds of all entries together is judged, and the description written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from slm_graph.build.counts import Counts
from slm_graph.build.description import Description
from slm_graph.build.files import COMMENT, GraphFiles, Written, graph_prefixes
from slm_graph.build.partition import BuildPlan, Part
from slm_graph.build.sections import adopted_sections, graph_description, vocabulary_sections
from slm_graph.build.validation import Validated
from slm_graph.build.void import VOID_FILE, void_text
from slm_graph.entries import CheckedPart, Whole
from slm_graph.files import Generation
from slm_graph.problems import InvalidData, Problem, path_argument
from slm_graph.rdf import Block, Pair, written_formats

Beside: TypeAlias = "Callable[[Path, str], Mapping[str, bytes | None]]"
"""Given a graph's file, which has not its name yet, and the ending of its format, returns other files of the same set.
They come by name; None has one removed."""


def nothing_beside(graph: Path, ending: str) -> dict[str, bytes | None]:
    """Return no other files."""
    return {}


def merge(
    plan: BuildPlan,
    parts: Iterable[Part],
    output: Path | str,
    *,
    validate: bool = True,
    beside: Beside = nothing_beside,
) -> list[Written]:
    """Write the graph that parts make, in their order, with the vocabulary and the description.

    Parameters
    ----------
    plan
        The one that the parts were made by.
    parts
        Of all entries, with their keys. Where the keys seem to contradict each other they are gone through once more.
    output
        The folder to write to; made if it is not there.
    validate
        Whether the graph is checked against the SHACL shapes before it replaces the old one.
    beside
        Returns other files of the same set, by name, for the graph in the first format and the ending of that.

    Raises
    ------
    InvalidData
        The entries have problems, alone or together; nothing was written.
    OSError
        The folder cannot be written to, or another process writes there; nothing was written.
    """
    again = parts if not isinstance(parts, Iterator) else list(parts)
    return merged(plan, again, lambda: (part.checked for part in again), output, validate=validate, beside=beside)


def merged(
    plan: BuildPlan,
    parts: Iterable[Part],
    again: Callable[[], Iterable[CheckedPart]],
    output: Path | str,
    *,
    validate: bool,
    beside: Beside,
    also: Sequence[Pair] = (),
) -> list[Written]:
    """Write the graph that parts make; `again` returns them once more, with their keys."""
    survey, mapper = plan.survey, plan.mapper
    whole, counts, known = Whole(survey), Counts(), plan.known
    validated, rest = Validated(), list[Block]()
    with Generation(path_argument("output", output)) as generation, survey.vocabulary.lent():
        files = GraphFiles(generation, mapper, written_formats(plan.formats))
        with files.open_bodies():
            for section in vocabulary_sections(survey, mapper):
                counts.add(section.blocks, known)
                files.write_section(section.title, section.blocks)
                rest += section.blocks
            files.write_section(survey.schema.entry_class.folder.capitalize(), [])
            for part in parts:
                whole.add(part.checked)
                counts.merge(part.counts)
                validated.merge(part.validated)
                if whole.is_sound:
                    files.write([part.texts.get(ending, b"") for ending in plan.formats])
            for section in adopted_sections(survey, mapper):
                counts.add(section.blocks, known)
                files.write_section(section.title, section.blocks)
                rest += section.blocks
        if problems := whole.problems(again):
            raise InvalidData([*problems, *whole.other_problems()])
        description = graph_description(survey, mapper, counts, also)
        files.complete(description)
        if validate and (problems := _shape_problems(plan, validated, rest, description, files)):
            raise InvalidData(problems, is_by_shapes=True)
        if "ttl" in plan.formats:
            files.add({VOID_FILE: void_text(description, graph_prefixes(mapper), COMMENT).encode()})
        if files.first:
            files.add(beside(*files.first))
        return files.commit()


def _shape_problems(
    plan: BuildPlan, validated: Validated, rest: list[Block], description: Description, files: GraphFiles
) -> list[Problem]:
    """Return what the shapes object to: what came up in the parts, with the rest of the graph; or of all of it at once.

    Parameters
    ----------
    rest
        The blocks of the vocabulary and of the items of authority files.
    """
    if plan.validator:
        others = plan.validator.rest([*rest, *description.head, *description.counts], validated)
        return [*validated.problems, *others]
    if not files.first:
        return []
    from slm_graph.build.shacl import shape_problems

    return shape_problems(plan.survey, plan.mapper, *files.first)
