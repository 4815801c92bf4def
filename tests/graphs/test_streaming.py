"""Files of RDF that are read without a store."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from slm_graph.graphs import StreamedGraph, streaming


def test_a_file_is_read_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.nt"
    path.write_text("".join(f"<http://e/s{n}> <http://e/p> <http://e/o> .\n" for n in range(5000)))
    monkeypatch.setattr(streaming, "MAX_RDF_BYTES", path.stat().st_size)
    assert sum(1 for _ in StreamedGraph(path).quads()) == 5000
    monkeypatch.setattr(streaming, "MAX_RDF_BYTES", path.stat().st_size - 1)
    with pytest.raises(OSError, match=r"over .* as much as is read; load it into a triplestore") as caught:
        list(StreamedGraph(path).quads())
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(path))
