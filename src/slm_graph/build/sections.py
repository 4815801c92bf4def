"""What a graph has beside entries: the vocabulary, what is referred to of authority files, and its description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slm_graph.about import __version__
from slm_graph.build.counts import Counts
from slm_graph.build.description import Description, describe
from slm_graph.build.mapper import Mapper
from slm_graph.entries import Item, Survey
from slm_graph.rdf import Block, Pair


class GraphSection(NamedTuple):
    """A part of the graph: what it holds, and its blocks."""

    title: str
    blocks: Sequence[Block]


def vocabulary_sections(survey: Survey, mapper: Mapper) -> Iterator[GraphSection]:
    """Yield the items of the vocabulary, a section a class."""
    return _item_sections(survey, mapper, survey.vocabulary.items)


def adopted_sections(survey: Survey, mapper: Mapper) -> Iterator[GraphSection]:
    """Yield the items of the authority files that are referred to, in an order of their own."""
    return _item_sections(survey, mapper, sorted(survey.vocabulary.adopted, key=lambda item: item.id))


def graph_description(survey: Survey, mapper: Mapper, counts: Counts, also: Sequence[Pair] = ()) -> Description:
    """Return what the graph says of itself, with these counts, and with what else is said of it."""
    settings = survey.settings.tree if survey.settings else {}
    surveys = [item.id for item in survey.vocabulary.items if item.class_name == survey.schema.survey_class.name]
    return describe(mapper, settings.get("graph", {}), surveys, counts, __version__, also)


def _item_sections(survey: Survey, mapper: Mapper, items: Iterable[Item]) -> Iterator[GraphSection]:
    by_class: dict[str, list[Block]] = {}
    everything = [*survey.vocabulary.items, *survey.vocabulary.adopted]
    owners = {mapper.node(item.class_name, item.id): item.class_name for item in everything}
    owner = ""
    for block in mapper.item_blocks(items):
        # What an item holds, such as the tables of a survey, comes after it and belongs to it.
        owner = owners.get(block.subject, owner)
        by_class.setdefault(owner, []).append(block)
    for cls in survey.schema.classes.values():
        if cls.name in by_class:
            yield GraphSection((cls.vocabulary or cls.name).capitalize(), by_class[cls.name])
