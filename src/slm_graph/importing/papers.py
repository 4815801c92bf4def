"""The paper of a row: a title only where the row has one, and a date that does not contradict its identifier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slm_graph.entries import contradicts_arxiv, identifiers, lies_ahead
from slm_graph.importing.headers import folded
from slm_graph.importing.ticks import yes_or_no
from slm_graph.text import (
    arxiv_in,
    date_of_arxiv,
    is_link_word,
    name_key,
    parse_cell,
    split_pieces,
    states_nothing,
    without_pictures,
)

_FEWEST_WORDS = 3
"""What has fewer words is rather a name, unless its column says that it holds titles."""
_MAX_NAME_WORDS = 4
_NO_NAMES = frozenset(
    "a an are beyond break breaking bridging building can do does enabling enhancing evaluating exploring from"
    " harnessing how improving introducing is learning leveraging on position report rethinking review revisiting"
    " survey technical the toward towards tutorial understanding unleashing unlocking unveiling what when why".split()
)
"""What no name of a system begins with."""
_NO_PARTS = frozenset("a an and as at by for from in of on or the to under versus via vs vs. with without".split())
"""What stands in no name of several words."""
_of_the_field = re.compile(
    r"(?:M?LLM|VLM|SLM|NLP|ASR|TTS|RAG|AI|ML|RL|[23]D)s?(?![^\W_])|\w+-(?:augmented|aware|based|driven|enhanced|powered)\b",
    re.IGNORECASE,
)
"""What is no word of the language, and no name either: "LLM-based recommendation"."""
_NO_ENDINGS = frozenset("answers benchmark benchmarks card dataset datasets model models report".split())
"""What says of which kind a thing is, after its name."""
_no_system = re.compile(
    r"\s*(?:an?|the)\s+(?:(?!(?:for|of|in|on|with|by|from|to|that|and|via)\s)[^\s:]+\s+){0,7}?"
    r"(?:survey|review|overview|data ?set|corpus|benchmark)(?![\w-])",
    re.IGNORECASE,
)
_title_words = re.compile("标题|題目|题目|論文名|论文名|タイトル|제목")
_arxiv_words = re.compile(r"[,;]?\s*\(?\barxiv[:\s]\s*\d{4}\.\d{4,5}(?:v\d+)?(?:\s*\[[\w.-]+\])?\)?", re.IGNORECASE)
_venue = re.compile(r"([A-Z][A-Za-z&'’ -]{0,30}[A-Za-z](?: |['’-])?(?:(?:19|20)\d\d))")
_venue_after = re.compile(rf"(?:[.?!]\s+|\s*[(（\[]\s*){_venue.pattern}[)）\]]?[.,;\s]*$")
_dated_ending = re.compile(r"\s*\((?:[A-Z][\w& .,-]*?)?(?:\b(?:19|20)\d\d\b|['’]\d\d(?=\)))[^()]*\)$")
_month = re.compile(r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? )?(?:19|20)\d\d")
_quoted = re.compile(r"(?P<before>[^\"“”]{0,40}[\s(])[\"“](?P<title>[^\"“”]+)[\"”][\s).]*")
"""ICML 2023 / ("Kea: Hearing Everything")"""
_in_journal = re.compile(
    r"(?:ACM|Cell|IEEE|Journal|Lancet|Nature|PNAS|Proceedings|Science)\b.{0,40}\(?(?:19|20)\d\d\)?"
)
_citation = re.compile(
    r".*\bet al\b.*|[^\W\d_][\w'’.-]*(?:(?:,| and| &) [^\W\d_][\w'’.-]*){0,3},? ?[(\[]?(?:19|20)\d\d[a-z]?[)\]]?",
    re.IGNORECASE,
)


class PaperRead(dict[str, Any]):
    """What a row says of its paper, by the fields of papers."""

    called = ""
    """The words of the paper's column that are no title, such as the name of the system."""


def says_titles(header: str) -> bool:
    """Tell whether a header says that its column holds titles, and not only papers in some way.

    Examples
    --------
    >>> [says_titles(header) for header in ("Paper Title", "论文标题", "Paper")]
    [True, True, False]
    """
    return "title" in folded(header) or _title_words.search(header) is not None


def is_title(text: str, header: str = "") -> bool:
    """Tell whether the text of a paper's column is a title, and no sign, name, citation, venue or null word.

    Examples
    --------
    >>> [is_title(text) for text in ("Listen, Think, and Understand", "SALMONN", "•", "Tang et al., 2023", "ACL 2024")]
    [True, False, False, False, False]
    >>> is_title("Nature Methods (2021)"), is_title("Attention to Every Bird (2021)")
    (False, True)
    >>> is_title("Robust Hearing"), is_title("Robust Hearing", "Title")
    (False, True)
    """
    text = text.strip(" /|")
    words = [word for word in text.split() if re.search(r"\w", word)]
    number = max(len(words), sum(len(piece.folded) == 1 and not piece.folded.isascii() for piece in split_pieces(text)))
    if states_nothing(text) or yes_or_no(text) is not None or is_link_word(text):
        return False
    if (
        _citation.fullmatch(text)
        or _venue.fullmatch(text)
        or _in_journal.fullmatch(text)
        or arxiv_in(text)
        or re.search(r"https?://|\bdoi\b", text)
    ):
        return False
    letters = [word for word in words if any(sign.isalpha() for sign in word)]
    return number >= (_FEWEST_WORDS - 1 if says_titles(header) else _FEWEST_WORDS) and bool(letters)


