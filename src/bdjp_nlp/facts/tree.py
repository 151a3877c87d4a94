"""Tree: a sentence's words with their grammatical heads, as the parser sees them and as the passage has them.

The relations are those of spaCy's English models (ClearNLP's dependency labels).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bdjp_nlp.rows import Entity, Sentence


@dataclass(slots=True)
class Word:
    """A word, or a whole mention that stands for one; `start` and `end` are half-open code points of the passage.

    `entities`: the mention, or the two of "Bangladesh-India"; `aside`: mentions in the bracket that follows it.
    """

    index: int
    text: str
    start: int
    end: int
    entities: tuple[Entity, ...] = ()
    aside: tuple[Entity, ...] = ()
    tag: str = ""
    relation: str = ""
    head: int = -1
    children: list[int] = field(default_factory=list)
    lower: str = field(init=False)
    """The written form in lower case."""

    def __post_init__(self) -> None:
        self.lower = self.text.lower()

    @property
    def is_verb(self) -> bool:
        """Whether the word is a verb in any form, modal verbs aside."""
        return self.tag.startswith("VB")

    @property
    def is_noun(self) -> bool:
        """Whether the word is a noun, common or proper."""
        return self.tag.startswith("NN")


@dataclass(frozen=True, slots=True)
class Tree:
    """The words of one sentence in their order."""

    sentence: Sentence
    words: list[Word]

    def children(self, word: Word, *relations: str) -> list[Word]:
        """The words directly below one, of the relations named (of any, where none is)."""
        words = self.words
        if not relations:
            return [words[index] for index in word.children]
        return [words[index] for index in word.children if words[index].relation in relations]

    def child(self, word: Word, *relations: str) -> Word | None:
        """The first such word, or None."""
        return next(iter(self.children(word, *relations)), None)

    def head(self, word: Word) -> Word | None:
        """The word above, None at the root."""
        return None if word.head in (word.index, -1) else self.words[word.head]

    def below(self, word: Word) -> Iterator[Word]:
        """The word and all under it."""
        yield word
        for index in word.children:
            yield from self.below(self.words[index])

    def above(self, word: Word) -> Iterator[Word]:
        """The words on the way to the root, nearest first."""
        head = self.head(word)
        while head is not None:
            yield head
            head = self.head(head)

    def after(self, word: Word, preposition: str) -> list[Word]:
        """The nouns after a preposition that hangs on a word, also where it comes again ("on India and on Fiji")."""
        found = []
        for child in self.children(word, "prep", "agent", "dative"):
            for each in self.with_coordinates(child):
                if each.lower == preposition and not each.entities:
                    found += self.children(each, "pobj")
        return found

    def with_coordinates(self, word: Word) -> list[Word]:
        """The word and those joined to it by "and", "or" or commas."""
        found = [word]
        for child in self.children(word, "conj"):
            found += self.with_coordinates(child)
        return found
