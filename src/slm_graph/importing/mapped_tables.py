"""The tables of a file with what they mean, each as its survey's file, its headers and the other tables have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slm_graph.importing.drafts import Cells, Drafter
from slm_graph.importing.mapping import Mapped, Settled, TableMapper
from slm_graph.tables import Table


def map_tables(
    mapper: TableMapper, tables: Sequence[Table], settled: Sequence[tuple[str, Settled]],
    given: Mapping[str, Sequence[str]], drafter: Drafter,
) -> tuple[list[Mapped], frozenset[str]]:  # fmt: skip
    """Return what tables mean, and the names of systems, where a table is of other things by its heading alone.

    A heading ("Several encoders") may stand above systems that have them: where half of the names are those of
    systems in other tables of the file, its table is one of systems too.

    Parameters
    ----------
    settled
        The id of each table in its survey, and what the survey's file says of it.
    given
        What is said of columns for this run.
    drafter
        Reads what rows are called.
    """
    pairs = list(zip(tables, settled, strict=True))
    all_mapped = [mapper.map(table, table_id, said, given) for table, (table_id, said) in pairs]
    if not any(mapped.kind.by_heading for mapped in all_mapped):
        return all_mapped, frozenset()
    entry = mapper.schema.entry_class.name
    of_systems = (mapped for mapped in all_mapped if mapped.kind.kind == "systems")
    systems = frozenset(name for mapped in of_systems for name in _names_in(mapped, entry, drafter))
    for number, (mapped, (_, said)) in enumerate(zip(all_mapped, settled, strict=True)):
        if mapped.kind.by_heading and not said.class_name:
            names = _names_in(mapped, mapped.class_name, drafter)
            shared = sum(name in systems for name in names)
            if names and 2 * shared >= len(names):
                why = f"{shared} of its {len(names)} names are those of systems elsewhere in the file"
                all_mapped[number] = mapper.as_systems(mapped, said, given, why)
    return all_mapped, systems


def _names_in(mapped: Mapped, class_name: str, drafter: Drafter) -> list[str]:
    """Return the keys of what the rows of a table are called."""
    is_called = {"name", "label", drafter.paper.field if drafter.paper else ""}
    columns = [one for one in mapped.columns if is_called & {path.partition(".")[0] for path in one.fields}]
    header = mapped.table.header
    rows = (Cells(row.line, dict(zip(header, row.cells, strict=True))) for row in mapped.table.rows)
    drafts = (drafter.draft_thing(cells, columns, class_name) for cells in rows)
    return [draft.key for draft in drafts if draft.key]
