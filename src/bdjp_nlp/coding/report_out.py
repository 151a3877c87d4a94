"""Report, written: as lines for a terminal, as JSON, and as one self-contained HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

from bdjp_nlp.coding.evaluation import Figures
from bdjp_nlp.coding.report import Report

_SHOWN = 160
"""Signs of a quotation on a screen."""


def lines(report: Report) -> list[str]:
    """The report for a terminal."""
    out = [f"{report.task}, model {report.model}, on documents that it did not see", ""]
    for name, found in (("passages", report.passages), ("sentences", report.sentences)):
        out += [*_table(name, found), ""]
    if report.learning_curve:
        curve = ", ".join(f"{documents} documents {score:.3f}" for documents, score in report.learning_curve)
        out.append(f"learning curve (linear scorer, passages, macro F1): {curve}")
    if report.old_macro_f1 is not None:
        out.append(
            f"against {report.compared_with}: macro F1 {report.passages.macro_f1:.3f}, before {report.old_macro_f1:.3f}; "
            f"{len(report.flips)} labels of passages change"
        )
    out += [f"warning: {warning}" for warning in report.warnings]
    out += ["", "worst errors:"]
    for error in report.worst[:5]:
        what = "missed" if error.wanted else "given wrongly"
        out.append(f"  {error.label} {what} ({error.score:.2f}), {error.doc}: {error.text[:_SHOWN]}")
    return out


def _table(name: str, found: Figures) -> list[str]:
    rows = [f"{name:24s} {'P':>6} {'R':>6} {'F1':>6}  {'95 %':14s} {'n':>5}"]
    for label in found.labels:
        interval = f"[{label.f1_low:.2f}, {label.f1_high:.2f}]"
        rows.append(
            f"  {label.label:22s} {label.precision:6.3f} {label.recall:6.3f} {label.f1:6.3f}  {interval:14s} {label.support:5d}"
        )
    rows.append(
        f"  macro F1 {found.macro_f1:.3f} [{found.macro_low:.3f}, {found.macro_high:.3f}], Brier {found.brier:.3f}, "
        f"ECE {found.calibration_error:.3f}, false alarms {found.false_alarm_share:.3f}, "
        f"certain {found.certain_share:.2f}: macro F1 {found.certain_macro_f1:.3f}"
    )
    return rows


def write_report(report: Report, folder: Path) -> list[Path]:
    """``report.json`` and ``report.html`` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    as_json, as_html = folder / "report.json", folder / "report.html"
    as_json.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    as_html.write_text(_page(report), encoding="utf-8")
    return [as_json, as_html]


def _page(report: Report) -> str:
    parts = [f"<h1>{escape(report.task)}: model {escape(report.model)}</h1>"]
    parts += [f"<p class=w>{escape(warning)}</p>" for warning in report.warnings]
    for name, found in (("Passages", report.passages), ("Sentences", report.sentences)):
        parts += [f"<h2>{name}, on left-out documents</h2>", _figures(found)]
    if report.old_macro_f1 is not None:
        parts.append(
            f"<h2>Against model {escape(report.compared_with)}</h2><p>Macro F1 of passages {report.passages.macro_f1:.3f}, "
            f"before {report.old_macro_f1:.3f}.</p>"
        )
        rows = [(f.label, f"{f.old:.2f}", f"{f.new:.2f}", f.doc, f.text) for f in report.flips]
        parts.append(_html_table(("label", "before", "now", "document", "passage"), rows))
    parts.append("<h2>Calibration</h2>" + _reliability(report))
    confusions = [(c.true or "(none)", c.given, c.count) for c in report.confusions]
    parts.append("<h2>Given wrongly</h2>" + _html_table(("bears", "was given", "passages"), confusions))
    groups = [(g.group, g.name, g.passages, f"{g.macro_f1:.3f}") for g in report.groups]
    parts.append("<h2>By kind of text and place</h2>" + _html_table(("", "", "passages", "macro F1"), groups))
    if report.learning_curve:
        curve = [(documents, f"{score:.3f}") for documents, score in report.learning_curve]
        parts.append("<h2>Learning curve (linear scorer)</h2>" + _html_table(("documents", "macro F1"), curve))
    worst = [(e.label, "missed" if e.wanted else "given", f"{e.score:.2f}", e.doc, e.text) for e in report.worst]
    parts.append("<h2>Worst errors</h2>" + _html_table(("label", "", "score", "document", "passage"), worst))
    style = (
        "body{font:15px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
        "td,th{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:left;vertical-align:top}.w{color:#a00}"
    )
    title = f"{report.task} {report.model}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style>{''.join(parts)}</html>\n"
    )


def _figures(found: Figures) -> str:
    rows: list[Sequence[object]] = [
        (
            label.label,
            f"{label.precision:.3f}",
            f"{label.recall:.3f}",
            f"{label.f1:.3f} [{label.f1_low:.2f}, {label.f1_high:.2f}]",
            label.support,
        )
        for label in found.labels
    ]
    below = (
        f"<p>Macro F1 {found.macro_f1:.3f} [{found.macro_low:.3f}, {found.macro_high:.3f}], Brier {found.brier:.3f}, "
        f"expected calibration error {found.calibration_error:.3f}, labels given to {found.false_alarm_share:.1%} of those "
        f"that bear none; without the uncertain ({1 - found.certain_share:.0%}): {found.certain_macro_f1:.3f}.</p>"
    )
    return _html_table(("label", "precision", "recall", "F1 [95 %]", "n"), rows) + below


def _reliability(report: Report) -> str:
    rows = [(f"{part.mean:.2f}", f"{part.observed:.2f}", part.count) for part in report.reliability]
    dots = "".join(
        f'<circle cx="{10 + 200 * part.mean:.1f}" cy="{210 - 200 * part.observed:.1f}" r="4"/>'
        for part in report.reliability
    )
    picture = (
        '<svg width="220" height="220" role="img" aria-label="said and seen probabilities">'
        f'<path d="M10 210 210 10M10 10V210H210" fill="none" stroke="#999"/>{dots}</svg>'
    )
    return picture + _html_table(("probability said", "seen", "rows × labels"), rows)


def _html_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>{cells}</table>"
