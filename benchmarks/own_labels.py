"""Own labels: how much a user's passages should count beside the corpus's, judged on papers like theirs.

Each of the corpus's larger sources is left out once. Half of its documents play a user's papers: the passages of which
the model is least sure are judged there, and learnt from with each weight. The other half are like papers of which
nobody has judged anything. Told is, over all sources: macro F1, wrong labels and Brier score of these, and how many of
the judged labels the new model still gets wrong. Passage scores of the large encoder alone, labels from one half on.

    python benchmarks/own_labels.py themes 20
    python benchmarks/own_labels.py constraints 20 --weights 1 20
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np

from bdjp_nlp.coding.calibration import brier
from bdjp_nlp.coding.evaluation import macro_f1
from bdjp_nlp.coding.labelled_unit import truth
from bdjp_nlp.coding.meaning import MeaningParameters, unseen_vectors_of
from bdjp_nlp.coding.one_a_label import fit_each
from bdjp_nlp.coding.retraining import current_encoders, training_data
from bdjp_nlp.coding.unit import sigmoid
from bdjp_nlp.pipeline_folder import find_pipeline

FEWEST, SOURCES = 80, 12
"""Passages of a source that is left out, and how many sources are."""


def main() -> None:
    """Print a line for each weight."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("task", choices=("themes", "constraints"))
    arguments.add_argument("judged", type=int, help="passages judged of each source")
    arguments.add_argument("--weights", type=float, nargs="+", default=[1, 5, 10, 20, 50])
    asked = arguments.parse_args()
    from sklearn.linear_model import LogisticRegression

    folder = find_pipeline(None)
    labels = folder.codebook.names(asked.task)
    units = training_data(folder, asked.task, []).units
    vectors = unseen_vectors_of([unit.unit for unit in units], current_encoders(folder.models)[-1]).passages
    true = truth(units, labels)
    model = LogisticRegression(C=MeaningParameters().strength, max_iter=500, random_state=0)

    def scores(seen: np.ndarray, heavy: np.ndarray, weight: float, judge: np.ndarray) -> np.ndarray:
        here = np.concatenate([seen, heavy])
        weights = np.repeat([1.0, weight], [len(seen), len(heavy)])
        fitted = fit_each(model, vectors[here], true.passages[here], true.known_passages[here], weights)
        return np.column_stack([one.decision_function(vectors[judge]) for one in fitted.estimators_])

    sources = np.array([unit.source for unit in units])
    found: dict[float, list[tuple[np.ndarray, np.ndarray, int]]] = {weight: [] for weight in (0.0, *asked.weights)}
    for source, _ in [one for one in Counter(sources).most_common(SOURCES) if one[1] >= FEWEST]:
        theirs, others = np.flatnonzero(sources == source), np.flatnonzero(sources != source)
        half = set(sorted({units[place].doc for place in theirs})[::2])
        mine = np.array([place for place in theirs if units[place].doc in half], dtype=np.intp)
        rest = np.setdiff1d(theirs, mine)
        doubt = np.abs(scores(others, mine[:0], 1.0, mine)).min(axis=1)
        judged = mine[np.argsort(doubt, kind="stable")[: asked.judged]]
        for weight, told in found.items():
            said = scores(others, judged if weight else judged[:0], weight or 1.0, np.concatenate([rest, judged]))
            wrong = int(((said[len(rest) :] > 0) != true.passages[judged]).sum())
            told.append((said[: len(rest)], true.passages[rest], wrong))
    print(f"{asked.task}: {asked.judged} passages judged of each of {len(found[0.0])} sources")
    print("weight  macro F1  wrong   Brier  judged, still wrong")
    for weight, told in found.items():
        said, wanted = np.concatenate([one[0] for one in told]), np.concatenate([one[1] for one in told])
        still = sum(one[2] for one in told)
        wrong = int(((said > 0) != wanted).sum())
        figures = f"{macro_f1(said > 0, wanted):8.4f}  {wrong:5d}  {brier(sigmoid(said), wanted):.4f}"
        print(f"{weight:6.0f}  {figures}  {still:6d}")


if __name__ == "__main__":
    main()
