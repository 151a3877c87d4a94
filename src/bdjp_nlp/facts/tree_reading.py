"""Tree reading: the candidates for facts in one tree, by the frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bdjp_nlp.facts.arguments import Argument, Naming
from bdjp_nlp.facts.attribution import Attribution
from bdjp_nlp.facts.candidate import Candidate, ReadSentence
from bdjp_nlp.facts.clauses import Clauses
from bdjp_nlp.facts.filling import Filling
from bdjp_nlp.facts.frames import Frame, Lexicon, Trigger
from bdjp_nlp.facts.modality import ModalityReader
from bdjp_nlp.facts.references import References
from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.rows import Entity

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
BESIDE = 2
"""Words after a trigger among which the word that it needs may stand, whatever the parser hangs it on."""
HALF = 50
"""Per cent of a state's imports that make it depend on their source."""
TOPICAL = ("of", "on", "about", "for")
"""After these a noun is a topic rather than what the sentence tells ("the history of ties between A and B")."""


class TreeReader:
    """Reads one tree by the frames."""

    def __init__(
        self,
        tree: Tree,
        read: ReadSentence,
        wording: Wording,
        lexicon: Lexicon,
        state_of: Mapping[str, str],
        inherited: list[Argument],
    ) -> None:
        self.tree, self.wording, self.lexicon, self.inherited = tree, wording, lexicon, inherited
        self.clauses = Clauses(tree, wording)
        self.naming = Naming(tree, wording, References(wording, read.before), state_of)
        self.filling = Filling(tree, wording, self.clauses, self.naming, inherited)
        self.modality = ModalityReader(tree, wording, self.clauses)
        self.attribution = Attribution(tree, wording, self.clauses, self.naming)
        self._money = frozenset(wording.roles["money"])
        self._amounts = frozenset(wording.roles["amount"])
        self._dates = frozenset(wording.roles["date"])
        self._materiel = frozenset(wording.roles["thing"])
        self._share = wording.roles["share"][0]
        self._research = frozenset(wording.research_words)
        self._pointing_back = frozenset((*wording.references.one, *wording.references.one_nouns))

    def main_subjects(self) -> list[Argument]:
        """Who does what the main verb says."""
        root = next((word for word in self.tree.words if word.relation == "ROOT"), None)
        return self.naming.arguments(self.clauses.agents(root)) if root is not None and root.is_verb else []

    def candidates(self) -> Iterator[Candidate]:
        """The candidates, by word; of a word's frames, the first that fits."""
        found: dict[int, tuple[Frame, list[Candidate]]] = {}
        taken: set[int] = set()
        for word in self.tree.words:
            bare = word.relation == "amod" and not self.tree.child(word, "prep")
            if word.index in taken or (bare and not self.clauses.glued(word)):
                continue
            labels = [entity.label for entity in word.entities]
            for trigger in () if len(labels) > 1 else self.lexicon.at("" if labels else word.lower, labels):
                if not self._stands(trigger, word) or not (candidates := self._read(trigger, word)):
                    continue
                before = found[word.index][1] if word.index in found else []
                found[word.index] = trigger.frame, [*before, *candidates]
                taken.update(noun.index for noun in self._nouns_of(word, trigger.frame))
                if not trigger.frame.most:
                    break
        for index in self._without_repetition(found):
            yield from found[index][1]

    def _without_repetition(self, found: Mapping[int, tuple[Frame, list[Candidate]]]) -> list[int]:
        """The words whose facts stay: of a verb and its object or infinitive, one tells what both do."""
        dropped: set[int] = set()
        for index, (frame, _) in found.items():
            word = self.tree.words[index]
            if not word.is_verb:
                continue
            occasions = {each.index for each in self.tree.after(word, "in") if each.index in found}
            if any(not self.tree.words[each].entities for each in occasions):
                dropped.add(index)
            inner = [
                *self.clauses.themes(word),
                *(self.tree.children(word, "xcomp") if frame.gives_way else []),
            ]
            told = {each.index for each in inner if each.index in found}
            if frame.wider and told:
                dropped.add(index)
                continue
            wider = {each for each in told if found[each][0].wider}
            dropped |= wider
            told -= wider
            lends = frame.gives_way or (
                self.wording.base(word.lower) in self.wording.light_verbs.verbs
                and any(self.tree.words[each].is_noun for each in told)
            )
            dropped |= {index} if told and lends else told
        return [index for index in found if index not in dropped]

    def _stands(self, trigger: Trigger, word: Word) -> bool:
        """Whether a frame's trigger is there: the right kind of word, with what must stand beside it."""
        right = {"verb": word.is_verb, "noun": word.is_noun, "adjective": word.tag.startswith(("JJ", "VBN"))}
        if not right[trigger.kind] or (trigger.kind == "verb" and word.relation == "prep"):
            return False
        if trigger.beside and not self._is_beside(trigger.beside, word):
            return False
        frame = trigger.frame
        if frame.glued != (word.relation == "amod" and bool(self.clauses.glued(word))):
            return False
        if frame.unless and any(w.lower in frame.unless for w in self.tree.children(word)):
            return False
        if frame.most and not self._is_most(word):
            return False
        if frame.passive and not self.clauses.is_passive(word):
            return False
        if frame.needs_noun and not self._nouns_of(word, frame):
            return False
        return not (trigger.kind == "noun" and frame.verbs_of_noun and not self._is_lent(word, trigger))

    def _is_beside(self, form: str, word: Word) -> bool:
        """Whether a form stands below a word, below its object ("made two boats available") or right after it."""
        inner = self.tree.children(word, "dobj", "ccomp", "nsubjpass")
        after = self.tree.words[word.index + 1 : word.index + 1 + BESIDE]
        below = [each for over in (word, *inner) for each in self.tree.children(over)]
        return any(each.lower == form for each in (*below, *after))

    def _is_most(self, verb: Word) -> bool:
        """Whether the clause names a share of half or more."""
        below = list(self.tree.below(verb))
        if any(each.lower in self.wording.references.most_words for each in below):
            return True
        canonical = (entity.canonical for each in below for entity in each.entities if entity.label == self._share)
        return any(float(match[0]) >= HALF for name in canonical if (match := _NUMBER.match(name)))

    def _nouns_of(self, word: Word, frame: Frame) -> list[Word]:
        """The nouns that a frame needs and has ("ties" of "elevated their ties")."""
        if not frame.needs_noun:
            return []
        near = self.clauses.themes(word) if word.is_verb else self.tree.after(word, "of")
        return [noun for noun in near if noun.lower in frame.needs_noun]

    def _is_lent(self, noun: Word, trigger: Trigger) -> bool:
        """Whether a verb lends the noun its subject, or a possessor gives it one, or it is "between" two."""
        frame, verbs = trigger.frame, self.lexicon.lending[trigger.number]
        if frame.between and self._is_of_two(noun):
            return True
        if any(verb.lower in verbs for verb in self.clauses.lending(noun)):
            return True
        head = self.tree.head(noun)
        if noun.relation == "pobj" and head is not None and head.lower == "in":
            verb = self.tree.head(head)
            return verb is not None and verb.is_verb and verb.lower in verbs
        while head is not None and noun.relation == "conj":
            noun, head = head, self.tree.head(head)
        if head is not None and noun.relation in ("dobj", "nsubjpass") and head.is_verb:
            return head.lower in verbs
        owned = any(w.entities for w in self.tree.children(noun, "poss", "amod", "compound", "nmod"))
        return owned and not frame.mutual

    def _is_of_two(self, noun: Word) -> bool:
        """Whether the noun itself names two sides ("ties between A and B", "A's ties with B", "A-B ties")."""
        head = self.tree.head(noun)
        if noun.relation == "pobj" and head is not None and head.lower in TOPICAL:
            return False
        pair = any(len(w.entities) > 1 for w in self.tree.children(noun, "poss", "amod", "compound", "nmod"))
        return pair or any(
            self.tree.after(noun, preposition) or self.clauses.shared(noun, preposition)
            for preposition in ("between", "with")
        )

    def _read(self, trigger: Trigger, word: Word) -> list[Candidate]:
        frame, number = trigger.frame, trigger.number
        standing = next(iter(self.clauses.standing(word) if word.is_verb else []), None)
        subject_slot, subjects = self.filling.from_slots(
            frame.subject, word, self.lexicon.subjects[number], standing if frame.subject[0] == "object" else None
        )
        if not subjects and "subject" in frame.subject:
            subject_slot, subjects = self._elsewhere(trigger, word)
        fits = self.lexicon.objects[number]
        full = fits.any and not frame.indirect
        if subject_slot == "governor" and self._is_theirs(word):
            return []
        object_slot, objects = self.filling.from_slots(frame.object, word, fits, standing, full)
        if not objects:
            object_slot, objects = self.filling.from_below(frame, word, self.lexicon.objects[number])
        _, indirect = self.filling.from_slots(frame.indirect, word, self.lexicon.indirects[number], standing)
        if "indirect" in frame.needs and not indirect:
            return []
        if "subject" in frame.needs and not subjects:
            return []
        if frame.thing_first and not objects and trigger.kind == "noun":
            objects, indirect = indirect, []
        if frame.thing_first and objects and not indirect and objects[0].noun in self.wording.references.generic_nouns:
            indirect = self.filling.other_party(subjects, self.lexicon.indirects[number])
        if frame.maker_first:
            objects, indirect = self._makers(objects) or (objects, indirect)
        slots = (f"subject={subject_slot}", f"object={object_slot}", f"kind={trigger.kind}")
        indirect = [argument for argument in indirect if argument.label not in self._money]
        if frame.mutual:
            alone = object_slot.removesuffix(" below") in ("between", "none") or object_slot.endswith(".between")
            pairs = _mutual(subjects, objects) if subjects or alone else []
        else:
            if frame.thing_first and objects and not self._is_thing(objects[0]) and indirect:
                objects, indirect = indirect, objects
            pairs = [(one, other) for one in subjects for other in objects if one.name != other.name]
        return [self._candidate(trigger, word, one, other, next(iter(indirect), None), slots) for one, other in pairs]

    def _elsewhere(self, trigger: Trigger, word: Word) -> tuple[str, list[Argument]]:
        """Who does it where the slot has nobody: the owner of what stands there, or who acts above."""
        fit = self.lexicon.subjects[trigger.number]
        found = self.filling.from_owner(trigger.frame.subject, word, fit)
        return found if found[1] or self._is_theirs(word) else self.filling.from_above(word, fit)

    def _is_theirs(self, word: Word) -> bool:
        """Whether it is "their" doing: whoever they are, they are not who acts above."""
        return any(each.lower == "their" for each in self.tree.children(word, "poss"))

    def _makers(self, objects: list[Argument]) -> tuple[list[Argument], list[Argument]] | None:
        """The state behind a single thing that is named after it ("Chinese aircraft"), and the thing."""
        if len(objects) != 1 or objects[0].label:
            return None
        makers = self.filling.makers(objects[0])
        return (makers, objects) if len(makers) == 1 else None

    def _is_thing(self, argument: Argument) -> bool:
        """Whether an object is a named kind of thing, and not aid, arms or money in general."""
        generic = argument.noun in self.wording.references.generic_nouns
        return argument.label in self._materiel or not (argument.label or generic)

    def _candidate(
        self,
        trigger: Trigger,
        word: Word,
        subject: Argument,
        obj: Argument,
        indirect: Argument | None,
        slots: tuple[str, ...],
    ) -> Candidate:
        named = "itself" in trigger.frame.object
        modality = self.modality.of_name(word) if named else self.modality(word, trigger.frame.modality)
        source = self.attribution(word)
        amount = self._nearest(word, self._money) or next(
            (a.entity for a in (obj, indirect) if a and a.entity and a.entity.label in self._amounts), None
        )
        date = self._date(word)
        spans = [(word.start, word.end)]
        spans += [(a.start, a.end) for a in (subject, obj, indirect) if a is not None]
        spans += [(e.start, e.end) for e in (amount, date) if e is not None]
        start, end = min(start for start, _ in spans), max(end for _, end in spans)
        signs = (
            f"relation={trigger.frame.relation}",
            f"frame={trigger.number}",
            f"trigger={word.lower}",
            *slots,
            f"way={subject.way}>{obj.way}",
            f"labels={subject.label or 'words'}>{obj.label or 'words'}",
            f"modality={modality}",
            f"word={word.relation}",
            f"tag={word.tag}",
            f"source={source is not None}",
            f"far={min(abs(subject.start - word.start) // 40, 4)}",
            f"wide={min((end - start) // 60, 4)}",
            f"long={min(len(self.tree.words) // 12, 4)}",
            f"relation={trigger.frame.relation} {slots[0]}",
            f"relation={trigger.frame.relation} {slots[1]}",
            f"relation={trigger.frame.relation} kind={trigger.kind}",
            f"{slots[0]} {slots[1]} kind={trigger.kind}",
            f"{trigger.frame.relation} labels={subject.label or 'words'}>{obj.label or 'words'}",
            f"noun={obj.noun if not obj.label else ''}",
            f"{trigger.frame.relation} word={word.relation} kind={trigger.kind}",
            f"lent={self._lending(word)}",
            f"wider={trigger.frame.wider}",
            f"wider={trigger.frame.wider} {slots[0]} {slots[1]}",
            f"apart={min(abs(obj.start - word.end) // 30, 5)}",
            *self._circumstances(trigger, word),
        )
        return Candidate(
            self.tree.sentence,
            subject,
            trigger.frame.relation,
            obj,
            indirect,
            amount,
            date,
            modality,
            source,
            start,
            end,
            word.lower,
            signs,
        )

    def _circumstances(self, trigger: Trigger, word: Word) -> Iterator[str]:
        """Signs of the clause: how deep the word stands, whether it is in the passive, whether research is told of."""
        above = list(self.tree.above(word))
        studied = {w.lower for w in above} | {s.lower for w in above for s in self.tree.children(w, "nsubj")}
        yield f"studied={not studied.isdisjoint(self._research)}"
        yield f"passive={word.is_verb and self.clauses.is_passive(word)}"
        yield f"kind={trigger.kind} depth={min(len(above), 4)}"

    def _lending(self, word: Word) -> str:
        """The verb on which a noun hangs, and how; "" of verbs."""
        head = self.tree.head(word)
        return "" if word.is_verb or head is None else f"{word.relation} {self.wording.base(head.lower)}"

    def _nearest(self, word: Word, labels: frozenset[str]) -> Entity | None:
        """The mention of these labels below a word that stands nearest to it."""
        found = [
            (abs(below.index - word.index), below.index, entity)
            for below in self.tree.below(word)
            for entity in (*below.entities, *below.aside)
            if entity.label in labels
        ]
        return min(found, key=lambda each: each[:2])[2] if found else None

    def _date(self, word: Word) -> Entity | None:
        """The date below the word, else beside one of the words above it in the same clause."""
        found = self._nearest(word, self._dates)
        if found is not None:
            return found
        for above in self.tree.above(word):
            for child in self.tree.children(above, "prep", "npadvmod", "pobj", "nummod"):
                for below in self.tree.below(child):
                    for entity in (*below.entities, *below.aside):
                        if entity.label in self._dates:
                            return entity
            if above.relation in ("relcl", "advcl"):
                break
        return None


def _mutual(subjects: list[Argument], objects: list[Argument]) -> list[tuple[Argument, Argument]]:
    """Each subject with each object; without objects (or subjects) the first with each of the others."""
    sides = subjects if not objects else objects if not subjects else []
    if sides:
        return [(sides[0], other) for other in sides[1:] if other.name != sides[0].name]
    return [(one, other) for one in subjects for other in objects if one.name != other.name]
