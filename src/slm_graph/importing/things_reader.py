"""Tables whose rows are no systems: papers, things that systems use, or neither."""

from __future__ import annotations

from collections.abc import Iterable

from slm_graph.entries import Item, Vocabulary
from slm_graph.importing.candidates import PlainNames
from slm_graph.importing.drafts import Cells, Drafter
from slm_graph.importing.fields import in_field_order
from slm_graph.importing.linker import Linker
from slm_graph.importing.mapping import Mapped
from slm_graph.importing.new_items import names_a_row
from slm_graph.importing.table_reads import Intake, ThingsRead
from slm_graph.importing.usages import Leftover
from slm_graph.text import name_key


class ThingsReader:
    """Reads tables of papers, and of things that systems use.

    Parameters
    ----------
    vocabulary, new_items
        The things that there are, and those of them that were drafted just now.
    drafter
        Makes entries and items of rows.
    candidates
        Finds what names mean.
    plain
        Knows the names that are plain words elsewhere.
    """

    def __init__(
        self, vocabulary: Vocabulary, drafter: Drafter, candidates: Linker, plain: PlainNames, new_items: Iterable[Item]
    ) -> None:
        self._vocabulary, self._drafter, self._candidates, self._plain = vocabulary, drafter, candidates, plain
        self._schema = vocabulary.schema
        self._drafted = {(item.class_name, item.id) for item in new_items}
        self._drafted_names = {(item.class_name, name_key(str(item.tree.get("label", "")))) for item in new_items}

    def sort(self, mapped: Mapped, systems: frozenset[str], intake: Intake) -> None:
        """Take a table in as one of papers, of things that systems use, or of neither."""
        kind = mapped.kind
        if kind.kind == "papers":
            intake.paper_tables.append(mapped.table)
            self._read_papers(mapped, intake)
        elif kind.class_name and not self._schema.classes[kind.class_name].is_concept:
            things = self._read_things(mapped, systems if kind.by_heading else frozenset())
            intake.things.append(things)
            intake.papers += things.papers
        else:
            intake.skipped.append((mapped.table, kind.why))

    def _read_papers(self, mapped: Mapped, intake: Intake) -> None:
        """Read the papers that a table lists."""
        slot = self._drafter.paper
        for row in mapped.table.rows if slot else ():
            cells = Cells(row.line, dict(zip(mapped.table.header, row.cells, strict=True)))
            tree = self._drafter.draft_thing(cells, mapped.columns, self._schema.entry_class.name).tree
            if slot and isinstance(paper := tree.get(slot.field), dict):
                # What would be of a system is of its paper here.
                fields = self._schema.classes[slot.range].fields
                more = {key: value for key, value in tree.items() if key in fields and key not in paper}
                intake.papers.append(in_field_order({**more, **paper}, self._schema.classes[slot.range]))

    def _read_things(self, mapped: Mapped, systems: frozenset[str]) -> ThingsRead:
        """Read the things that a table lists, with what its columns say of them, but for what are systems."""
        table, class_name = mapped.table, mapped.class_name
        read = ThingsRead(table, mapped.columns, class_name, mapped.kind.why)
        for row in table.rows:
            cells = Cells(row.line, dict(zip(table.header, row.cells, strict=True)))
            draft = self._drafter.draft_thing(cells, mapped.columns, class_name)
            paper = draft.tree.get(self._drafter.paper.field) if self._drafter.paper else None
            if draft.key and draft.key in systems:
                read.systems += 1
            elif not draft.name and isinstance(paper, dict) and "title" in paper:
                read.papers.append(paper)
            elif draft.name and (item_id := self._known_as(draft.name, class_name)):
                is_drafted = (class_name, item_id) in self._drafted
                read.drafted += is_drafted
                read.known += not is_drafted
            elif draft.name and (class_name, name_key(draft.name)) in self._drafted_names:
                read.drafted += 1
            elif names_a_row(draft.name):
                item = self._plain.find(class_name, draft.name)
                is_known = item is None or self._plain.is_of_field(item, read.context)
                if is_known or self._candidates.named_as_whole(draft.name, class_name):
                    read.drafts.append(draft)
                else:
                    read.undecided.append(Leftover(draft.name, table.header[mapped.kind.label], class_name))
        return read

    def _known_as(self, name: str, class_name: str) -> str:
        """Return the id of a thing of a name that the vocabulary itself has, and not the authority files alone."""
        item_id = self._candidates.named_as_whole(name, class_name)
        return item_id if item_id and self._vocabulary.class_of(class_name, item_id) is not None else ""
