"""What an import has to tell, as values of JSON, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from slm_graph.entries import Item, SurveyWord
from slm_graph.files import shown
from slm_graph.importing.changes import Change
from slm_graph.importing.fields import Column
from slm_graph.importing.surveys import Target
from slm_graph.importing.table_reads import Intake
from slm_graph.importing.updates import Plan


def table_data(path: Path, target: Target, intake: Intake) -> dict[str, Any]:
    """Return what was found in the file: whose it is, its tables, and what their columns mean."""
    tables = [
        {
            "line": read.table.line,
            "heading": read.table.heading or None,
            "rows": len(read.table.rows),
            "columns": [_column_data(column) for column in read.columns],
        }
        for read in intake.tables
    ]
    return {
        "file": shown(path),
        "survey": {"id": target.id, "title": target.item.tree.get("title"), "new": target.is_new},
        "tables": tables,
        "skipped": [{"line": table.line, "reason": reason} for table, reason in intake.skipped],
    }


def change_data(plan: Plan) -> dict[str, Any]:
    """Return what happens to each entry."""
    return {
        "entries": [_entry_data(change) for change in plan.changes],
        "gone": [shown(path) for path in plan.gone],
    }


def name_data(words: Sequence[SurveyWord], items: Sequence[Item]) -> dict[str, Any]:
    """Return what each name is taken for, and what is new."""
    names = [
        {
            "name": word.word,
            "class": word.class_name,
            "rows": word.count,
            "decision": word.decision or None,
            "proposal": word.proposal or None,
            "confidence": word.confidence,
            "why": word.why or None,
            "nearest": word.nearest or None,
        }
        for word in words
    ]
    return {"names": names, "new_items": [{"class": item.class_name, "id": item.id} for item in items]}


def _column_data(column: Column) -> dict[str, Any]:
    return {
        "header": column.header,
        "fields": list(column.fields),
        "item": column.item or None,
        "how": column.how or None,
        "confidence": column.confidence,
    }


def _entry_data(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "path": shown(change.path),
        "line": change.draft.line,
        "changes": list(change.lines),
        "held": list(change.held),
    }
