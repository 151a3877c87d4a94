"""Identifiers made from content: the same on every machine, in every run and process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Digits and lower-case letters without 0/o, 1/i/l and u/v look-alikes: 30 signs, 4.9 bits each."""

DOCUMENT_ID_LENGTH = 12
"""58 bits: under one chance in ten thousand of any clash among five million documents."""

PART_ID_LENGTH = 8
"""39 bits for a part, which is only looked up within its own document."""


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of `data`, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_id(*parts: str | bytes, length: int = DOCUMENT_ID_LENGTH) -> str:
    """An identifier of `length` signs of `ALPHABET`, made from `parts` in their order.

    Each part is hashed with its length before it, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    number = int.from_bytes(digest.digest(), "big") % len(ALPHABET) ** length
    signs = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def files_id(files: Iterable[Path], root: Path, length: int = DOCUMENT_ID_LENGTH) -> str:
    """An identifier of some files' content and their names below `root`, whatever order they come in."""
    parts: list[str | bytes] = []
    for file in sorted(files):
        parts += [file.relative_to(root).as_posix(), file.read_bytes()]
    return content_id(*parts, length=length)
