"""Presenting: judged passages as the templates show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

from bdjp_nlp.review.catalogue import Catalogue, LabelChoice
from bdjp_nlp.review.code_units import to_utf16
from bdjp_nlp.review.decisions import Group
from bdjp_nlp.review.judged import JudgedCode, JudgedFact, JudgedPassage, State
from bdjp_nlp.review.marks import Mark, NoteMarker, Piece, pieces
from bdjp_nlp.review.paper import NOTES_A_STRETCH, Paper
from bdjp_nlp.rows import Note, Span

DEEPEST = 3
"""Lines below one another that the height of a line has room for; what comes below them shares the last."""
_SAID: Mapping[State, str] = {
    "found": "found by the model",
    "unsure": "the model is not sure",
    "absent": "not found",
    "accepted": "accepted",
    "rejected": "rejected",
    "disputed": "coders differ",
}


@dataclass(frozen=True)
class CodeView:
    """A code's chip. `brief`: what stands on it; `said`: the same in words."""

    group: Group
    label: str
    choice: LabelChoice
    state: State
    holds: bool
    brief: str
    said: str
    stance: str | None
    explicit: bool | None
    sides: str


@dataclass(frozen=True)
class FactView:
    """A fact in a line; `units` is its span in UTF-16."""

    subject: str
    relation: str
    title: str
    object: str
    more: str
    state: State
    units: Span


@dataclass(frozen=True)
class PassageView:
    """A passage as ``passage.html`` shows it; `denied`: titles of labels that only people spoke of, and denied."""

    doc_id: str
    passage_id: str
    kind: str
    page: int
    name: str
    href: str
    document: str
    titles: tuple[str, ...]
    language: str
    touched: bool
    pieces: list[Piece]
    codes: list[CodeView]
    denied: tuple[str, ...]
    facts: list[FactView]


def passage_href(doc_id: str, passage_id: str) -> str:
    """Where a passage stands in its document."""
    return f"/document/{quote(doc_id)}?at={quote(passage_id)}#{quote(passage_id)}"


def present(paper: Paper, judged: JudgedPassage, labels: Catalogue) -> PassageView:
    """A passage for the template."""
    passage = judged.passage
    notes = [
        NoteMarker(
            note.offset, note.marker, note.note_id, passage_href(paper.doc_id, note.note_id),
            f"notes-{place // NOTES_A_STRETCH}",
        )
        for place, note in paper.notes_of.get(passage.passage_id, ())
        if note.offset is not None
    ]  # fmt: skip
    page = f", page {passage.page_first}" if passage.page_first else ""
    return PassageView(
        doc_id=paper.doc_id,
        passage_id=passage.passage_id,
        kind=passage.kind,
        page=passage.page_first,
        name=f"{passage.kind.replace('_', ' ')} {passage.order + 1}{page}",
        href=passage_href(paper.doc_id, passage.passage_id),
        document=paper.document.title or PurePath(paper.document.path).name,
        titles=paper.titles(passage.section_id),
        language=paper.document.language or "und",
        touched=any(code.state in ("accepted", "rejected") for code in judged.codes),
        pieces=pieces(passage.text, _marks(judged, labels), notes),
        codes=[_code(code, labels) for code in judged.codes if code.state != "absent" and not _only_denied(code)],
        denied=tuple(labels.choice(code.group, code.label).title for code in judged.codes if _only_denied(code)),
        facts=[_fact(fact, passage.text, labels) for fact in judged.facts],
    )


def _only_denied(code: JudgedCode) -> bool:
    """Whether nothing but a person's no was ever said of it, as of most labels of a passage accepted as a whole."""
    return code.state == "rejected" and not code.raised


