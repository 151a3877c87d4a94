"""The network's gradients are those of its loss, and it learns what a small set of examples says."""

from __future__ import annotations

import numpy as np

from bdjp_nlp.entities.network import Batch, Network, Shape, new_parameters

SHAPE = Shape(width=6, tables=(7,), vector=3, evidence=4, tags=5)


def batch(rng: np.random.Generator, rows: int = 12) -> Batch:
    mask = np.ones((rows, 1), np.float32)
    mask[[0, 5, rows - 1]] = 0
    return Batch(
        ids=rng.integers(0, 7, (rows, 1)).astype(np.int32),
        vectors=rng.standard_normal((rows, 3)).astype(np.float32) * mask,
        evidence=(rng.random((rows, 4)) < 0.3).astype(np.float32) * mask,
        mask=mask,
        tags=rng.integers(0, 5, rows).astype(np.int32),
    )


def loss(network: Network, one: Batch) -> float:
    found = network.probabilities(network.embed(one.ids, one.vectors), one.evidence, one.mask)
    rows = np.arange(len(one.tags))
    return float((-np.log(found[rows, one.tags] + 1e-9) * one.mask[:, 0]).sum() / one.mask.sum())


def test_gradients_are_those_of_the_loss() -> None:
    rng = np.random.default_rng(0)
    network = Network({k: v.astype(np.float64) for k, v in new_parameters(SHAPE, rng).items()})  # type: ignore[misc]
    one = batch(rng)
    _, gradients = network._backward(one, 0.0, rng)
    for name, gradient in gradients.items():
        place = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        kept, step = network.parameters[name][place], 1e-4
        network.parameters[name][place] = kept + step
        above = loss(network, one)
        network.parameters[name][place] = kept - step
        below = loss(network, one)
        network.parameters[name][place] = kept
        assert abs((above - below) / (2 * step) - gradient[place]) < 1e-2, name


def test_it_learns_its_examples() -> None:
    rng = np.random.default_rng(1)
    network, one = Network(new_parameters(SHAPE, rng)), batch(rng)
    first = loss(network, one)
    for _ in range(200):
        network.learn(one, 0.01, 0.0, rng)
    assert loss(network, one) < first / 4
