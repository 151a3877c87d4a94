"""Compares ways to score passages for themes and constraints on left-out writers.

usage: python benchmarks/coding_models.py [--published] [--wordllama] > table.md       (about 15 minutes on 2 cores)

Every candidate is calibrated, given thresholds and measured on writers (`corpus/labels/writers.toml`) that the scorer
did not see; the encoders' vectors are those of encoders that had not seen them either. `--published` adds
all-MiniLM-L6-v2 as it is published (wants what `corpus/labels/make_encoder.py` wants), `--wordllama` static vectors
(pip install wordllama).
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bdjp_nlp.coding.encoder import Encoder
from bdjp_nlp.coding.evaluation import figures
from bdjp_nlp.coding.folds import splits
from bdjp_nlp.coding.meaning import vectors_of
from bdjp_nlp.coding.retraining import current_encoders, training_data
from bdjp_nlp.coding.training import LeftOut, Parameters, TrainingArrays, judged_left_out, train
from bdjp_nlp.coding.unit import Floats, Scores, Unit, pooled, sigmoid
from bdjp_nlp.coding.unseen_vectors import UnseenVectors
from bdjp_nlp.coding.word_pieces import WordPieces
from bdjp_nlp.labels.corpus import corpus_folder
from bdjp_nlp.pipeline_folder import find_pipeline

Matrix = Floats | sparse.csr_matrix
BY_WRITER = Parameters(folds=3)
Vectorise = Callable[[list[str], list[str]], tuple[Matrix, Matrix]]
"""From the sentences to learn from and others to the features of both."""


class Comparison:
    """One task's labelled passages, and candidates measured on them."""

    def __init__(self, task: str) -> None:
        folder = find_pipeline(None)
        self.task, self.labels = task, folder.codebook.names(task)
        writers = tomllib.loads((corpus_folder() / "writers.toml").read_text(encoding="utf-8"))["groups"]
        writer = {source: str(number) for number, group in enumerate(writers) for source in group["sources"]}
        units = training_data(folder, task, []).units
        self.units = tuple(replace(unit, source=writer[unit.source]) for unit in units)
        self.encoders = current_encoders(folder.models)
        self.arrays = TrainingArrays(self.labels, self.units, self.encoders, BY_WRITER, lambda _: None)
        self.sentences = [text for unit in self.arrays.bare for text in unit.sentences]

    def by_label(self, vectorise: Vectorise, soft: Floats | None = None) -> Scores:
        """Left-out logits of one logistic regression a label; of a passage its best sentence's.

        `soft` (sentences, labels): probabilities to learn in place of what is true.
        """
        arrays = self.arrays
        logits = np.zeros(arrays.truth.sentences.shape)
        for seen, unseen in splits(arrays.fold):
            there = np.flatnonzero(np.isin(arrays.owner, seen) & arrays.truth.known_sentences.any(axis=1))
            here = np.flatnonzero(np.isin(arrays.owner, unseen))
            known, new = vectorise([self.sentences[row] for row in there], [self.sentences[row] for row in here])
            for label in range(logits.shape[1]):
                model = LogisticRegression(C=5.0, solver="liblinear")
                if soft is None:
                    model.fit(known, arrays.truth.sentences[there, label])
                else:
                    share = soft[there, label]
                    both = sparse.vstack([known, known]) if sparse.issparse(known) else np.vstack([known, known])
                    wanted = np.repeat([1, 0], len(there))
                    model.fit(both, wanted, sample_weight=np.concatenate([share, 1 - share]))
                logits[here, label] = model.decision_function(new)
        return Scores(logits, pooled(logits, arrays.owner, len(self.units))[0])

    def report(self, name: str, measured: Callable[[], LeftOut]) -> None:
        """Print a candidate's row."""
        begun = time.perf_counter()
        left_out = measured()
        docs = [unit.doc for unit in self.units]
        found = figures(left_out.verdicts.passages, left_out.truth.passages, self.labels, docs)
        interval = f"[{found.macro_low:.3f}, {found.macro_high:.3f}]"
        print(
            f"| {self.task} | {name} | {found.macro_f1:.3f} {interval} | {found.false_alarm_share:.3f} | "
            f"{found.calibration_error:.3f} | {found.certain_share:.2f}: {found.certain_macro_f1:.3f} |",
            flush=True,
        )
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)

    def judged(self, *scores: Scores) -> LeftOut:
        """The judgements that left-out scores lead to."""
        return judged_left_out(self.units, self.arrays.truth, scores)


