from __future__ import annotations

import re
import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdjp_nlp.draft import Draft
from bdjp_nlp.readers.text import read_plain_text
from bdjp_nlp.readers.text.hyphens import Vocabulary, join_lines
from bdjp_nlp.readers.text.lines import split_lines
from bdjp_nlp.readers.text.measure import measure
from bdjp_nlp.readers.text.references import find_references
from bdjp_nlp.readers.text.unwrap import paragraphs
from readers.expectations import anchors, assert_sound, headings, kinds

SHIPS = (
    "The navy took delivery of two patrol vessels in the spring and sent both of them to the eastern approaches, "
    "where smuggling had grown for years. Crews were trained on board by instructors who stayed until the end of the "
    "year. The minister called the programme a success and promised a second one."
)
PORTS = (
    "Harbour works began a year later. A breakwater of nine hundred metres was built first, and the channel was "
    "dredged to sixteen metres so that larger ships could enter at any tide. The loan covers both and is "
    "repaid over thirty years."
)
RADAR = (
    "Coastal radar closes the gap between the two. It reports every vessel above ten metres to a common centre, which "
    "is staffed by all services and shares its picture with neighbours under an agreement that was renewed last autumn."
)
PARAGRAPHS = [SHIPS, PORTS, RADAR, SHIPS.replace("navy", "coast guard"), PORTS.replace("Harbour", "Airfield"), RADAR]


def read(text: str) -> Draft:
    draft = read_plain_text(text.encode(), "x.txt")
    assert_sound(draft)
    return draft


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def wrapped(width: int, between: str, within: str = "\n", indent: str = "") -> str:
    return between.join(
        within.join(textwrap.wrap(p, width, initial_indent=indent, break_on_hyphens=False)) for p in PARAGRAPHS
    )


@pytest.mark.parametrize(
    "text",
    [
        wrapped(72, "\n\n"),
        wrapped(72, "\n", indent="    "),
        wrapped(60, "\n\n\n", within="\n\n"),
        wrapped(100_000, "\n"),
        wrapped(100_000, "\n\n"),
        wrapped(72, "\r\n\r\n", within="\r\n"),
    ],
    ids=["blank lines", "indents", "double spaced", "a line each", "a line each, spaced", "CRLF"],
)
def test_paragraphs_are_won_back_however_the_text_is_set(text: str) -> None:
    assert texts(read(text)) == PARAGRAPHS


@pytest.mark.parametrize("within", ["\n", "\n\n"])
def test_without_any_sign_most_paragraphs_are_told_by_their_last_lines(within: str) -> None:
    found = texts(read(wrapped(66, within, within=within)))
    assert sum(p in found for p in PARAGRAPHS) >= 4
    assert " ".join(found) == " ".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        "Japan eased its export rules in 2014.",
        "1. Japan eased its rules.1 It did so late",
        "• a bullet",
        "Conclusion",
        "The law,8 which came late, changed little.",
        "First line of a passage that someone\nbroke by hand into a few lines.\nIt ends here.",
    ],
)
def test_a_short_text_in_memory_is_one_paragraph_unharmed(text: str) -> None:
    assert kinds(read(text)) == [("paragraph", text.replace("\n", " "))]


def test_empty_text_has_no_blocks() -> None:
    assert read("").blocks == read(" \n\n\f ").blocks == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Café déjà".encode("utf-8-sig"), "Café déjà"),
        ("Café déjà".encode("utf-16"), "Café déjà"),
        (b"\xfe\xff" + "Café".encode("utf-16-be"), "Café"),
        ("Café – déjà".encode("cp1252"), "Café – déjà"),
        ("Café".encode("latin-1"), "Café"),
        ("eﬃcient ﬁnance".encode(), "efficient finance"),
        ("a\u00a0b\u200bc".encode(), "a bc"),
    ],
)
def test_characters_are_read_whatever_set_they_are_in(data: bytes, expected: str) -> None:
    assert texts(read_plain_text(data, "x")) == [expected]


