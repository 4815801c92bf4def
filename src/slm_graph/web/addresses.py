"""Addresses of HTTP: which are taken, and how they are printed without what is secret in them."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

from slm_graph.web.faults import WebFault

HOW_TO_LOG_IN = "set SLM_GRAPH_USER and SLM_GRAPH_PASSWORD (or SLM_GRAPH_TOKEN), or write ~/.netrc"
_SECRET_PARAMETERS = frozenset({"access-token", "access_token", "apikey", "api_key", "password", "token"})


def check_address(url: str) -> None:
    """Check that an address is one of HTTP, and holds no password.

    Raises
    ------
    WebFault
        The message tells what to give instead.

    Examples
    --------
    >>> check_address("http://me:secret@example.org/sparql")
    Traceback (most recent call last):
    slm_graph.web.faults.WebFault: http://…@example.org/sparql: holds a password; give http://example.org/sparql, and \
set SLM_GRAPH_USER and SLM_GRAPH_PASSWORD (or SLM_GRAPH_TOKEN), or write ~/.netrc
    """
    if not _is_http(url):
        raise WebFault(f"{shown(url)}: is no address of an endpoint; give http://… or https://…")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        raise WebFault(f"{shown(url)}: holds a password; give {shown(bare)}, and {HOW_TO_LOG_IN}")


def shown(url: str) -> str:
    """Return an address as it may be printed: without user and password, and without the value of a token.

    Examples
    --------
    >>> shown("https://me:secret@example.org/sparql?access-token=secret&default")
    'https://…@example.org/sparql?access-token=…&default'
    """
    import re

    url = "".join(character if character.isprintable() else " " for character in url)
    if _is_http(url):
        parts = urlsplit(url)
        netloc = f"…@{parts.netloc.rpartition('@')[2]}" if "@" in parts.netloc else parts.netloc
        url = url.replace(parts.netloc, netloc, 1)
    else:
        # Whatever it is, what stands before the last @ may hold a password.
        url = re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", lambda match: f"{match[1] or ''}…@", url)
    names = "|".join(sorted(_SECRET_PARAMETERS))
    return re.sub(rf"(?i)([?&](?:{names})=)[^&#]*", r"\1…", url)


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
            and not any(character.isspace() or not character.isprintable() for character in url)
        )
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port.

    Examples
    --------
    >>> origin("https://example.org/sparql")
    ('https', 'example.org', 443)
    """
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or (443 if parts.scheme == "https" else 80)


def joined(url: str, location: str) -> str:
    """Return the address to which a redirect leads; what is no address comes back as it is."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location
