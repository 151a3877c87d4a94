"""The project's exceptions: every one says what was wrong, where, and what to do about it.

BdjpError
├── UsageError            the caller's request cannot be met (exit status 2)
│   ├── ConfigurationError   a file under ``pipeline/`` is wrong
│   ├── ModelError           a trained model is missing, damaged or does not fit
│   └── LabelsError          rows of a labels file cannot be used
├── DocumentError         one document cannot be read or processed; the others go on
├── OffsetError           an annotation does not fit the text that it points into
├── EngineError           the workers cannot be started
├── InstallationError     an installed package is missing or not the one that is pinned
└── StoreError            a run directory is damaged, locked, or not one
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class BdjpError(Exception):
    """Base of all errors that this project raises on purpose."""


class UsageError(BdjpError):
    """The request cannot be met as it was put."""


class ConfigurationError(UsageError):
    """A pipeline, codebook or gazetteer file is wrong."""


class ModelError(UsageError):
    """A trained model is missing, damaged, or made for something else."""


class LabelsError(UsageError):
    """Rows of a labels file cannot be used."""


class OffsetError(BdjpError):
    """An annotation does not fit the text that it points into."""


class EngineError(BdjpError):
    """The workers cannot be started."""


class InstallationError(BdjpError):
    """An installed package is missing, or is not the one that is pinned."""


class StoreError(BdjpError):
    """A run directory is damaged, in use, or not a run directory."""


class DocumentError(BdjpError):
    """One document cannot be read or processed.

    ``code`` is one of `DOCUMENT_ERROR_CODES`; the message is the remedy's place too.
    """

    def __init__(self, code: str, message: str) -> None:
        if code not in DOCUMENT_ERROR_CODES:
            raise ValueError(f"unknown document error code {code!r}")
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        """Keep ``code`` when the error crosses from a worker process."""
        return type(self), (self.code, str(self))


DOCUMENT_ERROR_CODES: dict[str, str] = {
    "empty_file": "the file holds no bytes",
    "no_pages": "the document has no pages",
    "no_text": "no text could be found in the document",
    "encrypted": "the file is protected by a password",
    "damaged": "the file is damaged, cut short, or not of the kind its name says",
    "unsupported": "no reader for this kind of file",
    "unreadable": "the file may not be read",
    "not_found": "the file is gone",
    "too_large": "the file, or what it unpacks to, is over the limit",
    "timeout": "the time limit for one document was exceeded",
    "out_of_memory": "the memory limit for one document was exceeded",
    "crashed": "the worker process died while working on the document",
    "internal": "an error in this program or in a stage",
}


def alternatives(wrong: str, known: Iterable[str]) -> str:
    """``did you mean 'x'? known: a, b, c`` for the end of an error message."""
    names = sorted(known)
    close = get_close_matches(wrong, names, n=1)
    guess = f"did you mean {close[0]!r}? " if close else ""
    return f"{guess}known: {', '.join(names) or 'none'}"
