"""The encoder as an ONNX graph in 8 bits: weights of one scale a column, activations scaled as they come.

The graph is written with onnxruntime's own fused operators (`com.microsoft`: QAttention, DynamicQuantizeMatMul, Gelu),
which multiply in 8 bits with the processor's dot-product instructions where it has them.
"""

from __future__ import annotations

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

FUSED = "com.microsoft"
WIDTH, HEADS = 384, 12
STEPS = 127
"""Steps of an 8-bit number on each side of zero."""


class Graph:
    """Nodes and constants as they are added."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list[object] = []
        self.constants: list[object] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str | list[str], **attributes: object) -> str:
        """Add a node and return its first output; fused operators are known by their names."""
        outputs = [output] if isinstance(output, str) else output
        domain = FUSED if operator in _FUSED else ""
        self.nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def eight_bits(self, name: str) -> list[str]:
        """Add a linear layer's weights in 8 bits: the names of weights, scales and zero points."""
        matrix = self.weights[f"{name}.weight"].T
        scale = (np.maximum(np.abs(matrix).max(axis=0), 1e-8) / STEPS).astype(np.float32)
        return [
            self.constant(f"{name}.weight", np.round(matrix / scale).astype(np.int8)),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros(scale.shape, np.int8)),
        ]

    def linear(self, source: str, name: str) -> str:
        """A linear layer; its activations are brought to 8 bits on the way."""
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("DynamicQuantizeMatMul", [source, *self.eight_bits(name), bias], f"{name}.product")

    def norm(self, source: str, name: str) -> str:
        """Layer normalisation."""
        parts = [self.constant(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.node("LayerNormalization", [source, *parts], f"{name}.states", axis=-1, epsilon=1e-12)

    def skipped(self, source: str, states: str, name: str) -> str:
        """The sum of both, normalised; the fused operator for this is five times as slow."""
        return self.norm(self.node("Add", [source, states], f"{name}.sum"), name)


_FUSED = {"DynamicQuantizeMatMul", "QAttention", "Gelu"}


def encoder_graph(weights: dict[str, np.ndarray], layers: int) -> ModelProto:
    """`ids` (windows, pieces), 32-bit integers, all of one length → `states` (windows, pieces, width)."""
    graph = Graph(weights)
    states = _embedded(graph)
    for number in range(layers):
        states = _layer(graph, states, f"layers.{number}")
    graph.nodes[-1].output[0] = "states"  # type: ignore[attr-defined]
    shape = ["windows", "pieces"]
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT32, shape)]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, [*shape, WIDTH])]
    whole = helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.constants)
    return helper.make_model(
        whole, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)], ir_version=8
    )


def _embedded(graph: Graph) -> str:
    """Words, one scale each, and positions, added and normalised."""
    words = graph.weights["word.weight"]
    scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-8) / STEPS
    graph.constant("words", np.round(words / scale).astype(np.int8))
    graph.constant("words.scale", scale.astype(np.float32))
    graph.constant("positions", graph.weights["position.weight"])
    for name, value in (("zero", 0), ("one", 1), ("two", 2)):
        graph.constant(name, np.array([value], dtype=np.int64))
    graph.node("Gather", ["words", "ids"], "word.steps", axis=0)
    graph.node("Cast", ["word.steps"], "word.numbers", to=TensorProto.FLOAT)
    graph.node("Gather", ["words.scale", "ids"], "word.scales", axis=0)
    graph.node("Mul", ["word.numbers", "word.scales"], "word.states")
    graph.node("Shape", ["ids"], "shape")
    graph.node("Slice", ["shape", "one", "two"], "pieces")
    graph.node("Slice", ["positions", "zero", "pieces", "zero"], "position.states")
    graph.node("Add", ["word.states", "position.states"], "embedded")
    return graph.norm("embedded", "norm")


def _layer(graph: Graph, states: str, name: str) -> str:
    weight, scale, zero = graph.eight_bits(f"{name}.qkv")
    bias = graph.constant(f"{name}.qkv.bias", graph.weights[f"{name}.qkv.bias"])
    steps = [f"{name}.steps", f"{name}.steps.scale", f"{name}.steps.zero"]
    graph.node("DynamicQuantizeLinear", [states], steps)
    attention = [steps[0], weight, bias, steps[1], scale, "", steps[2], zero]
    read = graph.node("QAttention", attention, f"{name}.read", num_heads=HEADS)
    states = graph.skipped(graph.linear(read, f"{name}.out"), states, f"{name}.norm1")
    inner = graph.node("Gelu", [graph.linear(states, f"{name}.inner")], f"{name}.gelu")
    return graph.skipped(graph.linear(inner, f"{name}.outer"), states, f"{name}.norm2")
