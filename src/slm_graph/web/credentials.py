"""Credentials: of the environment or of .netrc, never of a command line or an address; no message holds them.

References
----------
HTTP authentication, RFC 9110 section 11: Basic, RFC 7617; Digest, RFC 7616; Bearer, RFC 6750.
"""

from __future__ import annotations

import os
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, quote_plus

from slm_graph.web.faults import WebFault

if TYPE_CHECKING:
    import httpx


class Login(NamedTuple):
    """A user, a password, and what they were read from."""

    user: str
    password: str
    source: str

    def __repr__(self) -> str:
        return f"Login(source={self.source!r})"


class Credentials(NamedTuple):
    """What may be sent to one server, where it asks for it: a login, and a token, which is sent with every request."""

    login: Login | None
    token: str

    def __repr__(self) -> str:
        return f"Credentials({self.sources})"

    @property
    def sources(self) -> str:
        """What they were read from, for a message; "" where there are none."""
        names = [self.login.source] if self.login else []
        return " and ".join([*names, *(["SLM_GRAPH_TOKEN"] if self.token else [])])

    def scrubbed(self, text: str) -> str:
        """Return a text without the secrets.

        Examples
        --------
        >>> Credentials(Login("me", "open sesame", "~/.netrc"), "").scrubbed("wrong password open sesame")
        'wrong password …'
        """
        secrets = [secret for secret in (self.token, self.login.password if self.login else "") if secret]
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), quote_plus(secret))}
        if self.login:
            forms.add(b64encode(f"{self.login.user}:{self.login.password}".encode()).decode())
        for form in sorted(forms, key=len, reverse=True):
            text = text.replace(form, "…")
        return text


def find_credentials(host: str) -> Credentials:
    """Return the credentials for a host: of the environment, or else of .netrc.

    Raises
    ------
    WebFault
        Half of a login is set, a token holds characters that no token has, or .netrc cannot be read.
    """
    return Credentials(_login_of_environment() or _login_of_netrc(host), _token())


def authentication(login: Login, challenge: str) -> httpx.Auth | None:
    """Return what answers a challenge, the strongest scheme that is offered; None where none of them is known."""
    import httpx

    if _offers("Digest", challenge):
        return httpx.DigestAuth(login.user, login.password)
    if _offers("Basic", challenge) or not challenge:
        return httpx.BasicAuth(login.user, login.password)
    return None


def _offers(scheme: str, challenge: str) -> bool:
    import re

    return re.search(rf"(?i)(?:^|,)\s*{scheme}(?:\s|,|$)", challenge) is not None


def _token() -> str:
    token = os.environ.get("SLM_GRAPH_TOKEN", "").strip()
    if not all("!" <= character <= "~" for character in token):
        raise WebFault("SLM_GRAPH_TOKEN: holds characters that no token has; write it in ASCII, without spaces")
    return token


def _login_of_environment() -> Login | None:
    user, password = os.environ.get("SLM_GRAPH_USER"), os.environ.get("SLM_GRAPH_PASSWORD")
    for name, text in (("USER", user), ("PASSWORD", password)):
        if text and not _is_utf8(text):
            raise WebFault(f"SLM_GRAPH_{name}: is not UTF-8; set it in a terminal that speaks UTF-8")
    if user and password is not None:
        return Login(user, password, "SLM_GRAPH_USER and SLM_GRAPH_PASSWORD")
    if user or password:
        is_set, other = ("USER", "PASSWORD") if user else ("PASSWORD", "USER")
        raise WebFault(f"SLM_GRAPH_{is_set} is set, but SLM_GRAPH_{other} is not; set both")
    return None


def _is_utf8(text: str) -> bool:
    """Tell whether a variable was UTF-8; other bytes come as halves of surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _login_of_netrc(host: str) -> Login | None:
    import netrc

    path = _netrc_path()
    if path is None:
        return None
    if path.exists() and not path.is_file():
        raise WebFault(f"{path}: is no regular file; name one, or unset NETRC")
    try:
        entry = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:
        # Python's message quotes what stands there, which may be the password.
        near = f"{path}: is no .netrc file, near line {error.lineno or 1}"
        raise WebFault(f"{near}; write machine NAME login USER password PASSWORD") from None
    except UnicodeDecodeError:
        raise WebFault(f"{path}: is no .netrc file; write machine NAME login USER password PASSWORD") from None
    except OSError as error:
        raise WebFault(f"{path}: {error.strerror}; make it readable, or unset NETRC") from None
    return Login(entry[0], entry[2] or "", str(path)) if entry and entry[0] else None


def _netrc_path() -> Path | None:
    if named := os.environ.get("NETRC", ""):
        return Path(named)
    try:
        path = Path.home() / ".netrc"
    except RuntimeError:  # no home
        return None
    return path if path.is_file() else None
