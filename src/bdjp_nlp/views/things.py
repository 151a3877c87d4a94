"""Things: the mentions of a run by what they name, where a nationality ("Danish") names its state.

For overviews, in which a state should stand once; the table ``entities`` keeps the words as they are.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from bdjp_nlp.entities.nations import Nations

_COLUMNS = {
    "label": "VARCHAR",
    "canonical": "VARCHAR",
    "shared": "BOOLEAN",
    "state_id": "VARCHAR",
    "state_name": "VARCHAR",
    "state_label": "VARCHAR",
}
"""Of the table of nationalities, with their types in DuckDB."""
_STATEMENTS = (
    # One pass over the entities; all that follows asks this table, which has a third fewer rows and no words.
    """CREATE TABLE mentioned AS
    SELECT doc_id, entity_id, label, canonical, value IS NULL AS named, count(*) AS mentions
    FROM entities GROUP BY ALL""",
    "CREATE TABLE shared_ones AS SELECT DISTINCT state_id FROM nationalities WHERE shared",
    # An adjective that states share is of the one of them that its document names, if it names one alone.
    """CREATE TABLE state_of AS
    SELECT doc_id, entity_id, any_value(state_id) AS state_id, any_value(state_name) AS state_name,
        any_value(state_label) AS state_label
    FROM (
        SELECT DISTINCT doc_id, entity_id, state_id, state_name, state_label
        FROM mentioned JOIN nationalities USING (label, canonical)
        WHERE NOT shared OR (doc_id, state_id) IN (
            SELECT (doc_id, entity_id) FROM mentioned SEMI JOIN shared_ones ON entity_id = state_id
        )
    ) GROUP BY doc_id, entity_id HAVING count(*) = 1""",
    """CREATE VIEW named_things AS
    SELECT doc_id, coalesce(state_id, entity_id) AS entity_id, coalesce(state_label, label) AS label,
        coalesce(state_name, canonical) AS canonical, named, mentions
    FROM mentioned LEFT JOIN state_of USING (doc_id, entity_id)""",
    """CREATE VIEW things AS
    SELECT entities.* REPLACE (
        coalesce(state_id, entity_id) AS entity_id, coalesce(state_name, canonical) AS canonical,
        coalesce(state_label, label) AS label
    ) FROM entities LEFT JOIN state_of USING (doc_id, entity_id)""",
)


def add_things(connection: duckdb.DuckDBPyConnection, gazetteer: Path | None) -> None:
    """Add the view `things` to a connection that has `entities`: its rows, nationalities under their state's name.

    Also the view `named_things`, the same counted by document: doc_id, entity_id, label, canonical, `named` (and no
    value), `mentions`; and before nationalities are put under their states, the table `mentioned`. And the table
    `state_of`: doc_id, entity_id of a nationality → state_id, state_name, state_label. `gazetteer`: the folder of name
    lists that says which adjective is which state's; where there is none, things are entities.
    """
    rows = Nations(gazetteer).rows()
    lists = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in _COLUMNS]
    columns = ", ".join(f"unnest(CAST(? AS {kind}[])) AS {name}" for name, kind in _COLUMNS.items())
    connection.execute(f"CREATE TABLE nationalities AS SELECT {columns}", lists)  # from Arrow, it would import pandas
    for statement in _STATEMENTS:
        connection.execute(statement)
