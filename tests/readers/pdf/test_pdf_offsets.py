"""Every offset and box that the reader gives points at what it says."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from typeset import read

from bdjp_nlp.readers.pdf.hyphens import joint, vocabulary

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
SENTENCE = st.lists(WORD, min_size=3, max_size=25).map(lambda words: " ".join(words).capitalize() + ".")
SETUP = '#set page("a5", margin: 2cm)\n#set text(10pt, hyphenate: true, lang: "en")\n#set par(justify: true)\n'


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SENTENCE, min_size=2, max_size=12), st.data())
def test_spans_cover_the_words_and_references_stand_behind_their_sentence(sentences, data) -> None:
    marked = data.draw(st.lists(st.integers(0, len(sentences) - 1), unique=True, max_size=3).map(sorted))
    body = " ".join(s + (f"#footnote[Note to it {i}.]" if i in marked else "") for i, s in enumerate(sentences))
    draft = read(SETUP + body)
    (block,) = [b for b in draft.blocks if b.kind == "paragraph"]
    assert block.text == " ".join(sentences)
    assert block.words is not None
    covered = [block.text[a:b] for a, b in block.words.span.tolist()]
    assert all(word and not word.isspace() for word in covered)
    assert "".join(covered) == block.text.replace(" ", "")
    assert (block.words.box[:, 2] > block.words.box[:, 0]).all()
    assert set(block.words.page.tolist()) <= set(range(1, draft.pages + 1))
    ends = [len(" ".join(sentences[: i + 1])) for i in marked]
    assert [r.offset for r in block.references] == ends
    assert [n.text for n in draft.notes] == [f"Note to it {i}." for i in marked]


@given(WORD, WORD)
def test_a_word_known_whole_is_joined(head, tail) -> None:
    assert joint(head + "-", tail, vocabulary([f"{head}{tail} x"])) == (1, "")


@given(WORD, WORD)
def test_a_word_known_with_its_hyphen_keeps_it(head, tail) -> None:
    assert joint(head + "-", tail, vocabulary([f"{head}-{tail} {head}-{tail}"])) == (0, "")


def test_hyphen_before_a_capital_is_real() -> None:
    assert joint("Indo-", "Pacific", vocabulary([])) == (0, "")


def test_plain_words_are_parted_by_a_space() -> None:
    assert joint("two", "words", vocabulary([])) == (0, " ")
    assert joint("Luso–", "Senegalese", vocabulary([])) == (0, "")
    assert joint("–", "words", vocabulary([])) == (0, " ")


def test_addresses_are_joined_without_a_space() -> None:
    assert joint("https://example.org/reports/", "2024.pdf", vocabulary([])) == (0, "")
