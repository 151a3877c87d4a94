"""Habits of real typesetting that trip readers up: LaTeX's defaults, bylines, running heads, figures below notes."""

import pytest
from typeset import LOREM, read, texts

from bdjp_nlp.readers.pdf.fonts import style_of

PAGE = (
    '#set page("a5", margin: 2cm)\n#set text(10pt, font: "Libertinus Serif", hyphenate: true)\n'
    "#set par(justify: true)\n"
)
TITLE = "#align(center, text(20pt)[*Boats and Borders in the Delta*])\n\n"


@pytest.mark.parametrize(
    ("name", "bold", "italic"),
    [
        ("ABCDEF+SFBX1200", True, False),
        ("CMBX12", True, False),
        ("CMTI10", False, True),
        ("CMBXTI10", True, True),
        ("SFSX1440", True, False),
        ("SFTI0900", False, True),
        ("SFRM1000", False, False),
        ("CMR10", False, False),
        ("AdvTT5843c571.B", True, False),
        ("AdvTTb8864ccf.I", False, True),
        ("MinionPro-SemiboldIt", True, True),
        ("NimbusRomNo9L-MediItal", True, True),
        ("NimbusRomNo9L-Regu", False, False),
        ("Libertinus Serif", False, False),
    ],
)
def test_fonts_tell_their_style_by_their_names(name: str, bold: bool, italic: bool) -> None:
    assert style_of(name)[1:] == (bold, italic)


def test_columns_with_a_gutter_of_five_points_are_read_one_after_the_other() -> None:
    first, second = "First " + LOREM * 3, "Second " + LOREM * 3
    draft = read(
        '#set page("a4", columns: 2, margin: 2cm)\n#set columns(gutter: 5pt)\n#set text(12pt, hyphenate: true, '
        f"overhang: true)\n#set par(justify: true)\n{first}\n\n{second}"
    )
    assert texts(draft, "paragraph") == [first.strip(), second.strip()]


def test_the_byline_gives_the_authors_and_no_headings() -> None:
    names = "#align(center, text(14pt, grid(columns: (1fr, 1fr), [Anna Author], [Bernard van Writer-Smith])))\n\n"
    at = "#align(center, text(13pt, grid(columns: (1fr, 1fr), [University of Ports], [Institute of Boats])))\n\n"
    draft = read(PAGE + TITLE + names + at + f"= Fleets\n\n{LOREM}")
    assert draft.authors == ("Anna Author", "Bernard van Writer-Smith")
    assert texts(draft, "heading") == ["Fleets"]


def test_marks_behind_authors_leave_their_names_whole() -> None:
    marked = "Anna Author#box(width: 0pt, super[#sym.ast.op])#h(4pt)and Bernard Writer"
    draft = read(PAGE + TITLE + f"{marked}\n\nUpdated April 22, 2026\n\n{LOREM}")
    assert draft.authors == ("Anna Author", "Bernard Writer")


@pytest.mark.parametrize("heading", ["*Neighbours under Review*", "PORTS AND THEIR LIMITS", "*School Ships*"])
def test_a_heading_right_below_the_byline_is_one(heading: str) -> None:
    draft = read(PAGE + TITLE + f"Anna Author and Bernard Writer\n\n{heading}\n\n{LOREM}")
    assert draft.authors == ("Anna Author", "Bernard Writer")
    assert texts(draft, "heading") == [heading.strip("*")]


def test_a_subtitle_or_section_below_the_title_names_no_author() -> None:
    draft = read(PAGE + TITLE + f"= Executive Summary\n\n{LOREM}\n\n= Port Security\n\n{LOREM}")
    assert draft.authors == ()
    assert texts(draft, "heading") == ["Executive Summary", "Port Security"]


def test_a_figure_below_the_notes_is_no_note() -> None:
    below = (
        "#text(8pt)[#super[1] Yard records, p. 12.]\n\n#rect(width: 80%, height: 2cm)\n\nFigure 1: Boats of the coast"
    )
    draft = read(PAGE + f"{LOREM}It closed.#super[1] {LOREM}\n\n#v(1fr)\n#line(length: 30%)\n{below}")
    assert [n.text for n in draft.notes] == ["Yard records, p. 12."]
    assert texts(draft, "caption") == ["Figure 1: Boats of the coast"]


def test_last_lines_that_look_alike_are_no_running_feet() -> None:
    page = f"{LOREM * 2}It closed.#footnote[Ibid., p. 12.] {LOREM}"
    draft = read(PAGE + "#set page(header: none, footer: none)\n" + "\n#pagebreak()\n".join([page] * 4))
    assert [n.marker for n in draft.notes] == ["1", "2", "3", "4"]


def test_running_heads_of_chapters_are_left_out_of_pages_with_wide_margins() -> None:
    head = "header: context [_Of Boats_ #h(1fr) #counter(page).display()], header-ascent: 12pt"
    sentences = "".join(f"Report number {'abcdefghij'[i % 10]}{i // 10} came in late. " for i in range(260)).strip()
    draft = read(f'#set page("us-letter", margin: 4.3cm, {head})\n#set par(justify: true)\n{sentences}')
    assert draft.pages > 2
    assert texts(draft, "paragraph") == [sentences]


