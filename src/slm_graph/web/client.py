"""HTTP, as a careful client speaks it: credentials, time limits, repeats, redirects, and faults of one line.

It rests on httpx, since the standard library's urllib knows no bodies that are streamed to a server which asks for a
password first, and keeps no connection open: a load makes dozens of requests. When to repeat is decided by
httpx-retries; redirects are followed here, since a PUT must stay one (httpx makes it a GET after 302).

Credentials are never part of a command line or of an address. They are sent only to the server that was named, only
when it asks for them, and stand in no message.

References
----------
HTTP semantics, RFC 9110: https://www.rfc-editor.org/rfc/rfc9110 (section 15.4, redirects; 11, challenges).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from slm_graph.about import __version__
from slm_graph.web.addresses import HOW_TO_LOG_IN, check_address, joined, origin, shown
from slm_graph.web.credentials import authentication, find_credentials
from slm_graph.web.faults import WebFault
from slm_graph.web.response import Response

if TYPE_CHECKING:
    import ssl

    import httpx

Body: TypeAlias = "bytes | Callable[[], Iterable[bytes]]"
"""What is sent: bytes, or a function that gives them piece by piece, anew each time that it is called."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_LONGEST_CONNECT = 30.0
_LONGEST_TOLD = 200


class _Request(NamedTuple):
    method: str
    url: str
    headers: Mapping[str, str]
    body: Body
    timeout: float
    is_repeatable: bool


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
    slm_graph.web.faults.WebFault: http://127.0.0.1:9/data: cannot be reached (Connection refused)
    """

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        check_address(url)
        self.url, self.timeout = url, timeout
        self._origin = origin(url)
        self._credentials = find_credentials(urlsplit(url).hostname or "")
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
    ) -> Response:
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
        is_repeatable = repeatable or method in ("GET", "HEAD")
        request = _Request(method, url or self.url, headers or {}, body, timeout or self.timeout, is_repeatable)
        if not isinstance(body, bytes) and self._may_be_challenged(request.url):
            # What a server challenges is sent twice. So the challenge is asked for before a long body, not after it.
            with contextlib.suppress(WebFault):
                self._follow(_Request("HEAD", request.url, {}, b"", request.timeout, is_repeatable=False))
        response = self._follow(request)
        if check and not 200 <= response.status < 300:
            raise self.refusal(request.url, response)
        return response

    def refusal(self, url: str, response: Response) -> WebFault:
        """Return the fault that an answer of another status than 2xx is."""
        text = self._credentials.scrubbed(response.first_line)[:_LONGEST_TOLD]
        reason = self._credentials.scrubbed(response.reason)[:_LONGEST_TOLD]
        message = f"{shown(url)}: {response.status} {reason}{f': {text}' if text else ''}".rstrip()
        if response.status == 401:
            if not self._is_named(response.url or url):
                message += f"; from {shown(response.url)}, another server than the one named, which gets no credentials"
            elif sources := self._credentials.sources:
                message += f"; refused with {sources}"
            else:
                message += f"; {HOW_TO_LOG_IN}"
        return WebFault(message, response.status)

    def _follow(self, request: _Request) -> Response:
        """Return the answer after redirects and challenges."""
        start = request.url
        for _ in range(_MAX_REDIRECTS + 1):
            check_address(request.url)
            response = self._send(request)
            if response.status == 401 and self._may_be_challenged(request.url):
                self._auth = self._authentication(request.url, response)
                response = self._send(request)
            location = response.headers.get("location")
            if response.status not in _REDIRECTS or not location:
                return response
            request = _redirected(request, response.status, location, start)
        raise WebFault(f"{shown(start)}: redirects in a circle")

    def _send(self, request: _Request) -> Response:
        import httpx
        from httpx_retries import retry_request

        from slm_graph.web.repeats import repeats

        method, url, timeout = request.method, request.url, request.timeout
        is_named = self._is_named(url)
        # Compressed answers of Virtuoso 7 are cut short where they are empty, and end the connection.
        headers = {"User-Agent": f"slm-graph/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity"}
        headers |= request.headers
        if is_named and self._credentials.token:
            headers["Authorization"] = f"Bearer {self._credentials.token}"
        try:
            # Not as a transport: that would not repeat a request whose answer breaks off in its body.
            response = retry_request(
                self._client(url),
                method,
                url,
                retry=repeats(method, is_repeatable=request.is_repeatable, has_answered=self._has_answered),
                headers=headers,
                content=request.body if isinstance(request.body, bytes) else _Stream(request.body),
                timeout=httpx.Timeout(timeout, connect=min(timeout, _LONGEST_CONNECT)),
                auth=self._auth if is_named else None,
            )
        except httpx.WriteTimeout:
            raise WebFault(f"{shown(url)}: takes no more data for {timeout:g} s") from None
        except httpx.TimeoutException:
            raise WebFault(f"{shown(url)}: no answer within {timeout:g} s") from None
        except KeyError as error:  # httpx looks the algorithm of a challenge up
            raise WebFault(f"{shown(url)}: asks for Digest with {error.args[0]}, which is not known") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, ImportError) as error:
            reason = self._credentials.scrubbed(_reason(error))
            raise WebFault(f"{shown(url)}: cannot be reached ({reason})") from None
        self._has_answered = True
        by_name = {name.lower(): value for name, value in response.headers.items()}
        return Response(response.status_code, response.reason_phrase, by_name, response.content, url)

    def _client(self, url: str) -> httpx.Client:
        """Return the client for a scheme; the authorities of TLS, which take 0.1 s to read, are read only for https."""
        import httpx

        scheme = urlsplit(url).scheme.lower()
        if scheme not in self._clients:
            # A proxy cannot reach this machine's own addresses.
            no_proxy = {f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")}
            verify: ssl.SSLContext | bool = True if scheme == "https" else _no_tls()
            self._clients[scheme] = httpx.Client(verify=verify, mounts=no_proxy, follow_redirects=False)
        return self._clients[scheme]

    def _is_named(self, url: str) -> bool:
        """Whether this is the server that was named, or the same one over TLS."""
        scheme, host, port = self._origin
        secured = ("https", host, 443) if (scheme, port) == ("http", 80) else self._origin
        return origin(url) in (self._origin, secured)

    def _may_be_challenged(self, url: str) -> bool:
        """Whether there is a login for this server that it has not asked for yet."""
        return self._credentials.login is not None and self._auth is None and self._is_named(url)

    def _authentication(self, url: str, response: Response) -> httpx.Auth:
        assert self._credentials.login is not None  # noqa: S101
        challenge = response.headers.get("www-authenticate", "")
        auth = authentication(self._credentials.login, challenge)
        if auth is None:
            scheme = challenge.split()[0]
            raise WebFault(f"{shown(url)}: asks for {scheme}, which is not known; Basic, Digest and Bearer are", 401)
        return auth


class _Stream:
    """A body that httpx can send a second time, after a challenge or a break."""

    def __init__(self, pieces: Callable[[], Iterable[bytes]]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces()


def _redirected(request: _Request, status: int, location: str, start: str) -> _Request:
    """Return the request that a redirect asks for."""
    target = joined(request.url, location)
    if request.url.lower().startswith("https:") and target.lower().startswith("http:"):
        raise WebFault(f"{shown(start)}: redirects to {shown(target)}, which is not encrypted; not followed")
    if status != 303 or request.method == "HEAD":
        return request._replace(url=target)
    headers = {name: value for name, value in request.headers.items() if not name.lower().startswith("content-")}
    return request._replace(method="GET", url=target, headers=headers, body=b"")


def _no_tls() -> ssl.SSLContext:
    """Return a context that trusts nobody, for connections without TLS."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


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
