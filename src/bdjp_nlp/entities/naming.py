"""Naming: one canonical name for one real thing across a document, and a stable identifier across documents.

A list's name wins; then what the document itself defines (acronyms, a person's full name); then the mention's own
words, without what does not belong to a name.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bdjp_nlp.entities.acronyms import Definition, find_definitions
from bdjp_nlp.entities.evidence import EvidenceFinder
from bdjp_nlp.entities.gazetteer import Name
from bdjp_nlp.entities.mention import Mention, Method
from bdjp_nlp.entities.tokens import Tokens, folded_name
from bdjp_nlp.identity import content_id

BY_DEFINITION = 0.95
"""Score of a mention that the document's own definition of an acronym makes."""


@dataclass(frozen=True, slots=True)
class NamedMention:
    """A mention with the name of what it names."""

    mention: Mention
    canonical: str


@dataclass(frozen=True, slots=True)
class AcronymConflict:
    """One short form with several long ones in one document."""

    short: str
    expansions: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    """What a document says of its names."""

    acronyms: dict[str, tuple[str, str]] = field(default_factory=dict)
    expansions: dict[str, list[str]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    spelled: dict[tuple[str, str], str] = field(default_factory=dict)
    state: str = ""


@lru_cache(maxsize=1 << 14)
def entity_id(label: str, canonical: str) -> str:
    """The identifier of a thing: the same for the same label and canonical name, however that is spelt."""
    return content_id(label, folded_name(canonical))


class Namer:
    """Names the mentions of documents."""

    def __init__(self, finder: EvidenceFinder) -> None:
        self.finder = finder
        self.lists = finder.patterns.lists
        self._value_labels = {self.lists.roles.date, self.lists.roles.money, self.lists.roles.percent}
        self._alone = {words for rule in self.lists.ending for words in rule.alone}
        self._value_labels.add(self.lists.roles.quantity)

    def __call__(
        self, passages: Sequence[tuple[Tokens, list[Mention]]]
    ) -> tuple[list[list[NamedMention]], tuple[AcronymConflict, ...]]:
        """The named mentions of each passage of one document, and its acronyms that have several meanings."""
        known = _Known()
        texts = [(tokens, self._define(tokens, mentions, known)) for tokens, mentions in passages]
        texts = [(tokens, _with_acronyms(tokens, mentions, known)) for tokens, mentions in texts]
        self._learn_people((mention for _, mentions in texts for mention in mentions), known)
        known.state = self._main_state(mention for _, mentions in texts for mention in mentions)
        named = [
            [NamedMention(mention, self._canonical(mention, known)) for mention in mentions] for _, mentions in texts
        ]
        conflicts = (
            AcronymConflict(short, tuple(sorted(set(longs))))
            for short, longs in sorted(known.expansions.items())
            if len({folded_name(long) for long in longs}) > 1
        )
        return named, tuple(conflicts)

    def _define(self, tokens: Tokens, mentions: list[Mention], known: _Known) -> list[Mention]:
        """Take in the passage's definitions; a long form that they show to reach further is widened."""
        for definition in find_definitions(tokens.text):
            long = _at_end(mentions, definition.long_start, definition.long_end)
            if long is not None and long.name is not None and definition.long_start < long.start:
                long = self._by_short(tokens, mentions, definition)
                mentions = _with_long(mentions, long) if long is not None else mentions
            if long is None or long.label in self._value_labels:
                continue
            if (
                definition.long_start < long.start
                and not long.text.lower().endswith(definition.short.lower())
                and tokens.text[definition.long_start].isupper()
            ):
                mentions = _widened(tokens, mentions, long, definition)
                long = _at_end(mentions, definition.long_start, definition.long_end) or long
            canonical = self._own_name(long)
            known.acronyms.setdefault(definition.short, (long.label, canonical))
            known.expansions.setdefault(definition.short, []).append(canonical)
        return mentions

    def _by_short(self, tokens: Tokens, mentions: list[Mention], definition: Definition) -> Mention | None:
        """The long form with the label that its acronym bears by a list or the model; None where it bears none."""
        short = next((one for one in mentions if one.start == definition.short_start), None)
        names = self.finder.gazetteer.look_up(definition.short)
        label = names[0].label if names else short.label if short is not None else None
        if label is None:
            return None
        start, end = definition.long_start, definition.long_end
        name = names[0] if names else None
        return Mention(start, end, tokens.text[start:end], label, Method.ACRONYM, BY_DEFINITION, name)

    def _learn_people(self, mentions: Iterable[Mention], known: _Known) -> None:
        for mention in mentions:
            words = mention.text.split()
            if mention.label == self.lists.roles.person and len(words) > 1:
                full = _person(mention.text)
                for word in (words[-1], words[0]):
                    known.people.setdefault(folded_name(word), full)

    def _main_state(self, mentions: Iterable[Mention]) -> str:
        """The state that a document names most, the first of several; empty where it names none."""
        counts = Counter(
            mention.name.canonical for mention in mentions if mention.label == self.lists.roles.state and mention.name
        )
        return counts.most_common(1)[0][0] if counts else ""

    def _canonical(self, mention: Mention, known: _Known) -> str:
        defined = known.acronyms.get(mention.text)
        if defined is not None and defined[0] == mention.label:
            return defined[1]
        if mention.label == self.lists.roles.person and mention.name is None:
            name = _person(mention.text)
            return known.people.get(folded_name(name), name) if " " not in name else name
        own = self._of_state(mention, known) or self._own_name(mention)
        return known.spelled.setdefault((mention.label, folded_name(own)), own)

    def _of_state(self, mention: Mention, known: _Known) -> str | None:
        """A state's service that is named without the state ("the Air Force"): that of the document's main state."""
        if mention.name is not None or not known.state or mention.text not in self._alone:
            return None
        name = self._listed(f"{known.state} {mention.text}", mention.label)
        return name.canonical if name is not None else None

    def _own_name(self, mention: Mention) -> str:
        if mention.value is not None:
            return mention.value.canonical
        name = mention.name or self._listed(mention.text, mention.label)
        if name is not None:
            return name.canonical
        words = mention.text.split()
        expanded = self._expanded(words[0]) if len(words) > 1 and mention.text[0].isupper() else None
        if mention.label in self.lists.plurals:
            return singular(mention.text)
        return " ".join([expanded, *words[1:]]) if expanded else " ".join(words)

    def _listed(self, text: str, label: str) -> Name | None:
        return next((name for name in self.finder.gazetteer.look_up(text) if name.label == label), None)

    def _expanded(self, word: str) -> str | None:
        """The full name of an acronym that opens a longer name: "U.S. Congress" is the United States Congress."""
        if not word.replace(".", "").isupper() or len(word) < 2:
            return None
        names = [name for name in self.finder.gazetteer.look_up(word) if not name.ambiguous]
        return names[0].canonical if len(names) == 1 else None


def _at_end(mentions: Iterable[Mention], start: int, end: int) -> Mention | None:
    """The mention within [start, end) or around it that ends where the long form does."""
    return next((mention for mention in mentions if mention.end == end and mention.start <= end), None)


def _with_long(mentions: list[Mention], long: Mention) -> list[Mention]:
    kept = [mention for mention in mentions if mention.end <= long.start or mention.start >= long.end]
    return sorted([*kept, long], key=lambda mention: mention.start)


def _widened(tokens: Tokens, mentions: list[Mention], long: Mention, definition: Definition) -> list[Mention]:
    start = definition.long_start
    wide = dataclasses.replace(long, start=start, text=tokens.text[start : long.end], name=None)
    return _with_long(mentions, wide)


def _with_acronyms(tokens: Tokens, mentions: list[Mention], known: _Known) -> list[Mention]:
    """The mentions, and every use of a defined acronym that is in none of them."""
    if not known.acronyms:
        return mentions
    added: list[Mention] = []
    covered: dict[int, int] = {}
    for position, mention in enumerate(mentions):
        covered.update(dict.fromkeys(range(mention.start, mention.end), position))
    result = list(mentions)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        defined = known.acronyms.get(word)
        if defined is None:
            continue
        at = covered.get(start)
        if at is None:
            added.append(Mention(start, end, word, defined[0], Method.ACRONYM, BY_DEFINITION))
        elif (result[at].start, result[at].end) == (start, end):
            result[at] = dataclasses.replace(result[at], label=defined[0], name=None)
    return sorted([*result, *added], key=lambda mention: mention.start) if added else result


def singular(words: str) -> str:
    """A kind or designation in the singular: "patrol boats" → patrol boat, "MQ-9Bs" → MQ-9B; capitals kept."""
    if words.endswith("ies") and len(words) > len("ties"):
        return words[:-3] + "y"
    if words.endswith(("sses", "xes", "ches", "shes")):
        return words[:-2]
    return words[:-1] if words.endswith("s") and not words.endswith(("ss", "us", "is", "ics", "systems of")) else words


def _person(text: str) -> str:
    """A person's name in ordinary case: "OYELARAN-BRIGGS" → Oyelaran-Briggs."""
    return " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in text.split())
