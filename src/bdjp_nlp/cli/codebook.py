"""``bdjp codebook``."""

from __future__ import annotations

import typer

from bdjp_nlp.cli.exit_status import FAILED
from bdjp_nlp.cli.options import Config, Json

codebook_app = typer.Typer(help="The labels and their examples.", no_args_is_help=True)


@codebook_app.callback()
def _group() -> None:
    """The labels and their examples."""


@codebook_app.command()
def check(config: Config = None, json: Json = False) -> None:
    """Put every example of the codebook's themes and constraints to the models in use, and name those that fail."""
    from bdjp_nlp.coding.codebook_check import check_examples
    from bdjp_nlp.coding.model_files import TASKS, load_current
    from bdjp_nlp.pipeline_folder import find_pipeline

    folder = find_pipeline(config)
    examples = [
        example
        for task in TASKS
        if task in folder.codebook.groups
        for example in check_examples(
            load_current(folder.models, task, folder.codebook.names(task)), folder.codebook.labels(task)
        )
    ]
    failed = [example for example in examples if example.failed]
    if json:
        from dataclasses import asdict
        from json import dumps

        found = {"examples": len(examples), "failed": [asdict(example) for example in failed]}
        typer.echo(dumps(found, ensure_ascii=False, indent=2))
    else:
        for example in failed:
            wanted = "should have it" if example.wanted else "should not have it"
            typer.echo(f"{example.label:22s} {example.score:.2f}  {wanted}: {example.text}")
        typer.echo(f"{len(examples) - len(failed)} of {len(examples)} examples are judged as the codebook says")
    if failed:
        raise typer.Exit(FAILED)
