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
