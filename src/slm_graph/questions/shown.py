"""IRIs as answers show them, in a query: `<usage/llasm/whisper>`, `usage:llasm/whisper`, and what they are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slm_graph.graphs import QueryFault, Source
from slm_graph.rdf import sparql

_absolute = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:").match
# A local name with slashes, plain or escaped, which a prefixed name of SPARQL has only escaped.
_long_name = re.compile(r"([A-Za-z][\w-]*):((?:[\w~%-]|[.](?=[\w~%/\\-])|\\?/)+)").match
_escaped_iri = re.compile(r"<[^<>\"\s]*\\/[^<>\"\s]*>").match


def with_whole_iris(query: str, source: Source) -> sparql.Bound:
    r"""Return a query whose shortened IRIs are whole, as the graph's answers shorten them.

    An IRI without a scheme stands below the base of the graph; so does `usage:llasm/whisper` where the graph has things
    below `usage/` and no such prefix. The slashes of the latter may be escaped, as SPARQL has it.

    Raises
    ------
    QueryFault
        An IRI has escaped slashes, which it does not need.

    Examples
    --------
    >>> from slm_graph.graphs import local_graph
    >>> graph = local_graph("<https://w3id.org/slm-graph/usage/llasm/whisper> a <urn:usage> .")
    >>> with_whole_iris("ASK { <usage/llasm/whisper> a ?class }", graph).text
    'ASK { <https://w3id.org/slm-graph/usage/llasm/whisper> a ?class }'
    >>> with_whole_iris(r"ASK { usage:llasm\/whisper a ?class }", graph).text
    'ASK { <https://w3id.org/slm-graph/usage/llasm/whisper> a ?class }'
    """
    parts: list[str] = []
    replaced: list[tuple[int, int, int, int]] = []
    end = length = 0
    for start, old, new in _replacements(query, source):
        parts += [query[end:start], new]
        length += start - end
        replaced.append((length, len(new), start, old))
        length += len(new)
        end = start + old
    return sparql.Bound("".join([*parts, query[end:]]), replaced)


def _replacements(query: str, source: Source) -> Iterator[tuple[int, int, str]]:
    """Yield what is replaced: its offset and length, and the whole IRI."""
    has_base = any(token.kind == "word" and token.text.upper() == "BASE" for token in sparql.tokens(query))
    known = {*source.prefixes, *sparql.prefixes(query)}
    end = 0
    for token in sparql.tokens(query):
        if token.start < end:
            continue
        if token.kind == "iri" and not has_base and len(token.text) > 2 and not _absolute(token.text):
            yield token.start, len(token.text), f"<{source.base}{token.text[1:]}"
        elif token.text == "<" and (escaped := _escaped_iri(query, token.start)):
            message = rf"{escaped[0]}: an IRI takes no backslash; write {escaped[0].replace(chr(92), '')}"
            raise QueryFault(message, *sparql.position(query, token.start))
        elif token.kind == "name" and (name := _long_name(query, token.start)) and name[1] not in known:
            iri = f"{source.base}{name[1]}/{name[2].replace(chr(92), '')}"
            if "/" in name[2] and _has_kind(source, name[1]):
                end = name.end()
                yield token.start, end - token.start, f"<{iri}>"


def _has_kind(source: Source, kind: str) -> bool:
    start = sparql.literal(f"{source.base}{kind}/")
    return bool(source.query(f"ASK {{ ?thing ?property ?value FILTER (STRSTARTS(STR(?thing), {start})) }}"))
