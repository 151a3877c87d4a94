"""What a fork server holds for its workers: a pipeline that has been loaded and has read a first text.

Imported by the fork server (see ``fork_server.py``); anywhere else it holds nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress

import pyarrow.parquet  # noqa: F401  # every worker writes tables

from bdjp_nlp.engine import guard  # noqa: F401  # what a worker runs
from bdjp_nlp.engine.fork_server import WANTED
from bdjp_nlp.garbage import kept
from bdjp_nlp.pipeline import Pipeline, load_pipeline
from bdjp_nlp.reading import read_text

WARM_UP = "The coast guards of two states met in the spring, and agreed to meet again before the end of the year."
"""Read before the first document, whose limits would otherwise pay for the loading of models."""


def warm(loaded: Pipeline) -> Pipeline:
    """The same pipeline, with every model loaded; one that fails here fails on documents, and is told there."""
    with suppress(Exception):
        loaded.annotate(read_text(WARM_UP, loaded.reader))
    return loaded


def _load(told: str) -> Pipeline | None:
    asked = json.loads(told)
    with suppress(Exception), kept():
        os.chdir(asked["folder"])
        loaded = warm(load_pipeline(asked["config"], stages=asked["stages"]))
        loaded.description  # noqa: B018  # of the files as they are now, whatever becomes of them later
        return loaded
    return None


told = os.environ.pop(WANTED, None)
"""What was asked for; None anywhere but in a fork server."""
pipeline = None if told is None else _load(told)
"""The pipeline, or None where there is none, or it cannot be loaded: a worker will try, and tell why not."""
