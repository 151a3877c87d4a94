"""What white, width and place tell where the letters themselves are all alike: headings, captions, abstracts, cells."""

import pytest
from typeset import LOREM, read, texts

PAGE = '#set page("a5", margin: 2cm)\n#set text(10pt, font: "Libertinus Serif")\n#set par(justify: true)\n'
INDENTED = "#set par(first-line-indent: 1.4em, spacing: 0.65em)\n"
TITLE = "#text(18pt)[*Boats and Borders in the Delta*]\n\nAnna Author and Bernard Writer #v(0.8em)\n\n"


def plain_heading(words: str) -> str:
    return f"#block(above: 1.5em, below: 0.9em, sticky: true)[{words}]\n"


@pytest.mark.parametrize("habit", [INDENTED, "#set par(spacing: 1.2em)\n"], ids=["indented", "spaced"])
def test_headings_that_only_white_sets_off(habit: str) -> None:
    sections = [
        f"{plain_heading(f'{name} of the Coast')}{LOREM}\n\n{LOREM}\n\n" for name in ("Fleets", "Ports", "Crews")
    ]
    draft = read(PAGE + '#set page("a4")\n' + habit + TITLE + f"{LOREM}\n\n{LOREM}\n\n" + "".join(sections))
    assert texts(draft, "heading") == ["Fleets of the Coast", "Ports of the Coast", "Crews of the Coast"]
    assert texts(draft, "paragraph")[1:] == [LOREM.strip()] * 8


def test_one_short_line_between_wide_white_is_no_heading() -> None:
    draft = read(PAGE + INDENTED + TITLE + f"{LOREM}\n\n{plain_heading('Boats for Ports')}{LOREM}\n\n{LOREM}")
    assert texts(draft, "heading") == []


def test_white_alone_can_be_left_out_of_account() -> None:
    sections = "".join(f"{plain_heading(f'{name} of the Coast')}{LOREM}\n\n" for name in ("Fleets", "Ports", "Crews"))
    draft = read(PAGE + INDENTED + TITLE + f"{LOREM}\n\n" + sections, without=frozenset({"white"}))
    assert texts(draft, "heading") == []


def test_a_heading_above_a_drop_capital_is_one() -> None:
    drop = (
        "#grid(columns: (auto, 1fr), column-gutter: 3pt, text(2.55em, baseline: 0.16em)[T], [he coast guard took "
        f"delivery of two boats in spring. {LOREM}])\n\n"
    )
    heading = "#align(center)[#text(tracking: 0.2em)[1. FLEETS AND HARBOURS OF THE NORTHERN COAST]]\n"
    page = '#set page("a5", margin: 2cm, columns: 2)\n#set text(9pt)\n#set par(leading: 0.75em, spacing: 0.75em)\n'
    draft = read(page + f"#block(below: 0.9em)[{heading}]{drop}{LOREM}")
    assert texts(draft, "heading") == ["FLEETS AND HARBOURS OF THE NORTHERN COAST"]
    assert texts(draft, "paragraph")[0].startswith("The coast guard took delivery")


def test_a_letter_spaced_heading_keeps_a_short_last_line() -> None:
    draft = read(PAGE + f"{LOREM}\n\n#text(tracking: 0.22em)[SUPPLIERS AS SEEN FROM THE \\ YARD]\n\n{LOREM}")
    assert texts(draft, "heading") == ["SUPPLIERS AS SEEN FROM THE YARD"]


def test_text_right_below_a_centred_caption_is_no_part_of_it() -> None:
    caption = "#align(center)[Table 2: Boats and harbours.]\n"
    draft = read(PAGE + INDENTED + f"{LOREM}\n\n#block(below: 0.65em)[{caption}]{LOREM}")
    assert texts(draft, "caption") == ["Table 2: Boats and harbours."]
    assert texts(draft, "paragraph") == [LOREM.strip()] * 2


def test_rows_whose_cells_come_close_belong_to_their_table() -> None:
    rows = "[Port], [Year], [Cost], [Delta], [2001], [1.5], [Coast], [2002], [2.5], [Island], [2003], [3.5],"
    wide = "[Harbours of the northern delta], [2004], [4.5],"
    table = f"#align(center, grid(columns: 3, column-gutter: 0.8em, row-gutter: 0.8em, {rows} {wide}))"
    draft = read(PAGE + f"{LOREM}\n\n{table}\n\n{LOREM}")
    assert texts(draft, "paragraph") == [LOREM.strip()] * 2
    assert draft.tables[0].rows[-1] == ("Harbours of the northern delta", "2004", "4.5")


