"""What a reader sees on the page is what the draft says."""

import pytest
from typeset import LOREM, read, texts, typeset

PAGE = (
    '#set page("a5", margin: 2cm)\n#set text(10pt, font: "Libertinus Serif", hyphenate: true)\n'
    "#set par(justify: true)\n"
)
HEADED = (
    '#set page("a5", margin: 2cm, header: context [Journal of Tests #h(1fr) #counter(page).display()])\n'
    "#set text(10pt)\n#set par(justify: true, first-line-indent: 1.5em, spacing: 0.65em)\n"
)


@pytest.mark.parametrize("tags", [True, False])
def test_title_headings_and_levels(tags: bool) -> None:
    draft = read(
        PAGE + '#set heading(numbering: "1.1")\n#text(20pt)[*Boats and Borders*]\n\n= Fleets\n\n'
        f"{LOREM}\n\n== Patrol boats\n\n{LOREM}\n\n= Ports\n\n{LOREM}",
        use_tags=tags,
    )
    assert draft.title == "Boats and Borders"
    assert [(b.number, b.level, b.text) for b in draft.blocks if b.kind == "heading"] == [
        ("1", 1, "Fleets"),
        ("1.1", 2, "Patrol boats"),
        ("2", 1, "Ports"),
    ]
    assert texts(draft, "paragraph") == [LOREM.strip()] * 3


def test_running_heads_and_page_numbers_are_left_out_and_paragraphs_run_over_pages() -> None:
    sentences = [f"Report number {'abcdefghij'[i % 10]}{i // 10} came in late. " for i in range(260)]
    paragraph = "".join(sentences).strip()
    draft = read(HEADED + paragraph)
    assert draft.pages > 2
    assert texts(draft, "paragraph") == [paragraph]


def test_two_columns_are_read_one_after_the_other() -> None:
    first, second = "First " + LOREM * 3, "Second " + LOREM * 3
    draft = read(
        '#set page("a4", columns: 2, margin: 2cm)\n#set text(10pt)\n#set par(justify: true)\n'
        '#place(top, scope: "parent", float: true, text(20pt)[A Title over Both of the Columns of the Page])\n'
        f"{first}\n\n{second}"
    )
    assert draft.title == "A Title over Both of the Columns of the Page"
    assert texts(draft, "paragraph") == [first.strip(), second.strip()]


@pytest.mark.parametrize("typographic", ["true", "false"])
def test_footnote_markers_leave_the_text_and_keep_their_place(typographic: str) -> None:
    draft = read(
        PAGE + f"#set super(typographic: {typographic})\n"
        f"{LOREM}The yard closed#footnote[Interview with a foreman.] in May.#footnote[Yard records, p. 12.] {LOREM}"
    )
    (block,) = [b for b in draft.blocks if b.kind == "paragraph"]
    before = [(r.marker, block.text[: r.offset][-11:]) for r in block.references]
    assert before == [("1", "yard closed"), ("2", "sed in May.")]
    assert [(n.marker, n.text) for n in draft.notes] == [
        ("1", "Interview with a foreman."),
        ("2", "Yard records, p. 12."),
    ]


def test_endnotes_are_notes() -> None:
    draft = read(
        PAGE + f"{LOREM}It failed.#super[1] It was tried again.#super[2] {LOREM}\n\n= Endnotes\n\n"
        "1. Ministry, _Report_, p. 3.\n\n2. Ibid., p. 9.\n"
    )
    assert [(n.marker, n.text) for n in draft.notes] == [("1", "Ministry, Report, p. 3."), ("2", "Ibid., p. 9.")]
    assert not any("Ibid" in text for text in texts(draft, "paragraph", "list_item"))


def test_lists_lose_their_bullets() -> None:
    draft = read(PAGE + f"{LOREM}\n\n- two patrol boats from the first batch;\n- a training ship.\n\n{LOREM}")
    assert texts(draft, "list_item") == ["two patrol boats from the first batch;", "a training ship."]


def test_block_quotations_are_kept_apart() -> None:
    draft = read(PAGE + f"{LOREM}\n\n#pad(x: 2em)[{LOREM}]\n\n{LOREM}")
    assert texts(draft, "quote") == [LOREM.strip()]


def test_ruled_table_is_no_text() -> None:
    draft = read(
        PAGE + f"{LOREM}\n\n#figure(table(columns: 3, [Item], [Year], [Price], [Boats], [2021], [40 million], "
        f"[Radars], [2022], [12 million], [Vests], [2023], [1 million]), caption: [Deliveries])\n\n{LOREM}"
    )
    assert texts(draft, "paragraph") == [LOREM.strip()] * 2
    (table,) = draft.tables
    assert table.rows[1] == ("Boats", "2021", "40 million")
    assert "Deliveries" in table.caption


