"""Files: how messages show them, how they are read under a limit, and the one way to write them."""

from __future__ import annotations

from slm_graph.files.generation import Generation, SetIncomplete, settle
from slm_graph.files.locking import FolderInUse
from slm_graph.files.names import remove_strays, shown
from slm_graph.files.reading import open_regular, read_bytes_capped
from slm_graph.files.writing import named, open_new, replace_file, write_file

__all__ = [
    "FolderInUse",
    "Generation",
    "SetIncomplete",
    "named",
    "open_new",
    "open_regular",
    "read_bytes_capped",
    "remove_strays",
    "replace_file",
    "settle",
    "shown",
    "write_file",
]
