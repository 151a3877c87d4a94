"""Project out (.qdpx): texts, papers, codebook and codings, byte for byte the same for the same run.

Offsets are 0-based, end-exclusive code points of a UTF-8 text with LF and without a byte order mark, as our canonical
texts are, so no offset changes on its way (REFI-QDA 1.5, 8.4).
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.exchange.archive import WrittenArchive
from bdjp_nlp.exchange.mark import Mark, Paper, standing
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.refi.codebook_file import codes_element
from bdjp_nlp.exchange.refi.names import INTERNAL, ORIGIN, PROJECT, Code, codes_of, guid
from bdjp_nlp.exchange.remark import clean, remark
from bdjp_nlp.exchange.writing import new_file
from bdjp_nlp.identity import sha256_hex

MODEL_USER = "bdjp-nlp "
"""What the names of users begin with that are models, not people."""
_LONGEST_NAME = 250
"""Code points of a quote in a selection's name; programs cut longer ones, or refuse them."""
_PDF = "application/pdf"


@dataclass
class _Survey:
    """What the head of the project must know before the sources: who coded, and with which labels."""

    users: dict[tuple[bool, str], str] = field(default_factory=dict)
    labels: dict[str, dict[str, None]] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    rejected: int = 0


def write(material: Material, out: Path) -> None:
    """Write a run as a REFI-QDA project. What a person rejected is left out, and counted in the material's notes."""
    survey = _survey(material)
    codes = codes_of(material.codebook, {layer: list(survey.labels.get(layer, ())) for layer in material.layers})
    if survey.rejected:
        material.notes.append(f"{survey.rejected} codings that a person rejected are left out")
    with new_file(out) as file, tempfile.TemporaryFile() as project:
        archive = WrittenArchive(file)
        writer = _ProjectWriter(material, survey, codes, archive)
        writer.write(project)
        project.seek(0)
        archive.copy("project.qde", project)
        archive.close()


def _survey(material: Material) -> _Survey:
    survey = _Survey()
    for paper in material.papers():
        survey.names[paper.name] += 1
        kept = standing(paper.marks)
        survey.rejected += len(paper.marks) - len(kept)
        for mark in kept:
            name = mark.by if mark.human else f"{MODEL_USER}{mark.layer} {mark.by}"
            survey.users.setdefault((mark.human, mark.by), name)
            survey.labels.setdefault(mark.layer, {})[mark.label] = None
    return survey