class TestHeadings:
    def test_numbered_headings_make_a_tree(self) -> None:
        parts = ["1. Introduction", SHIPS, "2. Two Sides", PORTS, "2.1 Ports and Harbours", RADAR, "2.2 Ships", SHIPS]
        parts += ["3. Conclusion", PORTS]
        draft = read("\n\n".join("\n".join(textwrap.wrap(part, 70)) for part in parts))
        assert headings(draft) == [
            (1, "1", "Introduction"),
            (1, "2", "Two Sides"),
            (2, "2.1", "Ports and Harbours"),
            (2, "2.2", "Ships"),
            (1, "3", "Conclusion"),
        ]

    def test_a_numbered_list_is_no_heading(self) -> None:
        items = ["1. Buy ships", "2. Train crews", "3. Build ports"]
        draft = read("\n\n".join([SHIPS, "\n".join(items), PORTS]))
        assert kinds(draft)[1:4] == [
            ("list_item", "Buy ships"),
            ("list_item", "Train crews"),
            ("list_item", "Build ports"),
        ]

    def test_a_year_at_a_line_start_is_no_heading(self) -> None:
        draft = read("\n\n".join([SHIPS, "1947. The law was new\nand its ninth article without example.", PORTS]))
        assert headings(draft) == []

    def test_the_abstract_is_marked(self) -> None:
        draft = read("\n\n".join(["Abstract", SHIPS, "1. Introduction", PORTS, "2. End", RADAR]))
        assert kinds(draft)[:3] == [("heading", "Abstract"), ("abstract", SHIPS), ("heading", "Introduction")]

    def test_title_authors_and_date_come_from_the_first_lines(self) -> None:
        front = ["Ports and Patrols in the Bay", "Jane Doe and Rahim Uddin", "3 April 2024", "Abstract"]
        draft = read("\n\n".join([*front, *PARAGRAPHS]))
        assert (draft.title, draft.authors, draft.date) == (front[0], ("Jane Doe", "Rahim Uddin"), "2024-04-03")
        assert draft.blocks[0].kind == "title"

    def test_a_title_page_without_blank_lines_is_read_line_by_line(self) -> None:
        front = [
            "Ports and Patrols in the Bay: How Two Navies Came to Share One Set of Harbours",
            "Jane Doe and Rahim Uddin",
            "Harbour Institute Papers, No. 2023-11",
            "April 2024",
        ]
        body = "\n\n".join("\n".join(textwrap.wrap(p, 78)) for p in PARAGRAPHS)
        draft = read("\n".join(front) + "\n\n" + body)
        assert (draft.title, draft.authors, draft.date) == (front[0], ("Jane Doe", "Rahim Uddin"), "2024-04")
        assert texts(draft) == [*front, *PARAGRAPHS]

    def test_an_opening_paragraph_is_no_title_page(self) -> None:
        body = "\n\n".join("\n".join(textwrap.wrap(p, 78)) for p in PARAGRAPHS)
        assert texts(read(body)) == PARAGRAPHS


class TestLists:
    def test_bullets_nest_by_indent(self) -> None:
        draft = read(f"{SHIPS}\n\n• first\n    ◦ inner\n• second\n\n{PORTS}\n\n{RADAR}")
        found = [(block.level, block.text) for block in draft.blocks if block.kind == "list_item"]
        assert found == [(1, "first"), (2, "inner"), (1, "second")]

    def test_an_abstract_bulleted_line_by_line_is_prose(self) -> None:
        bulleted = "\n".join(f"  • {line}" for line in textwrap.wrap(SHIPS, 70))
        assert kinds(read(f"Abstract\n\n{bulleted}\n\n1. Introduction\n\n{PORTS}\n\n2. End\n\n{RADAR}"))[1] == (
            "abstract",
            SHIPS,
        )

    def test_prose_numbered_line_by_line_is_prose(self) -> None:
        numbered = "\n".join(f"  {n}. {line}" for n, line in enumerate(textwrap.wrap(SHIPS, 70), 1))
        assert SHIPS in texts(read(f"{PORTS}\n\n{numbered}\n\n{RADAR}"))

    def test_short_lower_case_items_stay_items(self) -> None:
        items = ["maritime security", "peacekeeping", "joint exercises", "technology"]
        draft = read(PORTS + "\n\n" + "\n".join(f"- {item}" for item in items) + "\n\n" + RADAR)
        assert [block.text for block in draft.blocks if block.kind == "list_item"] == items