def _marks(judged: JudgedPassage, labels: Catalogue) -> list[Mark]:
    text = judged.passage.text
    found: list[Mark] = []
    taken: list[tuple[Span, int]] = []
    for code in judged.codes:
        for start, end in code.evidence if code.holds else ():
            used = {depth for (first, last), depth in taken if first < end and start < last}
            depth = next((depth for depth in range(DEEPEST) if depth not in used), DEEPEST)
            taken.append(((start, end), depth))
            choice = labels.choice(code.group, code.label)
            found.append(Mark(start, end, choice, code.state, depth, f", {_brief(code)}".rstrip(", ")))
    last = 0
    for mention in judged.mentions:
        if not mention.holds or mention.start < last:
            continue
        last = mention.end
        note = f": {mention.canonical}" + (f" ({mention.value})" if mention.value else "")
        found.append(
            Mark(
                mention.start,
                mention.end,
                labels.choice("entities", mention.label),
                mention.state,
                note=note,
                entity_id=mention.entity_id,
                units=to_utf16(text, (mention.start, mention.end)),
            )
        )
    return found


def _brief(code: JudgedCode) -> str:
    signs = {"accepted": "✓", "rejected": "✕", "disputed": "≠", "unsure": "?"}
    score = "" if code.score is None else percent(code.score)
    return f"{score} {signs.get(code.state, '')}".strip()


def percent(score: float) -> str:
    """A probability as a person reads it, never 0 or 100 for what is neither."""
    return f"{min(99, max(1, round(100 * score)))} %"


def _code(code: JudgedCode, labels: Catalogue) -> CodeView:
    probability = "" if code.score is None else f", probability {code.score:.2f} by model {code.model}"
    by = f" by {', '.join(code.by)}" if code.by and code.state != "disputed" else ""
    return CodeView(
        code.group,
        code.label,
        labels.choice(code.group, code.label),
        code.state,
        code.holds,
        _brief(code),
        f"{_SAID[code.state]}{'' if code.holds or code.state == 'rejected' else ', not given'}{by}{probability}",
        code.stance,
        code.explicit,
        "; ".join(code.by) if code.state == "disputed" else "",
    )


def _fact(fact: JudgedFact, text: str, labels: Catalogue) -> FactView:
    row = fact.row
    amount = " ".join(filter(None, (row.amount, row.unit)))
    said = f"says {row.asserted_by}" if row.asserted_by else ""
    more = " · ".join(filter(None, (row.modality, row.date, amount, said, percent(row.score))))
    title = labels.choice("facts", row.relation).inline
    return FactView(
        row.subject or "", row.relation, title, row.object or "", more, fact.state, to_utf16(text, (row.start, row.end))
    )


@dataclass(frozen=True)
class HeadingView:
    """A heading between passages; `rank` is the level of its HTML element."""

    section_id: str
    number: str
    title: str
    rank: int
    heading: bool = True


@dataclass(frozen=True)
class PassageEntry:
    """A passage between headings."""

    view: PassageView
    heading: bool = False


Entry = HeadingView | PassageEntry


@dataclass(frozen=True)
class Part:
    """Some passages of a document that are sent together. `signs`: how long they are, for the height to keep free.

    `first`: the passage (or section) that it begins with; `shown`: its content, empty until it is asked for.
    """

    number: int
    name: str
    first: str
    signs: int
    shown: Sequence[Entry] = ()


@dataclass(frozen=True)
class BackLink:
    """Where a note's marker stands: address, and the part of the page."""

    href: str
    part: str


@dataclass(frozen=True)
class NoteView:
    """A note at the foot of a paper; `back` is None where its marker was not found."""

    note_id: str
    marker: str
    text: str
    back: BackLink | None


def note_views(paper: Paper, notes: Sequence[Note]) -> list[NoteView]:
    """Notes for the template."""
    return [
        NoteView(
            note.note_id,
            note.marker,
            note.text,
            BackLink(passage_href(paper.doc_id, note.passage_id), part_name(paper, note.passage_id))
            if note.passage_id
            else None,
        )
        for note in notes
    ]


def part_name(paper: Paper, identifier: str) -> str:
    """The element of the page that holds a heading or passage once it is loaded."""
    return f"part-{paper.part_of.get(identifier, 0)}"