def name_in(cell: str) -> str:
    """Return the name in a cell that may have links to code and paper, icons and a second line besides.

    Examples
    --------
    >>> name_in("🔥 **[SALMONN](https://example.org)** [[code]](https://example.org/code)<br>ICLR 2024")
    'SALMONN'
    >>> name_in("(Undisclosed)"), name_in("•")
    ('', '')
    """
    text = _without_links(cell, is_link_word)
    for line in text.split("\n"):
        shown = without_pictures(re.sub(r"https?://\S+", " ", line) if "http" in line else line)
        name = _empty_brackets.sub(" ", shown).strip(" |,;:/*·-–—")
        name = " ".join(name.split()).translate(_PLAIN_QUOTES)
        if name_key(name) and re.search(r"\w", name) and not states_nothing(name):
            return name
    return ""


def without_date(name: str, *, has_paper: bool = True) -> str:
    """Return a name without brackets at its end that hold its date; of what has a paper where it was published, too.

    Examples
    --------
    >>> [without_date(name) for name in ("Kea (ACL'24)", "Kea (Auk et al., 2023)", "Kea (2023, no LLM)", "Kea (large)")]
    ['Kea', 'Kea', 'Kea', 'Kea (large)']
    >>> [without_date(name, has_paper=False) for name in ("Kea (Mar 2026)", "Kea (KEAS 2022)")]
    ['Kea', 'Kea (KEAS 2022)']
    """
    ending = _dated_ending.search(name)
    if ending is None or not (has_paper or _month.fullmatch(ending[0].strip(" ()"))):
        return name
    return name[: ending.start()] or name


_bare_address = re.compile(r"https?://[^\s，。；、]+")
_empty_brackets = re.compile(r"[\[(（]\s*[|,/]*\s*[\])）]")
_PLAIN_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
"""Typographic quotes, which a name is not searched by."""


def title_in(cell: str, header: str = "") -> tuple[str, str, str]:
    """Return the title in a cell, the venue with its year where one follows it, and what else does.

    Examples
    --------
    >>> title_in("[Kea: Hearing Everything](https://arxiv.org/abs/2405.12345) (ACL 2024)")
    ('Kea: Hearing Everything', 'ACL 2024', '')
    >>> title_in("Kea: Hearing Everything. *Interspeech 2024*, arXiv:2405.12345v2 [cs.CL]")
    ('Kea: Hearing Everything', 'Interspeech 2024', '')
    >>> title_in("![Star](https://example.org/badge.svg) <br> [**Kea: Hearing Everything**](https://arxiv.org/abs/1)")
    ('Kea: Hearing Everything', '', '')
    >>> title_in('[arXiv:2203.01407 ("Kea: Hearing Everything")](https://arxiv.org/abs/2203.01407)')
    ('Kea: Hearing Everything', '', '')
    >>> title_in('[ICCV 2023 / ("Kea: Hearing Everything")](https://arxiv.org/abs/2203.01407)')
    ('Kea: Hearing Everything', 'ICCV 2023', '')
    >>> title_in("[MICCAI 2022 / arXiv:2203.01407](https://arxiv.org/abs/2203.01407)")
    ('', 'MICCAI 2022', '')
    """
    lines = [_arxiv_words.sub(" ", line) for line in re.split(r"<br\s*/?>|</br>", cell)]
    # Often a badge stands in the first one.
    line = next((line for line in lines if without_pictures(parse_cell(line).plain)), "")
    linked = next(
        (text for link in parse_cell(line).links if is_title(text := _unquoted(without_pictures(link.text)), header)),
        "",
    )
    rest = beside_links(line) if linked else ""
    title = linked or _unquoted(name_in(line))
    if (quoted := _quoted.fullmatch(title)) and is_title(quoted["title"], header):
        venue = _venue.fullmatch(quoted["before"].strip(" ,.;:/|()"))
        return quoted["title"].strip(" .,"), venue[1] if venue else "", rest
    if _venue.fullmatch(title):
        return "", title, rest
    venue = _venue.fullmatch(rest.strip(" .,;:()[]（）")) if rest else _venue_after.search(title)
    if venue is None:
        return _unquoted(title), "", rest
    return _unquoted(title if rest else title[: venue.start()]), venue[1], ""


