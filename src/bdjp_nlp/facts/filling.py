"""Filling: who and what fits the slots of a frame, and where else to look when the slots are empty."""

from __future__ import annotations

from collections.abc import Sequence

from bdjp_nlp.facts.arguments import DEEPEST_MENTION, WITHIN, Argument, Naming
from bdjp_nlp.facts.clauses import Clauses
from bdjp_nlp.facts.frames import Fit, Frame
from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording

Filled = tuple[str, list[Argument]]
"""The name of a place, "none" where there is none, and who or what stands there."""
CLAUSES = ("complement", "doing")
"""Slots in which verbs stand."""
MOST_ARGUMENTS = 8
"""Coordinates that are followed on one side of a fact: longer lists are parses gone wrong, or tables."""


class Filling:
    """Fills the slots of one tree's predicates; answers with the name of the place and the arguments found there.

    `inherited`: the subjects of the part of the sentence before this one, up to a semicolon.
    """

    def __init__(
        self, tree: Tree, wording: Wording, clauses: Clauses, naming: Naming, inherited: Sequence[Argument]
    ) -> None:
        self._tree, self._clauses, self._naming = tree, clauses, naming
        self._inherited = inherited
        self._dates = frozenset(wording.roles["date"])
        self._states = frozenset(wording.roles["state"])

    def from_slots(
        self, slots: Sequence[str], word: Word, fit: Fit, standing: Word | None, full: bool = False
    ) -> Filled:
        """The first slot in which something fits, and what fits there; `full` as in `Naming.arguments`."""
        for slot in slots:
            heads = self._clauses.slot(slot, word)
            if not heads:
                continue
            if slot in CLAUSES:
                over = self._clauses.wanted(word, heads[0])
                clauses = self._naming.arguments(over, None, full) if over else map(self._naming.clause, heads)
                return slot, [each for each in clauses if fit(each.label, each.noun)]
            heads = [behind for head in heads for behind in self._clauses.behind(head)]
            arguments = self._naming.arguments(heads, standing, full)
            if not any(each.label for each in arguments):
                arguments = self._naming.stray_examples(heads[0], word) or arguments
            fitting = [a for a in arguments if fit(a.label, a.noun) and a.label not in self._dates]
            fitting = [a for a in fitting if any(sign.isalpha() for sign in a.name)]
            if fitting:
                return slot, fitting[:MOST_ARGUMENTS]
        return "none", []

    def from_owner(self, slots: Sequence[str], word: Word, fit: Fit) -> Filled:
        """Who owns what stands in a slot and does not fit: "Spain's expertise can help Mauritania" tells of Spain."""
        if fit.any:
            return "none", []
        for slot in slots:
            heads = [head for head in self._clauses.slot(slot, word) if head.is_noun and not head.entities]
            owners = [owner for head in heads for owner in self._clauses.owners_of(head)]
            found = [each for each in self._naming.arguments(owners) if fit(each.label, each.noun)]
            if found:
                return f"{slot} owner", found[:MOST_ARGUMENTS]
        return "none", []

    def other_party(self, subjects: Sequence[Argument], fit: Fit) -> list[Argument]:
        """The one state besides those that give which the sentence names: it is who gets "assistance"."""
        named = [word for word in self._tree.words for entity in word.entities if entity.label in self._states]
        names = {each.name for each in subjects}
        others = [
            each for each in self._naming.arguments(named) if each.name not in names and fit(each.label, each.noun)
        ]
        return others if len(others) == 1 and subjects else []

    def makers(self, argument: Argument) -> list[Argument]:
        """The states whose demonym or name stands before the noun that names an argument."""
        word = next((w for w in self._tree.words if w.end == argument.end or w.lower == argument.noun), None)
        near = [] if word is None else self._tree.children(word, "amod", "compound", "nmod", "poss")
        found = self._naming.arguments([each for each in near if each.entities])
        return [each for each in found if each.label in self._states]

    def from_below(self, frame: Frame, word: Word, fit: Fit) -> Filled:
        """The mentions that fit below a noun phrase that does not ("activities such as drills with India")."""
        if fit.any:
            return "none", []
        for slot in (*frame.object, *([] if frame.mutual else [""])):
            heads = [] if slot in CLAUSES else self._clauses.slot(slot, word) if slot else self._near(word)
            if frame.mutual and (heads := heads or self._after_anywhere(slot, word)):
                found = [each for each in self._naming.arguments(heads) if fit(each.label, each.noun)]
                if found:
                    return f"{slot} below", found[:MOST_ARGUMENTS]
            found = [argument for argument in self._naming.below(heads) if fit(argument.label, "")]
            if found:
                return f"{slot} below", found[:MOST_ARGUMENTS]
        return "none", []

    def _after_anywhere(self, preposition: str, word: Word) -> list[Word]:
        """The nouns after a preposition that hangs too deep ("drills on rescue at sea with India")."""
        level = self._near(word)
        for _ in range(DEEPEST_MENTION):
            level = [child for each in level for child in self._tree.children(each, *WITHIN)]
            found = [noun for each in level for noun in self._tree.after(each, preposition)]
            if found:
                return found
        return []

    def _near(self, word: Word) -> list[Word]:
        """A word, and for a noun the verb that it depends on."""
        head = self._tree.head(word)
        over = self._tree.head(head) if head is not None and word.relation == "pobj" else head
        return [word] if word.is_verb or over is None or not over.is_verb else [word, over]

    def from_above(self, word: Word, fit: Fit) -> Filled:
        """Who does what the nearest verb over a word says, or owns the noun over it, where the slots give nobody."""
        if fit.any:
            return "none", []
        for above in (word, *self._tree.above(word)):
            if above.relation == "ROOT" and above.is_verb and not self._clauses.agents(above):
                found = [each for each in self._inherited if fit(each.label, each.noun)]
                return ("inherited", found) if found else ("none", [])
            if above is word:
                continue
            heads = self._clauses.agents(above) if above.is_verb else self._tree.children(above, "poss")
            heads = [head for head in heads if word not in self._tree.below(head)]
            found = [each for each in self._naming.arguments(heads) if fit(each.label, each.noun)]
            if found:
                return f"above {word.relation}", found[:MOST_ARGUMENTS]
        return "none", []
