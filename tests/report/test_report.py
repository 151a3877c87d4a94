"""The report says what the tables say, each number with words of a paper, in one file that needs nothing else."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from lxml import html

from bdjp_nlp.exchange.material import Material
from bdjp_nlp.pipeline_folder import find_pipeline
from bdjp_nlp.report.building import escaped_markdown, report_of, sure, write_html, write_markdown
from bdjp_nlp.report.findings import gather
from bdjp_nlp.report.quote import Quote, cut, telling
from bdjp_nlp.review.decisions import Decision, DecisionLog, Standing
from bdjp_nlp.rows import Theme


@pytest.fixture(scope="module")
def report(run):
    return report_of(run)


@pytest.fixture(scope="module")
def page(report, tmp_path_factory):
    out = tmp_path_factory.mktemp("page") / "report.html"
    write_html(report, out)
    return out


@pytest.fixture(scope="module")
def tree(page):
    return html.fromstring(page.read_bytes())


def test_the_page_needs_nothing_from_elsewhere(page, tree):
    loaded = tree.xpath("//script | //link | //img | //iframe | //object | //embed | //@src | //@srcset")
    assert loaded == []
    assert {href[:1] for href in tree.xpath("//@href")} == {"#"}
    assert "url(" not in page.read_text("utf-8").replace("url(#", "")
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv]/@content)")


def test_every_link_has_its_target_and_identifiers_are_unique(tree):
    identifiers = tree.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    assert {href[1:] for href in tree.xpath("//@href")} <= set(identifiers)


def test_every_quote_stands_in_its_paper(run, report):
    codebook = find_pipeline(None).codebook
    texts = {p.document.doc_id: " ".join(p.text.split()) for p in Material(run, codebook).papers()}
    found = report.findings
    quotes = [quote for label in found.labels.values() for quote in label.quotes]
    quotes += [quote for cell in found.cells.values() for quote in cell.quotes]
    quotes += [quote for sheet in found.sheets for _, quote in sheet.quotes]
    assert len(quotes) > 10
    for quote in quotes:
        for words in quote.words.removesuffix(" …").split(" […] "):
            assert words in texts[quote.doc_id]


def test_numbers_are_those_of_the_tables(report):
    found = report.findings
    assert {name: (label.passages, label.papers) for name, label in found.labels.items() if label.passages} == {
        "maritime_security": (1, 1),
        "training_exercises": (2, 2),
        "equipment_technology": (1, 1),
        "supplier_dependence": (1, 1),
        "export_regulation": (2, 2),
    }
    (cell,) = found.filled_cells()
    assert (cell.theme, cell.constraint, cell.passages) == ("equipment_technology", "export_regulation", 1)
    assert found.coded == sum(sheet.coded for sheet in found.sheets)


def test_a_cell_of_the_matrix_leads_to_its_words(tree):
    (link,) = tree.xpath("//table[@class='matrix']//a")
    section = tree.get_element_by_id(link.get("href")[1:]).getparent()
    assert link.text == "1 (1)"
    assert "The law of the seller forbids it." in section.text_content()


def test_every_picture_has_a_name_and_a_table_beside_it(tree):
    pictures = tree.xpath("//*[local-name()='svg'][@role='img']")
    assert len(pictures) >= 2
    for picture in pictures:
        assert picture.get("aria-label")
        section = next(parent for parent in picture.iterancestors("section"))
        assert section.xpath(".//table")
    assert not re.search(r'(fill|stroke)="#0[1-4]0[0-9]0[0-9]"', html.tostring(tree).decode())


def test_what_papers_say_is_text_and_never_markup(run, tmp_path):
    hostile = tmp_path / "hostile"
    shutil.copytree(run, hostile)
    info = json.loads((hostile / "run.json").read_text())
    info["failures"] = [{"path": "<script>alert(1)</script>.pdf", "error": "damaged", "message": "<img src=x>"}]
    (hostile / "run.json").write_text(json.dumps(info))
    write_html(report_of(hostile), tmp_path / "r.html")
    written = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in written
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.pdf" in written
    assert "<img" not in written


def test_decisions_of_people_count(run, tmp_path):
    judged = tmp_path / "judged"
    shutil.copytree(run, judged)
    material = Material(judged, find_pipeline(None).codebook)
    paper = next(p for p in material.papers() if p.name == "sea.md")
    mark = next(m for m in paper.marks if m.label == "maritime_security")
    passage = next(p for p in paper.document.passages if p.doc_start <= mark.start < p.doc_end)
    DecisionLog(judged).append(
        [
            Decision(
                coder="Ayesha",
                group="themes",
                action="reject",
                label="maritime_security",
                doc_id=paper.document.doc_id,
                passage_id=passage.passage_id,
                start=0,
                end=len(passage.text),
                quote=passage.text,
                new=Standing(label="maritime_security", holds=False),
            )
        ]
    )
    found = gather(material)
    assert found.labels["maritime_security"].passages == 0
    assert (found.judged, found.coders) == (1, {"Ayesha"})


def test_what_people_have_decided_is_no_longer_to_check(run):
    paper = next(paper for paper in Material(run, find_pipeline(None).codebook).papers() if paper.name == "sea.md")
    themes = [replace(row, uncertain=row.label == "maritime_security") for row in paper.document.rows(Theme)]
    document = replace(paper.document, tables={**paper.document.tables, "themes": tuple(themes)})
    unsure = [row for row in themes if row.uncertain and row.sentence_id is None]
    new = Standing(label="maritime_security", holds=False)
    decision = Decision(coder="Ayesha", group="themes", action="reject", label=new.label, doc_id=document.doc_id,
                        passage_id=unsure[0].passage_id, start=0, end=1, quote="A", new=new)  # fmt: skip
    to_check = [
        gathered(replace(paper, document=document, decisions=decisions)).uncertain for decisions in ((), (decision,))
    ]
    assert to_check == [len(unsure), len(unsure) - 1]


def gathered(paper):
    material = SimpleNamespace(codebook=find_pipeline(None).codebook, gazetteer=None, papers=lambda: iter([paper]))
    return gather(material)


def test_the_markdown_says_the_same(report, tmp_path):
    write_markdown(report, tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text("utf-8")
    assert "| Equipment and technology | 1 | 1 of 3 |" in text
    assert "> “The law of the seller forbids it.”" in text
    tables = [block for block in re.split(r"\n\n+", text) if block.lstrip().startswith("|")]
    assert tables
    for table in tables:
        assert len({line.count("|") - line.count("\\|") for line in table.strip().splitlines()}) == 1, table


def test_markdown_shows_signs_as_they_are():
    assert escaped_markdown("a | b\n<c> *d*") == "a \\| b \\<c\\> \\*d\\*"


def test_quotes_come_from_as_many_papers_as_there_are():
    quotes = [
        Quote(f"words {n}", "x", doc, 0, score, "m")
        for n, (doc, score) in enumerate([("a", 0.9), ("a", 0.8), ("b", 0.5)])
    ]
    assert [quote.words for quote in telling(quotes, 2)] == ["words 0", "words 2"]
    by_a_person = Quote("said", "x", "c", 0, None, "Ayesha")
    assert telling([*quotes, by_a_person], 1) == [by_a_person]


def test_words_are_cut_between_words_and_certainty_is_not_claimed():
    assert cut("one two three", 9) == "one two …"
    assert cut("one", 9) == "one"
    assert sure(0.9999) == "probability over 0.99"
    assert sure(0.5) == "probability 0.50"


def test_the_command_writes_both_formats(bdjp, run, tmp_path):
    done = bdjp("report", run)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "report.html"
    assert (tmp_path / "report.html").is_file()
    assert bdjp("report", run, "--format", "markdown", "--out", "x.md", "-q").returncode == 0
    assert (tmp_path / "x.md").read_text("utf-8").startswith("# What 3 papers say")


def test_pictures_slow_no_other_command():
    code = "import sys, bdjp_nlp.cli, bdjp_nlp.exchange.formats; print({'altair', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
