"""Progress: what is told of each document as a run goes on."""

from __future__ import annotations

from typing import Protocol

from bdjp_nlp.processing import Outcome


class Progress(Protocol):
    """Told about each document as it is done; ``bdjp run`` draws a bar from it."""

    def __enter__(self) -> Progress:
        """Begin to show."""
        ...

    def __exit__(self, *_: object) -> None:
        """Stop showing."""

    def start(self, documents: int) -> None:
        """So many documents are to be looked at."""

    def done(self, outcome: Outcome | None) -> None:
        """One more document is done; None where it was done before."""


class Silent:
    """No progress."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self, documents: int) -> None:
        """Say nothing."""

    def done(self, outcome: Outcome | None) -> None:
        """Say nothing."""
