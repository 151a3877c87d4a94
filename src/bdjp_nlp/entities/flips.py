"""Flips: the mentions that another model finds, leaves out or names otherwise in the same texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bdjp_nlp.entities.naming import NamedMention
from bdjp_nlp.entities.recogniser import Recogniser

MOST_FLIPS = 500
"""More than anybody reads; the report says how many there are."""
_CONTEXT = 40
"""Code points shown on either side."""


@dataclass(frozen=True)
class Flip:
    """A mention that changes: its document, its words with those around it, and its label and score before and after.

    A label is None where that model has no mention with this span; `start` and `end` are half-open code points of the
    text, which is number `passage` of its document.
    """

    document: str
    passage: int
    start: int
    end: int
    words: str
    context: str
    before: str | None
    after: str | None
    score_before: float | None
    score_after: float | None


@dataclass(frozen=True)
class Flips:
    """How many mentions change of how many, and the first of them, those first of which the models were surest."""

    mentions: int
    changed: int
    listed: tuple[Flip, ...]


def flips(documents: Sequence[tuple[str, Sequence[str]]], old: Recogniser, new: Recogniser) -> Flips:
    """What changes from one model to another in documents, each a name and its texts."""
    found: list[Flip] = []
    mentions = 0
    texts = [texts for _, texts in documents]
    for (name, passages), before, after in zip(documents, old(texts), new(texts), strict=True):
        for number, text in enumerate(passages):
            mentions += len(after.mentions[number])
            found += _changed(name, number, text, before.mentions[number], after.mentions[number])
    found.sort(key=lambda flip: -max(flip.score_before or 0, flip.score_after or 0))
    return Flips(mentions, len(found), tuple(found[:MOST_FLIPS]))


def _changed(
    document: str, passage: int, text: str, before: Iterable[NamedMention], after: Iterable[NamedMention]
) -> Iterator[Flip]:
    old = {(one.mention.start, one.mention.end): one.mention for one in before}
    new = {(one.mention.start, one.mention.end): one.mention for one in after}
    for span in sorted(old.keys() | new.keys()):
        was, now = old.get(span), new.get(span)
        if was is not None and now is not None and was.label == now.label:
            continue
        start, end = span
        yield Flip(
            document,
            passage,
            start,
            end,
            text[start:end],
            text[max(0, start - _CONTEXT) : end + _CONTEXT],
            was.label if was else None,
            now.label if now else None,
            round(was.score, 4) if was else None,
            round(now.score, 4) if now else None,
        )
