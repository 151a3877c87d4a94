"""Judging: the judge of candidates and a tagger's figures, both from documents that the tagger has not learnt from.

The judge is fitted on those documents as written and with names replaced; the figures are taken by halves of them, each
half judged by a judge that was fitted on the other.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bdjp_nlp.entities.candidates import Candidate, sign_matrix
from bdjp_nlp.entities.decision import Decider, Judge, fit_judge
from bdjp_nlp.entities.evidence import EvidenceFinder
from bdjp_nlp.entities.examples import Example
from bdjp_nlp.entities.left_out import Counts, count
from bdjp_nlp.entities.measuring import Figures, Span, measure
from bdjp_nlp.entities.network import Floats
from bdjp_nlp.entities.substitution import load_substitution
from bdjp_nlp.entities.tagger import Tagger
from bdjp_nlp.entities.tagging import token_spans

HELD_OUT_SHARE = 6
"""One text in so many is held out, by a hash of its name: which ones stays the same when others are added."""
NEW_NAMES = 0.6
"""Share of the names that are replaced in the copies from which the judge learns too."""


def is_held_out(group: str) -> bool:
    """Whether a text is among those on which a model is measured and its judge fitted."""
    return zlib.crc32(group.encode("utf-8")) % HELD_OUT_SHARE == 0


@dataclass(frozen=True)
class Measured:
    """A judge, its tagger's figures as written and with names replaced, and the counts of each document as written."""

    judge: Judge
    as_written: Figures
    new_names: Figures
    documents: dict[str, Counts]


@dataclass(frozen=True)
class _Judged:
    """A text's candidates with their signs, and which of them are right."""

    group: str
    gold: set[Span]
    candidates: list[Candidate]
    signs: Floats
    right: np.ndarray


def judge_and_measure(
    tagger: Tagger,
    finder: EvidenceFinder,
    held_out: Sequence[Example],
    substitution_folder: Path,
    texts: Mapping[str, str],
) -> Measured:
    """The judge of all held-out examples, and the figures by halves; `texts`: the hash of each document's text."""
    substitution = load_substitution(substitution_folder, finder, random.Random(1))
    written = _judged(tagger, finder, held_out)
    renamed = _judged(tagger, finder, [substitution.renamed(example, NEW_NAMES) for example in held_out])
    groups = sorted({example.group for example in held_out})
    halves = ({*groups[::2]}, {*groups[1::2]})
    judges = [_fitted([one for one in (*written, *renamed) if one.group in half]) for half in halves]
    deciders = [Decider(finder, tagger.scheme, judge) for judge in judges]

    def decided(some: Sequence[_Judged]) -> list[tuple[set[Span], dict[Span, float]]]:
        pairs = []
        for one in some:
            chosen = deciders[one.group in halves[0]].chosen(one.candidates, one.signs)
            pairs.append((one.gold, {(c.first, c.stop, c.label): score for c, score in chosen}))
        return pairs

    pairs = decided(written)
    counts = {
        group: count(
            texts.get(group, ""), [pair for pair, one in zip(pairs, written, strict=True) if one.group == group]
        )
        for group in groups
    }
    labels = tagger.scheme.labels
    return Measured(_fitted([*written, *renamed]), measure(pairs, labels), measure(decided(renamed), labels), counts)


def _judged(tagger: Tagger, finder: EvidenceFinder, examples: Sequence[Example]) -> list[_Judged]:
    decider = Decider(finder, tagger.scheme, Judge(np.zeros(1, np.float32)))
    judged = []
    for example in examples:
        evidence = finder(example.text)
        found = decider.candidates(evidence, tagger.probabilities([evidence])[0])
        gold = set(token_spans(example.spans, evidence.tokens.starts, evidence.tokens.ends))
        right = np.array([(one.first, one.stop, one.label) in gold for one in found], np.bool_)
        judged.append(_Judged(example.group, gold, found, sign_matrix(found, tagger.scheme.labels), right))
    return judged


def _fitted(texts: Sequence[_Judged]) -> Judge:
    return fit_judge(np.vstack([text.signs for text in texts]), np.concatenate([text.right for text in texts]))
