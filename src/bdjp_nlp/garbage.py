"""Garbage: keeps Python's collector from looking through what stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def none_looked_for() -> Iterator[None]:
    """For imports and the loading of models, which make hundreds of thousands of objects and no garbage.

    Looking for garbage meanwhile takes a quarter of the time. Afterwards what has been made is out of the collector's
    sight: a later collection, of what documents leave, does not go through it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
