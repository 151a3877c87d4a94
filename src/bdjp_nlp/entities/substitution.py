"""Substitution: other names in the same sentences, so that a model learns contexts and forms rather than names.

Names come from the gazetteer, from lists of people's names, and from generators: words of syllables learnt from place
names, and forms of names from the patterns ("Ministry of …", "… Accord"). ``sentences.txt`` holds sentences with slots.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bdjp_nlp.entities.evidence import EvidenceFinder
from bdjp_nlp.entities.examples import Example, joined
from bdjp_nlp.entities.gazetteer import Name
from bdjp_nlp.entities.name_generator import FILE as FORMS
from bdjp_nlp.entities.name_generator import NameGenerator, number_parts, read_forms
from bdjp_nlp.entities.patterns import People
from bdjp_nlp.entities.quantities import load_quantities

REPLACED = 0.45
"""Share of the mentions whose names are replaced in each round; the others keep the author's."""
GENERATED = 0.35
"""Share of the replacements that are generated from the words of patterns, for labels whose names have some."""
INVENTED = 0.3
"""Share of the replacements that are made by the forms of ``forms.txt``, of which no list and no pattern knows."""
CAPITALS = 0.2
"""How often a slot is offered a form that a state shares with another label (a capital); it fits in few of them."""
SHOUTED = 0.02
"""Share of the texts in capitals throughout, as headings come out of some readers."""

_TOPICS = (
    "Maritime Regional Strategic Defence National Integrated Joint Security Cooperation Coastal Border "
    "Partnership Northern Southern Eastern Western Central Blue Stability Resilience Development Transparency "
    "Technology Readiness Arctic Peace Humanitarian Logistics Training Industrial Federal Independent Royal "
    "Public Global Emergency Fisheries Ocean Trade Energy Cyber Space Nuclear Missile Air Naval Land Migration "
    "Health Economic Foreign International Policy Analysis"
).split()
_CODE_WORDS = (
    "Amber Silver Iron Swift Noble Steady Brave Coral Desert Polar Golden Red Black Northern Pacific Rising "
    "Silent Storm Anchor Shield Lance Eagle Tiger Dragon Wave Harbour Arrow Sentinel Falcon Lion Thunder Horizon "
    "Trident Response Resolve"
).split()


class NamePool:
    """Draws names of a label that fit where another name stood."""

    def __init__(self, finder: EvidenceFinder, people: People, folder: Path, rng: random.Random) -> None:
        self.rng, self.people, self.finder = rng, people, finder
        self.roles = finder.roles
        self._quantities = load_quantities(folder, rng, self._owner)
        self._names: dict[str, list[list[str]]] = {}
        for label, names in finder.gazetteer.by_label.items():
            things: dict[str, list[str]] = defaultdict(list)
            for name in names:
                things[name.canonical].append(name.alias)
            self._names[label] = list(things.values())
        self._double = self._forms_with_two_labels()
        self._shared = {form for forms in self._double.values() for form in forms}
        self._capitals = [
            (several, form) for several, forms in self._double.items() if self.roles.state in several for form in forms
        ]
        self._forms: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for kind in ("ending", "opening"):
            for rule in getattr(finder.patterns.lists, kind):
                self._forms[rule.label] += [(kind, words) for words in rule.words]
        singles = {name.alias for names in finder.gazetteer.by_label.values() for name in names if name.alias.istitle()}
        self._syllables = Syllables(sorted(form for form in singles if form.isalpha()), rng)
        self._generator = self._load_generator(folder / FORMS)

    def _load_generator(self, file: Path) -> NameGenerator:
        """The generator of names that no list has, its words drawn from this pool's."""
        rng, roles = self.rng, self.roles
        parts = {
            **number_parts(rng),
            "word": self._syllables.word,
            "person": lambda: self._person("X"),
            "code": lambda: rng.choice(_CODE_WORDS),
            "topic": lambda: rng.choice(_TOPICS),
            "place": lambda: self._listed_title(roles.place),
            "state": lambda: self._listed_title(roles.state),
        }
        forms = read_forms(file, self.finder.gazetteer.by_label, parts) if file.is_file() else {}
        return NameGenerator(forms, parts)

    def _listed_title(self, label: str) -> str:
        """A listed name of one capitalised word."""
        for _ in range(20 if self._names.get(label) else 0):
            form = self.rng.choice(self.rng.choice(self._names[label]))
            if form.istitle() and form.isalpha() and form not in self._shared:
                return form
        return self._syllables.word()

    def _forms_with_two_labels(self) -> dict[frozenset[str], list[str]]:
        """Written forms that several labels share (capitals: government and place), by their labels."""
        labels: dict[str, set[str]] = defaultdict(set)
        for names in self.finder.gazetteer.by_label.values():
            for name in names:
                labels[name.alias].add(name.label)
        shared: dict[frozenset[str], list[str]] = defaultdict(list)
        for form, several in labels.items():
            if len(several) > 1:
                shared[frozenset(several)].append(form)
        return shared

    def draw(self, label: str, old: str | None = None) -> str | None:
        """A name of this label like the old one in number and case; None where there is none."""
        roles = self.roles
        if label == roles.person:
            return self._person(old)
        if label == roles.quantity:
            return self._quantities.draw(old)
        if old is None and self.rng.random() < CAPITALS:
            several, form = self.rng.choice(self._capitals)
            if label in several:
                return form
        known: tuple[Name, ...] = self.finder.gazetteer.look_up(old) if old else ()
        several = frozenset(name.label for name in known)
        if len(several) > 1:
            choices = self._double.get(several)
            return self.rng.choice(choices) if choices else None
        named = old is None or (old[0].isupper() and not old.isupper())
        if named and self.rng.random() < INVENTED:
            invented = self._generator.draw(label, self.rng)
            if invented is not None:
                return invented
        formed = label in self._forms and (old is None or not old.islower())
        if formed and self.rng.random() < GENERATED:
            return self._generated(label)
        things = self._names.get(label)
        for _ in range(20 if things else 0):
            form = self.rng.choice(self.rng.choice(things or [[""]]))
            if form in self._shared:
                continue
            if old is None or (form.islower() == old.islower() and form.endswith("s") == old.endswith("s")):
                return form
        return None

    def _owner(self, label: str) -> str | None:
        """What describes people who are counted: an adjective or a service's acronym; None where none is drawn."""
        forms = self.rng.choice(self._names.get(label) or [[]])
        return next((form for form in forms if form.isupper() or (form.isalpha() and not form.endswith("s"))), None)

    def _person(self, old: str | None) -> str:
        rng = self.rng
        family = rng.choice(self.people.family) if rng.random() < 0.6 else self._syllables.word()
        if rng.random() < 0.1:
            family += "-" + rng.choice(self.people.family)
        long = " " in old if old else rng.random() < 0.6
        if not long:
            return family
        given = rng.choice(self.people.given)
        middle = f" {rng.choice('ABCDEFGHJKLMNPRSTW')}." if rng.random() < 0.12 else ""
        return f"{given}{middle} {family}"

    def _generated(self, label: str) -> str:
        rng = self.rng
        kind, words = rng.choice(self._forms[label])
        if kind == "opening":
            if words[-1].islower() or " " in words:
                return f"{words} {self._subject()}"
            return f"{words} {self._code_name()}"
        owner = rng.random()
        if owner < 0.35:
            lead = self._syllables.word()
        elif owner < 0.7:
            lead = self._subject()
        else:
            lead = f"{self._syllables.word()} {rng.choice(_TOPICS)}"
        return f"{lead} {words}"

    def _subject(self) -> str:
        rng = self.rng
        count = rng.choice((1, 1, 2, 2, 3))
        topics = rng.sample(_TOPICS, count)
        if count > 1 and rng.random() < 0.3:
            return " ".join(topics[:-1]) + " and " + topics[-1]
        return " ".join(topics)

    def _code_name(self) -> str:
        rng = self.rng
        first = rng.choice(_CODE_WORDS) if rng.random() < 0.6 else self._syllables.word()
        return first if rng.random() < 0.25 else f"{first} {rng.choice(_CODE_WORDS)}"


