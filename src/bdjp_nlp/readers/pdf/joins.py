"""Paragraphs that go on in the next column or on the next page, past notes, figures and tables."""

from __future__ import annotations

from collections.abc import Sequence

from bdjp_nlp.readers.pdf.paragraphs import INDENT, SIZE_STEP, short
from bdjp_nlp.readers.pdf.pieces import BULLET, ITEM_NUMBER, Piece, ends

PASSED_OVER = ("caption", "note", "table", "drop", "contents")
"""Pieces that may stand between the two parts of a paragraph."""
_JOINABLE = ("text", "list_item", "quote", "abstract")
MAX_BROKEN_OFF = 3
"""Pieces without an end that are remembered: a pull quotation or a box may stand between a paragraph's parts."""
DASHES = "-–—"
"""They begin items, but behind a full line that did not end they set off a clause."""
MIN_PROSE_WORDS = 6
"""Words on a lone line from which it may be a paragraph's beginning."""


def join_pieces(pieces: Sequence[Piece], indented: bool) -> list[Piece]:
    """Pieces with broken paragraphs made whole. `indented`: the document indents first lines."""
    out: list[Piece] = []
    open_piece: Piece | None = None
    broken_off: list[Piece] = []
    interrupted = False
    for piece in pieces:
        if piece.role in PASSED_OVER:
            out.append(piece)
            continue
        if piece.role in _JOINABLE:
            first = _first_part(open_piece, broken_off, piece, indented, interrupted)
            if first is not None:
                first.lines.extend(piece.lines)
                open_piece, interrupted = first, False
                broken_off = [p for p in broken_off if p is not first]
                continue
        out.append(piece)
        if piece.role in _JOINABLE and (open_piece is None or _is_prose(piece)):
            if open_piece is not None and not ends(open_piece.text):
                broken_off = [*broken_off, open_piece][-MAX_BROKEN_OFF:]
            open_piece, interrupted = piece, False
        else:
            interrupted = True
    return out


def _first_part(
    last: Piece | None, broken_off: Sequence[Piece], piece: Piece, indented: bool, interrupted: bool
) -> Piece | None:
    """The piece that ``piece`` goes on: the last one, or one that broke off before.

    That where it begins in mid-sentence, or where only small print, such as an author's address, stands between.
    """
    starts_low = piece.lines[0].text[:1].islower()
    if last is not None and goes_on(last, piece, indented):
        surely = starts_low and not ends(last.text)
        if surely or not interrupted:
            return last
    line = piece.lines[0]
    if starts_low:
        fitting: Sequence[Piece] = broken_off
    elif broken_off and last is not None and piece.role == "text" and ends(last.text) and _smaller(last, piece):
        fitting = [p for p in broken_off if p.role == "text" and p.text[-1].isalnum()]
    else:
        return None
    return next((p for p in reversed(fitting) if goes_on(p, piece, indented) and not short(p.lines[-1], line)), None)


def _smaller(first: Piece, second: Piece) -> bool:
    return first.size < second.size - SIZE_STEP


def _is_prose(piece: Piece) -> bool:
    """Long enough to go on elsewhere; a label or a running foot is not."""
    return len(piece.lines) > 1 or len(piece.text.split()) >= MIN_PROSE_WORDS


def _as_far_in(first: Piece, second: Piece) -> bool:
    """Both are set in from their column's left edge alike, so that one quotation may go on in the other."""
    edges = [min(line.x0 - line.left for line in piece.lines) for piece in (first, second)]
    level = abs(second.lines[0].x0 - second.lines[-1].x0) < INDENT * second.size
    return abs(edges[0] - edges[1]) < INDENT * first.size and level


def goes_on(first: Piece, second: Piece, indented: bool) -> bool:
    """Whether ``second`` is the rest of ``first``: at a column's or page's end only."""
    last, line = first.lines[-1], second.lines[0]
    new_place = line.page != last.page or line.base < last.base or line.x0 > last.right
    if not new_place or not _is_prose(first) or line.page - last.page > 2 or abs(last.size - line.size) > SIZE_STEP:
        return False
    dash = line.text[0] in DASHES and not ends(first.text) and not short(last, line)
    if (BULLET.match(line.text) and not dash) or (line.bold > 0.9) != (last.bold > 0.9):
        return False
    text = first.text
    starts_low = line.text[:1].islower()
    if ITEM_NUMBER.match(line.text) and (not starts_low or first.role == "list_item"):
        return False
    if first.role == "text" and second.role == "quote":
        return starts_low and not ends(text)
    if (first.role == "abstract") != (second.role == "abstract") and (ends(text) or not starts_low):
        return False
    if first.role == "quote" and ends(text):
        return _as_far_in(first, second) and not short(last, line) and len(first.lines) > 1
    if not ends(text):
        return starts_low or not short(last, line) or text.endswith((",", "-", "—", "–"))
    if starts_low and not text.endswith((".", ":")):
        return True
    if text.endswith(":") or short(last, line):
        return False
    if indented:
        return line.x0 - line.left < INDENT * line.size and second.role in ("text", "abstract")
    return len(first.lines) > 1 and second.role in ("text", "abstract")
