from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.coding.word_pieces import WordPieces

TERMS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "patrol", "boat", "##s", "the", ".", "cafe", "p", "##a"]


def test_words_are_split_into_the_longest_known_pieces() -> None:
    found = WordPieces(TERMS).split("The Patrols.", 20)
    assert [TERMS[number] for number in found.ids] == ["the", "patrol", "##s", "."]
    assert found.word == (0, 1, 1, 2)
    assert found.spans == ((0, 3), (4, 11), (11, 12))


def test_accents_are_dropped() -> None:
    assert TERMS[WordPieces(TERMS).split("Café", 20).ids[0]] == "cafe"


@given(st.text(max_size=80), st.integers(3, 12))
def test_never_longer_than_asked_and_spans_in_order(text: str, longest: int) -> None:
    found = WordPieces(TERMS).split(text, longest)
    assert 1 <= len(found.ids) == len(found.word) <= longest
    assert all(0 <= start <= end <= len(text) for start, end in found.spans)
    assert list(found.spans) == sorted(found.spans)


def test_a_text_without_words_is_one_unknown_piece() -> None:
    assert [TERMS[number] for number in WordPieces(TERMS).split("   ", 9).ids] == ["[UNK]"]
