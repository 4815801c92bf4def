"""What an import takes words and columns for, to be looked through and decided on in a browser.

`mapping_files` reads and writes the files that an import keeps beside the data; `words` are the names and what they may
mean, `columns` the tables; `forms` reads what a person sent; `application` serves the pages on this machine alone.
"""

from __future__ import annotations

from slm_graph.reviewing.application import review_application
from slm_graph.reviewing.mapping_files import MappingFiles

__all__ = ["MappingFiles", "review_application"]