def _unquoted(title: str) -> str:
    title = title.strip(' "“”.,;/|')
    around = title[:1] + title[-1:]
    is_within = around == "《》" or (around == "()" and title.count("(") == 1)
    return _unquoted(title[1:-1]) if is_within else title


def beside_links(cell: str) -> str:
    """Return the words of a cell that are no link's and do not only say what one leads to."""
    text = _bare_address.sub(" ", _without_links(cell, lambda _: True))
    if not text.strip():
        return ""
    parts = [part.strip() for part in re.split(r"[\n/|,，、;；&+()\[\]（）]", text)]
    says_nothing = all(is_link_word(without_pictures(part)) or not re.search(r"\w", part) for part in parts)
    return "" if says_nothing else " ".join(without_pictures(text).split())


def _without_links(cell: str, is_left_out: Callable[[str], bool]) -> str:
    """Return the plain text of a cell without the words of some of its links."""
    read = parse_cell(cell)
    if not read.links:
        return read.plain
    kept, place = [], 0
    for text in (link.text for link in read.links if link.text and is_left_out(link.text)):
        start = read.plain.find(text, place)
        if start >= 0:
            kept.append(read.plain[place:start])
            place = start + len(text)
    return " ".join([*kept, read.plain[place:]])


def name_of_title(title: str) -> str:
    """Return what a title calls its system, before the colon; "" where that is no name for sure.

    Examples
    --------
    >>> [name_of_title(title) for title in ("Kea: Hearing Everything", "Qwen2 Audio: a Model", "A Survey of Hearing")]
    ['Kea', 'Qwen2 Audio', '']
    >>> name_of_title("Beyond Turn-Based Interfaces: Agents that Hear"), name_of_title("Survey: Hearing")
    ('', '')
    >>> [name_of_title(f"{words}: A Survey") for words in ("Privacy in GPT-4", "LLM-Powered Birds", "Med-PaLM 2")]
    ['', '', 'Med-PaLM 2']
    """
    before, colon, _ = title.partition(":")
    words = before.split()
    if not colon or not 0 < len(words) <= _MAX_NAME_WORDS or words[0].lower() in _NO_NAMES:
        return ""
    if words[-1].lower() in _NO_ENDINGS or not _NO_PARTS.isdisjoint(words):
        return ""
    # One word is a name; several are, where one of them is none of the language: LLaMA, GPT-4, 2.
    if len(words) == 1:
        is_name = re.search(r"[A-Z]|\d|[^\x00-\x7f]", before)
    else:
        is_name = re.search(r"\d|[a-z][A-Z]|[A-Z]{2}", _of_the_field.sub(" ", before))
    return before.strip().translate(_PLAIN_QUOTES) if is_name else ""


def is_of_no_system(title: str) -> bool:
    """Tell whether a title says that what it names is no system: a survey, a dataset, a benchmark.

    Examples
    --------
    >>> titles = ("Kea: A Survey of Birds", "Kea: a 100-hour corpus for birds", "Kea: A Model for Every Benchmark")
    >>> [is_of_no_system(title) for title in titles]
    [True, True, False]
    """
    return _no_system.match(title.partition(":")[2]) is not None


def paper_facts(paper: Mapping[str, Any]) -> Iterator[str]:
    """Yield what tells a paper from others: its identifiers and its title."""
    yield from (f"{name} {value}" for name, value in identifiers(paper))
    if title := name_key(str(paper.get("title", ""))):
        yield f"title {title}"


def leave_future(tree: dict[str, Any]) -> list[str]:
    """Leave out the dates of a thing that lie in the future; return them, and why."""
    ahead = [field for field in ("issued", "year") if lies_ahead(str(tree.get(field, "")))]
    return [f"{tree.pop(field)} lies in the future" for field in ahead]


def settle_date(paper: dict[str, Any]) -> list[str]:
    """Bring the date that a row states and the month of the arXiv id together; return what is left out, and why.

    The row's own date stays as it is. The month of the arXiv id is taken where the row has no date, or the same year
    alone; where both cannot be true, the id is left out. A date in the future is left out.
    """
    told = leave_future(paper)
    if lies_ahead(date_of_arxiv(str(paper.get("arxiv", "")))):
        told.append(f"the arXiv id {paper.pop('arxiv')} is of a month in the future")
    stated = str(paper.get("issued") or paper.get("year") or "")
    arxiv = str(paper.get("arxiv", ""))
    if stated and contradicts_arxiv(stated[:4], arxiv):
        told.append(f"{stated} cannot be the date of arXiv:{paper.pop('arxiv')}; the date is kept, the id is not")
    elif date_of_arxiv(arxiv) and stated in ("", date_of_arxiv(arxiv)[:4]):
        paper["issued"] = date_of_arxiv(arxiv)
    if "issued" in paper:
        paper.pop("year", None)
    return told
