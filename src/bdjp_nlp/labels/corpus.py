"""The labelled corpus: every annotated text of a folder, with a hash of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.errors import LabelsError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.labels.annotated_text import LabelledText, read_annotated_text
from bdjp_nlp.pipeline_folder import LABELS, shipped_labels

FOLDERS = ("texts", "plain")
"""Texts of all kinds with their entities marked, and ordinary official prose with its codes alone."""


@dataclass(frozen=True)
class LabelledCorpus:
    """`texts` in the order of their names; `hashes` maps a text's name to the SHA-256 of its file."""

    texts: tuple[LabelledText, ...]
    hashes: dict[str, str]


def corpus_folder() -> Path:
    """``corpus/labels`` in the working directory where it is there, else the shipped one."""
    return LABELS if (LABELS / "texts").is_dir() else shipped_labels()


def read_corpus(folder: Path | None = None) -> LabelledCorpus:
    """The texts of a folder (default: `corpus_folder`).

    Raises `LabelsError` naming every file that is not in the form, or the folder that holds none.
    """
    folder = folder or corpus_folder()
    texts: list[LabelledText] = []
    hashes: dict[str, str] = {}
    wrong: list[str] = []
    for path in sorted(path for name in FOLDERS for path in (folder / name).glob("*.txt")):
        try:
            texts.append(read_annotated_text(path))
        except LabelsError as error:
            wrong.append(str(error))
            continue
        hashes[path.stem] = sha256_hex(path.read_bytes())
    if wrong:
        raise LabelsError("; ".join(wrong) + f" (the form is described in {folder / 'GUIDE.md'})")
    if not texts:
        raise LabelsError(f"{folder / 'texts'}: there are no annotated texts (*.txt) here")
    return LabelledCorpus(tuple(texts), hashes)
