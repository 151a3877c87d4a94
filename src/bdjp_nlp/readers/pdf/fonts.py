"""Fonts: bold and italic by name and flags, numbered over a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bdjp_nlp.readers.pdf.pdfium import ffi, lib

_BOLD_NAME = re.compile(
    r"bold|black|heavy|demi|semib|(?:^|[-,])(?:bd|blk|hv)\b|medi$|mediital$|[-,.]bi?$"
    r"|^(?:cmb|cmssbx|cmssdc|sf(?:b[ximl]|rb|s[xbd]|xc)\d|[rt]1?[tp]?xb)",
    re.I,
)
_ITALIC_NAME = re.compile(
    r"ital|obli|slant|kursiv|-it\b|(?:bold|demi|light|book|medium|regular|bd|cn)it\b|\.b?i$"
    r"|^(?:cmti|cmsl|cmssi|cmbxti|cmbxsl|sf(?:ti|sl|bi|bl|si|so)\d)",
    re.I,
)
_SMALL_NAME = re.compile(r"small-?cap|[-,]sc(?:700)?$|smallcp|caps\d*-|-caps|^(?:cmcsc|sf(?:cc|xc|sc|oc)\d)", re.I)
"""The second rows are Computer Modern and its relatives, which LaTeX sets by default: their names are codes."""
_BOLD_WEIGHT = 650
_FLAG_ITALIC = 1 << 6
_FLAG_FORCE_BOLD = 1 << 18
NAME_BYTES = 256
"""Room for a font's name; a longer one takes a second call."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font as its name and flags describe it. `name` is without the subset prefix; `small`: small capitals."""

    name: str
    bold: bool
    italic: bool
    small: bool = False


class FontTable:
    """The fonts of one document, numbered as they appear."""

    def __init__(self) -> None:
        self.fonts: list[Font] = []
        self._numbers: dict[Font, int] = {}
        self._known: dict[tuple[bytes, int, int], int] = {}
        self._buffer = ffi.new("char[]", NAME_BYTES)

    def number(self, handle: int) -> int:
        """The number of the font behind a PDFium handle (the same font keeps it over pages)."""
        name = self._name(handle)
        flags, weight = int(lib.FPDFFont_GetFlags(handle)), int(lib.FPDFFont_GetWeight(handle))
        key = name, flags, weight
        if key not in self._known:
            plain = name.decode("utf-8", "replace").split("+", 1)[-1]
            bold = bool(_BOLD_NAME.search(plain)) or bool(flags & _FLAG_FORCE_BOLD and weight >= _BOLD_WEIGHT)
            italic = bool(_ITALIC_NAME.search(plain)) or bool(flags & _FLAG_ITALIC)
            self._known[key] = self.add(plain, bold, italic)
        return self._known[key]

    def _name(self, handle: int) -> bytes:
        """The font's name as the file has it, with the prefix of its subset."""
        buffer = self._buffer
        size = int(lib.FPDFFont_GetBaseFontName(handle, buffer, NAME_BYTES))
        if size > NAME_BYTES:
            buffer = ffi.new("char[]", size)
            lib.FPDFFont_GetBaseFontName(handle, buffer, size)
        return bytes(ffi.string(buffer)) if size else b""

    def add(self, name: str, bold: bool, italic: bool, small: bool = False) -> int:
        """The number of a font with this name and style."""
        font = Font(name, bold, italic, small or bool(_SMALL_NAME.search(name)))
        if font not in self._numbers:
            self._numbers[font] = len(self.fonts)
            self.fonts.append(font)
        return self._numbers[font]

    def in_small_capitals(self, number: int) -> int:
        """The number of a font where its text is set in the small capitals that it has besides its letters."""
        font = self.fonts[number]
        return self.add(font.name, font.bold, font.italic, small=True)


def style_of(full_name: str) -> tuple[str, bool, bool]:
    """(name without subset prefix, is it bold, is it italic), by the name alone."""
    name = full_name.split("+", 1)[-1]
    return name, bool(_BOLD_NAME.search(name)), bool(_ITALIC_NAME.search(name))
