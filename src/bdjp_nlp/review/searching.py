"""Searching: passages that hold all the words of a query, each hit with the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from bdjp_nlp.review.corpus import Corpus
from bdjp_nlp.review.overlay import NOW
from bdjp_nlp.rows import Span

AROUND = 90
"""Code points shown on either side of a hit."""
_TERM = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True)
class Filters:
    """What a search asks for: `words` (in quotes: as they stand), a code's group and label, a name, a document."""

    words: str = ""
    group: str = ""
    label: str = ""
    name: str = ""
    doc: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not any((self.words.strip(), self.label, self.name.strip(), self.doc.strip()))


@dataclass(frozen=True)
class Hit:
    """A passage that fits, with its first words found in the middle."""

    doc_id: str
    passage_id: str
    page: int
    document: str
    left: str
    middle: str
    right: str


@dataclass(frozen=True)
class Found:
    """`count` passages in `documents` documents, and those of the page asked for."""

    count: int
    documents: int
    hits: tuple[Hit, ...]


def terms(words: str) -> tuple[str, ...]:
    """The terms of a query, in small letters."""
    return tuple(
        term for match in _TERM.finditer(words) if (term := (match[1] or match[2] or "").strip().strip('"').lower())
    )


def search(corpus: Corpus, filters: Filters, over: pa.Table, offset: int, limit: int) -> Found:
    """The passages that fit, in reading order; white space and capitals make no difference."""
    wanted = terms(filters.words)
    conditions, values = ["TRUE"], list[object]()
    for term in wanted:
        conditions.append("contains(lower(p.text), ?)")
        values.append(term)
    if filters.label:
        conditions.append("p.passage_id IN (SELECT passage_id FROM now WHERE grp = ? AND label = ?)")
        values += [filters.group, filters.label]
    if filters.name.strip():
        conditions.append(
            "p.passage_id IN (SELECT passage_id FROM entities "
            "WHERE contains(lower(canonical), lower(?)) OR contains(lower(text), lower(?)))"
        )
        values += [filters.name.strip()] * 2
    if filters.doc.strip():
        conditions.append("contains(lower(concat_ws(' ', l.path, l.title, l.doc_id)), lower(?))")
        values.append(filters.doc.strip())
    rows = corpus.ask(
        f"""WITH {NOW}, fit AS (
            SELECT p.doc_id, p.passage_id, p.page_first, p.text, coalesce(nullif(l.title, ''), l.path) AS document,
                l.filename, l.file_row_number, p."order" AS place
            FROM passages p JOIN listed l USING (doc_id) WHERE {" AND ".join(conditions)}
        )
        SELECT doc_id, passage_id, page_first, text, document, (SELECT count(*) FROM fit),
            (SELECT count(DISTINCT doc_id) FROM fit)
        FROM fit ORDER BY filename, file_row_number, place LIMIT {int(limit)} OFFSET {int(offset)}""",
        values,
        over,
    )
    if not rows:
        return Found(0, 0, ())
    hits = tuple(Hit(row[0], row[1], row[2], row[4], *in_context(row[3], wanted)) for row in rows)
    return Found(int(rows[0][5]), int(rows[0][6]), hits)


def in_context(text: str, wanted: tuple[str, ...]) -> tuple[str, str, str]:
    """The words before, the words found first, the words after; without terms, the passage's beginning.

    What is cut is cut at a blank, where there is one.
    """
    start, end = next(_places(text, wanted), (0, 0))
    left = text[max(0, start - AROUND) : start]
    right = text[end : end + AROUND + (AROUND - len(left))]
    if start > AROUND:
        left = "… " + (left.partition(" ")[2] or left)
    if end + len(right) < len(text):
        right = (right.rpartition(" ")[0] or right) + " …"
    return left, text[start:end], right


def _places(text: str, wanted: tuple[str, ...]) -> Iterator[Span]:
    for term in wanted:
        match = re.search(re.escape(term), text, re.IGNORECASE)
        if match:
            yield match.span()
