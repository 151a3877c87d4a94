"""The gazetteer finds names whatever their spelling, and does not find words that only look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bdjp_nlp.entities.gazetteer import Gazetteer, Name, WordLists, load_gazetteer
from bdjp_nlp.entities.tokens import tokenise
from bdjp_nlp.errors import ConfigurationError

NAMES = [
    ("STATE", "United States", "US"),
    ("STATE", "United States", "U.S."),
    ("STATE", "Turkey", "Turkey"),
    ("STATE", "Guinea-Bissau", "Guinea-Bissau"),
    ("STATE", "Guinea", "Guinea"),
    ("MILITARY_ORG", "Japan Self-Defense Forces", "Self-Defense Forces"),
    ("EQUIPMENT", "TC-90", "TC-90"),
    ("EQUIPMENT", "patrol boat", "patrol boats"),
    ("EQUIPMENT", "offshore patrol vessel", "OPV"),
    ("POLICY", "Foreign Military Financing", "Foreign Military Financing"),
    ("ORG", "Al-Shabaab", "Al-Shabaab"),
    ("PLACE", "Sahel", "Sahel"),
    ("MILITARY_ORG", "Chilean Armed Forces", "Chilean military"),
    ("PLACE", "Sahel", "Sahel region"),
    ("POLICY", "Belt and Road Initiative", "Belt and Road"),
    ("POLICY", "Belt and Road Initiative", "Belt and Road Initiative"),
]
GAZETTEER = Gazetteer(
    (Name(label, canonical, False, "", alias) for label, canonical, alias in NAMES),
    WordLists(frozenset({"region", "initiative"}), frozenset({"PLACE"}), frozenset({"EQUIPMENT"}), frozenset({"came"})),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the US and us", ["US"]),
        ("the U.S. fleet", ["U.S."]),
        ("cold turkey in Turkey", ["Turkey"]),
        ("Guinea–Bissau and Guinea", ["Guinea–Bissau", "Guinea"]),
        ("the Self Defence Forces", ["Self Defence Forces"]),
        ("two TC90 and a TC-90", ["TC90", "TC-90"]),
        ("three TC-90s", ["TC-90s"]),
        ("Patrol boats came", ["Patrol boats"]),
        ("three OPVs and an OPV, no opvs", ["OPVs", "OPV"]),
        ("through foreign military financing", ["foreign military financing"]),
        ("fighters of al-Shabaab", ["al-Shabaab"]),
        ("the Sahel region", ["Sahel"]),
        ("the Sahel Region", ["Sahel"]),
        ("the Belt and Road initiative", ["Belt and Road"]),
        ("the Belt and Road Initiative", ["Belt and Road Initiative"]),
        ("the Chilean military came", ["Chilean military"]),
        ("the Chilean military supplies", []),
    ],
)
def test_names_are_found(text: str, found: list[str]) -> None:
    tokens = tokenise(text)
    assert [text[tokens.starts[m.first] : tokens.ends[m.stop - 1]] for m in GAZETTEER.matches(tokens)] == found


@pytest.mark.parametrize(
    ("header", "row", "complaint"),
    [
        ("name,label", "Ghana,STATE", "'aliases' is missing"),
        ("name,label,aliases,colour", "Ghana,STATE,,red", "unknown column 'colour'"),
        ("name,label,aliases", "Ghana,STAAT,", "names.csv:2: unknown label 'STAAT'.*STATE"),
        ("name,label,aliases", ",STATE,", "names.csv:2: a row wants a name"),
    ],
)
def test_wrong_files_are_errors_that_name_the_place(tmp_path: Path, header: str, row: str, complaint: str) -> None:
    (tmp_path / "names.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=complaint):
        load_gazetteer(tmp_path, ["STATE"], WordLists())
