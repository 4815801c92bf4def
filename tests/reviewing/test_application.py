"""Who may see a review and write by it, and what is sent that no page of it sends."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest

from reviewing_project import Reviewed
from slm_graph.entries import read_words
from slm_graph.reviewing.mapping_files import state_of

FORM = "application/x-www-form-urlencoded"


def sent(review: Reviewed, **headers: str) -> httpx.Response:
    """Send a decision on the word of line 2 as the page does, but for some headers."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(review.address))
    body = f"state={state_of(review.words)}&word-2=nothing"
    wanted = {"Origin": origin, "Content-Type": FORM, **headers}
    return httpx.post(
        f"{review.address}words/my-list", content=body, headers={name: text for name, text in wanted.items() if text}
    )


def test_who_does_not_know_the_secret_sees_nothing(review: Reviewed) -> None:
    parts = urlsplit(review.address)
    for path in ("/", "/words/my-list", "/wrong-secret/", f"{parts.path[:-2]}/", "/assets/review.css"):
        assert httpx.get(f"http://{parts.netloc}{path}").status_code == 404
    assert httpx.get(review.address).status_code == 200


def test_only_its_own_pages_write(review: Reviewed) -> None:
    before = review.words.read_bytes()
    port = urlsplit(review.address).port
    for headers, status in (
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": f"http://localhost:{port}"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": f"localhost:{port}"}, 421),
    ):
        assert sent(review, **headers).status_code == status, headers
    assert review.words.read_bytes() == before
    assert sent(review).status_code == 303
    assert read_words(review.words)[0][0].decision == "nothing"


def test_answers_tell_browsers_to_keep_out(review: Reviewed) -> None:
    headers = httpx.get(review.address).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        ("application/json", b"{}", "the form is not what this page sends"),
        ("text/plain", b"word-2=nothing", "the form is not what this page sends"),
        (FORM, b"word-2=\xff", "the form is not what this page sends"),
        (FORM, b"word-2=%ff", "the form is not what this page sends"),
        (FORM, b"a=b&" * 30_000, "the form is not what this page sends"),
        (FORM, b"a=" + b"x" * 2_100_000, "the form has over 2,000,000 bytes"),
        (FORM, b"word-2=nothing", "has changed since this page was shown"),
        (FORM, b"state=STATE&word-2=no-such-thing", "no Dataset has the id no-such-thing"),
        (FORM, b"state=STATE&word-2=a%09b%0Ac", "has the id a b c"),
    ],
)
def test_what_no_page_sends_is_refused(review: Reviewed, content_type: str, body: bytes, message: str) -> None:
    before = review.words.read_bytes()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(review.address))
    reply = httpx.post(
        f"{review.address}words/my-list",
        content=body.replace(b"STATE", state_of(review.words).encode()),
        headers={"Origin": origin, "Content-Type": content_type},
    )
    assert reply.status_code == 422
    assert message in reply.text
    assert review.words.read_bytes() == before


def test_lines_that_are_not_there_change_nothing(review: Reviewed) -> None:
    before = review.words.read_bytes()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(review.address))
    body = f"state={state_of(review.words)}&word-1=nothing&word-99999=nothing&word-x=nothing&word-=nothing"
    reply = httpx.post(f"{review.address}words/my-list", content=body, headers={"Origin": origin, "Content-Type": FORM})
    assert reply.headers["location"].endswith("told=nothing+was+changed")
    assert review.words.read_bytes() == before


def test_columns_are_checked_too(review: Reviewed) -> None:
    before = review.columns.read_bytes()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(review.address))
    for body, message in (
        ("class.tables.0=Nonsense", "systems: Nonsense is no class that rows can be of"),
        ("fields.tables.0.columns.1=nonsense", "Encoder: nonsense is no field of system"),
        ("fields.tables.9.columns.1=nonsense", ""),
    ):
        reply = httpx.post(
            f"{review.address}columns/my-list",
            content=f"state={state_of(review.columns)}&{body}",
            headers={"Origin": origin, "Content-Type": FORM},
        )
        assert reply.status_code == (422 if message else 303)
        assert message in reply.text
    assert review.columns.read_bytes() == before


def test_an_unknown_survey_is_told(review: Reviewed) -> None:
    reply = httpx.get(f"{review.address}words/my-lst")
    assert reply.status_code == 404
    assert "my-lst: no such survey; did you mean my-list?" in reply.text