def test_wrapped_heads_of_widely_set_tables_are_whole() -> None:
    cells = "[Part], [Planned], [Share spent \\ in Delta], [Ships], [42], [38%], [Law], [35], [21%], [All], [77], [59%]"
    table = f"#set par(leading: 0.78em)\n#table(columns: (1fr, 1fr, 1fr), stroke: none, inset: 3pt, {cells})"
    draft = read(PAGE + f"{LOREM}\n\n#block[{table}]\n\n{LOREM}")
    assert draft.tables[0].rows[0] == ("Part", "Planned", "Share spent in Delta")


def test_a_block_quotation_goes_on_in_the_next_column_and_the_text_below_it_does_not() -> None:
    quoted = "A ministry that orders its boats from one yard alone waits for as long as that yard may please. "
    draft = read(
        '#set page("a6", margin: 1cm, columns: 2)\n#set text(9pt)\n'
        + INDENTED
        + f"{LOREM}\n\n#pad(x: 2em, par(first-line-indent: 0pt)[{quoted * 6}])\n\n{LOREM}"
    )
    assert texts(draft, "quote") == [(quoted * 6).strip()]
    assert texts(draft, "paragraph") == [LOREM.strip()] * 2


def test_line_numbers_of_a_short_last_page_are_left_out() -> None:
    paragraph = "".join(f"Report number {'abcdefghij'[i % 10]}{i // 10} came in late. " for i in range(86)).strip()
    draft = read(PAGE + f'#set par.line(numbering: "1", numbering-scope: "page")\n{paragraph}')
    assert texts(draft, "paragraph") == [paragraph]


def test_a_tables_first_column_of_rising_numbers_holds_no_line_numbers() -> None:
    cells = ", ".join(f"[{i}], [Port {i}], [{1990 + i}], [{i}.5]" for i in range(1, 13))
    draft = read(PAGE + f"{LOREM}\n\n#table(columns: (1cm, 1fr, 2cm, 2cm), {cells})\n\n{LOREM}")
    assert [row[0] for row in draft.tables[0].rows] == [str(i) for i in range(1, 13)]


def test_last_lines_of_notes_that_end_alike_are_no_running_feet() -> None:
    note = "See https://www.example.org/reports/2014/patrol-boats-and-harbours-of-the-coast/fleets-\\ annex.pdf."
    page = f"{LOREM * 2}It closed.#footnote[{note}] {LOREM}"
    draft = read(PAGE + "#set page(header: none, footer: none)\n" + "\n#pagebreak()\n".join([page] * 2 + [LOREM] * 2))
    assert [n.text[-10:] for n in draft.notes] == ["annex.pdf."] * 2


def abstract(below: str) -> list[str]:
    """The abstract's paragraphs where this stands below the heading and one paragraph."""
    return texts(read(PAGE + TITLE + f"*Abstract*\n\n{LOREM}\n\n{below}"), "abstract")


def test_an_abstract_ends_at_its_key_words() -> None:
    assert abstract(f"Keywords: boats, ports, crews\n\n{LOREM}\n\n{LOREM}") == [LOREM.strip()]


def test_an_abstract_ends_at_the_dates_below_it() -> None:
    assert abstract(f"Received 3 May 2021; accepted 4 June 2022\n\n{LOREM}") == [LOREM.strip()]


def test_an_abstract_set_otherwise_ends_where_the_body_begins() -> None:
    two = f"{LOREM}\n\n{LOREM}"
    for styled in (f"#text(8pt)[{two}]", f"#emph[{two}]", f"#pad(x: 2em)[{two}]"):
        draft = read(PAGE + TITLE + f"*Abstract*\n\n{styled}\n\n{LOREM}\n\n{LOREM}\n\n{LOREM}")
        assert texts(draft, "abstract") == [LOREM.strip()] * 2
        assert texts(draft, "paragraph")[-3:] == [LOREM.strip()] * 3


def test_an_abstract_over_both_columns_ends_where_they_begin() -> None:
    draft = read(
        '#set page("a4", margin: 2cm, columns: 2)\n#set text(10pt)\n'
        f'#place(top, scope: "parent", float: true)[#text(18pt)[*Boats and Borders*]\n\n*Abstract*\n\n{LOREM}]\n'
        + "\n\n".join([LOREM * 2] * 6)
    )
    assert texts(draft, "abstract") == [LOREM.strip()]


def test_a_body_without_a_heading_is_no_abstract() -> None:
    assert abstract("\n\n".join([LOREM] * 12)) == [LOREM.strip()]


def test_an_abstract_of_two_paragraphs_runs_to_the_next_heading() -> None:
    assert abstract(f"{LOREM}\n\n*Introduction*\n\n{LOREM}") == [LOREM.strip()] * 2
