"""A browser's offsets become code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.review.code_units import from_utf16, trimmed


def units(text):
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("words", ["patrol", "টহল জাহাজ", "ne\u0301e", "😀", "👩🏽‍✈️ pilot"])
def test_words_after_emoji_bangla_and_combining_marks_are_found(words):
    before = "😀 টহল e\u0301 "
    text = before + words + " 🚢 end"
    start, end = from_utf16(text, units(before), units(before + words))
    assert text[start:end] == words


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.data())
def test_every_span_of_every_text_comes_back(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert from_utf16(text, units(text[:start]), units(text[:end])) == (start, end)


def test_half_of_a_pair_takes_in_the_whole_sign():
    assert from_utf16("a😀b", 2, 3) == (1, 2)
    assert from_utf16("a😀b", 1, 2) == (1, 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 99)])
def test_offsets_outside_the_text_are_refused(start, end):
    with pytest.raises(ValueError, match=r"span|outside"):
        from_utf16("a😀b", start, end)


def test_white_space_at_the_ends_is_left_out():
    assert trimmed("a  word b", (1, 8)) == (3, 7)
    assert trimmed("a   b", (1, 4)) == (4, 4)
