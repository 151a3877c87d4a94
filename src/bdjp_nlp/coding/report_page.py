"""Report page: a report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bdjp_nlp.coding.evaluation import Figures
from bdjp_nlp.coding.flips import Flips
from bdjp_nlp.coding.report import Report

_STYLE = """
body { font: 15px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse }
td, th { border-bottom: 1px solid #ccc; padding: .2rem .6rem; text-align: left; vertical-align: top }
.warning { color: #a00 }
"""
_SIDE = 200
"""Pixels of the reliability plot."""


def page(report: Report) -> str:
    """The page."""
    title = escape(f"{report.task}: model {report.model}")
    parts = [f"<h1>{title}</h1>", *(f"<p class=warning>{escape(text)}</p>" for text in report.warnings)]
    for name, found in (("Passages", report.passages), ("Sentences", report.sentences)):
        parts += [f"<h2>{name}, on documents that the model did not see</h2>", _figures(found)]
    parts += _comparison(report)
    parts += ["<h2>Calibration</h2>", _reliability(report)]
    confusions = [(one.true or "(none)", one.given, one.count) for one in report.confusions]
    parts += ["<h2>Given wrongly</h2>", _table(("bears", "was given", "passages"), confusions)]
    groups = [(one.group, one.name, one.passages, f"{one.macro_f1:.3f}") for one in report.groups]
    parts += ["<h2>By kind of text, place and source</h2>", _table(("", "", "passages", "macro F1"), groups)]
    if report.learning_curve:
        curve = [(documents, f"{score:.3f}") for documents, score in report.learning_curve]
        parts += ["<h2>Learning curve (linear scorer)</h2>", _table(("documents", "macro F1"), curve)]
    worst = [(e.label, "missed" if e.wanted else "given", f"{e.score:.2f}", e.doc, e.text) for e in report.worst]
    parts += ["<h2>Worst errors</h2>", _table(("label", "", "score", "document", "passage"), worst)]
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en">{head}{"".join(parts)}</html>\n'


def _comparison(report: Report) -> list[str]:
    if report.old_macro_f1 is None and report.changes is None:
        return []
    parts = [f"<h2>Against model {escape(report.compared_with)}</h2>"]
    if report.old_macro_f1 is not None:
        parts.append(f"<p>Macro F1 of passages {report.passages.macro_f1:.3f}, before {report.old_macro_f1:.3f}.</p>")
    if report.changes is not None:
        parts += _flips(report.changes)
    if report.lessons is not None:
        parts.append(f"<p>{escape(report.lessons.said)}</p>")
    return parts


def _flips(changes: Flips) -> list[str]:
    """The labels gained and lost, each with both scores and its words."""
    said = (
        f"In {changes.source} ({changes.passages} passages) {changes.gained} labels are gained and {changes.lost} lost"
    )
    listed = len(changes.listed)
    more = f"; the {listed} whose scores change most:" if listed < changes.gained + changes.lost else "."
    rows = [
        (
            "+ gained" if flip.gained else "− lost",
            flip.label,
            f"{flip.old_score:.2f}",
            f"{flip.new_score:.2f}",
            flip.place,
            flip.quote,
        )
        for flip in changes.listed
    ]
    table = _table(("", "label", "before", "now", "where", "passage"), rows) if rows else ""
    return [f"<p>{escape(said + more)}</p>", table]


def _figures(found: Figures) -> str:
    rows: list[Sequence[object]] = []
    for one in found.labels:
        interval = f"{one.f1:.3f} [{one.f1_low:.2f}, {one.f1_high:.2f}]"
        rows.append((one.label, f"{one.precision:.3f}", f"{one.recall:.3f}", interval, one.support))
    whole = [
        ("macro F1", f"{found.macro_f1:.3f} [{found.macro_low:.3f}, {found.macro_high:.3f}]"),
        ("Brier score", f"{found.brier:.3f}"),
        ("expected calibration error", f"{found.calibration_error:.3f}"),
        ("a label given to those that bear none", f"{found.false_alarm_share:.1%}"),
        ("uncertain", f"{1 - found.certain_share:.0%}"),
        ("macro F1 of the others", f"{found.certain_macro_f1:.3f}"),
    ]
    return _table(("label", "precision", "recall", "F1 [95 %]", "n"), rows) + _table(("", ""), whole)


def _reliability(report: Report) -> str:
    dots = "".join(
        f'<circle cx="{10 + _SIDE * part.mean:.1f}" cy="{10 + _SIDE * (1 - part.observed):.1f}" r="4"/>'
        for part in report.reliability
    )
    frame = f'<path d="M10 {10 + _SIDE} {10 + _SIDE} 10M10 10V{10 + _SIDE}H{10 + _SIDE}" fill="none" stroke="#999"/>'
    size = f'width="{_SIDE + 20}" height="{_SIDE + 20}"'
    rows = [(f"{part.mean:.2f}", f"{part.observed:.2f}", part.count) for part in report.reliability]
    picture = f'<svg {size} role="img" aria-label="probabilities said and seen">{frame}{dots}</svg>'
    return picture + _table(("probability said", "seen", "rows and labels"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>{body}</table>"
