"""Word pieces: splits text as BERT does (Devlin et al. 2019), uncased, keeping where each word stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bdjp_nlp.rows import Span

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
UNKNOWN, BEGIN, END, MASK = "[UNK]", "[CLS]", "[SEP]", "[MASK]"
LONGEST_WORD = 60
"""Signs; longer ones are not words, and splitting them would take time."""
KEPT_WORDS = 50_000


@dataclass(frozen=True)
class Pieces:
    """`ids` of a text's pieces, the `word` that each is of, and the words' `spans` (half-open code points)."""

    ids: tuple[int, ...]
    word: tuple[int, ...]
    spans: tuple[Span, ...]


class WordPieces:
    """A vocabulary; remembers how it split words."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._ids = {term: number for number, term in enumerate(terms)}
        self.begin, self.end, self.mask = (self._ids[mark] for mark in (BEGIN, END, MASK))
        self._unknown = self._ids[UNKNOWN]
        self._split: dict[str, tuple[int, ...]] = {}

    def split(self, text: str, longest: int) -> Pieces:
        """The pieces of a text: whole words, at most `longest` pieces; of a text without words the unknown piece."""
        ids: list[int] = []
        word: list[int] = []
        spans: list[Span] = []
        for match in _WORD.finditer(text):
            found = self._pieces(match[0])
            if len(ids) + len(found) > longest:
                break
            ids += found
            word += [len(spans)] * len(found)
            spans.append(match.span())
        if not ids:
            return Pieces((self._unknown,), (0,), ((0, len(text)),))
        return Pieces(tuple(ids), tuple(word), tuple(spans))

    def _pieces(self, word: str) -> tuple[int, ...]:
        known = self._split.get(word)
        if known is None:
            if len(self._split) >= KEPT_WORDS:
                self._split.clear()
            known = self._split[word] = self._greedy(_plain(word))
        return known

    def _greedy(self, word: str) -> tuple[int, ...]:
        """The longest known beginning, then the longest known continuation, and so on; unknown where one fails."""
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._ids.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)


def _plain(word: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
