"""A .qdpx carries every coding with its words, and codings of other programs come back whatever way they count."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyrefiqda import RefiProject
from pyrefiqda.models.project import Project

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.counting import BOM, Selected, count, plain
from bdjp_nlp.exchange.formats import FORMATS
from bdjp_nlp.exchange.mark import Mark
from bdjp_nlp.exchange.remark import Remark, clean, read_remark, remark
from exchange.refi_schema import violations

PROFILE = Path(__file__).with_name("refi_profile.xsd")
QDPX = FORMATS["qdpx"]


@pytest.fixture
def exported(material, tmp_path):
    out = tmp_path / "out.qdpx"
    QDPX.write(material, out)
    return out


def test_every_mark_comes_back_with_its_words_and_scores(material, exported):
    there = {text.name: text for text in QDPX.read(exported).texts}
    for paper in material.papers():
        text = there[paper.name]
        assert text.text == paper.text
        assert text.marks == paper.marks
        assert all(text.text[mark.start : mark.end] == mark.quote for mark in text.marks)
    assert {mark.layer for text in there.values() for mark in text.marks} == {
        "entities",
        "themes",
        "constraints",
        "facts",
    }


def test_texts_are_utf8_with_lf_and_without_a_byte_order_mark(material, exported):
    with zipfile.ZipFile(exported) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".txt"):
                assert not data.startswith(b"\xef\xbb\xbf")
                assert b"\r" not in data
                assert data.decode("utf-8") in {paper.text for paper in material.papers()}


def test_a_paper_that_was_a_pdf_comes_with_its_file_and_its_text(material, exported):
    with zipfile.ZipFile(exported) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        (pdf,) = root.iter("{*}PDFSource")
        (paper,) = [paper for paper in material.papers() if paper.name == "typeset.pdf"]
        assert (
            archive.read(f"sources/{pdf.get('path').removeprefix('internal://')}")
            == Path(paper.document.path).read_bytes()
        )
        text = pdf.find("{*}Representation")
        assert archive.read(f"sources/{text.get('plainTextPath').removeprefix('internal://')}").decode() == paper.text


def test_a_pdf_that_is_gone_leaves_its_text_and_a_note(material, tmp_path, monkeypatch):
    monkeypatch.setattr("bdjp_nlp.exchange.refi.project_out.sha256_hex", lambda data: "changed since")
    QDPX.write(material, tmp_path / "out.qdpx")
    assert any("typeset.pdf" in note and "its text alone" in note for note in material.notes)
    assert {text.name for text in QDPX.read(tmp_path / "out.qdpx").texts} == {"sea.md", "land.md", "typeset.pdf"}


def test_the_same_run_gives_the_same_bytes(material, exported, tmp_path):
    QDPX.write(material, tmp_path / "again.qdpx")
    assert (tmp_path / "again.qdpx").read_bytes() == exported.read_bytes()


def test_it_is_valid_and_every_reference_has_its_target(exported):
    schema = etree.XMLSchema(etree.parse(PROFILE))
    root = etree.fromstring(zipfile.ZipFile(exported).read("project.qde"))
    schema.assertValid(root)
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    named = ("targetGUID", "creatingUser", "creatingUserGUID")
    assert {element.get(key) for element in root.iter() for key in named} - {None} <= set(guids)
    names = [code.get("name") for code in root.iter("{*}Code")]
    assert len(names) == len(set(names))
    assert root.get("origin").startswith("bdjp-nlp ")


def test_it_keeps_every_rule_of_the_project_schema(exported):
    root = etree.fromstring(zipfile.ZipFile(exported).read("project.qde"))
    assert {etree.QName(element).localname for element in root.iter()} >= {"PDFSource", "Representation", "CodeRef"}
    assert list(violations(root, Project)) == []


def broken(root, rule):
    selection, code, coding = (next(root.iter(f"{{*}}{tag}")) for tag in ("PlainTextSelection", "Code", "Coding"))
    match rule:
        case "an attribute that is not in it":
            selection.set("colour", "#000000")
        case "an element that is not in it":
            etree.SubElement(selection, selection.tag.replace("PlainTextSelection", "Quote"))
        case "a missing attribute":
            del selection.attrib["startPosition"]
        case "a missing element":
            coding.remove(coding[0])
        case "an identifier of another form":
            code.set("guid", "1")
        case "a colour of another form":
            next(root.iter("{*}Code")).set("color", "red")
        case "a number that is none":
            selection.set("endPosition", "4.5")
        case "a truth that is none":
            code.set("isCodable", "yes")
        case "a time that is none":
            selection.set("creationDateTime", "yesterday")
        case "another order":
            root.append(root.find("{*}Users"))
        case "two where one may be":
            root.append(next(root.iter("{*}Description")))
            root.append(etree.fromstring(etree.tostring(root[-1])))
        case "none where one must be":
            users = root.find("{*}Users")
            users[:] = []
        case "another namespace":
            code.tag = "{urn:other}Code"
    return root


RULES = (
    "an attribute that is not in it", "an element that is not in it", "a missing attribute", "a missing element",
    "an identifier of another form", "a colour of another form", "a number that is none", "a truth that is none",
    "a time that is none", "another order", "two where one may be", "none where one must be", "another namespace",
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_check_of_the_schema_finds(exported, rule):
    root = etree.fromstring(zipfile.ZipFile(exported).read("project.qde"))
    assert list(violations(broken(root, rule), Project))


def test_the_profile_refuses_what_the_standard_refuses(exported):
    schema = etree.XMLSchema(etree.parse(PROFILE))
    root = etree.fromstring(zipfile.ZipFile(exported).read("project.qde"))
    root.append(root.find("{*}Users"))
    assert not schema.validate(root)


def test_it_loads_in_another_library(material, exported, tmp_path):
    project = RefiProject.load(exported, str(tmp_path / "unpacked"))
    wanted = {(p.name, mark.start, mark.end, mark.quote) for p in material.papers() for mark in p.marks}
    found = set()
    texts = [*project.sources.text_source, *(pdf.representation for pdf in project.sources.pdfsource)]
    for source in texts:
        text = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "unpacked").read_text("utf-8")
        for selection in source.plain_text_selection:
            span = selection.start_position, selection.end_position
            found.add((source.name, *span, text[slice(*span)]))
    assert found == wanted


WORDS = "The crew 🚢 left.\nবাংলাদেশ waits.\nA third line, the last."


def foreign(path, text, selections, counting, extra=""):
    """A project as another program writes it: `selections` are words, `counting` gives their positions."""
    selected = "".join(
        f'<PlainTextSelection guid="{number:08d}-0000-0000-0000-000000000000" name="{words}" startPosition="{start}" '
        f'endPosition="{end}" creatingUser="00000000-0000-0000-0000-00000000000a"><Coding '
        f'guid="{number:08d}-0000-0000-0000-000000000001">'
        '<CodeRef targetGUID="{00000000-0000-0000-0000-00000000000C}"/></Coding></PlainTextSelection>'
        for number, (words, (start, end)) in enumerate((words, counting(words)) for words in selections)
    )
    qde = (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="other">'
        '<Users><User guid="00000000-0000-0000-0000-00000000000A" name="Ayesha"/></Users><CodeBook><Codes><Code '
        'guid="00000000-0000-0000-0000-00000000000c" name="Maritime security" isCodable="true"/></Codes></CodeBook>'
        '<Sources><TextSource guid="00000000-0000-0000-0000-00000000000b" name="sea" '
        f'plainTextPath="internal://0b.txt">{selected}</TextSource>{extra}</Sources></Project>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", qde)
        archive.writestr("Sources/0b.txt", text)
    return path


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


COUNTINGS = {
    "as the standard says": (WORDS, lambda t, w: (t.index(w), t.index(w) + len(w))),
    "byte order mark counted": (BOM + WORDS, lambda t, w: (t.index(w), t.index(w) + len(w))),
    "byte order mark not counted": (BOM + WORDS, lambda t, w: (t.index(w) - 1, t.index(w) + len(w) - 1)),
    "CR LF as two": (WORDS.replace("\n", "\r\n"), lambda t, w: (t.index(w), t.index(w) + len(w))),
    "CR LF as one": (
        WORDS.replace("\n", "\r\n"),
        lambda t, w: (WORDS.index(w), WORDS.index(w) + len(w)),
    ),
    "UTF-16 and CR LF as two": (
        BOM + WORDS.replace("\n", "\r\n"),
        lambda t, w: (utf16(t[: t.index(w)]), utf16(t[: t.index(w) + len(w)])),
    ),
    "last sign included": (WORDS, lambda t, w: (t.index(w), t.index(w) + len(w) - 1)),
}


@pytest.mark.parametrize("named", COUNTINGS)
def test_whatever_another_program_counts_its_words_are_found(tmp_path, named):
    text, counting = COUNTINGS[named]
    words = ["crew 🚢", "বাংলাদেশ", "third line"]
    path = foreign(tmp_path / "x.qdpx", text, words, lambda w: counting(text, w))
    (read,) = QDPX.read(path).texts
    assert read.text == WORDS
    assert [mark.quote for mark in read.marks] == words
    assert {(mark.by, mark.human, mark.label) for mark in read.marks} == {("Ayesha", True, "Maritime security")}


def test_names_that_are_no_quotes_leave_the_standard_in_force(tmp_path):
    places = {"Quote 1": (4, 8), "Quote 2": (17, 26)}
    path = foreign(tmp_path / "x.qdpx", WORDS, places, places.get)
    (read,) = QDPX.read(path).texts
    assert [mark.quote for mark in read.marks] == ["crew", "বাংলাদেশ "]


def test_what_codes_no_words_is_told_with_its_reason(tmp_path):
    coding = (
        '<Coding guid="00000000-0000-0000-0000-0000000000{}">'
        '<CodeRef targetGUID="00000000-0000-0000-0000-00000000000c"/></Coding>'
    )
    extra = (
        '<PictureSource guid="00000000-0000-0000-0000-0000000000d1" name="map"><PictureSelection guid="x" name="" '
        f'firstX="1" firstY="1" secondX="2" secondY="2">{coding.format("e1")}</PictureSelection></PictureSource>'
        f'<TextSource guid="00000000-0000-0000-0000-0000000000d2" name="lost" plainTextPath="internal://no.txt">'
        f'<PlainTextSelection guid="y" name="some words" startPosition="0" endPosition="3">{coding.format("e2")}'
        f"</PlainTextSelection>{coding.format('e3')}</TextSource>"
    )
    path = foreign(tmp_path / "x.qdpx", WORDS, ["far"], lambda w: (990, 999), extra)
    reading = QDPX.read(path)
    assert {(problem.source, problem.reason.split(",")[0].split(" (")[0]) for problem in reading.problems} == {
        ("sea", "[990"),
        ("map", "codes a part of a picture"),
        ("lost", "the archive holds no text for it"),
        ("lost", "codes a whole source"),
    }


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("../../evil.txt", b"x", "names a place outside itself"),
        ("/etc/passwd", b"x", "names a place outside itself"),
        ("C:\\evil.txt", b"x", "names a place outside itself"),
        ("sources/0b.txt", b"\0" * 40_000_000, "as zip bombs do"),
        ("second.qde", b"<Project/>", "2 project files"),
    ],
)
def test_hostile_archives_are_refused(tmp_path, name, content, message):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "project.qde",
            '<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource guid="a" plainTextPath="internal://0b.txt">'
            '<PlainTextSelection startPosition="0" endPosition="1"><Coding/></PlainTextSelection></TextSource>'
            "</Sources></Project>",
        )
        archive.writestr(name, content)
    with pytest.raises(UsageError, match=message):
        QDPX.read(path)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><Project>&e;</Project>', "document type"),
        ("<Project>", "well-formed"),
        ("<Other/>", "is no REFI-QDA project"),
    ],
)
def test_hostile_xml_is_refused(tmp_path, xml, message):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
    with pytest.raises(UsageError, match=message):
        QDPX.read(path)


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "x.qdpx").write_bytes(io.BytesIO(b"words").getvalue())
    with pytest.raises(UsageError, match="no zip archive"):
        QDPX.read(tmp_path / "x.qdpx")


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.data())
def test_counting_gives_back_the_words(raw, data):
    text = plain(raw)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    selected = Selected(start, end, text[start:end])
    span = count(text, [selected]).span(selected)
    if start < end:
        assert span is not None
        assert text[slice(*span)].split() == text[start:end].split() or not text[start:end].strip()
    else:
        assert span is None or text[slice(*span)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["canonical", "value", "subject"]), st.text(min_size=1)), unique_by=lambda d: d[0]
    )
)
def test_a_remark_says_all_that_it_was_given(details):
    given_ = tuple((name, " ".join(clean(value).split())) for name, value in details)
    mark = Mark("entities", "STATE", 0, 1, "x", "model", score=0.5, details=tuple(d for d in given_ if d[1]))
    line = remark("STATE", mark)
    assert "\n" not in line
    assert read_remark(line, "STATE") == Remark("model", False, "assigned", 0.5, mark.details)
    assert re.match("STATE: status assigned; score 0.5000; by model", line)
