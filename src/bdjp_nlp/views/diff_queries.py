"""The SQL of `views.diff`; both runs' tables are at hand as ``old_NAME`` and ``new_NAME``."""

PAIRED = """
    CREATE TEMP TABLE paired AS
    WITH numbered AS (
        SELECT 'old' AS side, *, split_part(passage_id, '-', 2) AS content
        FROM old_passages JOIN old_documents USING (doc_id)
        UNION ALL
        SELECT 'new', *, split_part(passage_id, '-', 2)
        FROM new_passages JOIN new_documents USING (doc_id)
    ), a AS (SELECT * FROM numbered WHERE side = 'old'), b AS (SELECT * FROM numbered WHERE side = 'new')
    SELECT b.path, b.page_first AS page, b.text AS passage_text, a.passage_id AS old_id, b.passage_id AS new_id
    FROM b JOIN a ON a.passage_id = b.passage_id OR (a.path = b.path AND a.content = b.content AND a.doc_id != b.doc_id)
"""
"""The passages that both runs have: by identifier, or under one path by their content."""

DOCUMENTS = """
    WITH a AS (SELECT * FROM old_documents WHERE status != 'failed'),
         b AS (SELECT * FROM new_documents WHERE status != 'failed')
    SELECT
        CASE WHEN a.doc_id IS NULL THEN 'added' WHEN b.doc_id IS NULL THEN 'removed' ELSE 'changed' END,
        coalesce(b.path, a.path) AS place, a.doc_id, b.doc_id
    FROM a FULL JOIN b ON a.doc_id = b.doc_id
        OR (a.path = b.path AND a.doc_id NOT IN (SELECT doc_id FROM b) AND b.doc_id NOT IN (SELECT doc_id FROM a))
    WHERE a.doc_id IS DISTINCT FROM b.doc_id
    ORDER BY place
"""
"""Documents in one run only, or with other content under the same path."""

PASSAGES = """
    WITH shared AS (
        SELECT a.doc_id AS old_doc, b.doc_id AS new_doc
        FROM old_documents a JOIN new_documents b ON a.doc_id = b.doc_id OR a.path = b.path
    )
    SELECT
        (SELECT count(*) FROM old_passages WHERE doc_id IN (SELECT old_doc FROM shared)
            AND passage_id NOT IN (SELECT old_id FROM paired)),
        (SELECT count(*) FROM new_passages WHERE doc_id IN (SELECT new_doc FROM shared)
            AND passage_id NOT IN (SELECT new_id FROM paired))
"""
"""How many passages of shared documents only one run has: the old one, the new one."""

COUNTS = """
    WITH counted AS (
        SELECT label, 1 AS old, 0 AS new FROM old_{layer} WHERE assigned AND sentence_id IS NULL
        UNION ALL
        SELECT label, 0, 1 FROM new_{layer} WHERE assigned AND sentence_id IS NULL
    )
    SELECT label, sum(old)::INT, sum(new)::INT FROM counted GROUP BY label ORDER BY label
"""
"""Passages by label in both runs; `layer` is a table."""

FLIPS = """
    WITH a AS (
        SELECT old_id, new_id, o.* FROM old_{layer} o JOIN paired ON passage_id = old_id WHERE sentence_id IS NULL
    ), b AS (
        SELECT old_id, new_id, n.* FROM new_{layer} n JOIN paired ON passage_id = new_id WHERE sentence_id IS NULL
    )
    SELECT p.path, p.page, coalesce(a.label, b.label) AS label, coalesce(b.assigned, false) AS gained,
        a.score, b.score, a.model, b.model, p.passage_text
    FROM a FULL JOIN b ON a.new_id = b.new_id AND a.label = b.label
    JOIN paired p ON p.new_id = coalesce(a.new_id, b.new_id)
    WHERE coalesce(a.assigned, false) != coalesce(b.assigned, false)
    ORDER BY p.path, p.page, label, p.new_id
"""
"""Labels that a shared passage bears in one run only; `layer` is a table."""

ROWS = """
    WITH a AS (
        SELECT new_id, "start", "end", {said} AS said, {quote} AS words
        FROM old_{layer} JOIN paired ON passage_id = old_id
    ), b AS (
        SELECT new_id, "start", "end", {said} AS said, {quote} AS words
        FROM new_{layer} JOIN paired ON passage_id = new_id
    ), changed AS (
        SELECT false AS gained, * FROM (FROM a EXCEPT FROM b)
        UNION ALL
        SELECT true, * FROM (FROM b EXCEPT FROM a)
    )
    SELECT path, page, gained, said, words FROM changed JOIN paired USING (new_id)
    ORDER BY path, page, new_id, "start", gained, said
"""
"""Rows of shared passages that one run has; `layer` is a table, `said` and `quote` are columns of it."""
