"""Properties that lead out of the graph: a row each, with what the page calls the link and its address."""

from __future__ import annotations

from typing import NamedTuple


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
    """

    property: str
    name: str
    pattern: str = "{}"


WEB_LINKS = (
    WebLink("http://purl.org/spar/fabio/hasArXivId", "arXiv", "https://arxiv.org/abs/{}"),
    WebLink("http://prismstandard.org/namespaces/basic/2.0/doi", "DOI", "https://doi.org/{}"),
    WebLink("aclAnthologyId", "ACL Anthology", "https://aclanthology.org/{}"),
    WebLink("huggingFaceId", "Hugging Face", "https://huggingface.co/{}"),
    WebLink("http://schema.org/codeRepository", "Code"),
    WebLink("http://xmlns.com/foaf/0.1/homepage", "Homepage"),
    WebLink("http://purl.org/dc/terms/license", "Licence"),
    WebLink("http://schema.org/sameAs", "Same as"),
)


def web_links(namespace: str) -> dict[str, WebLink]:
    """Return the rows by the IRIs of their properties, with an ontology's namespace.

    Examples
    --------
    >>> web_links("https://example.org/ontology#")["https://example.org/ontology#huggingFaceId"].name
    'Hugging Face'
    """
    return {link.property if "/" in link.property else namespace + link.property: link for link in WEB_LINKS}
