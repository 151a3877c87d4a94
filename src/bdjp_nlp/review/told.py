"""Told: what the run's facts say together, in the order of time and where the papers differ."""

from __future__ import annotations

from dataclasses import dataclass

from bdjp_nlp.review.corpus import Corpus
from bdjp_nlp.views.discrepancies import Discrepancy, discrepancies
from bdjp_nlp.views.timeline import TimelineEntry, timeline


@dataclass(frozen=True)
class Told:
    """Views that are made of all facts; `stamp` says of which state of the run."""

    stamp: int
    timeline: tuple[TimelineEntry, ...]
    discrepancies: tuple[Discrepancy, ...]


def tell(corpus: Corpus) -> Told:
    """The views of a run as it is now, empty where it has no facts."""
    if "facts" not in corpus.tables:
        return Told(corpus.stamp, (), ())
    return Told(corpus.stamp, tuple(timeline(corpus.run)), tuple(discrepancies(corpus.run)))
