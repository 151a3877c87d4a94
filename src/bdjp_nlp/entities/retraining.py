"""Retraining: from a pipeline's codebook, gazetteer and annotated texts to a saved recogniser and its figures.

The documents are dealt into folds. One tagger is fitted without the first fold; on that fold the judge is fitted, and
with halves of the fold's documents the figures are taken, on the texts as written and with every name replaced by one
that no training text held. Then the tagger that is saved is fitted on all documents.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bdjp_nlp.coding.model_files import current_id
from bdjp_nlp.entities.candidates import Candidate, sign_matrix
from bdjp_nlp.entities.decision import Decider, Judge, fit_judge
from bdjp_nlp.entities.evidence import EvidenceFinder, load_finder
from bdjp_nlp.entities.examples import Conventions, Example, read_examples
from bdjp_nlp.entities.measuring import Figures, measure
from bdjp_nlp.entities.model_files import METRICS, TASK, save, word_vectors_of
from bdjp_nlp.entities.network import Floats
from bdjp_nlp.entities.substitution import load_substitution
from bdjp_nlp.entities.tagger import Tagger
from bdjp_nlp.entities.tagging import token_spans
from bdjp_nlp.entities.training import TrainingSettings, train_tagger
from bdjp_nlp.errors import LabelsError, ModelError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline_folder import PipelineFolder

FOLDERS = {"texts": 1, "names": 2}
"""Texts whose mentions are marked, of all kinds with their codes, and written for their names alone; how often each is
taken in a round, since the latter, which read as papers mostly do, are a sixth of the words."""
SUBSTITUTION = "substitution"
HELD_OUT_SHARE = 6
"""One text in so many is held out, by a hash of its name: which ones stays the same when others are added."""
LEAST_HELD_OUT = 2
"""Texts: the judge is fitted on one half of those held out and measured on the other."""
NEW_NAMES = 0.6
"""Share of the names that are replaced in the copies from which the judge learns too."""


@dataclass(frozen=True)
class TrainedEntities:
    """A saved recogniser and its figures on left-out documents, as written and with names replaced."""

    model: str
    as_written: Figures
    new_names: Figures
    examples: int


@dataclass(frozen=True)
class _Judged:
    """A text's candidates with their signs, which of them are right, and how many mentions there are."""

    group: str
    example: Example
    candidates: list[Candidate]
    signs: Floats
    right: np.ndarray


