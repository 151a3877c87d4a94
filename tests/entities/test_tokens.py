"""Tokens: what is one token, and which spellings are folded together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.entities.tokens import fold, folded_name, tokenise


@pytest.mark.parametrize(
    "text",
    [
        "Bangladesh|-|India",
        "the| |U.S.|-|Japan| |alliance",
        "N'Djamena",
        "Kenya|’s| |police",
        "US|$| |1,500.5| |million",
        "Japan|12|.",
        "TC|-|90",
        "1990s",
    ],
)
def test_tokens_are_parted_where_the_bars_stand(text: str) -> None:
    assert tokenise(text.replace("|", "")).words == [word for word in text.split("|") if word.strip()]


@given(st.text(max_size=200))
def test_every_token_reads_as_its_offsets_say(text: str) -> None:
    tokens = tokenise(text)
    assert [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert not any(word.isspace() for word in tokens.words)
    assert "".join(tokens.words) == "".join(text.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ministry of Defense", "Ministry of Defence"),
        ("Organization of Islamic Cooperation", "Organisation of Islamic Co-operation"),
        ("Self-Defense Forces", "Self Defence Forces"),
        ("Türkiye", "Turkiye"),
        ("International Centre", "International Center"),
        ("U.S. Navy", "US Navy"),
        ("Modernization Programme", "Modernisation Program"),
    ],
)
def test_spellings_of_one_name_fold_to_one(one: str, other: str) -> None:
    assert folded_name(one).replace(" ", "") == folded_name(other).replace(" ", "")


@pytest.mark.parametrize("word", ["prize", "size", "citizen", "use", "sense"])
def test_words_that_only_look_american_stay(word: str) -> None:
    assert fold(word) == word
