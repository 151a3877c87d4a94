"""Places: the words of a sentence that may tell a fact, seen before any parse, each with what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bdjp_nlp.facts.clauses import RELATIVES
from bdjp_nlp.facts.frames import Fit, Lexicon, Trigger, singular
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.rows import Entity

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[,;:]")
_EDGE = "|"
"""Stands before a sentence's first word and after its last."""
FARTHEST = 9
"""Words to an argument from which on all distances count the same."""
PREPOSITIONS_WITHIN, BEFORE_WITHIN = 7, 4
"""Words after a trigger among which its prepositions are looked for; words before it that are signs."""
BACK, ON = -1, 1


@dataclass(frozen=True, slots=True)
class Place:
    """A trigger's form, or the label of a mention that is one, in a sentence; `signs` tell of what is around it."""

    form: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sentence as it is looked at: `words` in lower case, a mention's label in its place, and what each may be."""

    words: list[str]
    entities: list[Entity | None]
    nouns: list[str]


class Places:
    """Finds the places of sentences by the frames of a lexicon."""

    def __init__(self, lexicon: Lexicon, wording: Wording) -> None:
        self._lexicon = lexicon
        roles, references = wording.roles, wording.references
        self._people, self._state = frozenset(roles["people"]), roles["state"][0]
        self._dates = frozenset(roles["date"])
        self._counts, self._counted_people = frozenset(roles["count"]), roles["counted_people"][0]
        self._pointing = {*references.one, *references.two, *references.person, *references.one_nouns, *RELATIVES}
        self._prepositions = {
            part
            for frame in lexicon.frames
            for slot in (*frame.subject, *frame.object, *frame.indirect)
            for part in slot.split(".")
        }

    def of(self, text: str, start: int, entities: Sequence[Entity], earlier: Iterable[Entity]) -> Iterator[Place]:
        """The places of a sentence that begins at `start` of its passage; `earlier`: what its words may point back to.

        A word is no place where nothing in the sentence fits the subject, or nothing the object, of any of its frames.
        """
        seen = self._seen(text, start, entities)
        labels = {entity.label for entity in (*entities, *earlier)} - self._dates
        if not labels.isdisjoint(self._people):
            labels.add(self._state)
        if not labels.isdisjoint(self._counts):
            labels.add(self._counted_people)
        nouns = {part for noun in seen.nouns for part in (noun, *noun.split("-"))}
        for at, (word, entity) in enumerate(zip(seen.words, seen.entities, strict=True)):
            known = (self._lexicon.by_label if entity else self._lexicon.by_form).get(word, ())
            beside = (trigger for trigger in known if not trigger.beside or trigger.beside in seen.words)
            possible = [trigger for trigger in beside if self._may_fit(trigger, labels, nouns)]
            if possible:
                yield Place(word, tuple(self._signs(at, seen, possible)))

    def _seen(self, text: str, start: int, entities: Iterable[Entity]) -> _Seen:
        lower = text.lower()
        lower = lower if len(lower) == len(text) else text
        words: list[str] = []
        mentions: list[Entity | None] = []
        at = 0
        for entity in entities:
            if entity.start - start < at or (entity.label in self._dates and entity.text[:1].islower()):
                continue
            words += _WORD.findall(lower, at, entity.start - start)
            mentions += [None] * (len(words) - len(mentions))
            words.append(entity.label)
            mentions.append(entity)
            at = entity.end - start
        words += _WORD.findall(lower, at)
        mentions += [None] * (len(words) - len(mentions))
        nouns = [
            singular(entity.text.lower().rpartition(" ")[2] if entity else word)
            for word, entity in zip(words, mentions, strict=True)
        ]
        return _Seen(words, mentions, nouns)

    def _may_fit(self, trigger: Trigger, labels: set[str], nouns: set[str]) -> bool:
        subject = self._lexicon.subjects[trigger.number].may_fit(labels, nouns)
        fits = self._lexicon.objects[trigger.number].may_fit(labels, nouns)
        return (subject or fits) if trigger.frame.mutual else (subject and fits)

    def _signs(self, at: int, seen: _Seen, triggers: Sequence[Trigger]) -> Iterator[str]:
        """What the words around a place tell: neighbours, prepositions, and how near arguments stand on either side."""
        words, relation = seen.words, triggers[0].frame.relation
        kinds = "".join(sorted({trigger.kind[0] for trigger in triggers}))
        before = words[at - 1] if at else _EDGE
        after = words[at + 1] if at + 1 < len(words) else _EDGE
        yield from (f"form={words[at]}", f"relation={relation}", f"kinds={kinds}")
        yield from (f"before={before}", f"after={after}", f"{kinds} before={before}", f"{kinds} after={after}")
        yield f"form={words[at]} after={after}"
        subjects = [self._lexicon.subjects[trigger.number] for trigger in triggers]
        objects = [self._lexicon.objects[trigger.number] for trigger in triggers]
        gaps = [self._gap(at, seen, fits, way) for fits in (subjects, objects) for way in (BACK, ON)]
        there = "".join("-+"[gap > 0] for gap in gaps)
        yield from (f"{kinds} there={there}", f"{relation} there={there}", f"long={min(len(words) // 6, 6)}")
        for name, gap in zip(("subject before", "subject after", "object before", "object after"), gaps, strict=True):
            yield from (f"{kinds} {name}={gap}", f"{relation} {name}={gap}")
        if any(fit.any for fit in objects):
            yield f"any after={after}"
        for word in words[at + 1 : at + 1 + PREPOSITIONS_WITHIN]:
            if word in self._prepositions:
                yield from (f"near={word}", f"{relation} near={word}")
        yield from (f"earlier={word}" for word in words[max(0, at - BEFORE_WITHIN) : at])

    def _gap(self, at: int, seen: _Seen, fits: Sequence[Fit], way: int) -> int:
        """Words to the nearest one on a side that may fit, or points to what may; 0 where there is none."""
        place = at + way
        while 0 <= place < len(seen.words):
            word, entity = seen.words[place], seen.entities[place]
            if entity is not None:
                found = entity.label not in self._dates and any(self._takes(fit, entity.label) for fit in fits)
            else:
                found = word in self._pointing or any(seen.nouns[place] in fit.nouns for fit in fits)
            if found:
                return min(abs(place - at), FARTHEST)
            place += way
        return 0

    def _takes(self, fit: Fit, label: str) -> bool:
        return fit.any or label in fit.labels or (label in self._people and self._state in fit.labels)
