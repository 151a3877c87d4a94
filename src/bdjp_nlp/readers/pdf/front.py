"""Front matter: title, authors and date as the first pages say, metadata where they say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bdjp_nlp.readers.pdf.lines import Line
from bdjp_nlp.readers.pdf.pieces import Piece, fold
from bdjp_nlp.readers.pdf.tables import cells_of

FRONT_PAGES = 3
MAX_WORDS_ABOVE = 60
"""Words of text above a title: a series' name, a logo's motto; more is the body."""
TITLE_SIZE = 1.15
"""Times the body's size from which a piece on the first page may be the title."""
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(?P<month>" + "|".join(f"{m}|{m[:3]}\\.?" for m in _MONTHS) + ")"
_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH + r",?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(_MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(_MONTH + r",?\s+(?P<year>(?:19|20)\d\d)\b", re.I),
)
_METADATA_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?")
_NOT_A_TITLE = re.compile(
    r"^(?:untitled|microsoft (?:word|powerpoint)|.*\.(?:docx?|pdf|indd|qxd|tex)$|slide \d|document\d*$)", re.I
)
_SECTION = re.compile(
    r"^(?:abstract|(?:executive )?summary|introduction|(?:table of )?contents|key (?:findings|points|messages)"
    r"|foreword|preface|background|overview|keywords)\b",
    re.I,
)
_PARTICLES = frozenset("al bin da de del della der di dos du el ibn la le ten ter van von y zu".split())
_DEGREES = frozenset("prof dr mr mrs ms sir hon phd md ma msc esq jr".split())
_INSTITUTIONS = frozenset(
    """academy agency association bank bureau centre center college department directorate embassy faculty foundation
    institute institution laboratory library ministry school secretariat university""".split()
)
"""Words of affiliations."""
_NO_NAMES = frozenset(
    """a analysis archive army article as at board commission committee contents council division editorial email
    executive for force forces foreword from government group her his in international introduction issue its
    journal nations navy of office on operations or organisation organization our paper policy preface press
    programme program project report research review section series service services society studies summary team
    the their to under union unit updated volume with working""".split()
)
"""Words of titles, series and sections, which, like those of affiliations, no person's name has."""
_NAME_WORD = re.compile(r"^[^\W\d_](?:[\w'’-]*\w)?\.?(?:-[^\W\d_]\.)?$")
_NAMES_PART = re.compile(r"\s*(?:[,;&|·•]|\band\b)\s*", re.I)
_MARKS = re.compile(r"\s*[*∗†‡§¶‖]+$|(?<=[^\W\d_])\d{1,2}$|\s*\([^)]*\)$|(?<=\w{3})\.$")
MAX_BYLINE_LINES = 24
"""Lines below a title among which authors and their affiliations are looked for."""
MAX_NAMES = 20
PROSE_WORDS = 30
"""Words of a piece that is text, so that the byline has ended before it."""


def title_pieces(pieces: Sequence[Piece], body_size: float, metadata_title: str, entries: set[str]) -> list[Piece]:
    """The pieces that are the title: what the metadata names, else the largest text on the first page.

    `entries`: folded titles in the table of contents, which are headings.
    """
    front = [p for p in pieces if p.page <= FRONT_PAGES and p.role in ("text", "heading", "title")]
    tagged = [p for p in front if p.tag == "Title"]
    if tagged:
        return tagged[:1]
    wanted = fold(metadata_title) if not _NOT_A_TITLE.match(metadata_title) else ""
    if len(wanted) >= 8:
        for index, piece in enumerate(front):
            run, text = [piece], fold(piece.text)
            while wanted.startswith(text) and text != wanted and index + len(run) < len(front) and len(run) < 4:
                run.append(front[index + len(run)])
                text += fold(run[-1].text)
            if text == wanted or (text and text == fold(metadata_title.split(":")[0]) and piece.size > body_size):
                return run
    first_page = min((p.page for p in front), default=1)
    large = [p for p in front if p.page == first_page and _may_be_title(p, body_size) and fold(p.text) not in entries]
    if not large:
        return []
    top = max(p.size for p in large)
    best = [p for p in large if p.size >= top - 0.6]
    if _after_text(front, best[0]) or any(_alike(p, best[0]) for p in pieces if p.page > first_page):
        return []
    start = front.index(best[0])
    run = [best[0]]
    for piece in front[start + 1 : start + 4]:
        goes_on = len(piece.text.split()) <= 4 and abs(piece.size - best[0].size) < 0.3 and piece.bold == best[0].bold
        if (piece in best or goes_on) and piece.page == run[-1].page and len(run) < 3:
            run.append(piece)
        else:
            break
    return run


