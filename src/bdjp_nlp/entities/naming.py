"""Naming: one canonical name for one real thing across a document, and a stable identifier across documents.

A list's name wins; then what the document itself defines (acronyms, a person's full name); then the mention's own
words, without what does not belong to a name.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bdjp_nlp.entities.acronyms import Definition, find_definitions
from bdjp_nlp.entities.evidence import EvidenceFinder
from bdjp_nlp.entities.gazetteer import Name
from bdjp_nlp.entities.mention import Mention, Method
from bdjp_nlp.entities.patterns import Rule
from bdjp_nlp.entities.references import Heads, NationalBodies, Nearest
from bdjp_nlp.entities.senses import AcronymConflict, Position, Sense, Senses, shared_words
from bdjp_nlp.entities.tokens import HYPHENS, Tokens, folded_name

BY_DEFINITION = 0.95
"""Score of a mention that the document's own definition of an acronym makes."""
BY_SURNAME = 0.8
"""Score of a person who is named by a surname whose full name the document gives."""
SURE_PERSON = 0.6
"""Least score of a full name whose surname is looked for elsewhere."""
SAME_NAME = 0.5
"""Share of words in common from which a listed name is what a text's long form means ("overseas development aid")."""

_MINISTRY = re.compile(r"(.+?)(?:[’']s)? (\w+) Ministry")


@dataclass(frozen=True, slots=True)
class NamedMention:
    """A mention with the name of what it names."""

    mention: Mention
    canonical: str


@dataclass(slots=True)
class _Known:
    """What a document says of its names; `defined` holds the names that acronyms have at their places."""

    senses: Senses = field(default_factory=Senses)
    defined: dict[Position, str] = field(default_factory=dict)
    people: Nearest = field(default_factory=Nearest)
    heads: dict[str, Nearest] = field(default_factory=dict)
    spelled: dict[tuple[str, str], str] = field(default_factory=dict)
    state: str = ""
    country: str = ""


