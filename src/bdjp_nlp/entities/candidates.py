"""Candidates: the spans that the model, the lists, the patterns or the grammars propose, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bdjp_nlp.entities.evidence import Evidence, FoundValue, token_span
from bdjp_nlp.entities.gazetteer import Name
from bdjp_nlp.entities.name_forms import designation
from bdjp_nlp.entities.network import Floats
from bdjp_nlp.entities.patterns import PatternFile
from bdjp_nlp.entities.tagging import BEGIN, INSIDE, LAST, OUTSIDE, UNIT, TaggedSpan, TagScheme
from bdjp_nlp.entities.tokens import HYPHENS, fold
from bdjp_nlp.entities.values import Value

FLOOR = 1e-4
"""The least probability that counts; its logarithm bounds the features."""

_NUMERAL = re.compile(r"[ivxlc]+|[IVXLC]{2,}")
"""A Roman numeral alone (a page, a chapter) names nothing; a lone capital may be a name."""

SIGNS = (
    "bias",
    "path",
    "least",
    "edges",
    "outside",
    "tagged",
    "sure",
    "unsure",
    "only",
    "other_sure",
    "built",
    "value",
    "in_sure",
    "in_built",
    "holds_sure",
    "in_tagged",
    "holds_tagged",
    "lower",
    "lower_before_noun",
    "single",
    "at_start",
    "after_title",
    "in_value",
    "dated",
    "definite",
    "after_kin",
    "defined",
    "headed",
    "chunk",
    "capital_before",
    "capital_after",
    "joined_before",
    "joined_after",
    "number_after",
    "located",
)
"""What is noted of every candidate."""
BY_LABEL = (
    "bias",
    "path",
    "sure",
    "unsure",
    "built",
    "tagged",
    "lower",
    "lower_before_noun",
    "value",
    "definite",
    "after_kin",
    "chunk",
    "capital_before",
    "capital_after",
    "joined_after",
    "located",
)
"""Signs that weigh differently for each label."""


@dataclass(slots=True)
class Candidate:
    """A span of tokens [first, stop) that may bear a label, with who proposes it."""

    first: int
    stop: int
    label: str
    tagged: bool = False
    built: bool = False
    headed: bool = False
    name: Name | None = None
    value: Value | None = None
    signs: dict[str, float] = field(default_factory=dict)


def propose(
    evidence: Evidence, tagged: Iterable[TaggedSpan], chunks: Iterable[TaggedSpan], lists: PatternFile
) -> list[Candidate]:
    """Every candidate once, in the text's order; `chunks`: runs of capitalised words with the likeliest labels."""
    found: dict[tuple[int, int, str], Candidate] = {}

    def at(first: int, stop: int, label: str) -> Candidate:
        return found.setdefault((first, stop, label), Candidate(first, stop, label))

    for match in evidence.matches:
        for name in match.names:
            candidate = at(match.first, match.stop, name.label)
            candidate.name = candidate.name or name
    for built in evidence.built:
        candidate = at(built.first, built.stop, built.label)
        candidate.built, candidate.headed = candidate.built or not built.weak, candidate.headed or built.weak
    for value in evidence.values:
        at(value.first, value.stop, value.label).value = value.value
    for span in tagged:
        if _NUMERAL.fullmatch(evidence.tokens.words[span.first]) and span.stop - span.first == 1:
            continue
        if not any(_within(span, value) for value in evidence.values if value.label == span.label):
            at(span.first, span.stop, span.label).tagged = True
    for span in chunks:
        at(span.first, span.stop, span.label)
    _trim_edges(found, evidence)
    _propose_defined(found, evidence)
    _trim_designations(found, evidence, lists)
    _drop_kinds(found, lists)
    words = evidence.tokens.words
    for candidate in list(found.values()):
        last = words[candidate.stop - 1]
        last = last.lower() if candidate.label in lists.trimmed else last
        if candidate.stop - candidate.first > 1 and candidate.name is None and last in lists.trailing:
            head = at(candidate.first, candidate.stop - 1, candidate.label)
            if head.name is not None and not head.name.ambiguous:
                del found[candidate.first, candidate.stop, candidate.label]
    return sorted(found.values(), key=lambda candidate: (candidate.first, candidate.stop))


def _within(span: TaggedSpan, value: FoundValue) -> bool:
    """Whether a span is a mere part of a dated value: one year of two."""
    whole = (span.first, span.stop) == (value.first, value.stop)
    return not whole and value.first <= span.first and span.stop <= value.stop


