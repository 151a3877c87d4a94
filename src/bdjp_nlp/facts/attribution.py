"""Attribution: the person or institution to whom the text gives a statement ("according to X", "X said that")."""

from __future__ import annotations

from bdjp_nlp.facts.arguments import Argument, Naming
from bdjp_nlp.facts.clauses import Clauses
from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording


class Attribution:
    """Finds who says what one tree's predicates tell."""

    def __init__(self, tree: Tree, wording: Wording, clauses: Clauses, naming: Naming) -> None:
        self.tree = tree
        self.clauses = clauses
        self.naming = naming
        self.wording = wording
        self._verbs = frozenset(wording.reporting.verbs)
        self._speakers = frozenset(wording.reporting.source_nouns)
        self._nobody = frozenset(wording.reporting.not_sources)
        self._prepositions = [tuple(phrase.split()) for phrase in wording.reporting.prepositions]
        self._actors = frozenset(wording.roles["actor"])
        self._at: dict[str, list[int]] = {}
        for word in tree.words[:-1]:
            self._at.setdefault(word.lower, []).append(word.index)

    def __call__(self, predicate: Word) -> str | None:
        """The name of the source; None where the text tells it itself."""
        return self._by_preposition(predicate) or self._by_verb(predicate)

    def _by_preposition(self, predicate: Word) -> str | None:
        """The source after "according to", wherever in the sentence that stands."""
        words = self.tree.words
        for phrase in self._prepositions:
            for at in self._at.get(phrase[0], ()):
                if tuple(word.lower for word in words[at : at + len(phrase)]) == phrase:
                    last = words[at + len(phrase) - 1]
                    inner = self.tree.children(last, "pobj") or self.tree.children(words[at], "pobj")
                    if inner and predicate not in self.tree.below(inner[0]):
                        return self._name(inner)
        return None

    def _by_verb(self, predicate: Word) -> str | None:
        """The subject of the verb of saying above the predicate, or of "as X says" beside it."""
        word = predicate
        for governor in self.tree.above(predicate):
            for aside in self.tree.children(word, "advcl", "parataxis"):
                source = self._as_source_says(aside)
                if source:
                    return source
            if word.relation == "ccomp" and self._says(governor):
                return self._name(self.clauses.standing(governor), only_named=False)
            if word.relation == "dobj" and not word.is_verb and self._says(governor) and not self._lends(governor):
                return self._name(self.clauses.standing(governor), only_named=True)
            word = governor
        return next(filter(None, map(self._as_source_says, self.tree.children(word, "advcl", "parataxis"))), None)

    def _as_source_says(self, aside: Word) -> str | None:
        marks = {child.lower for child in self.tree.children(aside, "mark", "advmod")}
        if self._says(aside) and ("as" in marks or aside.relation == "parataxis"):
            return self._name(self.clauses.standing(aside))
        return None

    def _lends(self, word: Word) -> bool:
        return self.wording.base(word.lower) in self.wording.light_verbs.verbs

    def _says(self, word: Word) -> bool:
        return word.is_verb and self.wording.base(word.lower) in self._verbs

    def _name(self, heads: list[Word], only_named: bool = False) -> str | None:
        """The source's name; a noun phrase without a name only where it may say something itself."""
        heads = [head for head in heads if head.lower not in self._nobody]
        found: list[Argument] = self.naming.arguments(heads)
        named = [argument for argument in found if argument.label in self._actors]
        if named:
            return named[0].name
        speaks = bool(found) and found[0].noun in self._speakers
        return found[0].name if speaks and not only_named else None
