"""Formats: the one place where an exchange format is added.

A format is a module of this package with ``write(material, out)`` and, where it can come back, ``read(path)``. It is
imported when it is used, so that no format's libraries slow another command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from bdjp_nlp.errors import UsageError, alternatives
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Reading


@dataclass(frozen=True)
class Format:
    """A format: `name` for ``--to``, what it is for, its file's suffix (empty: a folder), its module."""

    name: str
    title: str
    suffix: str
    module: str
    comes_back: bool = True
    without_texts: bool = False

    @property
    def write(self) -> Callable[[Material, Path], None]:
        """Writes a run's material to a path."""
        return cast("Callable[[Material, Path], None]", self._part("write"))

    @property
    def read(self) -> Callable[[Path], Reading]:
        """Reads a foreign file's codings."""
        return cast("Callable[[Path], Reading]", self._part("read"))

    def _part(self, name: str) -> object:
        return getattr(import_module(f"bdjp_nlp.exchange.{self.module}"), name)


FORMATS = {
    one.name: one
    for one in (
        Format("qdpx", "REFI-QDA project: NVivo, ATLAS.ti, MAXQDA, QualCoder", ".qdpx", "refi.project"),
        Format("qdc", "REFI-QDA codebook", ".qdc", "refi.codebook_file", comes_back=False),
        Format("csv", "CSV: a mark a row, with its words", ".csv", "csv_file"),
        Format("excel", "Excel: marks, documents, codebook", ".xlsx", "excel"),
        Format("label-studio", "Label Studio tasks with predictions and annotations", ".json", "label_studio"),
        Format("doccano", "doccano sequence labelling", ".jsonl", "doccano"),
        Format("prodigy", "Prodigy stream of spans", ".jsonl", "prodigy"),
        Format("docbin", "spaCy DocBin with ents and spans", ".spacy", "docbin"),
        Format("conll", "CoNLL: entities as BIO tags", ".conll", "conll"),
        Format("brat", "brat standoff: a folder of texts and annotations", "", "brat"),
        Format("web-annotation", "W3C Web Annotation (JSON-LD)", ".jsonld", "web_annotation"),
        Format("graphml", "GraphML: named things, their meetings and facts", ".graphml", "graphml", comes_back=False),
        Format("bibtex", "BibTeX of the documents", ".bib", "bibtex", comes_back=False),
        Format("csl", "CSL-JSON of the documents", ".json", "csl_json", comes_back=False),
        Format("ro-crate", "RO-Crate: marks, hashes, versions", "", "ro_crate", comes_back=False, without_texts=True),
    )
}


CODEBOOK_ALONE = "qdc"
"""The format that comes back as labels, not as codings."""


def format_named(name: str) -> Format:
    """A format by its name; raises `UsageError` that lists those there are."""
    if name not in FORMATS:
        raise UsageError(f"--to {name!r}: there is no such format ({alternatives(name, FORMATS)})")
    return FORMATS[name]


def format_of(path: Path, name: str | None) -> Format:
    """The format of a foreign file: the one named, else the only one with its suffix. Raises `UsageError`."""
    readable = {key: one for key, one in FORMATS.items() if one.comes_back}
    if name is not None:
        if name == CODEBOOK_ALONE:
            raise UsageError(f"{path}: a codebook holds no codings; bring its labels in with --codebook DIR")
        if name not in readable:
            raise UsageError(f"--from {name!r}: cannot be read ({alternatives(name, readable)})")
        return readable[name]
    suffix = "" if path.is_dir() else path.suffix.lower()
    if suffix == FORMATS[CODEBOOK_ALONE].suffix:
        return format_of(path, CODEBOOK_ALONE)
    fitting = [one for one in readable.values() if one.suffix == suffix]
    if len(fitting) != 1:
        names = ", ".join(one.name for one in (fitting or readable.values()))
        raise UsageError(f"{path}: say with --from which format it is: {names}")
    return fitting[0]
