"""Inline: a paragraph's runs as text, with tracked changes resolved, fields evaluated and notes' markers anchored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from bdjp_nlp.draft import NoteReference
from bdjp_nlp.readers.docx.numbering import format_number
from bdjp_nlp.readers.docx.styles import hidden, is_superscript, run_bold, run_size
from bdjp_nlp.readers.docx.wordml import attribute, child, is_on, local
from bdjp_nlp.readers.flowing import FlowingText
from bdjp_nlp.readers.unit import TypedMarker

_DROPPED = frozenset(
    """del moveFrom delText delInstrText instrText pPr rPr sdtPr sdtEndPr proofErr bookmarkStart bookmarkEnd
    commentRangeStart commentRangeEnd commentReference annotationRef footnoteRef endnoteRef separator
    continuationSeparator Fallback rt rubyPr lastRenderedPageBreak smartTagPr customXmlPr object ctrlPr tbl""".split()
)
"""Elements that hold none of the text as it reads when all changes are accepted."""
_SPACE = frozenset(("tab", "br", "cr", "ptab"))
_TABLE_FIELD = re.compile(r"\s*(?:TOC|TOA|INDEX|RD)\b", re.I)
"""Fields whose result repeats what stands elsewhere."""
_NUMBER_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF)\b", re.I)
_NOTE_FIELD = re.compile(r"\s*NOTEREF\b", re.I)
_TYPED_MARKER = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})(?:\s*[,–-]\s*\d{1,3})*$")
_PRIVATE_USE = 0xF000


@dataclass
class Field:
    """A complex field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    result: bool = False


@dataclass
class Inline:
    """What a paragraph's content is: text, notes referred to, boxes of text in it, and how its letters are set."""

    text: str = ""
    references: tuple[NoteReference, ...] = ()
    boxes: list[Element] = field(default_factory=list)
    typed: list[TypedMarker] = field(default_factory=list)
    bold: bool = False
    size: int = 0


class InlineReader:
    """Reads paragraphs in their order; fields may reach over several of them.

    `markers`: (kind of note, its id) → the marker it is given when first referred to.
    """

    def __init__(self, markers: NoteMarkers) -> None:
        self.markers = markers
        self.fields: list[Field] = []

    def read(self, paragraph: Element, flow: FlowingText | None = None) -> Inline:
        """A paragraph's content; with `flow`, added to the text before."""
        self.flow = flow or FlowingText()
        self.out = Inline()
        self.letters = self.bold_letters = 0
        self.sizes: dict[int, int] = {}
        self._walk(paragraph)
        self.out.bold = self.letters > 0 and self.bold_letters == self.letters
        self.out.size = max(self.sizes, key=lambda size: self.sizes[size], default=0)
        return self.out

    @property
    def silent(self) -> bool:
        """Whether what comes is a field's instruction, or the result of one that repeats the document."""
        return any(
            not open_field.result
            or _TABLE_FIELD.match(open_field.instruction)
            or _NUMBER_FIELD.match(open_field.instruction)
            for open_field in self.fields
        )

    def _walk(self, element: Element) -> None:
        for inner in element:
            name = local(inner)
            if name == "r":
                self._run(inner)
            elif name == "fldSimple":
                self.fields.append(Field(attribute(inner, "instr"), True))
                self._walk(inner)
                self.fields.pop()
            elif name == "AlternateContent":
                self._alternate(inner)
            elif name == "sdt" and is_on(child(inner, "sdtPr", "showingPlcHdr")):
                continue
            elif name == "oMath" or name == "oMathPara":
                self._say("".join(part.text or "" for part in inner.iter() if local(part) == "t"))
            elif name == "txbxContent":
                self.out.boxes.append(inner)
            elif name and name not in _DROPPED:
                self._walk(inner)

    def _run(self, run: Element) -> None:
        if hidden(run):
            for inner in run:
                if local(inner) == "fldChar":
                    self._field_mark(inner)
            return
        custom = False
        for inner in run:
            name = local(inner)
            if name == "t":
                if custom:
                    custom = False
                    self.markers.custom(self.flow, inner.text or "")
                else:
                    self._text(run, inner.text or "")
            elif name in _SPACE:
                self._say(" ")
            elif name == "noBreakHyphen":
                self._say("-")
            elif name == "sym":
                self._say(_symbol(inner))
            elif name == "fldChar":
                self._field_mark(inner)
            elif name == "instrText" and self.fields and not self.fields[-1].result:
                self.fields[-1].instruction += inner.text or ""
            elif name in ("footnoteReference", "endnoteReference"):
                custom = attribute(inner, "customMarkFollows") in ("1", "true", "on")
                self._reference(name, attribute(inner, "id"), custom)
            elif name == "AlternateContent":
                self._alternate(inner)
            elif name not in _DROPPED and len(inner):
                self._walk(inner)

    def _text(self, run: Element, text: str) -> None:
        if self.silent or not text:
            return
        raised = is_superscript(run)
        if raised and any(_NOTE_FIELD.match(open_field.instruction) for open_field in self.fields):
            return
        if raised and self.flow.length and _TYPED_MARKER.match(text.strip()):
            self.out.typed.append(TypedMarker(self.flow.length, text.strip()))
        self._say(text)
        count = sum(map(str.isalpha, text))
        self.letters += count
        self.bold_letters += count if run_bold(run) else 0
        self.sizes[run_size(run)] = self.sizes.get(run_size(run), 0) + count

    def _say(self, text: str) -> None:
        if not self.silent:
            self.flow.add(text.replace("\xad", "").replace("\u200b", ""))

    def _reference(self, name: str, note_id: str, custom: bool) -> None:
        if not self.silent:
            marker = self.markers.refer(name.removesuffix("Reference"), note_id, custom)
            if marker:
                self.flow.mark(marker)

    def _field_mark(self, mark: Element) -> None:
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _alternate(self, element: Element) -> None:
        """The first choice, or the fallback where there is none: the same content is never read twice."""
        choice = child(element, "Choice")
        chosen = choice if choice is not None else child(element, "Fallback")
        if chosen is not None:
            self._walk(chosen)


def _symbol(element: Element) -> str:
    """A symbol by its code; those of a symbol font's private range are pictures and left out."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    return chr(code) if 32 <= code < _PRIVATE_USE and not 0xD800 <= code < 0xE000 else ""


class NoteMarkers:
    """Gives notes their markers in the order in which the text refers to them.

    `formats`: number format of footnotes and of endnotes. `order`: (kind, id) of each note, as first referred to.
    """

    def __init__(self, formats: dict[str, str], known: dict[str, set[str]]) -> None:
        self.formats = formats
        self.known = known
        self.counts = {"footnote": 0, "endnote": 0}
        self.order: dict[tuple[str, str], str] = {}
        self.waiting = ("", "")

    def refer(self, kind: str, note_id: str, custom: bool) -> str:
        """The marker for a reference; "" where the note does not exist or its own mark is to follow."""
        if note_id not in self.known.get(kind, set()):
            return ""
        key = (kind, note_id)
        if custom:
            self.waiting = key
            return ""
        if key not in self.order:
            self.counts[kind] += 1
            self.order[key] = format_number(self.counts[kind], self.formats[kind])
        return self.order[key]

    def custom(self, flow: FlowingText, mark: str) -> None:
        """Takes a note's own mark, which stands in the run after its reference, out of the text."""
        if mark.strip() and self.waiting[0]:
            self.order[self.waiting] = mark.strip()
            flow.mark(mark.strip())
