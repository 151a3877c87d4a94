"""Frames: which words bear which relation, and where their arguments stand; from ``pipeline/facts/frames.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bdjp_nlp.errors import ConfigurationError, alternatives
from bdjp_nlp.facts.wording import Wording
from bdjp_nlp.toml_file import load_toml, validated

FILE = "frames.toml"
ANY = "any"
NOUNS = "noun:"
NOT = "not:"
SHORTEST_PLURAL = 3
"""Letters of the shortest nouns whose last s is not looked at."""


class Frame(BaseModel):
    """One way of saying a relation; the file's head explains the keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relation: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    verbs_of_noun: tuple[str, ...] = ()
    subject: tuple[str, ...] = ("subject",)
    subject_labels: tuple[str, ...]
    object: tuple[str, ...] = ("object",)
    object_labels: tuple[str, ...]
    indirect: tuple[str, ...] = ()
    indirect_labels: tuple[str, ...] = (ANY,)
    needs: tuple[str, ...] = ("object",)
    needs_noun: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    thing_first: bool = False
    maker_first: bool = False
    mutual: bool = False
    passive: bool = False
    between: bool = False
    most: bool = False
    gives_way: bool = False
    glued: bool = False
    wider: bool = False
    modality: str | None = Field(default=None, pattern="^(done|planned|possible|denied)$")


class _FramesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A frame at one of its words; `beside`: a word that must stand below ("part" of "take part"), or None."""

    number: int
    frame: Frame
    kind: str
    beside: str | None


class Fit:
    """Which arguments a frame takes: labels, and common nouns."""

    def __init__(self, wanted: Sequence[str], wording: Wording) -> None:
        roles, nouns = wording.roles, wording.nouns
        self.labels: set[str] = set()
        self.nouns: set[str] = set()
        self.any = False
        self._not = {label for name in wanted if name.startswith(NOT) for label in _labels(name, NOT, wording)}
        for name in wanted:
            if name.startswith(NOT):
                continue
            if name == ANY:
                self.any = True
            elif name in nouns:
                self.nouns.update(map(singular, nouns[name]))
                self.labels.update(roles.get(name, ()))
            elif name.startswith(NOUNS):
                self.nouns.update(map(singular, name.removeprefix(NOUNS).split()))
            else:
                self.labels.update(roles.get(name, (name,)))

    def __call__(self, label: str, noun: str) -> bool:
        """Whether a mention's label, or (label "") a head noun, fits."""
        return (self.any and label not in self._not) or label in self.labels or singular(noun) in self.nouns

    def may_fit(self, labels: Set[str], nouns: Set[str]) -> bool:
        """Whether any of a sentence's labels, or of its nouns in the singular, fits."""
        return self.any or not self.labels.isdisjoint(labels) or not self.nouns.isdisjoint(nouns)


def _labels(name: str, prefix: str, wording: Wording) -> tuple[str, ...]:
    name = name.removeprefix(prefix)
    return wording.roles.get(name, (name,))


def singular(noun: str) -> str:
    """A noun without the s of its plural."""
    return noun.removesuffix("s") if len(noun) > SHORTEST_PLURAL else noun


class Lexicon:
    """The frames by the written forms of their triggers."""

    def __init__(self, frames: tuple[Frame, ...], wording: Wording) -> None:
        self.frames = frames
        self.by_form: dict[str, list[Trigger]] = {}
        self.by_label: dict[str, list[Trigger]] = {}
        for number, frame in enumerate(frames):
            for kind, bases in (("verb", frame.verbs), ("noun", frame.nouns), ("adjective", frame.adjectives)):
                for base in bases:
                    word, _, beside = base.partition(" ")
                    for form in wording.forms(word):
                        self.by_form.setdefault(form, []).append(Trigger(number, frame, kind, beside or None))
            for label in frame.mentions:
                self.by_label.setdefault(label, []).append(Trigger(number, frame, "noun", None))
        self.subjects = tuple(Fit(frame.subject_labels, wording) for frame in frames)
        self.objects = tuple(Fit(frame.object_labels, wording) for frame in frames)
        self.lending = tuple(
            frozenset(form for verb in frame.verbs_of_noun for form in wording.forms(verb)) for frame in frames
        )
        self.indirects = tuple(Fit(frame.indirect_labels, wording) for frame in frames)

    def at(self, form: str, labels: Iterable[str]) -> Iterator[Trigger]:
        """The triggers that a lower-case form, or a mention with a label, may be, in the file's order."""
        mentions = [trigger for label in labels for trigger in self.by_label.get(label, [])]
        return iter(mentions or self.by_form.get(form, []))


def load_lexicon(folder: Path, wording: Wording, relations: Iterable[str], labels: Iterable[str]) -> Lexicon:
    """The frames in a folder; raises `ConfigurationError` for relations and labels that the codebook has not."""
    file = folder / FILE
    frames = validated(_FramesFile, load_toml(file), str(file)).frames
    known, named = set(relations), {*labels, *wording.roles, *wording.nouns, ANY}
    for frame in frames:
        if frame.relation not in known:
            raise ConfigurationError(
                f"{file}: unknown relation {frame.relation!r} ({alternatives(frame.relation, known)})"
            )
        for label in (*frame.subject_labels, *frame.object_labels, *frame.indirect_labels):
            if label.removeprefix(NOT) not in named and not label.startswith(NOUNS):
                raise ConfigurationError(f"{file}: unknown label {label!r} ({alternatives(label, named)})")
    return Lexicon(frames, wording)
