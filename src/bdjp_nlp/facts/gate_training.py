"""Training of the gate: ``python -m bdjp_nlp.facts.gate_training``, which any change of the frames calls for.

Its labels cost nobody work: the open gate lets every possible sentence through, and parse and scorer tell at which
places there was a fact that is written; so the scorer is trained first. The threshold is the one at which `KEPT` of the
sentences with facts get through, each under a regression that has not seen its text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bdjp_nlp.coding.folds import deal
from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.facts.examples import read_examples
from bdjp_nlp.facts.extraction import Extractor
from bdjp_nlp.facts.gate import FILE, PlaceScorer
from bdjp_nlp.facts.places import Place
from bdjp_nlp.facts.resources import load_extractor, wording_folder
from bdjp_nlp.facts.scorer import FORMAT, Scorer, load_scorer, write_weights
from bdjp_nlp.identity import content_id, sha256_hex
from bdjp_nlp.labels.annotated_text import read_annotated_text
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline, shipped_labels
from bdjp_nlp.stage import NoSettings
from bdjp_nlp.stages.entities import Entities, EntitySettings
from bdjp_nlp.stages.facts import DEFAULT_THRESHOLD, read_sentences
from bdjp_nlp.stages.sentences import Sentences

ANNOTATED, LISTED = ("texts", "plain", "names"), "facts"
"""Folders of labels whose texts are read; their labels are not looked at."""
KEPT = 0.985
"""Part of the sentences with facts that the gate lets through: facts then take 1.4 times as long as entities."""
STRENGTH = 0.2
"""The regression's inverse regularisation (scikit-learn's C)."""
RAREST = 3
"""Places that must bear a sign for it to be given a weight."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A sentence of a text: its places, and whether the parse told a fact there."""

    text: str
    places: tuple[Place, ...]
    told: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a regression gives: weight of each sign, and the intercept."""

    weights: dict[str, float]
    intercept: float

    def __call__(self, sentence: Tried) -> float:
        """The highest log odds of a sentence's places."""
        return max(self.intercept + sum(self.weights.get(s, 0.0) for s in place.signs) for place in sentence.places)


def read_texts(labels: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and passages of every text below a folder of labels."""
    for file in sorted(file for name in ANNOTATED for file in (labels / name).glob("*.txt")):
        yield file.stem, tuple(passage.text for passage in read_annotated_text(file).passages)
    for passage in read_examples(labels / LISTED):
        yield passage.name, (passage.text,)


def read_documents(folder: PipelineFolder, passages: Iterable[Sequence[str]]) -> Iterator[Document]:
    """Texts with their sentences and with the entities that the pipeline's own recogniser finds."""
    drafts = (
        from_draft(
            Draft(tuple(Block("paragraph", passage) for passage in each)),
            path="",
            sha256=sha256_hex("\n".join(each).encode()),
        )
        for each in passages
    )
    return Entities(EntitySettings(), folder)(Sentences(NoSettings(), folder)(drafts))


def try_sentences(extractor: Extractor, scorer: Scorer, name: str, document: Document) -> Iterator[Tried]:
    """The sentences of a text in which a fact is possible, each with what its parse told that the scorer lets stand."""
    parts = [part for read in read_sentences(document) for part in read.parts()]
    possible = [(part, places) for part in parts if (places := tuple(extractor.gate.places(part)))]
    trees = extractor.parser.trees((part.sentence, part.entities) for part, _ in possible)
    for (part, places), tree in zip(possible, trees, strict=True):
        candidates = extractor.of_tree(tree, part)
        triggers = {each.trigger for each in candidates if scorer(each.signs) >= DEFAULT_THRESHOLD}
        yield Tried(name, places, tuple(place.form in triggers for place in places))


def fit(sentences: Sequence[Tried]) -> Weighed:
    """A regression fitted on the places of some sentences."""
    signs = [dict.fromkeys(place.signs, 1) for sentence in sentences for place in sentence.places]
    told = [is_told for sentence in sentences for is_told in sentence.told]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(signs)
    often = np.asarray((matrix > 0).sum(axis=0)).ravel() >= RAREST
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(matrix[:, often], told)
    names = vectorizer.get_feature_names_out()[often]
    weights = {str(name): round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Weighed(weights, round(float(model.intercept_[0]), 3))


def left_out(sentences: Sequence[Tried]) -> npt.NDArray[np.float64]:
    """The log odds of each sentence under a regression that has not seen its text."""
    folds = deal([sentence.text for sentence in sentences])
    scores = np.empty(len(sentences))
    for fold in np.unique(folds):
        weighed = fit([each for each, own in zip(sentences, folds, strict=True) if own != fold])
        for place in np.flatnonzero(folds == fold).tolist():
            scores[place] = weighed(sentences[place])
    return scores


def train(folder: PipelineFolder, labels: Path) -> PlaceScorer:
    """The gate's scorer, fitted on all texts below a folder of labels, with its figures on left-out texts."""
    extractor, scorer = load_extractor(folder, None), load_scorer(wording_folder(folder))
    texts = list(read_texts(labels))
    documents = read_documents(folder, (passages for _, passages in texts))
    sentences = [
        tried
        for (name, _), document in zip(texts, documents, strict=True)
        for tried in try_sentences(extractor, scorer, name, document)
    ]
    bearing = np.array([any(sentence.told) for sentence in sentences])
    scores = left_out(sentences)
    threshold = round(float(np.quantile(scores[bearing], 1 - KEPT)), 3)
    passed = scores >= threshold
    figures = {
        "sentences": float(len(sentences)),
        "with facts": float(bearing.sum()),
        "passed": round(float(passed.mean()), 4),
        "passed of those with facts": round(float(passed[bearing].mean()), 4),
    }
    weighed = fit(sentences)
    lexicon = extractor.lexicon
    return PlaceScorer(
        format=FORMAT,
        intercept=weighed.intercept,
        weights={sign: weight for sign, weight in weighed.weights.items() if weight},
        figures=figures,
        texts={"all": content_id(*(passage for _, passages in texts for passage in passages))},
        threshold=threshold,
        forms=tuple(sorted({*lexicon.by_form, *lexicon.by_label})),
    )


if __name__ == "__main__":
    pipeline = find_pipeline(None)
    trained = train(pipeline, shipped_labels())
    write_weights(trained, wording_folder(pipeline) / FILE)
    sys.stdout.write(f"on left-out texts: {dict(trained.figures)}\n")
