"""Quote: words of a paper as a report shows them, and which of many tell most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a paper. `source` names it shortly, `doc_id` leads to its sheet; page 0 where there are none.

    `score` is the probability that the model gave to what the words are quoted for, None where a person said it.
    """

    words: str
    source: str
    doc_id: str
    page: int
    score: float | None
    by: str
    stance: str = ""


def telling(quotes: list[Quote], most: int) -> list[Quote]:
    """The best quotes, of as many papers as there are: each paper's best first."""
    ranked = sorted(quotes, key=lambda quote: (quote.score is not None, -(quote.score or 0.0), quote.words))
    turns: Counter[str] = Counter()
    seen: set[str] = set()
    ordered: list[tuple[int, int, Quote]] = []
    for place, quote in enumerate(ranked):
        if quote.words not in seen:
            seen.add(quote.words)
            ordered.append((turns[quote.doc_id], place, quote))
            turns[quote.doc_id] += 1
    return [quote for _, _, quote in sorted(ordered, key=lambda one: one[:2])[:most]]


def cut(words: str, most: int) -> str:
    """Words, cut at a blank where they are longer than `most` signs."""
    return words if len(words) <= most else words[: words.rfind(" ", 0, most)].rstrip(" ,;:") + " …"