def _after_text(front: Sequence[Piece], piece: Piece) -> bool:
    """Running text stands before it: then it is a heading, not the title."""
    before = front[: next(i for i, p in enumerate(front) if p is piece)]
    return sum(len(p.text.split()) for p in before if p.size < piece.size) > MAX_WORDS_ABOVE


def _alike(piece: Piece, title: Piece) -> bool:
    """Set as large as the supposed title, with other words: both are headings."""
    return piece.role == "text" and abs(piece.size - title.size) < 0.3 and fold(piece.text) != fold(title.text)


def _may_be_title(piece: Piece, body_size: float) -> bool:
    large = piece.size >= TITLE_SIZE * body_size and len(piece.text.split()) <= 40
    return large and sum(map(str.isalpha, piece.text)) >= 8


def usable_metadata_title(text: str) -> str:
    """The metadata's title, or "" where it is a file name or a program's default."""
    text = re.sub(r"\s+", " ", text).strip()
    return "" if _NOT_A_TITLE.match(text) or len(text) < 4 else text


def find_date(texts: Sequence[str], metadata_date: str) -> str:
    """The first date of the front pages as ISO 8601 (day, or month), else the file's creation day."""
    for text in texts:
        for pattern in _DATES:
            if match := pattern.search(text):
                iso = _iso(match.groupdict())
                if iso:
                    return iso
    match = _METADATA_DATE.match(metadata_date)
    if not match:
        return ""
    return _iso({"year": match[1], "month": match[2] or "1", "day": match[3]})


def _iso(parts: dict[str, str | None]) -> str:
    year, month, day = int(parts["year"] or 0), (parts["month"] or "").lower().rstrip("."), parts.get("day")
    number = int(month) if month.isdigit() else next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(month[:3]))
    try:
        when = datetime(year, number, int(day or 1))
    except ValueError:
        return ""
    return when.strftime("%Y-%m-%d") if day else when.strftime("%Y-%m")


def byline(pieces: Sequence[Piece], title: Sequence[Piece]) -> list[Piece]:
    """The pieces between the title and the text that name authors, or stand above or among those that do."""
    if not title:
        return []
    last = title[-1]
    zone: list[Piece] = []
    named = 0
    for piece in pieces:
        below = piece.page == last.page and piece.lines[0].base > last.lines[-1].base
        if not below or piece.role not in ("text", "heading"):
            continue
        if len(piece.text.split()) >= PROSE_WORDS or len(zone) == MAX_BYLINE_LINES or _SECTION.match(piece.text):
            break
        if named and (piece.bold > 0.5, piece.capitals) > (zone[named - 1].bold > 0.5, zone[named - 1].capitals):
            break
        zone.append(piece)
        if any(_is_byline(line) for line in piece.lines):
            named = len(zone)
    return zone[:named] if any(_names(line) for piece in zone[:named] for line in piece.lines) else []


def names_authors(piece: Piece) -> bool:
    """Every line of it names persons or what they belong to, and it is no sentence."""
    return all(map(_is_byline, piece.lines)) and not piece.text.endswith(".")


def find_authors(pieces: Sequence[Piece], metadata_author: str) -> tuple[str, ...]:
    """Names in the pieces of a byline; else the metadata's author."""
    found = dict.fromkeys(name for piece in pieces for line in piece.lines for name in _names(line))
    if found:
        return tuple(found)[:MAX_NAMES]
    names = [n.strip() for n in re.split(r"[;,]| and ", metadata_author) if n.strip()]
    return tuple(n for n in names if " " in n)[:MAX_NAMES]


def _names(line: Line) -> list[str]:
    """The persons that a line names; none where it says more than names and what they belong to."""
    found: list[str] = []
    for cell in cells_of(line) if line.gaps and not line.has_raised else [line.text]:
        for part in _NAMES_PART.split(re.sub(r"^by\s+", "", cell.strip(), flags=re.I)):
            name = _MARKS.sub("", part.strip()).strip()
            if _is_name(name):
                found.append(name)
            elif name and not _is_affiliation(name) and name.lower().strip(".") not in _DEGREES:
                return []
    return found


def _is_name(text: str) -> bool:
    words = [w for w in text.split() if w.lower().strip(".") not in _DEGREES]
    plain = [w for w in words if w.lower() not in _PARTICLES]
    return (
        2 <= len(plain) <= len(words) <= 6
        and all(_NAME_WORD.match(w) and w[0].isupper() for w in plain)
        and sum(len(w.strip(".")) > 1 for w in plain) >= 1
        and not _is_affiliation(text)
        and _NO_NAMES.isdisjoint(w.lower() for w in words)
    )


def _is_affiliation(text: str) -> bool:
    return "@" in text or not _INSTITUTIONS.isdisjoint(re.findall(r"\w+", text.lower()))


def _is_byline(line: Line) -> bool:
    return bool(_names(line)) or _is_affiliation(line.text)