def _trim_edges(found: dict[tuple[int, int, str], Candidate], evidence: Evidence) -> None:
    """Spans of the model without hyphens at their ends."""
    words = evidence.tokens.words
    for key, candidate in list(found.items()):
        first, stop, label = key
        while first < stop and words[first] in HYPHENS:
            first += 1
        while first < stop and words[stop - 1] in HYPHENS:
            stop -= 1
        if (first, stop) != key[:2]:
            del found[key]
            if first < stop:
                found.setdefault((first, stop, label), Candidate(first, stop, label)).tagged |= candidate.tagged


def _propose_defined(found: dict[tuple[int, int, str], Candidate], evidence: Evidence) -> None:
    """A long form that an acronym defines, with the labels of what ends where it does."""
    for first, stop in evidence.definitions:
        for candidate in [one for one in found.values() if one.stop == stop and one.first != first]:
            found.setdefault((first, stop, candidate.label), Candidate(first, stop, candidate.label))


def _trim_designations(found: dict[tuple[int, int, str], Candidate], evidence: Evidence, lists: PatternFile) -> None:
    """Designations without the kind after them, in place of both together."""
    tokens = evidence.tokens
    for key, candidate in list(found.items()):
        name = candidate.name
        if candidate.label not in lists.plurals or (name is not None and designation(name.canonical) != name.canonical):
            continue
        start, end = tokens.starts[candidate.first], tokens.ends[candidate.stop - 1]
        short = start + len(designation(tokens.text[start:end]))
        if short < end:
            span = token_span(tokens, start, short)
            if span is not None:
                del found[key]
                trimmed = found.setdefault((*span, candidate.label), Candidate(*span, candidate.label))
                trimmed.tagged = trimmed.tagged or candidate.tagged
                trimmed.name = trimmed.name or name


def _drop_kinds(found: dict[tuple[int, int, str], Candidate], lists: PatternFile) -> None:
    """The kind after a designation ("C-295 transport aircraft") is no mention beside it."""
    stops = {(one.stop, one.label) for one in found.values() if _is_designation(one)}
    for key, candidate in list(found.items()):
        kind = candidate.label in lists.plurals and not _is_designation(candidate)
        if kind and (candidate.first, candidate.label) in stops:
            del found[key]


def _is_designation(candidate: Candidate) -> bool:
    return candidate.name is not None and not candidate.name.ambiguous and not candidate.name.alias.islower()


def note_signs(
    candidates: Sequence[Candidate], evidence: Evidence, probabilities: Floats, scheme: TagScheme, lists: PatternFile
) -> None:
    """Fill in what speaks for and against each candidate; `probabilities` is (tokens, tags)."""
    logs = _Logs(probabilities, scheme)
    sure = {}
    for match in evidence.matches:
        if not any(name.ambiguous for name in match.names):
            sure[match.first, match.stop] = {name.label for name in match.names}
    words = evidence.tokens.words
    for candidate in candidates:
        candidate.signs = {
            "bias": 1.0,
            "dated": float(candidate.value is not None and (candidate.value.value or "P")[0] != "P"),
            "defined": float((candidate.first, candidate.stop) in evidence.definitions),
            **_model_signs(candidate, logs),
            **_list_signs(candidate, sure),
            **_word_signs(candidate, words, lists),
            **_neighbours(candidate, candidates, sure),
        }


class _Logs:
    """Log-probabilities, at least `FLOOR`'s: of each tag, of any that opens or closes a span, of being outside."""

    def __init__(self, probabilities: Floats, scheme: TagScheme) -> None:
        opens, closes = scheme.edges
        self.tags = np.log(np.maximum(probabilities, FLOOR))
        self.opens = np.log(np.maximum(probabilities[:, opens].sum(axis=1), FLOOR)).tolist()
        self.closes = np.log(np.maximum(probabilities[:, closes].sum(axis=1), FLOOR)).tolist()
        self.outside = self.tags[:, OUTSIDE].tolist()
        self.base = {label: 1 + 4 * index for index, label in enumerate(scheme.labels)}


def _model_signs(candidate: Candidate, logs: _Logs) -> dict[str, float]:
    first, stop, base = candidate.first, candidate.stop, logs.base[candidate.label]
    log = logs.tags.item
    if stop - first == 1:
        path = [log(first, base + UNIT)]
    else:
        path = [log(first, base + BEGIN), *(log(at, base + INSIDE) for at in range(first + 1, stop - 1))]
        path.append(log(stop - 1, base + LAST))
    return {
        "path": sum(path) / len(path) / 4 + 1,
        "least": min(path) / 4 + 1,
        "edges": (logs.opens[first] + logs.closes[stop - 1]) / 4 + 1,
        "outside": sum(logs.outside[first:stop]) / (stop - first) / 4 + 1,
        "tagged": float(candidate.tagged),
    }