def test_contents_are_no_text() -> None:
    draft = read(
        PAGE
        + f"#outline()\n\n= Fleets of the Coast\n\n{LOREM}\n\n= Ports of the Delta\n\n{LOREM}\n\n= Yards\n\n{LOREM}"
    )
    assert texts(draft, "heading") == ["Fleets of the Coast", "Ports of the Delta", "Yards"]
    assert len(texts(draft, "paragraph", "list_item")) == 3


def test_numbered_paragraphs_keep_apart() -> None:
    draft = read(PAGE + "\n\n".join(f"{i}.#h(2em){LOREM}" for i in range(1, 4)))
    assert texts(draft, "paragraph", "list_item") == [LOREM.strip()] * 3


def test_line_end_hyphens_go_and_real_ones_stay() -> None:
    draft = read(PAGE + "The long-term Indo-Pacific decision-making of state-owned shipbuilders matters. " * 12)
    assert set(texts(draft, "paragraph")) == {
        ("The long-term Indo-Pacific decision-making of state-owned shipbuilders matters. " * 12).strip()
    }


def test_turned_and_invisible_text_is_left_out() -> None:
    draft = read(PAGE + f"{LOREM}\n#place(dy: 3cm, rotate(90deg)[DRAFT FOR COMMENT])")
    assert "DRAFT" not in " ".join(b.text for b in draft.blocks)


def test_ligatures_are_letters() -> None:
    draft = read(PAGE + "Officials in the staff office filed the affidavit. " * 5)
    assert "Officials in the staff office filed the affidavit." in draft.blocks[0].text


def test_a_drop_capital_goes_before_its_word() -> None:
    draft = read(
        PAGE + "#grid(columns: (auto, 1fr), column-gutter: 4pt, text(38pt, baseline: 2pt)[T], [he coast guard took "
        f"delivery of two boats in spring, which officials called a good first step for everyone.])\n\n{LOREM}"
    )
    assert draft.blocks[0].text.startswith("The coast guard took delivery of two boats")


def test_abstract_authors_and_date() -> None:
    draft = read(
        PAGE + "#text(20pt)[*Boats and Borders*]\n\nAnna Author and Bernard Writer\n\n12 March 2024\n\n"
        f"= Abstract\n\n{LOREM}\n\n= Introduction\n\n{LOREM}"
    )
    assert draft.authors == ("Anna Author", "Bernard Writer")
    assert draft.date == "2024-03-12"
    assert texts(draft, "abstract") == [LOREM.strip()]


def test_the_tag_tree_and_geometry_agree() -> None:
    source = PAGE + f"= Fleets\n\n{LOREM}#footnote[A note.]\n\n- one item of the list\n\n= Ports\n\n{LOREM}"
    by_tags, by_geometry = read(source, use_tags=True), read(source)
    assert [(b.kind, b.text) for b in by_tags.blocks] == [(b.kind, b.text) for b in by_geometry.blocks]


def test_both_backends_read_the_same_words() -> None:
    source = PAGE + f"= Fleets\n\n{LOREM}\n\n{LOREM}"
    fast, slow = read(source), read(source, backend="pdfplumber")
    assert [b.text for b in fast.blocks] == [b.text for b in slow.blocks]


def test_reading_twice_gives_the_same() -> None:
    from bdjp_nlp.readers.pdf import PdfSettings, read_pdf

    data = typeset(PAGE + LOREM)
    first, second = (read_pdf(data, "a.pdf", PdfSettings()) for _ in range(2))
    assert [b.text for b in first.blocks] == [b.text for b in second.blocks]


def test_three_columns_are_read_one_after_the_other() -> None:
    paragraphs = [f"{word} {LOREM * 3}".strip() for word in ("First", "Second", "Third")]
    draft = read('#set page("a4", columns: 3, margin: 1.8cm)\n#set text(9pt)\n' + "\n\n".join(paragraphs))
    assert texts(draft, "paragraph") == paragraphs


def test_line_numbers_are_left_out_and_the_first_lines_of_pages_stay() -> None:
    sentences = [f"Report number {'abcdefghij'[i % 10]}{i // 10} came in late. " for i in range(200)]
    paragraph = "".join(sentences).strip()
    draft = read(PAGE + f'#set par.line(numbering: "1", numbering-scope: "page")\n{paragraph}')
    assert draft.pages > 2
    assert texts(draft, "paragraph") == [paragraph]


@pytest.mark.parametrize("heading", ["#text(tracking: 0.22em)[FLEETS OF THE COAST]", "#smallcaps[Fleets of the Coast]"])
def test_letter_spaced_and_small_capital_headings(heading: str) -> None:
    draft = read(PAGE + f"{LOREM}\n\n{heading}\n\n{LOREM}")
    assert [t.lower() for t in texts(draft, "heading")] == ["fleets of the coast"]
    assert texts(draft, "paragraph") == [LOREM.strip()] * 2


