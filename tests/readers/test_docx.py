from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdjp_nlp.draft import Draft
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.docx import read_docx
from readers.expectations import anchors, assert_sound, headings, kinds
from readers.word_files import paragraph, run, word_file, zipped

NOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> First note.</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="5"><w:p><w:r><w:t>Second</w:t></w:r></w:p><w:p><w:r><w:t>note.</w:t></w:r></w:p></w:footnote>'
)


def read(body: str, **parts: str) -> Draft:
    draft = read_docx(word_file(body, **parts), "x.docx")
    assert_sound(draft)
    return draft


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def style(style_id: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>{more}</w:style>'


def reference(note_id: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{note_id}"/></w:r>'


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return mark("begin") + told + mark("separate") + result + mark("end")


def test_a_document_made_by_python_docx_is_read_whole() -> None:
    made = docx.Document()
    made.add_heading("Ports and Patrols", 0)
    made.add_heading("1. Introduction", 1)
    made.add_paragraph("A paragraph of text.")
    made.add_paragraph("first", style="List Bullet")
    made.add_paragraph("inner", style="List Bullet 2")
    made.add_paragraph("one", style="List Number")
    made.add_heading("1.1 Ports", 2)
    made.add_paragraph("Quoted words.", style="Intense Quote")
    made.add_paragraph("Table 1: Ships", style="Caption")
    table = made.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Year", "3"
    made.sections[0].header.paragraphs[0].text = "Running head"
    buffer = io.BytesIO()
    made.save(buffer)
    draft = read_docx(buffer.getvalue(), "x.docx")
    assert_sound(draft)
    assert kinds(draft) == [
        ("title", "Ports and Patrols"),
        ("heading", "Introduction"),
        ("paragraph", "A paragraph of text."),
        ("list_item", "first"),
        ("list_item", "inner"),
        ("list_item", "one"),
        ("heading", "Ports"),
        ("quote", "Quoted words."),
        ("caption", "Table 1: Ships"),
    ]
    assert [block.level for block in draft.blocks if block.kind == "list_item"] == [1, 2, 1]
    assert headings(draft) == [(1, "1", "Introduction"), (2, "1.1", "Ports")]
    assert draft.tables[0].rows == (("Year", ""), ("", "3"))
    assert draft.tables[0].caption == "Table 1: Ships"
    assert draft.title == "Ports and Patrols"


class TestHeadings:
    @pytest.mark.parametrize(
        "name", ["heading 2", "Überschrift 2", "Titre 2", "Título 2", "Rubrik 2", "标题 2", "Heading 2,h2"]
    )
    def test_style_names_of_any_language_give_the_level(self, name: str) -> None:
        assert headings(read(paragraph("Ports", "S"), styles=style("S", name))) == [(2, "", "Ports")]

    def test_outline_levels_are_taken_over_from_the_style_below(self) -> None:
        styles = style("A", "Chapter", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>') + style(
            "B", "Own", '<w:basedOn w:val="A"/>'
        )
        assert headings(read(paragraph("Ports", "B"), styles=styles)) == [(1, "", "Ports")]

    def test_a_paragraphs_own_outline_level_counts(self) -> None:
        assert headings(read(paragraph("Ports", properties='<w:outlineLvl w:val="2"/>'))) == [(3, "", "Ports")]

    def test_word_counts_the_numbers(self) -> None:
        levels = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for i, (form, text) in enumerate([("upperRoman", "%1."), ("decimal", "%1.%2")])
        )
        numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        styles = "".join(
            style(
                f"H{i}",
                f"heading {i + 1}",
                f'<w:pPr><w:numPr><w:ilvl w:val="{i}"/><w:numId w:val="1"/></w:numPr></w:pPr>',
            )
            for i in range(2)
        )
        body = "".join(paragraph(t, s) for t, s in [("A", "H0"), ("B", "H1"), ("C", "H1"), ("D", "H0"), ("E", "H1")])
        assert headings(read(body, styles=styles, numbering=numbering)) == [
            (1, "I", "A"),
            (2, "I.1", "B"),
            (2, "I.2", "C"),
            (1, "II", "D"),
            (2, "II.1", "E"),
        ]

    def test_without_styles_bold_lines_are_headings(self) -> None:
        bold = "<w:p>" + run("Ports", "<w:b/>") + "</w:p>"
        body = paragraph("Long text. " * 20) + bold + paragraph("More text. " * 20) * 4
        assert headings(read(body)) == [(1, "", "Ports")]


class TestNotes:
    def test_footnotes_are_anchored_at_their_exact_offset(self) -> None:
        body = f"<w:p>{run('It was agreed')}{reference(2)}{run(' and kept.')}{reference(5)}</w:p>"
        draft = read(body, footnotes=NOTES)
        assert texts(draft) == ["It was agreed and kept."]
        assert anchors(draft) == [("1", "t was agreed"), ("2", "ed and kept.")]
        assert [(note.marker, note.text) for note in draft.notes] == [("1", "First note."), ("2", "Second note.")]

    def test_endnotes_count_in_roman_as_in_word(self) -> None:
        endnotes = '<w:endnote w:id="2"><w:p><w:r><w:t>An endnote.</w:t></w:r></w:p></w:endnote>'
        draft = read(f"<w:p>{run('Kept.')}{reference(2, 'endnote')}</w:p>", endnotes=endnotes)
        assert [(note.marker, note.text) for note in draft.notes] == [("i", "An endnote.")]

    def test_a_mark_of_its_own_leaves_the_text(self) -> None:
        custom = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
        draft = read(f"<w:p>{run('Kept')}{custom}{run(' well.')}</w:p>", footnotes=NOTES)
        assert texts(draft) == ["Kept well."]
        assert anchors(draft) == [("*", "Kept")]

    def test_typed_superscripts_meet_their_list(self) -> None:
        def raised(text: str) -> str:
            return run(text, '<w:vertAlign w:val="superscript"/>')

        body = (
            f"<w:p>{run('Agreed.')}{raised('1')}{run(' Kept on the 19')}{raised('th')}{run(' day.')}{raised('2')}</w:p>"
        )
        body += paragraph("Notes") + paragraph("1. Author, A Book.") + paragraph("2. Another, A Book.")
        draft = read(body)
        assert texts(draft)[0] == "Agreed. Kept on the 19th day."
        assert [note.text for note in draft.notes] == ["Author, A Book.", "Another, A Book."]


class TestRevisions:
    def test_insertions_stay_and_deletions_go(self) -> None:
        body = (
            f"<w:p>{run('Japan ')}<w:ins>{run('gladly ')}</w:ins>"
            "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
            f"{run('agreed')}<w:moveFrom>{run(' once')}</w:moveFrom><w:moveTo>{run(' again')}</w:moveTo></w:p>"
        )
        assert texts(read(body)) == ["Japan gladly agreed again"]

    def test_a_deleted_paragraph_end_joins_the_next(self) -> None:
        body = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('One')}</w:p>" + paragraph("two.")
        assert texts(read(body)) == ["One two."]

    def test_a_deleted_last_end_loses_nothing(self) -> None:
        assert texts(read(f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('One')}</w:p>")) == ["One"]


class TestFields:
    def test_a_table_of_contents_goes(self) -> None:
        toc = "<w:p>" + field("TOC \\o", run("Ports 3")) + "</w:p>"
        assert texts(read(toc + paragraph("Text."))) == ["Text."]

    def test_one_over_several_paragraphs_goes(self) -> None:
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        body = f"<w:p>{begin}{run('Ports 3')}</w:p><w:p>{run('Ships 4')}</w:p>"
        body += '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' + paragraph("Text.")
        assert texts(read(body)) == ["Text."]

    def test_results_of_links_stay_and_page_numbers_go(self) -> None:
        link = field('HYPERLINK "http://x.y"', run("the report"))
        page = field("PAGEREF x", run("12"))
        assert texts(read(f"<w:p>{run('See ')}{link}{run(' p. ')}{page}{run('!')}</w:p>")) == ["See the report p. !"]

    def test_wrappers_are_seen_through(self) -> None:
        body = (
            f"<w:p><w:smartTag>{run('Dhaka')}</w:smartTag><w:hyperlink>{run(' and ')}</w:hyperlink>"
            f"<w:sdt><w:sdtContent>{run('Tokyo')}</w:sdtContent></w:sdt>"
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click')}</w:sdtContent></w:sdt></w:p>"
        )
        assert texts(read(body)) == ["Dhaka and Tokyo"]


def test_a_text_box_is_kept_once() -> None:
    inside = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"<wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(f"<w:p>{run('Before')}{box}{run(' after.')}</w:p>{paragraph('Next.')}")) == [
        "Before after.",
        "In the box.",
        "Next.",
    ]