class TestNotes:
    TEXT = (
        "Visits were exchanged.1 The year was marked by many of them, and the law,2 which came late, closed few mines3 "
        "in the north. It was called “a start”4 by all. Trade grew in 2021.5 As before, 4.5 million went by sea."
    )

    def test_glued_digits_are_taken_out_where_they_count_on(self) -> None:
        draft = read("\n\n".join([SHIPS, self.TEXT, PORTS]))
        assert draft.blocks[1].text == re.sub(r"(?<=[.,”s])(?<!4\.)[1-5](?= )", "", self.TEXT)
        assert anchors(draft) == [
            ("1", "e exchanged."),
            ("2", "and the law,"),
            ("3", "ed few mines"),
            ("4", "ed “a start”"),
            ("5", "rew in 2021."),
        ]

    def test_figures_that_do_not_count_on_stay(self) -> None:
        text = "The F16 and the A320 flew in COVID19 times. It has 20kg, see p.14 and art.9 of it.77 Then it ended."
        assert texts(read("\n\n".join([SHIPS, text, PORTS])))[1] == text

    def test_superscripts_are_markers_but_units_are_not(self) -> None:
        draft = read("\n\n".join([SHIPS, "An area of 30 km² was mined.¹ It was cleared.² All of it.³ Done.", PORTS]))
        assert draft.blocks[1].text == "An area of 30 km² was mined. It was cleared. All of it. Done."
        assert [r.marker for r in draft.blocks[1].references] == ["1", "2", "3"]

    def test_endnotes_become_notes(self) -> None:
        notes = "\n".join(f"{n}. Author {n}, A Book (Dhaka, 200{n}), p. {n}." for n in range(1, 6))
        draft = read("\n\n".join([SHIPS, self.TEXT, PORTS, "Notes", notes]))
        assert [(note.marker, note.text) for note in draft.notes] == [
            (str(n), f"Author {n}, A Book (Dhaka, 200{n}), p. {n}.") for n in range(1, 6)
        ]

    def test_footnotes_between_pages_leave_the_sentence_whole(self) -> None:
        lines = textwrap.wrap(f"{self.TEXT} {SHIPS} {PORTS}", 70)
        feet = [f"{n} Author {n}, A Book (Dhaka, 200{n}), p. {n}." for n in range(1, 6)]
        draft = read(
            "\n".join([*textwrap.wrap(RADAR, 70), *lines[:6], "", *feet, "", "7", "\f" + "\n".join(lines[6:])])
        )
        assert len(draft.notes) == 5
        assert SHIPS in " ".join(texts(draft))

    def test_bracketed_references_meet_their_list(self) -> None:
        text = "It was agreed [1]. It was signed [2], and it was kept [3]."
        notes = "\n".join(f"[{n}] Author {n}, A Book (Dhaka, 200{n})." for n in range(1, 4))
        draft = read("\n\n".join([SHIPS, text, PORTS, "References", notes]))
        assert draft.blocks[1].text == "It was agreed. It was signed, and it was kept."
        assert [note.marker for note in draft.notes] == ["1", "2", "3"]


class TestFurniture:
    def pages(self, separator: str) -> str:
        lines = [line for p in PARAGRAPHS for line in textwrap.wrap(p, 50, initial_indent="    ")]
        pages = [lines[i : i + 12] for i in range(0, len(lines), 12)]
        return separator.join(
            "\n".join(["Journal of Ports, Vol. 4", "", *page, "", str(100 + n)]) for n, page in enumerate(pages)
        )

    @pytest.mark.parametrize("separator", ["\n\f", "\n"])
    def test_running_heads_and_page_numbers_go(self, separator: str) -> None:
        draft = read(self.pages(separator))
        assert " ".join(texts(draft)) == " ".join(PARAGRAPHS)

    def test_heads_of_left_and_right_pages_that_carry_the_number_go(self) -> None:
        lines = [line for p in PARAGRAPHS for line in [*textwrap.wrap(p, 50), ""]]
        pages = [lines[i : i + 9] for i in range(0, len(lines), 9)]
        assert len(pages) > 4
        heads = [f"{n} Harbour Institute Papers" if n % 2 == 0 else f"Ports and Patrols {n}" for n in range(2, 20)]
        text = "\n".join([*pages[0], "1", ""])
        text += "\n".join("\n".join([head, "", *page]) for head, page in zip(heads, pages[1:], strict=False))
        assert texts(read(text)) == PARAGRAPHS

    def test_chapters_that_count_up_stay(self) -> None:
        parts = [part for n in range(1, 5) for part in (f"Chapter {n}", *PARAGRAPHS[:3])]
        draft = read("\n\n".join("\n".join(textwrap.wrap(part, 60)) for part in parts))
        assert " ".join(texts(draft)).count("Chapter") == 4

    def test_form_feeds_are_pages(self) -> None:
        draft = read(self.pages("\n\f"))
        assert draft.pages == self.pages("\n\f").count("\f") + 1
        assert draft.blocks[-1].page > 1

    def test_a_line_that_comes_back_in_a_list_stays(self) -> None:
        draft = read("\n\n".join([SHIPS, "Yes", "Not applicable", "Yes", "Not applicable", "Yes", PORTS]))
        assert sum("Yes" in text for text in texts(draft)) >= 1
        assert " ".join(texts(draft)).count("Yes") == 3

    def test_line_numbers_go(self) -> None:
        lines = textwrap.wrap(" ".join([SHIPS, PORTS, RADAR]), 60)
        numbered = "\n".join(f"{n:>3}  {line}" for n, line in enumerate(lines, start=1))
        assert " ".join(texts(read(numbered))) == " ".join([SHIPS, PORTS, RADAR])


