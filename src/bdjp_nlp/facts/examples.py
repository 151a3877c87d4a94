"""Examples: passages of which every fact has been listed, read from ``corpus/labels/facts/*.txt``.

    kind: annual report

    Norway granted two patrol boats to the Beninese Navy.
    > Norway | gives_aid | patrol boats > Beninese Navy | done
    Togo was offered one, the Institute for Security Studies says.
    > Togo | receives | one / vessel | planned | Institute for Security Studies

One sentence a line, below it its facts: subject, relation, object (after ``>`` to or with whom), modality, source.
``/`` parts wordings, or relations, that are as good as each other. A blank line ends a passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.entities.tokens import fold, tokenise
from bdjp_nlp.errors import LabelsError
from bdjp_nlp.facts.candidate import Candidate
from bdjp_nlp.facts.modality import Modality

_EMPTY = frozenset(
    "a an the of to and for 's ’s it its in on one two three four five six seven eight ten twelve".split()
)
LEAST_FIELDS = 4
"""Subject, relation, object, modality."""


@dataclass(frozen=True, slots=True)
class ListedFact:
    """A fact as an annotator lists it; each name and the relation with the wordings that are as good."""

    subject: tuple[str, ...]
    relations: tuple[str, ...]
    objects: tuple[str, ...]
    modality: str
    asserted_by: str | None

    def is_told_by(self, candidate: Candidate) -> bool:
        """Whether a candidate says the same: relation and modality are equal, names have the same words.

        The object may be any of what is given and who receives it: the annotator names both.
        """
        if candidate.relation not in self.relations or candidate.modality != self.modality:
            return False
        told = [candidate.object.name] + ([candidate.indirect.name] if candidate.indirect else [])
        return any(same_name(name, candidate.subject.name) for name in self.subject) and any(
            same_name(name, other) for name in self.objects for other in told
        )


@dataclass(frozen=True, slots=True)
class ListedSentence:
    """A sentence with the facts that it tells."""

    text: str
    facts: tuple[ListedFact, ...]


@dataclass(frozen=True, slots=True)
class ListedPassage:
    """A passage of one text; its own text is its sentences joined by single spaces."""

    name: str
    sentences: tuple[ListedSentence, ...]

    @property
    def text(self) -> str:
        """The passage's text."""
        return " ".join(sentence.text for sentence in self.sentences)


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same telling words, or one has all of the other's."""
    words, other_words = _telling(one), _telling(other)
    return bool(words and other_words) and (words <= other_words or other_words <= words)


def _telling(name: str) -> frozenset[str]:
    words = (fold(word).replace(",", "") for word in tokenise(name).words)
    telling = [word.removesuffix("s") for word in words if word not in _EMPTY and word[:1].isalnum()]
    return frozenset(word for word in telling if not word.isdigit()) or frozenset(telling)


def read_examples(folder: Path) -> Iterator[ListedPassage]:
    """The passages of the texts in a folder, by name; raises `LabelsError` naming file and line."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise LabelsError(f"{folder}: no listed facts here (wanted: *.txt)")
    for file in files:
        yield from _read(file)


def _read(file: Path) -> Iterator[ListedPassage]:
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    number = head.count("\n") + 2
    sentences: list[tuple[str, list[ListedFact]]] = []
    for line in [*body.split("\n"), ""]:
        number += 1
        if not line.strip():
            if sentences:
                yield ListedPassage(file.stem, tuple(ListedSentence(text, tuple(facts)) for text, facts in sentences))
            sentences = []
        elif not line.startswith(">"):
            sentences.append((line.strip(), []))
        elif not sentences:
            raise LabelsError(f"{file}, line {number}: a fact before its sentence; write the sentence above it")
        else:
            sentences[-1][1].append(_fact(line, f"{file}, line {number}"))


def _fact(line: str, where: str) -> ListedFact:
    fields = [field.strip() for field in line[1:].split("|")]
    if len(fields) not in (LEAST_FIELDS, LEAST_FIELDS + 1) or fields[3] not in list(Modality):
        raise LabelsError(
            f"{where}: not a fact ({line!r}); write > subject | relation | object > to whom | modality | source, the "
            f"modality one of {', '.join(Modality)}"
        )
    objects = [wording.strip() for part in fields[2].split(">") for wording in part.split("/")]
    subjects = [wording.strip() for wording in fields[0].split("/")]
    relations = tuple(relation.strip() for relation in fields[1].split("/"))
    return ListedFact(tuple(subjects), relations, tuple(objects), fields[3], [*fields, None][4])
