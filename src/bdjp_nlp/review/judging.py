"""Judging: what a person asks for with a key or a click, as decisions.

Saying yes or no to one label is one decision; saying it to a passage as a whole is a decision on each of the codebook's
labels, so that whoever accepts a passage has also said what it does not bear.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.errors import UsageError
from bdjp_nlp.labels.annotated_text import STANCES
from bdjp_nlp.review.catalogue import Catalogue
from bdjp_nlp.review.code_units import from_utf16, trimmed
from bdjp_nlp.review.decisions import Action, Decision, Group, Standing, in_force
from bdjp_nlp.review.judged import JudgedCode, JudgedPassage, Reader
from bdjp_nlp.rows import Span

Act = Literal["accept", "reject", "toggle", "evidence", "stance", "explicit"]
"""yes; no; the other way round; these words carry it; the next stance; says it outright or not."""


class Ask(BaseModel):
    """One key press or click on a passage.

    Without `group` it is about all of the passage's codes. `start`, `end`: half-open UTF-16 units of the passage's
    text, as a browser counts; the words selected, or the mention or fact meant. `subject`, `object`: of a fact.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    doc_id: str
    passage_id: str
    act: Act
    group: Group | None = None
    label: str = ""
    start: int | None = None
    end: int | None = None
    subject: str | None = None
    object: str | None = None


