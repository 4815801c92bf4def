"""Papers as BibTeX: what the graph states of them, and nothing else."""

from __future__ import annotations

import re
import unicodedata

import pyoxigraph as ox

from slm_graph.network import Described, Stated, key_of
from slm_graph.rdf import DCTERMS

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_PARTICLES = frozenset("de del della den der di du la le ten van von".split())
_OTHERS = "et al."
"""What stands for the authors that a list leaves out."""
_ARXIV = "http://purl.org/spar/fabio/hasArXivId"
_DOI = "http://prismstandard.org/namespaces/basic/2.0/doi"


def papers_of(described: Described, key: str, stated: Stated) -> list[str]:
    """Return the papers to cite for a thing: itself, or those that it says introduce or describe it."""
    papers = described.papers
    if key in papers:
        return [key]
    linked = {value.value for values in stated.values() for value in values if isinstance(value, ox.NamedNode)}
    return described.in_order(linked & papers)


def authors_of(described: Described, stated: Stated) -> list[str]:
    """Return the authors of a paper in the order of its title page."""
    return [name for text in _texts(stated, f"{described.kinds.namespace}authorList") for name in text.split(", ")]


def bibtex(described: Described, key: str) -> str:
    """Return an entry of BibTeX; the graph does not tell what kind of publication a venue is, so it is @misc."""
    stated, namespace = described.stated(key), described.kinds.namespace
    authors = authors_of(described, stated)
    title = next(iter(_texts(stated, f"{DCTERMS}title")), described.label(key))
    year = next(iter(_texts(stated, f"{namespace}year")), "")
    word = re.search(r"\w+", title)
    name = (_surname(authors[0]) if authors else "") + year + (word[0] if word else "paper")
    arxiv, doi = _texts(stated, _ARXIV)[:1], _texts(stated, _DOI)[:1]
    url = [f"https://arxiv.org/abs/{arxiv[0]}"] if arxiv else [f"https://doi.org/{doi[0]}"] if doi else []
    fields = {
        "title": f"{{{_escaped(title)}}}",
        "author": " and ".join("others" if author == _OTHERS else _escaped(author) for author in authors),
        "year": year,
        "howpublished": _escaped(next(iter(_texts(stated, f"{namespace}venue")), "")),
        "eprint": "".join(arxiv),
        "archiveprefix": "arXiv" if arxiv else "",
        "doi": "".join(doi),
        "url": "".join(url),
    }
    lines = "".join(f"  {field} = {{{value}}},\n" for field, value in fields.items() if value)
    return f"@misc{{{_key(name)},\n{lines}}}\n"


def _texts(stated: Stated, predicate: str) -> list[str]:
    return [key_of(value) for value in stated.get(predicate, [])]


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name).lower()) or "paper"


def _escaped(text: str) -> str:
    r"""Return a text as LaTeX has it.

    Examples
    --------
    >>> _escaped("100% of_it")
    '100\\% of\\_it'
    """
    return re.sub(r"[\\{}$&#_%~^]", lambda sign: _LATEX[sign[0]], " ".join(text.split()))


def _surname(name: str) -> str:
    """Return the surname of a name, its particle included.

    Examples
    --------
    >>> _surname("Ada van der Berg")
    'van der Berg'
    """
    words = name.split(" ")
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:])
