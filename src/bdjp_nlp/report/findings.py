"""Findings: what a run says, gathered paper by paper, each number with the words behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bdjp_nlp.entities.nations import Nations
from bdjp_nlp.exchange.mark import Mark, Paper, standing
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reference import full_reference, short_reference, title
from bdjp_nlp.report.network import Network, NetworkCount
from bdjp_nlp.report.quote import Quote, cut, telling
from bdjp_nlp.rows import Coding, Constraint, Entity, Passage, Theme

THEMES, CONSTRAINTS = Theme.table, Constraint.table
_KINDS: tuple[type[Theme | Constraint], ...] = (Theme, Constraint)
QUOTES_A_LABEL = 3
QUOTES_A_CELL = 2
QUOTES_A_PAPER = 3
NAMES_A_PAPER = 8
_LONGEST_QUOTE = 420
"""Signs of a quote that a reader takes in at once."""


@dataclass
class LabelFinding:
    """A label: the coded passages and papers that bear it, and its most telling quotes."""

    group: str
    label: str
    title: str
    definition: str
    passages: int = 0
    papers: int = 0
    quotes: list[Quote] = field(default_factory=list)


@dataclass
class Cell:
    """Passages that bear both a theme and a constraint."""

    theme: str
    constraint: str
    passages: int = 0
    papers: int = 0
    quotes: list[Quote] = field(default_factory=list)


@dataclass
class Sheet:
    """A paper: what it is, what it says, who and what it names.

    `uncertain`: passages with a label of which the model is not sure and nobody has decided.
    """

    doc_id: str
    title: str
    reference: str
    short: str
    path: str
    pages: int
    language: str
    sha256: str
    coded: int
    uncertain: int
    labels: dict[str, int]
    named: list[tuple[str, int]]
    quotes: list[tuple[str, Quote]]
    warnings: tuple[str, ...]


@dataclass
class Findings:
    """All of a run's papers; `labels` in the codebook's order, `cells` by theme and constraint."""

    labels: dict[str, LabelFinding] = field(default_factory=dict)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    coded: int = 0
    uncertain: int = 0
    entities: int = 0
    facts: int = 0
    judged: int = 0
    coders: set[str] = field(default_factory=set)
    network: Network = field(default_factory=lambda: Network([], []))

    def of(self, group: str) -> list[LabelFinding]:
        """The labels of themes or of constraints."""
        return [label for label in self.labels.values() if label.group == group]

    @property
    def pages(self) -> int:
        """Pages of all papers whose format has pages."""
        return sum(sheet.pages for sheet in self.sheets)

    def filled_cells(self) -> list[Cell]:
        """The cells with passages, the fullest first."""
        return sorted((cell for cell in self.cells.values() if cell.passages), key=lambda cell: -cell.passages)


@dataclass(frozen=True)
class _Bearing:
    """A passage's marks of one label."""

    passage: Passage
    marks: list[Mark]


def gather(material: Material) -> Findings:
    """Read a run once. What people rejected is not counted, what they added is."""
    findings = Findings()
    for group in (THEMES, CONSTRAINTS):
        for name, label in material.codebook.groups.get(group, {}).items():
            findings.labels[name] = LabelFinding(group, name, label.title, label.definition)
    candidates: dict[str, list[Quote]] = {}
    network = NetworkCount(Nations(material.gazetteer))
    for paper in material.papers():
        network.add(paper)
        _count(paper, findings)
        _read(paper, findings, candidates)
    for name, found in findings.labels.items():
        found.quotes = telling(candidates.get(name, []), QUOTES_A_LABEL)
    for cell in findings.cells.values():
        cell.quotes = telling(cell.quotes, QUOTES_A_CELL)
    findings.network = network.network()
    return findings


def _count(paper: Paper, findings: Findings) -> None:
    findings.judged += len(paper.decisions)
    findings.coders |= {mark.by for mark in paper.marks if mark.human} | {one.coder for one in paper.decisions}
    findings.entities += sum(mark.layer == Entity.table for mark in standing(paper.marks))
    findings.facts += sum(mark.layer not in (THEMES, CONSTRAINTS, Entity.table) for mark in standing(paper.marks))


