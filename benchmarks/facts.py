"""How good and how fast the facts are: ``python benchmarks/facts.py [FOLDER…]``, folders of texts with listed facts.

Without a folder: the evaluation texts beside this file, on which no scorer is fitted. Four ways are compared: the
stage, its candidates without the scorer, the stage with a gate that is open to every sentence in which a fact is
possible, and a matcher without any parse, which takes the nearest fitting mentions around a trigger. The times are of
processor time on one thread, caches warm, models out of the garbage collector's sight as in a worker; words are those
of the whole texts.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.facts.candidate import ReadSentence
from bdjp_nlp.facts.examples import ListedFact, ListedPassage, read_examples, same_name
from bdjp_nlp.facts.extraction import Extractor
from bdjp_nlp.facts.gate import load_place_scorer
from bdjp_nlp.facts.resources import load_extractor, wording_folder
from bdjp_nlp.facts.scorer import load_scorer
from bdjp_nlp.facts.training import Figures, count, read_passages
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline
from bdjp_nlp.stage import NoSettings
from bdjp_nlp.stages.entities import Entities, EntitySettings
from bdjp_nlp.stages.facts import DEFAULT_THRESHOLD, Facts, FactSettings, read_sentences
from bdjp_nlp.stages.sentences import Sentences

EVALUATION = Path(__file__).parent / "facts_texts"
PAPERS = Path(__file__).resolve().parents[1] / "corpus" / "papers_source" / "sources"
AUXILIARY_REACH = 5
ROUNDS = 3


@dataclass(frozen=True)
class Guess:
    """What the matcher without a parse makes of a sentence."""

    subject: str
    relation: str
    object: str
    modality: str


def guesses(read: ReadSentence, extractor: Extractor) -> Iterator[Guess]:
    """For each trigger, the nearest fitting mention before it and the nearest after it."""
    words = [(match.lower(), at) for match, at in _words(read.sentence.text, read.sentence.start)]
    for number, (form, at) in enumerate(words):
        for trigger in extractor.lexicon.at(form, ()):
            fits = extractor.lexicon.subjects[trigger.number], extractor.lexicon.objects[trigger.number]
            before = [e for e in read.entities if e.end <= at and fits[0](e.label, "")]
            after = [e for e in read.entities if e.start > at and fits[1](e.label, "")]
            if before and after:
                near = [word for word, _ in words[max(0, number - AUXILIARY_REACH) : number]]
                modality = _modality(near, extractor)
                yield Guess(before[-1].canonical, trigger.frame.relation, after[0].canonical, modality)
                break


def _words(text: str, start: int) -> Iterator[tuple[str, int]]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield word.strip(".,;:()“”\"'"), start + at
        at += len(word)


def _modality(near: Sequence[str], extractor: Extractor) -> str:
    words = extractor.wording.modality
    if any(word in words.negations for word in near):
        return "denied"
    if any(word in words.possible_auxiliaries for word in near):
        return "possible"
    return "planned" if any(word in words.planned_auxiliaries or word in words.planned for word in near) else "done"


def without_parse(folder: PipelineFolder, extractor: Extractor, passages: Sequence[ListedPassage]) -> Figures:
    """The figures of the matcher without a parse."""
    written = right = listed = found = 0
    for passage, document in zip(passages, _documents(folder, [passage.text for passage in passages]), strict=True):
        facts = [fact for sentence in passage.sentences for fact in sentence.facts]
        told = {guess for read in read_sentences(document) for guess in guesses(read, extractor)}
        written, listed = written + len(told), listed + len(facts)
        right += sum(any(_same(fact, guess) for fact in facts) for guess in told)
        found += sum(any(_same(fact, guess) for guess in told) for fact in facts)
    return Figures(written, right, listed, found)


def _same(fact: ListedFact, guess: Guess) -> bool:
    return (
        guess.relation in fact.relations
        and fact.modality == guess.modality
        and any(same_name(name, guess.subject) for name in fact.subject)
        and any(same_name(name, guess.object) for name in fact.objects)
    )


def _documents(folder: PipelineFolder, texts: Sequence[str]) -> list[Document]:
    drafts = [
        from_draft(
            Draft(tuple(Block("paragraph", block) for block in text.split("\n\n") if block.strip())),
            path="",
            sha256=sha256_hex(text.encode()),
        )
        for text in texts
    ]
    return list(Entities(EntitySettings(), folder)(Sentences(NoSettings(), folder)(drafts)))


def speeds(folder: PipelineFolder) -> None:
    """Words a second of the entity stage, of the fact stage and of the bare parser; share of sentences parsed."""
    texts = [file.read_text("utf-8") for file in sorted(PAPERS.glob("*.md"))]
    documents = _documents(folder, texts)
    words = sum(len(text.split()) for text in texts)
    entities, facts = Entities(EntitySettings(), folder), Facts(FactSettings(), folder)
    extractor = load_extractor(folder, load_place_scorer(wording_folder(folder)))
    reads = [read for document in documents for read in read_sentences(document)]
    worth = [read for read in reads if any(map(extractor.gate, read.parts()))]
    every = [(read.sentence, ()) for read in reads]
    rows = {
        "entities": lambda: list(entities(documents)),
        "facts": lambda: list(facts(documents)),
        "parser on every sentence, mentions unmerged": lambda: list(extractor.parser.trees(every)),
    }
    for name, work in rows.items():
        work()
        gc.collect()
        gc.freeze()  # as in a worker
        print(f"{name}: {words / min(map(_seconds, [work] * ROUNDS)):,.0f} words/s")
    print(f"parsed: {len(worth) / len(reads):.0%} of {len(reads)} sentences")


def _seconds(work: object) -> float:
    assert callable(work)
    start = time.process_time()
    work()
    return time.process_time() - start


def main(folders: Sequence[Path]) -> None:
    """Print the figures."""
    folder = find_pipeline(None)
    extractor = load_extractor(folder, load_place_scorer(wording_folder(folder)))
    open_gate = load_extractor(folder, None)
    scorer = load_scorer(wording_folder(folder))
    for texts in folders:
        passages = list(read_examples(texts))
        read = read_passages(folder, extractor, passages)
        ways = {
            "stage": count(read, scorer, DEFAULT_THRESHOLD),
            "without the scorer": count(read, scorer, 0.0),
            "with an open gate": count(read_passages(folder, open_gate, passages), scorer, DEFAULT_THRESHOLD),
            "without a parse": without_parse(folder, extractor, passages),
        }
        sentences = sum(len(passage.sentences) for passage in passages)
        print(f"{texts.name}: {sentences} lines, {ways['stage'].listed} listed facts")
        for way, figures in ways.items():
            print(f"  {way}: precision {figures.precision:.3f}, recall {figures.recall:.3f}, rows {figures.written}")
    speeds(folder)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or sorted(p for p in EVALUATION.iterdir() if p.is_dir()))
