"""How well a draft's structure agrees with the truth: the figures that the benchmarks of the readers print.

A truth is {"paragraphs": [text], "headings": [text], "notes": {marker: text}} and may have "note_anchors"
{marker: the characters before it} and "headings_complete" (then headings are also counted for precision).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from bdjp_nlp.draft import Draft

ALIKE, NOTE_ALIKE = 95.0, 90.0
"""Per cent of letters that agree."""
MIN_SENTENCE, MIN_PARAGRAPH = 8, 12
"""Words: shorter sentences of the truth and shorter passages of the draft are not judged."""
ANCHOR_LETTERS, ANCHOR_SLACK = 20, 6
"""Letters before a marker that must stand there, and how many may come between."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?=\s+[A-Z“\"])|(?<=[.!?][\"”’)])(?=\s+[A-Z“\"])")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
FIGURES = {
    "sentences": "sentences",
    "ordinals aside": "aside",
    "recall": "recall",
    "precision": "precision",
    "headings": "headings",
    "h-precision": "heading precision",
    "notes": "notes",
    "anchors": "anchors",
}
"""Column titles to figures. "ordinals aside": sentences compared without the endings of ordinals, which some makers
of truths drop because they are superscripts ("the 119 Congress")."""


@dataclass
class Tally:
    """Found and wanted, by name of the figure."""

    found: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, found: int, wanted: int) -> None:
        """Count one document's figure."""
        self.found[name] = self.found.get(name, 0) + found
        self.wanted[name] = self.wanted.get(name, 0) + wanted

    def share(self, name: str) -> str:
        """Found of wanted, to three places."""
        wanted = self.wanted.get(name, 0)
        return f"{self.found[name] / wanted:.3f}" if wanted else "-"

    def row(self) -> str:
        """All figures in the columns of `header`."""
        return "".join(f"{self.share(name):>{max(10, len(title) + 2)}s}" for title, name in FIGURES.items())

    @staticmethod
    def header(indent: int = 16) -> str:
        """The titles of the columns."""
        return " " * indent + "".join(f"{title:>{max(10, len(title) + 2)}s}" for title in FIGURES)


def letters(text: str) -> str:
    """Letters only, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


def alike(text: str, others: list[str], least: float = ALIKE) -> bool:
    """Whether one of the others is at least this similar."""
    return process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=least) is not None


def sentences_of(text: str) -> list[str]:
    """The sentences that are judged."""
    return [s for s in _SENTENCE_END.split(text) if len(s.split()) >= MIN_SENTENCE]


def score(draft: Draft, gold: dict[str, Any], tally: Tally) -> None:
    """Add one document to the tally."""
    blocks = [b for b in draft.blocks if b.kind != "heading"]
    passages = [letters(b.text) for b in blocks]
    stream = "".join(passages)
    aside = "".join(letters(_ORDINAL.sub("", b.text)) for b in blocks)
    wanted = [s for p in gold["paragraphs"] for s in sentences_of(p)]
    tally.add("sentences", sum(letters(s) in stream for s in wanted), len(wanted))
    tally.add("aside", sum(letters(_ORDINAL.sub("", s)) in aside for s in wanted), len(wanted))
    body = [
        letters(b.text)
        for b in blocks
        if b.kind in ("paragraph", "list_item", "quote", "abstract") and len(b.text.split()) >= MIN_PARAGRAPH
    ]
    paragraphs = [letters(p) for p in gold["paragraphs"]]
    tally.add("recall", sum(alike(p, passages) for p in paragraphs), len(paragraphs))
    tally.add("precision", sum(alike(p, paragraphs) for p in body), len(body))
    _score_headings(draft, gold, tally)
    _score_notes(draft, gold, tally)


def _score_headings(draft: Draft, gold: dict[str, Any], tally: Tally) -> None:
    found = [(_folded(b.text), _folded(b.number + b.text)) for b in draft.blocks if b.kind == "heading"]
    heads = {_folded(h) for h in gold["headings"]}
    titles = {title for pair in found for title in pair}
    tally.add("headings", len(heads & titles), len(heads))
    if gold.get("headings_complete"):
        tally.add("heading precision", sum(bool(set(pair) & heads) for pair in found), len(found))


def _score_notes(draft: Draft, gold: dict[str, Any], tally: Tally) -> None:
    notes = {n.marker: letters(n.text) for n in draft.notes}
    right = sum(
        marker in notes and fuzz.ratio(letters(t), notes[marker]) >= NOTE_ALIKE for marker, t in gold["notes"].items()
    )
    tally.add("notes", right, len(gold["notes"]))
    places = {r.marker: letters(b.text[: r.offset]) for b in draft.blocks for r in b.references}
    anchors = gold.get("note_anchors", {})
    held = 0
    for marker, before in anchors.items():
        tail = letters(before)[-ANCHOR_LETTERS:]
        held += marker in places and tail in places[marker][-(ANCHOR_LETTERS + ANCHOR_SLACK) :]
    tally.add("anchors", held, len(anchors))