def train_entities(
    folder: PipelineFolder,
    labels_folder: Path,
    settings: TrainingSettings | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> TrainedEntities:
    """Train a recogniser for the codebook's labels and save it below the pipeline's models (not yet in use).

    `labels_folder` holds ``texts/*.txt`` and ``substitution/sentences.txt``. Raises `LabelsError` and
    `ConfigurationError` naming file and line or key.
    """
    settings = settings or TrainingSettings()
    labels = folder.codebook.names(TASK)
    finder = load_finder(folder.gazetteer, labels)
    vectors = word_vectors_of(folder.models)
    conventions = Conventions(finder)
    marked = {name: list(read_examples(labels_folder / name, conventions)) for name in FOLDERS}
    examples = [example for name, times in FOLDERS.items() for example in marked[name] * times]
    held_out = [example for some in marked.values() for example in some if is_held_out(example.group)]
    learnt = [example for example in examples if not is_held_out(example.group)]

    if len({example.group for example in held_out}) < LEAST_HELD_OUT:
        raise LabelsError(
            f"{labels_folder}: too few texts to hold any out; there should be {LEAST_HELD_OUT * HELD_OUT_SHARE} or more"
        )

    def fitted(some: Sequence[Example], part: str) -> Tagger:
        substitution = load_substitution(labels_folder / SUBSTITUTION, finder, random.Random(settings.seed))
        return train_tagger(
            some,
            finder,
            labels,
            vectors,
            substitution,
            settings,
            lambda number, loss, _: progress(f"{part}: round {number + 1} of {settings.rounds}, loss {loss:.3f}"),
        )

    judge, as_written, new_names = _judge(fitted(learnt, "without the held-out texts"), finder, held_out, labels_folder)
    tagger = fitted(examples, "with all texts")
    hashes = {
        file.name: sha256_hex(file.read_bytes())
        for name in FOLDERS
        for file in sorted((labels_folder / name).glob("*.txt"))
    }
    metrics = {"as_written": asdict(as_written), "new_names": asdict(new_names)}
    card = model_card(as_written, new_names, len(hashes), len(held_out))
    model = save(tagger, judge, folder.models, hashes, asdict(settings), metrics, card)
    return TrainedEntities(model, as_written, new_names, len(examples))


def is_held_out(group: str) -> bool:
    """Whether a text is among those on which a model is measured and its judge fitted."""
    return zlib.crc32(group.encode("utf-8")) % HELD_OUT_SHARE == 0


def _judge(
    tagger: Tagger, finder: EvidenceFinder, held_out: Sequence[Example], labels_folder: Path
) -> tuple[Judge, Figures, Figures]:
    """The judge fitted on all held-out texts, and the figures by halves: each half judged by the other's judge."""
    substitution = load_substitution(labels_folder / SUBSTITUTION, finder, random.Random(1))
    written = _judged(tagger, finder, held_out)
    renamed = _judged(tagger, finder, [substitution.renamed(example, NEW_NAMES) for example in held_out])
    groups = sorted({example.group for example in held_out})
    halves = ({*groups[::2]}, {*groups[1::2]})
    judges = [_fitted([one for one in (*written, *renamed) if one.group in half]) for half in halves]

    def by_halves(texts: Sequence[_Judged]) -> Figures:
        pairs = []
        for text in texts:
            judge = judges[1] if text.group in halves[0] else judges[0]
            decider = Decider(finder, tagger.scheme, judge)
            chosen = decider.chosen(text.candidates, text.signs)
            found = {(c.first, c.stop, c.label): score for c, score in chosen}
            pairs.append((set(_gold(text.example, finder)), found))
        return measure(pairs, tagger.scheme.labels)

    return _fitted([*written, *renamed]), by_halves(written), by_halves(renamed)


def _judged(tagger: Tagger, finder: EvidenceFinder, examples: Sequence[Example]) -> list[_Judged]:
    decider = Decider(finder, tagger.scheme, Judge(np.zeros(1, np.float32)))
    judged = []
    for example in examples:
        evidence = finder(example.text)
        found = decider.candidates(evidence, tagger.probabilities([evidence])[0])
        gold = set(_gold(example, finder))
        right = np.array([(one.first, one.stop, one.label) in gold for one in found], np.bool_)
        judged.append(_Judged(example.group, example, found, sign_matrix(found, tagger.scheme.labels), right))
    return judged


def _gold(example: Example, finder: EvidenceFinder) -> list[tuple[int, int, str]]:
    tokens = finder.tokens(example.text)
    return list(token_spans(example.spans, tokens.starts, tokens.ends))


def _fitted(texts: Sequence[_Judged]) -> Judge:
    return fit_judge(np.vstack([text.signs for text in texts]), np.concatenate([text.right for text in texts]))


def model_card(as_written: Figures, new_names: Figures, documents: int, held_out: int) -> str:
    """What a model is for, what it was made from and how good it was on left-out texts, as Markdown."""
    kinds = [("as written", as_written), ("names replaced", new_names)]
    totals = "\n".join(
        f"| {kind} | {one.micro:.3f} | {one.macro:.3f} | {one.span_recall:.3f} | {one.calibration_error:.3f} |"
        for kind, one in kinds
    )
    rows = "\n".join(
        f"| {label} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {one.count} |"
        for label, one in as_written.labels.items()
    )
    return f"""# Recogniser of entities MODEL_ID

Finds the mentions of the codebook's entity labels in English policy prose. It was trained on {documents} texts written
for this project, names substituted in every round (`docs/entities.md`), and measured on {held_out} passages of
documents left out: expect lower figures on texts of other kinds.

| | strict micro F1 | macro F1 | span recall | calibration error |
|---|---|---|---|---|
{totals}

| label | precision | recall | F1 | mentions |
|---|---|---|---|---|
{rows}

Not for other languages, nor for texts about private persons.
"""


@dataclass(frozen=True)
class Comparison:
    """A new model beside the one in use: strict micro F1 on left-out documents; None where none is in use."""

    model: str
    current: str | None
    new_f1: float
    current_f1: float | None

    @property
    def not_worse(self) -> bool:
        """Whether the new model may be put to use without force."""
        return self.current_f1 is None or self.new_f1 >= self.current_f1


def compare(folder: PipelineFolder, trained: TrainedEntities) -> Comparison:
    """A trained model beside the one that ``current.toml`` names, by the figures that each was saved with."""
    try:
        current = current_id(folder.models, TASK)
        stored = json.loads((folder.models / current / METRICS).read_bytes())
    except (ModelError, OSError):
        return Comparison(trained.model, None, trained.as_written.micro, None)
    return Comparison(trained.model, current, trained.as_written.micro, float(stored["as_written"]["micro"]))
