"""Retraining: from a pipeline's codebook, gazetteer and annotated texts to a saved recogniser and its figures.

One text in six is held out, by a hash of its name. One tagger is fitted without these; on them the judge is fitted and
the figures are taken (`judging`). Then the tagger that is saved is fitted on all texts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bdjp_nlp.entities.evidence import EvidenceFinder, load_finder
from bdjp_nlp.entities.examples import Conventions, Example, read_examples
from bdjp_nlp.entities.features import WordVectors
from bdjp_nlp.entities.judging import HELD_OUT_SHARE, Measured, is_held_out, judge_and_measure
from bdjp_nlp.entities.left_out import interval
from bdjp_nlp.entities.model_card import model_card
from bdjp_nlp.entities.model_files import TASK, save, word_vectors_of
from bdjp_nlp.entities.own_labels import read_own_labels
from bdjp_nlp.entities.substitution import load_substitution
from bdjp_nlp.entities.tagger import Tagger
from bdjp_nlp.entities.training import TrainingSettings, train_tagger
from bdjp_nlp.errors import LabelsError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline_folder import PipelineFolder

FOLDERS = {"texts": 1, "names": 2}
"""Texts whose mentions are marked, of all kinds with their codes, and written for their names alone; how often each is
taken in a round, since the latter, which read as papers mostly do, are a sixth of the words."""
SUBSTITUTION = "substitution"
LEAST_HELD_OUT = 2
"""Texts: the judge is fitted on one half of those held out and measured on the other."""


@dataclass(frozen=True)
class TrainedEntities:
    """A saved recogniser, how it was measured, and the held-out texts themselves, by document."""

    model: str
    measured: Measured
    held_out: tuple[tuple[str, tuple[str, ...]], ...]
    examples: int


@dataclass(frozen=True)
class _Corpus:
    """What is learnt from: a round's examples, those held out, and the hashes of the documents they come from."""

    examples: tuple[Example, ...]
    held_out: tuple[Example, ...]
    hashes: Mapping[str, str]

    @property
    def learnt(self) -> list[Example]:
        """The examples without the held-out documents."""
        return [example for example in self.examples if not is_held_out(example.group)]


def train_entities(
    folder: PipelineFolder,
    labels_folder: Path,
    settings: TrainingSettings | None = None,
    progress: Callable[[str], None] = lambda _: None,
    own: Sequence[Path] = (),
    reviewed: Sequence[Example] = (),
) -> TrainedEntities:
    """Train a recogniser for the codebook's labels and save it below the pipeline's models (not yet in use).

    `labels_folder` holds ``texts/*.txt``, ``names/*.txt`` and ``substitution/``; `own`: further files of labels;
    `reviewed`: passages as people corrected them. Raises `LabelsError` and `ConfigurationError` naming file and line.
    """
    settings = settings or TrainingSettings()
    labels = folder.codebook.names(TASK)
    finder = load_finder(folder.gazetteer, labels)
    vectors = word_vectors_of(folder.models)
    corpus = _read(labels_folder, finder, labels, own, reviewed)

    def fitted(some: Sequence[Example], part: str) -> Tagger:
        def tell(number: int, loss: float, _: Tagger) -> None:
            progress(f"{part}: round {number + 1} of {settings.rounds}, loss {loss:.3f}")

        return _tagger(some, finder, labels, vectors, labels_folder, settings, tell)

    without = fitted(corpus.learnt, "without the held-out texts")
    measured = judge_and_measure(without, finder, corpus.held_out, labels_folder / SUBSTITUTION, corpus.hashes)
    tagger = fitted(corpus.examples, "with all texts")
    card = model_card(measured, len(corpus.hashes), len(reviewed))
    model = save(tagger, measured.judge, folder.models, corpus.hashes, asdict(settings), metrics(measured), card)
    return TrainedEntities(model, measured, _by_document(corpus.held_out), len(corpus.examples))


def metrics(measured: Measured) -> dict[str, object]:
    """What ``metrics.json`` holds: the figures, the interval of strict micro F1, and the counts by document."""
    return {
        "as_written": asdict(measured.as_written),
        "new_names": asdict(measured.new_names),
        "micro_interval": interval(list(measured.documents.values())),
        "documents": {name: asdict(counts) for name, counts in measured.documents.items()},
    }


def _read(
    folder: Path, finder: EvidenceFinder, labels: Sequence[str], own: Sequence[Path], reviewed: Sequence[Example]
) -> _Corpus:
    conventions = Conventions(finder)
    marked = {name: list(read_examples(folder / name, conventions)) for name in FOLDERS}
    added = [*(example for file in own for example in read_own_labels(file, labels, conventions)), *reviewed]
    hashes = {
        file.stem: sha256_hex(file.read_bytes()) for name in FOLDERS for file in sorted((folder / name).glob("*.txt"))
    }
    hashes |= {example.group: sha256_hex(example.text.encode("utf-8")) for example in added}
    examples = [example for name, times in FOLDERS.items() for example in marked[name] * times] + added
    held_out = [example for some in (*marked.values(), added) for example in some if is_held_out(example.group)]
    if len({example.group for example in held_out}) < LEAST_HELD_OUT:
        raise LabelsError(
            f"{folder}: too few texts to hold any out; there should be {LEAST_HELD_OUT * HELD_OUT_SHARE} or more"
        )
    return _Corpus(tuple(examples), tuple(held_out), hashes)


def _tagger(
    examples: Sequence[Example],
    finder: EvidenceFinder,
    labels: Sequence[str],
    vectors: WordVectors,
    labels_folder: Path,
    settings: TrainingSettings,
    tell: Callable[[int, float, Tagger], None],
) -> Tagger:
    substitution = load_substitution(labels_folder / SUBSTITUTION, finder, random.Random(settings.seed))
    return train_tagger(examples, finder, labels, vectors, substitution, settings, tell)


def _by_document(examples: Sequence[Example]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    texts: dict[str, list[str]] = {}
    for example in examples:
        texts.setdefault(example.group, []).append(example.text)
    return tuple((name, tuple(some)) for name, some in texts.items())
