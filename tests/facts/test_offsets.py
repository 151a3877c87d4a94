"""Whatever the words, a fact's offsets read what it quotes, and its parts lie within its quote."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bdjp_nlp.rows import Fact
from facts.test_examples import read

WORDS = (
    "Japan will not supplied supply 2 radars to Fiji and Kenya , ; ( OSA ) “ ” — said that which by with the of in "
    "US$ 4 million 2023 agreed signed a memorandum ’s Bangladesh-India U.S. didn’t exercise patrol boats é \U0001f600 "
    "it both countries ."
).split(" ")


@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=4, max_size=25), min_size=1, max_size=3))
def test_offsets_hold_in_any_text(sentences):
    text = " ".join(" ".join(words) + "." for words in sentences)
    (document,) = read(text)
    for fact in document.rows(Fact):
        whole = document.passage_by_id[fact.passage_id].text
        assert whole[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.subject_start < fact.subject_end <= fact.end
        assert fact.start <= fact.object_start < fact.object_end <= fact.end
        assert fact.subject
        assert fact.object
        assert 0 <= fact.score <= 1
        assert fact.modality in ("done", "planned", "possible", "denied")


def test_documents_together_give_what_each_gives_alone():
    texts = ["Japan sold radars to Fiji.", "Nothing is told here.", "Kenya joined the African Union; Fiji did not."]
    together = [document.rows(Fact) for document in read(*texts)]
    assert together == [read(text)[0].rows(Fact) for text in texts]
