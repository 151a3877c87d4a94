"""Names: the named things of a run, what words name them and where, and what is named beside them."""

from __future__ import annotations

from dataclasses import dataclass

from bdjp_nlp.errors import StoreError
from bdjp_nlp.review.corpus import Corpus, PlaceOf


@dataclass(frozen=True)
class Name:
    """A named thing with how often it is named and in how many documents."""

    entity_id: str
    label: str
    canonical: str
    mentions: int
    documents: int


def names(corpus: Corpus, label: str = "", like: str = "", offset: int = 0, limit: int = 12) -> tuple[int, list[Name]]:
    """Named things, most named first; values such as dates and amounts only where their label is asked for."""
    where = (
        "FROM names WHERE (? = '' AND named OR label = ?) AND "
        "(contains(lower(canonical), lower(?)) OR entity_id IN "
        "(SELECT entity_id FROM things WHERE ? <> '' AND contains(lower(text), lower(?))))"
    )
    values = [label, label, like, like, like]
    count = corpus.ask(f"SELECT count(*) {where}", values)[0][0]
    rows = corpus.ask(
        f"SELECT entity_id, label, canonical, mentions, documents {where} "
        f"ORDER BY mentions DESC, canonical LIMIT {int(limit)} OFFSET {int(offset)}",
        values,
    )
    return int(count), [Name(*row) for row in rows]


def name(corpus: Corpus, entity_id: str) -> Name:
    """A named thing, of a nationality its state; raises `StoreError` where the run names no such one."""
    asked = "SELECT entity_id, label, canonical, mentions, documents FROM names WHERE entity_id = "
    rows = corpus.ask(f"{asked}?", [entity_id])
    rows = rows or corpus.ask(f"{asked}(SELECT mode(state_id) FROM state_of WHERE entity_id = ?)", [entity_id])
    if not rows:
        raise StoreError(f"{corpus.run}: names no entity {entity_id!r}")
    return Name(*rows[0])


def forms(corpus: Corpus, entity_id: str, limit: int) -> list[tuple[str, int]]:
    """The words that name a thing, the most used first."""
    rows = corpus.ask(
        "SELECT text, count(*) AS uses FROM things WHERE entity_id = ? GROUP BY 1 ORDER BY uses DESC, text "
        f"LIMIT {int(limit)}",
        [entity_id],
    )
    return [(text, int(uses)) for text, uses in rows]


def identifiers(corpus: Corpus, entity_id: str) -> list[str]:
    """A thing's identifier and those of the nationalities that count as it somewhere."""
    rows = corpus.ask("SELECT DISTINCT entity_id FROM state_of WHERE state_id = ? ORDER BY 1", [entity_id])
    return [entity_id, *(row[0] for row in rows)]


def naming(corpus: Corpus, entity_id: str, offset: int, limit: int) -> tuple[int, list[PlaceOf]]:
    """The passages that name a thing, in reading order, counted."""
    found = "SELECT DISTINCT doc_id, passage_id FROM things WHERE entity_id = ?"
    count = corpus.ask(f"SELECT count(*) FROM ({found})", [entity_id])[0][0]
    rows = corpus.ask(
        f"""SELECT f.doc_id, f.passage_id FROM ({found}) f JOIN listed USING (doc_id)
        JOIN (SELECT doc_id, passage_id, "order" AS place FROM passages) p
            ON p.passage_id = f.passage_id AND p.doc_id = f.doc_id
        ORDER BY shard, file_row_number, place LIMIT {int(limit)} OFFSET {int(offset)}""",
        [entity_id],
    )
    return int(count), [PlaceOf(*row) for row in rows]


def companions(corpus: Corpus, entity_id: str, limit: int) -> list[Name]:
    """The things named in the same passages, with in how many of them (`mentions`) and of how many documents."""
    rows = corpus.ask(
        f"""WITH here AS (SELECT DISTINCT passage_id FROM things WHERE entity_id = ?)
        SELECT entity_id, any_value(e.label), any_value(names.canonical), count(DISTINCT passage_id) AS together,
            count(DISTINCT e.doc_id)
        FROM things e SEMI JOIN here USING (passage_id) JOIN names USING (entity_id)
        WHERE entity_id <> ? AND names.named GROUP BY entity_id ORDER BY together DESC, 3 LIMIT {int(limit)}""",
        [entity_id, entity_id],
    )
    return [Name(*row) for row in rows]


def documents_naming(corpus: Corpus, entity_id: str, limit: int) -> list[tuple[str, str, int]]:
    """The documents that name a thing: identifier, title or path, mentions."""
    rows = corpus.ask(
        "SELECT doc_id, any_value(coalesce(nullif(title, ''), path)), count(*) AS uses FROM things "
        f"JOIN listed USING (doc_id) WHERE entity_id = ? GROUP BY 1 ORDER BY uses DESC, 2 LIMIT {int(limit)}",
        [entity_id],
    )
    return [(doc_id, title, int(uses)) for doc_id, title, uses in rows]
