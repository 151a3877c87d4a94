"""Coordination: what a small parser joins wrongly by "and" or commas, set right by the kinds of the words joined.

"missiles from Italy, radars from Spain": radars are no second Italy, but what stands beside the missiles. "The lack of
pilots and the cost of fuel": the cost is no second pilot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording

LOOSE = ("appos", "npadvmod", "dep")
"""Relations that the parser gives to coordinates it has lost."""
ROLES = ("nsubj", "nsubjpass", "dobj", "pobj", "dative")
"""Relations of what can share its part with others."""
ALONG = ("along", "together")
"""Before "with" they join."""
FARTHEST = 12
"""Steps up a chain of coordinates: more is a parse gone wrong."""


@dataclass(frozen=True, slots=True)
class Coordination:
    """Moves coordinates that hang on the wrong word of a tree."""

    actors: frozenset[str]

    @classmethod
    def of(cls, wording: Wording) -> Coordination:
        """For the labels of a wording."""
        return cls(frozenset((*wording.roles["actor"], *wording.roles["people"])))

    def mend(self, tree: Tree) -> None:
        """Set right the tree in place."""
        for word in tree.words:
            if word.lower == "of" and word.relation == "prep":
                self._mend_of(tree, word)
            elif word.lower in ALONG:
                self._mend_along(tree, word)
        for word in tree.words:
            if not word.is_noun:
                continue
            if word.relation == "conj" and (place := self._place(tree, word)):
                _move(tree.words, word, place)
            elif word.relation in LOOSE and (place := self._listed(tree, word)):
                _move(tree.words, word, place)
                word.relation = "conj"

    def _mend_of(self, tree: Tree, preposition: Word) -> None:
        """Let "of" hang on the noun right before it, where the parser took that for a coordinate of its noun."""
        before = tree.words[preposition.index - 1] if preposition.index else preposition
        if before.is_noun and before.relation == "conj" and before.head == preposition.head:
            _move(tree.words, preposition, before)

    def _mend_along(self, tree: Tree, word: Word) -> None:
        """Join bodies after ", along with" to the nearest body before them, whose part they share."""
        if word.index < 2 or tree.words[word.index - 1].lower != "," or word.index + 1 >= len(tree.words):
            return
        if tree.words[word.index + 1].lower != "with":
            return
        first = next((w for w in tree.below(word) if w.relation == "pobj"), None)
        first = first or next(iter(tree.children(tree.words[word.index + 1], "pobj")), None)
        if first is None or not self._is_actor(first):
            return
        before = (w for w in reversed(tree.words[: word.index]) if self._is_actor(w) and w.relation in ROLES)
        place = next((w for w in before if w.entities[0].label == first.entities[0].label), None)
        if place is not None:
            _move(tree.words, first, place)
            first.relation = "conj"

    def _listed(self, tree: Tree, word: Word) -> Word | None:
        """The object beside which a noun stands, with the same preposition ("ships from A, jets from B")."""
        head = tree.head(word)
        if head is None or not word.index or not self._after_comma(tree, word):
            return None
        verb = head if head.is_verb else tree.head(tree.words[head.head]) if head.relation == "pobj" else None
        for thing in tree.children(verb, "dobj") if verb is not None and verb.is_verb else []:
            for preposition in tree.children(word, "prep"):
                shared = tree.after(thing, preposition.lower) or tree.after(verb or thing, preposition.lower)
                if thing.index < word.index and shared and tree.after(word, preposition.lower):
                    return thing
        return None

    def _after_comma(self, tree: Tree, word: Word) -> bool:
        first = min(below.index for below in tree.below(word))
        return first > 0 and tree.words[first - 1].lower == ","

    def _place(self, tree: Tree, word: Word) -> Word | None:
        """Where a coordinate belongs instead of where it hangs; None where that is right."""
        first = tree.words[word.head]
        for _ in range(FARTHEST):
            if first.relation != "conj":
                break
            first = tree.words[first.head]
        preposition = tree.head(first)
        if first.relation != "pobj" or preposition is None or not first.is_noun:
            return None
        over = tree.head(preposition)
        if over is not None and over.is_verb:
            over = next((each for each in tree.children(over, "dobj") if each.index < preposition.index), None)
        if over is None or not over.is_noun or not self._differ(tree, first, word, preposition.lower):
            return None
        return over

    def _differ(self, tree: Tree, first: Word, word: Word, preposition: str) -> bool:
        """Whether a thing is joined to a body, or a noun with a preposition of its own to one after the same."""
        if self._is_actor(first) and not self._may_be_actor(tree, word):
            return True
        again = bool(tree.after(word, preposition)) and not tree.after(first, preposition)
        return again and not self._is_actor(word)

    def _is_actor(self, word: Word) -> bool:
        return bool(word.entities) and word.entities[0].label in self.actors

    def _may_be_actor(self, tree: Tree, word: Word) -> bool:
        """A body by its label; a common noun with a demonym before it ("India and the Fijian navy") may be one."""
        if word.entities:
            return word.entities[0].label in self.actors or not word.lower.isalpha()
        near = tree.children(word, "amod", "compound", "poss", "nmod")
        return any(self._is_actor(each) for each in near) or word.tag in ("NNP", "NNPS")


def _move(words: Sequence[Word], word: Word, place: Word) -> None:
    words[word.head].children.remove(word.index)
    word.head = place.index
    place.children.append(word.index)
    place.children.sort()
