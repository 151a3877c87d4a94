"""Events: named meetings, wars and exercises with the date that stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from bdjp_nlp.facts.candidate import ReadSentence
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.rows import DatedEvent

FARTHEST = 60
"""Code points between an event and its date: more, and the date is likely another's."""


def dated_events(read: ReadSentence, text: str, wording: Wording) -> Iterator[DatedEvent]:
    """The events of a sentence that have one date near them, in order; `text` is the passage's."""
    gatherings, dates = frozenset(wording.roles["gathering"]), frozenset(wording.roles["date"])
    dated = [entity for entity in read.entities if entity.label in dates and entity.value]
    for event in read.entities:
        if event.label not in gatherings:
            continue
        near = [(max(event.start - date.end, date.start - event.end), date) for date in dated]
        close = [(gap, date) for gap, date in near if gap <= FARTHEST]
        if not close:
            continue
        date = min(close, key=lambda each: each[0])[1]
        start, end = min(event.start, date.start), max(event.end, date.end)
        yield DatedEvent(
            event.passage_id, event.sentence_id, event.canonical, date.value or "", start, end, text[start:end]
        )
