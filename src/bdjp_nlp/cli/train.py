"""``bdjp train`` and ``bdjp evaluate``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bdjp_nlp.cli.exit_status import FAILED
from bdjp_nlp.cli.options import Config, Json, Quiet
from bdjp_nlp.errors import UsageError

if TYPE_CHECKING:
    from bdjp_nlp.coding.flips import Sample
    from bdjp_nlp.coding.labelled_unit import LabelledUnit
    from bdjp_nlp.pipeline_folder import PipelineFolder


class Task(StrEnum):
    """What is trained."""

    themes = "themes"
    constraints = "constraints"
    entities = "entities"


Labels = Annotated[
    list[Path] | None,
    typer.Option("--labels", metavar="FILE", help="Your own labels, CSV or JSONL (may be given several times)."),
]


def train(
    task: Annotated[Task, typer.Argument(help="What to train.", show_default=False)],
    labels: Labels = None,
    run: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="Also learn from the decisions of this run's review.")
    ] = None,
    promote: Annotated[bool, typer.Option("--promote", help="Put the new model to use if it is not worse.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --promote: even if it is worse.")] = False,
    suggest: Annotated[
        int | None,
        typer.Option(
            "--suggest",
            metavar="N",
            min=1,
            help="Train nothing: print the N passages of --run that teach most, as CSV.",
        ),
    ] = None,
    config: Config = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train anew from the labelled texts and your labels; compare with the model in use; never overwrites a model."""
    if force and not promote:
        raise UsageError("--force goes with --promote")
    if suggest is not None:
        _suggest(task, run, suggest, json)
        return
    if task is Task.entities:
        from bdjp_nlp.cli.train_entities import train_recogniser

        train_recogniser(labels or [], run, promote, force, config, json, quiet)
        return
    import shlex
    import sys

    from rich.console import Console

    from bdjp_nlp.coding.report_out import lines
    from bdjp_nlp.coding.retraining import retrain, training_data
    from bdjp_nlp.models_in_use import promote as put_to_use
    from bdjp_nlp.pipeline_folder import find_pipeline

    folder = find_pipeline(config)
    data = training_data(folder, task.value, labels or [], [] if run is None else _reviewed(folder, task, run))
    sample = None if run is None else _sample(run)
    errors = Console(stderr=True, highlight=False)
    with errors.status(f"training {task.value} …") as status:
        if quiet or not errors.is_terminal:
            status.stop()
        made = retrain(
            folder, task.value, data, progress=lambda step: status.update(f"{task.value}: {step} …"), sample=sample
        )
    promoted = promote and (force or not made.report.worse)
    if promoted:
        put_to_use(folder.models, task.value, made.model)
    if json:
        _print_json({"model": made.model, "promoted": promoted}, made.report)
    elif not quiet:
        for line in lines(made.report):
            typer.echo(line)
        done = "trained before from the same texts and labels" if made.before else "written"
        typer.echo(f"\n{done}: {', '.join(str(path) for path in made.written)}")
        again = shlex.join(["bdjp", *sys.argv[1:], "--force" if promote else "--promote"])
        use = "now in use: bdjp run codes with it" if promoted else f"not in use; to use it: {again}"
        typer.echo(f"model {made.model} is {use}")
    if promote and not promoted:
        errors.print("not promoted: it is worse than the model in use; --force promotes it all the same", markup=False)
        raise typer.Exit(FAILED)


def _suggest(task: Task, run: Path | None, count: int, json: bool) -> None:
    """Print the passages to label next, ready to be filled in and given back with --labels."""
    if run is None or task is Task.entities:
        raise UsageError("--suggest goes with themes or constraints and --run DIR, whose passages it chooses from")
    import sys

    from bdjp_nlp.views.rows_out import write_csv, write_jsonl
    from bdjp_nlp.views.suggestions import suggestions

    (write_jsonl if json else write_csv)(suggestions(run, task.value, count), "", sys.stdout)


def _reviewed(folder: PipelineFolder, task: Task, run: Path) -> list[LabelledUnit]:
    """The passages that people have judged in a run's review."""
    from bdjp_nlp.review.learning import labelled_units, reviewed

    found = reviewed(run, "themes" if task is Task.themes else "constraints")
    for warning in found.warnings:
        typer.echo(f"{run}: {warning}", err=True)
    return labelled_units(found.passages, task.value, folder.codebook.names(task.value))


def _sample(run: Path) -> Sample:
    """The run's passages, whose labels may flip."""
    from bdjp_nlp.coding.flips import Sample
    from bdjp_nlp.review.learning import placed_passages

    return Sample(str(run), tuple(placed_passages(run)))


def evaluate(
    labels: Labels = None,
    out: Annotated[Path, typer.Option(help="The folder that the reports are written to.")] = Path("outputs/evaluation"),
    config: Config = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say how good the models in use are: on your labels, or as measured when they were trained."""
    from bdjp_nlp.coding.assessment import assess, stored_report
    from bdjp_nlp.coding.model_files import TASKS
    from bdjp_nlp.coding.report_out import lines, write_report
    from bdjp_nlp.pipeline_folder import find_pipeline

    folder = find_pipeline(config)
    tasks = [task for task in TASKS if task in folder.codebook.groups]
    found = [assess(folder, task, labels) if labels else stored_report(folder, task) for task in tasks]
    for report in found:
        written = write_report(report, out / report.task)
        if not json and not quiet:
            for line in lines(report):
                typer.echo(line)
            typer.echo(f"\nwritten: {', '.join(str(path) for path in written)}\n")
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps([asdict(report) for report in found], ensure_ascii=False, indent=1))


def _print_json(outcome: dict[str, object], report: object) -> None:
    from dataclasses import asdict
    from json import dumps

    typer.echo(dumps({**outcome, "report": asdict(report)}, ensure_ascii=False, indent=1))  # type: ignore[call-overload]
