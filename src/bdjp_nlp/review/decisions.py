"""Decisions: what people said of a run's rows, one JSON object a line of ``DIR/decisions.jsonl``, only ever appended.

A decision names its place (document, passage, half-open code points of the passage's text, the words there) and what
held there before and after. Nothing is taken back by removing a line: undoing is one more line. A run's tables never
change. Lines are flushed to the disk before a decision counts as taken; what a crash leaves of a last line is passed
over, and its number is known to whoever reads the log.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bdjp_nlp.errors import StoreError
from bdjp_nlp.rows import Span
from bdjp_nlp.store.shard import STATE

DECISIONS = "decisions.jsonl"
"""The log's name in a run directory."""
_LOCK = "decisions.lock"
_LOCK_SECONDS = 10.0
"""Two people's pages write to one log: a line takes milliseconds, so whoever waits longer waits for a dead disk."""

Group = Literal["themes", "constraints", "entities", "facts"]
"""Which table's rows a decision is about."""
Action = Literal["accept", "reject", "change", "add", "undo"]
"""What a person did: found a row right or wrong, gave it another content, put a new one, took a decision back."""
Place = tuple[str, ...]
"""What a later decision must share with an earlier one to replace it."""


class Standing(BaseModel):
    """What holds of a place. `holds`: whether `label` is borne at all (False: it is not).

    Codings: `evidence` (half-open code points of the passage), `score` (of the model; None where a person said it), and
    of constraints `explicit` and `stance`. Entities: `canonical`. Facts: `subject` and `object`, their relation being
    the label.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    holds: bool
    score: float | None = None
    evidence: tuple[Span, ...] = ()
    explicit: bool | None = None
    stance: str | None = None
    canonical: str | None = None
    subject: str | None = None
    object: str | None = None


class Decision(BaseModel):
    """One line of the log.

    `coder`: who; `at`: when; `blind`: whether the coder saw nobody else's decisions. `step`: shared by the decisions of
    one key press. `start`, `end`: half-open code points into the passage's text, of which `quote` are the words: the
    whole passage where the passage is judged, the mention of an entity, the words of a fact. `old` is None where the
    run has no such row, `new` is None in an ``undo``, whose `undoes` names the decision taken back. `model`: the model
    that made the old row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    decision_id: str = Field(default_factory=lambda: uuid.uuid4().hex)
    step: str = ""
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    coder: str = Field(min_length=1)
    blind: bool = False
    group: Group
    action: Action
    doc_id: str
    passage_id: str
    start: int = Field(ge=0)
    end: int
    quote: str
    label: str
    old: Standing | None = None
    new: Standing | None = None
    model: str | None = None
    undoes: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Decision:
        if self.end - self.start != len(self.quote):
            raise ValueError(f"[{self.start}, {self.end}) does not have as many code points as {self.quote!r}")
        if (self.action == "undo") != (self.undoes is not None):
            raise ValueError("an undo names the decision that it takes back, and nothing else does")
        if (self.action == "undo") == (self.new is not None):
            raise ValueError("every decision but an undo says what holds from now on")
        return self

    @property
    def place(self) -> Place:
        """Codings: passage and label. Entities: passage and span. Facts: passage, span and the three terms."""
        if self.group == "entities":
            return (self.group, self.passage_id, str(self.start), str(self.end))
        if self.group == "facts":
            terms = self.old or self.new
            named = () if terms is None else (terms.subject or "", terms.label, terms.object or "")
            return (self.group, self.passage_id, str(self.start), str(self.end), *named)
        return (self.group, self.passage_id, self.label)


@dataclass
class DecisionLog:
    """The log of one run directory, read on from where it was read before.

    `damaged`: the numbers, from 1, of lines that are no decision (what a crash left of one).
    """

    run: Path
    damaged: list[int] = field(default_factory=list)
    _decisions: list[Decision] = field(default_factory=list)
    _offset: int = 0
    _lines: int = 0

    @property
    def file(self) -> Path:
        """Where it is; there is none before the first decision."""
        return self.run / DECISIONS

    def read(self) -> Sequence[Decision]:
        """Every decision in the order in which they were taken, undone ones and undos too.

        A last line without its end is read when it is a whole decision, and is looked at again the next time.
        """
        unread = self._unread()
        whole, _, rest = unread.rpartition(b"\n")
        if whole:
            for line in whole.split(b"\n"):
                self._take(line)
            self._offset += len(whole) + 1
        last = _parsed(rest)
        return self._decisions if last is None else [*self._decisions, last]

    def append(self, decisions: Iterable[Decision]) -> None:
        """Write decisions and flush them to the disk; raises `StoreError` where the log cannot be written."""
        lines = b"".join(decision.model_dump_json(exclude_defaults=False).encode() + b"\n" for decision in decisions)
        try:
            (self.run / STATE).mkdir(exist_ok=True)
            with FileLock(self.run / STATE / _LOCK, timeout=_LOCK_SECONDS):
                _append(self.file, lines)
        except (OSError, Timeout) as error:
            raise StoreError(
                f"{self.file}: the decision could not be written ({error}); it was not taken. Free the disk or the "
                "folder, and decide again"
            ) from None

    def _unread(self) -> bytes:
        if not self.file.is_file():
            return b""
        with self.file.open("rb") as file:
            file.seek(self._offset)
            return file.read()

    def _take(self, line: bytes) -> None:
        self._lines += 1
        decision = _parsed(line)
        if decision is not None:
            self._decisions.append(decision)
        elif line.strip():
            self.damaged.append(self._lines)


def _parsed(line: bytes) -> Decision | None:
    try:
        return Decision.model_validate_json(line)
    except ValidationError:
        return None


def _append(file: Path, lines: bytes) -> None:
    """Append whole lines; what a crash left of a line before them is ended first, so that it spoils none of them."""
    new = not file.exists()
    with file.open("ab+") as out:
        if out.seek(0, os.SEEK_END):
            out.seek(-1, os.SEEK_END)
            if out.read(1) != b"\n":
                lines = b"\n" + lines
        out.write(lines)
        out.flush()
        os.fsync(out.fileno())
    if new:
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_decisions(run: Path) -> Sequence[Decision]:
    """Every decision of a run; none where nobody has taken any."""
    return DecisionLog(run).read()


def in_force(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """The decisions that nobody took back, in their order; later ones at a place still follow earlier ones."""
    decisions = list(decisions)
    undone = {decision.undoes for decision in decisions if decision.action == "undo"}
    return (decision for decision in decisions if decision.action != "undo" and decision.decision_id not in undone)


def merge_from(file: Path, log: DecisionLog) -> int:
    """Take in the decisions of another copy of the same run that the log lacks; how many there were.

    Raises `StoreError` where the file is not there or holds a line that is no decision: nothing is taken in then.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file; name another copy's {DECISIONS}")
    known = {decision.decision_id for decision in log.read()}
    found = []
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        if line.strip():
            decision = _parsed(line)
            if decision is None:
                raise StoreError(
                    f"{file}:{number}: is no decision; nothing was taken in. Delete the line if it is torn"
                )
            found.append(decision)
    new = [decision for decision in found if decision.decision_id not in known]
    if new:
        log.append(new)
    return len(new)
