"""A graph as a folder of pages for any web server, or none.

`site` says which files there are, `writing` writes them with several processes, `pages` fills the templates of
`slm_graph.pages`; `home` is what the first page lists; `places` tells where the page of an IRI stands, `links` how
what the graph says of a thing is shown; `relations`, `statements`, `tables`, `terms`, `answers`, `cite`,
`schema_org` and `data_files` are parts of pages, `downloads` what programs load. `live` makes one page at a time, for a
server, `explorer` the page that asks one.
"""

from __future__ import annotations

from slm_graph.site.cite import bibtex
from slm_graph.site.explorer import asking_explorer
from slm_graph.site.live import LiveSite
from slm_graph.site.site import SiteWritten, write_site

__all__ = ["LiveSite", "SiteWritten", "asking_explorer", "bibtex", "write_site"]
