"""Rows as something that can be cited."""

import pytest

from bdjp_nlp.errors import UsageError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.rows import DocumentRow
from bdjp_nlp.views.evidence_card import card_text, cards, chicago_note
from bdjp_nlp.views.query import Selection, select


def document(**values):
    given = {"authors": ("Ada Oyelaran",), "title": "Patrols", "date": "2024-05-03"} | values
    return DocumentRow("p.pdf", "0", "application/pdf", given["title"], given["authors"], given["date"], "en", 3, "ok",
                       None, None, (), 0.0)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "page", "note"),
    [
        ({}, 2, "Ada Oyelaran, “Patrols,” May 3, 2024, 2."),
        ({"authors": ("A B", "C D")}, 0, "A B and C D, “Patrols,” May 3, 2024."),
        ({"authors": ("A B", "C D", "E F")}, 1, "A B, C D, and E F, “Patrols,” May 3, 2024, 1."),
        ({"authors": ("A B", "C D", "E F", "G H")}, 1, "A B et al., “Patrols,” May 3, 2024, 1."),
        ({"authors": (), "date": ""}, 1, "“Patrols,” n.d., 1."),
        ({"title": "", "date": "2024"}, 1, "Ada Oyelaran, “p.pdf,” 2024, 1."),
        ({"title": "Who sails?", "date": "2024-05"}, 1, "Ada Oyelaran, “Who sails?” May 2024, 1."),
    ],
)
def test_the_reference_is_a_note_as_chicago_writes_them(values, page, note):
    assert chicago_note(document(**values), page) == note


def test_a_row_becomes_its_words_with_hashes_and_offsets(tmp_path):
    (tmp_path / "one.md").write_text("# Patrols\n\nOne patrol. The second patrol sailed to 😀 islands.\n")
    run = load_pipeline(stages=["sentences"]).run(tmp_path, out=tmp_path / "run").path
    (card,) = cards(run, "sentences", select(run, "sentences", Selection(like="second")))
    assert card.quote == "The second patrol sailed to 😀 islands."
    assert (card.start, card.end) == (12, 12 + len(card.quote))
    assert card.quote_sha256 == sha256_hex(card.quote.encode())
    assert card.document_sha256 == sha256_hex((tmp_path / "one.md").read_bytes())
    assert card_text(card).startswith(f"“{card.quote}”\n\n“Patrols,” n.d.\n")


def test_a_table_without_words_has_no_cards(tmp_path):
    (tmp_path / "one.md").write_text("# Patrols\n\nOne patrol.\n")
    run = load_pipeline(stages=["sentences"]).run(tmp_path, out=tmp_path / "run").path
    with pytest.raises(UsageError, match="point at no words"):
        list(cards(run, "documents", select(run, "documents", Selection())))
