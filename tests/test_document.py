"""A document's offsets fit its text, always, and a layer that does not fit is refused."""

import pytest
from hypothesis import given

from bdjp_nlp.document import from_draft
from bdjp_nlp.draft import Block, Draft, DraftNote, NoteReference
from bdjp_nlp.errors import OffsetError
from bdjp_nlp.rows import Entity, Note, Sentence, Table
from bdjp_nlp.stage import NoSettings
from bdjp_nlp.stages.sentences import Sentences
from drafts import document, drafts, word_boxes


@given(drafts())
def test_every_offset_of_any_draft_reads_what_it_should(draft):
    made = from_draft(draft, path="x", sha256="f" * 64)
    kept = [block for block in draft.blocks if block.text.strip()]
    assert [p.text for p in made.passages] == [b.text for b in kept if b.kind != "heading"]
    assert [s.title for s in made.sections] == [b.text for b in kept if b.kind == "heading"]
    for part in (*made.passages, *made.sections):
        text = getattr(part, "text", None) or part.title
        assert made.text[part.doc_start : part.doc_end] == text
    for section in made.sections:
        assert section.parent_id is None or made.section_by_id[section.parent_id].level < section.level
    for note in made.rows(Note):
        assert note.passage_id is None or 0 <= note.offset <= len(made.passage_by_id[note.passage_id].text)
    identifiers = [p.passage_id for p in made.passages] + [s.section_id for s in made.sections]
    identifiers += [n.note_id for n in made.rows(Note)] + [t.table_id for t in made.rows(Table)]
    assert len(set(identifiers)) == len(identifiers)
    if made.words is not None:
        for start, end in made.words.span:
            assert not made.text[start:end].isspace()


@given(drafts())
def test_sentences_of_any_draft_cover_all_but_white_space(draft):
    made = Sentences(NoSettings(), None).annotate(from_draft(draft, path="x", sha256="f" * 64))
    for passage in made.passages:
        sentences = made.sentences_by_passage.get(passage.passage_id, ())
        assert "".join("".join(s.text.split()) for s in sentences) == "".join(passage.text.split())


def test_identifiers_of_untouched_paragraphs_survive_an_edit():
    before = {p.text: p.passage_id for p in document("One.", "Two.", "Three.").passages}
    after = {p.text: p.passage_id for p in document("One.", "Two, edited.", "Three.").passages}
    assert before["Three."] == after["Three."]


def test_a_marker_that_stands_twice_anchors_notes_in_order():
    blocks = [Block("paragraph", f"Text {n}", references=(NoteReference("*", n),)) for n in (3, 4)]
    made = from_draft(Draft(tuple(blocks), (DraftNote("*", "a"), DraftNote("*", "b"))), path="x", sha256="0")
    assert [(n.text, n.offset) for n in made.rows(Note)] == [("a", 3), ("b", 4)]


def entity(made, start, end, text, passage=0, sentence=None):
    passage_id = made.passages[passage].passage_id if isinstance(passage, int) else passage
    sentence_id = sentence or made.sentences_by_passage[made.passages[0].passage_id][0].sentence_id
    return Entity(passage_id, sentence_id, start, end, text, "STATE", text, "e", "model", 1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": 0, "end": 4, "text": "Chad"}, "reads 'Peru', not 'Chad'"),
        ({"start": 3, "end": 3, "text": ""}, "outside passage"),
        ({"start": 0, "end": 99, "text": "Peru signed."}, "outside passage"),
        ({"start": 0, "end": 4, "text": "Peru", "passage": "nowhere"}, "unknown passage 'nowhere'"),
        ({"start": 0, "end": 4, "text": "Peru", "sentence": "none"}, "sentence 'none' is not in passage"),
    ],
)
def test_a_layer_that_does_not_fit_is_refused_with_the_reason(change, message):
    made = Sentences(NoSettings(), None).annotate(document("Peru signed."))
    with pytest.raises(OffsetError, match=message):
        made.with_layer(Entity, [entity(made, **change)])


def test_a_layer_leaves_the_document_it_was_put_on_as_it_was():
    plain = document("Peru signed.")
    layered = Sentences(NoSettings(), None).annotate(plain)
    assert Sentence.table not in plain.tables
    assert layered.rows(Sentence)[0].text == "Peru signed."
    with pytest.raises(KeyError, match="no stage has written 'sentences'"):
        plain.rows(Sentence)


def test_words_of_a_span_have_their_boxes():
    made = from_draft(
        Draft((Block("paragraph", "One two three", words=word_boxes("One two three")),), pages=1), path="x", sha256="0"
    )
    assert made.word_boxes(made.passages[0], 4, 7) == [(1.0, 4.0, 10.0, 7.0, 20.0)]
