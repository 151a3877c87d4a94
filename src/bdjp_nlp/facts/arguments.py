"""Arguments: a noun phrase as the name of who or what takes part in a fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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

    def arguments(self, heads: Sequence[Word], subject: Word | None = None) -> list[Argument]:
        """One argument for each thing that the phrases with these heads name, coordinates one by one.

        `subject` is the word that stands as subject of the clause: "the country" as its object is another.
        """
        found: dict[str, Argument] = {}
        for head in heads:
            for word in self.tree.with_coordinates(head):
                for argument in self._named(word, subject):
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

    def _named(self, word: Word, subject: Word | None) -> Iterator[Argument]:
        words = self.wording.references
        if word.entities:
            if word.entities[0].label in self._money and (what := self._worth(word)):
                yield from self._named(what, subject)
                return
            yield from (self._mention(word, entity, "mention") for entity in word.entities)
            return
        antecedents = self.references.of(word, self.tree, subject)
        if antecedents:
            yield from (self._mention(word, entity, "reference", word.lower) for entity in antecedents)
            return
        examples = [each for noun in (word, *self.tree.after(word, "of")) for each in self._examples(noun)]
        if examples:
            yield from examples
            return
        if word.lower in words.container_nouns:
            inner = self.tree.after(word, "of")
            if inner:
                for head in inner:
                    for each in self.tree.with_coordinates(head):
                        yield from self._named(each, subject)
                return
        if word.is_noun or word.tag in ("CD", "VBG", "JJ", "DT") or word.is_verb:
            standing = list(self._standing_for(word))
            yield from standing or [self._phrase(word)]

    def _worth(self, word: Word) -> Word | None:
        """What a sum is paid in or for ("$4 million in equipment"), where it is said."""
        found = [head for preposition in ("in", "of", "worth") for head in self.tree.after(word, preposition)]
        return next((head for head in found if not head.entities and head.is_noun), None)

    def _mention(self, word: Word, entity: Entity, way: str, noun: str = "") -> Argument:
        noun = noun or entity.text.lower().rpartition(" ")[2]
        of_several = len(word.entities) > 1 and entity in word.entities
        start, end = (entity.start, entity.end) if of_several else (word.start, word.end)
        if entity.label in self._people and entity.canonical in self._state_of:
            return Argument(self._state_of[entity.canonical], self._state, noun, "people", start, end, entity)
        return Argument(entity.canonical, entity.label, noun, way, start, end, entity)

    def _examples(self, word: Word) -> Iterator[Argument]:
        """The mentions of "partners such as India and France", or of "its neighbour, Benin"."""
        words = self.wording.references.example_words
        for child in self.tree.children(word, "prep"):
            such = any(below.lower in words for below in self.tree.children(child))
            if child.lower in words or such:
                for head in self.tree.children(child, "pobj"):
                    for each in (*self.tree.with_coordinates(head), *self.tree.children(head, "compound", "appos")):
                        yield from (self._mention(each, entity, "example") for entity in each.entities)
        for child in self.tree.children(word, "appos"):
            for each in self.tree.with_coordinates(child):
                named = [entity for entity in each.entities if entity.label in self._called]
                yield from (self._mention(each, entity, "apposition") for entity in named)

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
                    yield replace(phrase, label=argument.label, way="party")
                    return
                start = min(each.start, word.start)
                yield replace(argument, noun=word.lower, way="standing", start=start, end=max(each.end, word.end))

    def _party(self, word: Word, body: Word, entity: Entity) -> Argument:
        """One of "French and Dutch officers": French officers, as a body."""
        argument = self._mention(body, entity, "standing")
        name = f"{entity.text} {word.text}" if body.index < word.index else f"{word.text} of {argument.name}"
        return replace(argument, name=name, noun=word.lower, way="party")

    def _phrase(self, word: Word) -> Argument:
        """The head noun with the modifiers before it, names among them by their canonical form."""
        parts = [*self._modifiers(word), word][-LONGEST_NAME:]
        while parts and parts[0].lower in ("such", "other", "certain", "several", "many", "new", "further", "some"):
            parts = parts[1:]
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
            if child.index > word.index or (child.relation == "poss" and not child.entities):
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
        """An infinitive as an argument: its verb with its object ("modernise its army")."""
        last = verb.index
        for child in self.tree.children(verb, "dobj", "prep", "attr", "acomp", "prt"):
            reach = max(word.index for word in self.tree.below(child))
            if reach - verb.index < LONGEST_NAME:
                last = max(last, reach)
                if child.relation != "prt":
                    break
        words = [self.tree.words[index] for index in range(verb.index, last + 1)]
        return Argument(self._joined(words, canonical=False), "", verb.lower, "clause", verb.start, words[-1].end, None)
