"""Reliability: how far coders agree beyond what chance would have them agree.

Krippendorff's alpha for nominal data (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C):
coders in any number, units that some of them left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import permutations


def alpha(coders: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's alpha of nominal values, a row a coder and a column a unit; None is a value not given.

    Units with fewer than two values say nothing of agreement. None where nothing varies: chance cannot be told then.
    Raises `ValueError` where the rows differ in length.
    """
    coincidences: defaultdict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for unit in zip(*coders, strict=True):
        values = [value for value in unit if value is not None]
        for pair in permutations(values, 2):
            coincidences[pair] += 1 / (len(values) - 1)
    totals: defaultdict[Hashable, float] = defaultdict(float)
    for (one, _), weight in coincidences.items():
        totals[one] += weight
    every = sum(totals.values())
    by_chance = every**2 - sum(total**2 for total in totals.values())
    if len(totals) < 2:
        return None
    observed = sum(weight for (one, other), weight in coincidences.items() if one != other)
    return 1 - (every - 1) * observed / by_chance
