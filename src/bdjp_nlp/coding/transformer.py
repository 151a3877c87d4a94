"""Transformer: a small BERT encoder in numpy, for reading only.

After Vaswani et al. (2017) and Devlin et al. (2019), with the weights of all-MiniLM-L6-v2 (Wang et al. 2020).
numpy suffices for so small a model: nine tenths of its time are matrix products, which numpy leaves to BLAS.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

HEADS = 12
_EPSILON = 1e-12


class Transformer:
    """Weights by name, as `onnx_weights.bert_weights` gives them; `layers` counts them."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._weights = weights
        self.width = int(weights["words"].shape[1])
        self.layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layer."))

    def states(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.bool_]) -> Array:
        """The last layer's state of each piece: `ids` and `mask` (texts, pieces) → (texts, pieces, width)."""
        weights = self._weights
        states = weights["words"][ids] + weights["positions"][: ids.shape[1]]
        states = self._normalised(states, "embeddings")
        blocked = np.where(mask, np.float32(0), np.float32(-1e9))[:, None, None, :]
        for layer in range(self.layers):
            name = f"layer.{layer}."
            states = self._normalised(states + self._attention(states, blocked, name), name + "attention")
            inner = _gelu(self._linear(states, name + "inner"))
            states = self._normalised(states + self._linear(inner, name + "outer"), name + "output")
        return states

    def _attention(self, states: Array, blocked: Array, name: str) -> Array:
        texts, pieces, width = states.shape
        mixed = self._linear(states, name + "mix").reshape(texts, pieces, 3, HEADS, width // HEADS)
        query, key, value = mixed.transpose(2, 0, 3, 1, 4)
        scores = query @ key.transpose(0, 1, 3, 2)
        scores *= np.float32((width // HEADS) ** -0.5)
        scores += blocked
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        joined = (scores @ value).transpose(0, 2, 1, 3).reshape(texts, pieces, width)
        return self._linear(np.asarray(joined), name + "join")

    def _linear(self, states: Array, name: str) -> Array:
        flat = states.reshape(-1, states.shape[-1]) @ self._weights[name + ".weight"]
        flat += self._weights[name + ".bias"]
        return flat.reshape(*states.shape[:-1], -1)

    def _normalised(self, states: Array, name: str) -> Array:
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.einsum("...i,...i->...", centred, centred) / np.float32(states.shape[-1]) + _EPSILON)
        centred /= spread[..., None]
        centred *= self._weights[name + ".scale"]
        centred += self._weights[name + ".shift"]
        return np.asarray(centred, dtype=np.float32)


def _gelu(values: Array) -> Array:
    """GELU by its tanh form (Hendrycks and Gimpel 2016), within 0.001 of the exact one."""
    cubic = values * values
    cubic *= np.float32(0.044715)
    cubic += np.float32(1.0)
    cubic *= values
    cubic *= np.float32(0.7978845608)
    np.tanh(cubic, out=cubic)
    cubic += np.float32(1.0)
    cubic *= values
    cubic *= np.float32(0.5)
    return cubic
