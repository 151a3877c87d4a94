"""Sentences: splits passages into sentences by punctuation, looking at what stands on both sides of it.

A full stop ends a sentence unless the word before it is an abbreviation that does not end sentences, an initial, or
part of a number or a web address, or the word after it goes on in lower case. After Palmer and Hearst (1997),
"Adaptive multilingual sentence boundary disambiguation", the decision is taken from the neighbouring words, here by
rules, since policy prose has a small stock of abbreviations and every sentence costs time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bdjp_nlp.document import Document
from bdjp_nlp.identity import PART_ID_LENGTH, content_id
from bdjp_nlp.rows import Passage, Sentence, Span
from bdjp_nlp.stage import NoSettings, Stage

_CLOSING = "\"'”’»)]"
_BOUNDARY = re.compile(rf"[.!?…]+[{re.escape(_CLOSING)}]*(?=\s+\S)|[;:](?=\s+[•▪‣–—-]\s)")
_WORD_BEFORE = re.compile(r"(\S+)$")
_OPENING = "\"'“‘«([¿¡"

NEVER_LAST = frozenset(
    """
    mr mrs ms dr prof gen lt col maj capt cmdr adm sgt brig hon rev sen rep gov amb pres st messrs vs cf viz
    e.g i.e eg ie approx ca fig figs eq vol vols no nos para paras pp ch chap sec art arts ed eds trans jan
    feb mar apr jun jul aug sep sept oct nov dec mt ft
    """.split()
)
"""Abbreviations that something always follows in the same sentence."""

MAYBE_LAST = frozenset(
    """
    u.s u.n u.k u.a.e e.u d.c a.m p.m etc al inc ltd co corp jr sr ph.d m.a b.c a.d u.s.a
    """.split()
)
"""Abbreviations that end a sentence when a word follows that often begins one."""

LIST_NUMBER_LENGTH = 5
"""A number within so many characters of a passage's beginning is that of a list item or paragraph."""
_SIGHT = 60
"""Characters looked at on either side of a mark; no decision needs more."""

_STARTERS = frozenset(
    """
    a an the this that these those it its he she they we i you his her their our in on at for from with
    without to by as if when while where after before since although though because however moreover
    furthermore meanwhile there here but and yet so nor both some many most all each such what who why how no
    not under over during despite until today according among between one two several since then thus
    """.split()
)
_NUMBERED = frozenset(
    """
    no nos p pp fig figs para paras vol vols art arts sec ch chap eq
    """.split()
)
"""Abbreviations that a number follows; elsewhere "no." is a word that may end a sentence."""


class Sentences(Stage[NoSettings]):
    """Splits every passage into sentences; a sentence never crosses a passage."""

    name = "sentences"
    reads = (Passage,)
    writes = (Sentence,)

    def annotate(self, document: Document) -> Document:
        """The document with its sentences, without the white space between them."""
        return document.with_layer(Sentence, _sentences(document))


def _sentences(document: Document) -> Iterator[Sentence]:
    for passage in document.passages:
        seen: dict[str, int] = {}
        for start, end in split_sentences(passage.text):
            text = passage.text[start:end]
            nth = seen[text] = seen.get(text, 0) + 1
            part = content_id(text, str(nth), length=PART_ID_LENGTH)
            yield Sentence(passage.passage_id, f"{passage.passage_id}-s{part}", start, end, text)


def split_sentences(text: str) -> Iterator[Span]:
    """The spans of a text's sentences: half-open code points, without the white space around them."""
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _ends_sentence(text, match.start(), match.end()):
            yield from _stripped(text, start, match.end())
            start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _ends_sentence(text: str, mark: int, end: int) -> bool:
    """Whether the punctuation at [mark, end) ends a sentence."""
    rest = text[end : end + _SIGHT].lstrip()
    if not rest:
        return True
    opened = rest[0] in _OPENING
    following = rest.lstrip(_OPENING)
    if not following:
        return False
    first = following[0]
    if text[mark] in ";:":
        return True
    if first.islower():
        return False
    if text[mark] != "." or (end - mark > 1 and text[mark : mark + 2] == ".."):
        return first.isupper() or first.isdigit() or opened
    return _full_stop_ends(text[max(0, mark - _SIGHT) : mark], following, first, at_start=mark <= LIST_NUMBER_LENGTH)


def _full_stop_ends(before: str, following: str, first: str, *, at_start: bool) -> bool:
    match = _WORD_BEFORE.search(before)
    if match is None:
        return False
    word = match[1].lstrip(_OPENING).lower()
    if word in _NUMBERED:
        return not first.isdigit() and word in ("no", "p", "art", "sec")
    if word in NEVER_LAST:
        return False
    next_word = re.match(r"\w+", following)
    starter = next_word is not None and next_word[0].lower() in _STARTERS
    if word in MAYBE_LAST:
        return starter
    if re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", word):  # an initial, or an abbreviation of initials
        return starter and len(word) > 1
    list_number = re.fullmatch(r"\(?\d{1,3}|[ivxl]+", word) and at_start
    return not list_number
