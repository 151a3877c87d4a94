"""Agreement: how far two people who coded blind agree, on the passages that both judged.

For codes: Krippendorff's alpha of each label, over the passages of which both said yes or no to it. For words: F1 of
the characters that both took as a label's evidence, and of names exactly alike in span and label, where one coder's
words are the truth of the other's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bdjp_nlp.reliability import alpha
from bdjp_nlp.review.catalogue import Catalogue
from bdjp_nlp.review.decisions import Decision, Group
from bdjp_nlp.review.judged import JudgedCode, JudgedPassage, Reader, judged
from bdjp_nlp.review.paper import Paper


@dataclass(frozen=True)
class LabelAgreement:
    """One label on the passages of which both coders said yes or no to it; a name, on those where both judged names.

    `yes`: how many passages bear it, by each. `alpha` is None where neither varies (all yes or all no: nothing can be
    told by chance). `span_f1` is None where neither marked any words, or not both found the label anywhere.
    """

    group: Group
    label: str
    passages: int
    yes: tuple[int, int]
    differ: int
    alpha: float | None
    span_f1: float | None


@dataclass(frozen=True)
class Agreement:
    """Of two coders, by label."""

    coders: tuple[str, str]
    labels: tuple[LabelAgreement, ...]


def agreement(decisions: Sequence[Decision], labels: Catalogue, paper: Callable[[str], Paper]) -> list[Agreement]:
    """Of every pair of blind coders who judged some passage both; `paper` gives a document by its identifier."""
    coders = sorted({one.coder for one in decisions if one.blind})
    found = []
    for first, second in combinations(coders, 2):
        rows = tuple(_pair(decisions, labels, paper, (first, second)))
        if rows:
            found.append(Agreement((first, second), rows))
    return found


def _pair(
    decisions: Sequence[Decision], labels: Catalogue, paper: Callable[[str], Paper], coders: tuple[str, str]
) -> Iterator[LabelAgreement]:
    for group in ("themes", "constraints", "entities"):
        judged_by = [
            {(d.doc_id, d.passage_id) for d in Reader(coder, blind=True).standing(decisions).standing.values()
             if d.group == group}
            for coder in coders
        ]  # fmt: skip
        both = sorted(judged_by[0] & judged_by[1])
        if not both:
            continue
        views = [tuple(_views(decisions, paper, coder, both)) for coder in coders]
        for choice in labels.of(group):
            yield _label(group, choice.name, views[0], views[1])


def _views(
    decisions: Sequence[Decision], paper: Callable[[str], Paper], coder: str, places: Iterable[tuple[str, str]]
) -> Iterator[JudgedPassage]:
    settled = Reader(coder, blind=True).standing(decisions)
    for doc_id, passage_id in places:
        document = paper(doc_id)
        if passage_id in document.passage_by_id:
            yield judged(document, document.passage_by_id[passage_id], settled)


def _label(group: Group, label: str, first: Sequence[JudgedPassage], second: Sequence[JudgedPassage]) -> LabelAgreement:
    if group == "entities":
        spans = [[_mentions(view, label) for view in views] for views in (first, second)]
        yes = [[bool(found) for found in views] for views in spans]
        span_f1 = f1(*(_flat(views) for views in spans))
    else:
        codes = [(one.code(group, label), other.code(group, label)) for one, other in zip(first, second, strict=True)]
        codes = [(one, other) for one, other in codes if one.decided and other.decided]
        yes = [[each[coder].holds for each in codes] for coder in (0, 1)]
        both = [each for each in codes if each[0].holds and each[1].holds]
        span_f1 = f1(*(_flat([_signs(each[coder]) for each in both]) for coder in (0, 1)))
    differ = sum(one != other for one, other in zip(*yes, strict=True))
    return LabelAgreement(group, label, len(yes[0]), (sum(yes[0]), sum(yes[1])), differ, alpha(yes), span_f1)


def _mentions(view: JudgedPassage, label: str) -> set[tuple[int, int]]:
    return {(one.start, one.end) for one in view.mentions if one.holds and one.label == label}


def _signs(code: JudgedCode) -> set[tuple[int, int]]:
    return {(place, place + 1) for start, end in code.evidence for place in range(start, end)}


def _flat(views: Sequence[set[tuple[int, int]]]) -> set[tuple[int, tuple[int, int]]]:
    return {(number, span) for number, spans in enumerate(views) for span in spans}


def f1(first: set[tuple[int, tuple[int, int]]], second: set[tuple[int, tuple[int, int]]]) -> float | None:
    """Twice what both have, over what each has; None where neither has any."""
    every = len(first) + len(second)
    return None if not every else 2 * len(first & second) / every


def as_json(found: Sequence[Agreement]) -> list[Mapping[str, object]]:
    """For ``--json``."""
    from dataclasses import asdict

    return [asdict(one) for one in found]
