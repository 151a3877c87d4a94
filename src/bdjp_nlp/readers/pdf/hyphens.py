"""Words broken at a line's end made whole by the document's own vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_BROKEN = re.compile(r"[A-Za-zÀ-ɏ]-$")
_PUNCTUATION = " .,;:!?()[]{}\"'“”‘’«»…*/"
_EDGES = re.compile(r"^\W+|\W+$")
_URL = re.compile(r"(?:https?://|www\.|doi\.org|@)\S*$", re.I)
_URL_BREAK = re.compile(r"[/\-_.=&?#%]$")
MIN_PART = 3
"""Letters: shorter halves ("co", "re") are words of their own too rarely to prove a real hyphen."""


def vocabulary(lines: Iterable[str]) -> Counter[str]:
    """How often each word stands whole (inside a line) in the document, lower case."""
    whole = [line.rpartition(" ")[0] if line.endswith("-") else line for line in lines]
    counts: Counter[str] = Counter()
    for word, count in Counter(" ".join(whole).lower().split(" ")).items():
        counts[word.strip(_PUNCTUATION)] += count
    return counts


def joint(before: str, after: str, counts: Counter[str], repair: bool = True) -> tuple[int, str]:
    """How two words at a line break join: (characters to drop from the first, what stands between).

    ("eco-", "nomic") gives (1, ""); ("Indo-", "Pacific") gives (0, ""); ("two", "words") gives (0, " ").
    """
    if _URL.search(before) and _URL_BREAK.search(before) and not after[:1].isspace():
        return (0, "")
    if before.endswith(("—", "–", "‐")) and not before.endswith((" —", " –")):
        return (0, "") if len(before) > 1 else (0, " ")
    if not _BROKEN.search(before) or not repair or not after[:1].isalnum():
        return (0, " ") if not before.endswith("-") or len(before) == 1 else (0, "")
    return (1, "") if _is_broken(before, after, counts) else (0, "")


def _is_broken(before: str, after: str, counts: Counter[str]) -> bool:
    """Whether the hyphen was put in by the typesetter."""
    head = _EDGES.sub("", before[:-1]).lower()
    tail = re.split(r"[^\w'’-]", after, maxsplit=1)[0].lower()
    part = head.rsplit("-", 1)[-1]
    piece = tail.split("-", 1)[0]
    whole = max(counts[head + tail], counts[part + piece])
    hyphenated = max(counts[f"{head}-{tail}"], counts[f"{part}-{piece}"])
    if whole or hyphenated:
        return whole >= hyphenated
    if not after[:1].islower() or piece in ("and", "or", "to"):
        return False
    both_words = counts[part] and counts[piece] and min(len(part), len(piece)) >= MIN_PART
    return not both_words
