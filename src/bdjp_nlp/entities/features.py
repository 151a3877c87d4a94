"""Features: what the tagger sees of a token: hashed forms of its word, its word vector, and the evidence on it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bdjp_nlp.entities.evidence import Evidence
from bdjp_nlp.entities.network import Floats, Ints
from bdjp_nlp.entities.tagging import BEGIN, INSIDE, LAST, UNIT, TagScheme
from bdjp_nlp.entities.tokens import fold
from bdjp_nlp.errors import ModelError

TABLES = (4096, 1024, 2048, 1024, 256)
"""Rows of the hash tables: the word in lower case, its first three, last three and last two letters, its shape."""
VECTOR_STEP = 32
"""Word vectors are stored as whole numbers of 1/32."""
LISTED = 3.0
"""Log-odds with which training begins for the label that a list names."""
SIGNS = 3
"""Evidence columns that are not a label's: ambiguous name, name of several words, sure name."""


class WordVectors:
    """Fixed vectors of common words; unknown words have zeros."""

    def __init__(self, words: Sequence[str], vectors: np.ndarray) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        self._vectors = vectors
        self.size: int = vectors.shape[1]

    def __call__(self, word: str) -> Floats:
        """The vector of a word, whatever its case."""
        row = self._rows.get(word.lower())
        if row is None:
            row = self._rows.get(fold(word))
        if row is None:
            return np.zeros(self.size, np.float32)
        vector: Floats = self._vectors[row].astype(np.float32) / VECTOR_STEP
        return vector


def load_vectors(folder: Path) -> WordVectors:
    """The vectors in ``words.txt`` and ``vectors.npy`` of a folder; raises `ModelError` where they do not fit."""
    try:
        words = (folder / "words.txt").read_text(encoding="utf-8").split()
        vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: the word vectors cannot be read ({error}); install the package again") from None
    if len(words) != len(vectors):
        raise ModelError(f"{folder}: {len(words)} words but {len(vectors)} vectors; install the package again")
    return WordVectors(words, vectors)


def word_ids(word: str) -> tuple[int, ...]:
    """The rows of a word's hashed forms in the tables."""
    folded = fold(word)
    forms = (folded, folded[:3], folded[-3:], folded[-2:], shape_of(word))
    return tuple(
        zlib.crc32(f"{index}{form}".encode()) % rows
        for index, (form, rows) in enumerate(zip(forms, TABLES, strict=True))
    )


def shape_of(word: str) -> str:
    """Capitals, small letters, digits and signs, runs of more than two cut short: "TC-90" → XX-dd."""
    shape = re.sub(r"\d", "d", re.sub(r"[^\W\d_A-ZÀ-Þ]", "x", re.sub(r"[A-ZÀ-Þ]", "X", word)))
    return re.sub(r"(.)\1{2,}", r"\1\1", shape)


def evidence_size(labels: Sequence[str]) -> int:
    """Columns of the evidence: each label's beginning and inside by list, pattern and grammar, and the signs."""
    return 6 * len(labels) + SIGNS


def believed(labels: Sequence[str]) -> Floats:
    """First weights from evidence to tags (evidence, tags): what names a label is taken at its word."""
    scheme = TagScheme(tuple(labels))
    weights = np.zeros((evidence_size(labels), scheme.size), np.float32)
    block = len(labels)
    for index in range(block):
        base = 1 + 4 * index
        for source, strength in ((0, LISTED), (2, LISTED / 2), (4, LISTED)):
            weights[source * block + index, [base + BEGIN, base + UNIT]] = strength
            weights[(source + 1) * block + index, [base + INSIDE, base + LAST]] = strength
    return weights


def evidence_features(evidence: Evidence, labels: Sequence[str], out: Floats) -> None:
    """Write a text's evidence into `out` (tokens, `evidence_size`), which holds zeros."""
    column = {label: index for index, label in enumerate(labels)}
    block = len(labels)
    signs = 6 * block
    for match in evidence.matches:
        for name in match.names:
            at = column[name.label]
            out[match.first, at] = 1
            out[match.first + 1 : match.stop, block + at] = 1
        sure = not any(name.ambiguous for name in match.names)
        out[match.first : match.stop, signs + (2 if sure else 0)] = 1
        if match.stop - match.first > 1:
            out[match.first : match.stop, signs + 1] = 1
    for built in evidence.built:
        if built.weak:
            continue
        at = 2 * block + column[built.label]
        out[built.first, at] = 1
        out[built.first + 1 : built.stop, block + at] = 1
    for found in evidence.values:
        at = 4 * block + column[found.label]
        out[found.first, at] = 1
        out[found.first + 1 : found.stop, block + at] = 1


def ids_of(words: Sequence[str]) -> Ints:
    """The table rows of several words: (words, tables)."""
    return np.array([word_ids(word) for word in words], np.int32).reshape(len(words), len(TABLES))
