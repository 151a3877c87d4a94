"""Training of the scorer, from passages whose facts are listed: ``python -m bdjp_nlp.facts.training``.

The texts are dealt into folds; the figures are those of each fold under a scorer that has not seen its texts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bdjp_nlp.coding.folds import deal
from bdjp_nlp.document import from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.facts.candidate import Candidate
from bdjp_nlp.facts.examples import ListedFact, ListedPassage, read_examples
from bdjp_nlp.facts.extraction import Extractor
from bdjp_nlp.facts.resources import load_extractor, wording_folder
from bdjp_nlp.facts.scorer import FILE, FORMAT, Scorer, write_weights
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline, shipped_labels
from bdjp_nlp.stage import NoSettings
from bdjp_nlp.stages.entities import Entities, EntitySettings
from bdjp_nlp.stages.facts import DEFAULT_THRESHOLD, read_sentences
from bdjp_nlp.stages.sentences import Sentences

TEXTS = "facts"
"""Below the folder of labels."""
STRENGTH = 0.3
"""The regression's inverse regularisation (scikit-learn's C)."""
RAREST = 2
"""Candidates that must bear a sign for it to be given a weight."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage with the candidates found in it, each once, and which of them an annotator listed."""

    passage: ListedPassage
    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]

    @property
    def listed(self) -> list[ListedFact]:
        """The passage's facts."""
        return [fact for sentence in self.passage.sentences for fact in sentence.facts]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of written rows, right rows, listed facts and found ones."""

    written: int
    right: int
    listed: int
    found: int

    @property
    def precision(self) -> float:
        """Part of the written rows that an annotator listed."""
        return self.right / max(self.written, 1)

    @property
    def recall(self) -> float:
        """Part of the listed facts that are written."""
        return self.found / max(self.listed, 1)


def read_passages(folder: PipelineFolder, extractor: Extractor, passages: Sequence[ListedPassage]) -> list[ReadPassage]:
    """The passages with their candidates, entities as the pipeline's own recogniser finds them."""
    drafts = (
        from_draft(Draft((Block("paragraph", passage.text),)), path="", sha256=sha256_hex(passage.text.encode()))
        for passage in passages
    )
    stages = Sentences(NoSettings(), folder), Entities(EntitySettings(), folder)
    read = []
    for passage, document in zip(passages, stages[1](stages[0](drafts)), strict=True):
        found: dict[tuple[str, ...], Candidate] = {}
        for candidates in extractor.candidates(list(read_sentences(document))):
            for candidate in candidates:
                found.setdefault(candidate.key, candidate)
        listed = [fact for sentence in passage.sentences for fact in sentence.facts]
        right = (any(fact.is_told_by(candidate) for fact in listed) for candidate in found.values())
        read.append(ReadPassage(passage, tuple(found.values()), tuple(right)))
    return read


def fit(read: Sequence[ReadPassage], figures: dict[str, float], texts: dict[str, str]) -> Scorer:
    """A scorer fitted on the candidates of some passages."""
    signs = [dict.fromkeys(candidate.signs, 1) for each in read for candidate in each.candidates]
    right = [is_right for each in read for is_right in each.right]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(signs)
    often = np.asarray((matrix > 0).sum(axis=0)).ravel() >= RAREST
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix[:, often], right)
    names = vectorizer.get_feature_names_out()[often]
    weights = {str(name): round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Scorer(
        format=FORMAT, intercept=round(float(model.intercept_[0]), 4), weights=weights, figures=figures, texts=texts
    )


def count(read: Sequence[ReadPassage], scorer: Scorer, threshold: float) -> Figures:
    """How the candidates over the threshold compare with the listed facts."""
    written = right = listed = found = 0
    for each in read:
        kept = [
            (candidate, is_right)
            for candidate, is_right in zip(each.candidates, each.right, strict=True)
            if scorer(candidate.signs) >= threshold
        ]
        written += len(kept)
        right += sum(is_right for _, is_right in kept)
        listed += len(each.listed)
        found += sum(any(fact.is_told_by(candidate) for candidate, _ in kept) for fact in each.listed)
    return Figures(written, right, listed, found)


def added(figures: Sequence[Figures]) -> Figures:
    """The counts of several parts together."""
    return Figures(*(sum(getattr(each, name) for each in figures) for name in ("written", "right", "listed", "found")))


def left_out(read: Sequence[ReadPassage], threshold: float) -> Figures:
    """The figures of each fold of texts under a scorer fitted on the others, added up."""
    folds = deal([each.passage.name for each in read])
    parts = []
    for fold in sorted(set(folds)):
        scorer = fit([each for each, own in zip(read, folds, strict=True) if own != fold], {}, {})
        parts.append(count([each for each, own in zip(read, folds, strict=True) if own == fold], scorer, threshold))
    return added(parts)


def train(folder: PipelineFolder, labels: Path, threshold: float) -> Scorer:
    """A scorer fitted on all texts below a folder of labels, with its figures on left-out texts."""
    passages = list(read_examples(labels / TEXTS))
    read = read_passages(folder, load_extractor(folder, None), passages)
    figures = left_out(read, threshold)
    texts = {file.name: sha256_hex(file.read_bytes()) for file in sorted((labels / TEXTS).glob("*.txt"))}
    told = {"precision": round(figures.precision, 4), "recall": round(figures.recall, 4), "listed": figures.listed}
    return fit(read, told, texts)


if __name__ == "__main__":
    pipeline = find_pipeline(None)
    trained = train(pipeline, shipped_labels(), DEFAULT_THRESHOLD)
    write_weights(trained, wording_folder(pipeline) / FILE)
    sys.stdout.write(f"on left-out texts: {dict(trained.figures)}\n")
