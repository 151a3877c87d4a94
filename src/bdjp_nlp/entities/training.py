"""Training: fits the tagger on the annotated texts, names substituted anew in every round."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bdjp_nlp.entities.evidence import Evidence, EvidenceFinder
from bdjp_nlp.entities.examples import Example
from bdjp_nlp.entities.features import TABLES, WordVectors, believed, evidence_features, evidence_size, ids_of
from bdjp_nlp.entities.network import Batch, Floats, Ints, Network, Shape, new_parameters
from bdjp_nlp.entities.substitution import Substitution
from bdjp_nlp.entities.tagger import PADDING, Tagger
from bdjp_nlp.entities.tagging import TagScheme, token_spans

INVENTED = 4
"""How often each round fills the sentences with slots."""


@dataclass(frozen=True)
class TrainingSettings:
    """Sizes and rates of training.

    `rate` falls in a straight line to a twentieth; `unlisted` is the share of the listed names that are hidden from the
    model in each round, so that it learns to do without, `unknown_words` that of words without a vector of their own.
    """

    rounds: int = 16
    width: int = 96
    batch_tokens: int = 1200
    rate: float = 2e-3
    dropout: float = 0.3
    unlisted: float = 0.1
    unknown_words: float = 0.1
    seed: int = 0


class _Encoder:
    """Examples to arrays, words' parts kept from round to round."""

    def __init__(self, finder: EvidenceFinder, scheme: TagScheme, vectors: WordVectors) -> None:
        self.finder, self.scheme, self.vectors = finder, scheme, vectors
        self._words: dict[str, tuple[Ints, Floats]] = {}

    def _word(self, word: str) -> tuple[Ints, Floats]:
        if word not in self._words:
            self._words[word] = ids_of([word])[0], self.vectors(word)
        return self._words[word]

    def batch(self, examples: Sequence[Example], hidden: float, unknown: float, rng: random.Random) -> Batch:
        """One batch; `hidden` is the share of evidence left out, `unknown` that of words without their own vectors."""
        found = [self._hide(self.finder(example.text), hidden, rng) for example in examples]
        count = sum(len(evidence.tokens) + PADDING for evidence in found) + PADDING
        ids = np.zeros((count, len(TABLES)), np.int32)
        vectors = np.zeros((count, self.vectors.size), np.float32)
        features = np.zeros((count, evidence_size(self.scheme.labels)), np.float32)
        mask, tags = np.zeros((count, 1), np.float32), np.zeros(count, np.int32)
        at = PADDING
        for example, evidence in zip(examples, found, strict=True):
            tokens = evidence.tokens
            stop = at + len(tokens)
            for row, word in enumerate(tokens.words, at):
                ids[row], vectors[row] = self._word(word)
            evidence_features(evidence, self.scheme.labels, features[at:stop])
            spans = token_spans(example.spans, tokens.starts, tokens.ends)
            tags[at:stop] = self.scheme.encode(spans, len(tokens))
            mask[at:stop] = 1
            at = stop + PADDING
        lost = np.array([rng.random() < unknown for _ in range(count)])
        ids[lost, 0] = 0
        vectors[lost] = 0
        return Batch(ids, vectors, features, mask, tags)

    def _hide(self, evidence: Evidence, share: float, rng: random.Random) -> Evidence:
        return replace(
            evidence,
            matches=tuple(match for match in evidence.matches if rng.random() >= share),
            built=tuple(built for built in evidence.built if rng.random() >= share),
        )


def train_tagger(
    examples: Sequence[Example],
    finder: EvidenceFinder,
    labels: Sequence[str],
    vectors: WordVectors,
    substitution: Substitution,
    settings: TrainingSettings,
    tell: Callable[[int, float, Tagger], None] = lambda number, loss, tagger: None,
) -> Tagger:
    """A tagger fitted on the examples; `tell` hears of each round: its number, its mean loss, the tagger so far."""
    rng, np_rng = substitution.rng, np.random.default_rng(settings.seed)
    scheme = TagScheme(tuple(labels))
    shape = Shape(settings.width, TABLES, vectors.size, evidence_size(labels), scheme.size)
    network = Network({**new_parameters(shape, np_rng), "direct": believed(labels)})
    encoder = _Encoder(finder, scheme, vectors)
    for number in range(settings.rounds):
        rate = settings.rate * max(0.05, 1 - number / settings.rounds)
        made = [substitution.renamed(example) for example in examples]
        made += [example for _ in range(INVENTED) for example in substitution.invented()]
        rng.shuffle(made)
        losses = [
            network.learn(
                encoder.batch(batch, settings.unlisted, settings.unknown_words, rng), rate, settings.dropout, np_rng
            )
            for batch in _batches(made, settings.batch_tokens)
        ]
        tell(number, float(np.mean(losses)), Tagger(network, scheme, vectors))
    return Tagger(network, scheme, vectors)


def _batches(examples: Iterable[Example], tokens: int) -> Iterator[list[Example]]:
    """Examples in batches of about `tokens` tokens (six characters each)."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.text) // 6
        if size >= tokens:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
