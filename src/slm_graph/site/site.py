"""A site: every IRI of a graph as a page, with the explorer, a search and the files to download."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.files import named, replace_file, settle
from slm_graph.graphs import LocalGraph, Source, open_graph
from slm_graph.network import (
    Described,
    Neighbours,
    PlacedDescribed,
    Texts,
    components_by_entry,
    described_in_place,
    is_of_languages,
    placed_graph,
)
from slm_graph.network import ontology_folder as folder_of_ontology
from slm_graph.pages import TEMPLATES, View, page_files, questions_for, select_view, short_title, style_sheet
from slm_graph.problems import Fault
from slm_graph.questions import StoredQuery
from slm_graph.rdf import DCTERMS, OWL, VOID
from slm_graph.site.answers import FOLDER, by_tag
from slm_graph.site.downloads import download_files, sitemap
from slm_graph.site.home import class_counts
from slm_graph.site.pages import Pages, Site
from slm_graph.site.places import EveryPlace, ManyPlaces, PagePlaces
from slm_graph.site.writing import MANIFEST, Files, LargeFiles, Part, earlier_files, manifest, remove_files, write_parts

MOST_EXPLORED = 200_000
"""Statements; of more, a page that holds them all is too large for the web."""
_TOGETHER = 50
"""Things that one process makes the pages of before it is given others: what neighbours ask alike is kept."""

_IN_MEMORY, _PIECE = 8 << 20, 1 << 20
"""Bytes of the search's index; a larger one is put together in a file, and read from there in pieces."""


class SiteWritten(NamedTuple):
    """What became of a site: its files, how many are new or changed, how many were removed; has it the explorer?"""

    files: int
    changed: int
    removed: int
    explorer: bool


def write_site(
    folder: Path, path: Path, questions: Sequence[StoredQuery] = (), address: str = "", processes: int = 0
) -> SiteWritten:
    """Write the site of a file of RDF into a folder; what is the same already is left untouched.

    Pages that an earlier run wrote and that the graph has no more are removed, nothing else.

    Parameters
    ----------
    folder
        Where to; what else stands there stays.
    path
        A file of RDF.
    questions
        The stored questions; those that name other terms than the graph has are left out.
    address
        Where the site will be, for its sitemap, its page of what is not found, and who shows its picture beside a link.
    processes
        How many processes work; 0 for as many as there are cores.

    Raises
    ------
    Fault
        The graph describes nothing.
    InvalidData, OSError
        The file is not RDF, cannot be read, or the folder cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     graph, site = Path(folder, "a.ttl"), Path(folder, "site")
    ...     _ = graph.write_text("<http://a.org/ann> a <http://a.org/Person> .")
    ...     written = write_site(site, graph)
    ...     (site / "index.html").is_file(), written.files == written.changed
    (True, True)
    """
    settle(folder)
    graph = placed_graph(path, MOST_EXPLORED + 1) or open_graph(path, steady=True)
    explored = len(graph.store) <= MOST_EXPLORED
    parts = site_parts(graph, path, questions, address, explorer=explored)
    names, changed = write_parts(folder, parts, processes)
    removed = remove_files(folder, earlier_files(folder), names)
    changed += replace_file(folder / MANIFEST, manifest(names))
    return SiteWritten(len(names) + 1, changed, removed, explored)


class SitePages(NamedTuple):
    """What makes a site: its pages, the things that have one, the questions that are asked, and the explorer's view."""

    pages: Pages
    keys: Sequence[str]
    asked: Sequence[StoredQuery]
    view: Callable[[], View] | None


def site_parts(
    graph: LocalGraph, path: Path, questions: Sequence[StoredQuery], address: str, *, explorer: bool
) -> list[Part]:
    """Return what makes the files of a site, in parts that do not need one another, the longest first."""
    pages, keys, asked, view = site_pages(graph, path, questions, address, explorer=explorer)
    parts: list[Part] = [partial(explorer_files, view)] if view else []
    parts.append(partial(shared_files, pages, keys, asked, path, address))
    parts += [partial(pages.question, question) for question in asked]
    # A system beside what is stated of it: usage/salmonn/whisper beside system/salmonn.
    near = array("L", sorted(range(len(keys)), key=lambda place: pages.site.places[keys[place]].partition("/")[2]))
    parts += [partial(_things, pages, keys, near, first) for first in range(0, len(near), _TOGETHER)]
    return parts


