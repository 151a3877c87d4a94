"""Report, written: as lines for a terminal, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from bdjp_nlp.coding.evaluation import Figures
from bdjp_nlp.coding.flips import Flips
from bdjp_nlp.coding.report import Report
from bdjp_nlp.coding.report_page import page

REPORT_FILES = ("report.json", "report.html")
_SHOWN = 160
"""Signs of a quotation on a screen."""
_ERRORS_SHOWN = 5
_FLIPS_SHOWN = 10


def lines(report: Report) -> list[str]:
    """The report for a terminal."""
    out = [f"{report.task}, model {report.model}, on documents that it did not see", ""]
    for name, found in (("passages", report.passages), ("sentences", report.sentences)):
        out += [*_table(name, found), ""]
    if report.learning_curve:
        curve = ", ".join(f"{documents} documents {score:.3f}" for documents, score in report.learning_curve)
        out.append(f"learning curve (linear scorer, passages, macro F1): {curve}")
    if report.old_macro_f1 is not None:
        found = report.passages
        out.append(
            f"against {report.compared_with}: macro F1 {found.macro_f1:.3f} [{found.macro_low:.3f}, "
            f"{found.macro_high:.3f}], before {report.old_macro_f1:.3f}: {'worse' if report.worse else 'not worse'}"
        )
    if report.changes is not None:
        out += _flips(report.changes)
    if report.lessons is not None:
        out += [report.lessons.said, ""]
    out += [f"warning: {warning}" for warning in report.warnings]
    out += ["", "worst errors:"]
    for error in report.worst[:_ERRORS_SHOWN]:
        what = "missed" if error.wanted else "given wrongly"
        out.append(f"  {error.label} {what} ({error.score:.2f}), {error.doc}: {_short(error.text)}")
    return out


def _flips(changes: Flips) -> list[str]:
    """The labels gained and lost, each with both scores and its words."""
    out = ["", f"flips in {changes.source} ({changes.passages} passages): {changes.gained} gained, {changes.lost} lost"]
    for flip in changes.listed[:_FLIPS_SHOWN]:
        scores = f"{flip.old_score:.2f} → {flip.new_score:.2f}"
        out.append(f"  {'+' if flip.gained else '-'} {flip.label}  {scores}  {flip.place}")
        out.append(f"      {_short(flip.quote)}")
    if changes.gained + changes.lost > _FLIPS_SHOWN:
        out.append("  the others are in the report's files")
    return [*out, ""]


def _short(quote: str) -> str:
    return quote if len(quote) <= _SHOWN else quote[: _SHOWN - 1] + "…"


def _table(name: str, found: Figures) -> list[str]:
    rows = [f"{name:24s} {'P':>6} {'R':>6} {'F1':>6}  {'95 %':14s} {'n':>5}"]
    for one in found.labels:
        interval = f"[{one.f1_low:.2f}, {one.f1_high:.2f}]"
        rates = f"{one.precision:6.3f} {one.recall:6.3f} {one.f1:6.3f}"
        rows.append(f"  {one.label:22s} {rates}  {interval:14s} {one.support:5d}")
    rows.append(
        f"  macro F1 {found.macro_f1:.3f} [{found.macro_low:.3f}, {found.macro_high:.3f}], Brier {found.brier:.3f}, "
        f"ECE {found.calibration_error:.3f}, false alarms {found.false_alarm_share:.3f}, "
        f"certain {found.certain_share:.2f}: macro F1 {found.certain_macro_f1:.3f}"
    )
    return rows


def write_report(report: Report, folder: Path) -> list[Path]:
    """``report.json`` and ``report.html`` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    as_json, as_html = (folder / name for name in REPORT_FILES)
    as_json.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    as_html.write_text(page(report), encoding="utf-8")
    return [as_json, as_html]
