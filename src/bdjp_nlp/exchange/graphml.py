"""GraphML: named things as nodes; edges for standing together in sentences and for facts, each with its words.

For Gephi, yEd, Cytoscape, igraph and networkx (GraphML 1.0, graphml.graphdrawing.org). All edges are directed, since
networkx and igraph read no graph of both sorts; what `kind` calls "together" has no direction, and stands once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from itertools import combinations
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from bdjp_nlp.entities.nations import Nations
from bdjp_nlp.exchange.mark import Mark, Paper, standing
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.remark import clean
from bdjp_nlp.exchange.writing import write_file
from bdjp_nlp.rows import Entity, Fact

_NS = "http://graphml.graphdrawing.org/xmlns"
_KINDS = {
    "node": {"label": "string", "kind": "string", "mentions": "int", "papers": "int"},
    "edge": {
        "kind": "string",
        "relation": "string",
        "weight": "double",
        "papers": "int",
        "modality": "string",
        "date": "string",
        "amount": "string",
        "quote": "string",
        "source_document": "string",
        "page": "int",
        "start": "int",
        "end": "int",
    },
}
"""What nodes and edges say; `start` and `end` are half-open code points of the quote in the canonical text."""


@dataclass
class _Node:
    name: str
    kind: str
    mentions: int = 0
    papers: set[str] = field(default_factory=set)


@dataclass
class _Edge:
    said: dict[str, object]
    weight: int = 0
    papers: set[str] = field(default_factory=set)


@dataclass
class _Graph:
    nations: Nations
    nodes: dict[str, _Node] = field(default_factory=dict)
    together: dict[tuple[str, str], _Edge] = field(default_factory=dict)
    facts: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    by_name: dict[str, str] = field(default_factory=dict)

    def add(self, paper: Paper) -> None:
        named = {_id(mark) for mark in paper.marks if mark.layer == Entity.table}
        for passage, marks in paper.passages():
            things = [
                (mark, self._thing(mark, named))
                for mark in standing(marks)
                if mark.layer == Entity.table and mark.detail("value") is None
            ]
            for _, thing in things:
                node = self.nodes[thing]
                node.mentions += 1
                node.papers.add(paper.document.doc_id)
                self.by_name.setdefault(node.name, thing)
            for sentence in paper.document.sentences_by_passage.get(passage.passage_id, ()):
                span = (passage.doc_start + sentence.start, passage.doc_start + sentence.end)
                inside = {it for mark, it in things if sentence.start <= mark.start and mark.end <= sentence.end}
                for pair in combinations(sorted(inside), 2):
                    edge = self.together.setdefault(pair, _Edge(_words(paper, span, passage.page_first)))
                    edge.weight += 1
                    edge.papers.add(paper.document.doc_id)
            for mark in standing(marks):
                if mark.layer == Fact.table:
                    self._fact(paper, mark.moved(passage.doc_start), passage.page_first)

    def _thing(self, mark: Mark, named: set[str]) -> str:
        """The node of a mention; a nationality's is its state's."""
        name = mark.detail("canonical") or mark.quote
        state = self.nations.state(mark.label, name, named)
        identifier, name, kind = (_id(mark), name, mark.label) if state is None else astuple(state)
        self.nodes.setdefault(identifier, _Node(name, kind))
        return str(identifier)

    def _fact(self, paper: Paper, mark: Mark, page: int) -> None:
        ends = []
        for name in (mark.detail("subject"), mark.detail("object")):
            identifier = self.by_name.setdefault(name or "", f"term-{len(self.by_name)}")
            self.nodes.setdefault(identifier, _Node(name or "", "term")).papers.add(paper.document.doc_id)
            ends.append(identifier)
        said = {key: mark.detail(key) for key in ("modality", "date", "amount")}
        words = _words(paper, (mark.start, mark.end), page)
        self.facts.append((ends[0], ends[1], {"kind": "fact", "relation": mark.label, "weight": 1, **said, **words}))


def write(material: Material, out: Path) -> None:
    """Write the network; edges of facts go from subject to object."""
    graph = _Graph(Nations(material.gazetteer))
    for paper in material.papers():
        graph.add(paper)
    root = etree.Element(f"{{{_NS}}}graphml", nsmap={None: _NS})
    for of, names in _KINDS.items():
        for name, kind in names.items():
            key = {"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": kind}
            etree.SubElement(root, f"{{{_NS}}}key", key)
    element = etree.SubElement(root, f"{{{_NS}}}graph", {"id": "run", "edgedefault": "directed"})
    for identifier, node in graph.nodes.items():
        made = etree.SubElement(element, f"{{{_NS}}}node", {"id": identifier})
        said = {"label": node.name, "kind": node.kind, "mentions": node.mentions, "papers": len(node.papers)}
        _say(made, "node", said)
    for (first, second), edge in graph.together.items():
        more = {"kind": "together", "weight": edge.weight, "papers": len(edge.papers), **edge.said}
        _say(_edge(element, first, second), "edge", more)
    for first, second, fact in graph.facts:
        _say(_edge(element, first, second), "edge", fact)
    write_file(out, etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _id(mark: Mark) -> str:
    return mark.detail("entity_id") or mark.detail("canonical") or mark.quote


def _words(paper: Paper, span: tuple[int, int], page: int) -> dict[str, object]:
    start, end = span
    return {
        "quote": paper.text[start:end],
        "source_document": paper.document.doc_id,
        "page": page,
        "start": start,
        "end": end,
    }


def _edge(graph: Element, first: str, second: str) -> Element:
    return etree.SubElement(graph, f"{{{_NS}}}edge", {"source": first, "target": second})


def _say(element: Element, of: str, said: Mapping[str, object]) -> None:
    for name, value in said.items():
        if value not in (None, ""):
            etree.SubElement(element, f"{{{_NS}}}data", {"key": f"{of}-{name}"}).text = clean(str(value))
