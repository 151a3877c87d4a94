"""Tokens: the words, numbers and signs of a text, with their half-open code-point offsets.

Hyphens, dashes and brackets stand alone, so that "Bangladesh-India" is three tokens; an abbreviation with full stops
("U.S.") is one; a possessive ending is one; digits glued to a longer word (a footnote's mark) are split from it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?:[A-Za-z]\.){2,}                          # U.S.
      | \d{1,3}(?:,\d{2,3})+(?:\.\d+)? | \d+\.\d+   # 1,500.5
      | [^\W\d_]{4,}(?=\d{1,3}(?!\w))               # Japan12: a note's mark is no part of the word
      | ['’]s\b
      | [^\W_]+(?:['’‘ʼ](?!s\b)[^\W\d_]+)*            # N'Djamena
      | \S""",
    re.VERBOSE,
)

HYPHENS = frozenset("-‐‑–—−/")
"""Signs that join or part words, and that spellings of one name put in or leave out."""

VOCABULARY_CACHE = 1 << 16
"""Entries of the caches of word forms: more than the different words of a long report."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text: `words[i] == text[starts[i]:ends[i]]`."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.words)


def tokenise(text: str) -> Tokens:
    """The tokens of a text; white space is in none of them."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    return Tokens(
        text, [text[start:end] for start, end in spans], [start for start, _ in spans], [end for _, end in spans]
    )


_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})iz(?=(?:e|es|ed|er|ers|ing|ation|ations|ational)$)"), "is"),
    (re.compile(r"^(defen|offen)se(?=(?:s|less)?$)"), r"\1ce"),
    (re.compile(r"^(program)me(?=s?$)"), r"\1"),
    (re.compile(r"^(cent)er(?=s?$)"), r"\1re"),
    (re.compile(r"^(theat)er(?=s?$)"), r"\1re"),
    (re.compile(r"^(harb|lab|neighb|endeav|arm)or(?=s|ed|s?$)"), r"\1our"),
    (re.compile(r"^(coun)selor(?=s?$)"), r"\1sellor"),
    (re.compile(r"^(fue|mode|trave)l(?=ing$|ed$)"), r"\1ll"),
    (re.compile(r"^(licen)se(?=s?$)"), r"\1ce"),
    (re.compile(r"^mould"), "mold"),
    (re.compile(r"^&$"), "and"),
)
"""British and American spellings, folded to one; the left side is tried on lower-case words without accents."""
_RESPELLED = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SPELLINGS))
"""Any of them: most words have none, and one look tells."""


@lru_cache(maxsize=VOCABULARY_CACHE)
def fold(word: str) -> str:
    """The word in lower case, without accents, full stops and apostrophes' shapes, in one spelling of English."""
    if word.isascii():
        folded = word.lower()
    else:
        plain = unicodedata.normalize("NFKD", re.sub("[’‘ʼ]", "'", word))
        folded = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    if len(folded) > 2 and "." in folded and not folded[0].isdigit():
        folded = folded.replace(".", "")
    if _RESPELLED.search(folded):
        for pattern, replacement in _SPELLINGS:
            folded = pattern.sub(replacement, folded)
    return folded


def folded_name(name: str) -> str:
    """A name's tokens folded and joined by single spaces, without hyphens: equal for two spellings of one name."""
    return " ".join(folded_words(name))


def folded_words(name: str) -> tuple[str, ...]:
    """A name's tokens folded, without hyphens."""
    return tuple(fold(word) for word in _TOKEN.findall(name) if word not in HYPHENS)
