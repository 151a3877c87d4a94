"""Mark: words of a text and what somebody says of them, the one thing that every exchange format carries."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bdjp_nlp.document import Document
from bdjp_nlp.review.decisions import Decision
from bdjp_nlp.rows import Passage

ASSIGNED, ACCEPTED, REJECTED, ADDED = "assigned", "accepted", "rejected", "added"
"""Of a model's mark: as the model gave it, or as a person judged it; of a person's own: added."""

Details = tuple[tuple[str, str], ...]
"""What else a mark says, as names and values in the table's order: canonical, value, stance, subject …"""


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:end] == quote` in half-open code points of the text that it belongs to.

    `layer` is the table that it comes from, empty where a foreign file does not say. `by` is a model's id or a coder's
    name; `human` says which. `score` is a model's probability.
    """

    layer: str
    label: str
    start: int
    end: int
    quote: str
    by: str = ""
    human: bool = False
    score: float | None = None
    status: str = ASSIGNED
    details: Details = ()

    def moved(self, distance: int) -> Mark:
        """The same mark in a text that begins `distance` code points later."""
        return replace(self, start=self.start + distance, end=self.end + distance)

    def detail(self, name: str) -> str | None:
        """One of the details."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text and its marks. `name`: what a foreign file calls it.

    The identifiers, and `doc_start`, the text's place in the canonical text, are known where we wrote the file.
    """

    text: str
    marks: tuple[Mark, ...]
    name: str = ""
    doc_id: str = ""
    passage_id: str = ""
    doc_start: int | None = None


@dataclass(frozen=True)
class Paper:
    """A document with its marks, whose offsets count in the canonical text, in the order of where they begin.

    `decisions`: those of a review that hold in it, rejections included.
    """

    document: Document
    marks: tuple[Mark, ...] = field(repr=False)
    decisions: tuple[Decision, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.document.text

    @property
    def name(self) -> str:
        """The file's name."""
        return self.document.path.replace("\\", "/").rsplit("/", 1)[-1]

    def passages(self) -> Iterator[tuple[Passage, tuple[Mark, ...]]]:
        """Each passage with its marks, offsets counted in the passage's text."""
        starts = [mark.start for mark in self.marks]
        for passage in self.document.passages:
            first, last = bisect_left(starts, passage.doc_start), bisect_left(starts, passage.doc_end)
            inside = (mark for mark in self.marks[first:last] if mark.end <= passage.doc_end)
            yield passage, tuple(mark.moved(-passage.doc_start) for mark in inside)


def ordered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in the order of the text, longer ones first, so that the same marks always make the same file."""
    return tuple(sorted(marks, key=lambda m: (m.start, -m.end, m.layer, m.label, m.human, m.by)))


def standing(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Without what a person rejected: what formats without a place for two opinions carry."""
    return tuple(mark for mark in marks if mark.status != REJECTED)


def agreed(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """`standing` marks, each span and label once, a person's before a model's."""
    chosen: dict[tuple[str, str, int, int], Mark] = {}
    for mark in sorted(standing(marks), key=lambda m: not m.human):
        chosen.setdefault((mark.layer, mark.label, mark.start, mark.end), mark)
    return ordered(chosen.values())
