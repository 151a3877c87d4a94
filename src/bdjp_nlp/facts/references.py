"""References: what "it", "the country", "both sides" or "he" stands for, within the passage, where it is plain."""

from __future__ import annotations

from collections.abc import Sequence

from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.rows import Entity

SENTENCES_BACK = 3
"""How far a reference is followed."""
TWO = 2
OBJECTS = ("dobj", "pobj", "dative")
"""Relations of what is another than the subject."""
POSSESSIVE = 3
"""Characters of the possessive ending with its space: between two mentions it says that one owns the other."""


class References:
    """Resolves the references of one sentence; `before`: the mentions of each earlier sentence of its passage."""

    def __init__(self, wording: Wording, before: Sequence[Sequence[Entity]]) -> None:
        self._words = wording.references
        roles = wording.roles
        self._state, self._person = frozenset(roles["state"]), frozenset(roles["person"])
        self._people = frozenset(roles["people"])
        self._documents = frozenset(roles["document"])
        self._bodies = (frozenset(roles["actor"]) | frozenset(roles["document"])) - self._person
        self._before = before[-SENTENCES_BACK:]

    def of(self, word: Word, tree: Tree, subject: Word | None) -> list[Entity]:
        """The mentions that a word stands for; empty where it is no reference or not plain."""
        words, form = self._words, word.lower
        if form in words.one:
            return self._one(word, tree, subject if word.relation in OBJECTS else None)
        if form in words.person:
            return self._last(word, tree, self._person)
        if form in words.two and word.relation in ("nsubj", "nsubjpass", "dobj", "pobj", "poss"):
            return self._two(word, tree)
        determiners = {child.lower for child in tree.children(word, "det", "nummod", "predet", "amod")}
        plain = not tree.children(word, "poss", "compound", "nmod", "acl", "relcl") and not tree.after(word, "of")
        if not plain or any(child.entities for child in tree.children(word)):
            return []
        if form in words.two_nouns and (form in words.two_alone or not determiners.isdisjoint(words.two_words)):
            return self._two(word, tree)
        extra = determiners.difference(words.pointing)
        if form in words.one_nouns and not extra and determiners:
            return self._one(word, tree, subject)
        if form in words.document_nouns and not extra and determiners:
            return self._last(word, tree, self._documents)
        return []

    def _one(self, word: Word, tree: Tree, subject: Word | None) -> list[Entity]:
        """The first body of this sentence before the word, else of the nearest sentence that has any."""
        earlier = [w for w in tree.words[: word.index] if self._is_body(w, tree)]
        if subject is not None and subject.index != word.index:
            others = [w for w in earlier if w.index != subject.index and w.entities[0].label in self._state]
            return list(others[-1].entities[:1]) if others else []
        if earlier and word.lower in self._words.one:
            standing = [w for w in earlier if w.relation in ("nsubj", "nsubjpass", "poss", "amod")]
            return list((standing or earlier)[0].entities[:1])
        kinds = self._bodies if word.lower in self._words.one else self._state
        return self._first_before(kinds)

    def _first_before(self, labels: frozenset[str]) -> list[Entity]:
        """The first mention of these labels in the nearest sentence before; of "Peru's Navy Act" the act."""
        for sentence in reversed(self._before):
            for place, entity in enumerate(sentence):
                if entity.label not in labels:
                    continue
                owned = sentence[place + 1] if place + 1 < len(sentence) else None
                if owned is not None and owned.label in labels and owned.start - entity.end == POSSESSIVE:
                    return [owned]
                return [entity]
        return []

    def _is_body(self, word: Word, tree: Tree) -> bool:
        """A state or body, or "Japanese" of "the Japanese government"."""
        if not word.entities:
            return False
        head = tree.head(word)
        label = word.entities[0].label
        of_people = label in self._people and head is not None and head.lower in self._words.state_nouns
        return label in self._bodies or of_people

    def _two(self, word: Word, tree: Tree) -> list[Entity]:
        """The two states that the nearest sentence with two names, if it names no third."""
        here = [entity for w in tree.words[: word.index] for entity in w.entities]
        for sentence in (here, *reversed(self._before)):
            states: dict[str, Entity] = {}
            for entity in sentence:
                if entity.label in self._state:
                    states.setdefault(entity.canonical, entity)
            if len(states) >= TWO:
                return list(states.values()) if len(states) == TWO else []
        return []

    def _last(self, word: Word, tree: Tree, labels: frozenset[str]) -> list[Entity]:
        here = [entity for w in tree.words[: word.index] for entity in w.entities]
        for sentence in (here, *reversed(self._before)):
            found = [entity for entity in sentence if entity.label in labels]
            if found:
                return found[-1:]
        return []
