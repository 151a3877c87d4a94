"""Unit: what of a text a coding covers when it leaves."""

from enum import StrEnum


class Unit(StrEnum):
    """Its sentence (or passage, where only the whole bears the label); always the passage; the words that carry it."""

    sentence = "sentence"
    passage = "passage"
    evidence = "evidence"
