"""Where an abstract ends: at what is set otherwise, at its key words, or at dates and authors below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bdjp_nlp.readers.pdf import front, headings
from bdjp_nlp.readers.pdf.pieces import Piece

TITLE = re.compile(r"^abstract\s*[.:—–]?$", re.I)
KEYWORDS = re.compile(r"^(?:key\s?-?words|index terms|jel\b|subject headings)(?:[^.]{0,25}[:.—–]|\s)", re.I)
HISTORY = re.compile(r"^(?:received|submitted|revised|accepted|published|available online|doi\b|©|copyright)", re.I)
MAX_WORDS = 500
"""Words of an abstract; where more stand below its heading and all is set alike, its first paragraph is all of it."""
SAME_SIZE = 0.3
"""Points within which its paragraphs are of one size."""
SAME_EDGE = 1.0
"""Ems within which they begin, and their columns end."""


def mark_abstract(pieces: Sequence[Piece]) -> None:
    """Give the role "abstract" to what stands below a heading "Abstract" and belongs to it."""
    for position, piece in enumerate(pieces):
        if piece.role == "heading" and TITLE.match(piece.text.strip()):
            run, closed = _below(pieces[position + 1 :])
            if not closed and sum(len(part.text.split()) for part in run) > MAX_WORDS:
                run = run[:1]
            for part in run:
                part.role = "abstract"


def _below(pieces: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The abstract's pieces, and whether something other than a heading ended it."""
    run: list[Piece] = []
    for piece in pieces:
        if piece.role in ("heading", "title"):
            break
        if piece.role not in ("text", "quote"):
            continue
        if _ends_it(piece) or (run and not _set_alike(run[0], piece)):
            return run, True
        run.append(piece)
    return run, False


def _ends_it(piece: Piece) -> bool:
    text = piece.text
    if KEYWORDS.match(text):
        return True
    short = len(text.split()) < front.PROSE_WORDS
    return short and bool(headings.DATELINE.match(text) or HISTORY.match(text) or front.names_authors(piece))


def _set_alike(first: Piece, piece: Piece) -> bool:
    """Of one size and slant, equally far in from the column's edge, in columns of one width."""
    em = first.size
    if abs(piece.size - em) > SAME_SIZE or (piece.italic > 0.5) != (first.italic > 0.5):
        return False
    if (piece.bold > 0.5) != (first.bold > 0.5):
        return False
    inset = [min(line.x0 - line.left for line in part.lines) for part in (first, piece)]
    width = [max(line.right - line.left for line in part.lines) for part in (first, piece)]
    lone = len(piece.lines) == 1
    return abs(width[0] - width[1]) < SAME_EDGE * em and (lone or abs(inset[0] - inset[1]) < SAME_EDGE * em)
