"""Reference: a document as bibliographies name it (Chicago Manual of Style, 17th edition, notes and bibliography)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from bdjp_nlp.chicago_date import written_date
from bdjp_nlp.document import Document

_CORPORATE = re.compile(r"\b(of|for|the|and|ministry|office|agency|centre|center|institute|command|council)\b", re.I)
"""Words by which an author is known for a body, whose name is not turned round."""
_MOST_NAMED = 3
"""Authors that a reference names; more are "et al."."""
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Name:
    """An author: `family` alone where it is a body, or a person with one name."""

    family: str
    given: str = ""

    @property
    def turned(self) -> str:
        """Family name first."""
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def plain(self) -> str:
        """Given name first."""
        return f"{self.given} {self.family}".strip()


def names(document: Document) -> list[Name]:
    """The authors in their order."""
    return [_name(author) for author in document.authors if author.strip()]


def _name(author: str) -> Name:
    words = author.split()
    if len(words) < 2 or len(words) > 4 or _CORPORATE.search(author):
        return Name(" ".join(words))
    return Name(words[-1], " ".join(words[:-1]))


def date_parts(document: Document) -> list[int]:
    """Year, month and day, as far as the document's ISO 8601 date gives them."""
    found = _DATE.fullmatch(document.date.strip())
    return [int(part) for part in found.groups() if part] if found else []


def title(document: Document) -> str:
    """The document's title, else its file's name without the suffix."""
    return document.title or PurePath(document.path.replace("\\", "/")).stem


def full_reference(document: Document) -> str:
    """Authors, title and date: Family, Given, and Given Family. “Title.” March 11, 2025."""
    parts = [_authors(names(document)), f"“{title(document).rstrip('.')}.”", written_date(document.date.strip())]
    return " ".join(part if part.endswith((".", "”")) else f"{part}." for part in parts if part)


def short_reference(document: Document) -> str:
    """``Family and Family 2025``, or the beginning of the title where there is no author."""
    people = [name.family for name in names(document)]
    year = str(date_parts(document)[0]) if date_parts(document) else ""
    if not people:
        words = title(document).split()
        who = " ".join(words[:6]) + (" …" if len(words) > 6 else "")
    else:
        who = f"{people[0]} et al." if len(people) > _MOST_NAMED else _joined(people)
    return f"{who} {year}".strip()


def _authors(people: list[Name]) -> str:
    if not people:
        return ""
    if len(people) > _MOST_NAMED:
        return f"{people[0].turned}, et al."
    return _joined([people[0].turned, *(name.plain for name in people[1:])], ", and ")


def _joined(parts: list[str], last: str = " and ") -> str:
    return last.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
