"""Own labels: a user's marked texts for training the recogniser, and mentions that people corrected in a review."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.entities.examples import Conventions, Example, read_marked_file
from bdjp_nlp.errors import LabelsError

MARKED, ROWS = ".txt", ".jsonl"


class _Mention(BaseModel):
    model_config = ConfigDict(extra="ignore")

    start: int
    end: int
    label: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str
    entities: tuple[_Mention, ...]


def read_own_labels(file: Path, labels: Sequence[str], conventions: Conventions) -> Iterator[Example]:
    """The examples of a file: marked text (``.txt``), or JSON lines with `text` and `entities` as classify writes them.

    Raises `LabelsError` naming file, line and what to do.
    """
    if file.suffix == MARKED:
        yield from read_marked_file(file, conventions)
        return
    if file.suffix != ROWS:
        raise LabelsError(f"{file}: labels of entities are marked texts ({MARKED}, corpus/labels/GUIDE.md) or {ROWS}")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LabelsError(f"{file}: cannot be read ({error.strerror or error})") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _example(file, number, line, labels)


def _example(file: Path, number: int, line: str, labels: Sequence[str]) -> Example:
    where = f"{file}:{number}"
    try:
        row = _Row.model_validate(json.loads(line))
    except (json.JSONDecodeError, ValidationError) as error:
        reason = str(error).split("\n")[0]
        raise LabelsError(f"{where}: not a row with 'text' and 'entities' (start, end, label): {reason}") from None
    last = 0
    for mention in sorted(row.entities, key=lambda one: one.start):
        if mention.label not in labels:
            raise LabelsError(f"{where}: unknown label {mention.label!r}; there are: {', '.join(labels)}")
        if not last <= mention.start < mention.end <= len(row.text):
            raise LabelsError(f"{where}: [{mention.start}, {mention.end}) overlaps another mention or leaves the text")
        last = mention.end
    spans = tuple(sorted((one.start, one.end, one.label) for one in row.entities))
    return Example(row.text, spans, f"{file.name}:{number}")