class Judge:
    """Turns what one reader asks of one passage into decisions."""

    def __init__(self, reader: Reader, labels: Catalogue, passage: JudgedPassage) -> None:
        self.reader, self.labels, self.judged = reader, labels, passage
        self.text = passage.passage.text
        self.step = uuid.uuid4().hex

    def decisions(self, ask: Ask) -> list[Decision]:
        """The decisions to be written; raises `UsageError` where the request fits nothing on the passage."""
        if ask.group is None:
            return list(self._all_codes(ask.act))
        if ask.group == "entities":
            return [self._mention(ask)]
        if ask.group == "facts":
            return [self._fact(ask)]
        return [self._code(ask.act, ask.group, ask.label, self._selected(ask))]

    def _selected(self, ask: Ask) -> Span | None:
        """The words meant, in code points of the passage."""
        if ask.start is None or ask.end is None:
            return None
        try:
            start, end = trimmed(self.text, from_utf16(self.text, ask.start, ask.end))
        except ValueError as error:
            raise UsageError(f"passage {ask.passage_id}: {error}") from None
        if start == end:
            raise UsageError(f"passage {ask.passage_id}: there are no words in [{ask.start}, {ask.end})")
        return start, end

    def _all_codes(self, act: Act) -> Iterator[Decision]:
        for choice in self.labels.codes:
            code = self.judged.code(choice.group, choice.name)
            holds = code.holds and act == "accept"
            new = code.standing.model_copy(update={"holds": holds, "score": None})
            yield self._written(code, new, "accept" if act == "accept" else "reject")

    def _code(self, act: Act, group: Group, label: str, words: Span | None) -> Decision:
        if label not in self.labels.groups.get(group, {}):
            known = ", ".join(self.labels.groups.get(group, {}))
            raise UsageError(f"{group}: no label {label!r}; the codebook has: {known or 'none'}")
        code = self.judged.code(group, label)
        old = code.standing
        changes: dict[str, object] = {"score": None, "holds": True}
        action: Action = "change"
        if act == "evidence" or (words is not None and act != "reject"):
            if words is None:
                raise UsageError(f"{label}: select the words that carry it first")
            changes["evidence"] = with_span(old.evidence if code.holds else (), words)
        elif act == "stance":
            changes["stance"] = (
                STANCES[(STANCES.index(old.stance) + 1) % len(STANCES)] if old.stance in STANCES else STANCES[0]
            )
        elif act == "explicit":
            changes["explicit"] = not old.explicit
        else:
            changes["holds"] = act == "accept" or (act == "toggle" and not code.holds)
            action = "accept" if changes["holds"] else "reject"
        if changes["holds"] and code.state == "absent":
            action = "add"
        if not changes["holds"]:
            changes["evidence"] = ()
        return self._written(code, old.model_copy(update=changes), action)

    def _written(self, code: JudgedCode, new: Standing, action: Action) -> Decision:
        old = None if code.score is None and not code.by else code.standing
        return self._line(code.group, code.label, action, (0, len(self.text)), old, new, code.model)

    def _mention(self, ask: Ask) -> Decision:
        words = self._selected(ask)
        if words is None:
            raise UsageError("select the words of the mention first")
        there = self.judged.mention(*words)
        if ask.act == "reject":
            if there is None:
                raise UsageError(f"{self.text[slice(*words)]!r} is no mention")
            new = Standing(label=there.label, holds=False, canonical=there.canonical)
            return self._line("entities", there.label, "reject", words, there.standing, new, None)
        label = ask.label or (there.label if there is not None else "")
        if label not in self.labels.groups.get("entities", {}):
            known = ", ".join(self.labels.groups.get("entities", {}))
            raise UsageError(f"entities: no label {label!r}; the codebook has: {known or 'none'}")
        same = there is not None and there.label == label
        name = there.canonical if there is not None and same else self.text[slice(*words)]
        action: Action = "add" if there is None else "accept" if same else "change"
        new = Standing(label=label, holds=True, canonical=name)
        return self._line("entities", label, action, words, there.standing if there else None, new, None)

    def _fact(self, ask: Ask) -> Decision:
        words = self._selected(ask)
        for fact in self.judged.facts:
            row = fact.row
            named = (row.subject or "", row.relation, row.object or "")
            if (row.start, row.end) == words and named == (ask.subject or "", ask.label, ask.object or ""):
                holds = ask.act == "accept" or (ask.act == "toggle" and not fact.holds)
                new = fact.standing.model_copy(update={"holds": holds, "score": None})
                action: Action = "accept" if holds else "reject"
                return self._line("facts", row.relation, action, (row.start, row.end), fact.standing, new, None)
        raise UsageError(f"passage {ask.passage_id}: no such fact")

    def _line(
        self, group: Group, label: str, action: Action, span: Span, old: Standing | None, new: Standing,
        model: str | None,
    ) -> Decision:  # fmt: skip
        return Decision(
            step=self.step,
            coder=self.reader.coder,
            blind=self.reader.blind,
            group=group,
            action=action,
            doc_id=self.judged.doc_id,
            passage_id=self.judged.passage.passage_id,
            start=span[0],
            end=span[1],
            quote=self.text[slice(*span)],
            label=label,
            old=old,
            new=new,
            model=model,
        )


def with_span(spans: Iterable[Span], new: Span) -> tuple[Span, ...]:
    """The spans and one more, those that overlap joined; a span that is there already is taken away."""
    spans = tuple(spans)
    if new in spans:
        return tuple(span for span in spans if span != new)
    start, end = new
    kept: list[Span] = []
    for span in spans:
        if span[0] < end and start < span[1]:
            start, end = min(start, span[0]), max(end, span[1])
        else:
            kept.append(span)
    return tuple(sorted([*kept, (start, end)]))


def undoing(decisions: Iterable[Decision], reader: Reader) -> list[Decision]:
    """The lines that take back what the reader did last; none where there is nothing left to take back."""
    mine = [one for one in in_force(decisions) if one.coder == reader.coder and one.blind == reader.blind]
    if not mine:
        return []
    last = mine[-1]
    step = uuid.uuid4().hex
    return [
        Decision(
            **one.model_dump(exclude={"decision_id", "step", "at", "action", "old", "new", "undoes"}),
            step=step,
            action="undo",
            old=one.new,
            undoes=one.decision_id,
        )
        for one in mine
        if one.decision_id == last.decision_id or (last.step and one.step == last.step)
    ]
