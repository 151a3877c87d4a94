"""Acronyms: the long form is found in both directions and in the bracket styles of policy prose."""

from __future__ import annotations

import pytest

from bdjp_nlp.entities.acronyms import find_definitions


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("under Official Security Assistance (OSA) Japan", [("OSA", "Official Security Assistance")]),
        ("the OSA (Official Security Assistance) of Japan", [("OSA", "Official Security Assistance")]),
        ("the Japan Self-Defense Forces (hereafter “JSDF”) went", [("JSDF", "Japan Self-Defense Forces")]),
        ("its maritime domain awareness (MDA) is poor", [("MDA", "maritime domain awareness")]),
        ("the Ministry of Defence (the MoD) said", [("MoD", "Ministry of Defence")]),
        (
            "the Economic Community of West African States, or ECOWAS, met",
            [("ECOWAS", "Economic Community of West African States")],
        ),
        ("Ships came (see Table 2) and left (UN).", []),
        ("It costs (USD) more", []),
    ],
)
def test_definitions(text: str, pairs: list[tuple[str, str]]) -> None:
    found = [(one.short, text[one.long_start : one.long_end]) for one in find_definitions(text)]
    assert found == pairs
    for one in find_definitions(text):
        assert text[one.short_start : one.short_end] == one.short