def tfidf(**settings: object) -> Vectorise:
    """TF-IDF with these settings, fitted to the sentences to learn from."""

    def vectorise(seen: list[str], others: list[str]) -> tuple[Matrix, Matrix]:
        features = TfidfVectorizer(sublinear_tf=True, min_df=2, max_features=40_000, **settings)
        return features.fit_transform(seen), features.transform(others)

    return vectorise


def looked_up(vectors: dict[str, Floats]) -> Vectorise:
    """Vectors that are known for every sentence."""

    def vectorise(seen: list[str], others: list[str]) -> tuple[Matrix, Matrix]:
        return np.stack([vectors[text] for text in seen]), np.stack([vectors[text] for text in others])

    return vectorise


def wordllama_vectors(sentences: list[str]) -> dict[str, Floats]:
    """Static embeddings."""
    import wordllama

    model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    return dict(zip(sentences, np.nan_to_num(model.embed(sentences, norm=True)), strict=True))


def published_vectors(sentences: list[str]) -> dict[str, Floats]:
    """all-MiniLM-L6-v2 before it was fine-tuned, in 8 bits, each sentence by itself, scaled to length one."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "corpus" / "labels"))
    from encoder_graph import encoder_graph
    from encoder_network import MINILM, arrays, pretrained
    from make_encoder import BASES

    weights, terms = BASES["small"].files(Path())
    graph = encoder_graph(arrays(pretrained(weights, MINILM, 0.0).state_dict()), MINILM, {}).SerializeToString()
    encoder = Encoder("published", WordPieces(terms), graph, UnseenVectors())
    texts = list(dict.fromkeys(sentences))
    found = vectors_of([Unit(text, ((0, len(text)),)) for text in texts], encoder).sentences
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return dict(zip(texts, found, strict=True))


def compare(task: str, published: bool, wordllama: bool) -> None:
    """Print a table's rows for one task."""
    one = Comparison(task)
    words, *read = one.arrays.left_out_scores()
    pieces = tfidf(analyzer="char_wb", ngram_range=(3, 5))
    soft = sigmoid(read[-1].sentences)
    one.report("words in context, logistic regression (the cascade's first scorer)", lambda: one.judged(words))
    one.report("pieces of words, logistic regression", lambda: one.judged(one.by_label(pieces)))
    one.report("student: words, taught the fine-tuned encoder's scores", lambda: one.judged(
        one.by_label(tfidf(ngram_range=(1, 2)), soft)
    ))  # fmt: skip
    if wordllama:
        static = looked_up(wordllama_vectors(one.sentences))
        one.report("static vectors (wordllama), logistic regression", lambda: one.judged(one.by_label(static)))
    if published:
        alone = looked_up(published_vectors(one.sentences))
        one.report("MiniLM as published, logistic regression", lambda: one.judged(one.by_label(alone)))
    for name, scores in zip(("MiniLM, fine-tuned", "MPNet, fine-tuned"), read, strict=False):
        one.report(name, partial(one.judged, scores))
        one.report(f"{name}, and words", partial(one.judged, scores, words))
    for count in range(1, len(one.encoders)):
        one.report(f"cascade: words, then {count} of the encoders", partial(_cascade, one, count))
    one.report("cascade: words, then the encoders (shipped)", partial(_cascade, one, len(one.encoders)))


def _cascade(one: Comparison, encoders: int) -> LeftOut:
    return train(one.task, one.labels, one.units, BY_WRITER, one.encoders[:encoders]).left_out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--published", action="store_true", help="also MiniLM as published")
    parser.add_argument("--wordllama", action="store_true", help="also static vectors")
    given = parser.parse_args()
    print("| task | scores | macro F1 of passages [95 %] | false alarms | ECE | certain: macro F1 |")
    print("|---|---|---|---|---|---|")
    for group in ("themes", "constraints"):
        compare(group, given.published, given.wordllama)
