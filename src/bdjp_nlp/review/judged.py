"""Judged: a passage's rows as they stand for one person, the run's with that person's decisions laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bdjp_nlp.review.decisions import Decision, Group, Place, Standing
from bdjp_nlp.review.paper import Paper
from bdjp_nlp.review.settling import Settled, latest, settle
from bdjp_nlp.rows import Coding, Entity, Fact, Passage, Span, Theme

State = Literal["found", "unsure", "absent", "accepted", "rejected", "disputed"]
"""found: the model says so; unsure: it asks a person; absent: it says no; the others are people's."""


@dataclass(frozen=True)
class Reader:
    """Who looks at the page. A blind reader sees, and builds on, nobody else's decisions."""

    coder: str
    blind: bool = False

    def standing(self, decisions: Iterable[Decision]) -> Settled:
        """What holds for this reader."""
        if self.blind:
            return Settled(latest(one for one in decisions if one.coder == self.coder), {})
        return settle(decisions)


@dataclass(frozen=True)
class JudgedCode:
    """A theme or constraint of a passage. `score` and `model` are the model's, None where it never judged it.

    `raised`: whether the model gives it or is not sure.
    """

    group: Group
    label: str
    state: State
    holds: bool
    score: float | None
    evidence: tuple[Span, ...]
    explicit: bool | None
    stance: str | None
    model: str | None
    by: tuple[str, ...]
    raised: bool = False

    @property
    def decided(self) -> bool:
        """Whether people have said, with one voice, that it is there or that it is not."""
        return self.state in ("accepted", "rejected")

    @property
    def standing(self) -> Standing:
        """As a decision's `old`."""
        return Standing(
            label=self.label, holds=self.holds, score=self.score, evidence=self.evidence,
            explicit=self.explicit, stance=self.stance,
        )  # fmt: skip


@dataclass(frozen=True)
class JudgedMention:
    """An entity mention of a passage; offsets are half-open code points of its text."""

    start: int
    end: int
    label: str
    canonical: str
    entity_id: str
    state: State
    holds: bool
    score: float | None
    method: str
    value: str

    @property
    def standing(self) -> Standing:
        """As a decision's `old`."""
        return Standing(label=self.label, holds=self.holds, score=self.score, canonical=self.canonical)


@dataclass(frozen=True)
class JudgedFact:
    """A fact of a passage."""

    row: Fact
    state: State
    holds: bool

    @property
    def standing(self) -> Standing:
        """As a decision's `old`."""
        row = self.row
        return Standing(label=row.relation, holds=self.holds, score=row.score, subject=row.subject, object=row.object)


@dataclass(frozen=True)
class JudgedPassage:
    """A passage with everything that is said of it; `codes` in the order of the tables."""

    doc_id: str
    passage: Passage
    codes: tuple[JudgedCode, ...]
    mentions: tuple[JudgedMention, ...]
    facts: tuple[JudgedFact, ...]

    def code(self, group: Group, label: str) -> JudgedCode:
        """One label, as it stands; absent where nothing was ever said of it."""
        for one in self.codes:
            if (one.group, one.label) == (group, label):
                return one
        return JudgedCode(group, label, "absent", False, None, (), None, None, None, ())

    def mention(self, start: int, end: int) -> JudgedMention | None:
        """The mention at exactly these code points."""
        return next((one for one in self.mentions if (one.start, one.end) == (start, end)), None)


def judged(paper: Paper, passage: Passage, settled: Settled) -> JudgedPassage:
    """A passage of a paper under the decisions that hold."""
    here = {place: one for place, one in settled.standing.items() if place[1] == passage.passage_id}
    quarrels = {place: ones for place, ones in settled.disputed.items() if place[1] == passage.passage_id}
    return judged_here(paper, passage, here, quarrels)


def judged_here(
    paper: Paper,
    passage: Passage,
    here: dict[Place, Decision],
    quarrels: dict[Place, tuple[Decision, ...]],
) -> JudgedPassage:
    """The same, given the decisions on this passage alone."""
    return JudgedPassage(
        paper.doc_id,
        passage,
        tuple(_codes(paper.codings.get(passage.passage_id, ()), here, quarrels)),
        tuple(_mentions(paper.mentions.get(passage.passage_id, ()), here, quarrels)),
        tuple(_facts(paper.facts.get(passage.passage_id, ()), here, quarrels)),
    )


