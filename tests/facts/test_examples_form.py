"""The form in which passages with their facts are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bdjp_nlp.errors import LabelsError
from bdjp_nlp.facts.examples import read_examples


def write(folder: Path, fact: str) -> Path:
    (folder / "one.txt").write_text(f"kind: test\n\nIndia trains the Fijian navy.\n> {fact}\n", encoding="utf-8")
    return folder


def test_names_and_relations_may_have_alternatives(tmp_path: Path) -> None:
    (passage,) = read_examples(write(tmp_path, "India | trains / gives_aid | navy / Fijian navy > Fiji | done"))
    (fact,) = passage.sentences[0].facts
    assert fact.relations == ("trains", "gives_aid")
    assert fact.objects == ("navy", "Fijian navy", "Fiji")


def test_a_wrong_modality_is_refused_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match=r"one\.txt, line 4: .*done, planned, possible, denied"):
        list(read_examples(write(tmp_path, "India | trains | navy | done / planned")))
