"""The recogniser and its parts on annotated passages, beside spaCy's en_core_web_sm: quality and speed.

usage: python benchmarks/entities.py [PASSAGES.jsonl GOLD.jsonl [IDS.json]]

Without files: the 20 texts of ``entities_texts`` beside this file, each in the manner of another kind of source, from
which no model learns; ``canonical.tsv`` there has the canonical names that differ from the words. With files: PASSAGES
are rows with `id` and `text`, GOLD rows with `passage_id`, `start`, `end`, `label`, `canonical`, IDS the passages that
were annotated. Strict: same span and label; ECE: expected calibration error of the scores. Speed: words a second of
processor time on one thread; cold: the first pass, with all caches of words empty; warm: best of five more.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bdjp_nlp.entities.evidence import Evidence
from bdjp_nlp.entities.examples import Conventions, read_examples
from bdjp_nlp.entities.measuring import Span, measure
from bdjp_nlp.entities.recogniser import Recogniser
from bdjp_nlp.entities.spacy_model import load_spacy
from bdjp_nlp.entities.tokens import folded_name
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.stages.entities import Entities, EntitySettings

Found = dict[Span, float]
Passage = tuple[str, dict[Span, str]]
"""A text and its true mentions with their canonical names."""
TEXTS = Path(__file__).parent / "entities_texts"
ROUNDS = 5
SPACY_LABELS = dict(
    pair.split(":")
    for pair in (
        "GPE:STATE NORP:NORP PERSON:PERSON ORG:ORG LOC:PLACE FAC:PLACE EVENT:EVENT LAW:POLICY PRODUCT:EQUIPMENT "
        "MONEY:MONEY DATE:DATE PERCENT:PERCENT QUANTITY:QUANTITY"
    ).split()
)


def main(*files: str) -> None:
    """Print one row of figures for each way of finding mentions, then the recogniser's by label."""
    stage = Entities(EntitySettings(), find_pipeline(None))
    recogniser, labels = stage.recogniser, stage.folder.codebook.names("entities")
    passages = read_rows(*files) if files else read_texts(Conventions(recogniser.finder))
    texts = [text for text, _ in passages]
    true = [set(marks) for _, marks in passages]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} passages, {words} words, {sum(map(len, true))} mentions")
    print(f"{'':34s} micro  macro  span recall  ECE    words/s cold     warm")
    by_label = {}
    for title, way in ways(recogniser).items():
        found, first = timed(way, texts)
        warm = min(timed(way, texts)[1] for _ in range(ROUNDS))
        figures = measure(zip(true, found, strict=True), labels)
        by_label = by_label or figures.labels
        print(
            f"{title:34s} {figures.micro:.3f}  {figures.macro:.3f}  {figures.span_recall:.3f}        "
            f"{figures.calibration_error:.3f}  {words / first:12,.0f} {words / warm:8,.0f}"
        )
    named = [found.mentions[0] for found in recogniser([text] for text in texts)]
    right = [
        folded_name(marks[span]).replace(" ", "") == folded_name(one.canonical).replace(" ", "")
        for (_, marks), mentions in zip(passages, named, strict=True)
        for one in mentions
        if (span := (one.mention.start, one.mention.end, one.mention.label)) in marks
    ]
    print(f"canonical name right, of the strict hits: {sum(right) / len(right):.3f}")
    for label, one in by_label.items():
        print(f"  {label:13s} P {one.precision:.3f}  R {one.recall:.3f}  F1 {one.f1:.3f}  n {one.count}")


def read_rows(passages: str, gold: str, ids: str | None = None) -> list[Passage]:
    """The annotated passages of the files."""
    wanted = set(json.loads(Path(ids).read_text("utf-8"))) if ids else None
    rows = [json.loads(line) for line in Path(passages).read_text("utf-8").splitlines()]
    marks: dict[str, dict[Span, str]] = {row["id"]: {} for row in rows}
    for mark in map(json.loads, Path(gold).read_text("utf-8").splitlines()):
        if mark["passage_id"] in marks:
            marks[mark["passage_id"]][mark["start"], mark["end"], mark["label"]] = mark["canonical"]
    return [(row["text"], marks[row["id"]]) for row in rows if not wanted or row["id"] in wanted]


def read_texts(conventions: Conventions) -> list[Passage]:
    """The annotated texts beside this file."""
    lines = (TEXTS / "canonical.tsv").read_text("utf-8").splitlines()[1:]
    canonical = {(label, words): name for label, words, name in (line.split("\t") for line in lines)}
    return [
        (
            example.text,
            {
                (start, end, label): canonical.get((label, example.text[start:end]), example.text[start:end])
                for start, end, label in example.spans
            },
        )
        for example in read_examples(TEXTS, conventions)
    ]


def timed(way: Callable[[Sequence[str]], list[Found]], texts: Sequence[str]) -> tuple[list[Found], float]:
    """What is found in texts, and the seconds of processor time that it took."""
    start = time.process_time()
    found = way(texts)
    return found, time.process_time() - start


def ways(recogniser: Recogniser) -> dict[str, Callable[[Sequence[str]], list[Found]]]:
    """The recogniser, its parts alone, and spaCy's model with its labels mapped to ours."""
    nlp = load_spacy()

    def whole(texts: Sequence[str]) -> list[Found]:
        mentions = [found.mentions[0] for found in recogniser([text] for text in texts)]
        return [{(n.mention.start, n.mention.end, n.mention.label): n.mention.score for n in one} for one in mentions]

    def model(texts: Sequence[str]) -> list[Found]:
        evidence = [recogniser.finder(text) for text in texts]
        return [
            {_span(one, span.first, span.stop, span.label): span.score for span in spans}
            for one, spans in zip(evidence, recogniser.tagger(evidence), strict=True)
        ]

    def spacy(texts: Sequence[str]) -> list[Found]:
        return [
            {(e.start_char, e.end_char, SPACY_LABELS[e.label_]): 1.0 for e in doc.ents if e.label_ in SPACY_LABELS}
            for doc in nlp.pipe(texts)
        ]

    return {
        "recogniser": whole,
        "its model alone": model,
        "its lists and grammars alone": lambda texts: [_listed(recogniser.finder(text)) for text in texts],
        "en_core_web_sm": spacy,
    }


def _span(evidence: Evidence, first: int, stop: int, label: str) -> Span:
    return evidence.tokens.starts[first], evidence.tokens.ends[stop - 1], label


def _listed(evidence: Evidence) -> Found:
    """Sure names, values and built names; of those that overlap, the longest, and in that order."""
    candidates = [
        (match.first, match.stop, match.names[0].label)
        for match in evidence.matches
        if not any(name.ambiguous for name in match.names)
    ]
    candidates += [(value.first, value.stop, value.label) for value in evidence.values]
    candidates += [(built.first, built.stop, built.label) for built in evidence.built]
    taken: set[int] = set()
    found: Found = {}
    for first, stop, label in sorted(candidates, key=lambda one: one[0] - one[1]):
        if taken.isdisjoint(range(first, stop)):
            taken.update(range(first, stop))
            found[_span(evidence, first, stop, label)] = 1.0
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
