"""What each heuristic of the PDF reader is worth: scores with it and without it.

    python benchmarks/structure_ablation.py FOLDER [--gold FILE]

FOLDER holds PDF files and ``gold.jsonl``, one line a document: {"file_stem", "title", "paragraphs",
"headings", "notes": {number: text}}. Printed are a row for the reader as it is, one for each heuristic
switched off, and one each for ``use_tags`` off and for files whose tag tree pikepdf has stripped, all
over the documents in the gold file: sentences intact, paragraphs recall and precision, headings, notes, anchors
(see `structure_scores`), and pages per second of processor time.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

import pikepdf

from bdjp_nlp.readers.pdf import PdfSettings, read_pdf
from bdjp_nlp.readers.pdf.settings import Heuristic
from structure_scores import Tally, score

MARKED_CONTENT = frozenset({"BDC", "BMC", "EMC", "DP", "MP"})
"""Content stream operators that tie text to the tag tree."""


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
    print(Tally.header(42) + "    pages/s")
    for label, chosen_files, settings in rows:
        tally, speed = measure(chosen_files, settings)
        print(f"{label:42s}{tally.row()}{speed:11.1f}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
