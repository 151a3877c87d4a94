"""Headings by style, numbering, outline and contents, and their levels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bdjp_nlp.readers.pdf.measures import BodyStyle
from bdjp_nlp.readers.pdf.pieces import BULLET, Piece, fold

LARGER = 0.8
"""Points above the body's size from which a short text is a heading."""
SMALL_CAPITALS = 0.78
"""Share of the body's size at which programs that have no small capitals set capitals in their place."""
MAX_WORDS = 32
"""Longer pieces are no headings, however they are set."""
MAX_LINES = 4
NUMBERING = re.compile(
    r"^(?P<word>(?:chapter|section|part|annex|appendix|article)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVXL]{1,6}|[A-Z]|[ivx]{1,5}|[a-h])(?P<close>[.:)]|\s*[–—-])?\s+(?=\S)",
    re.I,
)
CAPTION = re.compile(
    r"^(?:table|figure|fig\.?|box|chart|map|graph|photo|image|exhibit|annex table)"
    r"\s*[\dIVXA-Z]{1,3}(?:[-.]\d+)*\b(?:\s*[.:–—|]|\s+(?-i:(?=[^\sa-z]))|\s*$)",
    re.I,
)
"""A caption's number is followed by a stop or a capital: "Figure 1 shows …" begins a sentence."""
STOPPED_CAPTION = re.compile(r"^(?:table|figure|fig\.?)\s*\d{1,3}(?:[-.]\d+)*\s*[.:|]\s", re.I)
"""A caption that is one however it is set: no sentence begins "Table 2: …"."""
DATELINE = re.compile(
    r"^(?:updated|published|posted|revised|as of)?:?\s*(?:\d{1,2}\s+)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2})?,?\s+(?:19|20)\d\d$",
    re.I,
)
"""A date by itself, which is set large on some covers."""
SENTENCE_END = re.compile(r"[.;,][\"”’')\]]*$")
_STYLE_ONLY = re.compile(
    r"^(?:abstract|summary|introduction|conclusions?|references|bibliography|notes|endnotes|keywords?)\s*:?$", re.I
)


def split_number(text: str) -> tuple[str, str]:
    """("2.1", "Aims") for "2.1 Aims"; ("", text) where no number stands first."""
    match = NUMBERING.match(text)
    if not match or match["word"]:
        return "", text
    number, rest = match["number"], text[match.end() :].strip()
    plain = re.fullmatch(r"\d{1,2}", number) or "." in number
    letter = not plain
    if not rest or (letter and not (match["close"] or "").strip()):
        return "", text
    if letter and number.lower() == number and not (match["close"] or "").strip():
        return "", text
    return number, rest


def depth_of(number: str) -> int:
    """Nesting depth by numbering: 1 for "2", "IV", "A"; 2 for "2.1"."""
    return number.count(".") + 1


def is_caption(text: str) -> bool:
    """A text that begins as captions of tables and figures do."""
    return bool(CAPTION.match(text))


def looks_like_heading(piece: Piece, body: BodyStyle) -> bool:
    """Whether a piece's style sets it off from running text as headings are."""
    if len(piece.lines) > MAX_LINES:
        return False
    text = piece.text
    words = text.split()
    letters = sum(map(str.isalpha, text)) if len(words) <= MAX_WORDS else 0
    if letters < 3:
        return False
    if (
        is_caption(text)
        or DATELINE.match(text)
        or (BULLET.match(text) and not text[0].isalnum())
        or letters < 0.5 * len(text.replace(" ", ""))
    ):
        return False
    size, ends = piece.size, bool(SENTENCE_END.search(text)) and not text.endswith(("U.S.", "etc."))
    numbered = bool(split_number(text)[0])
    starts_low = words[0][:1].islower() and not numbered
    if size >= body.size + LARGER:
        return not starts_low and not (ends and len(words) > 12)
    capitals = not body.small and (piece.capitals or (text.upper() == text and letters >= 4))
    least = SMALL_CAPITALS * body.size if capitals else body.size - 1.2
    if size < least or ends or starts_low or _in_cells(piece):
        return False
    if not body.bold and piece.bold > 0.9:
        return True
    if capitals and len(words) <= 16:
        return True
    if len(piece.lines) > 2 or len(words) > 14 or text.endswith(":"):
        return False
    if not body.italic and piece.italic > 0.9:
        return True
    return bool(_STYLE_ONLY.match(text))


def ends_as_headings_do(piece: Piece) -> bool:
    """No stop or colon at its end, no caption, date, row of cells or mere figures."""
    text = piece.text
    letters = sum(c.isalpha() for c in text)
    if letters < 4 or letters < 0.5 * len(text.replace(" ", "")) or text.endswith(":") or SENTENCE_END.search(text):
        return False
    return not (is_caption(text) or DATELINE.match(text) or _in_cells(piece))


def _in_cells(piece: Piece) -> bool:
    """Gaps as between cells, other than the one behind a number."""
    allowed = 1 if split_number(piece.text)[0] else 0
    return piece.lines[0].gaps > allowed or any(line.gaps for line in piece.lines[1:])


def assign_levels(headings: Sequence[Piece], outline: dict[str, int]) -> None:
    """Levels for headings in reading order: outline and tags first, then numbering, then style."""
    if not headings:
        return
    keys = [_style(h) for h in headings]
    ranked: list[tuple[float, int, int, int]] = sorted(set(keys), reverse=True)
    rank = {key: position + 1 for position, key in enumerate(ranked)}
    numbered = [h for h in headings if h.number]
    by_number = len(numbered) >= max(2, 0.3 * len(headings)) and any("." in h.number for h in numbered)
    number_styles: dict[tuple[float, int, int, int], int] = {}
    for heading, key in zip(headings, keys, strict=True):
        if by_number and heading.number and re.match(r"\d", heading.number):
            number_styles.setdefault(key, depth_of(heading.number))
    for heading, key in zip(headings, keys, strict=True):
        tagged = re.fullmatch(r"H([1-6])", heading.tag)
        known = outline.get(fold(f"{heading.number} {heading.text}")) or outline.get(fold(heading.text))
        if known:
            heading.level = known
        elif tagged:
            heading.level = int(tagged[1])
        elif by_number and heading.number and re.match(r"\d", heading.number):
            heading.level = depth_of(heading.number)
        elif key in number_styles:
            heading.level = number_styles[key]
        else:
            heading.level = rank[key]
    _close_gaps(headings)


def _style(piece: Piece) -> tuple[float, int, int, int]:
    """What ranks headings without other evidence: size, then bold, then capitals, then upright."""
    text = piece.text
    capitals = piece.capitals or text.upper() == text
    return (round(piece.size), int(piece.bold > 0.5), int(capitals), int(piece.italic < 0.5))


def _close_gaps(headings: Sequence[Piece]) -> None:
    """No heading stands more than one level below the one before it."""
    stack: list[tuple[int, int]] = []
    for heading in headings:
        raw = heading.level
        while stack and stack[-1][0] >= raw:
            stack.pop()
        heading.level = stack[-1][1] + 1 if stack else 1
        stack.append((raw, heading.level))
