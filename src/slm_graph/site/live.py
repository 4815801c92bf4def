"""The files of a site, each made when it is asked for: what a server gives instead of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from slm_graph.graphs import LocalGraph, Source
from slm_graph.pages import style_sheet
from slm_graph.questions import StoredQuery
from slm_graph.site.answers import FOLDER, by_tag
from slm_graph.site.home import class_counts
from slm_graph.site.links import PageLinks
from slm_graph.site.site import MOST_EXPLORED, explorer_files, shared_files, site_pages
from slm_graph.site.writing import LargeFiles


class LiveSite:
    """The files of the site of a graph by their paths, as `write_site` would write them.

    Parameters
    ----------
    graph
        A graph of `open_graph`, its blank nodes labelled steadily.
    path
        Its file.
    questions
        The stored questions; those that name other terms than the graph has are left out.
    whole
        Where the graph is a part of a larger one, that one: it is asked the questions, and what is counted.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, local_graph
    >>> graph = local_graph("<https://w3id.org/slm-graph/llm/a> a <https://a.org/LLM> .")
    >>> site = LiveSite(graph, graph_file(), [])
    >>> site.folder("https://w3id.org/slm-graph/llm/a"), site.folder("https://w3id.org/slm-graph/llm/b")
    ('llm/a', '')
    >>> site.file("llm/a/index.html")[:15], site.file("llm/a/other.html")
    (b'<!doctype html>', None)
    """

    def __init__(
        self, graph: LocalGraph, path: Path, questions: Sequence[StoredQuery], whole: Source | None = None
    ) -> None:
        self._path, explorer = path, whole is None and len(graph.store) <= MOST_EXPLORED
        made = site_pages(graph, path, questions, explorer=explorer, whole=whole)
        self._pages, self._iris, asked, self._view = made
        # A part does not tell whether the questions are in the words of the whole.
        self.questions = {question.name: question for question in (questions if whole else asked)}
        self._folders = {iri: self._pages.site.places[iri] for iri in self._iris}
        self._by_folder = {folder: iri for iri, folder in self._folders.items()}
        self._kept: dict[str, dict[str, bytes]] = {}

    def folder(self, iri: str) -> str:
        """Return the folder of the page of a thing; "" where it has none."""
        return self._folders.get(iri, "")

    def is_thing(self, folder: str) -> bool:
        """Tell whether a folder is that of a thing."""
        return folder in self._by_folder

    def file(self, name: str) -> bytes | None:
        """Return a file; None where the site has no such."""
        folder = name.rpartition("/")[0]
        question = self.questions.get(folder.removeprefix(f"{FOLDER}/"))
        if folder in self._by_folder:
            return dict(self._pages.thing(self._by_folder[folder])).get(name)
        if folder.startswith(f"{FOLDER}/") and question:
            return dict(self._pages.question(question, {})).get(name)
        if folder.startswith("explore"):
            return self._keep("explore", explorer_files(self._view) if self._view else ()).get(name)
        shared = shared_files(self._pages, self._iris, [*self.questions.values()], self._path, "")
        return self._keep("", shared).get(name)

    def missing(self) -> bytes:
        """Return the page of what is not found, for a site that stands at the root of its server."""
        return self._pages.fill("missing.html", "", "Nothing here", address="/", style=style_sheet())

    def question(self, name: str, values: Mapping[str, Sequence[str]]) -> bytes:
        """Return the page of a question with what it answers for these values."""
        return dict(self._pages.question(self.questions[name], values))[f"{FOLDER}/{name}/index.html"]

    def first_page(self, totals: Mapping[str, int]) -> bytes:
        """Return the first page of the graph that this one is a part of, whose classes have so many things."""
        classes = class_counts(self._pages.site.described, self._pages.site.places, totals)
        values = {"classes": classes, "about": "", "questions": by_tag([*self.questions.values()])}
        return self._pages.fill("home.html", "", self._pages.site.title, **values)

    def question_list(self) -> bytes:
        """Return the page of all questions."""
        return self._pages.fill("questions.html", FOLDER, "Questions", questions=by_tag([*self.questions.values()]))

    def found(self, words: str, things: Sequence[tuple[str, str]]) -> bytes:
        """Return a page of the things, each an IRI and a name, that were found for some words."""
        linker = PageLinks(self._pages.site.described, self._pages.site.places, "search")
        links = [(linker.to(iri), name) for iri, name in things]
        return self._pages.fill("found.html", "search", "Search", words=words, links=links)

    def _keep(self, kind: str, files: LargeFiles) -> dict[str, bytes]:
        """Return files that are made together, and are not made again."""
        if kind not in self._kept:
            self._kept[kind] = {
                name: content if isinstance(content, bytes) else b"".join(content) for name, content in files
            }
        return self._kept[kind]
