"""HTTP, as a careful client speaks it: credentials, time limits, repeats, redirects, and faults of one line.

It rests on httpx, since the standard library's urllib knows no bodies that are streamed to a server which asks for a
password first, and keeps no connection open: a load makes dozens of requests.

Credentials are never part of a command line or of an address. They are sent only to the server that was named, only
when it asks for them, and are told to nobody.

References
----------
HTTP semantics, RFC 9110: https://www.rfc-editor.org/rfc/rfc9110 (section 9.2.2, what may be repeated; 15.4, redirects;
11, challenges). Basic, RFC 7617; Digest, RFC 7616; Bearer, RFC 6750.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urljoin, urlsplit, urlunsplit

from slm_graph.about import __version__
from slm_graph.problems import Fault

if TYPE_CHECKING:
    import ssl

    import httpx

Body: TypeAlias = "bytes | Callable[[], Iterable[bytes]]"
"""What is sent: bytes, or a function that gives them piece by piece, anew each time that it is called."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_BUSY = frozenset({429, 502, 503, 504})
_WAITS = (0.5, 1.0, 2.0)
"""Seconds before each repeat."""
_LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait before a repeat."""
_LONGEST_CONNECT = 30.0
_SECRET_PARAMETERS = frozenset({"access-token", "access_token", "apikey", "api_key", "password", "token"})
_HOW_TO_LOG_IN = "set SLM_GRAPH_USER and SLM_GRAPH_PASSWORD (or SLM_GRAPH_TOKEN), or write ~/.netrc"


class WebFault(Fault):
    """A request failed: the message is one line and holds no secret; status is 0 where there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Answer(NamedTuple):
    """What a server answered.

    Parameters
    ----------
    status, reason
        As 200 and "OK".
    headers
        By name in lower case.
    body
        Whole, and no longer compressed.
    url
        Whence it came, after redirects.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    url: str = ""

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; "" where the server names none.

        Examples
        --------
        >>> Answer(200, "OK", {"content-type": "Text/Turtle; charset=utf-8"}, b"").media_type
        'text/turtle'
        """
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def said(self) -> str:
        """The first line of the body, without markup."""
        return _first_line(self.body[:2000])


