"""The encoder as an ONNX graph in 8 bits: weights of one scale a column, activations scaled as they come.

The graph is written with onnxruntime's own fused operators (`com.microsoft`: QAttention, DynamicQuantizeMatMul, Gelu),
which multiply in 8 bits with the processor's dot-product instructions where it has them.
"""

from __future__ import annotations

import numpy as np
from encoder_network import Shape, buckets
from onnx import ModelProto, TensorProto, helper, numpy_helper

from bdjp_nlp.coding.window import LONGEST

FUSED = "com.microsoft"
STEPS = 127
"""Steps of an 8-bit number on each side of zero."""
FAR = 4
"""An entry of a layer's input whose peak is so many times the median entry's would leave hardly any steps for the
others: it is divided before it is brought to 8 bits, and its weights are multiplied (SmoothQuant, Xiao et al. 2023)."""


class Graph:
    """Nodes and constants as they are added."""

    def __init__(self, weights: dict[str, np.ndarray], shape: Shape, peaks: dict[str, np.ndarray]) -> None:
        self.weights, self.shape, self.peaks = weights, shape, peaks
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

    def eight_bits(self, name: str, divided_by: np.ndarray | float = 1.0) -> list[str]:
        """Add a linear layer's weights in 8 bits: the names of weights, scales and zero points."""
        matrix = (self.weights[f"{name}.weight"] * divided_by).T
        scale = (np.maximum(np.abs(matrix).max(axis=0), 1e-8) / STEPS).astype(np.float32)
        return [
            self.constant(f"{name}.weight", np.round(matrix / scale).astype(np.int8)),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros(scale.shape, np.int8)),
        ]

    def linear(self, source: str, name: str) -> str:
        """A linear layer; its activations are brought to 8 bits on the way."""
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        peaks = self.peaks.get(name, np.ones(1, dtype=np.float32))
        divisor = np.maximum(peaks / (FAR * np.median(peaks)), 1).astype(np.float32)
        if divisor.max() > 1:
            source = self.node("Mul", [source, self.constant(f"{name}.even", 1 / divisor)], f"{name}.evened")
        weights = self.eight_bits(name, divisor)
        return self.node("DynamicQuantizeMatMul", [source, *weights, bias], f"{name}.product")

    def norm(self, source: str, name: str) -> str:
        """Layer normalisation."""
        parts = [self.constant(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.node("LayerNormalization", [source, *parts], f"{name}.states", axis=-1, epsilon=self.shape.epsilon)

    def skipped(self, source: str, states: str, name: str) -> str:
        """The sum of both, normalised; the fused operator for this is five times as slow."""
        return self.norm(self.node("Add", [source, states], f"{name}.sum"), name)


_FUSED = {"DynamicQuantizeMatMul", "QAttention", "MultiHeadAttention", "Gelu"}


def encoder_graph(weights: dict[str, np.ndarray], shape: Shape, peaks: dict[str, np.ndarray]) -> ModelProto:
    """`ids` (windows, pieces), 32-bit integers, all of one length → `states` (windows, pieces, width).

    `peaks`: the largest absolute value of each entry of a layer's input, by the layer's name, as seen on some texts.
    """
    graph = Graph(weights, shape, peaks)
    states = _embedded(graph)
    if shape.relative:
        _distances(graph)
    attention = _attention_with_distances if shape.relative else _attention
    for number in range(shape.layers):
        name = f"layers.{number}"
        read = attention(graph, states, name)
        states = graph.skipped(graph.linear(read, f"{name}.out"), states, f"{name}.norm1")
        inner = graph.node("Gelu", [graph.linear(states, f"{name}.inner")], f"{name}.gelu")
        states = graph.skipped(graph.linear(inner, f"{name}.outer"), states, f"{name}.norm2")
    graph.nodes[-1].output[0] = "states"  # type: ignore[attr-defined]
    sizes = ["windows", "pieces"]
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT32, sizes)]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, [*sizes, shape.width])]
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


def _attention(graph: Graph, states: str, name: str) -> str:
    weight, scale, zero = graph.eight_bits(f"{name}.qkv")
    bias = graph.constant(f"{name}.qkv.bias", graph.weights[f"{name}.qkv.bias"])
    steps = [f"{name}.steps", f"{name}.steps.scale", f"{name}.steps.zero"]
    graph.node("DynamicQuantizeLinear", [states], steps)
    attention = [steps[0], weight, bias, steps[1], scale, "", steps[2], zero]
    return graph.node("QAttention", attention, f"{name}.read", num_heads=graph.shape.heads)


def _distances(graph: Graph) -> None:
    """What each head adds to the attention of two pieces for their distance: (1, heads, pieces, pieces)."""
    table = graph.weights["distance.weight"][buckets(LONGEST)].transpose(2, 0, 1)[None]
    graph.constant("distances", table.astype(np.float32))
    graph.constant("from", np.zeros(2, dtype=np.int64))
    graph.constant("both", np.array([2, 3], dtype=np.int64))
    graph.node("Concat", ["pieces", "pieces"], "until", axis=0)
    graph.node("Slice", ["distances", "from", "until", "both"], "distance")


def _attention_with_distances(graph: Graph, states: str, name: str) -> str:
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.node("Split", [graph.linear(states, f"{name}.qkv")], parts, axis=-1)
    return graph.node("MultiHeadAttention", [*parts, "", "", "distance"], f"{name}.read", num_heads=graph.shape.heads)
