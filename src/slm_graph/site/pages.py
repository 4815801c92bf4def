"""The pages of a site, each filled from the graph: things with their classes, questions, the ontology, the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from slm_graph.graphs import LocalGraph, Source, last_part, short_iri
from slm_graph.network import (
    BY_METHOD,
    DERIVED_FROM,
    FOR_TASK,
    USAGE_BY,
    USAGE_OF,
    Described,
    Neighbours,
    SourceWords,
    Stated,
    key_of,
)
from slm_graph.pages import UPWARD, Frame, environment, script_json
from slm_graph.pages import encoded as encoded_page
from slm_graph.questions import StoredQuery
from slm_graph.rdf import OWL, RDFS, SKOS, VOID
from slm_graph.site.answers import FOLDER, MOST_ASKED, answered, encoded, explorer_address
from slm_graph.site.cite import authors_of, bibtex, papers_of
from slm_graph.site.data_files import DataFiles
from slm_graph.site.links import PageLinks, Shown, Told, html_rows, root_of
from slm_graph.site.places import PagePlaces
from slm_graph.site.relations import backlinks, definition, facts, lineage, outside_links
from slm_graph.site.schema_org import linked_data, schema_type
from slm_graph.site.statements import quoted_cells, row_cells, statement
from slm_graph.site.tables import PER_PAGE, columns_of, table
from slm_graph.site.terms import TOLD, is_class, is_property, term, terms_of
from slm_graph.site.writing import Files


class Site(NamedTuple):
    """What all pages of a site have in common."""

    described: Described
    places: PagePlaces
    title: str
    address: str
    explorer: bool
    ontologies: Sequence[str]
    similar: Neighbours
    whole: Source | None = None
    """Of a graph that is a part, the one that it is a part of, which is asked for what it has of a kind."""


_OF_COUNTS = (f"{VOID}class", f"{VOID}property")
"""How a graph that counts itself links to its terms, whose pages have these counts."""


class Pages:
    """Fills the templates."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._environment = environment()
        self._environment.filters |= {"json": script_json, "rows": html_rows}
        self._environment.globals["parts"] = self._environment.get_template("parts.html").module
        self._things = self._environment.get_template("thing.html")
        self._headers: dict[str, str] = {}
        self._linkers: dict[str, PageLinks] = {}
        self._frames: dict[str, Frame] = {}
        self._data_files = DataFiles(site.described)
        self._sources = SourceWords(site.described)
        namespace = self._sources.namespace
        names = (USAGE_BY, USAGE_OF, FOR_TASK, BY_METHOD)
        # What statements tell with their words is not told a second time as links back.
        self._told = {DERIVED_FROM, *_OF_COUNTS, *(namespace + name for name in (*names, *site.described.kinds.backed))}

    def fill(self, template: str, path: str, title: str, **values: Any) -> bytes:
        """Return a page; `path` is its folder."""
        linker = self.linker(path)
        text = self._environment.get_template(template).render(
            root=linker.root, site=self.site, title=title, header=self._header(linker), **values
        )
        return encoded_page(text)

    def linker(self, path: str) -> PageLinks:
        """Return what makes the links of the page of a folder; how deep that lies is all that tells pages apart."""
        root = root_of(path)
        if root not in self._linkers:
            self._linkers[root] = PageLinks(self.site.described, self.site.places, path)
        return self._linkers[root]

    def _header(self, linker: PageLinks) -> str:
        """Return what stands above each page; it differs by how deep the page lies alone."""
        if linker.root not in self._headers:
            ontologies = [linker.to(key) for key in self.site.ontologies]
            template = self._environment.get_template("header.html")
            self._headers[linker.root] = template.render(root=linker.root, site=self.site, ontologies=ontologies)
        return self._headers[linker.root]

    # --- things

    def thing(self, key: str) -> Files:
        """Yield the page of a thing, its data, and further pages of its table."""
        described, path = self.site.described, self.site.places[key]
        linker, stated = self.linker(path), described.stated(key)
        instances = described.instances(key)
        columns = columns_of(described, instances) if instances else []
        values = self._thing_values(key, stated, linker)
        pages = -(-len(instances) // PER_PAGE) or 1
        for number in range(1, pages + 1):
            rows = table(described, key, instances, columns, linker, number) if instances else None
            name = "index.html" if number == 1 else f"page-{number}.html"
            yield f"{path}/{name}", self._thing_page(path, described.label(key), table=rows, **values)
        # Of an ontology whose terms differ after the # alone, the document has them all.
        told = [key, *(described.defined_by(key) if key in self.site.ontologies else ())]
        for ending, content in self._data_files.of(told).items():
            yield f"{path}/index.{ending}", content

    def _thing_page(self, path: str, title: str, **values: Any) -> bytes:
        """Return what `fill` would of the template of things."""
        if title == self.site.title:
            return self.fill("thing.html", path, title, **values)
        linker = self.linker(path)
        if linker.root not in self._frames:
            header = self._header(linker)
            self._frames[linker.root] = Frame(self._environment, root=linker.root, site=self.site, header=header)
        context = self._things.new_context({"title": title, "site": self.site, **values})
        blocks = {name: "".join(block(context)) for name, block in self._things.blocks.items()}
        return self._frames[linker.root].page(title, **blocks)

    def _thing_values(self, key: str, stated: Stated, linker: PageLinks) -> dict[str, Any]:
        described = self.site.described
        usages = self._sources.about(key)
        cells, homeless = quoted_cells(self._sources, usages, linker)
        if self._is_row(stated):
            cells += row_cells(self._sources, key, usages, linker)
        using = [statement(usage, linker, of=key) for usage in self._sources.using(key)]
        terms = self._terms(key, linker)
        hidden = {*(self._told if self._sources.namespace else ()), *([f"{RDFS}isDefinedBy"] if terms else [])}
        links = outside_links(described, key, stated)
        offspring = lineage(described, key, linker, up=False)
        if offspring:  # tells them already
            hidden |= {name for name in described.stating(key) if last_part(name) in UPWARD}
        kinds = [linker.to(cls) for cls in described.types(key)]
        is_term = is_class(described, key) or is_property(described, key)
        return {
            "iri": key,
            "kinds": kinds,
            "definition": definition(stated),
            "notation": next((key_of(value) for value in stated.get(f"{SKOS}notation", [])), ""),
            "retired": f"{OWL}deprecated" in stated,
            "facts": [*self._facts(key, stated, linker, TOLD if is_term else ())],
            "cells": cells,
            "homeless": homeless,
            "using": using,
            "users": len({shown.href for told in using for shown in told.links}),
            "backlinks": [*backlinks(described, key, stated, linker, hidden)],
            "similar": self._similar(key, linker),
            "origins": lineage(described, key, linker, up=True),
            "offspring": offspring,
            "links": links,
            "bibtex": [bibtex(described, paper) for paper in papers_of(described, key, stated)],
            "term": term(described, key, linker, self.site.whole) if is_term else None,
            "terms": terms,
            "explore": self._explore(key, linker),
            "linked_data": self._linked_data(key, stated, links),
        }

    def _facts(self, key: str, stated: Stated, linker: PageLinks, told: Collection[str]) -> Iterator[Told]:
        cells = {name for names in self._sources.cell_properties.values() for name in names}
        hidden = {*told, *(cells if self._is_row(stated) else ())}
        return facts(self.site.described, key, {name: stated[name] for name in stated if name not in hidden}, linker)

    def _is_row(self, stated: Stated) -> bool:
        return any(name in stated for names in self._sources.cell_properties.values() for name in names)

    def _terms(self, key: str, linker: PageLinks) -> Any:
        """Return the terms of an ontology, where a thing is one."""
        if key not in self.site.ontologies:
            return None
        described = self.site.described
        defined = [name for name in described.defined_by(key) if name in self.site.places]
        return terms_of(described, defined, linker)

    def _similar(self, key: str, linker: PageLinks) -> list[tuple[Shown, int, list[Shown]]]:
        return [
            (linker.to(pair.other), round(pair.score * 100), [linker.to(shared) for shared in pair.shared])
            for pair in self.site.similar.of(key)
        ]

    def _explore(self, key: str, linker: PageLinks) -> str:
        described = self.site.described
        is_node = not described.kinds.namespace or described.kinds.class_of(described.types(key))
        if not (self.site.explorer and is_node):
            return ""
        return f"{linker.root}explore/index.html#thing/{encoded(short_iri(key, {}, described.base))}"

    def _linked_data(self, key: str, stated: Stated, links: Sequence[Shown]) -> dict[str, Any]:
        described = self.site.described
        types = described.types(key)
        classes = {*types, *(cls for name in types for cls in described.above(name))}
        namespace = described.kinds.namespace
        return linked_data(
            key, schema_type(classes), described.label(key) or last_part(key),
            description=definition(stated),
            notation=next((key_of(value) for value in stated.get(f"{SKOS}notation", [])), ""),
            authors=authors_of(described, stated) if namespace else (),
            year=next((key_of(value) for value in stated.get(f"{namespace}year", [])), "") if namespace else "",
            links=links,
        )  # fmt: skip

    # --- questions

    @property
    def _whole(self) -> Source:
        return self.site.whole or self.site.described.graph

    @cached_property
    def _is_large(self) -> bool:
        """Whether the graph is too large to be asked every question; a store takes long to count its statements."""
        return isinstance(self._whole, LocalGraph) and len(self._whole.store) > MOST_ASKED

    def question(self, question: StoredQuery, given: Mapping[str, Sequence[str]] | None = None) -> Files:
        """Yield the page of a question, its query, and its answer; where values are `given`, with a form for others."""
        path = f"{FOLDER}/{question.name}"
        graph = self.site.described.graph
        linker = self.linker(path)
        answer = answered(question, self._whole, linker, given or {}, is_large=self._is_large)
        explore = f"{linker.root}explore/index.html{explorer_address(question, graph.base)}"
        explore = explore if self.site.explorer and not given else ""
        values = {
            "question": question, "answer": answer, "explore": explore, "given": given, "asked": _asked(given),
            "choices": {item.name: _choices(item.enumeration, linker) for item in question.parameters},
            "defaults": {item.name: _default(item.default, linker) for item in question.parameters if item.default},
        }  # fmt: skip
        yield f"{path}/index.html", self.fill("question.html", path, question.summary or question.name, **values)
        yield f"{path}/question.rq", question.text.encode()
        for name, content in answer.files.items():
            yield f"{path}/{name}", content


def _choices(values: Sequence[str], linker: PageLinks) -> list[tuple[str, Shown]]:
    """Return the values that a parameter may have, as they are asked with and as a page shows them."""
    return [(value, _default(value, linker)) for value in values]


def _default(value: str, linker: PageLinks) -> Shown:
    return linker.to(value) if "://" in value else Shown(value)


def _asked(given: Mapping[str, Sequence[str]] | None) -> str:
    """Return what follows the address of a page that is asked with values."""
    return f"?{urlencode(given, doseq=True)}" if given else ""
