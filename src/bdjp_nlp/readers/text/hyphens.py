"""Hyphens: lines joined to running text, words broken at a line's end made whole by the document's own vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SOFT = "\xad"
_UNKNOWN = "\ufffe"
"""What pdfium writes for a hyphen at a line's end, whether a real one or not."""
_BREAKABLE = ("-", "‐", _SOFT, _UNKNOWN, "—", "–", "/", "_")
_LAST_WORD = re.compile(r"[^\W_]+(?:[-‐’'][^\W_]+)*$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_URL_END = re.compile(r"(?:https?://|www\.)\S*[/_=&?.-]$")
_SPACES = re.compile(r"[ \t]{2,}")
_EDGES = ".,;:!?()[]{}\"'“”‘’«»…*"
_SUSPENDED = frozenset("and or to nor und et bis versus".split())
"""Words after which a hyphen stands for a word left out: "short- and long-term"."""
_PREFIXES = frozenset(
    """self ex vice non well cross semi quasi pro anti counter multi co inter mid low high long short full half first
    second third two three four five six seven eight nine ten state government people""".split()
)
"""Words whose compounds are mostly written with a hyphen; asked only where the document itself does not tell."""
_MIN_PART = 4
"""Letters that both halves need to be taken for words of their own: "cost-effective", not "in-" and "for"."""


class Vocabulary:
    """The words of a document, as written within its lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        words: set[str] = set()
        for line in lines:
            words.update(line.lower().split()[:-1] if line.endswith(_BREAKABLE) else line.lower().split())
        self.words = {word.strip(_EDGES).replace("‐", "-") for word in words}
        for word in [word for word in self.words if "-" in word or "–" in word or "—" in word]:
            self.words.update(re.split(r"[–—]", word))

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether the hyphen between two halves of a word is the word's own."""
        low_left, low_right = left.lower().replace("‐", "-"), right.lower()
        if f"{low_left}-{low_right}" in self.words:
            return True
        if low_left + low_right in self.words:
            return False
        if not right[0].islower() or "-" in low_left or any(map(str.isdigit, left)) or left.isupper():
            return True
        if low_left in _PREFIXES:
            return True
        both = low_left in self.words and low_right in self.words
        return both and min(len(left), len(right)) >= _MIN_PART


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """One paragraph's lines as running text; letters are never lost, only spaces and hyphens change."""
    parts: list[str] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if not following or not line.endswith(_BREAKABLE):
            parts += (line, " ")
        else:
            parts += _joint(line, following, vocabulary)
    text = "".join(parts).strip().replace(_SOFT, "").replace(_UNKNOWN, "-")
    return _SPACES.sub(" ", text)


def _joint(line: str, following: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """A line that ends in a hyphen, dash or slash, and what stands between it and the next."""
    end, body = line[-1], line[:-1]
    if _URL_END.search(line):
        return line, ""
    if end in "—–/_":
        return line, "" if body and not body[-1].isspace() and not following[0].isspace() else " "
    left, right = _LAST_WORD.search(body), _FIRST_WORD.match(following)
    if left is None or right is None:
        return (line, "" if left and end in (_SOFT, _UNKNOWN) else " ")
    if end == _SOFT:
        return body, ""
    if right[0].lower() in _SUSPENDED:
        return body + "-", " "
    return (body + "-" if vocabulary.keeps_hyphen(left[0], right[0]) else body), ""