def site_pages(
    graph: LocalGraph,
    path: Path,
    questions: Sequence[StoredQuery],
    address: str = "",
    *,
    explorer: bool,
    whole: Source | None = None,
) -> SitePages:
    """Return what makes the pages of a site, also those of a part of a `whole`, which has more places.

    Raises
    ------
    Fault
        The graph describes nothing.
    """
    ontology = folder_of_ontology(path)
    described = described_in_place(graph, ontology)
    kinds = described.kinds
    keys = Texts(sorted(key for key in described.subjects() if not is_of_languages(key)))
    if not keys:
        raise Fault("nothing to show: the graph describes no thing with an IRI")
    title = _title(described) or path.stem
    asked = questions_for(graph, kinds, questions) if kinds.namespace else []
    viewed: Callable[[], View] = partial(select_view, graph, ontology=ontology, questions=questions, name=path.stem)
    if explorer and not kinds.namespace:
        # What is asked of any other graph, and whether it shows anything, its network tells.
        view = viewed()
        title, asked, viewed = view.title, _offered(view, questions), lambda: view
    ontologies = [key for key in described.instances(f"{OWL}Ontology") if not whole and described.defined_by(key)]
    similar = Neighbours(components_by_entry(described))
    published = address and address.rstrip("/") + "/"
    places = EveryPlace(whole.base) if whole else _places(described, keys)
    pages = Pages(Site(described, places, title, published, explorer, ontologies, similar, whole))
    return SitePages(pages, keys, asked, viewed if explorer else None)


def _places(described: Described, keys: Sequence[str]) -> PagePlaces:
    if not isinstance(described, PlacedDescribed):
        return PagePlaces(keys, described.base)
    return ManyPlaces(keys, described.base, lambda key: described.is_described(key) and not is_of_languages(key))


def _title(described: Described) -> str:
    """Return what the graph calls itself, in short."""
    titles = [
        title for key in described.instances(f"{VOID}Dataset") for title in described.literals(key, f"{DCTERMS}title")
    ]
    return short_title(titles[0]) if titles else ""


def explorer_files(viewed: Callable[[], View]) -> Files:
    """Yield the explorer: its page, and what that loads when it is needed."""
    view = viewed()
    for name, content in page_files(view.network, view.title, view.asking).items():
        yield f"explore/{name}", content


def _things(pages: Pages, keys: Sequence[str], order: Sequence[int], first: int) -> Files:
    """Return the pages of some things of an order."""
    return chain.from_iterable(pages.thing(keys[place]) for place in order[first : first + _TOGETHER])


def _offered(view: View, questions: Sequence[StoredQuery]) -> list[StoredQuery]:
    """Return the questions that the explorer has: those in the words of the graph."""
    names = {question["name"] for question in view.asking.data["questions"]} if view.asking else set()
    return [question for question in questions if question.name in names]


def shared_files(
    pages: Pages, keys: Sequence[str], questions: Sequence[StoredQuery], path: Path, address: str
) -> LargeFiles:
    """Yield what the site has once: its first page, its search, downloads, sitemap, style."""
    described, places = pages.site.described, pages.site.places
    classes = class_counts(described, places)
    downloads = [*download_files(described.graph, path)]
    about = [key for key in described.instances(f"{VOID}Dataset") if key in places]
    text = next((text for key in about for text in described.literals(key, f"{DCTERMS}description")), "")
    yield (
        "index.html",
        pages.fill("home.html", "", pages.site.title, classes=classes, about=text, questions=by_tag(questions)),
    )
    yield f"{FOLDER}/index.html", pages.fill("questions.html", FOLDER, "Questions", questions=by_tag(questions))
    yield "search/index.html", pages.fill("search.html", "search", "Search")
    yield "search/index.js", _index(described, places, keys, questions)
    sizes = [(item.name.rpartition("/")[2], item.size, item.words) for item in downloads]
    yield "download/index.html", pages.fill("downloads.html", "download", "Downloads", files=sizes, questions=questions)
    yield from ((item.name, item.content) for item in downloads)
    yield "404.html", pages.fill("missing.html", "", "Nothing here", address=address, style=style_sheet())
    folders, asked = (f"{places[key]}/" for key in keys), [question.name for question in questions]
    yield from sitemap(folders, len(keys), asked, address or described.graph.base)
    yield "assets/site.css", style_sheet().encode()
    yield "assets/search.js", (TEMPLATES / "search.js").read_bytes()


def _index(
    described: Described, places: PagePlaces, keys: Sequence[str], questions: Sequence[StoredQuery]
) -> Iterator[bytes]:
    """Yield the search's index: a script, since a page opened from a disk may read no other file."""
    kinds: dict[str, int] = {}
    with named(Path(tempfile.gettempdir())), tempfile.SpooledTemporaryFile(_IN_MEMORY) as rows:
        for row in _rows(described, places, keys, questions, kinds):
            rows.write((b"," if rows.tell() else b"") + _json(row))
        # The kinds stand before the rows, and are known after them.
        yield b"window.searched = [%s,[" % _json([*kinds])
        rows.seek(0)
        while piece := rows.read(_PIECE):
            yield piece
    yield b"]];\n"


def _rows(
    described: Described,
    places: PagePlaces,
    keys: Sequence[str],
    questions: Sequence[StoredQuery],
    kinds: dict[str, int],
) -> Iterator[list[Any]]:
    """Yield what is found: name, folder, the number of the kind, which it gets when it is first met, other names."""
    for key in keys:
        kind = ", ".join(described.label(cls) for cls in described.types(key))
        others = described.other_names(key)
        yield [described.label(key), places[key], kinds.setdefault(kind, len(kinds)), *others]
    number = kinds.setdefault("question", len(kinds))
    for item in questions:
        yield [item.summary or item.name, f"{FOLDER}/{item.name}", number, item.name, item.keywords]


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()
