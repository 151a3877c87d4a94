"""A run made by hand: three papers, one a PDF, with every kind of row and the signs on which offsets break."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

from bdjp_nlp.document import Document
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.processing import Outcome
from bdjp_nlp.reading import load_source
from bdjp_nlp.rows import STRUCTURE, Constraint, DocumentRow, Entity, Fact, Passage, Sentence, Theme
from bdjp_nlp.store.run_directory import RunDirectory
from bdjp_nlp.store.schema import WORDS, to_arrow, words_to_arrow
from bdjp_nlp.store.shard import DocumentRecord
from readers.pdf.typeset import typeset

KINDS = (Sentence, Entity, Theme, Constraint, Fact)
SEA = """# Patrols 🚢 in the strait

The navy of Oman met two ships 🚢🚢 off Muscat. বাংলাদেশ নৌবাহিনী sent Café́ crews. They left in May.

=SUM(A1) is what this made-up paragraph begins with; Oman waits for spare parts from one yard.

- A list item about drills with Fiji.
"""
LAND = """# A plain paper

Fiji asked for boats. The law of the seller forbids it. Fiji asked for boats again.
"""
PDF = """= A typeset paper
Chile bought two radars from Canada in 2021. The licence came late, and the radars stood in a shed for a year.

The crews of Chile drilled with Fiji. No paper of this world says so, for this text is made up."""
WORDS_OF = {
    "entities": {
        "Oman": "STATE",
        "Fiji": "STATE",
        "Muscat": "PLACE",
        "Chile": "STATE",
        "Canada": "STATE",
        "2021": "DATE",
    },
    "themes": {"navy": "maritime_security", "drill": "training_exercises", "boats": "equipment_technology"},
    "constraints": {"spare parts": "supplier_dependence", "law": "export_regulation", "licence": "export_regulation"},
    "facts": {"bought two radars": "receives"},
}


def make_run(folder: Path) -> Path:
    """Write the papers and their run below `folder`."""
    papers = folder / "papers"
    papers.mkdir(parents=True)
    (papers / "sea.md").write_text(SEA, "utf-8")
    (papers / "land.md").write_text(LAND, "utf-8")
    (papers / "typeset.pdf").write_bytes(typeset(PDF))
    config = folder / "own.toml"
    config.write_text('[[stages]]\nname = "sentences"\n')
    pipeline = load_pipeline(config)
    done: dict[str, tuple[DocumentRecord, Outcome]] = {}
    for path in sorted(map(str, papers.iterdir())):
        source = load_source(path, pipeline.reader)
        document = annotated(pipeline.annotate(pipeline.read(source), ("sentences",), {}))
        done[path] = (_record(document), _outcome(document))
    run = folder / "run"
    directory = RunDirectory(run)
    with directory.lock():
        directory.plan(list(done))
        directory.commit(0, list(done), done, KINDS)
        directory.write_run_json(_info(done))
    return run


def annotated(document: Document) -> Document:
    """The document with a mark for every one of `WORDS_OF`."""
    for kind, rows in (
        (Entity, _entities(document)),
        (Theme, _codings(document, Theme)),
        (Constraint, _codings(document, Constraint)),
        (Fact, _facts(document)),
    ):
        document = document.with_layer(kind, list(rows))  # type: ignore[type-var]
    return document


def _found(document: Document, layer: str) -> Iterator[tuple[Passage, Sentence, int, str, str]]:
    for passage in document.passages:
        for sentence in document.sentences_by_passage.get(passage.passage_id, ()):
            for words, label in WORDS_OF[layer].items():
                at = sentence.text.find(words)
                if at >= 0:
                    yield passage, sentence, sentence.start + at, words, label


def _entities(document: Document) -> Iterator[Entity]:
    for passage, sentence, at, words, label in _found(document, "entities"):
        yield Entity(
            passage.passage_id,
            sentence.sentence_id,
            at,
            at + len(words),
            words,
            label,
            words,
            f"id{crc32(words.encode())}",
            "gazetteer",
            0.9,
            "2021" if label == "DATE" else None,
        )


def _codings(document: Document, kind: type[Theme | Constraint]) -> Iterator[Theme | Constraint]:
    whole: set[tuple[str, str]] = set()
    more = (True, "constrains") if kind is Constraint else ()
    for passage, sentence, at, words, label in _found(document, kind.table):
        evidence = ((at, at + len(words)),)
        identifier = passage.passage_id
        if (identifier, label) not in whole:
            whole.add((identifier, label))
            yield kind(identifier, None, label, 0.8125, True, False, evidence, f"{kind.table}-model", *more)
        yield kind(identifier, sentence.sentence_id, label, 0.75, True, True, evidence, f"{kind.table}-model", *more)
    for passage in document.passages:
        yield kind(passage.passage_id, None, "regional_instability", 0.01, False, False, (), f"{kind.table}-model")


def _facts(document: Document) -> Iterator[Fact]:
    for passage, sentence, at, words, label in _found(document, "facts"):
        subject, other = (passage.text.index(name) for name in ("Chile", "Canada"))
        yield Fact(
            passage.passage_id,
            sentence.sentence_id,
            subject="Chile",
            relation=label,
            object="Canada",
            amount=None,
            unit=None,
            date="2021",
            modality="done",
            asserted_by=None,
            start=at,
            end=at + len(words),
            quote=words,
            score=0.7,
            indirect="radar",
            subject_start=subject,
            subject_end=subject + len("Chile"),
            object_start=other,
            object_end=other + len("Canada"),
        )


def _record(document: Document) -> DocumentRecord:
    return DocumentRecord(
        path=document.path,
        doc_id=document.doc_id,
        sha256=document.sha256,
        signature=(0, 0, 0),
        status="ok",
        error=None,
        fingerprints={"reader": "r1", "sentences": "s1"},
    )


def _outcome(document: Document) -> Outcome:
    row = DocumentRow(
        document.path,
        document.sha256,
        document.media_type,
        document.title,
        document.authors,
        document.date,
        document.language,
        document.pages,
        "ok",
        None,
        None,
        (),
        0.1,
    )
    kinds = (*STRUCTURE, *KINDS)
    tables = {kind.table: to_arrow(kind, document.doc_id, document.rows(kind)) for kind in kinds}
    tables[WORDS] = words_to_arrow(document.doc_id, document.words)
    return Outcome(document.path, document.doc_id, row, document.text, tables, {})


def _info(done: dict[str, tuple[DocumentRecord, Outcome]]) -> dict[str, object]:
    stages = [("sentences", {}), *((k.table, {"model": f"{k.table}-model"}) for k in (Entity, Theme, Constraint, Fact))]
    return {
        "bdjp_nlp": "0.1.0",
        "status": "finished",
        "started": "2026-01-02T03:04:05+00:00",
        "seconds": 1.0,
        "pipeline": {
            "config": "own.toml",
            "reader": {},
            "stages": [{"name": name, "settings": {}, "resources": resources} for name, resources in stages],
            "fingerprints": {name: f"{name}-1" for name in ("reader", *(name for name, _ in stages))},
        },
        "inputs": [
            {"path": r.path, "doc_id": r.doc_id, "sha256": r.sha256, "status": r.status} for r, _ in done.values()
        ],
        "duplicates": [],
        "counts": {},
        "work": {},
        "stage_seconds": {},
        "failures": [],
    }


def lines(path: Path) -> Sequence[dict[str, object]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
