"""Network: a small convolutional tagger in numpy, forward for use and backward for training.

A token's vector is the sum of learnt vectors of its hashed word forms, a linear map of its fixed word vector, and a
linear map of what lists and grammars say of it; three residual layers each look one token to either side (after
Strubell et al. 2017, "Fast and accurate entity recognition with iterated dilated convolutions", without the
dilation); a softmax over what they give, with the evidence once more, makes each token's tag likely. The part that
depends on the word alone is computed once a word (`embed`), which makes use fast. Rows of padding, all zero,
part the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

LAYERS = 3
"""Each layer adds one token of context on either side."""


@dataclass(frozen=True)
class Shape:
    """Sizes: the network's width, its hash tables, and the columns of its inputs and tags."""

    width: int
    tables: tuple[int, ...]
    vector: int
    evidence: int
    tags: int


def new_parameters(shape: Shape, rng: np.random.Generator) -> dict[str, Floats]:
    """Random parameters (He et al. 2015)."""

    def normal(rows: int, columns: int, scale: float) -> Floats:
        return (rng.standard_normal((rows, columns)) * scale).astype(np.float32)

    width = shape.width
    parameters = {f"table{index}": normal(rows, width, 0.1) for index, rows in enumerate(shape.tables)}
    parameters["vector"] = normal(shape.vector, width, (1 / shape.vector) ** 0.5)
    parameters["evidence"] = normal(shape.evidence, width, 0.3)
    parameters["bias"] = np.zeros((1, width), np.float32)
    for layer in range(LAYERS):
        parameters[f"conv{layer}"] = normal(3 * width, width, (2 / (3 * width)) ** 0.5 * 0.7)
        parameters[f"conv_bias{layer}"] = np.zeros((1, width), np.float32)
    parameters["direct"] = np.zeros((shape.evidence, shape.tags), np.float32)
    parameters["out"] = normal(width, shape.tags, (1 / width) ** 0.5)
    parameters["out_bias"] = np.zeros((1, shape.tags), np.float32)
    return parameters


@dataclass
class Batch:
    """Tokens of several texts with a row of padding between.

    `ids` (rows, tables), `vectors` (rows, vector size), `evidence` (rows, evidence size), `mask` (rows, 1), zero for
    padding, `tags` (rows), the right answers.
    """

    ids: Ints
    vectors: Floats
    evidence: Floats
    mask: Floats
    tags: Ints