def test_merged_cells_keep_the_columns() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = cell("Ships", '<w:gridSpan w:val="2"/>') + cell("Cost"), cell("a") + cell("b") + cell("c")
    draft = read("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>" + paragraph("After."))
    assert draft.tables[0].rows == (("Ships", "", "Cost"), ("a", "b", "c"))
    assert texts(draft) == ["After."]


def test_a_frame_of_one_cell_is_text() -> None:
    draft = read(
        f"<w:tbl><w:tr><w:tc>{paragraph('Key points of the paper.')}</w:tc></w:tr></w:tbl>{paragraph('Next.')}"
    )
    assert texts(draft) == ["Key points of the paper.", "Next."]
    assert draft.tables == ()


def test_hidden_text_and_soft_hyphens_go() -> None:
    hidden = run("secret", "<w:vanish/>")
    assert texts(read("<w:p>" + run("co\u00adoperation") + hidden + "</w:p>")) == ["cooperation"]


def test_properties_speak_where_the_pages_do_not() -> None:
    core = "<dc:title>Ports</dc:title><dc:creator>Jane Doe; Rahim Uddin</dc:creator>"
    core += "<dcterms:created>2024-02-03T00:00:00Z</dcterms:created>"
    draft = read(paragraph("Text."), core=core)
    assert (draft.title, draft.authors, draft.date) == ("Ports", ("Jane Doe", "Rahim Uddin"), "2024-02-03")


