"""Compares ways to score sentences for themes and constraints on left-out documents, and on left-out sources.

usage: python benchmarks/coding_models.py [--by source|doc] [--wordllama] > table.md      (about 10 minutes on 2 cores)

Every candidate is calibrated, given thresholds and measured on documents that neither scorer nor calibrator saw.
A source is one region's author; leaving it out whole is the better guess of how texts of strangers will be coded.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from bdjp_nlp.coding.evaluation import figures
from bdjp_nlp.coding.folds import splits
from bdjp_nlp.coding.meaning import in_context
from bdjp_nlp.coding.retraining import current_encoder, training_data
from bdjp_nlp.coding.training import Parameters, TrainingArrays, judged_left_out
from bdjp_nlp.coding.unit import Floats, Scores, pooled
from bdjp_nlp.pipeline_folder import find_pipeline

Fit = Callable[[Floats, np.ndarray], object]


def by_label(arrays: TrainingArrays, matrix: Floats, make: Callable[[], object]) -> Scores:
    """Left-out logits of one estimator a label over a matrix of sentences; of a passage its best sentence's."""
    logits = np.zeros(arrays.truth.sentences.shape)
    for seen, unseen in splits(arrays.fold):
        there, here = np.isin(arrays.owner, seen) & arrays.truth.known, np.isin(arrays.owner, unseen)
        for label in range(logits.shape[1]):
            model = make().fit(matrix[there], arrays.truth.sentences[there, label])  # type: ignore[attr-defined]
            logits[here, label] = model.decision_function(matrix[here])
    return Scores(logits, pooled(logits, arrays.owner, len(arrays.units))[0])


def wordllama_vectors(arrays: TrainingArrays) -> Floats:
    """Static embeddings of the sentences."""
    from pathlib import Path

    import wordllama

    model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    return np.nan_to_num(model.embed([text for unit in arrays.bare for text in unit.sentences], norm=True))


def compare(task: str, by: str, wordllama: bool) -> None:
    """Print a table's rows for one task."""
    folder = find_pipeline(None)
    data = training_data(folder, task, [])
    units = data.units if by == "source" else tuple(replace(unit, source=unit.doc) for unit in data.units)
    labels = folder.codebook.names(task)
    arrays = TrainingArrays(labels, units, current_encoder(folder.models), Parameters(), lambda _: None)
    linear, meaning = arrays.left_out_scores()
    own, context = arrays.vectors, in_context(arrays.vectors, arrays.owner, len(units))

    def logistic() -> LogisticRegression:
        return LogisticRegression(C=5, max_iter=300)

    def kernel() -> object:
        return make_pipeline(Nystroem(gamma=1.2 / 36, n_components=500, random_state=0), LogisticRegression(C=10))

    candidates: dict[str, Callable[[], list[Scores]]] = {
        "words and pieces of words, logistic regression": lambda: [linear],
        "MiniLM vectors, logistic regression": lambda: [by_label(arrays, own, logistic)],
        "MiniLM vectors and the passage's, kernel (Nystroem)": lambda: [by_label(arrays, context, kernel)],
        "MiniLM vectors and the passage's, network": lambda: [meaning],
        "words, and the network (shipped)": lambda: [linear, meaning],
    }
    if wordllama:
        candidates["static vectors (wordllama), logistic regression"] = lambda: [
            by_label(arrays, wordllama_vectors(arrays), logistic)
        ]
    for name, scores in candidates.items():
        begun = time.perf_counter()
        left_out = judged_left_out(units, arrays.truth, scores())
        of_passages = figures(left_out.verdicts.passages, arrays.truth.passages, labels, [u.doc for u in units])
        interval = f"[{of_passages.macro_low:.3f}, {of_passages.macro_high:.3f}]"
        print(
            f"| {task} | {name} | {of_passages.macro_f1:.3f} {interval} | "
            f"{of_passages.false_alarm_share:.3f} | {of_passages.calibration_error:.3f} | "
            f"{of_passages.certain_share:.2f}: {of_passages.certain_macro_f1:.3f} |",
            flush=True,
        )
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--by", choices=["source", "doc"], default="source")
    parser.add_argument("--wordllama", action="store_true", help="also static vectors (pip install wordllama)")
    given = parser.parse_args()
    print("| task | scores | macro F1 of passages [95 %] | false alarms | ECE | certain: macro F1 |")
    print("|---|---|---|---|---|---|")
    for group in ("themes", "constraints"):
        compare(group, given.by, given.wordllama)