class Namer:
    """Names the mentions of documents."""

    def __init__(self, finder: EvidenceFinder) -> None:
        self.finder = finder
        self.lists = finder.patterns.lists
        roles = self.lists.roles
        self._alone = {words for rule in self.lists.ending for words in rule.alone}
        self._value_labels = {roles.date, roles.money, roles.percent, roles.quantity}
        self._series = {rule.label: (_series(rule), rule.canonical) for rule in self.lists.numbered if rule.canonical}
        self._heads = Heads(self.lists)
        self._national = NationalBodies(finder.gazetteer)

    def __call__(
        self, passages: Sequence[tuple[Tokens, list[Mention]]]
    ) -> tuple[list[list[NamedMention]], tuple[AcronymConflict, ...]]:
        """The named mentions of each passage of one document, and its acronyms that have several meanings."""
        known = _Known()
        texts = [
            (tokens, self._define(number, tokens, mentions, known))
            for number, (tokens, mentions) in enumerate(passages)
        ]
        lists = [
            _with_acronyms(number, tokens, mentions, known) if known.senses else mentions
            for number, (tokens, mentions) in enumerate(texts)
        ]
        lists = self._with_surnames(lists, [tokens for tokens, _ in passages])
        self._learn(lists, known)
        main = self._main_state(mention for mentions in lists for mention in mentions)
        known.state, known.country = (main.canonical, main.country) if main is not None else ("", "")
        named = [
            self._named(number, mentions, known, passages[number][0].text) for number, mentions in enumerate(lists)
        ]
        return named, tuple(known.senses.conflicts())

    def _define(self, number: int, tokens: Tokens, mentions: list[Mention], known: _Known) -> list[Mention]:
        """Take in the passage's definitions; a long form that they show to reach further is widened."""
        definitions = sorted(find_definitions(tokens.text), key=lambda definition: definition.short_start)
        for definition in definitions:
            mentions, long = self._long(tokens, mentions, definition)
            words = tokens.text[definition.long_start : definition.long_end]
            sense = Sense(None, words) if long is None else Sense(long.label, self._own_name(long))
            known.senses.add(definition.short, (number, min(definition.short_start, definition.long_start)), sense)
        return mentions

    def _long(
        self, tokens: Tokens, mentions: list[Mention], definition: Definition
    ) -> tuple[list[Mention], Mention | None]:
        """The mention of a definition's long form, and the mentions with it; None where it names nothing."""
        start, end = definition.long_start, definition.long_end
        long = next((mention for mention in mentions if mention.end == end), None)
        if long is not None and long.label in self._value_labels:
            long = None
        part = long is not None and start < long.start
        if long is None or (part and long.name is not None):
            long = self._by_short(tokens, definition)
            return (_with_long(mentions, long) if long is not None else mentions), long
        if part and tokens.text[start].isupper():
            long = dataclasses.replace(long, start=start, text=tokens.text[start:end], name=None)
            mentions = _with_long(mentions, long)
        return mentions, long

    def _by_short(self, tokens: Tokens, definition: Definition) -> Mention | None:
        """The long form with what its acronym means by a list; None where no list knows it in this sense."""
        start, end = definition.long_start, definition.long_end
        words = tokens.text[start:end]
        names = self.finder.gazetteer.look_up(definition.short)
        fitting = [(shared_words(words, name.canonical), name) for name in names]
        best = max(fitting, key=lambda pair: pair[0], default=None)
        if best is None or best[0] < SAME_NAME:
            return None
        return Mention(start, end, words, best[1].label, Method.ACRONYM, BY_DEFINITION, best[1])

    def _with_surnames(self, lists: list[list[Mention]], texts: Sequence[Tokens]) -> list[list[Mention]]:
        """The mentions with those of people by a surname whose full name the document gives."""
        surnames = {word for mentions in lists for mention in mentions for word in self._surnames(mention)}
        surnames -= {word.title() for tokens in texts for word in tokens.words if word.islower()} if surnames else set()
        if not surnames:
            return lists
        return [
            self._by_surname(mentions, tokens, surnames) if not surnames.isdisjoint(tokens.words) else mentions
            for mentions, tokens in zip(lists, texts, strict=True)
        ]

    def _surnames(self, mention: Mention) -> Iterable[str]:
        """The words that may be the surname of a full name: the last, and the first where that is no given name."""
        words = mention.text.split()
        if mention.label != self.lists.roles.person or len(words) < 2 or mention.score < SURE_PERSON:
            return ()
        first = words[0] if words[0] not in self.finder.patterns.people.given else words[-1]
        return {word for word in (words[-1], first) if word.isalpha() and word[0].isupper() and len(word) > 1}

    def _by_surname(self, mentions: list[Mention], tokens: Tokens, surnames: set[str]) -> list[Mention]:
        taken = {at for mention in mentions for at in range(mention.start, mention.end)}
        words, added = tokens.words, list[Mention]()
        for at, word in enumerate(words):
            start, end = tokens.starts[at], tokens.ends[at]
            if word not in surnames or start in taken:
                continue
            before, after = words[at - 1] if at else ".", words[at + 1] if at + 1 < len(words) else "."
            named = before[0].isupper() and before.lower().rstrip(".") not in self.lists.titles
            if not named and not after[0].isupper() and after not in HYPHENS:
                added.append(Mention(start, end, word, self.lists.roles.person, Method.MODEL, BY_SURNAME))
        return sorted([*mentions, *added], key=lambda mention: mention.start) if added else mentions

    def _learn(self, passages: Iterable[Sequence[Mention]], known: _Known) -> None:
        """Take in the full names that shorter forms elsewhere in the document may stand for."""
        for number, mentions in enumerate(passages):
            for mention in mentions:
                place = (number, mention.start)
                full = mention.name.canonical if mention.name else mention.text
                if mention.label != self.lists.roles.person:
                    for word in self._heads.of(mention.label, full):
                        known.heads.setdefault(mention.label, Nearest()).add(word, place, self._own_name(mention))
                elif " " in mention.text:
                    words = mention.text.split()
                    for word in {words[-1], words[0]}:
                        known.people.add(
                            folded_name(word), place, mention.name.canonical if mention.name else _person(mention.text)
                        )

    def _main_state(self, mentions: Iterable[Mention]) -> Name | None:
        """The state that a document names most, the first of several; None where it names none."""
        names = [mention.name for mention in mentions if mention.label == self.lists.roles.state and mention.name]
        counts = Counter(name.canonical for name in names)
        main = counts.most_common(1)[0][0] if counts else ""
        return next((name for name in names if name.canonical == main), None)

    def _named(self, number: int, mentions: Sequence[Mention], known: _Known, text: str) -> list[NamedMention]:
        named: list[NamedMention] = []
        for index, mention in enumerate(mentions):
            before = mentions[index - 1] if index else None
            after = mentions[index + 1] if index + 1 < len(mentions) else None
            mention = self._by_country(mention, before, text)
            canonical = known.defined.get((number, mention.start))
            if canonical is None:
                beside = self._country_beside(mention, before, after, text)
                canonical = self._canonical((number, mention.start), mention, after, beside, known)
            named.append(NamedMention(mention, canonical))
        return named

    def _canonical(self, place: Position, mention: Mention, after: Mention | None, country: str, known: _Known) -> str:
        if mention.label == self.lists.roles.person:
            name = _person(mention.text)
            full = known.people.at(folded_name(name), place) if " " not in name else None
            return full or (mention.name.canonical if mention.name else name)
        own = (
            self._national.of(country, mention.label, mention.text)
            or self._ministry(mention)
            or self._of_state(mention, known)
            or self._short(place, mention, known)
            or self._shortened(mention, after)
            or self._own_name(mention)
        )
        return known.spelled.setdefault((mention.label, folded_name(own)), own)

    def _by_country(self, mention: Mention, before: Mention | None, text: str) -> Mention:
        """A name of several things as that of the place's country before it: "Atlanta, Georgia" is no state's."""
        if before is None or before.name is None or text[before.end : mention.start] != ", ":
            return mention
        if mention.name is None or mention.name.country == before.name.country:
            return mention
        names = self.finder.gazetteer.look_up(mention.text)
        other = next((name for name in names if before.name.country and name.country == before.name.country), None)
        return mention if other is None else dataclasses.replace(mention, label=other.label, name=other)

    def _country_beside(self, mention: Mention, before: Mention | None, after: Mention | None, text: str) -> str:
        """The country that owns a body by the words beside it ("Japan's Navy", "the Navy of Japan"), or nothing."""
        state = self.lists.roles.state
        if before is not None and before.label == state and text[before.end : mention.start] in ("'s ", "’s "):
            return before.name.country if before.name else ""
        if after is not None and after.label == state and text[mention.end : after.start] in (" of ", " of the "):
            return after.name.country if after.name else ""
        return ""

    def _short(self, place: Position, mention: Mention, known: _Known) -> str | None:
        """A body or document that is named by its head alone ("the Council"): the one that was named before."""
        if " " in mention.text or not mention.text.istitle() or mention.label not in known.heads:
            return None
        return known.heads[mention.label].at(folded_name(mention.text), place)

    def _of_state(self, mention: Mention, known: _Known) -> str | None:
        """A state's service that is named without the state ("the Air Force"): that of the document's main state."""
        listed = mention.name is not None and not mention.name.ambiguous
        if listed or not known.state or mention.text not in self._alone:
            return None
        name = self._listed(f"{known.state} {mention.text}", mention.label)
        return name.canonical if name is not None else self._national.of(known.country, mention.label, mention.text)

    def _ministry(self, mention: Mention) -> str | None:
        """A nation's ministry by its subject: "Japanese Defense Ministry" is Japan's Ministry of Defense."""
        match = _MINISTRY.fullmatch(mention.text)
        if match is None or mention.name is not None:
            return None
        countries = {name.country for name in self.finder.gazetteer.look_up(match[1])}
        subject = "Foreign Affairs" if match[2] == "Foreign" else match[2]
        country = countries.pop() if len(countries) == 1 else ""
        return self._national.of(country, mention.label, f"Ministry of {subject}") if country else None

    def _shortened(self, mention: Mention, after: Mention | None) -> str | None:
        """The first of two names that share their last word: the South in "South and Southeast Asia" is South Asia."""
        if after is None or mention.name is not None or after.label != mention.label:
            return None
        if after.start - mention.end > len(" and ") or " " not in after.text:
            return None
        last = after.text.split()[-1]
        name = self._listed(f"{mention.text} {last}", mention.label)
        return name.canonical if name is not None else None

    def _own_name(self, mention: Mention) -> str:
        if mention.value is not None:
            return mention.value.canonical
        name = mention.name or self._listed(mention.text, mention.label)
        if name is not None:
            return name.canonical
        numbered = self._series.get(mention.label)
        number = numbered[0].fullmatch(mention.text) if numbered is not None else None
        if numbered is not None and number is not None:
            return numbered[1].format(number[1])
        if mention.label in self.lists.plurals:
            return singular(mention.text)
        words = mention.text.split()
        expanded = self._expanded(words[0]) if len(words) > 1 and mention.text[0].isupper() else None
        return " ".join([expanded, *words[1:]]) if expanded else " ".join(words)

    def _listed(self, text: str, label: str) -> Name | None:
        return next((name for name in self.finder.gazetteer.look_up(text) if name.label == label), None)

    def _expanded(self, word: str) -> str | None:
        """The full name of an acronym that opens a longer name: "U.S. Congress" is the United States Congress."""
        if not word.replace(".", "").isupper() or len(word) < 2:
            return None
        names = [name for name in self.finder.gazetteer.look_up(word) if not name.ambiguous]
        return names[0].canonical if len(names) == 1 else None


