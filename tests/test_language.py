"""Languages of whole documents, and of documents in more than one."""

import sys

import pytest

from bdjp_nlp.language import detect_language, language_shares, other_languages
from bdjp_nlp.reading import ReaderSettings, Source, read_source

ENGLISH = "The coast guard took delivery of two patrol boats in the spring, and officials called it a first step. " * 12
FRENCH = "La garde côtière a reçu deux patrouilleurs au printemps, et les responsables y voient un premier pas. " * 12
NAMES = "Marsh, Okello, Lindqvist, Tanaka, Rahman, Silva, Novak, Kamande, Thackeray, Ampuero, Arrospide. " * 6


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (FRENCH, "fr"), ("Boats", "")])
def test_one_language(text: str, code: str) -> None:
    assert detect_language(text) == code
    assert other_languages(language_shares(text)) == ""


def test_a_list_of_names_at_the_end_changes_nothing() -> None:
    assert detect_language(ENGLISH * 3 + NAMES) == "en"


def test_a_list_in_an_english_paper_is_english_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)  # importing it fails
    listed = "Figure of ports, yards, hulls, radars, boats, docks, cranes, fuel, crews, berths and buoys. " * 14
    assert list(language_shares(ENGLISH * 6 + listed)) == ["en"]


def test_a_bilingual_paper_is_read_in_its_main_language_with_a_warning() -> None:
    text = f"{ENGLISH * 3}\n\n{FRENCH}"
    document = read_source(Source("two.txt", text.encode()), ReaderSettings())
    assert document.language == "en"
    assert any("in 'fr'" in warning for warning in document.warnings)


def test_a_short_summary_in_another_language_is_no_matter() -> None:
    document = read_source(Source("two.txt", f"{ENGLISH * 12}\n\n{FRENCH[:400]}".encode()), ReaderSettings())
    assert document.language == "en"
    assert document.warnings == ()
