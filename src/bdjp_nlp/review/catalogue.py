"""Catalogue: the codebook's labels as the page shows them, each with a key, a colour and a pattern.

Labels are the codebook's and, after them, those that stand in the run alone (it was coded by another codebook).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bdjp_nlp.codebook import Codebook
from bdjp_nlp.review.decisions import Group

KEYS = "123456789"
TONES = 12
"""Colours of the style sheet, ``.t0`` and up; what comes after takes them again with another pattern."""
PATTERNS = 5
"""Kinds of lines of the style sheet, ``.k0`` and up."""
_FROM_CODEBOOK: Mapping[Group, str] = {
    "themes": "themes",
    "constraints": "constraints",
    "entities": "entities",
    "facts": "relations",
}
"""Each table's group of the codebook."""


@dataclass(frozen=True)
class LabelChoice:
    """A label that may be given. `key`: the digit that gives it, "" where digits have run out."""

    group: Group
    name: str
    title: str
    definition: str
    key: str
    tone: int
    pattern: int

    @property
    def inline(self) -> str:
        """The title as it stands within a line: "Kenya deploys soldiers"."""
        return self.title[:1].lower() + self.title[1:]


@dataclass(frozen=True)
class Catalogue:
    """The labels of every group, in the codebook's order."""

    groups: Mapping[Group, Mapping[str, LabelChoice]]

    def choice(self, group: Group, name: str) -> LabelChoice:
        """A label; one that nobody has named looks like the first of its group and says its name."""
        found = self.groups.get(group, {}).get(name)
        return found or LabelChoice(group, name, name.replace("_", " "), "", "", 0, 0)

    def of(self, group: Group) -> tuple[LabelChoice, ...]:
        """The labels of a group."""
        return tuple(self.groups.get(group, {}).values())

    @property
    def codes(self) -> tuple[LabelChoice, ...]:
        """Themes, then constraints."""
        return (*self.of("themes"), *self.of("constraints"))


def catalogue(codebook: Codebook, present: Mapping[Group, Iterable[str]]) -> Catalogue:
    """The labels of a codebook, and those `present` in a run's tables without being in it."""
    keys = iter(KEYS)
    groups: dict[Group, dict[str, LabelChoice]] = {}
    codes = 0
    for group, name in _FROM_CODEBOOK.items():
        known = codebook.groups.get(name, {})
        is_code = group in ("themes", "constraints")
        groups[group] = {}
        for place, label in enumerate([*known, *(one for one in present.get(group, ()) if one not in known)]):
            number = codes if is_code else place
            codes += is_code
            title = known[label].title if label in known else label.replace("_", " ")
            groups[group][label] = LabelChoice(
                group,
                label,
                title,
                known[label].definition if label in known else "",
                next(keys, "") if is_code else "",
                number % TONES,
                (number + number // TONES) % PATTERNS,
            )
    return Catalogue(groups)