def _series(rule: Rule) -> re.Pattern[str]:
    """What a document of a numbered series is called: "resolution 2231 (2015)", or its number with the year alone."""
    words = "|".join(sorted(map(re.escape, rule.words), key=len, reverse=True))
    return re.compile(rf"(?:(?:the\s)?(?:{words})s?\s)?(\d{{3,4}})(?:\s\(\d{{4}}\))?", re.IGNORECASE)


def _with_long(mentions: list[Mention], long: Mention) -> list[Mention]:
    kept = [mention for mention in mentions if mention.end <= long.start or mention.start >= long.end]
    return sorted([*kept, long], key=lambda mention: mention.start)


def _with_acronyms(number: int, tokens: Tokens, mentions: list[Mention], known: _Known) -> list[Mention]:
    """The mentions with every use of the document's acronyms as defined, without those that name nothing."""
    covering = {at: mention for mention in mentions for at in range(mention.start, mention.end)}
    result = list(mentions)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        sense = known.senses.at(word, (number, start))
        if sense is None:
            continue
        there = covering.get(start)
        if there is not None and (there.start, there.end) != (start, end):
            continue
        if there is not None:
            result.remove(there)
        if sense.label is not None:
            method = Method.ACRONYM if there is None or there.label != sense.label else there.method
            score = BY_DEFINITION if there is None else max(there.score, BY_DEFINITION)
            result.append(Mention(start, end, word, sense.label, method, score))
            known.defined[number, start] = sense.canonical
    return sorted(result, key=lambda mention: mention.start)


def singular(words: str) -> str:
    """A kind or designation in the singular: "patrol boats" → patrol boat, "C-295s" → C-295; capitals kept."""
    if words.endswith("ies") and len(words) > len("ties"):
        return words[:-3] + "y"
    if words.endswith(("sses", "xes", "ches", "shes")):
        return words[:-2]
    return words[:-1] if words.endswith("s") and not words.endswith(("ss", "us", "is", "ics")) else words


def _person(text: str) -> str:
    """A person's name in ordinary case: "OYELARAN-BRIGGS" → Oyelaran-Briggs."""
    return " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in text.split())
