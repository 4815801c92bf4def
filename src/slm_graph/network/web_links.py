"""What leads out of the graph: a row a property, with what the page calls the link and its address.

A match, such as skos:closeMatch, is a link too; its name says where it leads to and how near that is to the thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from slm_graph.rdf import SKOS


class WebLink(NamedTuple):
    """A property whose values are, or make, addresses of pages.

    Parameters
    ----------
    property
        Its IRI; or its local name, where it is the ontology's own.
    name
        What the link is called.
    pattern
        The address; `{}` stands for the value.
    pattern_of_data
        The address where the thing is a dataset, if that is another one.
    """

    property: str
    name: str
    pattern: str = "{}"
    pattern_of_data: str = ""


WEB_LINKS = (
    WebLink("http://purl.org/spar/fabio/hasArXivId", "arXiv", "https://arxiv.org/abs/{}"),
    WebLink("http://prismstandard.org/namespaces/basic/2.0/doi", "DOI", "https://doi.org/{}"),
    WebLink("aclAnthologyId", "ACL Anthology", "https://aclanthology.org/{}/"),
    WebLink("huggingFaceId", "Hugging Face", "https://huggingface.co/{}", "https://huggingface.co/datasets/{}"),
    WebLink("huggingFaceTask", "Hugging Face", "https://huggingface.co/tasks/{}"),
    WebLink("openReviewId", "OpenReview", "https://openreview.net/forum?id={}"),
    WebLink("openSlrId", "OpenSLR", "https://www.openslr.org/{}/"),
    WebLink("ldcId", "LDC", "https://catalog.ldc.upenn.edu/{}"),
    WebLink("zenodoId", "Zenodo", "https://zenodo.org/records/{}"),
    WebLink("wikidataId", "Wikidata", "http://www.wikidata.org/entity/{}"),
    WebLink("http://schema.org/codeRepository", "Code"),
    WebLink("http://xmlns.com/foaf/0.1/homepage", "Homepage"),
    WebLink("http://purl.org/dc/terms/license", "Licence"),
    WebLink("http://schema.org/sameAs", "Same as"),
)
MATCHES = {
    f"{SKOS}exactMatch": "exact match",
    f"{SKOS}closeMatch": "close match",
    f"{SKOS}broadMatch": "wider match",
    f"{SKOS}narrowMatch": "narrower match",
    f"{SKOS}relatedMatch": "related",
}
"""The properties of matches, and how a link tells them."""
_SITES = {
    "arxiv.org": "arXiv",
    "doi.org": "DOI",
    "aclanthology.org": "ACL Anthology",
    "huggingface.co": "Hugging Face",
    "openreview.net": "OpenReview",
    "www.openslr.org": "OpenSLR",
    "catalog.ldc.upenn.edu": "LDC",
    "zenodo.org": "Zenodo",
    "www.wikidata.org": "Wikidata",
    "github.com": "GitHub",
    "w3id.org/mlso": "MLSO",
    "w3id.org/fair4ml": "FAIR4ML",
    "www.w3.org/ns/mls": "ML Schema",
    "w3id.org/aio": "AIO",
}
"""What sites are called, by what their addresses begin with; others by their host."""


@cache
def web_links(namespace: str) -> Mapping[str, WebLink]:
    """Return the rows by the IRIs of their properties, with an ontology's namespace.

    Examples
    --------
    >>> web_links("https://example.org/ontology#")["https://example.org/ontology#huggingFaceId"].name
    'Hugging Face'
    """
    return {link.property if "/" in link.property else namespace + link.property: link for link in WEB_LINKS}


def links_out(facts: Iterable[tuple[str, str]], namespace: str, *, is_data: bool = False) -> list[tuple[str, str]]:
    """Return the links of a thing out of the graph, name and address; of several to one address the most telling.

    Those that would be called the same are told apart by the ends of their addresses.

    Parameters
    ----------
    facts
        The properties of the thing, each with a value as text.
    namespace
        What the IRIs of the ontology's own properties begin with.
    is_data
        Whether the thing is a dataset.

    Examples
    --------
    >>> facts = [("#huggingFaceId", "openai/whisper-large-v2"),
    ...          ("http://www.w3.org/2004/02/skos/core#closeMatch", "https://huggingface.co/openai/whisper-large-v2")]
    >>> links_out(facts, "#")
    [('Hugging Face (close match)', 'https://huggingface.co/openai/whisper-large-v2')]
    """
    rows, facts = web_links(namespace), list(facts)
    matches = [(value, f"{_site(value)} ({MATCHES[name]})") for name, value in facts if name in MATCHES]
    matched = {address for address, _ in matches}
    # By the order of the rows, so that a repository that is about the thing alone is told as its code.
    others = [
        ((row.pattern_of_data if is_data and row.pattern_of_data else row.pattern).format(value), row.name)
        for predicate, row in rows.items()
        for name, value in facts
        if name == predicate and row.pattern_of_data.format(value) not in matched
    ]
    links: dict[str, str] = {}
    for address, name in matches + others:
        links.setdefault(address, name)
    names = Counter(links.values())
    return [(name if names[name] == 1 else f"{name}: {_end(address)}", address) for address, name in links.items()]


def _end(address: str) -> str:
    """Return what tells an address from others that are called the same.

    Examples
    --------
    >>> _end("https://huggingface.co/tsinghua-ee/SALMONN-7B/")
    'SALMONN-7B'
    """
    return address.rstrip("/").rpartition("/")[2]


def _site(address: str) -> str:
    parts = urlsplit(address)
    names = (name for start, name in _SITES.items() if f"{parts.netloc}{parts.path}/".startswith(f"{start}/"))
    return next(names, parts.netloc)
