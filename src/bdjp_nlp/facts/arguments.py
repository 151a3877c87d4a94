"""Arguments: a noun phrase as the name of who or what takes part in a fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bdjp_nlp.facts.frames import singular
from bdjp_nlp.facts.references import References
from bdjp_nlp.facts.tree import Tree, Word
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.rows import Entity

MODIFIERS = ("amod", "compound", "nmod", "nummod", "poss")
COMPLEMENTS = ("of", "on", "over", "among", "between")
"""Prepositions whose nouns belong to a name; those after "to" or "from" are parties of their own."""
WITHIN = ("prep", "pobj", "conj", "appos", "compound", "nmod", "amod", "poss")
DEEPEST_MENTION = 4
"""Steps from a noun down to a mention in its phrase ("a range of drills with India": four)."""
LONGEST_NAME = 9
"""Words of a noun phrase that is named by its words; more is a parse gone wrong."""
LONGEST_FULL_NAME = 14
"""Words of a noun phrase that is named with all that belongs to it."""
_STOPS = frozenset((",", ":", "—", "–"))
PARTED = ("relcl", "appos", "conj", "punct", "cc", "parataxis", "advcl", "dep")
"""Relations to a noun of what is no part of its name."""


@dataclass(frozen=True, slots=True)
class Argument:
    """Who or what: `name` is canonical where a mention is behind it, else the phrase's head words.

    `label` is the mention's ("" for plain words), `noun` the head noun in lower case, `way` how the name was come by.
    `start` and `end` are half-open code points of the passage, of the words that stand in this sentence.
    """

    name: str
    label: str
    noun: str
    way: str
    start: int
    end: int
    entity: Entity | None = None


class Naming:
    """Names the noun phrases of one tree."""

    def __init__(
        self, tree: Tree, wording: Wording, references: References, states_of_people: Mapping[str, str]
    ) -> None:
        self.tree = tree
        self.wording = wording
        self.references = references
        self._state_of = states_of_people
        self._people = frozenset(wording.roles["people"])
        self._state = wording.roles["state"][0]
        self._actors = frozenset(wording.roles["actor"])
        self._materiel = frozenset(wording.roles["materiel"])
        self._called = self._actors.union(wording.roles["gathering"], wording.roles["document"])
        self._money = frozenset(wording.roles["money"])
        self._dates = frozenset(wording.roles["date"])
        self._counts = frozenset(wording.roles["count"])
        self._counted_people = wording.roles["counted_people"][0]
        self._craft = frozenset(map(singular, wording.nouns["craft"]))
        self._ship_prefixes = frozenset(wording.nouns["ship_prefix"])
        self._persons = frozenset(map(singular, wording.nouns["personnel"] + wording.nouns["persons"]))

    def arguments(self, heads: Sequence[Word], subject: Word | None = None, full: bool = False) -> list[Argument]:
        """One argument for each thing that the phrases with these heads name, coordinates one by one.

        `subject` is the word that stands as subject of the clause: "the country" as its object is another. `full`: a
        phrase without a mention is named with what follows its head ("ability to patrol its waters").
        """
        found: dict[str, Argument] = {}
        for head in heads:
            for word in self.tree.with_coordinates(head):
                for argument in self._named(word, subject, full):
                    found.setdefault(argument.name, argument)
        return list(found.values())

    def below(self, heads: Sequence[Word]) -> list[Argument]:
        """The mentions in the noun phrases with these heads, clauses in them aside, nearest to the head first."""
        found: dict[str, Argument] = {}
        level = [each for head in heads for each in self.tree.with_coordinates(head) if not head.entities]
        level = list({each.index: each for each in level}.values())
        for _ in range(DEEPEST_MENTION):
            level = [child for word in level for child in self.tree.children(word, *WITHIN)]
            for word in level:
                for entity in word.entities:
                    argument = self._mention(word, entity, "below")
                    found.setdefault(argument.name, argument)
        return list(found.values())

    def _named(self, word: Word, subject: Word | None, full: bool = False) -> Iterator[Argument]:
        words = self.wording.references
        if word.entities:
            if word.entities[0].label in self._money and (what := self._worth(word)):
                yield from self._named(what, subject, full)
                return
            party = self._counted_party(word)
            yield from [party] if party else [self._mention(word, entity, "mention") for entity in word.entities]
            return
        antecedents = self.references.of(word, self.tree, subject)
        if antecedents:
            yield from (self._mention(word, entity, "reference", word.lower) for entity in antecedents)
            return
        examples = [each for noun in (word, *self.tree.after(word, "of")) for each in self._examples(noun)]
        if examples:
            yield from examples
            return
        if word.lower in words.container_nouns or (full and word.lower in words.measure_nouns):
            inner = self._measured(word) if full else self.tree.after(word, "of")
            if inner:
                for head in inner:
                    for each in self.tree.with_coordinates(head):
                        yield from self._named(each, subject, full)
                return
        if word.is_noun or word.tag in ("CD", "VBG", "JJ", "DT") or word.is_verb:
            standing = list(self._standing_for(word))
            yield from standing or [self._full_phrase(word) if full else self._phrase(word)]

    def _measured(self, word: Word) -> list[Word]:
        """Of what a noun is the measure: "the pace of reform", "room for talks", "the pace at which talks advance"."""
        for preposition in ("of", "for", "to"):
            if inner := self.tree.after(word, preposition):
                return inner
        clauses = (verb for verb in self.tree.children(word, "relcl") if self._is_placed(verb))
        return [noun for verb in clauses for noun in self.tree.children(verb, "nsubj", "nsubjpass")]

    def _is_placed(self, verb: Word) -> bool:
        """Whether a relative clause says at, with or in which, so that its subject is its own."""
        return any(w.lower == "which" for child in self.tree.children(verb, "prep") for w in self.tree.below(child))

    def _worth(self, word: Word) -> Word | None:
        """What a sum is paid in or for ("$4 million in equipment"), where it is said."""
        found = [head for preposition in ("in", "of", "worth") for head in self.tree.after(word, preposition)]
        return next((head for head in found if not head.entities and head.is_noun), None)

    def _mention(self, word: Word, entity: Entity, way: str, noun: str = "") -> Argument:
        noun = noun or self._craft_named(word, entity) or entity.text.lower().rpartition(" ")[2]
        of_several = len(word.entities) > 1 and entity in word.entities
        start, end = (entity.start, entity.end) if of_several else (word.start, word.end)
        if entity.label in self._people and entity.canonical in self._state_of:
            return Argument(self._state_of[entity.canonical], self._state, noun, "people", start, end, entity)
        people = entity.label in self._counts and singular(noun) in self._persons
        label = self._counted_people if people else entity.label
        return Argument(entity.canonical, label, noun, way, start, end, entity)

    def _craft_named(self, word: Word, entity: Entity) -> str:
        """The kind of a named craft ("the frigate Tromp", "HMNZS Aotearoa"): it is sent, kinds of things are sold."""
        if entity.label not in self._materiel:
            return ""
        first = entity.text.partition(" ")[0]
        if first in self._ship_prefixes:
            return "ship"
        before = [first, *(child.text for child in self.tree.children(word, "amod", "compound"))]
        return next((each.lower() for each in before if singular(each.lower()) in self._craft), "")

    def _examples(self, word: Word, named: bool = False) -> Iterator[Argument]:
        """The mentions of "partners such as India", the things of "equipment such as boats", "its neighbour, Benin"."""
        references = self.wording.references
        listing = (*references.generic_nouns, *references.listing_nouns, *references.factor_nouns)
        lists_things = word.lower in listing and not named
        for child in self.tree.children(word, "prep"):
            such = any(below.lower in references.example_words for below in self.tree.children(child))
            if child.lower in references.example_words or such:
                for head in self.tree.children(child, "pobj"):
                    listed = self.tree.with_coordinates(head)
                    plain = lists_things or any(each.entities for each in listed)
                    for each in (*listed, *self.tree.children(head, "compound", "appos")):
                        yield from (self._mention(each, entity, "example") for entity in each.entities)
                        others = any(w.lower == "other" for w in self.tree.children(each))
                        if plain and each in listed and each.is_noun and not each.entities and not others:
                            yield replace(self._phrase(each), way="example")
        for child in self.tree.children(word, "appos"):
            for each in self.tree.with_coordinates(child):
                called = [entity for entity in each.entities if entity.label in self._called]
                yield from (self._mention(each, entity, "apposition") for entity in called)

    def stray_examples(self, noun: Word, predicate: Word) -> list[Argument]:
        """The examples of a plain noun that hang on another word near it ("joined forums, like A and B")."""
        found: list[Argument] = []
        for above in (*self.tree.below(noun), *self.tree.above(noun)):
            found += (each for each in self._examples(above, named=True) if each.start > noun.end)
            if found or above.index == predicate.index:
                break
        return found

    def _standing_for(self, word: Word) -> Iterator[Argument]:
        """The state or body for which "the Kenyan government" stands; "Kenyan sappers" by their words, as a body."""
        words = self.wording.references
        of_state, of_party = word.lower in words.state_nouns, word.lower in words.party_nouns
        if not of_state and not of_party:
            return
        near = [
            each
            for child in self.tree.children(word, "poss", "amod", "compound", "nmod")
            for each in self.tree.with_coordinates(child)
            if each.index < word.index
        ]
        owners = [
            each
            for preposition in ("of", "from")
            for head in self.tree.after(word, preposition)
            for each in self.tree.with_coordinates(head)
        ]
        bodies = [(each, entity) for each in (*near, *owners) for entity in each.entities]
        if of_party and len(bodies) > 1:
            yield from (self._party(word, each, entity) for each, entity in bodies)
            return
        for preposition in ("of", "from", "in"):
            near += [each for head in self.tree.after(word, preposition) for each in self.tree.with_coordinates(head)]
        for each in near:
            for entity in each.entities:
                argument = self._mention(each, entity, "standing")
                if argument.label not in self._actors:
                    continue
                if of_party:
                    phrase = self._phrase(word)
                    name = f"{word.text} of {argument.name}" if each in owners else phrase.name
                    yield replace(phrase, name=name, label=argument.label, way="party")
                    return
                start = min(each.start, word.start)
                yield replace(argument, noun=word.lower, way="standing", start=start, end=max(each.end, word.end))

    def _counted_party(self, word: Word) -> Argument | None:
        """A counted party by whose it is: "a 27-member delegation from the academy": delegation of the academy."""
        noun = word.text.rpartition(" ")[2]
        if word.entities[0].label not in self._materiel or noun.lower() not in self.wording.references.party_nouns:
            return None
        owners = [w for preposition in ("from", "of") for w in self.tree.after(word, preposition) if w.entities]
        if not owners:
            return None
        owner = self._mention(owners[0], owners[0].entities[0], "party")
        return replace(owner, name=f"{noun} of {owner.name}", noun=noun.lower(), start=word.start)

    def _party(self, word: Word, body: Word, entity: Entity) -> Argument:
        """One of "French and Dutch officers": French officers, as a body."""
        argument = self._mention(body, entity, "standing")
        name = f"{entity.text} {word.text}" if body.index < word.index else f"{word.text} of {argument.name}"
        return replace(argument, name=name, noun=word.lower, way="party")

    def _phrase(self, word: Word) -> Argument:
        """The head noun with the modifiers before it, names among them by their canonical form."""
        parts = self._own_parts(word)
        text = self._joined(self._from(parts, word))
        end = word.end
        preposition, inner = self._complement(word)
        if inner and not word.is_verb:
            head = inner[0]
            text += f" {preposition} " + self._joined(self._from([*self._modifiers(head), head][-LONGEST_NAME:], head))
            end = max(end, head.end)
        entity = next((entity for part in parts for entity in part.entities), None)
        label = self._label_of_kind(word)
        return Argument(text, label, word.lower, "words", (parts or [word])[0].start, end, entity)

    def _own_parts(self, word: Word) -> list[Word]:
        """The head noun after its modifiers, those that say little at the beginning left out."""
        parts = [*self._modifiers(word), word][-LONGEST_NAME:]
        while len(parts) > 1 and parts[0].lower in self.wording.references.idle_words:
            parts = parts[1:]
        return parts

    def _full_phrase(self, word: Word) -> Argument:
        """The phrase with what follows its head up to a comma: "pace of reform", "ability to patrol its waters"."""
        short = self._phrase(word)
        if word.is_verb or not word.is_noun:
            return short
        parts = self._own_parts(word)
        last = self._reach(word, parts[0].index + LONGEST_FULL_NAME)
        text = self._joined(self._from(parts, word))
        if last > word.index:
            text += " " + self._joined([w for w in self.tree.words[word.index + 1 : last + 1] if w.relation != "case"])
        end = self.tree.words[last].end
        return replace(short, name=text, end=end) if end >= short.end else short

    def _is_dated(self, child: Word) -> bool:
        """Whether a phrase after a noun says when."""
        inner = self.tree.children(child, "pobj")
        labels = [entity.label for entity in inner[0].entities] if inner else []
        return bool(labels) and self._dates.issuperset(labels)

    def _complement(self, word: Word) -> tuple[str, list[Word]]:
        """The preposition without which a noun says little ("lack of pilots", "curbs on exports"), and what follows."""
        found = ((preposition, self.tree.after(word, preposition)) for preposition in COMPLEMENTS)
        return next((each for each in found if each[1]), ("", []))

    def _label_of_kind(self, word: Word) -> str:
        """The label of materiel before the noun ("T-72 tanks"); "" where the phrase names no kind."""
        kinds = (entity for child in self.tree.children(word, "compound", "nmod", "amod") for entity in child.entities)
        return next((entity.label for entity in kinds if entity.label in self._materiel), "")

    def _from(self, parts: Sequence[Word], word: Word) -> list[Word]:
        """All words from the first of some parts to the last, the possessive ending aside."""
        first = parts[0].index if parts else word.index
        return [each for each in self.tree.words[first : word.index + 1] if each.relation != "case"]

    def _joined(self, parts: Sequence[Word], canonical: bool = True) -> str:
        """The words with spaces where the text has any, mentions by their canonical names or as they are written."""
        text = ""
        for before, part in zip([None, *parts], parts, strict=False):
            glued = before is not None and before.end == part.start
            text += ("" if before is None or glued else " ") + (self._text(part) if canonical else part.text)
        return text

    def _modifiers(self, word: Word) -> list[Word]:
        """The words before a noun that belong to it, in their order; "its" and the like by what they stand for."""
        found: list[Word] = []
        for child in self.tree.children(word, *MODIFIERS):
            if child.index > word.index or (child.relation == "poss" and not (child.entities or child.is_noun)):
                continue
            found += [
                *self._modifiers(child),
                *(c for c in self.tree.children(child, "conj") if c.index < word.index),
                child,
            ]
        return sorted(found, key=lambda part: part.index)

    def _text(self, word: Word) -> str:
        """A name in its canonical form; demonyms and kinds of things as the text has them."""
        names = [entity.canonical for entity in word.entities if entity.label not in self._people | self._materiel]
        return " and ".join(names) or word.text

    def clause(self, verb: Word) -> Argument:
        """An infinitive as an argument: its verb with what follows up to a comma ("modernise its army")."""
        last = self._reach(verb, verb.index + LONGEST_FULL_NAME)
        words = [self.tree.words[index] for index in range(verb.index, last + 1)]
        return Argument(self._joined(words, canonical=False), "", verb.lower, "clause", verb.start, words[-1].end, None)

    def _reach(self, word: Word, farthest: int) -> int:
        """The place of the last word that belongs to a word and follows it without a comma or a coordinate."""
        last = word.index
        for child in self.tree.children(word):
            if child.index < word.index:
                continue
            below = sorted(each.index for each in self.tree.below(child))
            if child.relation in PARTED or self._is_dated(child) or below[0] > last + 1:
                break
            stop = next((at - 1 for at in below if self.tree.words[at].lower in _STOPS), below[-1])
            last = max(last, stop)
            if stop < below[-1]:
                break
        last = min(last, farthest)
        while last > word.index and not (self.tree.words[last].is_noun or self.tree.words[last].entities):
            last -= 1
        return last
