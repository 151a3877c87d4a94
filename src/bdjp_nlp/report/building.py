"""Building: a run's report as one HTML file without any request to elsewhere, or as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bdjp_nlp import __version__
from bdjp_nlp.errors import ModelError, StoreError
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.writing import write_file
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.report.findings import CONSTRAINTS, THEMES, Findings, LabelFinding, gather
from bdjp_nlp.report.methods import Methods, describe
from bdjp_nlp.views.discrepancies import Discrepancy, as_read, discrepancies
from bdjp_nlp.views.prevalence import prevalence
from bdjp_nlp.views.timeline import TimelineEntry, timeline

MOST_TIMELINE = 60
MOST_DISCREPANCIES = 40
MOST_LINKS = 15
_YEARS = range(1900, 2101)
"""Years that a picture of the timeline shows; a date far out would flatten all others."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")
_ALL_BUT_SURE = 0.99
TEMPLATES = Path(__file__).with_name("templates")


@dataclass
class Report:
    """All that the templates show; `shares` are the prevalence rows of the whole corpus."""

    name: str
    findings: Findings
    methods: Methods
    shares: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)
    discrepancies: list[Discrepancy] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def themes(self) -> list[LabelFinding]:
        """The themes in the codebook's order."""
        return self.findings.of(THEMES)

    @property
    def constraints(self) -> list[LabelFinding]:
        """The constraints in the codebook's order."""
        return self.findings.of(CONSTRAINTS)

    @property
    def years(self) -> list[dict[str, Any]]:
        """Dated statements by year and modality."""
        counts = Counter((int(entry.first_day[:4]), entry.modality or "event") for entry in self.timeline)
        return [
            {"year": year, "modality": modality, "statements": count}
            for (year, modality), count in sorted(counts.items())
            if year in _YEARS
        ]


def report_of(run: Path, config: Path | None = None) -> Report:
    """Gather a run's report; raises `StoreError` where `run` is no run directory."""
    folder = find_pipeline(config)
    material = Material(run, folder.codebook, gazetteer=folder.gazetteer)
    findings = gather(material)
    failures = list(material.info["failures"])
    report = Report(material.name, findings, describe(material, findings, failures), failures=failures)
    report.notes = list(dict.fromkeys(material.notes))
    try:
        report.shares = _shares(run, list(findings.labels))
    except (ModelError, StoreError) as error:
        report.notes.append(f"no corrected shares: {error}")
    report.timeline = timeline(run)
    report.discrepancies = discrepancies(run)
    return report


def _shares(run: Path, labels: list[str]) -> list[dict[str, Any]]:
    """The rows of the whole corpus that have a share, in the codebook's order."""
    rows = {row["label"]: row for row in prevalence(run).to_pylist() if row["doc_id"] is None and row["passages"]}
    return [rows[label] for label in labels if label in rows and not isnan(rows[label]["share"])]


def write_html(report: Report, out: Path) -> None:
    """Write the page; it needs no other file, no network and no script."""
    environment = _environment(autoescape=True)
    page = environment.get_template("report.html").render(report=report, pictures=_pictures(report), **_names(report))
    write_file(out, page)


def write_markdown(report: Report, out: Path) -> None:
    """Write the same as Markdown, whose tables stand in for the pictures."""
    environment = _environment(autoescape=False)
    environment.filters["md"] = escaped_markdown
    write_file(out, environment.get_template("report.md").render(report=report, **_names(report)))


def escaped_markdown(text: object) -> str:
    """Text that Markdown shows as it is, in one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def sure(score: float) -> str:
    """A probability in words; what rounds to certainty is not called so."""
    return "probability over 0.99" if score > _ALL_BUT_SURE else f"probability {score:.2f}"


def amount(entry: TimelineEntry) -> str:
    """The amount of a dated fact in brackets, unless its object says it already."""
    if not entry.amount or entry.amount in (entry.object or ""):
        return ""
    said = f"{int(entry.amount):,}" if entry.amount.isdigit() else entry.amount
    return f" ({said} {entry.unit or ''})".replace(" )", ")")


def _environment(autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.filters["sure"] = sure
    environment.filters["amount"] = amount
    environment.filters["as_read"] = as_read
    environment.filters["number"] = lambda count: f"{count:,}"
    return environment


def _names(report: Report) -> dict[str, Any]:
    """What templates need beside the report."""
    return {
        "version": __version__,
        "titles": {label.label: label.title for label in report.findings.labels.values()},
        "papers": {sheet.doc_id: sheet for sheet in report.findings.sheets},
        "most_timeline": MOST_TIMELINE,
        "most_discrepancies": MOST_DISCREPANCIES,
        "most_links": MOST_LINKS,
        "fullest": max((cell.passages for cell in report.findings.cells.values()), default=1) or 1,
    }


def _pictures(report: Report) -> dict[str, Markup]:
    """The charts that there is anything to show in."""
    from bdjp_nlp.report import charts

    titles = {label.label: label.title for label in report.findings.labels.values()}
    labels = [
        {"label": one.title, "group": one.group, "passages": one.passages} for one in report.findings.labels.values()
    ]
    drawn: dict[str, str] = {}
    if labels:
        drawn["labels"] = charts.label_bars(labels)
    if report.shares:
        drawn["shares"] = charts.intervals([{**row, "label": titles[row["label"]]} for row in report.shares])
    if report.years:
        drawn["years"] = charts.years(report.years)
    if report.findings.network.links:
        drawn["network"] = charts.network_picture(report.findings.network)
    return {name: Markup(svg) for name, svg in drawn.items()}  # our own SVG, whose texts Vega escapes
