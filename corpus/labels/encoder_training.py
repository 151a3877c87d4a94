"""Fine-tuning of the encoder on some of the corpus's passages; `make_encoder.py` leaves out each group once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from encoder_checkpoint import keep, resume
from encoder_examples import UNKNOWN, Countries, Example, hidden, varied
from encoder_network import Network, Shape
from sklearn.linear_model import LogisticRegression
from torch import Tensor
from torch.nn import functional

from bdjp_nlp.coding.window import Window
from bdjp_nlp.coding.word_pieces import WordPieces


@dataclass(frozen=True)
class FineTuning:
    """What was chosen, on writers left out: texts to plain prose, older to newer prose."""

    shape: Shape
    rounds: int
    rate: float
    frozen: int = 0
    """The lowest layers that stay as they were pretrained."""
    bias_rate: float = 1e-3
    rate_falls: float = 0.9
    """Each layer learns so much more slowly than the one above it."""
    dropout: float = 0.1
    decay: float = 0.01
    smoothing: float = 0.02
    warm_up: float = 0.1
    pieces_at_once: int = 2048
    passage_weight: float = 0.5
    manner_weight: float = 0.07
    probe_strength: float = 0.03


PADDED_TO = 16
"""Windows are filled up to a multiple of so many pieces: fewer shapes, each of which is compiled once."""


@dataclass(frozen=True)
class Batch:
    """Tensors of some windows and of what is true of them."""

    ids: Tensor
    kept: Tensor
    pool: Tensor
    of_sentences: Tensor
    of_passages: Tensor
    manners: Tensor


def fine_tuned(
    seen: Sequence[Example], codebook: Sequence[Example], outputs: dict[str, Tensor], pieces: WordPieces,
    countries: Countries, weights: Path, chosen: FineTuning, seed: int, kept: Path, progress: Callable[[str], None],
) -> Network:  # fmt: skip
    """A network fine-tuned on the examples seen; `outputs` are the output layers of `probed`.

    After each round all is written to the file `kept`, from which a training that was stopped goes on.
    """
    torch.manual_seed(seed)
    random = Random(seed)
    network = new_network(weights, seen[0], chosen)
    network.load_state_dict(outputs, strict=False)
    network.transformer.freeze(chosen.frozen)
    optimiser = torch.optim.AdamW(_groups(network, chosen), betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    done = resume(kept, network, optimiser, random)
    for number in range(done.rounds, chosen.rounds):
        chosen_now = [example for example in seen if random.random() < example.share]
        some = [varied(example, seen, countries, random) for example in chosen_now]
        batches = list(_batches([*some, *(codebook if number % 2 == 0 else ())], pieces, chosen, random))
        done.steps = done.steps or len(batches) * chosen.rounds
        losses = []
        for batch in batches:
            _set_rate(optimiser, rates, done.step / done.steps, chosen)
            losses.append(_learn(network, optimiser, batch, chosen))
            done.step += 1
        done.rounds += 1
        keep(kept, done, network, optimiser, random)
        progress(f"round {number + 1} of {chosen.rounds}, loss {np.mean(losses):.3f}")
    return network.eval()


def new_network(weights: Path, example: Example, chosen: FineTuning) -> Network:
    """A network with as many outputs as the example has labels."""
    return Network(weights, chosen.shape, chosen.dropout, len(example.of_passage), example.manners.shape[1])


def probed(seen: Sequence[Example], pieces: WordPieces, weights: Path, chosen: FineTuning) -> dict[str, Tensor]:
    """Output layers by logistic regression on what the pretrained network says of the examples."""
    network = new_network(weights, seen[0], chosen).eval()
    read = vectors(network, [example.window(pieces) for example in seen])
    counts = [len(found) - 1 for found in read]
    of_sentences = np.concatenate([found[:-1] for found in read])
    of_passages = np.stack([found[-1] for found in read])
    targets = {
        "sentences": (of_sentences, np.vstack([e.of_sentences[:n] for e, n in zip(seen, counts, strict=True)])),
        "passages": (of_passages, np.stack([example.of_passage for example in seen])),
        "manners": (of_sentences, np.vstack([e.manners[:n] for e, n in zip(seen, counts, strict=True)])),
    }
    state = {}
    for name, (matrix, wanted) in targets.items():
        models = [_probe(matrix, column, chosen) for column in wanted.T]
        state[f"{name}.weight"] = torch.tensor(np.stack([weight for weight, _ in models]), dtype=torch.float32)
        state[f"{name}.bias"] = torch.tensor([bias for _, bias in models], dtype=torch.float32)
    return state


def _probe(matrix: np.ndarray, wanted: np.ndarray, chosen: FineTuning) -> tuple[np.ndarray, float]:
    known = wanted != UNKNOWN
    if len(set(wanted[known])) < 2:  # a stance that no text gives a label: its output stays far below
        return np.zeros(matrix.shape[1]), -4.0
    model = LogisticRegression(C=chosen.probe_strength, max_iter=300).fit(matrix[known], wanted[known])
    return model.coef_[0], float(model.intercept_[0])


@torch.no_grad()
def vectors(network: Network, some: Sequence[Window]) -> list[np.ndarray]:
    """Of each window its sentences' vectors and its own, the last: (sentences + 1, width)."""
    order = sorted(range(len(some)), key=lambda row: len(some[row].ids))
    found: dict[int, np.ndarray] = {}
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        ids, kept, pool = _tensors([some[row] for row in rows])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            read = network.vectors(ids, kept, pool).float().numpy()
        for row, vector in zip(rows, read, strict=True):
            found[row] = np.vstack([vector[: len(some[row].places)], vector[-1:]])
    return [found[row] for row in range(len(some))]


