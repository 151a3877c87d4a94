from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdjp_nlp.draft import Draft
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.readers.html import read_html
from readers.expectations import anchors, assert_sound, headings, kinds

PROSE = "The navy took delivery of two patrol vessels in the spring and sent both of them to the eastern approaches."


def read(body: str, head: str = "") -> Draft:
    draft = read_html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "x.html")
    assert_sound(draft)
    return draft


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def test_structure_is_kept() -> None:
    draft = read(
        f"<article><h1>Ports</h1><p>{PROSE}</p><h2>1. Ships</h2><ul><li>one<ol><li>inner</li></ol></li>"
        "<li><p>two</p></li></ul>"
        "<blockquote><p>Quoted.</p></blockquote><figure><img src=x><figcaption>Figure 1: A ship</figcaption></figure>"
        f"<h3>1.1 Crews</h3><p>First<br>line.<br><br>Second.</p></article>"
    )
    assert kinds(draft) == [
        ("title", "Ports"),
        ("paragraph", PROSE),
        ("heading", "Ships"),
        ("list_item", "one"),
        ("list_item", "inner"),
        ("list_item", "two"),
        ("quote", "Quoted."),
        ("caption", "Figure 1: A ship"),
        ("heading", "Crews"),
        ("paragraph", "First line."),
        ("paragraph", "Second."),
    ]
    assert headings(draft) == [(1, "1", "Ships"), (2, "1.1", "Crews")]
    assert [block.level for block in draft.blocks if block.kind == "list_item"] == [1, 2, 1]
    assert draft.title == "Ports"


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav><ul><li><a href=/>Gone</a></li></ul></nav>",
        '<div id="cookie-consent"><p>Gone, we use cookies.</p><button>OK</button></div>',
        '<div class="share-buttons"><a href=x>Gone</a></div>',
        '<section class="related-articles"><h3>Gone</h3><p>Gone</p></section>',
        '<div id="comments"><p>Gone, great post!</p></div>',
        "<aside><p>Gone</p></aside>",
        "<footer><p>Gone</p></footer>",
        '<div role="navigation">Gone</div>',
        '<p style="display: none">Gone</p>',
        "<script>Gone()</script><style>.gone{}</style><noscript>Gone</noscript>",
        '<div class="newsletter-signup"><p>Gone</p><form><input></form></div>',
        "<ul><li><a href=a>Gone one</a></li><li><a href=b>Gone two</a></li><li><a href=c>Gone three</a></li></ul>",
        '<span class="sr-only">Gone</span>',
    ],
)
def test_what_surrounds_the_text_goes(chrome: str) -> None:
    assert texts(read(f"<div>{chrome}<p>{PROSE}</p><p>{PROSE}</p></div>")) == [PROSE, PROSE]


@pytest.mark.parametrize("name", ["has-sidebar nav-open", "comments-enabled share", "modal-page"])
def test_a_part_with_most_of_the_prose_stays_whatever_its_class(name: str) -> None:
    assert texts(read(f'<div class="{name}"><p>{PROSE}</p></div>')) == [PROSE]


class TestNotes:
    @pytest.mark.parametrize(
        ("reference", "note"),
        [
            (
                '<sup><a href="#fn1" id="r1">1</a></sup>',
                '<ol><li id="fn1"><p>The note. <a href="#r1">↩</a></p></li></ol>',
            ),
            (
                '<a href="#n1" role="doc-noteref" id="r1">[1]</a>',
                '<aside id="n1"><a href="#r1">[1]</a> The note.</aside>',
            ),
            (
                '<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>',
                '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> The note.</p></div>',
            ),
            (
                '<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup>',
                '<ol><li id="cite_note-1"><span><a href="#cite_ref-1">^</a></span> <span>The note.</span></li></ol>',
            ),
            ('<a id="r1" href="#endnote1"><sup>1</sup></a>', '<p id="endnote1">1. The note.</p>'),
        ],
    )
    def test_behind_links_are_anchored_and_leave_the_text(self, reference: str, note: str) -> None:
        draft = read(f"<p>{PROSE}{reference} It went on.</p>{note}")
        assert texts(draft) == [f"{PROSE} It went on."]
        assert anchors(draft) == [("1", PROSE[-12:])]
        assert [(note.marker, note.text) for note in draft.notes] == [("1", "The note.")]

    def test_typed_superscripts_meet_their_list(self) -> None:
        draft = read(
            f"<p>{PROSE}<sup>1</sup> It cost 30 km<sup>2</sup>.</p><p>{PROSE}<sup>2</sup></p>"
            "<h2>Notes</h2><p>1. First source.</p><p>2. Second source.</p>"
        )
        assert [(note.marker, note.text) for note in draft.notes] == [("1", "First source."), ("2", "Second source.")]
        assert texts(draft)[1] == PROSE

    def test_a_link_to_a_heading_is_no_note(self) -> None:
        draft = read(f'<p>{PROSE} See <a href="#two">section 2</a>.</p><h2 id="two">Two</h2><p>{PROSE}</p>')
        assert texts(draft)[0] == f"{PROSE} See section 2."
        assert draft.notes == ()


