"""What a fork server holds for its workers: a pipeline that has been loaded and has read a first text.

Imported by the fork server (see ``fork_server.py``); anywhere else it holds nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress

from bdjp_nlp.engine import guard  # noqa: F401  # what a worker runs
from bdjp_nlp.engine.fork_server import WANTED
from bdjp_nlp.garbage import kept
from bdjp_nlp.pipeline import Pipeline, load_pipeline
from bdjp_nlp.reading import read_text
from bdjp_nlp.rows import STRUCTURE
from bdjp_nlp.store.schema import to_arrow

WARM_UP = "In May 2023 the coast guards of two states met, and agreed to buy patrol boats for 4.5 million euros."
"""Read before the first document, whose limits would otherwise pay for the loading of models, grammar and rates."""


def warm(loaded: Pipeline) -> Pipeline:
    """The same pipeline, ready for a document; one that fails here fails on documents, and is told there."""
    with suppress(Exception):
        document = loaded.annotate(read_text(WARM_UP, loaded.reader))
        for kind in (*STRUCTURE, *loaded.written):
            to_arrow(kind, document.doc_id, document.rows(kind))
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
