"""Name forms: how far a name reaches that is built in a certain way, in tokens; which words build it is data.

Everything here takes the words of a text and a place among them and knows nothing of labels.
"""

from __future__ import annotations

import re

from bdjp_nlp.entities.tokens import HYPHENS, fold

_DESIGNATION = re.compile(r"(?=[^\s]*[A-Z])([A-Z\d][\w./-]*(?:\s[A-Z\d][\w./-]*)*(?<!class))(?:\s[a-z-]+)+$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_GLUED = re.compile(r"[A-Z]{1,4}\d{1,4}[A-Za-z]{0,3}$")
_NUMBER = re.compile(r"\d|[IVX]+$")
_NUMBER_PART = re.compile(r"\d|[A-Z]{1,4}\b|[a-z]$")
_PARAGRAPH = re.compile(r"\(\w{1,4}\)$")
_EDITION = re.compile(r"(?:19|20)\d\d[A-Z]?$|\d\d(?:[A-Z]|-\d)?$|[IVXL]{2,}$|[VX]$")
_MARK = re.compile(r"(?:Mk|MK|Mark|Block|Blk|Increment|Tranche)$")
_MARKED = re.compile(r"(?:Mk|MK)(?:\d|[IVX])\w*$")
_MARK_NUMBER = re.compile(r"\d{1,3}[A-Z]?$|[IVX]+[A-Z]?$")
JOINING = HYPHENS - {"–", "—"}
"""Signs between the parts of a document's number: "114-328", "2021/821"."""


def is_cited(words: list[str], at: int) -> bool:
    """Whether a name stands as a cited author's does: "Rahman (2021)", "Rahman, 2021)", "Rahman and Khan (2021)"."""
    stop = at + 1
    if words[stop : stop + 1] in (["and"], ["&"]) and words[stop + 1 : stop + 2] and words[stop + 1][0].isupper():
        stop += 2
    if words[stop : stop + 2] == ["et", "al"]:
        return True
    sign, year, after = ([*words[stop : stop + 3], "", "", ""])[:3]
    return sign in ("(", ",") and _YEAR.match(year) is not None and after in (")", ",", ";", ":")


def designation_end(words: list[str], at: int) -> int:
    """The end of a type's designation that begins at `at`: "TC-90", "F/A-18F", "K9", "Type 056"; 0 where none does."""
    stop = at
    while stop + 2 < len(words) and words[stop].isupper() and len(words[stop]) <= 4 and words[stop + 1] in JOINING:
        stop += 2
        if words[stop][0].isdigit():
            return stop + 1
    if words[at] in ("Type", "Mk", "Mark", "Block") and words[at + 1 : at + 2] and words[at + 1][0].isdigit():
        return at + 2
    return at + 1 if stop == at and _GLUED.match(words[at]) else 0


def words_end(words: list[str], at: int, wanted: tuple[str, ...]) -> int:
    """Where the wanted words end when they stand at `at` (hyphens skipped), else 0."""
    probe = at
    for position, folded in enumerate(wanted):
        while position and probe < len(words) and words[probe] in HYPHENS:
            probe += 1
        if probe >= len(words) or fold(words[probe]) != folded:
            return 0
        probe += 1
    return probe


def with_year(words: list[str], stop: int) -> int:
    """The end of a name with the year of an act after it: "… Act of 2008"."""
    year = words[stop : stop + 2]
    return stop + 2 if len(year) == 2 and year[0] == "of" and _YEAR.match(year[1]) else stop


def number_end(words: list[str], stop: int) -> int:
    """The end of the number of a document that follows at `stop`: "36(b)", "No. 34", "(EU) 2021/821"; 0 where none."""
    for sign in ("No", "Nos", ".", "§"):
        stop += words[stop : stop + 1] == [sign]
    if words[stop : stop + 1] == ["("] and words[stop + 2 : stop + 3] == [")"] and words[stop + 1].isupper():
        stop += 3
    if stop >= len(words) or not _NUMBER.match(words[stop]):
        return 0
    last = stop + 1
    while last + 1 < len(words) and words[last] in JOINING and _NUMBER_PART.match(words[last + 1]):
        last += 2
    while _PARAGRAPH.match("".join(words[last : last + 3])) and not _YEAR.match(words[last + 1]):
        last += 3
    return last


def with_bracketed_year(words: list[str], stop: int) -> int:
    """The end of a name with the year in brackets after it: "Resolution 1701 (2006)"."""
    bracketed = words[stop : stop + 1] == ["("] and words[stop + 2 : stop + 3] == [")"] and words[stop + 1].isdigit()
    return stop + 3 if bracketed else stop


def designation(words: str) -> str:
    """The designation without the kind after it: "NASAMS batteries" → NASAMS; a class of ships keeps its kind."""
    match = _DESIGNATION.match(words)
    return match[1] if match else words


def edition_end(words: list[str], stop: int, function_words: frozenset[str]) -> int:
    """The end of a name with the number of its edition: "Cobra Gold 2024", "Vostok-2022", "Dosti XVII"; 0 where none.

    Two digits before a noun count it ("at Cobra Gold 30 states").
    """
    at = stop + (words[stop : stop + 1] != [] and words[stop] in JOINING)
    if at >= len(words) or not _EDITION.match(words[at]):
        return 0
    following = words[at + 1] if at + 1 < len(words) else ""
    counts = at == stop and len(words[at]) == len("24") and following.islower() and following not in function_words
    return 0 if counts and words[at].isdigit() else at + 1


def mark_end(words: list[str], stop: int) -> int:
    """The end of a designation with its mark: "SM-6 Block IA", "CV90 MkIV", "SPY-6(V)1"; 0 where none follows."""
    following = words[stop : stop + 4]
    if following[:3] == ["(", "V", ")"]:
        return stop + 4 if following[3:] and following[3][0].isdigit() else stop + 3
    if following and _MARKED.match(following[0]):
        return stop + 1
    numbered = len(following) > 1 and _MARK.match(following[0]) and _MARK_NUMBER.match(following[1])
    return stop + 2 if numbered else 0
