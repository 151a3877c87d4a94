"""The network that `make_encoder.py` fine-tunes: a pretrained transformer with a fixed output layer over mean vectors.

BERT (Devlin et al. 2019), or MPNet (Song et al. 2020), which also adds to each attention logit a bias for how far the
two pieces are apart. Only fine-tuning needs this (extra `finetune`); the finished encoder runs without torch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

LONGEST = 512
BUCKETS, FARTHEST = 32, 128
"""Of MPNet's distances: half of the buckets for each direction, those beyond `FARTHEST` share the last."""


@dataclass(frozen=True)
class Shape:
    """What tells one pretrained transformer from another; `relative`: with biases for distances."""

    width: int
    heads: int
    inner: int
    layers: int
    terms: int
    epsilon: float
    relative: bool


MINILM = Shape(width=384, heads=12, inner=1536, layers=6, terms=30_522, epsilon=1e-12, relative=False)
MPNET = Shape(width=768, heads=12, inner=3072, layers=12, terms=30_527, epsilon=1e-5, relative=True)


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

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.shape, width = shape, shape.width
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)
        self.norm1, self.norm2 = (nn.LayerNorm(width, eps=shape.epsilon) for _ in range(2))
        self.dropout = SharedDropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`mask` is added to the attention's logits."""
        windows, pieces, width = states.shape
        heads = self.shape.heads
        query, key, value = self.qkv(states).view(windows, pieces, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        attention = torch.softmax((query * (width // heads) ** -0.5) @ key.transpose(-1, -2) + mask, -1)
        read = (attention.to(value.dtype) @ value).transpose(1, 2).reshape(windows, pieces, width)
        states = self.norm1(states + self.dropout(self.out(read)))
        return self.norm2(states + self.dropout(self.outer(functional.gelu(self.inner(states)))))


class Transformer(nn.Module):
    """Word pieces in, a state a piece out."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(shape.terms, shape.width), nn.Embedding(LONGEST, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.distance = nn.Embedding(BUCKETS, shape.heads) if shape.relative else None
        self.dropout = SharedDropout(dropout)

    def freeze(self, layers: int) -> None:
        """Keep the lowest layers, and what lies below them, as they are."""
        parts = [self.norm, *self.layers[:layers], *([self.distance] if self.distance is not None else [])]
        for weight in (weight for part in parts if layers for weight in part.parameters()):
            weight.requires_grad_(False)

    def forward(self, ids: Tensor, kept: Tensor) -> Tensor:
        """`ids`, `kept` (windows, pieces) → (windows, pieces, width)."""
        states = self.dropout(self.norm(self.word(ids) + self.position.weight[: ids.shape[1]]))
        mask = torch.zeros(kept.shape, dtype=states.dtype).masked_fill(~kept, -1e4)[:, None, None, :]
        if self.distance is not None:
            mask = mask + self.distance(torch.from_numpy(buckets(ids.shape[1]))).permute(2, 0, 1)
        for layer in self.layers:
            states = layer(states, mask)
        return states


def buckets(pieces: int) -> np.ndarray:
    """(pieces, pieces): in which bucket of distances two pieces are; near ones have their own (Raffel et al. 2020)."""
    place = np.arange(pieces)
    ahead = place[None, :] - place[:, None]
    each, near = BUCKETS // 2, BUCKETS // 4
    distance = np.maximum(np.abs(ahead), 1)
    far = near + (np.log(distance / near) / np.log(FARTHEST / near) * (each - near)).astype(np.int64)
    return np.where(np.abs(ahead) < near, np.abs(ahead), np.minimum(far, each - 1)) + each * (ahead > 0)


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

    def __init__(self, weights: Path, shape: Shape, dropout: float, labels: int, manners: int) -> None:
        super().__init__()
        self.transformer = pretrained(weights, shape, dropout)
        self.sentences, self.passages = nn.Linear(shape.width, labels), nn.Linear(shape.width, labels)
        self.manners = nn.Linear(shape.width, manners)
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


def pretrained(weights: Path, shape: Shape, dropout: float) -> Transformer:
    """A transformer with the weights of a file, in the names that Hugging Face gives them."""
    given = {name.removeprefix("bert."): value for name, value in load_file(str(weights)).items()}
    names = _MPNET_NAMES if shape.relative else _BERT_NAMES
    position = given["embeddings.position_embeddings.weight"][-LONGEST:]
    if not shape.relative:  # BERT adds a vector for the first of two texts
        position = position + given["embeddings.token_type_embeddings.weight"][0]
    state = {"word.weight": given["embeddings.word_embeddings.weight"], "position.weight": position}
    if shape.relative:
        state["distance.weight"] = given["encoder.relative_attention_bias.weight"]
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = given[f"embeddings.LayerNorm.{part}"]
        for number in range(shape.layers):
            for ours, theirs in names.items():
                parts = [given[f"encoder.layer.{number}.{name}.{part}"] for name in theirs]
                state[f"layers.{number}.{ours}.{part}"] = torch.cat(parts)
    transformer = Transformer(shape, dropout)
    transformer.load_state_dict(state)
    return transformer


_BOTH_NAMES = {
    "inner": ("intermediate.dense",),
    "outer": ("output.dense",),
    "norm2": ("output.LayerNorm",),
}
_BERT_NAMES = {
    "qkv": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "out": ("attention.output.dense",),
    "norm1": ("attention.output.LayerNorm",),
    **_BOTH_NAMES,
}
_MPNET_NAMES = {
    "qkv": ("attention.attn.q", "attention.attn.k", "attention.attn.v"),
    "out": ("attention.attn.o",),
    "norm1": ("attention.LayerNorm",),
    **_BOTH_NAMES,
}


@torch.no_grad()
def peaks(transformer: Transformer, some: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """Of each linear layer the largest absolute value of each entry of its input, over some windows' ids."""
    found: dict[str, Tensor] = {}

    def seen(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def look(_layer: nn.Module, given: tuple[Tensor, ...], _out: Tensor) -> None:
            here = given[0].abs().amax((0, 1))
            found[name] = torch.maximum(found.get(name, here), here)

        return look

    linear = [(name, part) for name, part in transformer.named_modules() if isinstance(part, nn.Linear)]
    hooks = [part.register_forward_hook(seen(name)) for name, part in linear]
    for ids in some:
        transformer(torch.tensor([list(ids)]), torch.ones(1, len(ids), dtype=torch.bool))
    for hook in hooks:
        hook.remove()
    return {name: value.float().numpy() for name, value in found.items()}


def averaged(networks: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several networks' weights."""
    return {name: torch.stack([network[name].float() for network in networks]).mean(0) for name in networks[0]}


def arrays(transformer: dict[str, Tensor]) -> dict[str, np.ndarray]:
    """Weights as numpy arrays."""
    return {name: value.detach().float().numpy() for name, value in transformer.items()}
