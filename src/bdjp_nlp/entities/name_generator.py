"""Name generator: invented names of every label, from the forms of ``forms.txt``.

A name in no list is known by its form and by what stands around it; the forms are data, and say how such names are
built ("{code} {code} {yy}" makes an exercise, "{A}{A}-{9}{9}" a type of aircraft).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bdjp_nlp.errors import ConfigurationError, alternatives

FILE = "forms.txt"
YEARS = (1950, 2045)
ROMAN = ("II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XII", "XVI", "XIX")
CAPITALS = "ABCDEFGHIJKLMNPRSTUVWXYZ"
_PART = re.compile(r"\{(\w+)\}")


class NameGenerator:
    """Fills forms; `parts` makes what stands in braces."""

    def __init__(self, forms: Mapping[str, list[str]], parts: Mapping[str, Callable[[], str]]) -> None:
        self.forms, self.parts = forms, parts

    def draw(self, label: str, rng: random.Random) -> str | None:
        """A name of the label; None where no form makes one."""
        forms = self.forms.get(label)
        if not forms:
            return None
        return _PART.sub(lambda match: self.parts[match[1]](), rng.choice(forms))


def number_parts(rng: random.Random) -> dict[str, Callable[[], str]]:
    """The parts of forms that need no words: letters, figures, years, Roman numerals."""
    return {
        "A": lambda: rng.choice(CAPITALS),
        "a": lambda: rng.choice(CAPITALS).lower(),
        "9": lambda: str(rng.randint(1, 9)),
        "year": lambda: str(rng.randint(*YEARS)),
        "yy": lambda: str(rng.randint(15, 35)),
        "roman": lambda: rng.choice(ROMAN),
    }


def read_forms(file: Path, labels: Iterable[str], parts: Iterable[str]) -> dict[str, list[str]]:
    """The forms of each label; raises `ConfigurationError` naming file and line for unknown labels and parts."""
    known, allowed = list(labels), list(parts)
    forms: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        label, _, form = line.partition(" ")
        if label not in known:
            raise ConfigurationError(f"{file}:{number}: unknown label {label!r} ({alternatives(label, known)})")
        for part in _PART.findall(form):
            if part not in allowed:
                raise ConfigurationError(f"{file}:{number}: unknown part {part!r} ({alternatives(part, allowed)})")
        forms[label].append(form)
    return dict(forms)
