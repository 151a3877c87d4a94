"""Command line: parses, calls one function, prints. Data on stdout, progress and messages on stderr."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bdjp_nlp import __version__
from bdjp_nlp.cli.classify import classify
from bdjp_nlp.cli.codebook import codebook_app
from bdjp_nlp.cli.diff import diff
from bdjp_nlp.cli.doctor import doctor
from bdjp_nlp.cli.exit_status import ALL_DONE, FAILED, INTERRUPTED, WRONG_USAGE
from bdjp_nlp.cli.export import export
from bdjp_nlp.cli.import_ import import_
from bdjp_nlp.cli.init import init
from bdjp_nlp.cli.inspect import inspect
from bdjp_nlp.cli.report import report
from bdjp_nlp.cli.review import review
from bdjp_nlp.cli.run import run
from bdjp_nlp.cli.train import evaluate, train
from bdjp_nlp.cli.watch import watch
from bdjp_nlp.errors import BdjpError, UsageError

app = typer.Typer(
    name="bdjp",
    help="From policy papers on defence cooperation to tables that show their evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run)
app.command()(watch)
app.command()(inspect)
app.command()(review)
app.command()(classify)
app.command()(train)
app.command()(evaluate)
app.command()(report)
app.command()(diff)
app.command()(export)
app.command("import")(import_)
app.command()(doctor)
app.command()(init)
app.add_typer(codebook_app, name="codebook")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"bdjp-nlp {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Run the command line; every known error is one clear line and an exit status."""
    try:
        app()
    except UsageError as error:
        print(f"bdjp: {error}", file=sys.stderr)
        sys.exit(WRONG_USAGE)
    except BdjpError as error:
        print(f"bdjp: {error}", file=sys.stderr)
        sys.exit(FAILED)
    except BrokenPipeError:  # the reader of a pipe, such as head, has what it wants
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ALL_DONE)
    except KeyboardInterrupt:
        print("bdjp: stopped", file=sys.stderr)
        sys.exit(INTERRUPTED)
