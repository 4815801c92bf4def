"""The search: by name, misspelling, author, identifier, venue, year and quote, from any view."""

from __future__ import annotations

from pathlib import Path

import pytest

from browsing import Open

FOUND = [
    ("salmom", "SALMONN"),
    ("wisper", "Whisper"),
    ("wishper", "Whisper"),
    ("libri speech", "LibriSpeech"),
    ("qformer", "Q-Former"),
    ("spiritlm", "Spirit LM"),
    ("audio qwen", "Qwen-Audio"),
    ("whisper large", "Whisper"),
    ("Tang", "SALMONN"),
    ("2310.13289", "SALMONN"),
    ("ICLR 2024", "SALMONN"),
    ("speech translation", "Speech Translation"),
    ("vicu", "Vicuna"),
    ("window level", "window-level Q-Former"),
]


def test_what_people_type_finds(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "")
    missed = []
    for typed, wanted in FOUND:
        page.fill("#search", typed)
        offered = page.locator("#suggestions .name").all_inner_texts()
        if not any(wanted.lower() in name.lower() for name in offered):
            missed.append(f"{typed}: {offered}")
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("whisper", "Whisper"),
        ("asr", "Automatic Speech Recognition"),
        ("llama", "LLaMA"),
        ("salmonn", "SALMONN"),
        ("libri speech", "LibriSpeech"),
    ],
)
def test_the_name_itself_comes_first(opened: Open, page_file: Path, typed: str, first: str) -> None:
    page = opened(page_file, "")
    page.fill("#search", typed)
    assert page.inner_text("#suggestions li:first-child .name") == first


def test_a_quote_says_that_it_is_one(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "")
    page.fill("#search", "Wishper encoder")
    assert any("“" in text or "misspelt" in text for text in page.locator("#suggestions .what").all_inner_texts())
    page.keyboard.press("Enter")
    assert page.is_visible("#details h2")
