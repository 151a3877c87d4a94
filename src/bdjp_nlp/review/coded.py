"""Coded: how many passages bear which codes now, and which ones."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from bdjp_nlp.review.corpus import Corpus, PlaceOf
from bdjp_nlp.review.overlay import NOW


def by_label(corpus: Corpus, over: pa.Table) -> dict[tuple[str, str], int]:
    """How many passages bear a code now, by group and label; a label "" means any of its group."""
    rows = corpus.ask(
        f"""WITH {NOW} SELECT grp, coalesce(label, ''), count(DISTINCT passage_id)
        FROM now GROUP BY GROUPING SETS ((grp, label), (grp))""",
        (),
        over,
    )
    return {(group, label): count for group, label, count in rows}


def matrix(corpus: Corpus, over: pa.Table) -> dict[tuple[str, str], int]:
    """How many passages bear a theme and a constraint; a label "" means any of its group."""
    rows = corpus.ask(
        f"""WITH {NOW}, t AS (SELECT passage_id, label FROM now WHERE grp = 'themes'),
            k AS (SELECT passage_id, label FROM now WHERE grp = 'constraints')
        SELECT coalesce(t.label, ''), coalesce(k.label, ''), count(DISTINCT passage_id)
        FROM t JOIN k USING (passage_id) GROUP BY CUBE (t.label, k.label)""",
        (),
        over,
    )
    return {(theme, constraint): count for theme, constraint, count in rows}


def by_year(corpus: Corpus, over: pa.Table) -> dict[tuple[str, str, str], int]:
    """How many passages bear a code now, by the year of their document, group and label."""
    rows = corpus.ask(
        f"""WITH {NOW} SELECT date[1:4] AS year, grp, label, count(*)
        FROM now JOIN listed USING (doc_id) WHERE regexp_matches(date, '^[0-9]{{4}}') GROUP BY ALL""",
        (),
        over,
    )
    return {(year, group, label): count for year, group, label, count in rows}


def bearing(
    corpus: Corpus, over: pa.Table, wanted: Mapping[str, str], year: str, offset: int, limit: int
) -> tuple[int, list[PlaceOf]]:
    """Passages that bear a label of each group in `wanted` ("" is any of the group), in reading order, counted.

    `year`: of the document, "" for any.
    """
    ctes, joins, values = [], [], []
    for number, (group, label) in enumerate(wanted.items()):
        ctes.append(f"w{number} AS (SELECT DISTINCT passage_id FROM now WHERE grp = ? AND (? = '' OR label = ?))")
        joins.append(f"JOIN w{number} USING (passage_id)")
        values += [group, label, label]
    found = (
        f"WITH {', '.join([NOW, *ctes])} SELECT DISTINCT doc_id, passage_id FROM now {' '.join(joins)} "
        "JOIN listed USING (doc_id) WHERE starts_with(coalesce(date, ''), ?)"
    )
    values.append(year)
    count = corpus.ask(f"SELECT count(*) FROM ({found})", values, over)[0][0]
    rows = corpus.ask(
        f"""SELECT f.doc_id, f.passage_id FROM ({found}) f JOIN listed USING (doc_id)
        JOIN (SELECT doc_id, passage_id, "order" AS place FROM passages) p
            ON p.passage_id = f.passage_id AND p.doc_id = f.doc_id
        ORDER BY shard, file_row_number, place LIMIT {int(limit)} OFFSET {int(offset)}""",
        values,
        over,
    )
    return int(count), [PlaceOf(*row) for row in rows]
