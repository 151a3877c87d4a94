from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdjp_nlp.draft import Draft
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.markdown import read_markdown
from readers.expectations import anchors, assert_sound, headings, kinds


def read(text: str) -> Draft:
    draft = read_markdown(text.encode(), "x.md")
    assert_sound(draft)
    return draft


def test_headings_keep_their_levels_and_give_up_their_numbers() -> None:
    draft = read("## 1. Introduction\n\ntext\n\n### 1.1 Ports\n\ntext\n\nSetext\n------\n\ntext")
    assert headings(draft) == [(2, "1", "Introduction"), (3, "1.1", "Ports"), (2, "", "Setext")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**bold** and *it* and ~~struck~~", "bold and it and struck"),
        ("5 * 3 * 2 and snake_case_name", "5 * 3 * 2 and snake_case_name"),
        ('a [link](http://x.y "t") here', "a link here"),
        ("`code_here` and &amp; \\*stars\\*", "code_here and & *stars*"),
        ("wrapped\nline  \nbroken", "wrapped line broken"),
        ("a <span class='x'>tag</span> gone<!-- hidden -->", "a tag gone"),
        ("an image ![of a ship](ship.png)", "an image of a ship"),
    ],
)
def test_inline_marks_are_stripped_exactly(source: str, text: str) -> None:
    assert kinds(read(source)) == [("paragraph", text)]


def test_lists_nest() -> None:
    draft = read("- one\n  - two\n    1. three\n- four")
    assert [(block.level, block.text) for block in draft.blocks] == [(1, "one"), (2, "two"), (3, "three"), (1, "four")]


def test_quotes_and_tables_have_their_places() -> None:
    draft = read("> Quoted\n> words.\n\nTable 1: Ships\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\nAfter.")
    assert kinds(draft) == [("quote", "Quoted words."), ("caption", "Table 1: Ships"), ("paragraph", "After.")]
    assert draft.tables[0].rows == (("a", "b"), ("1", "2"))
    assert draft.tables[0].caption == "Table 1: Ships"


def test_footnotes_are_anchored_where_their_marker_stood() -> None:
    draft = read("It was **agreed**[^1] and kept [^b].\n\nNext^[inline] too.\n\n[^1]: First\n    note.\n[^b]: Second.")
    assert [block.text for block in draft.blocks] == ["It was agreed and kept.", "Next too."]
    assert anchors(draft) == [("1", "t was agreed"), ("b", "eed and kept"), ("3", "Next")]
    assert [(note.marker, note.text) for note in draft.notes] == [
        ("1", "First note."),
        ("b", "Second."),
        ("3", "inline"),
    ]


def test_front_matter_gives_title_authors_and_date() -> None:
    draft = read('---\ntitle: "Ports: a Study"\nauthor:\n  - Jane Doe\n  - Rahim Uddin\ndate: 2024-05-06\n---\n\nText.')
    assert (draft.title, draft.authors, draft.date) == ("Ports: a Study", ("Jane Doe", "Rahim Uddin"), "2024-05-06")
    assert kinds(draft) == [("paragraph", "Text.")]


def test_a_lone_first_heading_is_the_title() -> None:
    draft = read("# Ports\n\n## Abstract\n\nShort.\n\n## End\n\nDone.")
    assert draft.title == "Ports"
    assert kinds(draft)[:3] == [("title", "Ports"), ("heading", "Abstract"), ("abstract", "Short.")]
    assert headings(draft)[0][0] == 1


@pytest.mark.parametrize(
    "text", ["> " * 500 + "deep", "- " * 300 + "deep", "[" * 20_000 + "deep", "*a " * 5_000 + "deep"]
)
def test_nesting_beyond_reason_loses_no_text(text: str) -> None:
    assert "deep" in " ".join(block.text for block in read(text).blocks)


@given(
    st.lists(
        st.sampled_from([*"#*_`[]()<>|-^:!\\ \n\t", "\n\n", "[^1]", "[^1]: ", "---\n", "> ", "1. ", "word"]),
        max_size=60,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_marks_end_in_a_sound_draft(pieces: list[str]) -> None:
    read("".join(pieces))


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_a_sound_draft_or_a_document_error(data: bytes) -> None:
    with suppress(DocumentError):
        assert_sound(read_markdown(data, "x"))
