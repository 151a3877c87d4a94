"""DOCX by python-docx: heading styles, lists, tables, running heads, real footnotes or endnotes, tracked changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree
from paper import NOTICE, Block, Paper, SourceError, Spans, plain

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOTE_KIND_OF_LAYOUT = {"word-footnotes": "footnote", "word-endnotes": "endnote"}
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
REVISION_AUTHOR = "Drafting Office"


def build_docx(paper: Paper) -> bytes:
    """The paper as DOCX, its notes as the layout says; the same bytes each time."""
    if paper.head.layout not in NOTE_KIND_OF_LAYOUT:
        raise SourceError(
            f"{paper.stem}: DOCX has no layout {paper.head.layout!r}; use {', '.join(NOTE_KIND_OF_LAYOUT)}"
        )
    note_kind = NOTE_KIND_OF_LAYOUT[paper.head.layout]
    document = docx.Document()
    set_properties(document, paper)
    add_note_styles(document, note_kind)
    add_running_head(document, paper)
    number_notes_in_decimals(document, note_kind)
    add_front(document, paper)
    writer = Writer(document, note_kind, paper.head.date)
    for block in paper.blocks:
        writer.add(block)
    if paper.notes:
        add_notes_part(document, note_kind, paper)
    raw = io.BytesIO()
    document.save(raw)
    return with_fixed_times(raw.getvalue())


def set_properties(document: Any, paper: Paper) -> None:
    """Title, authors and dates in the file's properties."""
    moment = datetime.fromisoformat(paper.head.date)
    properties = document.core_properties
    properties.title, properties.author = paper.head.title, "; ".join(paper.head.authors)
    properties.created = properties.modified = moment
    properties.comments = NOTICE