def _decided(holds: bool) -> State:
    return "accepted" if holds else "rejected"


def _codes(
    rows: Sequence[Coding], here: dict[Place, Decision], quarrels: dict[Place, tuple[Decision, ...]]
) -> Iterable[JudgedCode]:
    seen: set[Place] = set()
    for row in rows:
        group: Group = "themes" if isinstance(row, Theme) else "constraints"
        place: Place = (group, row.passage_id, row.label)
        seen.add(place)
        explicit, stance = getattr(row, "explicit", None), getattr(row, "stance", None)
        state: State = "unsure" if row.uncertain else "found" if row.assigned else "absent"
        by: tuple[str, ...] = ()
        holds, evidence = row.assigned, row.evidence
        decision = here.get(place)
        if decision is not None and decision.new is not None:
            new = decision.new
            state, holds, by = _decided(new.holds), new.holds, (decision.coder,)
            evidence, explicit, stance = new.evidence, new.explicit, new.stance
        elif place in quarrels:
            state, by = "disputed", _sides(quarrels[place])
        raised = row.assigned or row.uncertain
        yield JudgedCode(group, row.label, state, holds, row.score, evidence, explicit, stance, row.model, by, raised)
    for place, decision in here.items():
        if decision.group in ("themes", "constraints") and place not in seen and decision.new is not None:
            new = decision.new
            yield JudgedCode(
                decision.group, decision.label, _decided(new.holds), new.holds, None, new.evidence, new.explicit,
                new.stance, None, (decision.coder,),
            )  # fmt: skip
    for place, sides in quarrels.items():
        if sides[0].group in ("themes", "constraints") and place not in seen:
            label = sides[0].label
            yield JudgedCode(sides[0].group, label, "disputed", False, None, (), None, None, None, _sides(sides))


def _sides(sides: Sequence[Decision]) -> tuple[str, ...]:
    return tuple(f"{one.coder}: {'yes' if one.new is not None and one.new.holds else 'no'}" for one in sides)


def _mentions(
    rows: Sequence[Entity], here: dict[Place, Decision], quarrels: dict[Place, tuple[Decision, ...]]
) -> Iterable[JudgedMention]:
    found: list[JudgedMention] = []
    seen: set[Place] = set()
    for row in rows:
        place: Place = ("entities", row.passage_id, str(row.start), str(row.end))
        seen.add(place)
        decision = here.get(place)
        label, canonical, holds = row.label, row.canonical, True
        state: State = "disputed" if place in quarrels else "found"
        if decision is not None and decision.new is not None:
            holds, label = decision.new.holds, decision.new.label
            canonical, state = decision.new.canonical or row.canonical, _decided(decision.new.holds)
        value = " ".join(filter(None, (row.value, row.unit)))
        found.append(
            JudgedMention(
                row.start, row.end, label, canonical, row.entity_id, state, holds, row.score, row.method, value
            )
        )
    for place, decision in here.items():
        if decision.group == "entities" and place not in seen and decision.new is not None:
            new = decision.new
            name = new.canonical or decision.quote
            found.append(
                JudgedMention(
                    decision.start,
                    decision.end,
                    new.label,
                    name,
                    "",
                    _decided(new.holds),
                    new.holds,
                    None,
                    "person",
                    "",
                )
            )
    return sorted(found, key=lambda one: (one.start, -one.end))


def _facts(
    rows: Sequence[Fact], here: dict[Place, Decision], quarrels: dict[Place, tuple[Decision, ...]]
) -> Iterable[JudgedFact]:
    for row in rows:
        place = (
            "facts", row.passage_id, str(row.start), str(row.end), row.subject or "", row.relation, row.object or "",
        )  # fmt: skip
        decision = here.get(place)
        if decision is not None and decision.new is not None:
            yield JudgedFact(row, _decided(decision.new.holds), decision.new.holds)
        else:
            yield JudgedFact(row, "disputed" if place in quarrels else "found", True)
