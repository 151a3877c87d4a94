"""ONNX weights: reads the arrays of an ONNX file, and a BERT's among them, without running it.

An ONNX file is a Protocol Buffers message (onnx.proto3): field 7 of the model is its graph, field 5 of the graph an
array with its sizes (1), type (2), name (8) and bytes (9).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bdjp_nlp.errors import ModelError

Array = npt.NDArray[np.float32]

_GRAPH, _INITIALIZER = 7, 5
_DIMS, _DATA_TYPE, _NAME, _RAW_DATA = 1, 2, 8, 9
_TYPES: dict[int, Any] = {1: np.float32, 3: np.int8}
"""The element types of weights; arrays of others are shapes and masks, and are left out."""
_PACKED = ("query", "key", "value", "join", "inner", "outer")
"""The matrices of a layer in the order in which the graph multiplies by them."""


def onnx_arrays(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """The float32 and int8 arrays of an ONNX file by name, in the order of the file."""
    found: dict[str, npt.NDArray[Any]] = {}
    for number, graph in _fields(memoryview(data)):
        if number == _GRAPH and isinstance(graph, memoryview):
            for inner, tensor in _fields(graph):
                if inner == _INITIALIZER and isinstance(tensor, memoryview):
                    read = _tensor(tensor)
                    if read.kind in _TYPES and read.raw is not None:
                        found[read.name] = np.frombuffer(read.raw, _TYPES[read.kind]).reshape(read.dims)
    return found


@dataclass
class _Tensor:
    name: str = ""
    kind: int = 0
    dims: tuple[int, ...] = ()
    raw: memoryview | None = None


def _tensor(message: memoryview) -> _Tensor:
    tensor = _Tensor()
    for number, value in _fields(message):
        if number == _DIMS:
            dims = [value] if isinstance(value, int) else list(_varints(value))
            tensor.dims = (*tensor.dims, *dims)
        elif number == _DATA_TYPE and isinstance(value, int):
            tensor.kind = value
        elif number == _NAME and isinstance(value, memoryview):
            tensor.name = bytes(value).decode("utf-8")
        elif number == _RAW_DATA and isinstance(value, memoryview):
            tensor.raw = value
    return tensor


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of a message: numbers as int, everything with a length as a view of its bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire = tag & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
        elif wire == 2:
            length, at = _varint(message, at)
            yield tag >> 3, message[at : at + length]
            at += length
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
        else:
            raise ModelError("not an ONNX file, or a damaged one; install its package again")


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _varints(message: memoryview) -> Iterator[int]:
    at = 0
    while at < len(message):
        value, at = _varint(message, at)
        yield value


def bert_weights(arrays: dict[str, npt.NDArray[Any]], longest: int) -> dict[str, Array]:
    """A BERT's weights under the names that `transformer.Transformer` knows, from an export in 8 bits.

    `arrays`: matrices as NAME_q (int8) with NAME_scale, vectors in float32; `longest`: positions kept.
    """
    matrices = iter(
        _unpacked(arrays, name[:-2]) for name in arrays if name.endswith("_q") and not name.startswith("inner.")
    )
    embedding = "inner.embeddings."
    positions = _unpacked(arrays, embedding + "position_embeddings.weight")[:longest]
    weights = {
        "words": _unpacked(arrays, embedding + "word_embeddings.weight"),
        "positions": positions + arrays[embedding + "token_type_embeddings.weight"][0],
        "embeddings.scale": arrays[embedding + "LayerNorm.weight"],
        "embeddings.shift": arrays[embedding + "LayerNorm.bias"],
    }
    layers = sum(name.endswith("intermediate.dense.bias") for name in arrays)
    for layer in range(layers):
        theirs, ours = f"inner.encoder.layer.{layer}.", f"layer.{layer}."
        read = {part: next(matrices) for part in _PACKED}
        mixed = ("query", "key", "value")
        weights[ours + "mix.weight"] = np.concatenate([read[part] for part in mixed], axis=1)
        weights[ours + "mix.bias"] = np.concatenate([arrays[f"{theirs}attention.self.{part}.bias"] for part in mixed])
        for part, name in (
            ("join", "attention.output.dense"),
            ("inner", "intermediate.dense"),
            ("outer", "output.dense"),
        ):
            weights[f"{ours}{part}.weight"] = read[part]
            weights[f"{ours}{part}.bias"] = arrays[f"{theirs}{name}.bias"]
        for part, name in (("attention", "attention.output.LayerNorm"), ("output", "output.LayerNorm")):
            weights[f"{ours}{part}.scale"] = arrays[f"{theirs}{name}.weight"]
            weights[f"{ours}{part}.shift"] = arrays[f"{theirs}{name}.bias"]
    return {name: np.ascontiguousarray(values, dtype=np.float32) for name, values in weights.items()}


def _unpacked(arrays: dict[str, npt.NDArray[Any]], name: str) -> Array:
    return np.asarray(arrays[f"{name}_q"].astype(np.float32) * arrays[f"{name}_scale"], dtype=np.float32)
