"""The predicates of links as the page tells them: their order, and their words in both directions."""

from __future__ import annotations

from collections import Counter

from slm_graph.network import Kinds, Network, kinds_of
from slm_graph.text import words as words_of

INVERSE_WORDS = {
    "usesDataset": "is used by",
    "trainedOn": "is training data of",
    "addressesTask": "is addressed by",
    "appliesMethod": "is applied by",
    "introduces": "is introduced by",
    "describedIn": "describes",
    "family": "has the members",
    "variantOf": "has the variants",
    "derivedFromModel": "is the origin of",
    "derivedFromDataset": "is the origin of",
    "broader": "is broader than",
    "isPartOf": "has the parts",
    "isVersionOf": "has the versions",
    "succeeds": "is succeeded by",
    "trainedFrom": "is what others are trained from",
    "inSurvey": "has the rows",
    "inTable": "has the rows",
    "underHeading": "has the rows",
    "listedIn": "lists",
    "inScheme": "has the concepts",
    "isDefinedBy": "defines",
    "hasPrompt": "is the prompt of",
    "isReplacedBy": "replaces",
    "subClassOf": "has the subclasses",
    "subPropertyOf": "has the subproperties",
}
"""How a property reads from its value's side, a row each; one without a row gets words made of its kind or its name."""
UPWARD = frozenset(
    "family variantOf derivedFromModel derivedFromDataset broader isPartOf isVersionOf subClassOf subPropertyOf".split()
)
"""What leads from a thing to what it comes from, or is a kind or a part of: "any LLaMA" follows these."""
_BEFORE_OTHERS = ("introduces", "describedIn")


def predicates_of(network: Network) -> list[str]:
    """Return the names of the predicates: those of systems first, then by their numbers of links."""
    kinds = kinds_of(network)
    counts = Counter(predicate for *_, predicate in network.edges(data="predicate"))
    first = [*kinds.uses, *sorted(kinds.backed - {*kinds.uses}), *_BEFORE_OTHERS]
    rank = {name: position for position, name in enumerate(first)}
    return sorted(counts, key=lambda name: (rank.get(name, len(rank)), -counts[name], name))


def words_for(kinds: Kinds, name: str) -> str:
    """Return how a predicate reads from the side of its subject."""
    return kinds.words.get(name) or words_of(name)


def inverse_words(kinds: Kinds, name: str) -> str:
    """Return how a predicate reads from its value's side.

    Examples
    --------
    >>> inverse_words(Kinds(uses={"usesLLM": "LLM"}), "usesLLM"), inverse_words(Kinds(), "family")
    ('is LLM of', 'has the members')
    >>> inverse_words(Kinds(), "madeBy")
    '← made by'
    """
    if name in INVERSE_WORDS:
        return INVERSE_WORDS[name]
    return f"is {kinds.uses[name]} of" if name in kinds.uses else f"← {words_for(kinds, name)}"