class TestHyphens:
    @pytest.mark.parametrize(
        ("lines", "elsewhere", "expected"),
        [
            (["the develop-", "ment of"], "development", "the development of"),
            (["the Indo-", "Pacific"], "", "the Indo-Pacific"),
            (["a cost-", "effective one"], "cost-effective", "a cost-effective one"),
            (["self-", "defence"], "", "self-defence"),
            (["short- and long-", "term"], "long-term", "short- and long-term"),
            (["short-", "and long-term"], "", "short- and long-term"),
            (["coop\xad", "eration"], "", "cooperation"),
            (["bound—", "less"], "", "bound—less"),
            (["state-of-the-", "art"], "", "state-of-the-art"),
        ],
    )
    def test_the_documents_own_words_decide(self, lines: list[str], elsewhere: str, expected: str) -> None:
        assert join_lines(lines, Vocabulary([*lines, elsewhere])) == expected


def test_tables_stand_in_no_block() -> None:
    table = "Table 1: Ships\nYear    Ships    Cost\n2021    3        40\n2022    5        60\n2023    8        95"
    draft = read("\n\n".join([SHIPS, table, PORTS]))
    assert draft.tables[0].rows[1] == ("2021", "3", "40")
    assert draft.tables[0].caption == "Table 1: Ships"
    assert texts(draft) == [SHIPS, "Table 1: Ships", PORTS]


def test_two_columns_side_by_side_are_read_one_after_the_other() -> None:
    left, right = textwrap.wrap(SHIPS + " " + PORTS, 36), textwrap.wrap(RADAR + " " + RADAR, 36)
    rows = [f"{a:<42}{b}" for a, b in zip(left, right, strict=False)] + left[len(right) :]
    assert SHIPS in " ".join(texts(read("\n".join(rows))))


def test_a_text_of_very_many_lines_takes_seconds() -> None:
    text = (wrapped(72, "\n\n") + "\n\n") * 2_000
    start = time.process_time()
    draft = read_plain_text(text.encode(), "x")
    assert time.process_time() - start < 20
    assert len(draft.blocks) == 2_000 * len(PARAGRAPHS)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_a_sound_draft(data: bytes) -> None:
    assert_sound(read_plain_text(data, "x"))


WORDS = st.sampled_from(
    "1. 2.1 • - Abstract Notes law,8 visits.1 [2] 12 “a” The the of end. Ltd. Indo- | \t \f   3".split(" ")
)


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_of_awkward_words_ends_in_a_sound_draft(lines: list[str]) -> None:
    assert_sound(read_plain_text("\n".join(lines).encode(), "x"))


@given(st.lists(st.text("abc De.,-—\t ", max_size=60), max_size=40))
@settings(max_examples=300, deadline=None)
def test_unwrapping_loses_no_letters(raws: list[str]) -> None:
    lines = split_lines("\n".join(raws))
    vocabulary = Vocabulary(line.text for line in lines)
    groups = paragraphs(lines, measure(lines))
    joined = "".join(join_lines([line.text for line in group], vocabulary) for group in groups)
    assert re.sub(r"[^a-zA-Z]", "", joined) == re.sub(r"[^a-zA-Z]", "", "".join(raws))


@given(st.lists(st.text("ab.,”)1234 [](", max_size=40), max_size=20))
@settings(max_examples=300, deadline=None)
def test_references_lie_in_their_texts_and_hold_their_number(found_in: list[str]) -> None:
    for found in find_references(found_in):
        assert found_in[found.text][found.start : found.end].strip(" []") == str(found.number)