class Syllables:
    """Makes words that look like some words: a chain over pairs of letters."""

    def __init__(self, words: list[str], rng: random.Random) -> None:
        self.rng = rng
        self._next: dict[str, list[str]] = defaultdict(list)
        for word in words:
            letters = f"^^{word.lower()}$"
            for at in range(len(letters) - 2):
                self._next[letters[at : at + 2]].append(letters[at + 2])

    def word(self) -> str:
        """A word of three to eleven letters, its first in upper case."""
        while True:
            letters = "^^"
            while letters[-1] != "$" and len(letters) < 14:
                letters += self.rng.choice(self._next[letters[-2:]])
            word = letters.strip("^$")
            if letters[-1] == "$" and len(word) > 2:
                return word.capitalize()


class Substitution:
    """Makes new examples from annotated ones and from sentences with slots."""

    def __init__(self, pool: NamePool, templates: list[list[tuple[str, str, bool]]]) -> None:
        self.pool, self.templates, self.rng = pool, templates, pool.rng

    def renamed(self, example: Example, share: float = REPLACED) -> Example:
        """The example with a share of its names replaced, and now and then in capitals."""
        pieces, last = [], 0
        for start, end, label in sorted(example.spans):
            old = example.text[start:end]
            new = self.pool.draw(label, old) if self.rng.random() < share else None
            pieces += [(example.text[last:start], ""), (new or old, label)]
            last = end
        pieces.append((example.text[last:], ""))
        made = joined(pieces, example.group)
        if self.rng.random() < SHOUTED and len(made.text.upper()) == len(made.text):
            return Example(made.text.upper(), made.spans, made.group)
        return made

    def invented(self) -> Iterator[Example]:
        """An example of every sentence with slots, its slots filled anew; now and then two in one text."""
        pending: list[tuple[str, str]] = []
        for template in self.rng.sample(self.templates, len(self.templates)):
            pieces = [(self.pool.draw(label) or text if slot else text, label) for text, label, slot in template]
            pending += pieces if not pending else [(" ", ""), *pieces]
            if self.rng.random() < 0.5:
                yield joined(pending, "sentences")
                pending = []
        if pending:
            yield joined(pending, "sentences")


_SLOT = re.compile(r"\{([A-Z_]+)\}|\[([^\]|]+)\|([A-Z_]+)\]")


def read_templates(file: Path) -> list[list[tuple[str, str, bool]]]:
    """Each line as pieces: (text, label or "", whether it is a slot)."""
    templates = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pieces, last = [], 0
        for match in _SLOT.finditer(line):
            pieces.append((line[last : match.start()], "", False))
            pieces.append((match[1] or match[2], match[1] or match[3], match[1] is not None))
            last = match.end()
        pieces.append((line[last:], "", False))
        templates.append(pieces)
    return templates


def load_substitution(folder: Path, finder: EvidenceFinder, rng: random.Random) -> Substitution:
    """The substitution with the sentences of ``sentences.txt`` in a folder."""
    pool = NamePool(finder, finder.patterns.people, folder, rng)
    return Substitution(pool, read_templates(folder / "sentences.txt"))
