"""BibTeX: the documents of a run as a bibliography, for LaTeX, Zotero and JabRef (UTF-8, as biber reads it)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from bdjp_nlp.document import Document
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reference import date_parts, names, title
from bdjp_nlp.exchange.writing import write_file

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write(material: Material, out: Path) -> None:
    """Write an entry a document."""
    write_file(out, "\n".join(_entry(document) for document in material.documents()))


def key(document: Document) -> str:
    """The entry's key: first author or title, year, and the document's identifier, so that it is unique."""
    people = names(document)
    word = people[0].family if people else title(document)
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    first = re.findall(r"[A-Za-z0-9]+", plain)
    year = date_parts(document)[:1]
    return f"{(first or ['paper'])[0].lower()}{year[0] if year else ''}-{document.doc_id}"


def _entry(document: Document) -> str:
    parts = date_parts(document)
    fields = {
        "title": f"{{{escaped(title(document))}}}",
        "author": " and ".join(
            escaped(name.turned) if name.given else f"{{{escaped(name.family)}}}" for name in names(document)
        ),
        "year": str(parts[0]) if parts else "",
        "month": _MONTHS[parts[1] - 1] if len(parts) > 1 and 1 <= parts[1] <= len(_MONTHS) else "",
        "date": document.date if parts else "",
        "language": document.language,
        "file": escaped(document.path),
        "note": escaped(f"sha256 {document.sha256}"),
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'}," for name, value in fields.items() if value
    ]
    return "\n".join([f"@misc{{{key(document)},", *lines, "}", ""])


def escaped(text: str) -> str:
    """Text that LaTeX sets as it is."""
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))