def _groups(network: Network, chosen: FineTuning) -> list[dict[str, object]]:
    """Every weight that is learnt, with its rate: lower layers learn more slowly."""
    groups = []
    for name, weight in network.named_parameters():
        if not weight.requires_grad:
            continue
        rate = chosen.rate if name.startswith("transformer") else chosen.bias_rate
        if name.startswith("transformer"):
            depth = int(name.split(".")[2]) if name.startswith("transformer.layers") else -1
            rate *= chosen.rate_falls ** (chosen.shape.layers - 1 - depth)
        groups.append({"params": [weight], "lr": rate, "weight_decay": chosen.decay if weight.ndim > 1 else 0.0})
    return groups


def _set_rate(optimiser: torch.optim.Optimizer, rates: Sequence[float], done: float, chosen: FineTuning) -> None:
    """Rises at first, then falls to a fiftieth."""
    share = max(0.02, 1 - (done - chosen.warm_up) / (1 - chosen.warm_up))
    if done < chosen.warm_up:
        share = done / chosen.warm_up + 0.02
    for group, rate in zip(optimiser.param_groups, rates, strict=True):
        group["lr"] = rate * min(1.0, share)


def _learn(network: Network, optimiser: torch.optim.Optimizer, batch: Batch, chosen: FineTuning) -> float:
    network.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(batch.ids, batch.kept, batch.pool)
    loss = (
        _loss(logits.sentences, batch.of_sentences, chosen)
        + chosen.passage_weight * _loss(logits.passages, batch.of_passages, chosen)
        + chosen.manner_weight * _loss(logits.manners, batch.manners, chosen)
    ) * batch.of_passages.shape[1]
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def _loss(logits: Tensor, wanted: Tensor, chosen: FineTuning) -> Tensor:
    """Binary cross-entropy of what is known, smoothed."""
    known = (wanted != UNKNOWN).float()
    smooth = wanted.clamp(0) * (1 - 2 * chosen.smoothing) + chosen.smoothing
    each = functional.binary_cross_entropy_with_logits(logits.float(), smooth, reduction="none")
    return (each * known).sum() / known.sum().clamp(1)


def _batches(some: Sequence[Example], pieces: WordPieces, chosen: FineTuning, random: Random) -> Iterator[Batch]:
    """Batches of windows of about the same length, in any order."""
    read = [(hidden(example.window(pieces), pieces, random), example) for example in some]
    read.sort(key=lambda one: len(one[0].ids) + random.random() * PADDED_TO / 2)
    groups: list[list[tuple[Window, Example]]] = [[]]
    for one in read:
        longest = max((len(window.ids) for window, _ in [*groups[-1], one]), default=0)
        if groups[-1] and longest * (len(groups[-1]) + 1) > chosen.pieces_at_once:
            groups.append([])
        groups[-1].append(one)
    random.shuffle(groups)
    for group in groups:
        yield _batch(group)


def _batch(group: Sequence[tuple[Window, Example]]) -> Batch:
    ids, kept, pool = _tensors([window for window, _ in group])
    sentences = pool.shape[1] - 1
    labels, manners = len(group[0][1].of_passage), group[0][1].manners.shape[1]
    of_sentences = torch.full((len(group), sentences, labels), UNKNOWN)
    put = torch.full((len(group), sentences, manners), UNKNOWN)
    for row, (window, example) in enumerate(group):
        count = len(window.places)
        of_sentences[row, :count] = torch.tensor(example.of_sentences[:count])
        put[row, :count] = torch.tensor(example.manners[:count])
    of_passages = torch.tensor(np.stack([example.of_passage for _, example in group]))
    return Batch(ids, kept, pool, of_sentences, of_passages, put)


def _tensors(some: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, which of them are there, and the weights of means over sentences and, last, over all of them."""
    longest = -(-max(len(window.ids) for window in some) // PADDED_TO) * PADDED_TO
    sentences = max(len(window.places) for window in some)
    ids = torch.zeros(len(some), longest, dtype=torch.long)
    kept = torch.zeros(len(some), longest, dtype=torch.bool)
    pool = torch.zeros(len(some), sentences + 1, longest)
    for row, window in enumerate(some):
        ids[row, : len(window.ids)] = torch.tensor(window.ids)
        kept[row, : len(window.ids)] = True
        whole = sum(end - start for start, end in window.places)
        for number, (start, end) in enumerate(window.places):
            pool[row, number, start:end] = 1 / (end - start)
            pool[row, -1, start:end] = 1 / whole
    return ids, kept, pool