def _read(paper: Paper, findings: Findings, candidates: dict[str, list[Quote]]) -> None:
    """Add a paper's passages to the labels and cells, and its sheet."""
    counts: Counter[str] = Counter()
    cells: set[tuple[str, str]] = set()
    own: list[tuple[str, Quote]] = []
    whole = {(row.passage_id, row.label) for row in _passage_rows(paper) if row.assigned}
    for passage, marks in paper.passages():
        borne = _borne(passage, marks, findings, whole)
        for name, bearing in borne.items():
            counts[name] += 1
            quote = _quote(paper, passage, bearing.marks)
            candidates.setdefault(name, []).append(quote)
            own.append((name, quote))
        for theme in (name for name in borne if findings.labels[name].group == THEMES):
            for constraint in (name for name in borne if findings.labels[name].group == CONSTRAINTS):
                cell = findings.cells.setdefault((theme, constraint), Cell(theme, constraint))
                cell.passages += 1
                cells.add((theme, constraint))
                cell.quotes.append(_quote(paper, passage, _together(borne[theme], borne[constraint])))
    for name, count in counts.items():
        findings.labels[name].passages += count
        findings.labels[name].papers += 1
    for place in cells:
        findings.cells[place].papers += 1
    sheet = _sheet(paper, counts, own, findings)
    findings.sheets.append(sheet)
    findings.coded += sheet.coded
    findings.uncertain += sheet.uncertain


def _borne(
    passage: Passage, marks: Iterable[Mark], findings: Findings, whole: set[tuple[str, str]]
) -> dict[str, _Bearing]:
    """The labels that a passage bears: by the model's judgement of the whole passage, or a person's."""
    borne: dict[str, _Bearing] = {}
    for mark in standing(tuple(marks)):
        if mark.label in findings.labels and mark.layer == findings.labels[mark.label].group:
            borne.setdefault(mark.label, _Bearing(passage, [])).marks.append(mark)
    return {
        name: bearing
        for name, bearing in borne.items()
        if (passage.passage_id, name) in whole or any(mark.human for mark in bearing.marks)
    }


def _together(theme: _Bearing, constraint: _Bearing) -> list[Mark]:
    """The sentence that bears both, else the best of each in the order of the text."""
    spans = {(mark.start, mark.end) for mark in theme.marks}
    both = [mark for mark in constraint.marks if (mark.start, mark.end) in spans]
    if both:
        return [_best(both)]
    chosen = (_best(theme.marks), _best(constraint.marks))
    return sorted(chosen, key=lambda mark: mark.start)


def _best(marks: list[Mark]) -> Mark:
    return max(marks, key=_weight)


def _weight(mark: Mark) -> tuple[bool, bool, float]:
    return mark.human, mark.detail("explicit") == "yes", mark.score or 0.0


def _quote(paper: Paper, passage: Passage, marks: list[Mark]) -> Quote:
    chosen = marks if len(marks) == 2 and marks[0].label != marks[1].label else [_best(marks)]
    words = " […] ".join(dict.fromkeys(" ".join(mark.quote.split()) for mark in chosen))
    best = chosen[-1]
    scores = [mark.score for mark in chosen if mark.score is not None]
    return Quote(
        cut(words, _LONGEST_QUOTE),
        short_reference(paper.document),
        paper.document.doc_id,
        passage.page_first,
        min(scores) if scores else None,
        best.by,
        best.detail("stance") or "",
    )


def _sheet(paper: Paper, counts: Counter[str], own: list[tuple[str, Quote]], findings: Findings) -> Sheet:
    document = paper.document
    rows = list(_passage_rows(paper))
    decided = {(decision.group, decision.passage_id, decision.label) for decision in paper.decisions}
    open_ones = (row for row in rows if row.uncertain and (row.table, row.passage_id, row.label) not in decided)
    named = Counter(
        mark.detail("canonical") or mark.quote
        for mark in standing(paper.marks)
        if mark.layer == Entity.table and mark.detail("value") is None
    )
    limits = [(name, quote) for name, quote in own if findings.labels[name].group == CONSTRAINTS]
    best = {id(quote) for quote in telling([quote for _, quote in limits], QUOTES_A_PAPER)}
    return Sheet(
        doc_id=document.doc_id,
        title=title(document),
        reference=full_reference(document),
        short=short_reference(document),
        path=document.path,
        pages=document.pages,
        language=document.language,
        sha256=document.sha256,
        coded=len({row.passage_id for row in rows}),
        uncertain=len({row.passage_id for row in open_ones}),
        labels={name: counts[name] for name in findings.labels},
        named=named.most_common(NAMES_A_PAPER),
        quotes=[(name, quote) for name, quote in limits if id(quote) in best],
        warnings=document.warnings,
    )


def _passage_rows(paper: Paper) -> Iterator[Coding]:
    """The models' rows of whole passages."""
    for kind in _KINDS:
        if kind.table in paper.document.tables:
            yield from (row for row in paper.document.rows(kind) if row.sentence_id is None)
