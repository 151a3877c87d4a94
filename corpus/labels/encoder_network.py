"""The network that `make_encoder.py` fine-tunes: BERT (Devlin et al. 2019) with a fixed output layer over mean vectors.

Only fine-tuning needs this (extra `finetune`); the finished encoder runs without torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER = 384, 12, 1536
PIECES, LONGEST = 30_522, 512


class SharedDropout(nn.Module):
    """Dropout of whole entries of the states, the same for all pieces of a window: cheap, and a stronger noise."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, states: Tensor) -> Tensor:
        """(windows, pieces, width) → the same."""
        if not self.training or not self.share:
            return states
        kept = torch.rand(states.shape[0], 1, states.shape[2]) > self.share
        return states * kept.to(states.dtype) / (1 - self.share)


class Layer(nn.Module):
    """One layer of the transformer."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = SharedDropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`mask` is added to the attention's logits."""
        windows, pieces, _ = states.shape
        split = self.qkv(states).view(windows, pieces, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = split
        attention = torch.softmax((query * (WIDTH // HEADS) ** -0.5) @ key.transpose(-1, -2) + mask, -1)
        read = (attention.to(value.dtype) @ value).transpose(1, 2).reshape(windows, pieces, WIDTH)
        states = self.norm1(states + self.dropout(self.out(read)))
        return self.norm2(states + self.dropout(self.outer(functional.gelu(self.inner(states)))))


class Transformer(nn.Module):
    """Word pieces in, a state a piece out."""

    def __init__(self, layers: int, dropout: float) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(PIECES, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = SharedDropout(dropout)

    def forward(self, ids: Tensor, kept: Tensor) -> Tensor:
        """`ids`, `kept` (windows, pieces) → (windows, pieces, width)."""
        states = self.dropout(self.norm(self.word(ids) + self.position.weight[: ids.shape[1]]))
        mask = torch.zeros(kept.shape, dtype=states.dtype).masked_fill(~kept, -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        return states


@dataclass(frozen=True)
class Logits:
    """(windows, sentences, labels), (windows, labels), (windows, sentences, manners)."""

    sentences: Tensor
    passages: Tensor
    manners: Tensor


class Network(nn.Module):
    """The transformer and its output layers, which are set by a probe and then left as they are.

    With the output layers fixed, encoders fine-tuned on different texts turn the same way and can be averaged; and the
    first steps do not spoil what pretraining knew (Kumar et al. 2022).
    """

    def __init__(self, weights: Path, layers: int, dropout: float, labels: int, manners: int) -> None:
        super().__init__()
        self.transformer = pretrained(weights, layers, dropout)
        self.sentences, self.passages = nn.Linear(WIDTH, labels), nn.Linear(WIDTH, labels)
        self.manners = nn.Linear(WIDTH, manners)
        self.dropout = nn.Dropout(dropout)
        for layer in (self.sentences, self.passages, self.manners):
            layer.weight.requires_grad_(False)
        self.transformer.word.weight.requires_grad_(False)
        self.transformer.position.weight.requires_grad_(False)

    def vectors(self, ids: Tensor, kept: Tensor, pool: Tensor) -> Tensor:
        """`pool` (windows, sentences + 1, pieces) → the means that it asks for."""
        return torch.bmm(pool, self.transformer(ids, kept).float())

    def forward(self, ids: Tensor, kept: Tensor, pool: Tensor) -> Logits:
        """The last row of `pool` is the passage's."""
        vectors = self.dropout(self.vectors(ids, kept, pool))
        return Logits(
            self.sentences(vectors[:, :-1]).float(),
            self.passages(vectors[:, -1]).float(),
            self.manners(vectors[:, :-1]).float(),
        )


def pretrained(weights: Path, layers: int, dropout: float) -> Transformer:
    """The first `layers` layers of a BERT in the names that Hugging Face gives its weights."""
    given = {name.removeprefix("bert."): value for name, value in load_file(str(weights)).items()}
    state = {
        "word.weight": given["embeddings.word_embeddings.weight"],
        "position.weight": given["embeddings.position_embeddings.weight"]
        + given["embeddings.token_type_embeddings.weight"][0],
    }
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = given[f"embeddings.LayerNorm.{part}"]
        for number in range(layers):
            theirs, ours = f"encoder.layer.{number}", f"layers.{number}"
            attention = [given[f"{theirs}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            state[f"{ours}.qkv.{part}"] = torch.cat(attention)
            state[f"{ours}.out.{part}"] = given[f"{theirs}.attention.output.dense.{part}"]
            state[f"{ours}.norm1.{part}"] = given[f"{theirs}.attention.output.LayerNorm.{part}"]
            state[f"{ours}.inner.{part}"] = given[f"{theirs}.intermediate.dense.{part}"]
            state[f"{ours}.outer.{part}"] = given[f"{theirs}.output.dense.{part}"]
            state[f"{ours}.norm2.{part}"] = given[f"{theirs}.output.LayerNorm.{part}"]
    transformer = Transformer(layers, dropout)
    transformer.load_state_dict(state)
    return transformer


def averaged(networks: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several networks' weights."""
    return {name: torch.stack([network[name].float() for network in networks]).mean(0) for name in networks[0]}


def arrays(transformer: dict[str, Tensor]) -> dict[str, np.ndarray]:
    """Weights as numpy arrays."""
    return {name: value.detach().float().numpy() for name, value in transformer.items()}
