"""Listing: the run's documents in lines, with how they were read and how many of their passages are coded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from bdjp_nlp.review.corpus import Corpus
from bdjp_nlp.review.overlay import NOW


@dataclass(frozen=True)
class DocumentLine:
    """A document in a list. `coded`: passages that bear a code now; `uncertain`: those of which the model is unsure."""

    doc_id: str
    path: str
    title: str
    authors: tuple[str, ...]
    date: str
    pages: int
    status: str
    message: str
    warnings: tuple[str, ...]
    coded: int
    uncertain: int


def counts(corpus: Corpus) -> dict[str, int]:
    """Documents by status, and pages, under the key "pages"."""
    found = {str(status): int(count) for status, count in corpus.ask("SELECT status, count(*) FROM listed GROUP BY 1")}
    return found | {"pages": int(corpus.ask("SELECT coalesce(sum(pages), 0) FROM listed")[0][0])}


def documents(corpus: Corpus, over: pa.Table, like: str = "", offset: int = 0, limit: int = 50) -> list[DocumentLine]:
    """Documents in the run's order, those whose path, title or authors have the words `like`."""
    rows = corpus.ask(
        f"""WITH {NOW}, chosen AS (
            SELECT *, row_number() OVER () AS place FROM listed
            WHERE contains(lower(concat_ws(' ', path, title, array_to_string(authors, ' '))), lower(?))
            LIMIT {int(limit)} OFFSET {int(offset)}
        )
        SELECT doc_id, path, title, authors, date, pages, status, coalesce(message, ''), warnings,
            (SELECT count(DISTINCT passage_id) FROM now WHERE now.doc_id = chosen.doc_id),
            (SELECT count(DISTINCT passage_id) FROM codes WHERE codes.doc_id = chosen.doc_id AND uncertain)
        FROM chosen ORDER BY place""",
        [like],
        over,
    )
    return [_document_line(row) for row in rows]


def troubled(corpus: Corpus, limit: int) -> list[DocumentLine]:
    """Documents that failed, are partial, or were read with a warning, the worst first."""
    rows = corpus.ask(
        "SELECT doc_id, path, title, authors, date, pages, status, coalesce(message, ''), warnings, 0, 0 "
        "FROM listed WHERE status <> 'ok' OR len(warnings) > 0 "
        f"ORDER BY status = 'failed' DESC, status = 'partial' DESC, path LIMIT {int(limit)}"
    )
    return [_document_line(row) for row in rows]


def _document_line(row: Sequence[Any]) -> DocumentLine:
    doc_id, path, title, authors, date, pages, status, message, warnings, coded, uncertain = row
    return DocumentLine(
        doc_id, path, title, tuple(authors or ()), date, pages, status, message, tuple(warnings or ()), coded, uncertain
    )
