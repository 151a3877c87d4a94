"""Ruled areas: where rules of one extent below each other frame the rows of a table."""

from __future__ import annotations

from bdjp_nlp.readers.pdf.frame import Floats

MIN_RULES = 3
"""Rules of one extent below each other that make a ruled table: head, below the head, foot."""
RULE_STEP = 6.0
"""Points within which the ends of a table's rules agree."""
MAX_RULE_GAP = 260.0
"""Points between two rules of one table."""
RuledArea = tuple[list[float], float, float]
"""Heights of the rules from top to bottom, and their left and right ends; points."""


def ruled_areas(rules: Floats) -> list[RuledArea]:
    """(heights of the rules, left, right) of areas that rules of one extent cut into rows."""
    flat = rules[(rules[:, 2] - rules[:, 0]) > (rules[:, 3] - rules[:, 1])] if len(rules) else rules
    if len(flat) < MIN_RULES:
        return []
    levels: dict[int, list[float]] = {}
    for x0, y0, x1, _ in sorted(flat.tolist(), key=lambda r: r[1]):
        key = next((k for k in levels if abs(levels[k][0] - y0) < 1.5), len(levels))
        level = levels.setdefault(key, [y0, x0, x1])
        level[1], level[2] = min(level[1], x0), max(level[2], x1)
    groups: list[list[list[float]]] = []
    for level in sorted(levels.values()):
        for group in groups:
            y, x0, x1 = group[-1]
            if abs(x0 - level[1]) < RULE_STEP and abs(x1 - level[2]) < RULE_STEP and level[0] - y < MAX_RULE_GAP:
                group.append(level)
                break
        else:
            groups.append([level])
    return [([level[0] for level in g], g[0][1], g[0][2]) for g in groups if len(g) >= MIN_RULES]
