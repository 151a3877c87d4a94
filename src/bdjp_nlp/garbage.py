"""Garbage: keeps Python's cycle collector from looking through what stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector put off, where hundreds of thousands of objects are made and hardly a cycle.

    It would go through them, and through the models of the stages in the same process, again and again: a tenth of the
    time that reading a PDF takes, a third of a long text's, a quarter of that of imports and the loading of models.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def kept() -> Iterator[None]:
    """For imports and the loading of models: what is made stays, and no later collection goes through it."""
    with uncollected():
        yield
        gc.freeze()
