"""Headings in the very style of the text, which only the white around them sets off."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise
from statistics import median

from bdjp_nlp.readers.pdf import headings
from bdjp_nlp.readers.pdf.measures import BodyStyle
from bdjp_nlp.readers.pdf.paragraphs import EDGE_SHARE, GAP_SHARE, SAME_SIZE, short
from bdjp_nlp.readers.pdf.pieces import ITEM_NUMBER, Piece, ends

MAX_WORDS = 12
"""Words of such a heading; longer ones are sentences."""
MIN_PROSE = 12
"""Words that the text below has at least: below a name or an address stands another one."""
ROOM = 2.0
"""Ems that its last line leaves free."""
ALIKE = 0.15
"""Ems within which the white around two headings is the same."""
MIN_STEP = 0.08
"""Ems by which the distance of two lines differs from that of others, rounding aside."""
STEP = 0.1
"""Ems of white above beyond that between paragraphs where there is less than that below."""
MIN_HEADINGS = 2
"""Of them in a document: a single line between wide white may be anything."""
White = tuple[float | None, float]
"""Ems beyond the usual leading above (None at a column's top) and below."""


def mark_set_off(pieces: Sequence[Piece], body: BodyStyle, barred: Set[int]) -> list[Piece]:
    """The pieces, those of them headings that white alone sets off, parted from the paragraph below where needed.

    Such a heading has more white above than stands between paragraphs and no more below, or hardly more above
    but less below. Where a column begins with it, the white below has to be that of another heading. `barred`:
    identities of pieces that are none, such as a byline.
    """
    usual = _between_paragraphs(pieces, body)
    parted = [part for piece in pieces for part in ([piece] if id(piece) in barred else _parted(piece, body))]
    whites = [
        (piece, _white(before, piece, after, body), piece.role == "heading")
        for before, piece, after in zip([None, *parted], parted, parted[1:], strict=False)
        if piece.role == "heading" or (id(piece) not in barred and _may_be_heading(piece, after, body))
    ]
    styled = [white for _, white, is_heading in whites if is_heading]
    sure = [(piece, white) for piece, white, is_heading in whites if not is_heading and _sets_off(white, usual)]
    known = [white for _, white in sure] + styled
    if len(sure) < MIN_HEADINGS:
        sure = [(piece, white) for piece, white in sure if any(_same(white, other) for other in styled)]
    at_top = [
        piece
        for piece, white, is_heading in whites
        if not is_heading and white[0] is None and any(_same(white, other) for other in known)
    ]
    found = {id(piece) for piece in [*(piece for piece, _ in sure), *at_top]}
    return _rejoined(pieces, parted, found)


def _rejoined(pieces: Sequence[Piece], parted: Sequence[Piece], found: set[int]) -> list[Piece]:
    """The parted pieces where the first part is a heading found, the whole ones elsewhere."""
    out: list[Piece] = []
    parts = iter(parted)
    for piece in pieces:
        first = next(parts)
        rest = None if first is piece else next(parts)
        if id(first) not in found:
            out.append(piece)
            continue
        first.role, first.level = "heading", 0
        first.number, _ = headings.split_number(first.text)
        out += [first] if rest is None else [first, rest]
    return out


def _parted(piece: Piece, body: BodyStyle) -> list[Piece]:
    """A piece as a line that may be a heading and the rest, where its first line stops early without a stop.

    It stops early if a word would have fitted behind it, or if the line below has another distance than lines have.
    """
    if piece.tag or piece.role not in ("text", "list_item") or len(piece.lines) < 2:
        return [piece]
    first, below = piece.lines[:2]
    if ends(first.text) or below.text[:1].islower() or first.right - first.x1 < ROOM * first.size:
        return [piece]
    parts = [Piece([first], piece.role), Piece(piece.lines[1:])]
    apart = abs(_gap(parts[0], parts[1], body) or 0.0) > MIN_STEP
    return parts if apart or short(first, below) else [piece]


def _sets_off(white: White, usual: float) -> bool:
    above, below = white
    if above is None:
        return False
    return (above > usual + GAP_SHARE and below <= above + ALIKE) or (
        above > usual + STEP and below < usual - GAP_SHARE
    )


def _between_paragraphs(pieces: Sequence[Piece], body: BodyStyle) -> float:
    """The white that usually parts two paragraphs, ems."""
    found = [
        gap
        for above, below in pairwise(pieces)
        if above.role == below.role == "text" and len(above.lines) > 1 and len(below.lines) > 1
        if (gap := _gap(above, below, body)) is not None
    ]
    return median(found) if found else 0.0


def _may_be_heading(piece: Piece, after: Piece, body: BodyStyle) -> bool:
    """A short line of the body's style, above a paragraph, that stops without a stop."""
    numbered = bool(headings.split_number(piece.text)[0])
    if piece.tag or not (piece.role == "text" or (piece.role == "list_item" and ITEM_NUMBER.match(piece.text))):
        return False
    if abs(piece.size - body.size) > SAME_SIZE or len(piece.lines) > 2 or after.role != "text":
        return False
    first, last, below = piece.lines[0], piece.lines[-1], after.lines[0]
    words = piece.text.split()
    return (
        len(words) <= MAX_WORDS
        and (numbered or first.text[:1].isupper())
        and headings.ends_as_headings_do(piece)
        and below.right - last.x1 > ROOM * last.size
        and len(after.text.split()) >= MIN_PROSE
        and not below.text[:1].islower()
        and below.x0 - below.left < EDGE_SHARE * below.size
    )


def _white(before: Piece | None, piece: Piece, after: Piece, body: BodyStyle) -> White:
    above = None if before is None else _gap(before, piece, body)
    return above, _gap(piece, after, body) or 0.0


def _gap(above: Piece, below: Piece, body: BodyStyle) -> float | None:
    """Ems of white beyond the leading between two pieces of one column; None where they stand in two."""
    last, first = above.lines[-1], below.lines[0]
    if last.page != first.page or last.base >= first.base or last.x1 < first.left or last.x0 > first.right:
        return None
    return (first.base - last.base - body.leading.of(body.size)) / body.size


def _same(mine: White, other: White) -> bool:
    """Alike below, and no less above where both stand below something."""
    above = mine[0] is None or other[0] is None or mine[0] > other[0] - ALIKE
    return above and abs(mine[1] - other[1]) < ALIKE
