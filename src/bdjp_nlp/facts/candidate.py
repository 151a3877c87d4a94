"""Candidates for facts, and the sentences that they are looked for in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bdjp_nlp.facts.arguments import Argument
from bdjp_nlp.rows import Entity, Sentence

_SEMICOLON = re.compile(r";\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible fact, with the word that tells it (`trigger`) and what speaks for and against it (`signs`).

    `start` and `end`: half-open code points of the passage, from the first to the last word that takes part.
    """

    sentence: Sentence
    subject: Argument
    relation: str
    object: Argument
    indirect: Argument | None
    amount: Entity | None
    date: Entity | None
    modality: str
    asserted_by: str | None
    start: int
    end: int
    trigger: str
    signs: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two candidates the same fact."""
        return self.subject.name, self.relation, self.object.name, self.modality


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with its mentions in order, and the mentions of the earlier sentences of its passage.

    `continued`: it is a part after a semicolon, which may do without a subject of its own.
    """

    sentence: Sentence
    entities: Sequence[Entity]
    before: Sequence[Sequence[Entity]]
    continued: bool = False

    def parts(self) -> Iterator[ReadSentence]:
        """The sentence itself, or its parts between semicolons, which the parser takes for one clause in another."""
        sentence, before, start = self.sentence, self.before, 0
        for piece in _SEMICOLON.split(sentence.text) if ";" in sentence.text else [sentence.text]:
            start = sentence.text.index(piece, start)
            first, last = sentence.start + start, sentence.start + start + len(piece)
            entities = [entity for entity in self.entities if first <= entity.start and entity.end <= last]
            yield ReadSentence(replace(sentence, start=first, end=last, text=piece), entities, before, start > 0)
            before, start = (*before, entities), start + len(piece)
