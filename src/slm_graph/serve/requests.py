"""A request of the SPARQL Protocol as a task.

References
----------
SPARQL 1.1 Protocol, section 2.1, https://www.w3.org/TR/sparql11-protocol/#query-operation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from slm_graph.workers import Refused, Task

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READ_ONLY = "this endpoint is read-only: it takes no updates"

Fields = Mapping[str, Sequence[str]]


def query_task(address: str, content_type: str | None, body: bytes, accept: str) -> Task | None:
    """Return the query of a request; None where it asks for nothing.

    Parameters
    ----------
    address
        What follows the question mark of the address.
    content_type
        The header of a POST; None of a GET.
    body, accept
        What was sent, and the header that says what shall come back.

    Raises
    ------
    Refused
        It is not as the protocol has it.

    Examples
    --------
    >>> query_task("query=ASK%7B%7D", None, b"", "").arguments["query"]
    'ASK{}'
    """
    fields = read_fields(address, "the address")
    if content_type is not None:
        media_type = _media_type(content_type)
        if media_type == FORM:
            fields = _joined(fields, read_fields(_text(body), "the form"))
        elif media_type == DIRECT:
            fields = _joined(fields, {"query": [_text(body)]})
        else:
            given = f"{media_type}: " if media_type else "no Content-Type: "
            raise Refused(415, f"{given}POST a query as {DIRECT}, or as {FORM}")
    if "update" in fields:
        raise Refused(403, _READ_ONLY)
    queries = fields.get("query", ())
    if not queries and (fields or content_type is not None):
        raise Refused(400, "no query; give one as query=…, or POST it as application/sparql-query")
    if len(queries) > 1:
        raise Refused(400, f"{len(queries)} queries at once; give one")
    if not queries:
        return None
    arguments = {
        "query": queries[0],
        "default": fields.get("default-graph-uri", ()),
        "named": fields.get("named-graph-uri", ()),
        "accept": accept,
        "format": fields.get("format", ("",))[-1],
    }
    return Task("query", arguments)


def refuse_updates(content_type: str) -> None:
    """Refuse a body that is an update, before it is read."""
    if content_type.partition(";")[0].strip().lower() == UPDATE:
        raise Refused(403, _READ_ONLY)


def read_fields(text: str, where: str) -> dict[str, list[str]]:
    """Return the fields of an address or a form."""
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise Refused(400, f"{where} is not UTF-8; encode it so") from None
    except ValueError:
        raise Refused(400, f"{where} has over 1,000 fields") from None


def _joined(fields: Fields, others: Fields) -> dict[str, list[str]]:
    return {name: [*fields.get(name, ()), *others.get(name, ())] for name in {**fields, **others}}


def _media_type(content_type: str) -> str:
    """Return the media type of a Content-Type, which must be of UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8", "us-ascii"):
            raise Refused(415, f"charset {value.strip()}: send it as UTF-8")
    return media_type


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused(400, "what was sent is not UTF-8; encode it so") from None
