"""Encoding: from a text file's bytes to characters, whatever set they were written in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32 before UTF-16, whose mark begins alike."""

_SAMPLE_BYTES = 65_536
_NUL_SHARE = 0.3
"""Share of zero bytes above which text without a mark is UTF-16: English has half of them, others still a third."""
_HIGH_SHARE = 0.4
"""Share of bytes over 0x7F above which an 8-bit text is not in a Western language, and the set has to be guessed."""
_MIN_GUESSED = 64
"""Bytes; fewer tell nothing of letters' frequencies."""
_NO_CHARACTER_SETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
"""Python's codecs that a file may name, but in which none is written."""
_UNASSIGNED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def decode(data: bytes, declared: str = "") -> str:
    """The characters of a text file; never fails.

    A byte order mark decides, then UTF-8 if all bytes fit it, then what the file itself declares, then the share of
    zero and of high bytes. What is left is taken as Windows-1252, which every Western 8-bit text of practice is.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    sample = data[:_SAMPLE_BYTES]
    if sample.count(0) > _NUL_SHARE * len(sample):
        return data.decode("utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (declared, _guessed(sample)):
        try:
            if name and codecs.lookup(name).name not in _NO_CHARACTER_SETS:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode("latin-1" if _UNASSIGNED_1252.search(data) else "cp1252")


def clean_characters(text: str) -> str:
    """The text with line ends as LF, ligatures spelt out, odd spaces as spaces, and controls left out.

    Form feeds and soft hyphens stay, which say where pages end and where words were broken.
    """
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return _LIGATURE.sub(lambda found: _LIGATURES[found.group()], _ODD_SPACE.sub(" ", text))


def _guessed(sample: bytes) -> str:
    """The character set by its letters' frequencies, for texts not in Latin script; else ""."""
    high = sum(byte > 0x7F for byte in sample)
    if len(sample) < _MIN_GUESSED or high <= _HIGH_SHARE * len(sample):
        return ""
    best = from_bytes(sample).best()
    return best.encoding if best else ""


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes are broken in what is UTF-8 otherwise."""
    read = data.decode("utf-8", "replace")
    broken = read.count("\ufffd")
    beyond = sum(1 for character in read[:_SAMPLE_BYTES] if "\x7f" < character != "\ufffd")
    return broken * 4 < beyond
