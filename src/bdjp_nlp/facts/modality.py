"""Modality: whether a fact is told as done, planned, possible or denied, by the words that govern its verb or noun."""

from __future__ import annotations

from enum import StrEnum

from bdjp_nlp.facts.clauses import SUBJECTS, Clauses
from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording

CIRCUMSTANCES = frozenset(("by", "after", "before", "since", "while", "despite", "when", "besides"))
"""After these stands how or when a thing was done: "failed by joining" does not deny that anybody joined."""
HIGHEST = 6
"""Governing words that are looked at above a predicate."""


class Modality(StrEnum):
    """How a fact is told."""

    DONE = "done"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DENIED = "denied"


class ModalityReader:
    """Reads the modality of the predicates of one tree."""

    def __init__(self, tree: Tree, wording: Wording, clauses: Clauses) -> None:
        self.tree = tree
        self.wording = wording
        self.clauses = clauses
        words = wording.modality
        self._planned, self._possible, self._denied = map(frozenset, (words.planned, words.possible, words.denied))
        self._reporting = frozenset(wording.reporting.verbs)

    def __call__(self, predicate: Word, inherent: str | None = None) -> Modality:
        """The modality of what a verb or noun says; `inherent` is that of the word itself ("pledged")."""
        signs: list[Modality] = [Modality(inherent)] if inherent else []
        if predicate.is_verb and self.wording.base(predicate.lower) in self.wording.modality.planned_itself:
            signs.append(Modality.PLANNED)
        denials = 0
        contrasted = False
        word = predicate
        for _ in range(HIGHEST):
            found, denied = self._own(word)
            signs += found
            denials += denied and not contrasted
            governor = self._governor(word, signs)
            if governor is None:
                break
            beside = word.relation == "conj" and governor.index == word.head
            base = "" if beside else self.wording.base(governor.lower)
            if base in self._denied:
                denials += 1
            elif base in self._possible:
                signs.append(Modality.POSSIBLE)
            elif base in self._planned:
                signs.append(Modality.PLANNED)
            contrasted = word.relation == "conj" and self._is_contrasted(word)
            word = governor
        if denials % 2 or Modality.DENIED in signs:
            return Modality.DENIED
        if Modality.POSSIBLE in signs:
            return Modality.POSSIBLE
        return Modality.PLANNED if Modality.PLANNED in signs else Modality.DONE

    def of_name(self, noun: Word) -> Modality:
        """The modality of what a noun names, by its adjectives: to deny something of a treaty leaves it concluded."""
        signs, _ = self._own(noun)
        likely = Modality.POSSIBLE if Modality.POSSIBLE in signs else Modality.PLANNED
        return likely if likely in signs else Modality.DONE

    def _own(self, word: Word) -> tuple[list[Modality], int]:
        """What a word's own auxiliaries, negations and modifiers say."""
        words = self.wording.modality
        signs: list[Modality] = []
        denials = 0
        for child in self.tree.children(word):
            form = child.lower
            if child.relation in ("aux", "auxpass"):
                if form in words.planned_auxiliaries:
                    signs.append(Modality.PLANNED)
                elif form in words.possible_auxiliaries:
                    backshifted = form in ("would", "'d", "’d") and self._is_reported_past(word)
                    signs.append(Modality.PLANNED if backshifted else Modality.POSSIBLE)
            elif child.relation == "neg" or (
                form in words.negations and child.relation in ("advmod", "preconj", "det")
            ):
                denials += 1
            elif child.relation in ("amod", "advmod", "acomp"):
                base = self.wording.base(form)
                if base in self._possible:
                    signs.append(Modality.POSSIBLE)
                elif base in self._planned and child.relation == "amod":
                    signs.append(Modality.PLANNED)
            elif child.relation in (*SUBJECTS, "dobj") and self._is_none(child) and word.is_verb:
                denials += 1
        return signs, min(denials, 1)

    def _is_none(self, noun: Word) -> bool:
        forms = {noun.lower, *(child.lower for child in self.tree.children(noun, "det", "neg"))}
        return not forms.isdisjoint(("no", "none", "neither", "nobody"))

    def _is_reported_past(self, word: Word) -> bool:
        head = self.tree.head(word)
        return (
            word.relation == "ccomp"
            and head is not None
            and head.tag in ("VBD", "VBN")
            and self.wording.base(head.lower) in self._reporting
        )

    def _governor(self, word: Word, signs: list[Modality]) -> Word | None:
        """The word whose meaning decides over this one's, or None; notes what the way to it says."""
        head = self.tree.head(word)
        if head is None:
            return None
        match word.relation:
            case "xcomp" | "acl" | "oprd":
                to = self._has_to(word)
                if to and self.wording.base(head.lower) == "be":
                    signs.append(Modality.PLANNED)
                return head if to or word.relation == "xcomp" else None
            case "ccomp":
                governs = self.wording.base(head.lower) in self._planned | self._possible | self._denied
                return head if self._has_to(word) or governs else None
            case "conj":
                if head.is_verb and self.tree.child(word, *SUBJECTS) is None:
                    return self._shared(word, head, signs)
                return None
            case "advcl":
                if any(child.lower in self.wording.modality.conditions for child in self.tree.children(word, "mark")):
                    signs.append(Modality.POSSIBLE)
                elif self._has_to(word):
                    signs.append(Modality.PLANNED)
                return None
            case "pcomp" | "pobj":
                if head.lower in self.wording.modality.negations:
                    signs.append(Modality.DENIED)
                over = self.tree.head(head)
                if over is None or head.lower in CIRCUMSTANCES:
                    return None
                governs = self.wording.base(over.lower) in self._planned | self._possible | self._denied
                return over if governs else None
            case "dobj" | "nsubjpass" | "nsubj" if not word.is_verb and head.is_verb:
                return head
            case "acomp" | "attr" if head.is_verb:
                return head
        return None

    def _shared(self, word: Word, head: Word, signs: list[Modality]) -> Word | None:
        """The first of two coordinated verbs: its auxiliaries hold for the second, unless that has its own."""
        if self.tree.child(word, "aux", "auxpass") is not None and not self._has_to(word):
            return self._governor(head, signs)
        return head

    def _is_contrasted(self, word: Word) -> bool:
        """Whether "but" parts a verb from the one before: "did not sign but joined" denies the first alone."""
        head = self.tree.head(word)
        between = [] if head is None else [w for w in self.tree.children(head, "cc") if w.index < word.index]
        return bool(between) and between[-1].lower in ("but", "yet")

    def _has_to(self, word: Word) -> bool:
        return any(child.lower == "to" for child in self.tree.children(word, "aux"))
