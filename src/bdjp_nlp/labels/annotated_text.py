"""Reads the annotated texts of ``corpus/labels/texts``; the form is described in ``corpus/labels/GUIDE.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bdjp_nlp.errors import LabelsError

_ENTITY = re.compile(r"\[([^\[\]|]+)\|([A-Z_]+)\]")
_QUOTE = re.compile(r'"([^"]*)"')
STANCES = ("constrains", "eased", "denied")


@dataclass(frozen=True, slots=True)
class LabelledMention:
    """An entity mention; offsets are half-open code points into its sentence."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class LabelledCode:
    """A theme or constraint of a sentence (or of a passage, then without evidence).

    `evidence`: half-open code points into the sentence. `explicit` and `stance` only for constraints.
    """

    label: str
    evidence: tuple[tuple[int, int], ...] = ()
    explicit: bool | None = None
    stance: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One sentence with its codes and mentions."""

    text: str
    codes: tuple[LabelledCode, ...] = ()
    mentions: tuple[LabelledMention, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """One passage; its text is its sentences joined by single spaces."""

    sentences: tuple[LabelledSentence, ...]
    heading: str = ""
    kind: str = "paragraph"
    codes: tuple[LabelledCode, ...] = ()

    @property
    def text(self) -> str:
        """The passage's text."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def labels(self) -> frozenset[str]:
        """Every label that the passage bears, by one of its sentences or as a whole."""
        codes = (*self.codes, *(code for sentence in self.sentences for code in sentence.codes))
        return frozenset(code.label for code in codes)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One annotated text; `meta` holds the head of its file (kind, region, register, title)."""

    name: str
    meta: dict[str, str]
    passages: tuple[LabelledPassage, ...]


@dataclass(slots=True)
class _OpenPassage:
    heading: str
    sentences: list[LabelledSentence] = field(default_factory=list)
    codes: list[LabelledCode] = field(default_factory=list)
    kind: str = "paragraph"

    def closed(self) -> LabelledPassage:
        return LabelledPassage(tuple(self.sentences), self.heading, self.kind, tuple(self.codes))


def read_annotated_text(path: Path) -> LabelledText:
    """One file of annotated text.

    Raises `LabelsError` naming file and line for the first thing that is not in the form.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    meta: dict[str, str] = {}
    at = 0
    while at < len(lines) and lines[at].strip():
        key, colon, value = lines[at].partition(":")
        if not colon:
            raise LabelsError(f"{path}:{at + 1}: the head wants 'key: value' lines, then a blank line")
        meta[key.strip()] = value.strip()
        at += 1
    return LabelledText(path.stem, meta, tuple(_passages(path, lines, at)))


def _passages(path: Path, lines: list[str], at: int) -> Iterator[LabelledPassage]:
    heading = ""
    passage = _OpenPassage(heading)
    for number, raw in enumerate(lines[at:], at + 1):
        line, where = raw.strip(), f"{path}:{number}"
        if not line or line.startswith("# "):
            if passage.sentences:
                yield passage.closed()
            heading = line[2:].strip() if line else heading
            passage = _OpenPassage(heading)
        elif line.startswith(">>"):
            passage.codes.append(_code(line[2:], "", where))
        elif line.startswith(">"):
            if not passage.sentences:
                raise LabelsError(f"{where}: a label line needs a sentence before it")
            last = passage.sentences[-1]
            passage.sentences[-1] = LabelledSentence(
                last.text, (*last.codes, _code(line[1:], last.text, where)), last.mentions
            )
        else:
            if line.startswith("* "):
                passage.kind, line = "list_item", line[2:]
            passage.sentences.append(_sentence(line, where))
    if passage.sentences:
        yield passage.closed()


def _sentence(line: str, where: str) -> LabelledSentence:
    text, mentions, last = "", [], 0
    for match in _ENTITY.finditer(line):
        text += line[last : match.start()]
        start = len(text)
        text += match[1]
        mentions.append(LabelledMention(start, len(text), match[2]))
        last = match.end()
    text += line[last:]
    if re.search(r"\|[A-Z_]{3,}\]", text):
        raise LabelsError(f"{where}: an entity is marked inside another, or a bracket is missing")
    return LabelledSentence(text, (), tuple(mentions))


def _code(line: str, sentence: str, where: str) -> LabelledCode:
    words = _QUOTE.sub(" ", line).split()
    if not words:
        raise LabelsError(f"{where}: a label line wants a label")
    evidence = []
    for quote in _QUOTE.findall(line) if sentence else ():
        start = sentence.find(quote)
        if start < 0 or not quote:
            raise LabelsError(f"{where}: the words {quote!r} do not stand in the sentence {sentence!r}")
        evidence.append((start, start + len(quote)))
    explicit: bool | None = None
    stance: str | None = None
    for word in words[1:]:
        if word in ("explicit", "implicit"):
            explicit = word == "explicit"
        elif word in STANCES:
            stance = word
        else:
            raise LabelsError(f"{where}: {word!r} is neither explicit, implicit nor one of {', '.join(STANCES)}")
    return LabelledCode(words[0], tuple(evidence), explicit, stance)
