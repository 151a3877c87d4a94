"""The document as a whole: pieces sorted by what they are, joined, and written out as a Draft's parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bdjp_nlp.draft import Block, DraftNote, DraftTable
from bdjp_nlp.readers.pdf import contents, front, headings
from bdjp_nlp.readers.pdf.abstract import mark_abstract
from bdjp_nlp.readers.pdf.compose import Composed, Composer, KnownMarkers
from bdjp_nlp.readers.pdf.fonts import FontTable
from bdjp_nlp.readers.pdf.hyphens import vocabulary
from bdjp_nlp.readers.pdf.joins import join_pieces
from bdjp_nlp.readers.pdf.layout import PageLayout, first_line_indents, pieces_of_column
from bdjp_nlp.readers.pdf.measures import BodyStyle, body_style
from bdjp_nlp.readers.pdf.notes import SOURCE, NoteCollector, take_endnotes
from bdjp_nlp.readers.pdf.pieces import BULLET, ITEM_NUMBER, Piece, fold
from bdjp_nlp.readers.pdf.set_off import mark_set_off
from bdjp_nlp.readers.pdf.settings import PdfSettings
from bdjp_nlp.readers.pdf.tables import tables_of

QUOTE_INDENT = 1.2
"""Ems on the left (and half of it on the right) by which a block quotation is set in."""
SAME_SIZE = 0.3
"""Points within which a piece is of the body's size."""
MAX_PLAIN_HEADING = 16
"""Words up to which a tagged heading may look like running text."""
PROVISION = re.compile(r"^\((?:[a-zA-Z]|[ivxl]{1,5})\)$")
"""A letter in brackets names a provision ("article 5 (b)"): the author's own word, which stays in the text."""
NUMBER_ALONE = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5})\.?$")
LABEL = re.compile(
    r"^((?:chapter|part|annex|appendix|section|article)\s+(?:\d{1,3}|[ivxl]{1,6}|[a-z]|one|two|three|four|five|six|seven"
    r"|eight|nine|ten))[.:]?$",
    re.I,
)
LOOSEST = 4
"""Times its letters and digits that a title is long at most, its spaces and signs counted."""
COVER_WORDS = 30
"""Words: a first page without a paragraph as long as this is a cover."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file says of itself outside its pages. `outline`: folded title to level."""

    title: str
    author: str
    date: str
    outline: dict[str, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a Draft that come from the pages' text."""

    blocks: tuple[Block, ...]
    notes: tuple[DraftNote, ...]
    tables: tuple[DraftTable, ...]
    title: str
    authors: tuple[str, ...]
    date: str
    warnings: tuple[str, ...]


def assemble(pages: Sequence[PageLayout], fonts: FontTable, facts: FileFacts, settings: PdfSettings) -> Parts:
    """Blocks, notes and front matter of pages whose columns are known."""
    columns = [lines for page in pages for lines in page.columns]
    body = body_style(columns, {p.number: p.height for p in pages}, fonts)
    collector = NoteCollector(body, "note_sequence" not in settings.without)
    pieces: list[Piece] = []
    for page in pages:
        pieces.extend(_page_pieces(page, body, collector))
    entries = contents.mark_contents(pieces) if "contents" not in settings.without else set()
    outline = facts.outline if "outline" not in settings.without else {}
    title = front.title_pieces([p for p in pieces if p.role != "contents"], body.size, facts.title, entries)
    title_text = _title_text(title)
    byline = front.byline(pieces, title)
    _classify(pieces, title, fold(title_text), body, entries | set(outline), byline)
    if "white" not in settings.without:
        covers = _cover_pages(pieces)
        barred = {id(piece) for piece in [*byline, *(p for p in pieces if p.page in covers)]}
        pieces = mark_set_off(pieces, body, barred)
    pieces = take_endnotes(pieces, collector)
    pieces = _merge_headings(pieces)
    mark_abstract(pieces)
    if "join_pages" not in settings.without:
        pieces = join_pieces(pieces, first_line_indents(columns))
    counts = vocabulary(line.text for lines in columns for line in lines)
    markers = KnownMarkers([b.marker for b in collector.bodies])
    composer = Composer(counts, markers, "hyphens" not in settings.without)
    headings.assign_levels([p for p in pieces if p.role == "heading"], outline)
    blocks = [block for piece in pieces if (block := _block(piece, composer)) is not None]
    notes = _notes(collector, composer)
    front_texts = [p.text for p in pieces if p.page <= 2][:40]
    return Parts(
        blocks=tuple(blocks),
        notes=notes,
        tables=tuple(tables_of(pieces)),
        title=_composed_title(title, composer) or front.usable_metadata_title(facts.title),
        authors=front.find_authors(byline, facts.author),
        date=front.find_date(front_texts, facts.date),
        warnings=tuple(_note_warnings(notes, markers)),
    )


def _page_pieces(page: PageLayout, body: BodyStyle, collector: NoteCollector) -> list[Piece]:
    pieces: list[Piece] = []
    for lines, number in zip(page.columns, page.column_elements, strict=True):
        if number >= 0 and page.elements is not None:
            element = page.elements[number]
            found = pieces_of_column(lines, element, body.leading, page.rules)
            for piece in found:
                if piece.role == "table":
                    piece.cell = (page.number, element.table, element.row, number)
                if piece.role in ("text", "list_item") and collector.is_note(piece.lines[0]):
                    piece.role = "note"
                if piece.role == "note":
                    collector.add_tagged(piece.lines)
            pieces.extend(p for p in found if p.role != "note")
            continue
        kept = collector.take_zone(lines, page.rules, page.height)
        pieces.extend(pieces_of_column(kept, None, body.leading, page.rules))
    return pieces


def _title_text(pieces: Sequence[Piece]) -> str:
    return re.sub(r"\s+", " ", " ".join(p.text for p in pieces)).strip()


def _composed_title(pieces: Sequence[Piece], composer: Composer) -> str:
    """The title as it is printed, without note markers."""
    return re.sub(r"\s+", " ", " ".join(composer.compose(p.lines).text for p in pieces)).strip(" *†‡")


def _classify(
    pieces: Sequence[Piece],
    title: Sequence[Piece],
    title_key: str,
    body: BodyStyle,
    known: set[str],
    byline: Sequence[Piece],
) -> None:
    """Give every piece its role, and headings their number."""
    covers = _cover_pages(pieces)
    for piece in pieces:
        if any(piece is t for t in title):
            piece.role = "title"
            continue
        if any(piece is b for b in byline) or _names_the_series(piece, title, body):
            piece.role = "text"
            continue
        if piece.role in ("contents", "table", "note", "drop", "caption"):
            continue
        text = piece.text
        if headings.is_caption(text) and (len(text) < 300) and _set_off(piece, body):
            piece.role = "caption"
        elif title_key and len(title_key) <= len(text) <= LOOSEST * len(title_key) and fold(text) == title_key:
            piece.role = "drop"
        elif piece.page not in covers and _is_heading(piece, body, known):
            piece.role = "heading"
            piece.number, _ = headings.split_number(text)
        elif piece.role == "heading":
            piece.role = "text"
        if piece.role == "text":
            if BULLET.match(text) or ITEM_NUMBER.match(text):
                piece.role = "list_item"
                piece.level = 1
            elif SOURCE.match(text) and piece.size < body.size - 0.4:
                piece.role = "caption"
            elif _is_quote(piece, body):
                piece.role = "quote"


def _names_the_series(piece: Piece, title: Sequence[Piece], body: BodyStyle) -> bool:
    """Small print above the title, such as "POLICY BRIEF NO. 14", heads nothing."""
    if not title or piece.role not in ("text", "heading") or piece.page != title[0].page:
        return False
    return piece.size < body.size - 0.4 and piece.lines[0].base < title[0].lines[0].base


def _cover_pages(pieces: Sequence[Piece]) -> set[int]:
    """The first page, where it holds no prose: what is large there names the paper, not its sections."""
    first = [p for p in pieces if p.page == 1 and p.role != "contents"]
    longest = max((len(p.text.split()) for p in first), default=0)
    return {1} if longest < COVER_WORDS and any(p.page > 1 for p in pieces) else set()


def _set_off(piece: Piece, body: BodyStyle) -> bool:
    if headings.STOPPED_CAPTION.match(piece.text):
        return True
    return piece.bold > 0.5 or piece.italic > 0.5 or abs(piece.size - body.size) > 0.4 or len(piece.lines) <= 2


def _is_heading(piece: Piece, body: BodyStyle, known: set[str]) -> bool:
    text = piece.text
    if piece.role == "heading" and not _is_prose(piece, body) and not headings.DATELINE.match(text):
        return 0 < len(text.split()) <= 2 * headings.MAX_WORDS and any(c.isalpha() for c in text)
    if piece.role not in ("text", "heading"):
        return False
    if headings.looks_like_heading(piece, body):
        return True
    if len(piece.lines) > headings.MAX_LINES:
        return False
    key = fold(text)
    if len(key) < 4:
        return False
    return key in known or fold(headings.split_number(text)[1]) in known


def _is_prose(piece: Piece, body: BodyStyle) -> bool:
    """Set as running text is and as long as a sentence: no heading, whatever its tag says."""
    plain = abs(piece.size - body.size) < SAME_SIZE and piece.bold < 0.5 and piece.italic < 0.5 and not piece.capitals
    return plain and not body.bold and len(piece.text.split()) > MAX_PLAIN_HEADING


def _is_quote(piece: Piece, body: BodyStyle) -> bool:
    lines = piece.lines
    if len(lines) < 2:
        return False
    inset = min(line.x0 - line.left for line in lines)
    return inset > QUOTE_INDENT * body.size


def _merge_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """A number or a label ("Chapter 2") on a line of its own goes with the heading that follows it."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.role == "heading" and len(piece.lines) > 1 and (label := LABEL.match(piece.lines[0].text)):
            piece.number, piece.lines = label[1], piece.lines[1:]
        if out and piece.role == "heading" and out[-1].role in ("heading", "text", "list_item"):
            before = out[-1]
            alone = NUMBER_ALONE.match(before.text) or LABEL.match(before.text)
            near = before.page == piece.page and 0 <= piece.lines[0].base - before.lines[-1].base < 3 * piece.size
            if alone and near and not piece.number:
                piece.number = alone[1]
                out.pop()
        out.append(piece)
    return out


_KINDS = {"text": "paragraph"} | {
    kind: kind for kind in ("list_item", "quote", "caption", "heading", "title", "abstract")
}


def _block(piece: Piece, composer: Composer) -> Block | None:
    kind = _KINDS.get(piece.role)
    if kind is None:
        return None
    skip, cut = 0, 0
    first = piece.lines[0]
    if piece.role == "list_item" and first.words:
        word = first.source.text[first.words[0]]
        if (BULLET.match(word) and not word[0].isalnum()) or word in ("o", "§"):
            skip = 1
        elif BULLET.match(word[0] + " ") and len(word) > 1 and not word[0].isalnum():
            cut = 1
        elif ITEM_NUMBER.match(word + " ") and (piece.tag == "LI" or not PROVISION.match(word)):
            skip = 1
    done = composer.compose(piece.lines, skip, cut)
    text, number = done.text, ""
    if piece.role == "heading":
        number, done = _take_number(done, piece)
        text = done.text
    if not text.strip():
        return None
    return Block(
        kind=kind,  # type: ignore[arg-type]
        text=text,
        level=max(piece.level, 1) if piece.role in ("heading", "list_item") else 0,
        number=number,
        page=piece.page,
        boxes=done.boxes,
        references=done.references,
        words=done.words,
    )


def _take_number(done: Composed, piece: Piece) -> tuple[str, Composed]:
    number, rest = headings.split_number(done.text)
    if not number:
        return piece.number, done
    cut = len(done.text) - len(rest)
    words = done.words
    keep = words.span[:, 0] >= cut
    spans = words.span[keep] - cut
    return number, Composed(
        rest,
        tuple(replace(r, offset=max(0, r.offset - cut)) for r in done.references),
        replace(words, span=spans.astype("int32"), page=words.page[keep], box=words.box[keep]),
        done.boxes,
    )


def _notes(collector: NoteCollector, composer: Composer) -> tuple[DraftNote, ...]:
    notes = []
    for body in collector.bodies:
        text = composer.compose(body.lines, body.skip, body.glued).text
        if text:
            notes.append(DraftNote(body.marker, text, body.lines[0].page))
    return tuple(notes)


def _note_warnings(notes: Sequence[DraftNote], markers: KnownMarkers) -> list[str]:
    numbers = sorted({int(n.marker) for n in notes if n.marker.isdigit()})
    warnings = []
    if numbers:
        missing = sorted(set(range(1, numbers[-1] + 1)) - set(numbers))
        if missing and len(missing) <= 0.5 * numbers[-1]:
            shown = ", ".join(map(str, missing[:10])) + (", …" if len(missing) > 10 else "")
            warnings.append(f"notes: no text found for {shown}")
    if markers.lost:
        warnings.append(f"notes: markers without a note: {', '.join(sorted(set(markers.lost))[:10])}")
    return warnings
