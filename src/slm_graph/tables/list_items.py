"""An item of a list of links, "- **Name**: title, *ICML* 2024 [[paper]](…) [[code]](…)", taken apart.

Only what is marked as such is taken for a name, a date or a venue; all else stays in the item as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from slm_graph.tables.item_links import ItemLink, is_publication, letters_of, links_in, only_says_what, plain_words
from slm_graph.text import read_date

_date = re.compile(
    r"(?:(?:19|20)\d\d[-./年](?:0?[1-9]|1[0-2])月?(?:[-./]\d{1,2}日?)?|(?:0?[1-9]|1[0-2])[-./](?:19|20)\d\d"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? (?:19|20)\d\d|(?:19|20)\d\d)(?!\d)"
)
_dated_head = re.compile(rf"\s*[`\[(【]+\s*({_date.pattern})\s*[`\])】]+(?:\([^()\s]*\))?\s*[:,–-]?\s*")
_dated_tail = re.compile(r"\s+(?P<date>(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2]))\s*$")
_dated_middle = re.compile(
    rf"[`【]({_date.pattern})[`】]|(?<=,)\s*((?:19|20)\d\d[-./](?:0[1-9]|1[0-2]))\s*(?=,|$)"
    rf"|\[({_date.pattern})\](?!\()"
)
_venue_head = re.compile(
    r"\s*[*_`]{0,3}[\[(【][*_`\s]*(?P<venue>[^\[\](){}【】|:]{3,60}?)[*_`\s]*[\])】](?!\()[*_`]{0,3}\s*[:,–-]?\s*(?=\S)"
)
_not_given = re.compile(r"\bnot (?:specified|available|given|listed|provided)\b", re.IGNORECASE)
_YEAR = r"(?:(?:19|20)\d\d|[’'‘]\d\d)"
_venue = re.compile(
    rf"(?:,|\.|\(|\s|\])\s*(?:in\s+)?(?:\*{{1,2}}(?P<stars>[^*]{{2,60}})\*{{1,2}}|`(?P<ticks>[^`]{{2,60}})`"
    rf"|<(?:ins|i|em|u)>(?P<html>[^<>]{{2,60}})</(?:ins|i|em|u)>)\)?[,.]?\s*(?P<year>\(?{_YEAR}\)?)?[\s,.;:]*$"
)
_venue_in_brackets = re.compile(rf"\s*[(\[](?P<venue>[A-Z][\w&+ @’'./-]{{1,40}}[ ,]?{_YEAR})[)\]][\s,.;:*]*$")
_in_venue = re.compile(rf",\s+in\s+(?P<venue>[A-Z][\w&+ .’'-]{{1,50}})\s+(?P<year>{_YEAR})[\s,.;:]*$")
_bold_name = re.compile(
    r"\s*(?:\*\*|__|<b>)(?P<name>(?:[^*<>\\]|\\.){1,60}?)\s*:?\s*(?:\*\*|__|</b>)\s*(?P<colon>[:：–—-]?)\s*"
)
_bold_title = re.compile(r"[^\w*<]*(?:\*\*|<b>)(?P<title>[^*<>]+)(?:\*\*|</b>)(?P<rest>.*)$", re.DOTALL)
_quoted_title = re.compile(r"(?P<name>[^\"“”]{0,40}?)[\s:–—-]*[\"“](?P<title>[^\"“”]+)[\"”]?")
_short_venue = re.compile(r"[,.\s]*(?P<venue>[A-Z][\w&’' -]{1,30} (?:19|20)\d\d)(?: \w+)*[\s,.;:]*$")
_name_before = re.compile(r"\s*\((?P<name>[^()\s]{2,30})\)\s*(?=\w)")
_name_after = re.compile(r"\s*\((?P<name>[^()]{2,30})\)[\s,.;:]*$")
_lenticular = re.compile(r"【([^【】]*)】")
_authors = re.compile(
    r"\s*(?:\*\*|__)?Author(?:\(s\)|s)?\s*:?(?:\*\*|__)?\s*:?\s*(?P<names>.+)", re.IGNORECASE | re.DOTALL
)
_word = re.compile(r"[A-Z][\w+.-]+")
_plural_of_a_kind = re.compile(r"s\s*\([A-Z]{2,}[sS]\)[\s,.;:]*$")
"""Models (LLMs): what is of many is no name of one."""
_remark = re.compile(r"oral|spotlight|poster|best|survey|extended|findings|demo|workshop|preprint", re.IGNORECASE)
_MOST_NAME_WORDS = 3
_LEAST_TITLE_WORDS = 4

PARTS = ("Name", "Paper title", "Authors", "Date", "Venue", "Links")
"""The columns of a list of links; each is there where an item has such a part."""


def parts_of_item(lines: Sequence[str]) -> dict[str, str]:
    r"""Return the parts of an item by the names of their columns; `lines` are its paragraphs, as they are written.

    Links are those of the item itself: in its name or title, of a word such as Code, or the first one after a title.

    Examples
    --------
    >>> parts = parts_of_item(["`2019.04` Kea: Hearing Every Little Thing, [arXiv](https://arxiv.org/abs/1904.05342)"])
    >>> parts["Date"], parts["Paper title"], parts["Links"]
    ('2019.04', 'Kea: Hearing Every Little Thing', '[arXiv](https://arxiv.org/abs/1904.05342)')
    >>> parts = parts_of_item(["**Kea**: Hearing Every Little Thing, in *ICML* 2024 [[paper]](https://example.org/kea)"])
    >>> parts["Name"], parts["Paper title"], parts["Venue"]
    ('Kea', 'Hearing Every Little Thing', 'ICML 2024')
    """
    parts: dict[str, str] = {}
    lines = [" ".join(line.split()) for line in lines]
    rest = _read_head(lines[0], parts)
    _read_lines(lines[1:], parts)
    links: Sequence[ItemLink] = links_in(rest)
    before = rest[: links[0].begin] if links else rest
    own: list[str] = []
    if links and not letters_of(before):
        links = _read_linked(rest, links, parts)
    else:
        own = [rest[link.begin : link.end] for link in links[:1] if not only_says_what(link)]
        _read_plain(before, parts, [*links, *(link for line in lines[1:] for link in links_in(line))], len(lines) > 1)
    own += [rest[link.begin : link.end] for link in links if only_says_what(link)]
    own += [line[link.begin : link.end] for line in lines[1:] for link in links_in(line) if only_says_what(link)]
    if own:
        parts["Links"] = " ".join(own)
    if "Date" not in parts and (match := _dated_middle.search(lines[0])):
        parts["Date"] = _stated(match)
    return parts


def _read_head(line: str, parts: dict[str, str]) -> str:
    """Take the date, and names in 【】, from the begin of an item; return the rest."""
    if line.lstrip(" `").startswith("【"):
        pieces = _lenticular.findall(line)
        dated = [piece for piece in pieces if _date.fullmatch(piece.strip())]
        parts.update({"Date": dated[0].strip()} if dated else {})
        named = [piece.strip() for piece in pieces if piece not in dated]
        parts.update({"Name": named[0]} if named and len(named[0].split()) <= _MOST_NAME_WORDS else {})
        return _lenticular.sub(" ", line).strip(" `-–")
    if match := _dated_head.match(line):
        parts["Date"] = match[1]
        return line[match.end() :]
    if (match := _venue_head.match(line)) and (year := re.search(_YEAR, match["venue"])):
        _read_venue_head(match["venue"].strip(), year[0], parts)
        return line[match.end() :]
    return line


def _read_venue_head(venue: str, year: str, parts: dict[str, str]) -> None:
    """Read where and when it was published before the title: "[2024 Nature]", "(ACL'24)", "[arXiv 2024.06]"."""
    if (dated := _date.search(venue)) and (dated[0] != year or venue.startswith(year)):
        parts["Date"] = dated[0]
        venue = venue.replace(dated[0], " ", 1).strip(" ,.;-–")
    parts.update({"Venue": " ".join(venue.split())} if letters_of(venue) else {})


def _read_lines(lines: Sequence[str], parts: dict[str, str]) -> None:
    """Read the further paragraphs of an item: a title in bold, its authors."""
    for line in lines:
        if match := _authors.fullmatch(line):
            parts.update({} if _not_given.search(match["names"]) else {"Authors": plain_words(match["names"])})
        elif (match := _bold_name.fullmatch(line)) is None and (title := _whole_bold(line)):
            parts.setdefault("Paper title", title)
        elif match and len(match["name"].split()) >= _LEAST_TITLE_WORDS:
            parts.setdefault("Paper title", plain_words(match["name"]))


def _whole_bold(line: str) -> str:
    text = line.strip()
    is_bold = text.startswith("**") and text.endswith("**") and text.count("**") == 2
    return plain_words(text) if is_bold and len(text.split()) >= _LEAST_TITLE_WORDS else ""


def _read_linked(rest: str, links: Sequence[ItemLink], parts: dict[str, str]) -> Sequence[ItemLink]:
    """Read an item that begins with a link, whose words are the name or the title; return the other links."""
    first = next((link for link in links if not only_says_what(link)), None)
    if first is None:
        return links
    words, written = plain_words(first.words), rest[first.begin : first.end]
    others = [link for link in links if link is not first]
    following = [link for link in others if link.begin >= first.end]
    after = rest[first.end : following[0].begin if following else len(rest)]
    if len(words.split()) <= _MOST_NAME_WORDS and ": " not in words:
        parts.setdefault("Name", written)
        dated = _dated_middle.search(after)
        title = plain_words(after[dated.end() :]) if dated else ""
        if len(title.split()) >= _LEAST_TITLE_WORDS and following and is_publication(following[0].url):
            parts.setdefault("Paper title", title)
    else:
        parts.setdefault("Paper title", written)
        _take_venue(f" {after}", parts)
    return others


def _read_plain(text: str, parts: dict[str, str], links: Sequence[ItemLink], has_lines: bool) -> None:
    """Read the words before the first link: a name in bold or in brackets, the title, where it was published."""
    text = re.split(r"\s\|(?:\s|$)", text)[0]
    for take in (_take_bold_title, _take_venue, _take_date, _take_bold_name, _take_name_in_brackets):
        text = take(text, parts)
    words = plain_words(text)
    if not words or not (links or has_lines or "Venue" in parts):
        return
    quoted = _quoted_title.fullmatch(words)
    if quoted and len(quoted["title"].split()) >= _LEAST_TITLE_WORDS:
        if letters_of(quoted["name"]):
            parts.setdefault("Name", plain_words(quoted["name"]))
        parts.setdefault("Paper title", quoted["title"].strip())
        return
    is_of_paper = any(is_publication(link.url) for link in links)
    is_short = len(words.split()) <= _MOST_NAME_WORDS and ": " not in words
    if is_short and (" " not in words or _is_name(words) or not is_of_paper):
        parts.setdefault("Name", words)
    else:
        parts.setdefault("Paper title", words)


def _take_date(text: str, parts: dict[str, str]) -> str:
    """Take a date from the end of a text, or from between a name and the title."""
    if (tail := _dated_tail.search(text)) and letters_of(text[: tail.start()]):
        parts.setdefault("Date", tail["date"])
        return text[: tail.start()]
    dated = _dated_middle.search(text)
    before, after = (plain_words(text[: dated.start()]), text[dated.end() :]) if dated else ("", "")
    if not dated or not before:
        return text
    if not letters_of(after):
        parts.setdefault("Date", _stated(dated))
        return text[: dated.start()]
    parts.setdefault("Date", _stated(dated))
    if len(before.split()) > _MOST_NAME_WORDS:
        return text
    parts.setdefault("Name", before)
    return after


def _take_bold_title(text: str, parts: dict[str, str]) -> str:
    """Return the title of an item that begins with one in bold; what follows it may be where it was published."""
    match = _bold_title.match(text)
    if match is None or len(match["title"].split()) < _LEAST_TITLE_WORDS:
        return text
    if venue := _short_venue.match(match["rest"]):
        parts.setdefault("Venue", venue["venue"])
    else:
        _take_venue(match["rest"], parts)
    return match["title"]


def _take_bold_name(text: str, parts: dict[str, str]) -> str:
    """Take a name from the begin of a text: a few words in bold, with a colon or a dash after them, or alone."""
    match = _bold_name.match(text)
    if match is None or len(match["name"].split()) > _MOST_NAME_WORDS:
        return text
    if not match["colon"] and letters_of(text[match.end() :]):
        return text
    parts.setdefault("Name", plain_words(match["name"]))
    return text[match.end() :]


def _take_name_in_brackets(text: str, parts: dict[str, str]) -> str:
    """Take a name in brackets from the begin or the end of a text: "(Kea)Calls of Birds", "Calls of Birds (Kea)"."""
    for match in (_name_before.match(text), None if _plural_of_a_kind.search(text) else _name_after.search(text)):
        if match and (_is_name(match["name"]) or _word.fullmatch(match["name"])) and not _remark.search(match["name"]):
            parts.setdefault("Name", plain_words(match["name"]))
            text = text.replace(match[0], " ", 1)
    return text


def _take_venue(text: str, parts: dict[str, str]) -> str:
    """Take where it was published from the end of a text; return what is before."""
    for pattern in (_venue_in_brackets, _in_venue):
        if match := pattern.search(text):
            parts.setdefault("Venue", " ".join([match["venue"], *filter(None, [match.groupdict().get("year")])]))
            return text[: match.start()]
    if (match := _venue.search(text)) and letters_of(text[: match.start()]):
        venue = match["stars"] or match["ticks"] or match["html"]
        year = (match["year"] or "").strip("()")
        is_venue = year or re.search(_YEAR, venue) or match["ticks"]
        if is_venue and not read_date(venue)[1]:
            parts.setdefault("Venue", f"{venue.strip(' ,.')} {year}".strip())
            return text[: match.start()]
    return text


def _stated(dated: re.Match[str]) -> str:
    return str(next(filter(None, dated.groups())))


def _is_name(text: str) -> bool:
    """Tell whether a few words are a name: a capital or a digit stands within one of them, and they are no year."""
    is_short = len(text.split()) <= _MOST_NAME_WORDS
    return is_short and bool(re.search(r"\w[A-Z]|\d", text)) and not re.search(_YEAR, text)
