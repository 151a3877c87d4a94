"""DOCX: Word's own structure, read from the parts of the file.

The document reads as Word shows it with all tracked changes accepted: insertions are text, deletions are not; contents
lists, page numbers, running heads and feet are left out; text boxes follow the paragraph that holds them. Foot- and
endnotes are numbered as Word numbers them and anchored where their marker stood.
"""

from __future__ import annotations

from dataclasses import replace

from lxml.etree import _Element as Element

from bdjp_nlp.draft import Block, Draft, DraftNote
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.docx.archive import Archive
from bdjp_nlp.readers.docx.body import BodyReader, note_texts
from bdjp_nlp.readers.docx.front import front_matter
from bdjp_nlp.readers.docx.inline import InlineReader, NoteMarkers
from bdjp_nlp.readers.docx.numbering import Numbering
from bdjp_nlp.readers.docx.styles import Styles
from bdjp_nlp.readers.docx.unstyled import headings_by_look
from bdjp_nlp.readers.docx.wordml import attribute, child, local
from bdjp_nlp.readers.media_type import DOCX
from bdjp_nlp.readers.typed_notes import resolve_typed

__all__ = ["read_docx"]

_ABSTRACT = frozenset(("abstract", "executive summary", "summary"))
_DEFAULT_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


def read_docx(data: bytes, name: str) -> Draft:
    """The parts of a Word file; `name` is the file's, for messages.

    Raises `DocumentError`: damaged, encrypted, too_large.
    """
    archive = Archive(data, name)
    try:
        return _read(archive)
    except RecursionError:
        raise DocumentError(
            "damaged", f"{name}: elements nested too deep for any real document; open it in Word and save it again"
        ) from None


def _read(archive: Archive) -> Draft:
    main = archive.main_part()
    root = archive.xml(main)
    body = child(root, "body")
    if body is None:
        raise DocumentError("damaged", f"{archive.name}: a Word file without a body; open it in Word and save it again")
    parts = archive.related(main)

    def part(kind: str) -> Element | None:
        return archive.xml(parts[kind]) if kind in parts else None

    notes_parts = {"footnote": part("footnotes"), "endnote": part("endnotes")}
    known = {
        kind: {attribute(e, "id") for e in notes if local(e) == kind}
        for kind, notes in notes_parts.items()
        if notes is not None
    }
    markers = NoteMarkers(_formats(root, part("settings")), known)
    reader = BodyReader(Styles(part("styles")), Numbering(part("numbering")), InlineReader(markers))
    reader.read(body)
    reader.finish()
    units = resolve_typed(headings_by_look(reader.units))
    texts = {kind: note_texts(notes, kind, InlineReader(markers)) for kind, notes in notes_parts.items()}
    notes = [DraftNote(marker, texts[kind].get(note_id, "")) for (kind, note_id), marker in list(markers.order.items())]
    core = archive.xml("docProps/core.xml") if "docProps/core.xml" in archive.entries else None
    front, blocks = front_matter(units.units, core)
    return Draft(
        blocks=tuple(_with_abstract(blocks)),
        notes=(*notes, *units.notes),
        tables=tuple(reader.tables),
        title=front.title,
        authors=front.authors,
        date=front.date,
        warnings=tuple(f"left out: {what}" for what in sorted(reader.skipped)),
        partial=bool(reader.skipped),
        media_type=DOCX,
    )


def _formats(root: Element | None, settings: Element | None) -> dict[str, str]:
    """The number formats of foot- and endnotes: the last section's, else the settings', else Word's own."""
    formats = dict(_DEFAULT_FORMATS)
    section = child(root, "body", "sectPr")
    for kind in formats:
        for place in (settings, section):
            found = attribute(child(place, f"{kind}Pr", "numFmt"))
            formats[kind] = found or formats[kind]
    return formats


def _with_abstract(blocks: list[Block]) -> list[Block]:
    """The paragraphs under a heading "Abstract" marked as such."""
    within = False
    out = []
    for block in blocks:
        if block.kind == "heading":
            within = block.text.casefold().strip(" :") in _ABSTRACT
        out.append(replace(block, kind="abstract") if within and block.kind == "paragraph" else block)
    return out
