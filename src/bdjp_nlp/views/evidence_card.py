"""Evidence card: a row as something that can be cited: its words, their place, and who said what of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bdjp_nlp.chicago_date import written_date
from bdjp_nlp.errors import UsageError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import Box, DocumentRow, Passage, Row, Span
from bdjp_nlp.store.run_directory import open_run, read_run_json
from bdjp_nlp.store.schema import DOC_ID, WORDS, from_arrow

R = TypeVar("R", bound=Row)

NAMED_AUTHORS = 3
"""With more, Chicago's notes name the first and write "et al."."""


@dataclass(frozen=True)
class CardLabel:
    """What was said of the words: a label, the probability that the model gave it, and the model or the person."""

    group: str
    label: str
    score: float | None
    by: str


@dataclass(frozen=True)
class EvidenceCard:
    """A quote that can be cited and found again.

    `start`, `end`: half-open code points of the passage's text. `boxes`: [page, x0, y0, x1, y1] in points from the top
    left, empty where the format has no pages. `document_sha256` is of the file, `quote_sha256` of the words in UTF-8.
    """

    quote: str
    reference: str
    path: str
    page: int
    boxes: tuple[Box, ...]
    doc_id: str
    passage_id: str
    start: int
    end: int
    document_sha256: str
    quote_sha256: str
    labels: tuple[CardLabel, ...]
    made_by: str


def chicago_note(document: DocumentRow, page: int) -> str:
    """A note in the style of the Chicago Manual (17th edition, 14.1): First Last, “Title,” date, page."""
    authors = list(document.authors)
    if len(authors) > NAMED_AUTHORS:
        named = f"{authors[0]} et al."
    elif len(authors) > 1:
        named = ", ".join(authors[:-1]) + f"{',' if len(authors) > 2 else ''} and {authors[-1]}"
    else:
        named = "".join(authors)
    title = document.title or PurePath(document.path).name
    parts = [named, f"“{title}{'' if title.endswith(('?', '!')) else ','}”" if title else ""]
    head = ", ".join(filter(None, parts))
    tail = ", ".join(filter(None, [written_date(document.date) or "n.d.", str(page) if page else ""]))
    return f"{head} {tail.removesuffix('.')}."


def make_card(
    run: Path, doc_id: str, document: DocumentRow, passage: Passage, span: Span, labels: Sequence[CardLabel]
) -> EvidenceCard:
    """The card of some words of a passage; its boxes are the words', read from the run."""
    start, end = span
    quote = passage.text[start:end]
    boxes = passage.boxes if span == (0, len(passage.text)) else _boxes(run, doc_id, passage, span)
    return EvidenceCard(
        quote=quote,
        reference=chicago_note(document, int(boxes[0][0]) if boxes else passage.page_first),
        path=document.path,
        page=int(boxes[0][0]) if boxes else passage.page_first,
        boxes=boxes,
        doc_id=doc_id,
        passage_id=passage.passage_id,
        start=start,
        end=end,
        document_sha256=document.sha256,
        quote_sha256=sha256_hex(quote.encode()),
        labels=tuple(labels),
        made_by=f"bdjp-nlp {read_run_json(run)['bdjp_nlp']}",
    )


def cards(run: Path, table: str, rows: pa.Table) -> Iterator[EvidenceCard]:
    """The cards of rows of a table, as `bdjp_nlp.views.query.select` gives them.

    Raises `UsageError` for tables whose rows point at no words.
    """
    if table not in ("passages", "sentences", "entities", "themes", "constraints", "facts"):
        raise UsageError(f"--card: rows of {table!r} point at no words; ask for passages, themes, entities, facts …")
    recogniser = _model_of(run, "entities")
    for row in rows.to_pylist():
        (document,) = _read(run, DocumentRow, row[DOC_ID])
        passage = next(p for p in _read(run, Passage, row[DOC_ID]) if p.passage_id == row["passage_id"])
        yield make_card(run, row[DOC_ID], document, passage, _span(passage, row), _labels(table, row, recogniser))


def _span(passage: Passage, row: Mapping[str, Any]) -> Span:
    """The row's own words; of a sentence's code those of the sentence."""
    if row.get("start") is not None:
        return int(row["start"]), int(row["end"])
    quote = row.get("quote")
    place = passage.text.find(quote) if quote else 0
    return (place, place + len(quote)) if quote and place >= 0 else (0, len(passage.text))


def _labels(table: str, row: Mapping[str, Any], recogniser: str) -> list[CardLabel]:
    if table in ("themes", "constraints"):
        return [CardLabel(table, row["label"], row["score"], f"model {row['model']}")]
    if table == "entities":
        by = f"model {recogniser}" if row["method"] == "model" else row["method"]
        return [CardLabel(table, f"{row['label']} {row['canonical']}", row["score"], by)]
    if table == "facts":
        triple = f"{row['subject']} {row['relation']} {row['object']} ({row['modality']})"
        return [CardLabel(table, triple, row["score"], "rules of the stage facts")]
    return []


def _model_of(run: Path, stage: str) -> str:
    pipeline: Any = read_run_json(run)["pipeline"]
    for entry in pipeline["stages"]:
        if entry["name"] == stage:
            return str(entry["resources"].get("model", "unknown"))
    return "unknown"


def _read(run: Path, kind: type[R], doc_id: str) -> tuple[R, ...]:
    folder = open_run(run) / f"{kind.table}.parquet"
    return from_arrow(kind, pq.read_table(folder, filters=pc.field(DOC_ID) == doc_id))


def _boxes(run: Path, doc_id: str, passage: Passage, span: Span) -> tuple[Box, ...]:
    """The boxes of the words that touch a span, those of a line joined."""
    folder = run / f"{WORDS}.parquet"
    if not folder.is_dir():
        return ()
    start, end = passage.doc_start + span[0], passage.doc_start + span[1]
    inside = (pc.field(DOC_ID) == doc_id) & (pc.field("doc_start") < end) & (pc.field("doc_end") > start)
    words = pq.read_table(folder, filters=inside).to_pylist()
    return tuple(_lines((w["page"], w["x0"], w["y0"], w["x1"], w["y1"]) for w in words))


def _lines(boxes: Iterable[Box]) -> Iterator[Box]:
    line: Box | None = None
    for box in boxes:
        if line is None:
            line = box
        elif box[0] == line[0] and box[1] >= line[3] - 1 and box[2] < line[4] and box[4] > line[2]:
            line = (line[0], line[1], min(line[2], box[2]), box[3], max(line[4], box[4]))
        else:
            yield line
            line = box
    if line is not None:
        yield line


def card_text(card: EvidenceCard) -> str:
    """A card as plain text, to paste into a paper, a mail or a note."""
    lines = [f"“{card.quote}”", "", card.reference, ""]
    for label in card.labels:
        score = "" if label.score is None else f", probability {label.score:.2f}"
        lines.append(f"{label.group}: {label.label}{score} ({label.by})")
    if card.boxes:
        places = "; ".join(f"p. {int(b[0])} [{b[1]:.0f}, {b[2]:.0f}, {b[3]:.0f}, {b[4]:.0f}]" for b in card.boxes)
        lines.append(f"place: {places} (points from the top left)")
    lines += [
        f"passage {card.passage_id}, code points {card.start} to {card.end}",
        f"file {card.path}, sha256 {card.document_sha256}",
        f"quote sha256 {card.quote_sha256}",
        card.made_by,
    ]
    return "\n".join(lines) + "\n"