class TestHostileFiles:
    def code(self, data: bytes) -> str:
        with pytest.raises(DocumentError) as caught:
            read_docx(data, "x.docx")
        assert "x.docx" in str(caught.value)
        return caught.value.code

    def test_a_file_cut_short_is_damaged(self) -> None:
        assert self.code(word_file(paragraph("Text."))[:-300]) == "damaged"

    def test_broken_xml_is_damaged(self) -> None:
        assert self.code(zipped({"word/document.xml": "<w:document><w:body>"})) == "damaged"

    def test_no_document_is_damaged(self) -> None:
        assert self.code(zipped({"word/other.xml": "<a/>"})) == "damaged"

    def test_a_password_is_named(self) -> None:
        assert self.code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "encrypted"

    def test_a_zip_bomb_is_too_large(self) -> None:
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("word/document.xml", "w") as part,
        ):
            for _ in range(120):
                part.write(b" " * (1 << 20))
            part.close()
        assert self.code(buffer.getvalue()) == "too_large"

    def declaring(self, entities: str, text: str) -> bytes:
        body = f'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
        return zipped({"word/document.xml": f"<!DOCTYPE x [{entities}]>{body}"})

    def test_an_entity_bomb_is_refused(self) -> None:
        entities = '<!ENTITY a "ha">' + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        assert self.code(self.declaring(entities, "&i;")) == "damaged"

    def test_an_outside_entity_is_not_fetched(self) -> None:
        assert self.code(self.declaring('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;")) == "damaged"

    def test_tables_within_tables_end(self) -> None:
        deep = "<w:tbl><w:tr><w:tc>" * 60 + paragraph("Deep.") + "</w:tc></w:tr></w:tbl>" * 60
        assert texts(read(deep)) == ["Deep."]

    def test_styles_based_on_each_other_end(self) -> None:
        styles = style("A", "A", '<w:basedOn w:val="B"/>') + style("B", "B", '<w:basedOn w:val="A"/>')
        assert texts(read(paragraph("Text.", "A"), styles=styles)) == ["Text."]


WHOLE = word_file(
    paragraph("Text.", "S") + "<w:p>" + reference(2) + "</w:p>",
    styles=style("S", "heading 1"),
    footnotes=NOTES,
)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(WHOLE)))
@settings(max_examples=200, deadline=None)
def test_any_damage_ends_in_a_sound_draft_or_a_document_error(changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    with suppress(DocumentError):
        assert_sound(read_docx(bytes(data[: max(length, len(data) // 2)]), "x.docx"))


PIECES = [
    run("word"),
    reference(2),
    reference(9),
    "<w:r><w:tab/></w:r>",
    "<w:p/>",
    "<w:tbl/>",
    "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>",
]
PIECES += ['<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "<w:sdt/>"]
PIECES += [
    '<w:p><w:pPr><w:numPr><w:numId w:val="x"/><w:ilvl w:val="99"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
]
PIECES += [
    '<w:p><w:pPr><w:outlineLvl w:val="-4"/></w:pPr><w:r><w:t> </w:t></w:r></w:p>',
    run("1", '<w:vertAlign w:val="superscript"/>'),
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_order_of_elements_ends_in_a_sound_draft(paragraphs: list[str]) -> None:
    read("".join(f"<w:p>{inner}</w:p>" for inner in paragraphs), footnotes=NOTES)