class _ProjectWriter:
    """Streams ``project.qde``, and puts the sources into the archive on the way."""

    def __init__(
        self, material: Material, survey: _Survey, codes: dict[str, list[Code]], archive: WrittenArchive
    ) -> None:
        self.material, self.survey, self.codes, self.archive = material, survey, codes, archive
        self.code_of = {(code.layer, code.label): code for of_layer in codes.values() for code in of_layer}
        self.time = str(material.info["started"])
        self.owner = guid("user", False, "bdjp-nlp")

    def write(self, file: IO[bytes]) -> None:
        """The whole of ``project.qde``; the schema prescribes the order."""
        attributes = {
            "name": clean(self.material.name),
            "origin": ORIGIN,
            "creatingUserGUID": self.owner,
            "creationDateTime": self.time,
        }
        with etree.xmlfile(file, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(_tag("Project"), attributes, nsmap={None: PROJECT}):
                xml.write(self._users())
                if any(self.codes.values()):
                    book = _element("CodeBook")
                    book.append(codes_element(self.codes, PROJECT))
                    xml.write(book)
                self._sources(xml)
                description = _element("Description")
                description.text = f"Made from a run of {ORIGIN}, begun {self.time}."
                xml.write(description)

    def _users(self) -> Element:
        users = _element("Users")
        etree.SubElement(users, _tag("User"), {"guid": self.owner, "name": f"{MODEL_USER}export"})
        for (human, by), name in sorted(self.survey.users.items()):
            etree.SubElement(users, _tag("User"), {"guid": guid("user", human, by), "name": clean(name)})
        return users

    def _sources(self, xml: Any) -> None:
        """Every paper; the element must not be empty, so it is left out where no paper could be read."""
        if not self.survey.names:
            return
        with xml.element(_tag("Sources")):
            for paper in self.material.papers():
                xml.write(self._source(paper))

    def _source(self, paper: Paper) -> Element:
        doc_id = paper.document.doc_id
        name = paper.name if self.survey.names[paper.name] == 1 else f"{paper.name} ({doc_id})"
        if paper.document.media_type == _PDF and self._embed(paper):
            identifier = guid("pdf", doc_id)
            source = _element("PDFSource", self._attributes(identifier, name, path=f"{identifier}.pdf"))
            _describe(source, _bibliography(paper))
            source.append(self._text("Representation", paper, name))
            return source
        return self._text("TextSource", paper, name)

    def _embed(self, paper: Paper) -> bool:
        """Put the paper's own file into the archive, if it is still the file that was read."""
        path, doc_id = Path(paper.document.path), paper.document.doc_id
        if not path.is_file() or sha256_hex(path.read_bytes()) != paper.document.sha256:
            self.material.notes.append(f"{path}: is gone or changed since the run; its text alone is exported")
            return False
        with path.open("rb") as file:
            self.archive.copy(f"sources/{guid('pdf', doc_id)}.pdf", file)
        return True

    def _text(self, tag: str, paper: Paper, name: str) -> Element:
        identifier = guid("text", paper.document.doc_id)
        self.archive.add(f"sources/{identifier}.txt", paper.text.encode("utf-8", "replace"))
        source = _element(tag, self._attributes(identifier, name, plainTextPath=f"{identifier}.txt"))
        if tag == "TextSource":
            _describe(source, _bibliography(paper))
        for selection in self._selections(paper):
            source.append(selection)
        return source

    def _attributes(self, identifier: str, name: str, **paths: str) -> dict[str, str]:
        internal = {attribute: INTERNAL + path for attribute, path in paths.items()}
        by = {"creatingUser": self.owner, "creationDateTime": self.time}
        return {"guid": identifier, "name": clean(name), **internal, **by}

    def _selections(self, paper: Paper) -> Iterator[Element]:
        """One selection a span, whatever number of codings it bears."""
        for (start, end), group in groupby(standing(paper.marks), key=lambda mark: (mark.start, mark.end)):
            marks = list(group)
            doc_id = paper.document.doc_id
            quote = clean(marks[0].quote)
            selection = _element(
                "PlainTextSelection",
                {
                    "guid": guid("selection", doc_id, start, end),
                    "name": quote if len(quote) <= _LONGEST_NAME else quote[: _LONGEST_NAME - 1] + "…",
                    "startPosition": str(start),
                    "endPosition": str(end),
                    "creatingUser": guid("user", marks[0].human, marks[0].by),
                    "creationDateTime": self.time,
                },
            )
            _describe(selection, "\n".join(remark(self._code(mark).name, mark) for mark in marks))
            for mark in marks:
                selection.append(self._coding(doc_id, mark))
            yield selection

    def _code(self, mark: Mark) -> Code:
        return self.code_of[mark.layer, mark.label]

    def _coding(self, doc_id: str, mark: Mark) -> Element:
        who = guid("user", mark.human, mark.by)
        what = (mark.layer, mark.label, mark.start, mark.end, mark.human, mark.by, mark.details)
        coding = _element(
            "Coding",
            {"guid": guid("coding", doc_id, *what), "creatingUser": who, "creationDateTime": self.time},
        )
        etree.SubElement(coding, _tag("CodeRef"), {"targetGUID": self._code(mark).guid})
        return coding


def _describe(element: Element, text: str) -> None:
    etree.SubElement(element, _tag("Description")).text = clean(text)


def _bibliography(paper: Paper) -> str:
    document = paper.document
    parts = ["; ".join(document.authors), document.title, document.date, f"sha256 {document.sha256}"]
    return "\n".join(part for part in parts if part)


def _element(name: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.Element(_tag(name), attributes, nsmap={None: PROJECT})


def _tag(name: str) -> str:
    return f"{{{PROJECT}}}{name}"
