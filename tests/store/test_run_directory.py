"""A run directory keeps what it can still read of a shard, and lets go of the rest."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.processing import Task, process
from bdjp_nlp.reading import load_source
from bdjp_nlp.rows import Annotation, Sentence
from bdjp_nlp.store.run_directory import RunDirectory
from bdjp_nlp.store.schema import schema_of
from bdjp_nlp.store.shard import DocumentRecord


@dataclass(frozen=True, slots=True)
class OtherSentence(Annotation):
    """A sentence as another version of this program wrote it."""

    table: ClassVar[str] = "sentences"
    words: int


@pytest.fixture
def done(papers, config):
    """What `RunDirectory.commit` takes of one paper."""
    pipeline = load_pipeline(config("sentences"))

    def process_one(path):
        sha256 = load_source(path, pipeline.reader).sha256
        outcome = process(Task(path, sha256, ("sentences",)), pipeline)
        record = DocumentRecord(
            path=path,
            doc_id=outcome.doc_id,
            sha256=sha256,
            signature=(0, 0, 0),
            status="ok",
            error=None,
            fingerprints={},
        )
        return {path: (record, outcome)}

    return process_one


@pytest.mark.parametrize(("kind", "kept"), [(Sentence, 2), (OtherSentence, 1)])
def test_a_shard_is_added_to_unless_it_has_other_columns(done, papers, tmp_path, kind, kept):
    first, second = (str(papers / name) for name in ("paper-00.md", "paper-01.md"))
    before = done(first)
    if kind is not Sentence:
        before[first][1].tables["sentences"] = schema_of(kind).empty_table()
    directory = RunDirectory(tmp_path / "out")
    with directory.lock():
        directory.commit(0, [first], before, [kind])
        directory.commit(0, [first, second], done(second), [Sentence])
        assert [document.path for document in directory.records[0].documents] == [first, second][-kept:]
