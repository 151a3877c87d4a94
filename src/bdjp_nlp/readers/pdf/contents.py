"""Tables of contents: found to be left out of the text, and read to confirm headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bdjp_nlp.readers.pdf.lines import Line
from bdjp_nlp.readers.pdf.pieces import Piece, fold

LEADER = re.compile(r"(?:[.…·_]\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,7})?\s*$|(?:[.…]\s?){6,}")
_DOTS = ("..", ". .", "…", "··", "· ·", "__", "_ _")
"""One of these is in every leader; looking for them is quicker than the pattern."""
ENDS_IN_PAGE = re.compile(r"\s(?:\d{1,4}|[ivxl]{1,7})$")
TITLE = re.compile(
    r"^(?:table of )?contents$|^(?:list of )?(?:figures|tables|appendices|appendixes|contacts|annexes)$", re.I
)
MIN_ENTRIES = 3


def is_entry(text: str) -> bool:
    """A line with dot leaders before a page number."""
    return _may_lead(text) and bool(LEADER.search(text))


def _may_lead(text: str) -> bool:
    return any(dots in text for dots in _DOTS)


def entry_title(text: str) -> str:
    """The heading that a contents line names, without leaders and page number."""
    text = re.split(r"(?:[.…·_]\s?){4,}", text, maxsplit=1)[0]
    return ENDS_IN_PAGE.sub("", text.strip()).strip()


def mark_contents(pieces: Sequence[Piece]) -> set[str]:
    """Give contents entries the role "contents"; the folded titles that they name.

    Entries with leaders count anywhere; entries that only end in a page number count below a title
    "Contents", up to the first piece that is no entry.
    """
    titles: set[str] = set()
    under = False
    for position, piece in enumerate(pieces):
        text = piece.text
        if piece.role == "contents":
            _collect(piece.lines, titles)
            continue
        leaders = sum(is_entry(line.text) for line in piece.lines) if _may_lead(text) else 0
        if TITLE.match(text.strip()) and _entries_follow(pieces[position + 1 : position + 6]):
            piece.role, under = "contents", True
            continue
        if leaders and leaders >= 0.3 * len(piece.lines):
            piece.role = "contents"
            _collect(piece.lines, titles)
            continue
        if under:
            entry = sum(bool(ENDS_IN_PAGE.search(line.text)) for line in piece.lines)
            short = max(len(line.text) for line in piece.lines) < 130 and len(piece.lines) <= 60
            if short and entry >= 0.5 * len(piece.lines):
                piece.role = "contents"
                _collect(piece.lines, titles)
            else:
                under = False
    return titles


def _entries_follow(pieces: Sequence[Piece]) -> bool:
    lines = [line for piece in pieces for line in piece.lines][: 2 * MIN_ENTRIES]
    entries = sum(is_entry(line.text) or bool(ENDS_IN_PAGE.search(line.text)) for line in lines)
    return any(p.role == "contents" for p in pieces) or (entries >= MIN_ENTRIES and entries >= 0.5 * len(lines))


def _collect(lines: Sequence[Line], titles: set[str]) -> None:
    carried = ""
    for line in lines:
        text = f"{carried} {line.text}".strip()
        if is_entry(line.text) or ENDS_IN_PAGE.search(line.text):
            title = fold(entry_title(text))
            if len(title) >= 4:
                titles.add(title)
            carried = ""
        else:
            carried = text
