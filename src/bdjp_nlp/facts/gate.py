"""Gate: which sentences are worth their parse, told by a logistic regression from the places in them.

pipeline/facts/gate.json   a scorer of places (see ``scorer.py``), with the threshold and the forms that it was made for
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bdjp_nlp.facts.frames import Lexicon
from bdjp_nlp.facts.places import Place, Places
from bdjp_nlp.facts.references import SENTENCES_BACK
from bdjp_nlp.facts.scorer import Scorer, load_weights
from bdjp_nlp.facts.wording import Wording

if TYPE_CHECKING:
    from bdjp_nlp.facts.candidate import ReadSentence
    from bdjp_nlp.rows import Entity

FILE = "gate.json"
_OF_TWO = "after=between"
"""A sign of a place that names two sides, whatever else stands around it."""
_CLOSING = "\"'”’»)] "
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAMING = ("actor", "people", "place", "document")
"""Roles of which a sentence must name one."""


class PlaceScorer(Scorer):
    """How probable it is that the parse finds a fact at a place.

    `threshold`: the least log odds of a place for which its sentence is parsed. `forms`: what it was fitted for; a
    place with another form, which somebody added to the frames since, is let through.
    """

    threshold: float
    forms: tuple[str, ...]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.forms)

    def lets_through(self, place: Place) -> bool:
        """Whether the place may tell a fact."""
        return place.form not in self._known or _OF_TWO in place.signs or self.log_odds(place.signs) >= self.threshold


def load_place_scorer(folder: Path) -> PlaceScorer:
    """The scorer in a folder; raises `ModelError` where it is missing, damaged or of another format."""
    return load_weights(folder / FILE, PlaceScorer, "bdjp_nlp.facts.gate_training")


class Gate:
    """Passes the sentences that may tell a fact; without a scorer all in which one is possible at all."""

    def __init__(self, lexicon: Lexicon, wording: Wording, scorer: PlaceScorer | None) -> None:
        self._forms = frozenset(lexicon.by_form)
        self._places = Places(lexicon, wording)
        self._scorer = scorer
        self._taking_part = {label for role in _NAMING for label in wording.roles[role]}
        words = wording.references
        self._pointing = {*words.one, *words.one_nouns, *words.two, *words.two_nouns, *words.person}
        self._pointing |= {noun for nouns in wording.nouns.values() for noun in nouns}

    def __call__(self, read: ReadSentence) -> bool:
        """Whether a sentence is worth its parse; a question tells nothing."""
        places = self.places(read)
        return any(map(self._scorer.lets_through, places)) if self._scorer else any(True for _ in places)

    def places(self, read: ReadSentence) -> Iterator[Place]:
        """The places where a sentence may tell a fact."""
        text = read.sentence.text
        forms = _WORD.findall(text.lower())
        if text.rstrip(_CLOSING).endswith("?") or self._forms.isdisjoint(forms):
            return
        earlier = self._earlier(read, forms)
        if any(entity.label in self._taking_part for entity in (*read.entities, *earlier)):
            yield from self._places.of(text, read.sentence.start, read.entities, earlier)

    def _earlier(self, read: ReadSentence, forms: Sequence[str]) -> Sequence[Entity]:
        """The mentions that the sentence's words may point back to."""
        points_back = bool(read.before) and (read.continued or not self._pointing.isdisjoint(forms))
        return tuple(chain.from_iterable(read.before[-SENTENCES_BACK:])) if points_back else ()
