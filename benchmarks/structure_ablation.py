"""What each heuristic of the PDF reader is worth: scores with it and without it.

    python benchmarks/structure_ablation.py FOLDER [--gold FILE]

FOLDER holds PDF files and ``gold.jsonl``, one line a document: {"file_stem", "title", "paragraphs",
"headings", "notes": {number: text}}. Printed are a row for the reader as it is, one for each heuristic
switched off, and one each for ``use_tags`` off and for files whose tag tree pikepdf has stripped, all
over the documents in the gold file:

    paragraphs recall and precision (letters of a gold paragraph and of one passage at least 0.95 alike),
    headings recall, notes (number, and body at least 0.90 alike), pages per second.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, get_args

import pikepdf

from bdjp_nlp.draft import Draft
from bdjp_nlp.readers.pdf import PdfSettings, read_pdf
from bdjp_nlp.readers.pdf.settings import Heuristic

ALIKE, NOTE_ALIKE = 0.95, 0.90
MARKED_CONTENT = frozenset({"BDC", "BMC", "EMC", "DP", "MP"})
"""Content stream operators that tie text to the tag tree."""


@dataclass
class Tally:
    """Found and wanted, by name of the figure."""

    found: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, found: int, wanted: int) -> None:
        """Count one document's figure."""
        self.found[name] = self.found.get(name, 0) + found
        self.wanted[name] = self.wanted.get(name, 0) + wanted

    def share(self, name: str) -> str:
        """Found of wanted, to three places."""
        wanted = self.wanted.get(name, 0)
        return f"{self.found[name] / wanted:.3f}" if wanted else "    -"


def letters(text: str) -> str:
    """Letters only, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)


def alike(text: str, others: Sequence[str], least: float) -> bool:
    """Whether one of the others is at least this similar."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    for other in others:
        if min(len(text), len(other)) < least * 0.9 * max(len(text), len(other)):
            continue
        if text == other:
            return True
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least:
            return True
    return False


def score(draft: Draft, gold: dict[str, Any], tally: Tally) -> None:
    """Add one document to the tally."""
    passages = [letters(b.text) for b in draft.blocks if b.kind != "heading"]
    body = [
        letters(b.text)
        for b in draft.blocks
        if b.kind in ("paragraph", "list_item", "quote", "abstract") and len(b.text.split()) >= 12
    ]
    wanted = [letters(p) for p in gold["paragraphs"]]
    tally.add("recall", sum(alike(p, [t for t in passages if len(t) > 60], ALIKE) for p in wanted), len(wanted))
    tally.add("precision", sum(alike(p, wanted, ALIKE) for p in body), len(body))
    titles = {letters(b.text) for b in draft.blocks if b.kind == "heading"}
    heads = {letters(re.sub(r"^[\dIVX]+(?:\.\d+)*\.?\s+", "", h)) for h in gold["headings"]}
    tally.add("headings", len(heads & titles), len(heads))
    notes = {n.marker: letters(n.text) for n in draft.notes}
    right = sum(
        number in notes and alike(letters(t), [notes[number]], NOTE_ALIKE) for number, t in gold["notes"].items()
    )
    tally.add("notes", right, len(gold["notes"]))


def without_tags(data: bytes) -> bytes:
    """The file without its tag tree and without the operators that refer to it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in pdf.Root:
                del pdf.Root[key]
        for page in pdf.pages:
            kept = [op for op in pikepdf.parse_content_stream(page) if str(op.operator) not in MARKED_CONTENT]
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def measure(files: Iterable[tuple[str, bytes, dict[str, Any]]], settings: PdfSettings) -> tuple[Tally, float]:
    """The tally over the files, and pages per second of process time."""
    tally, pages, seconds = Tally(), 0, 0.0
    for name, data, gold in files:
        start = time.process_time()
        draft = read_pdf(data, name, settings)
        seconds += time.process_time() - start
        pages += draft.pages
        score(draft, gold, tally)
    return tally, pages / max(seconds, 1e-9)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, help="default: FOLDER/gold.jsonl")
    chosen = parser.parse_args(arguments)
    gold_path = chosen.gold or chosen.folder / "gold.jsonl"
    if not gold_path.exists():
        print(f"{gold_path}: not found; give --gold FILE", file=sys.stderr)
        return 2
    golds = [json.loads(line) for line in gold_path.read_text(encoding="utf-8").splitlines() if line.strip()]
    paths = [(chosen.folder / f"{gold['file_stem']}.pdf", gold) for gold in golds]
    files = [(path.name, path.read_bytes(), gold) for path, gold in paths if path.exists()]
    stripped = [(name, without_tags(data), gold) for name, data, gold in files]
    rows = [("as it is", files, PdfSettings()), ("use_tags off", files, PdfSettings(use_tags=False))]
    rows.append(("tags stripped", stripped, PdfSettings()))
    for heuristic in get_args(Heuristic):
        rows.append((f"tags stripped, without {heuristic}", stripped, PdfSettings(without=frozenset({heuristic}))))
    columns = ("recall", "precision", "headings", "notes")
    print(f"{'':42s}" + "".join(f"{c:>11s}" for c in columns) + "    pages/s")
    for label, chosen_files, settings in rows:
        tally, speed = measure(chosen_files, settings)
        print(f"{label:42s}" + "".join(f"{tally.share(c):>11s}" for c in columns) + f"{speed:11.1f}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
