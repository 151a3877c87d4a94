"""Project in (.qdpx): texts and codings of NVivo, ATLAS.ti, MAXQDA, QualCoder; every coding is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml.etree import QName
from lxml.etree import _Element as Element

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.archive import ReadArchive, parse_xml
from bdjp_nlp.exchange.counting import Count, Selected, count, plain, reads
from bdjp_nlp.exchange.mark import Mark, MarkedText
from bdjp_nlp.exchange.reading import Problem, Reading
from bdjp_nlp.exchange.refi.names import INTERNAL
from bdjp_nlp.exchange.refi.project_out import MODEL_USER
from bdjp_nlp.exchange.remark import Remark, read_remark
from bdjp_nlp.readers.encoding import decode

_NO_WORDS = {
    "PDFSelection": "codes a box on a page, not words; code the text below the page",
    "PictureSelection": "codes a part of a picture, not words",
    "AudioSelection": "codes a recording, not words",
    "VideoSelection": "codes a recording, not words",
    "TranscriptSelection": "codes a transcript by its times, not by its words",
}
_WHOLE_SOURCE = "codes a whole source, not words in it"


@dataclass(frozen=True)
class _Code:
    name: str
    layer: str


def read(path: Path) -> Reading:
    """The codings of a REFI-QDA project.

    Raises `UsageError` where the file is no such project, is damaged, or goes over the limits of `ReadArchive`.
    """
    return _Project(path).reading


class _Project:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = ReadArchive(path)
        projects = self.archive.names(".qde")
        if len(projects) != 1:
            raise UsageError(f"{path}: holds {len(projects)} project files (.qde), not one; export the project again")
        root = parse_xml(self.archive.read(projects[0]) or b"", f"{path}: {projects[0]}")
        if QName(root).localname != "Project":
            raise UsageError(f"{path}: is no REFI-QDA project; the root of {projects[0]} is {QName(root).localname!r}")
        self.codes = {_id(code.get("guid")): _code(code) for code in root.iter("{*}Code")}
        self.users = {_id(user.get("guid")): user.get("name") or user.get("id") or "" for user in root.iter("{*}User")}
        self.reading = Reading()
        sources = root.find("{*}Sources")
        for source in sources if sources is not None else ():
            self._source(source)

    def _source(self, source: Element) -> None:
        """A text, or a paper with its text below it; every coding below becomes a mark or a problem."""
        name = source.get("name") or source.get("guid") or ""
        for text in source.iter("{*}TextSource", "{*}Representation", "{*}TextDescription"):
            self._text(text, name)
        for coding in source.iter("{*}Coding"):
            parent = QName(coding.getparent()).localname
            if parent != "PlainTextSelection":
                reason = _NO_WORDS.get(parent, _WHOLE_SOURCE)
                self._problem(name, self._named(coding), coding.getparent().get("name") or "", reason)

    def _text(self, source: Element, name: str) -> None:
        selections = [s for s in source.findall("{*}PlainTextSelection") if s.find("{*}Coding") is not None]
        raw = self._raw(source)
        if raw is None:
            for selection in selections:
                reason = f"the archive holds no text for it ({source.get('plainTextPath') or 'no plainTextPath'})"
                self._refuse(name, selection, reason)
            return
        selected = {id(s): _selected(s) for s in selections}
        counted = count(raw, [one for one in selected.values() if one])
        text = plain(raw)
        marks: list[Mark] = []
        for selection in selections:
            marks += self._marks(name, text, selection, selected[id(selection)], counted)
        self.reading.texts.append(MarkedText(text, tuple(marks), name))

    def _raw(self, source: Element) -> str | None:
        """A source's text with whatever marks and line ends it has."""
        content: str | None = source.findtext("{*}PlainTextContent")
        if content is not None:
            return content
        path = source.get("plainTextPath") or ""
        if not path.startswith(INTERNAL):
            return None
        name = path.removeprefix(INTERNAL)
        data = self.archive.read(f"sources/{name}") or self.archive.read(name)
        if data is None:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return decode(data)

    def _marks(
        self, name: str, text: str, selection: Element, selected: Selected | None, counted: Count
    ) -> Iterator[Mark]:
        span = counted.span(selected) if selected else None
        if span is None or selected is None:
            place = f"[{selection.get('startPosition')}, {selection.get('endPosition')})"
            self._refuse(name, selection, f"{place} is no span of its text, which has {len(text)} code points")
            return
        if not reads(text[slice(*span)], selected.name):
            span = _only_place(text, selected.name) or span
        lines = (selection.findtext("{*}Description") or "").split("\n")
        for coding in selection.findall("{*}Coding"):
            code = self._code(coding)
            if code is None:
                self._problem(name, "", text[slice(*span)], "its code is not in the project's codebook")
                continue
            user = self.users.get(_id(coding.get("creatingUser") or selection.get("creatingUser")), "")
            human = not user.startswith(MODEL_USER)
            by = user if human else user.rsplit(" ", 1)[-1]
            marked = Mark(code.layer, code.name.removeprefix(f"{code.layer}: "), *span, text[slice(*span)])
            said = (read_remark(line, code.name) for line in lines)
            remark = next((one for one in said if one.by == by and one.human == human), Remark(by, human))
            yield remark.applied(marked)

    def _code(self, coding: Element) -> _Code | None:
        reference = coding.find("{*}CodeRef")
        return None if reference is None else self.codes.get(_id(reference.get("targetGUID")))

    def _named(self, coding: Element) -> str:
        code = self._code(coding)
        return code.name if code else ""

    def _refuse(self, name: str, selection: Element, reason: str) -> None:
        for coding in selection.findall("{*}Coding"):
            self._problem(name, self._named(coding), selection.get("name") or "", reason)

    def _problem(self, source: str, label: str, quote: str, reason: str) -> None:
        self.reading.problems.append(Problem(source, label, quote, reason))


def _code(code: Element) -> _Code:
    parent = code.getparent()
    return _Code(code.get("name", ""), parent.get("name", "") if parent is not None and parent.get("guid") else "")


def _selected(selection: Element) -> Selected | None:
    try:
        start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
    except ValueError:
        return None
    return Selected(start, end, selection.get("name") or "")


def _only_place(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands, if it stands in one place."""
    start = text.find(quote) if len(quote) > len("a word") else -1
    return (start, start + len(quote)) if start >= 0 and text.find(quote, start + 1) < 0 else None


def _id(guid: str | None) -> str:
    return (guid or "").strip("{} ").lower()