@dataclass
class Network:
    """The parameters and what is computed with them."""

    parameters: dict[str, Floats]
    _moments: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    _steps: int = 0

    def embed(self, ids: Ints, vectors: Floats) -> Floats:
        """The part of a token's vector that its word decides: (rows, width)."""
        p = self.parameters
        total = vectors @ p["vector"] + p["bias"]
        for table in range(ids.shape[1]):
            total += p[f"table{table}"][ids[:, table]]
        return total

    def probabilities(self, embedded: Floats, evidence: Floats, mask: Floats) -> Floats:
        """The tags' probabilities: (rows, tags)."""
        p = self.parameters
        hidden = np.maximum(embedded + evidence @ p["evidence"], 0) * mask
        for layer in range(LAYERS):
            hidden = hidden + np.maximum(_convolved(hidden, p[f"conv{layer}"]) + p[f"conv_bias{layer}"], 0) * mask
        return softmax(hidden @ p["out"] + evidence @ p["direct"] + p["out_bias"])

    def learn(self, batch: Batch, rate: float, dropout: float, rng: np.random.Generator) -> float:
        """One step of Adam on a batch; returns the mean cross-entropy a token."""
        loss, gradients = self._backward(batch, dropout, rng)
        self._adam(gradients, rate)
        return loss

    def _backward(self, batch: Batch, dropout: float, rng: np.random.Generator) -> tuple[float, dict[str, Floats]]:
        p, mask = self.parameters, batch.mask
        before = self.embed(batch.ids, batch.vectors) + batch.evidence @ p["evidence"]
        hidden = np.maximum(before, 0) * mask
        keeps, windows, actives = [_keep(hidden.shape, dropout, rng)], [], []
        hidden = hidden * keeps[0]
        for layer in range(LAYERS):
            windows.append(_windows(hidden))
            active = np.maximum(windows[-1] @ p[f"conv{layer}"] + p[f"conv_bias{layer}"], 0) * mask
            actives.append(active)
            keeps.append(_keep(hidden.shape, dropout, rng))
            hidden = hidden + active * keeps[-1]
        probabilities = softmax(hidden @ p["out"] + batch.evidence @ p["direct"] + p["out_bias"])
        rows, count = np.arange(len(batch.tags)), max(1.0, float(mask.sum()))
        loss = float((-np.log(probabilities[rows, batch.tags] + 1e-9) * mask[:, 0]).sum() / count)
        error = probabilities.copy()
        error[rows, batch.tags] -= 1
        error *= mask / count
        gradients = {"out": hidden.T @ error, "out_bias": error.sum(0, keepdims=True)}
        gradients["direct"] = batch.evidence.T @ error
        flow = error @ p["out"].T
        for layer in reversed(range(LAYERS)):
            local = flow * keeps[layer + 1] * (actives[layer] > 0)
            gradients[f"conv{layer}"] = windows[layer].T @ local
            gradients[f"conv_bias{layer}"] = local.sum(0, keepdims=True)
            flow = flow + _unwindowed(local @ p[f"conv{layer}"].T)
        flow = flow * keeps[0] * mask * (before > 0)
        gradients["evidence"] = batch.evidence.T @ flow
        gradients["vector"] = batch.vectors.T @ flow
        gradients["bias"] = flow.sum(0, keepdims=True)
        for table in range(batch.ids.shape[1]):
            gradient = np.zeros_like(p[f"table{table}"])
            np.add.at(gradient, batch.ids[:, table], flow)
            gradients[f"table{table}"] = gradient
        return loss, gradients

    def _adam(self, gradients: dict[str, Floats], rate: float, decay: float = 1e-4) -> None:
        """Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019)."""
        self._steps += 1
        first, second = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        for name, gradient in gradients.items():
            if name not in self._moments:
                self._moments[name] = (np.zeros_like(gradient), np.zeros_like(gradient))
            mean, square = self._moments[name]
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            step = (mean / first) / (np.sqrt(square / second) + 1e-8)
            self.parameters[name] -= (rate * (step + decay * self.parameters[name])).astype(np.float32)


def _convolved(hidden: Floats, weights: Floats) -> Floats:
    """`_windows(hidden) @ weights` without making the windows."""
    width = hidden.shape[1]
    total: Floats = hidden @ weights[width : 2 * width]
    total[1:] += hidden[:-1] @ weights[:width]
    total[:-1] += hidden[1:] @ weights[2 * width :]
    return total


def _windows(hidden: Floats) -> Floats:
    """Each row with the ones before and after it: (rows, 3 × width)."""
    rows, width = hidden.shape
    windows = np.zeros((rows, 3 * width), np.float32)
    windows[1:, :width] = hidden[:-1]
    windows[:, width : 2 * width] = hidden
    windows[:-1, 2 * width :] = hidden[1:]
    return windows


def _unwindowed(gradient: Floats) -> Floats:
    """The gradient of `_windows`."""
    width = gradient.shape[1] // 3
    total = gradient[:, width : 2 * width].copy()
    total[:-1] += gradient[1:, :width]
    total[1:] += gradient[:-1, 2 * width :]
    return total


def _keep(shape: tuple[int, ...], dropout: float, rng: np.random.Generator) -> Floats:
    """Dropout's factors: zero, or more than one so that the mean stays."""
    return ((rng.random(shape, dtype=np.float32) >= dropout) / np.float32(1 - dropout)).astype(np.float32)


def softmax(scores: Floats) -> Floats:
    """Row by row."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return result
