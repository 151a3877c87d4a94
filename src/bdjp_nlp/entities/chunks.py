"""Chunks: runs of capitalised words, with the labels that the model finds likeliest for each as a whole.

A model that decides word by word cuts long names that it has not seen ("Canadian Patrol Submarine Project"); the runs
put them before the judge whole, and with each joining word crossed or not ("Agreement" or "Agreement on Trade").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bdjp_nlp.entities.network import Floats
from bdjp_nlp.entities.patterns import NAME_SIGNS, PatternFile
from bdjp_nlp.entities.tagging import OUTSIDE, TaggedSpan, TagScheme
from bdjp_nlp.entities.tokens import fold

LONGEST = 14
"""Tokens of a chunk."""
LIKELY = 0.1
"""Least mean probability of a label over a chunk's tokens; rarer ones are not proposed."""
MOST_LABELS = 2
"""Labels that are proposed for one chunk."""
_ARTICLES = frozenset(["the", "a", "an"])


def chunk_spans(words: Sequence[str], probabilities: Floats, scheme: TagScheme, lists: PatternFile) -> list[TaggedSpan]:
    """Each chunk with its likeliest labels, their mean probability as score; `probabilities` is (tokens, tags)."""
    chunks = list(chunks_of(words, lists))
    if not chunks:
        return []
    labels = probabilities[:, OUTSIDE + 1 :].reshape(len(words), len(scheme.labels), -1).sum(axis=2)
    total = np.vstack([np.zeros((1, labels.shape[1]), labels.dtype), labels.cumsum(axis=0)])
    first, stop = np.array(chunks).T
    means = (total[stop] - total[first]) / (stop - first)[:, None]
    likely = np.argsort(-means, axis=1)[:, :MOST_LABELS].tolist()
    return [
        TaggedSpan(*chunk, scheme.labels[label], float(means[row, label]))
        for row, chunk in enumerate(chunks)
        for label in likely[row]
        if means[row, label] > LIKELY
    ]


def chunks_of(words: Sequence[str], lists: PatternFile) -> Iterator[tuple[int, int]]:
    """The token spans [first, stop) of each run, and of runs that joining words join; two tokens at least."""
    runs = list(_runs(words, lists))
    for number, (first, stop) in enumerate(runs):
        if 1 < stop - first <= LONGEST:
            yield first, stop
        for before, after in zip(runs[number:], runs[number + 1 :], strict=False):
            if after[1] - first > LONGEST or not _joined(words[before[1] : after[0]], lists):
                break
            yield first, after[1]


def _joined(between: Sequence[str], lists: PatternFile) -> bool:
    """Whether the words between two runs may stand within one name: "on", "for the", "with a"."""
    return bool(between) and between[0] in lists.connectors and all(word in _ARTICLES for word in between[1:])


def _runs(words: Sequence[str], lists: PatternFile) -> Iterator[tuple[int, int]]:
    """The longest spans of capitalised words, signs between them and a number at their end included."""
    at, count = 0, len(words)
    while at < count:
        if not words[at][0].isupper() or fold(words[at]) in lists.not_first:
            at += 1
            continue
        first, stop = at, at + 1
        while at + 1 < count:
            at += 1
            if words[at][0].isupper() or words[at][0].isdigit():
                stop = at + 1
                if words[at][0].isdigit():
                    break
            elif words[at] not in NAME_SIGNS:
                break
        yield first, stop
        at = max(stop, at)
