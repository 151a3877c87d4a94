"""Methods: by which versions a run was made, how good they were measured to be, and what follows for the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bdjp_nlp.coding.model_files import read_metrics
from bdjp_nlp.errors import ModelError
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline
from bdjp_nlp.report.findings import CONSTRAINTS, THEMES, Findings


@dataclass(frozen=True, slots=True)
class LabelQuality:
    """How one label was met on passages left out of training; F1 with its 95 % interval, `cases` bearing it."""

    label: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True)
class Quality:
    """A model's figures as its ``metrics.json`` has them; none where the model is not to be found here."""

    task: str
    model: str
    labels: tuple[LabelQuality, ...] = ()
    macro_f1: float | None = None
    calibration_error: float | None = None
    false_alarms: float | None = None


@dataclass(frozen=True)
class Methods:
    """What a methods section says."""

    version: str
    started: str
    stages: tuple[tuple[str, str], ...]
    quality: tuple[Quality, ...]
    paragraph: str
    limits: tuple[str, ...]


def describe(material: Material, findings: Findings, failures: list[dict[str, Any]]) -> Methods:
    """The methods of a run, in numbers and in words."""
    info = material.info
    folder = _folder(info)
    quality = tuple(_quality(folder, task, material.version(task)) for task in (THEMES, CONSTRAINTS))
    stages = tuple(_stages(info))
    return Methods(
        version=str(info["bdjp_nlp"]),
        started=str(info["started"]),
        stages=stages,
        quality=quality,
        paragraph=_paragraph(info, findings, quality, failures),
        limits=tuple(_limits(findings, quality, failures)),
    )


def _folder(info: dict[str, Any]) -> PipelineFolder:
    config = Path(info["pipeline"]["config"])
    return PipelineFolder(config) if config.is_file() else find_pipeline(None)


def _stages(info: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each stage with the model and lists it used and its fingerprint."""
    pipeline = info["pipeline"]
    for name in ("reader", *(stage["name"] for stage in pipeline["stages"])):
        resources: dict[str, Any] = next((one["resources"] for one in pipeline["stages"] if one["name"] == name), {})
        used = [f"{key} {value}" for key, value in resources.items() if "|" not in str(value)]
        yield name, ", ".join([*used, f"fingerprint {pipeline['fingerprints'].get(name, 'unknown')}"])


def _quality(folder: PipelineFolder, task: str, model: str) -> Quality:
    try:
        metrics = read_metrics(folder.models, model)["passages"]
    except (ModelError, KeyError):
        return Quality(task, model)
    labels = tuple(
        LabelQuality(
            one["label"],
            one["precision"],
            one["recall"],
            one["f1"],
            one["f1_low"],
            one["f1_high"],
            one["hits"] + one["misses"],
        )
        for one in metrics["labels"]
    )
    return Quality(task, model, labels, metrics["macro_f1"], metrics["calibration_error"], metrics["false_alarm_share"])


def _paragraph(
    info: dict[str, Any], findings: Findings, quality: tuple[Quality, ...], failures: list[dict[str, Any]]
) -> str:
    papers = len(findings.sheets)
    said = [
        f"{papers} {'paper was' if papers == 1 else 'papers were'} read with bdjp-nlp {info['bdjp_nlp']} on "
        f"{str(info['started'])[:10]}" + (f"; {len(failures)} more could not be read." if failures else "."),
        f"Their running text was divided into {findings.coded:,} passages, each of which was judged by every theme and "
        "every constraint of the codebook; a passage may bear several labels or none.",
    ]
    for one in quality:
        if one.macro_f1 is not None:
            said.append(
                f"{one.task.capitalize()} were assigned by model {one.model}: macro F1 {one.macro_f1:.2f} on passages "
                f"of documents left out of its training, expected calibration error {one.calibration_error:.3f}, a "
                f"label given to {one.false_alarms:.0%} of the passages that bear none."
            )
        else:
            said.append(f"{one.task.capitalize()} were assigned by model {one.model}, whose figures are not at hand.")
    if findings.coders:
        people = len(findings.coders)
        said.append(
            f"{people} {'person' if people == 1 else 'people'} reviewed passages and left {findings.judged} judgements "
            "that stand in place of the models'."
        )
    else:
        said.append("No person has reviewed the labels yet.")
    return " ".join(said)


def _limits(findings: Findings, quality: tuple[Quality, ...], failures: list[dict[str, Any]]) -> Iterator[str]:
    yield (
        "Labels are a trained model's judgement, to be read with the words beside them. Its quality was measured on "
        "texts written for the project; papers of other kinds are coded less well, constraints less well than themes."
    )
    if findings.coded:
        share = findings.uncertain / findings.coded
        yield (
            f"On {findings.uncertain} of {findings.coded:,} passages ({share:.0%}) a model is not sure of some label "
            "of which nobody has decided yet."
        )
    weak = [label.label for one in quality for label in one.labels if label.recall < 0.75]
    if weak:
        yield f"More than a quarter of the passages that bear these labels is missed: {', '.join(weak)}."
    yield (
        "Counts say how often papers speak of a matter, not how much it matters; a long paper counts more than a short "
        "one, and papers that repeat each other count twice."
    )
    if failures:
        yield f"{len(failures)} files could not be read and are missing from every count; they are listed below."
    foreign = [sheet.short for sheet in findings.sheets if sheet.language not in ("", "en")]
    if foreign:
        yield f"Only English is coded; these papers are in another language: {', '.join(foreign)}."