def test_data_tables_stand_in_no_block_and_layout_tables_do() -> None:
    data = "<table><caption>Table 1. Ships</caption><tr><th>Year<th>Ships<tr><td>2021<td colspan=2>3</table>"
    layout = f"<table><tr><td><p>{PROSE}</p></td></tr></table>"
    draft = read(f"<div>{layout}{data}<p>{PROSE}</p></div>")
    assert draft.tables[0].rows == (("Year", "Ships"), ("2021", "3", ""))
    assert draft.tables[0].caption == "Table 1. Ships"
    assert texts(draft) == [PROSE, PROSE]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"headline": "Ports", "author": {"name": "Jane Doe"}, '
            '"datePublished": "2024-03-01T10:00"}]}</script>',
            ("Ports", ("Jane Doe",), "2024-03-01"),
        ),
        (
            '<meta name="citation_title" content="Ports"><meta name="citation_author" content="Doe, Jane">'
            '<meta name="citation_author" content="Uddin, Rahim">'
            '<meta name="citation_publication_date" content="2024/3/1">',
            ("Ports", ("Jane Doe", "Rahim Uddin"), "2024-03-01"),
        ),
        (
            '<meta property="og:title" content="Ports"><meta name="author" content="Jane Doe and Rahim Uddin">'
            '<meta property="article:published_time" content="2024-03-01T00:00:00Z">',
            ("Ports", ("Jane Doe", "Rahim Uddin"), "2024-03-01"),
        ),
        ("<title>Ports | A Site</title>", ("Ports", (), "")),
        ('<script type="application/ld+json">{broken</script><title>Ports</title>', ("Ports", (), "")),
    ],
)
def test_the_head_gives_title_authors_and_date(head: str, found: tuple[str, tuple[str, ...], str]) -> None:
    draft = read(f"<p>{PROSE}</p>", head)
    assert (draft.title, draft.authors, draft.date) == found


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=windows-1252><p>Café</p>".encode("cp1252"),
        "<p>Café</p>".encode("utf-8-sig"),
        "<p>Café</p>".encode("utf-16"),
        '<?xml version="1.0" encoding="utf-8"?><html><p>Café</p></html>'.encode(),
        b'<meta charset="zlib"><p>Caf\xe9</p>',
    ],
)
def test_encodings_by_mark_declaration_or_guess(data: bytes) -> None:
    assert texts(read_html(data, "x")) == ["Café"]


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "span", "section"])
def test_deep_nesting_loses_no_text(tag: str) -> None:
    assert "deep words" in " ".join(texts(read(f"<{tag}>" * 20_000 + "deep words")))


@pytest.mark.parametrize(
    "body", ["<p>a" * 30_000, "<a href='#x'>1</a>" * 20_000, "<p " + "a=b " * 50_000 + ">x", "<!--" * 50_000]
)
def test_long_pages_take_seconds(body: str) -> None:
    start = time.process_time()
    read(body)
    assert time.process_time() - start < 10


TAGS = "p div li ul ol table tr td th sup a h1 h2 blockquote br section aside nav span pre figcaption q article".split()


PIECES = ["word", " ", "1", "[1]", '<a href="#a">', '<p id="a">', "\n\n", "&#0;", "<sup>1</sup>"]
PIECES += [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_tags_end_in_a_sound_draft(pieces: list[str]) -> None:
    read("".join(pieces))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_a_sound_draft_or_a_document_error(data: bytes) -> None:
    with suppress(DocumentError):
        assert_sound(read_html(data, "x"))


def test_a_list_of_other_pages_headlines_goes_and_the_imprint_too() -> None:
    headline = "A long headline of another page that goes on and on " * 2
    others = "".join(f'<li><a href="/{n}">{headline}{n}</a></li>' for n in range(4))
    draft = read(f"<h1>Boats</h1><p>{PROSE}</p><div><ul>{others}</ul></div><p>© The Ministry. All rights reserved.</p>")
    assert texts(draft) == ["Boats", PROSE]


def test_a_marker_may_call_itself_a_footnote() -> None:
    draft = read(
        f'<p>{PROSE} It closed.<sup role="doc-noteref"><a href="#fn:1">[footnote 1]</a></sup></p>'
        '<ol><li id="fn:1" role="doc-endnote"><p>Yard records. <a href="#r1">↩</a></p></li></ol>'
    )
    assert [(n.marker, n.text) for n in draft.notes] == [("1", "Yard records.")]
    assert draft.blocks[-1].references[0].offset == len(draft.blocks[-1].text)