class Client:
    """Speaks with one server; its connections stay open until it is closed.

    Parameters
    ----------
    url
        An address of the server: credentials go to this scheme, host and port alone.
    timeout
        Seconds to wait for the connection, and for each piece of an answer.

    Raises
    ------
    WebFault
        The address is not one of HTTP, or holds a password; credentials of the environment are incomplete.

    Examples
    --------
    >>> with Client("http://127.0.0.1:9/", timeout=1) as client:
    ...     client.request("GET", "http://127.0.0.1:9/data")
    Traceback (most recent call last):
    slm_graph.web.client.WebFault: http://127.0.0.1:9/data: cannot be reached (Connection refused)
    """

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        check_address(url)
        self.url, self.timeout = url, timeout
        self._origin = _origin(url)
        self._login = _login(urlsplit(url).hostname or "")
        self._token = _token()
        self._auth: httpx.Auth | None = None
        self._clients: dict[str, httpx.Client] = {}
        self._has_answered = False

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def request(
        self,
        method: str,
        url: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        body: Body = b"",
        repeatable: bool = False,
        check: bool = True,
        timeout: float = 0.0,
    ) -> Answer:
        """Send a request, and return the answer.

        Parameters
        ----------
        method, url, headers, body
            What is sent; without a URL, to that of this client. A redirect takes method and body along, save 303 (See
            Other), which is followed with GET.
        repeatable
            Whether sending it twice does the same as once, so that it may be repeated where the connection breaks or
            the server is busy; GET and HEAD always are.
        check
            Whether an answer of another status than 2xx is a fault.
        timeout
            Seconds instead of those of this client.

        Raises
        ------
        WebFault
            No answer, or (with `check`) one that refuses.
        """
        url, timeout = url or self.url, timeout or self.timeout
        repeatable = repeatable or method in ("GET", "HEAD")
        if not isinstance(body, bytes) and self._login and self._auth is None and self._is_named(url):
            # What a server challenges is sent twice. So the challenge is asked for before a long body, not after it.
            with contextlib.suppress(WebFault):
                self._answer("HEAD", url, {}, b"", timeout)
        waits = list(_WAITS) if repeatable else []
        while True:
            try:
                answer = self._answer(method, url, headers or {}, body, timeout)
            except _Broken as broken:
                # Nobody there from the start is no passing trouble: that is told at once.
                if not waits or not (self._has_answered or broken.was_connected):
                    raise WebFault(str(broken)) from None
                time.sleep(waits.pop(0))
                continue
            self._has_answered = True
            if answer.status in _BUSY and waits:
                time.sleep(_retry_after(answer, waits.pop(0)))
                continue
            if check and not 200 <= answer.status < 300:
                raise self.refusal(url, answer)
            return answer

    def refusal(self, url: str, answer: Answer) -> WebFault:
        """Return the fault that an answer of another status than 2xx is."""
        said = self._scrubbed(answer.said)
        message = f"{shown(url)}: {answer.status} {answer.reason}{f': {said}' if said else ''}".rstrip()
        if answer.status == 401:
            if not self._is_named(answer.url or url):
                message += f"; from {shown(answer.url)}, another server than the one named, which gets no credentials"
            elif self._login is None and not self._token:
                message += f"; {_HOW_TO_LOG_IN}"
            else:
                names = [self._login.source] if self._login else []
                message += f"; refused with {' and '.join([*names, *(['SLM_GRAPH_TOKEN'] if self._token else [])])}"
        return WebFault(message, answer.status)

    def _answer(self, method: str, url: str, headers: Mapping[str, str], body: Body, timeout: float) -> Answer:
        """Return the answer after redirects and challenges."""
        here, start = url, url
        for _ in range(_MAX_REDIRECTS + 1):
            check_address(here)
            answer = self._sent(method, here, headers, body, timeout)
            if answer.status == 401 and self._login and self._auth is None and self._is_named(here):
                self._auth = self._authentication(here, answer)
                answer = self._sent(method, here, headers, body, timeout)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            there = _joined(here, location)
            if here.lower().startswith("https:") and there.lower().startswith("http:"):
                raise WebFault(f"{shown(start)}: redirects to {shown(there)}, which is not encrypted; not followed")
            here = there
            if answer.status == 303 and method != "HEAD":
                method, body = "GET", b""
                headers = {name: value for name, value in headers.items() if not name.lower().startswith("content-")}
        raise WebFault(f"{shown(start)}: redirects in a circle")

    def _sent(self, method: str, url: str, headers: Mapping[str, str], body: Body, timeout: float) -> Answer:
        import httpx

        named = self._is_named(url)
        # Compressed answers of Virtuoso 7 are cut short where they are empty, and end the connection.
        sent = {"User-Agent": f"slm-graph/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity", **headers}
        if named and self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        limits = httpx.Timeout(timeout, connect=min(timeout, _LONGEST_CONNECT))
        try:
            client = self._client(url)
            request = client.build_request(
                method, url, headers=sent, content=body if isinstance(body, bytes) else _Stream(body), timeout=limits
            )
            response = client.send(request, auth=self._auth if named else None)
        except httpx.TimeoutException as error:
            if isinstance(error, httpx.WriteTimeout):
                raise WebFault(f"{shown(url)}: takes no more data for {timeout:g} s") from None
            raise WebFault(f"{shown(url)}: no answer within {timeout:g} s") from None
        except httpx.ConnectError as error:
            raise _Broken(f"{shown(url)}: cannot be reached ({_reason(error)})", was_connected=False) from None
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise _Broken(f"{shown(url)}: cannot be reached ({_reason(error)})", was_connected=True) from None
        except KeyError as error:  # httpx looks the algorithm of a challenge up
            raise WebFault(f"{shown(url)}: asks for Digest with {error.args[0]}, which is not known") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, ImportError) as error:
            raise WebFault(f"{shown(url)}: cannot be reached ({self._scrubbed(_reason(error))})") from None
        by_name = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, response.reason_phrase, by_name, response.content, url)

    def _client(self, url: str) -> httpx.Client:
        """Return the client for a scheme; the authorities of TLS, which take 0.1 s to read, are read only for https."""
        import httpx

        scheme = urlsplit(url).scheme.lower()
        if scheme not in self._clients:
            # A proxy cannot reach this machine's own addresses.
            here = {f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")}
            verify: ssl.SSLContext | bool = True if scheme == "https" else _no_tls()
            self._clients[scheme] = httpx.Client(verify=verify, mounts=here, follow_redirects=False)
        return self._clients[scheme]

    def _is_named(self, url: str) -> bool:
        """Whether this is the server that was named, or the same one over TLS."""
        scheme, host, port = self._origin
        secured = ("https", host, 443) if (scheme, port) == ("http", 80) else self._origin
        return _origin(url) in (self._origin, secured)

    def _authentication(self, url: str, answer: Answer) -> httpx.Auth:
        """Return what answers a challenge; the strongest scheme that is offered."""
        import httpx

        assert self._login is not None  # noqa: S101
        challenge = answer.headers.get("www-authenticate", "")
        if _offers("Digest", challenge):
            return httpx.DigestAuth(self._login.user, self._login.password)
        if _offers("Basic", challenge) or not challenge:
            return httpx.BasicAuth(self._login.user, self._login.password)
        scheme = challenge.split()[0]
        raise WebFault(f"{shown(url)}: asks for {scheme}, which is not known; Basic, Digest and Bearer are", 401)

    def _scrubbed(self, text: str) -> str:
        for secret in (self._token, self._login.password if self._login else ""):
            text = text.replace(secret, "…") if secret else text
        return text


class _Login(NamedTuple):
    user: str
    password: str
    source: str

    def __repr__(self) -> str:
        return f"_Login(source={self.source!r})"


class _Broken(Exception):
    """The connection could not be made, or ended too early."""

    def __init__(self, message: str, *, was_connected: bool) -> None:
        super().__init__(message)
        self.was_connected = was_connected


class _Stream:
    """A body that httpx can send a second time, after a challenge."""

    def __init__(self, pieces: Callable[[], Iterable[bytes]]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces()


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
    slm_graph.web.client.WebFault: http://…@example.org/sparql: holds a password; give http://example.org/sparql, and \
set SLM_GRAPH_USER and SLM_GRAPH_PASSWORD (or SLM_GRAPH_TOKEN), or write ~/.netrc
    """
    if not _is_http(url):
        raise WebFault(f"{shown(url)}: is no address of an endpoint; give http://… or https://…")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        raise WebFault(f"{shown(url)}: holds a password; give {shown(bare)}, and {_HOW_TO_LOG_IN}")


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
        url = re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", lambda found: f"{found[1] or ''}…@", url)
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


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or (443 if parts.scheme == "https" else 80)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _token() -> str:
    token = os.environ.get("SLM_GRAPH_TOKEN", "").strip()
    if not all("!" <= character <= "~" for character in token):
        raise WebFault("SLM_GRAPH_TOKEN: holds characters that no token has; write it in ASCII, without spaces")
    return token


def _login(host: str) -> _Login | None:
    """Return the user and the password for a host: of the environment, or else of .netrc."""
    user, password = os.environ.get("SLM_GRAPH_USER"), os.environ.get("SLM_GRAPH_PASSWORD")
    if user and password is not None:
        return _Login(user, password, "SLM_GRAPH_USER and SLM_GRAPH_PASSWORD")
    if user or password:
        is_set, other = ("USER", "PASSWORD") if user else ("PASSWORD", "USER")
        raise WebFault(f"SLM_GRAPH_{is_set} is set, but SLM_GRAPH_{other} is not; set both")
    import netrc

    named = os.environ.get("NETRC", "")
    try:
        path = Path(named) if named else Path.home() / ".netrc"
    except RuntimeError:  # no home
        return None
    if not named and not path.is_file():
        return None
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:
        # Python's message quotes what stands there, which may be the password.
        near = f"{path}: is no .netrc file, near line {error.lineno or 1}"
        raise WebFault(f"{near}; write machine NAME login USER password PASSWORD") from None
    except UnicodeDecodeError:
        raise WebFault(f"{path}: is no .netrc file; write machine NAME login USER password PASSWORD") from None
    except OSError as error:
        raise WebFault(f"{path}: {error.strerror}; make it readable, or unset NETRC") from None
    return _Login(found[0], found[2] or "", str(path)) if found and found[0] else None


def _offers(scheme: str, challenge: str) -> bool:
    import re

    return re.search(rf"(?i)(?:^|,)\s*{scheme}(?:\s|,|$)", challenge) is not None


def _no_tls() -> ssl.SSLContext:
    """Return a context that trusts nobody, for connections without TLS."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _retry_after(answer: Answer, otherwise: float) -> float:
    """Return the seconds that a busy server asks to wait; it may also name a date, which is not worth reading."""
    given = answer.headers.get("retry-after", "")
    return min(max(float(given), otherwise), _LONGEST_WAIT) if given.isdecimal() else otherwise


def _reason(error: BaseException) -> str:
    r"""Return why a connection failed.

    Examples
    --------
    >>> _reason(OSError("[Errno 111] Connection refused"))
    'Connection refused'
    """
    import re

    text = " ".join(str(error).split())
    untrusted = re.search(r"CERTIFICATE_VERIFY_FAILED\] certificate verify failed: (.*?)(?: \(_ssl|$)", text)
    if untrusted:
        return f"its certificate is not trusted: {untrusted[1]}; name the file of its authority in SSL_CERT_FILE"
    text = re.sub(r"^\[Errno -?\d+\] |^\[SSL(?:: \w+)?\] | \(_ssl\.c:\d+\)$", "", text)
    return text or type(error).__name__


def _first_line(body: bytes) -> str:
    """Return the first line that a server says of an error, without markup."""
    import html
    import re

    text = body.decode("utf-8", "replace")
    if "<html" in text[:500].lower():
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
        text = html.unescape(title[1]) if title else ""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return "".join(character if character.isprintable() else " " for character in line)[:200]
