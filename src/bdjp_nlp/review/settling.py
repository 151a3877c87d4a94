"""Settling: what holds after all decisions, where one person or several have judged the same places.

Of one coder, the last decision at a place counts. Among blind coders, what all say who judged a place counts; where
they differ, the place is disputed, and counts only once somebody who saw both has decided (one that is not blind).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bdjp_nlp.review.decisions import Decision, Place, in_force


@dataclass(frozen=True)
class Settled:
    """`standing`: the decision that counts at each place. `disputed`: the coders' decisions where they differ."""

    standing: Mapping[Place, Decision]
    disputed: Mapping[Place, tuple[Decision, ...]]


def latest(decisions: Iterable[Decision]) -> dict[Place, Decision]:
    """The last decision at each place; the decisions are one coder's."""
    return {decision.place: decision for decision in in_force(decisions)}


def settle(decisions: Iterable[Decision]) -> Settled:
    """What holds of every place on which anybody decided."""
    opened: dict[Place, Decision] = {}
    blind: dict[Place, dict[str, Decision]] = {}
    for decision in in_force(decisions):
        if decision.blind:
            blind.setdefault(decision.place, {})[decision.coder] = decision
        else:
            opened[decision.place] = decision
    standing: dict[Place, Decision] = {}
    disputed: dict[Place, tuple[Decision, ...]] = {}
    for place in dict.fromkeys((*blind, *opened)):
        judged = tuple(blind.get(place, {}).values())
        if place in opened:
            standing[place] = opened[place]
        elif len({_said(decision) for decision in judged}) == 1:
            standing[place] = judged[-1]
        else:
            disputed[place] = judged
    return Settled(standing, disputed)


def _said(decision: Decision) -> tuple[bool, str]:
    """What must be the same for two coders to agree; evidence, stance and canonical name may differ."""
    assert decision.new is not None
    return (decision.new.holds, decision.new.label if decision.new.holds else "")
