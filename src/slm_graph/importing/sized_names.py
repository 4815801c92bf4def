"""Names whose size stands in another column: Qwen, beside 1.8B in LLM Parameter Size."""

from __future__ import annotations

import re

from slm_graph.importing.linker import Linker
from slm_graph.importing.usages import CellReading, listed
from slm_graph.text import parse_cell

_size = re.compile(r"\d+(?:\.\d+)? ?[BbMm]")


class SizedNames:
    """Gives names the sizes of another column, where things of the name are told apart by them.

    Parameters
    ----------
    known
        Finds the things that words name.
    """

    def __init__(self, known: Linker) -> None:
        self._known = known
        items = known.vocabulary.items
        self._lines = {item.tree.get("variant_of") for item in items if "parameters" in item.tree}
        """What has variants of several numbers of parameters, by id."""

    def cell(self, cell: str, size_cell: str, class_name: str) -> str:
        """Return a cell that is one such name with its size behind; "" where it is none, or is of one size anyway."""
        name, size = parse_cell(cell).plain.strip(), parse_cell(size_cell).plain.strip()
        if not _size.fullmatch(size) or not self._known.has_sizes(class_name):
            return ""
        item_id = self._known.named_as_whole(name, class_name)
        item = self._known.item(class_name, item_id) if item_id else None
        is_line = item is not None and item_id in self._lines and not {"parameters", "variant_of"} & item.tree.keys()
        return f"{name} ({size})" if is_line else ""


def quote_both(reading: CellReading, sized: str, size_column: str) -> None:
    """Quote the words as they stand, the size in its own column, in what was read of a name with its size."""
    name, _, size = sized.rpartition(" ")
    for usages in reading.usages.values():
        for usage in usages:
            quotes = [
                quote.replace(sized, name) if isinstance(quote, str) else quote for quote in listed(usage["quote"])
            ]
            usage["quote"] = [*quotes, {"column": size_column, "text": size[1:-1]}]
            said = f"Its size stands in the column {size_column}."
            usage["note"] = " ".join(filter(None, (usage.get("note", ""), said)))
