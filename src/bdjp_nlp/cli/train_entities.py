"""``bdjp train entities``: the recogniser anew, beside the one in use, with the mentions that change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bdjp_nlp.cli.exit_status import FAILED

if TYPE_CHECKING:
    from bdjp_nlp.entities.comparison import Comparison
    from bdjp_nlp.entities.examples import Example
    from bdjp_nlp.entities.flips import Flip, Flips
    from bdjp_nlp.entities.retraining import TrainedEntities
    from bdjp_nlp.pipeline_folder import PipelineFolder

FLIPS = "flips.jsonl"
"""The file of a model's folder that lists the mentions which change against the model that was in use before."""
_SHOWN = 10


def train_recogniser(
    labels: Sequence[Path], run: Path | None, promote: bool, force: bool, config: Path | None, json: bool, quiet: bool
) -> None:
    """Train, compare, list what changes (in the run's documents, else in the held-out texts), promote where asked."""
    from rich.console import Console

    from bdjp_nlp.entities.comparison import changes, compare
    from bdjp_nlp.entities.model_files import TASK
    from bdjp_nlp.entities.retraining import train_entities
    from bdjp_nlp.errors import ModelError
    from bdjp_nlp.labels.corpus import corpus_folder
    from bdjp_nlp.models_in_use import promote as put_to_use
    from bdjp_nlp.pipeline_folder import find_pipeline

    folder = find_pipeline(config)
    errors = Console(stderr=True, highlight=False)
    corrected = [] if run is None else list(_corrected(run))
    with errors.status("training entities …") as status:
        if quiet or not errors.is_terminal:
            status.stop()
        made = train_entities(
            folder,
            corpus_folder(),
            progress=lambda step: status.update(f"entities: {step} …"),
            own=labels,
            reviewed=corrected,
        )
    found = compare(folder, made)
    changed = None
    if found.current is not None:
        documents = made.held_out if run is None else list(_documents(run))
        try:
            changed = changes(folder, found.current, made.model, documents)
            _write_flips(folder, made.model, changed)
        except ModelError as error:
            errors.print(f"the mentions that change are not listed: {error}", markup=False)
    promoted = promote and (force or found.not_worse)
    if promoted:
        put_to_use(folder.models, TASK, made.model)
    if json:
        _print_json(made, found, changed, promoted)
    elif not quiet:
        for line in lines(made, found, changed):
            typer.echo(line)
        typer.echo(f"model {made.model} is {'now' if promoted else 'not'} in use: {folder.models / made.model}")
    if promote and not promoted:
        errors.print("not promoted: it is worse than the model in use; --force promotes it all the same", markup=False)
        raise typer.Exit(FAILED)


def lines(made: TrainedEntities, found: Comparison, changed: Flips | None) -> Iterator[str]:
    """The report on the screen."""
    from bdjp_nlp.entities.left_out import interval

    low, high = interval(list(made.measured.documents.values()))
    for name, figures in (("as written", made.measured.as_written), ("names replaced", made.measured.new_names)):
        yield (
            f"{name:16s} strict micro F1 {figures.micro:.3f}, macro {figures.macro:.3f}, "
            f"span recall {figures.span_recall:.3f}, calibration error {figures.calibration_error:.3f}"
        )
    texts = len(made.measured.documents)
    yield f"on {texts} left-out texts; 95 % interval of micro F1 as written {low:.3f} to {high:.3f}"
    for label, one in made.measured.as_written.labels.items():
        yield f"  {label:14s} P {one.precision:.3f}  R {one.recall:.3f}  F1 {one.f1:.3f}  n {one.count}"
    if found.current is None:
        yield "no model is in use to compare with"
        return
    difference = found.difference
    if difference is None:
        yield f"against {found.current}: {found.current_f1:.3f}, measured on other texts"
    else:
        yield (
            f"against {found.current}, on the {difference.documents} texts that both left out: "
            f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
        )
    if changed is not None:
        yield f"{changed.changed} of {changed.mentions} mentions change (all in {FLIPS}); the surest:"
        for flip in changed.listed[:_SHOWN]:
            yield flip_line(flip)


def flip_line(flip: Flip) -> str:
    """A mention gained (+), lost (-) or of another label (~), with the scores and the words around it."""
    was = flip.before and f"{flip.before} {flip.score_before:.2f}"
    now = flip.after and f"{flip.after} {flip.score_after:.2f}"
    sign = "~" if was and now else "+" if now else "-"
    return f"  {sign} {flip.words}: {' → '.join(filter(None, (was, now)))}  {flip.document}\n      {flip.context!r}"


def _corrected(run: Path) -> Iterator[Example]:
    """The passages of a run on whose mentions people decided, as they stand now."""
    from bdjp_nlp.entities.examples import Example
    from bdjp_nlp.review.learning import reviewed

    judged = reviewed(run, "entities")
    for warning in judged.warnings:
        typer.echo(warning, err=True)
    for one in judged.passages:
        mentions = [mention for mention in one.judged.mentions if mention.holds]
        spans = tuple(sorted((mention.start, mention.end, mention.label) for mention in mentions))
        yield Example(one.judged.passage.text, spans, one.judged.passage.passage_id)


def _documents(run: Path) -> Iterator[tuple[str, list[str]]]:
    """Each document of a run with its passages' texts."""
    from bdjp_nlp.store.run_directory import read_table

    paths = dict(
        zip(*(read_table(run, "documents").column(name).to_pylist() for name in ("doc_id", "path")), strict=True)
    )
    texts: dict[str, list[str]] = {}
    passages = read_table(run, "passages")
    for doc_id, text in zip(*(passages.column(name).to_pylist() for name in ("doc_id", "text")), strict=True):
        texts.setdefault(doc_id, []).append(text)
    for doc_id, some in texts.items():
        yield paths[doc_id], some


def _write_flips(folder: PipelineFolder, model: str, changed: Flips) -> None:
    from json import dumps

    rows = "".join(dumps(asdict(flip), ensure_ascii=False) + "\n" for flip in changed.listed)
    (folder.models / model / FLIPS).write_text(rows, encoding="utf-8")


def _print_json(made: TrainedEntities, found: Comparison, changed: Flips | None, promoted: bool) -> None:
    from json import dumps

    from bdjp_nlp.entities.retraining import metrics

    report = {
        "model": made.model,
        "promoted": promoted,
        **metrics(made.measured),
        "current": found.current,
        "difference": asdict(found.difference) if found.difference else None,
        "mentions": changed.mentions if changed else None,
        "changed": changed.changed if changed else None,
    }
    typer.echo(dumps(report, ensure_ascii=False, indent=1))
