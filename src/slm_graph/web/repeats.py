"""When a request is sent again; imported only where one is sent, since httpx takes 0.2 s to import.

References
----------
RFC 9110, sections 9.2.2 (what may be repeated) and 10.2.3 (Retry-After), https://www.rfc-editor.org/rfc/rfc9110;
httpx-retries, https://will-ockmore.github.io/httpx-retries/.
"""

from __future__ import annotations

import httpx
import httpx_retries

REPEATS = 3
FIRST_WAIT = 0.5
"""Seconds before the first repeat; each further wait is twice as long."""
_LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait before a repeat."""
_BUSY = (429, 502, 503, 504)
# A time-out is none of them: who has not answered in time is not waited for again.
_BROKEN = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)


class _Retry(httpx_retries.Retry):
    def parse_retry_after(self, retry_after: str) -> float:
        """Return the seconds that a busy server asks to wait; none where it asks for nonsense.

        The library logs a warning for that, which Python prints, and breaks on a date with too large a number.
        """
        try:
            return super().parse_retry_after(retry_after)
        except (ValueError, OverflowError):
            return 0.0


def repeats(method: str, *, is_repeatable: bool, has_answered: bool) -> httpx_retries.Retry:
    """Return when a request is sent again.

    Parameters
    ----------
    method
        The request's.
    is_repeatable
        Whether sending it twice does the same as once. The library goes by the method, but of POST only the caller
        knows.
    has_answered
        Whether the server has answered before: one that never did is not there, which is told at once.
    """
    return _Retry(
        total=REPEATS if is_repeatable else 0,
        allowed_methods=[method],
        status_forcelist=_BUSY,
        retry_on_exceptions=(*_BROKEN, httpx.ConnectError) if has_answered else _BROKEN,
        backoff_factor=FIRST_WAIT / 2,
        backoff_jitter=0,
        max_backoff_wait=_LONGEST_WAIT,
    )
