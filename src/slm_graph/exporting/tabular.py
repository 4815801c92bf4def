"""The tables of a graph as files: CSV and Parquet."""

from __future__ import annotations

import io
from typing import Any

from slm_graph.exporting.source import ExportSource
from slm_graph.network import NetworkTable, csv_of
from slm_graph.problems import Fault


def csv_files(source: ExportSource) -> dict[str, bytes]:
    """Return each table as CSV."""
    return {f"{table.name}.csv": csv_of(table) for table in source.tables}


def parquet_files(source: ExportSource) -> dict[str, bytes]:
    """Return each table as Parquet; lists are lists of texts there.

    Raises
    ------
    Fault
        polars is not installed.

    References
    ----------
    https://parquet.apache.org/docs/file-format/
    """
    return {f"{table.name}.parquet": _parquet(table) for table in source.tables}


def kind_of_column(table: NetworkTable, column: str) -> type:
    """Return what the values of a column are: int, float, tuple (of texts) or str."""
    kinds = {type(row[column]) for row in table.rows if row[column] is not None}
    if kinds == {int, float}:
        return float
    return kinds.pop() if len(kinds) == 1 else str


def _parquet(table: NetworkTable) -> bytes:
    try:
        import polars as pl
    except ImportError:
        raise Fault("Parquet needs one more package: pip install 'slm-graph[parquet]'") from None
    types: dict[type, Any] = {int: pl.Int64, float: pl.Float64, tuple: pl.List(pl.String), str: pl.String}
    kinds = {column: kind_of_column(table, column) for column in table.columns}
    columns = {column: [_value(row[column], kinds[column]) for row in table.rows] for column in table.columns}
    frame = pl.DataFrame(columns, schema={column: types[kind] for column, kind in kinds.items()})
    with io.BytesIO() as stream:
        frame.write_parquet(stream, compression="zstd", statistics=False)
        return stream.getvalue()


def _value(value: Any, kind: type) -> Any:
    if value is None or kind is tuple:
        return value
    return kind(value)
