"""Sentences end where a reader would end them; '|' marks the ends in each example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.stages.sentences import split_sentences

EXAMPLES = [
    "The U.S. Navy came.| It left at 5 p.m.| The crew, i.e. the men, slept.",
    "Mr. Smith et al. (2020) agree.| See para. 5 and No. 7 of Vol. 2.",
    "“We will go.”| He said so.| Then J. R. R. Tolkien wrote.",
    "He paid $2.5 million.| Was it much?| Yes!| No.",
    "The law changed... and then changed again.",
    "It was signed in the U.S.| The text is short.",
    "The treaty (see fig. 2.) holds.| Costs rose by 3.5 per cent. in all.",
    "3. The third recommendation stands.",
    "Talks ended.”| Nobody came.",
    "He visited St. Petersburg on 3 Jan. 2020.| Gen. Ali met him.",
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples(example):
    text = example.replace("|", "")
    assert [text[start:end] for start, end in split_sentences(text)] == [s.strip() for s in example.split("|")]


@given(st.text())
def test_spans_of_any_text_are_in_order_and_without_white_space_around_them(text):
    last = 0
    for start, end in split_sentences(text):
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not text[last:start].strip()
        last = end
    assert not text[last:].strip()
