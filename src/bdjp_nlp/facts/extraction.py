"""Extraction: candidates for facts, from the trees of sentences by the frames; a scorer decides which are facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bdjp_nlp.facts.arguments import Argument
from bdjp_nlp.facts.candidate import Candidate, ReadSentence
from bdjp_nlp.facts.frames import Lexicon
from bdjp_nlp.facts.gate import Gate
from bdjp_nlp.facts.parser import Parser
from bdjp_nlp.facts.tree import Tree
from bdjp_nlp.facts.tree_reading import TreeReader
from bdjp_nlp.facts.wording import Wording


class Extractor:
    """Sentences in, candidates out; parses only the sentences that the gate lets through."""

    def __init__(self, wording: Wording, lexicon: Lexicon, states_of_people: Mapping[str, str], gate: Gate) -> None:
        self.wording = wording
        self.lexicon = lexicon
        self.gate = gate
        self.parser = Parser(wording)
        self._state_of = states_of_people

    def candidates(self, sentences: Sequence[ReadSentence]) -> list[list[Candidate]]:
        """The candidates of each sentence, in the order given; parsed part by part where it has semicolons."""
        parts = [(number, part) for number, read in enumerate(sentences) for part in read.parts()]
        worth = [(number, part) for number, part in parts if self.gate(part)]
        trees = self.parser.trees((part.sentence, part.entities) for _, part in worth)
        return self.of_parts(len(sentences), zip(worth, trees, strict=True))

    def of_parts(
        self, sentences: int, parsed: Iterable[tuple[tuple[int, ReadSentence], Tree]]
    ) -> list[list[Candidate]]:
        """The candidates of each of some sentences; a part without a subject has that of the part before it."""
        found: list[list[Candidate]] = [[] for _ in range(sentences)]
        before: tuple[int, list[Argument]] = (-1, [])
        for (number, part), tree in parsed:
            reader = self._reader(tree, part, before[1] if before[0] == number else [])
            found[number] += reader.candidates()
            before = number, reader.main_subjects() or reader.inherited
        return found

    def of_tree(self, tree: Tree, read: ReadSentence) -> Iterator[Candidate]:
        """The candidates of one tree."""
        return self._reader(tree, read, []).candidates()

    def _reader(self, tree: Tree, read: ReadSentence, inherited: list[Argument]) -> TreeReader:
        return TreeReader(tree, read, self.wording, self.lexicon, self._state_of, inherited)