def _list_signs(candidate: Candidate, sure: dict[tuple[int, int], set[str]]) -> dict[str, float]:
    name, here = candidate.name, sure.get((candidate.first, candidate.stop), set())
    return {
        "sure": float(name is not None and not name.ambiguous),
        "unsure": float(name is not None and name.ambiguous),
        "only": float(here == {candidate.label}),
        "other_sure": float(bool(here) and candidate.label not in here),
        "built": float(candidate.built),
        "value": float(candidate.value is not None),
    }


def _word_signs(candidate: Candidate, words: Sequence[str], lists: PatternFile) -> dict[str, float]:
    lower = all(word.islower() or not word.isalpha() for word in words[candidate.first : candidate.stop])
    following = words[candidate.stop] if candidate.stop < len(words) else "."
    noun = following.isalpha() and following.islower() and following not in lists.function_words
    before = words[candidate.first - 1].lower().rstrip(".") if candidate.first else "."
    return {
        "headed": float(candidate.headed),
        **_edge_signs(candidate, words, lists),
        "lower": float(lower),
        "lower_before_noun": float(lower and noun),
        "single": float(candidate.stop - candidate.first == 1),
        "at_start": float(before == "" or before == "."),
        "after_title": float(before in lists.titles),
        "definite": float(before in lists.definite),
    }


def _edge_signs(candidate: Candidate, words: Sequence[str], lists: PatternFile) -> dict[str, float]:
    """Whether the name seems to be cut: what stands beside its first and last word."""
    first, stop = candidate.first, candidate.stop
    before, after = words[first - 1] if first else ".", words[stop] if stop < len(words) else "."
    beyond = words[first - 2] if first > 1 else "."
    next_one = words[stop + 1] if stop + 1 < len(words) else "."
    capital_before = before[0].isupper() and fold(before) not in lists.not_first
    capital_after = after[0].isupper() or (after in HYPHENS and next_one[0].isupper())
    return {
        "chunk": float(not capital_before and not capital_after),
        "capital_before": float(capital_before),
        "capital_after": float(capital_after),
        "joined_before": float(before in lists.connectors and beyond[0].isupper()),
        "joined_after": float(after in lists.connectors and next_one[0].isupper()),
        "number_after": float(after[0].isdigit() or (after in HYPHENS and next_one[0].isdigit())),
        "located": float(before in lists.locating),
    }


def _neighbours(
    candidate: Candidate, candidates: Sequence[Candidate], sure: dict[tuple[int, int], set[str]]
) -> dict[str, float]:
    signs = dict.fromkeys(
        ("in_sure", "in_built", "holds_sure", "in_tagged", "holds_tagged", "in_value", "after_kin"), 0.0
    )
    first, stop = candidate.first, candidate.stop
    for other in candidates:
        if other.first >= stop:
            break
        if other.stop == first and other.label == candidate.label:
            signs["after_kin"] = 1.0
        if other.stop <= first or (other.first, other.stop) == (first, stop):
            continue
        around = other.first <= first and stop <= other.stop
        inside = first <= other.first and other.stop <= stop
        listed = (other.first, other.stop) in sure and other.name is not None
        signs["in_sure"] = max(signs["in_sure"], float(around and listed))
        signs["in_built"] = max(signs["in_built"], float(around and other.built))
        signs["in_tagged"] = max(signs["in_tagged"], float(around and other.tagged))
        signs["in_value"] = max(signs["in_value"], float(around and other.value is not None))
        signs["holds_sure"] = max(signs["holds_sure"], float(inside and listed))
        signs["holds_tagged"] = max(signs["holds_tagged"], float(inside and other.tagged))
    return signs


def sign_names(labels: Sequence[str]) -> list[str]:
    """The columns of `sign_matrix`."""
    return [*SIGNS, *(f"{sign}:{label}" for label in labels for sign in BY_LABEL)]


def sign_matrix(candidates: Sequence[Candidate], labels: Sequence[str]) -> Floats:
    """The signs of candidates as numbers: (candidates, columns)."""
    matrix = np.zeros((len(candidates), len(SIGNS) + len(labels) * len(BY_LABEL)), np.float32)
    column = {label: len(SIGNS) + index * len(BY_LABEL) for index, label in enumerate(labels)}
    for row, candidate in enumerate(candidates):
        signs = candidate.signs
        matrix[row, : len(SIGNS)] = [signs[sign] for sign in SIGNS]
        start = column[candidate.label]
        matrix[row, start : start + len(BY_LABEL)] = [signs[sign] for sign in BY_LABEL]
    return matrix