def test_an_initial_at_a_lines_start_begins_no_list_item() -> None:
    prose = "It is a point that Dr. A. B. Marsh and Gen. C. D. Okello had made before the vote was held. " * 8
    draft = read(PAGE + prose)
    assert texts(draft, "paragraph", "list_item") == [prose.strip()]


def test_numbered_paragraphs_whose_lines_return_to_the_margin_are_whole() -> None:
    body = "The Committee met twice. " + LOREM
    draft = read(PAGE + "#set par(justify: false)\n" + "\n\n".join(f"{i}.#h(2em){body}" for i in range(1, 5)))
    assert texts(draft, "paragraph", "list_item") == [body.strip()] * 4


def test_a_paragraph_after_a_list_is_its_own() -> None:
    draft = read(PAGE + "#set par(spacing: 0.65em)\n- a first item that is short;\n- a second item.\n" + LOREM)
    assert texts(draft, "list_item") == ["a first item that is short;", "a second item."]
    assert texts(draft, "paragraph") == [LOREM.strip()]


def test_endnotes_go_on_over_pages() -> None:
    notes = {
        n: f"Archive {'abcdefghij'[n % 10]}, box number {n}, which nobody had opened before." for n in range(1, 60)
    }
    marks = " ".join(f"A sentence stands here.#super[{n}]" for n in notes)
    listed = "\n\n".join(f"{n}. {text}" for n, text in notes.items())
    draft = read(PAGE + f"{marks}\n\n*Notes*\n\n#set text(8pt)\n{listed}")
    assert {n.marker: n.text for n in draft.notes} == {str(n): text for n, text in notes.items()}


def test_a_provisions_letter_stays_in_the_text() -> None:
    draft = read(
        PAGE + f"{LOREM}\n\n(a) The Secretary shall report every year.\n\n(b) The report is public.\n\n{LOREM}"
    )
    assert "(b) The report is public." in texts(draft, "list_item")


def test_small_print_above_the_notes_does_not_go_on_from_the_last_note() -> None:
    box = "The box tells of the yards. " + LOREM * 3
    draft = read(
        PAGE + "#set footnote.entry(separator: none)\n"
        f"{LOREM}It closed.#footnote[Yard records, p. 12.] {LOREM}\n\n#pagebreak()\n{LOREM}It opened.#footnote[Yard "
        f"records, p. 14.]\n\n#v(1fr)\n#text(8.5pt)[{box}]"
    )
    assert [(n.marker, n.text) for n in draft.notes] == [("1", "Yard records, p. 12."), ("2", "Yard records, p. 14.")]
    assert box.strip() in [b.text for b in draft.blocks]


def test_a_raised_ordinal_ending_belongs_to_its_number() -> None:
    draft = read(PAGE + "#set super(typographic: false)\n" + LOREM + "The 119 #super[th] Congress met. " + LOREM)
    assert "The 119th Congress met." in texts(draft, "paragraph")[0]


def test_a_paragraph_that_begins_in_bold_is_one_paragraph() -> None:
    bold = "*Another thing to be weighed by those who plan is the state of the*#linebreak(justify: true)"
    draft = read(PAGE + f"{LOREM}\n\n{bold}yards and of the men who work in them when the year is over. {LOREM}")
    assert texts(draft, "heading") == []
    assert len(texts(draft, "paragraph")) == 2


def test_the_title_keeps_its_ordinals() -> None:
    draft = read(PAGE + f"#text(20pt)[*The 15#super[th] Plan and the Coast*]\n\n{LOREM}\n\n= Fleets\n\n{LOREM}")
    assert draft.title == "The 15th Plan and the Coast"


def test_a_ruled_table_over_both_columns_is_one_table_with_whole_cells() -> None:
    rule = "table.hline(stroke: 0.6pt)"
    table = (
        '#place(top, scope: "parent", float: true, figure(table(columns: (2fr, 1fr, 1fr, 1fr), stroke: none, '
        f"{rule}, [Cause], [Days lost], [Share of all days that were lost], [Typical item], {rule}, [Part not "
        "available], [6,214], [41 %], [Blades], [Licence awaited], [1,667], [11 %], [Batteries], [Funds not released], "
        f"[4,393], [29 %], [Docking], {rule}), caption: [Days lost]))\n"
    )
    draft = read(f'#set page("a4", columns: 2, margin: 2cm)\n#set text(9pt)\n{table}{LOREM * 12}')
    (found,) = draft.tables
    assert found.rows[0] == ("Cause", "Days lost", "Share of all days that were lost", "Typical item")
    assert found.rows[3] == ("Funds not released", "4,393", "29 %", "Docking")
    assert found.box is not None
    assert found.box[2] - found.box[0] > 300