def add_note_styles(document: Any, note_kind: str) -> None:
    """The styles that Word gives to notes and their markers."""
    name = note_kind.capitalize()
    text = document.styles.add_style(f"{name} Text", WD_STYLE_TYPE.PARAGRAPH)
    text.font.size = Pt(9)
    document.styles.add_style(f"{name} Reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True


def add_running_head(document: Any, paper: Paper) -> None:
    """Heads that differ left and right, and the page's number as a field."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.header.paragraphs[0].text = paper.head.short_title
    section.even_page_header.paragraphs[0].text = paper.head.publisher
    for footer in (section.footer, section.even_page_footer):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        footer.paragraphs[0]._p.append(field)


def number_notes_in_decimals(document: Any, note_kind: str) -> None:
    """Number notes 1, 2, 3 (Word would number endnotes i, ii, iii)."""
    properties = OxmlElement(f"w:{note_kind}Pr")
    number_format = OxmlElement("w:numFmt")
    number_format.set(qn("w:val"), "decimal")
    properties.append(number_format)
    document.sections[0]._sectPr.find(qn("w:pgSz")).addprevious(properties)


def add_front(document: Any, paper: Paper) -> None:
    """Title, byline, date and notice."""
    head = paper.head
    document.add_paragraph(head.title, style="Title")
    document.add_paragraph(", ".join([*head.authors, head.publisher]), style="Subtitle")
    document.add_paragraph(f"{head.series}, {head.date_shown}")
    document.add_paragraph().add_run(NOTICE).italic = True


class Writer:
    """Adds blocks to a document; counts the tracked changes, which each need an id."""

    def __init__(self, document: Any, note_kind: str, date: str) -> None:
        self.document = document
        self.note_kind = note_kind
        self.date = date
        self.revisions = 0

    def add(self, block: Block) -> None:
        """Add one block."""
        if block.kind == "heading":
            self.document.add_heading(f"{block.number} {plain(block.spans)}".strip(), level=block.level)
        elif block.kind == "table":
            self.add_runs(self.document.add_paragraph(style="Caption"), block.spans)
            self.add_table(block.rows)
        else:
            self.add_runs(self.document.add_paragraph(style=style_of(block)), block.spans)

    def add_table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """A table, its first row in bold."""
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for index, cells in enumerate(rows):
            for cell, text in zip(table.rows[index].cells, cells, strict=True):
                cell.paragraphs[0].add_run(text).bold = index == 0
        self.document.add_paragraph()

    def add_runs(self, paragraph: Any, spans: Spans) -> None:
        """The runs of one paragraph."""
        for span in spans:
            run = paragraph.add_run(span.text)
            run.bold, run.italic = span.style == "strong" or None, span.style == "emphasis" or None
            if span.note:
                run.style = self.document.styles[f"{self.note_kind.capitalize()} Reference"]
                reference = OxmlElement(f"w:{self.note_kind}Reference")
                reference.set(qn("w:id"), span.note)
                run._r.append(reference)
            elif span.style in ("inserted", "deleted"):
                self.track(run._r, deleted=span.style == "deleted")

    def track(self, run: Any, *, deleted: bool) -> None:
        """Wrap a run as a tracked insertion or deletion."""
        self.revisions += 1
        change = OxmlElement("w:del" if deleted else "w:ins")
        change.set(qn("w:id"), str(self.revisions))
        change.set(qn("w:author"), REVISION_AUTHOR)
        change.set(qn("w:date"), f"{self.date}T09:00:00Z")
        run.addprevious(change)
        change.append(run)
        if deleted:
            for text in run.findall(qn("w:t")):
                text.tag = qn("w:delText")


def style_of(block: Block) -> str:
    """The name of the paragraph style."""
    if block.kind == "list_item":
        name = "List Number" if block.ordered else "List Bullet"
        return name if block.level == 1 else f"{name} {block.level}"
    return {"quote": "Quote", "abstract": "Intense Quote", "figure": "Caption"}.get(block.kind, "Normal")


def add_notes_part(document: Any, note_kind: str, paper: Paper) -> None:
    """Write footnotes.xml or endnotes.xml with Word's two separators first, and relate it to the document."""
    root = etree.Element(f"{{{W}}}{note_kind}s", nsmap={"w": W})
    root.extend(separators(note_kind))
    root.extend(note_element(note_kind, number, spans) for number, spans in paper.notes.items())
    part = Part(
        PackURI(f"/word/{note_kind}s.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{note_kind}s+xml",
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
        document.part.package,
    )
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{note_kind.upper()}S"))


def separators(note_kind: str) -> Iterator[Any]:
    """The lines between text and notes, which Word keeps as notes -1 and 0."""
    for number, kind in (("-1", "separator"), ("0", "continuationSeparator")):
        note = etree.Element(f"{{{W}}}{note_kind}", {f"{{{W}}}type": kind, f"{{{W}}}id": number})
        paragraph = etree.SubElement(note, f"{{{W}}}p")
        etree.SubElement(etree.SubElement(paragraph, f"{{{W}}}r"), f"{{{W}}}{kind}")
        yield note


def note_element(note_kind: str, number: str, spans: Spans) -> Any:
    """One note: its mark, then its runs."""
    note = etree.Element(f"{{{W}}}{note_kind}", {f"{{{W}}}id": number})
    paragraph = etree.SubElement(note, f"{{{W}}}p")
    style = etree.SubElement(etree.SubElement(paragraph, f"{{{W}}}pPr"), f"{{{W}}}pStyle")
    style.set(f"{{{W}}}val", f"{note_kind.capitalize()}Text")
    mark = etree.SubElement(paragraph, f"{{{W}}}r")
    mark_style = etree.SubElement(etree.SubElement(mark, f"{{{W}}}rPr"), f"{{{W}}}rStyle")
    mark_style.set(f"{{{W}}}val", f"{note_kind.capitalize()}Reference")
    etree.SubElement(mark, f"{{{W}}}{note_kind}Ref")
    for index, span in enumerate(spans):
        run = etree.SubElement(paragraph, f"{{{W}}}r")
        if span.style == "emphasis":
            etree.SubElement(etree.SubElement(run, f"{{{W}}}rPr"), f"{{{W}}}i")
        text = etree.SubElement(run, f"{{{W}}}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        text.text = f" {span.text}" if index == 0 else span.text
    return note


def with_fixed_times(data: bytes) -> bytes:
    """The same archive with every member dated alike, so that a rebuild gives the same bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return fixed.getvalue()