def test_a_chapters_label_goes_with_its_title() -> None:
    draft = read(
        PAGE + f"{TITLE}{LOREM}\n\n#text(16pt)[*Chapter 1*]\n\n#text(18pt)[*Fleets of the Coast*]\n\n{LOREM}\n\n"
        f"#text(18pt)[*Chapter 2 \\ Ports of the Delta*]\n\n{LOREM}"
    )
    heads = [(b.number, b.text) for b in draft.blocks if b.kind == "heading"]
    assert heads == [("Chapter 1", "Fleets of the Coast"), ("Chapter 2", "Ports of the Delta")]


def test_an_inset_block_with_an_indented_first_line_is_one_block() -> None:
    first = "The yard was closed before any boats were sold."
    indented = f"par(first-line-indent: (amount: 1.3em, all: true))[{first}#linebreak(justify: true){LOREM}]"
    draft = read(PAGE + f"{LOREM}\n\n#pad(x: 3em, {indented})\n\n{LOREM}")
    assert texts(draft, "quote") == [f"{first} {LOREM}".strip()]


def test_headings_in_capitals_of_two_sizes() -> None:
    small = "#text(12pt)[F]#text(9.6pt)[LEETS OF THE COAST]"
    draft = read(PAGE + f"#set text(12pt)\n{LOREM}\n\n{small}\n\n{LOREM}\n\n{small}\n\n{LOREM}")
    assert texts(draft, "heading") == ["FLEETS OF THE COAST"] * 2


def test_small_capitals_above_the_title_name_the_series_and_head_nothing() -> None:
    small = "#text(9.6pt)[POLICY BRIEF NO. 14]"
    draft = read(PAGE + f"#set text(12pt)\n{small}\n\n{TITLE}{LOREM}\n\n*FLEETS OF THE COAST*\n\n{LOREM}")
    assert texts(draft, "heading") == ["FLEETS OF THE COAST"]


def test_a_clause_between_dashes_runs_over_the_page() -> None:
    words = f"{LOREM}The officials on both sides of the strait said"
    draft = read(
        PAGE + f"{words}#linebreak(justify: true)\n#pagebreak()\n– so at least the papers wrote – that it was late."
    )
    assert texts(draft, "paragraph", "list_item") == [f"{words} – so at least the papers wrote – that it was late."]


def test_entries_of_a_bibliography_keep_apart() -> None:
    entries = [f"[{n}] Okello, Boats of the coast, Harbour Press, Mombasa, {1990 + n}." for n in range(8, 13)]
    lines = "#linebreak(justify: true)".join(e.replace("[", "\\[").replace("]", "\\]") for e in entries)
    draft = read(PAGE + f"{LOREM}\n\n{lines}")
    assert texts(draft, "paragraph")[1:] == entries


def test_small_line_numbers_close_to_the_text_are_left_out() -> None:
    sentences = [
        f"Report number {'abcdefghij'[i % 10]}{i // 10} came in late to the yard near the old harbour."
        for i in range(20)
    ]
    numbers = [
        f"#box(width: 0pt, move(dx: -22pt, box(width: 14pt, align(right, text(5pt)[{i}]))))" for i in range(1, 21)
    ]
    lines = "#linebreak(justify: true)".join(map("".join, zip(numbers, sentences, strict=True)))
    assert texts(read(PAGE + lines), "paragraph") == [" ".join(sentences)]


@pytest.mark.parametrize("heading", ["_Notes_", "Notes"])
def test_endnotes_open_below_a_plain_heading_and_behind_an_unnumbered_footnote(heading: str) -> None:
    notes = {n: f"Archive {'abcdefghij'[n % 10]}, box {n}, which nobody had opened before." for n in range(1, 60)}
    marks = " ".join(f"A sentence stands here.#super[{n}]" for n in notes)
    listed = "\n\n".join(f"{n}. {text}" for n, text in notes.items())
    draft = read(
        PAGE + '#set footnote(numbering: "*")\nThe title was changed.#footnote[The author thanks two readers.]\n'
        f"{marks}\n\n{heading}\n\n#set text(8pt)\n{listed}"
    )
    assert {n.marker: n.text for n in draft.notes if n.marker.isdigit()} == {str(n): text for n, text in notes.items()}


def test_the_only_filled_column_of_a_page_has_its_own_right_edge() -> None:
    first, rest = "The boats were sold to the yard in spring.", LOREM * 2
    draft = read(
        '#set page("a4", margin: 2cm)\n#set text(10pt)\n#set par(justify: true)\n'
        "#rect(width: 100%, height: 3cm)\n\nFigure 1: A figure over both of the columns of the page, whose caption is "
        f"as wide as both.\n\n#block(width: 8cm)[{first}#linebreak(justify: true){rest}]"
    )
    assert texts(draft, "paragraph") == [f"{first} {rest}".strip()]


def test_a_paragraph_goes_on_past_small_print_at_the_foot() -> None:
    words = f"{LOREM}The officials on both sides of the strait said that the"
    draft = read(
        PAGE + f"#par[{words}#linebreak(justify: true)]\n#text(8pt)[The author is with the University of Ports.]\n"
        "#pagebreak()\n3rd battalion was late."
    )
    assert f"{words} 3rd battalion was late." in texts(draft, "paragraph")
