"""Wording: the words around a fact, read from ``pipeline/facts``; and the forms that an English word takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bdjp_nlp.toml_file import load_toml, validated

FILE = "wording.toml"
VOWELS = "aeiou"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModalityWords(_Part):
    """Auxiliaries, and governing words in their base form."""

    planned_auxiliaries: tuple[str, ...]
    possible_auxiliaries: tuple[str, ...]
    negations: tuple[str, ...]
    planned: tuple[str, ...]
    planned_itself: tuple[str, ...]
    possible: tuple[str, ...]
    denied: tuple[str, ...]
    done_although: tuple[str, ...]
    conditions: tuple[str, ...]


class ReportingWords(_Part):
    """Verbs and prepositions that attribute a statement, and words that are nobody."""

    verbs: tuple[str, ...]
    prepositions: tuple[str, ...]
    not_sources: tuple[str, ...]
    source_nouns: tuple[str, ...]


class ReferenceWords(_Part):
    """Words that point back, and nouns that stand for the state or body beside them."""

    one: tuple[str, ...]
    one_nouns: tuple[str, ...]
    document_nouns: tuple[str, ...]
    two: tuple[str, ...]
    two_nouns: tuple[str, ...]
    two_words: tuple[str, ...]
    two_alone: tuple[str, ...]
    most_words: tuple[str, ...]
    person: tuple[str, ...]
    person_nouns: tuple[str, ...]
    pointing: tuple[str, ...]
    state_nouns: tuple[str, ...]
    party_nouns: tuple[str, ...]
    container_nouns: tuple[str, ...]
    example_words: tuple[str, ...]
    idle_words: tuple[str, ...]
    measure_nouns: tuple[str, ...]
    factor_nouns: tuple[str, ...]
    listing_nouns: tuple[str, ...]
    generic_nouns: tuple[str, ...]


class _Verbs(_Part):
    verbs: tuple[str, ...]
    others: tuple[str, ...]


class _Control(_Part):
    object_verbs: tuple[str, ...]
    object_nouns: tuple[str, ...]


class Wording(_Part):
    """The whole file.

    `roles` maps a part in a fact to labels of entities, `nouns` to plain nouns that can play it too, `stand_ins` maps a
    label to the plain word that the parser reads in a mention's place.
    """

    version: str
    roles: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, tuple[str, ...]]
    stand_ins: Mapping[str, str]
    modality: ModalityWords
    reporting: ReportingWords
    references: ReferenceWords
    research_words: tuple[str, ...]
    light_verbs: _Verbs
    control: _Control
    irregular: Mapping[str, tuple[str, ...]]

    def forms(self, base: str) -> set[str]:
        """A word's written forms: a verb's, which take in a noun's plural."""
        return {base, *self.irregular.get(base, _regular(base))}

    def form_map(self, bases: Iterable[str]) -> dict[str, str]:
        """Written form → base form; of two words with one form the first counts."""
        found: dict[str, str] = {}
        for base in bases:
            for form in self.forms(base):
                found.setdefault(form, base)
        return found

    @cached_property
    def lenders(self) -> frozenset[str]:
        """The verbs whose subject does what their object says ("conducted exercises", "announced the transfer")."""
        return frozenset((*self.light_verbs.verbs, *self.light_verbs.others, *self.modality.planned))

    @cached_property
    def base_forms(self) -> Mapping[str, str]:
        """Every written form of the words that govern, report or lend a subject, with its base form."""
        words = self.modality
        return self.form_map(
            (
                *(*words.denied, *words.planned, *words.possible, *words.done_although),
                *self.reporting.verbs,
                *self.light_verbs.verbs,
                *self.light_verbs.others,
                *self.control.object_verbs,
                "be",
                *self.irregular,
            )
        )

    def base(self, form: str) -> str:
        """The base of a governing word's form, the form itself where it is no such word."""
        return self.base_forms.get(form, form)


def load_wording(folder: Path) -> Wording:
    """The wording in a folder; raises `ConfigurationError` naming file and key."""
    file = folder / FILE
    return validated(Wording, load_toml(file), str(file))


def _regular(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return f"{base}s", f"{base}d", f"{base[:-1]}ing"
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"
    if base.endswith(("s", "sh", "ch", "x", "z")):
        return f"{base}es", f"{base}ed", f"{base}ing"
    last = base[-1]
    doubled = (f"{base}{last}ed", f"{base}{last}ing") if _may_double(base) else ()
    return f"{base}s", f"{base}ed", f"{base}ing", *doubled


def _may_double(base: str) -> bool:
    """Whether a word's last consonant may be written twice ("transferred"); not which ones are."""
    last, vowel, first = base[-1], base[-2:-1], base[-3:-2]
    return last not in f"{VOWELS}wxy" and vowel in VOWELS and first not in VOWELS
