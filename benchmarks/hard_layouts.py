"""The PDF reader on papers set in hard ways, whose true structure is known.

    python benchmarks/hard_layouts.py --papers 40 [--first 0] [--keep FOLDER]

Each paper is invented prose (`invented_prose`) in a layout drawn at random by its number: one to three columns,
footnotes in every column or endnotes, numbers or symbols, drop capitals, letter-spaced and small-capital headings,
line numbers, turned text, floats over both columns, sidebars, block quotations, nested lists, numbered paragraphs,
hanging indents, ragged right. No paper carries tags. With ``--keep`` the PDF files and ``gold.jsonl`` stay there.
Printed: the share of sentences intact, paragraphs recall and precision, headings recall and precision, notes, and
anchors, by layout and in all.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from bdjp_nlp.readers.pdf import PdfSettings, read_pdf
from invented_prose import heading, item, note, paragraph
from structure_scores import Tally, score

LAYOUT = Path(__file__).with_name("hard_layouts.typ")
KINDS = ("journal", "journal_two", "united_nations", "think_tank", "manuscript", "magazine")
"""Families of layouts, taken in turn."""


def look_of(kind: str, dice: random.Random) -> dict[str, Any]:
    """The layout of one paper."""
    look: dict[str, Any] = {
        "kind": kind,
        "size": dice.choice([9, 9.5, 10, 10.5, 11]),
        "font": dice.choice(["Libertinus Serif", "Liberation Serif", "New Computer Modern", "Liberation Sans"]),
        "justify": dice.random() < 0.75,
        "leading": dice.choice([0.55, 0.65, 0.75]),
        "indent": dice.random() < 0.6,
        "typographic": dice.random() < 0.4,
        "note_step": dice.choice([1.5, 2, 2.5]),
        "note_indent": dice.random() < 0.5,
        "facing": dice.random() < 0.5,
        "header": dice.random() < 0.6,
        "paper": dice.choice(["a4", "us-letter"]),
        "columns": 1,
        "margin": dice.choice([2, 2.5, 3]),
        "gutter": dice.choice([12, 16, 22]),
        "head": dice.choice(["bold", "bold-same", "small-caps", "capitals", "spaced", "mixed"]),
        "centred": dice.random() < 0.3,
        "numbering": dice.choice(["1.", "(a)", "a)", "(i)"]),
        "ruled": dice.random() < 0.5,
        "abstract_inset": dice.random() < 0.5,
        "side_text": dice.random() < 0.2,
        "numbered_heads": dice.random() < 0.4,
    }
    if kind == "journal_two":
        look |= {"columns": 2, "margin": 2, "paper": "a4"}
    elif kind == "united_nations":
        look |= {"size": 10, "head": "bold-same", "numbered_paragraphs": True, "indent": False, "margin": 3}
    elif kind == "think_tank":
        look |= {"endnotes": True, "font": "Liberation Sans", "head": "bold", "indent": False}
        look["hanging_notes"] = dice.random() < 0.5
    elif kind == "manuscript":
        look |= {"lines": True, "justify": False, "leading": 1.2, "size": 11, "header": False}
        look["endnotes"] = dice.random() < 0.5
    elif kind == "magazine":
        look |= {"columns": dice.choice([2, 3]), "justify": dice.random() < 0.4, "drop": True}
        look |= {"paper": "a4", "margin": 1.8, "size": 9}
    if kind == "journal" and dice.random() < 0.3:
        look["symbols"] = True
    return look


class Writer:
    """Writes one paper's blocks and, beside them, its true structure."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.look = look_of(KINDS[number % len(KINDS)], self.dice)
        self.blocks: list[dict[str, Any]] = []
        self.notes: dict[str, str] = {}
        self.gold: dict[str, Any] = {"paragraphs": [], "headings": [], "notes": {}, "note_anchors": {}}
        self.paragraphs = 0

    def spans(self, sentences: Sequence[str], chance: float) -> list[dict[str, Any]]:
        """Sentences with notes behind some of them, or within."""
        parts: list[dict[str, Any]] = [{"text": ""}]
        done = ""
        limit = 6 if self.look.get("symbols") else 999
        for words in sentences:
            done += (" " if done else "") + words
            parts[-1]["text"] += (" " if parts[-1]["text"] or len(parts) > 1 else "") + words
            if self.dice.random() < chance and len(self.notes) < limit:
                key = str(len(self.notes) + 1)
                self.notes[key] = note(self.dice)
                marker = "*†‡§¶‖"[int(key) - 1] if self.look.get("symbols") else key
                self.gold["notes"][marker] = self.notes[key]
                self.gold["note_anchors"][marker] = done[-40:]
                parts += [{"note": int(key)}, {"text": ""}]
        return [p for p in parts if p.get("text") != ""]

    def paragraph(self, kind: str = "paragraph") -> None:
        """A paragraph or a quotation."""
        sentences = paragraph(self.dice)
        self.gold["paragraphs"].append(" ".join(sentences))
        block: dict[str, Any] = {"kind": kind, "spans": self.spans(sentences, 0.0 if kind == "quote" else 0.22)}
        if kind == "paragraph" and self.look.get("numbered_paragraphs"):
            self.paragraphs += 1
            block["number"] = f"{self.paragraphs}."
        self.blocks.append(block)

    def list(self) -> None:
        """A list, some items with a list below."""

        def make(depth: int) -> dict[str, Any]:
            words = item(self.dice)
            self.gold["paragraphs"].append(words)
            deeper = depth < 1 and self.dice.random() < 0.25
            return {"spans": [{"text": words}], "below": [make(depth + 1) for _ in range(2)] if deeper else []}

        ordered = self.dice.random() < 0.4
        items = [make(0) for _ in range(self.dice.randint(2, 5))]
        self.blocks.append({"kind": "list", "ordered": ordered, "items": items})

    def extra(self) -> None:
        """Now and then something that stands between paragraphs."""
        pick = self.dice.random()
        if pick < 0.08:
            self.paragraph("quote")
        elif pick < 0.2:
            self.list()
        elif pick < 0.27:
            where = self.dice.choice(["top", "bottom"])
            self.blocks.append({"kind": "float", "where": where, "caption": f"{heading(self.dice)}."})
        elif pick < 0.31:
            rows = [["Item", "Year", "Cost"], *[[heading(self.dice), str(2000 + r), f"{r}.5"] for r in range(4)]]
            self.blocks.append({"kind": "table", "rows": rows, "caption": f"{heading(self.dice)}."})
        elif pick < 0.34 and self.look["kind"] in ("think_tank", "magazine"):
            words = " ".join(paragraph(self.dice, 2, 3))
            self.gold["paragraphs"].append(words)
            title = heading(self.dice)
            self.gold["headings"].append(title)
            self.blocks.append({"kind": "sidebar", "title": title, "text": words})

    def section(self, number: int) -> None:
        """A heading and what stands below it."""
        title, label = heading(self.dice), ""
        if self.look["numbered_heads"] and not self.look.get("numbered_paragraphs"):
            label = f"{number}."
        self.blocks.append({"kind": "heading", "level": 1, "number": label, "text": title})
        self.gold["headings"].append(f"{label} {title}".strip())
        for part in range(self.dice.randint(1, 2)):
            if part:
                title = heading(self.dice)
                sub = f"{number}.{part}" if label else ""
                self.blocks.append({"kind": "heading", "level": 2, "number": sub, "text": title})
                self.gold["headings"].append(f"{sub} {title}".strip())
            for _ in range(self.dice.randint(2, 5)):
                self.paragraph()
                self.extra()

    def paper(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the layout sets, and the truth about it."""
        title = f"{heading(self.dice)}: {heading(self.dice)}"
        abstract = " ".join(paragraph(self.dice, 3, 5)) if self.look["kind"].startswith("journal") else ""
        if abstract:
            self.gold["paragraphs"].append(abstract)
            self.gold["headings"].append("Abstract")
        for number in range(1, self.dice.randint(4, 6)):
            self.section(number)
        first = next(block for block in self.blocks if block["kind"] == "paragraph")
        first["first"] = "spans" in first and len(first["spans"]) == 1
        if self.look.get("endnotes") and self.notes:
            self.gold["headings"].append("Notes")
        series = "A/78/214" if self.look["kind"] == "united_nations" else "Journal of Invented Studies"
        paper = {
            "look": self.look,
            "title": title,
            "authors": ["Anna Author", "Bernard Writer"],
            "abstract": abstract,
            "masthead": "",
            "series": series,
            "running": title.split(":")[0],
            "blocks": self.blocks,
            "notes": self.notes,
        }
        return paper, self.gold | {"title": title, "headings_complete": True}


def typeset(paper: dict[str, Any]) -> bytes:
    """The paper as an untagged PDF."""
    data: bytes = typst.compile(
        str(LAYOUT), root=str(LAYOUT.parent), sys_inputs={"paper": json.dumps(paper)}, pdf_tags=False
    )
    return data


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--papers", type=int, default=36)
    parser.add_argument("--first", type=int, default=0, help="number of the first paper: other numbers, other papers")
    parser.add_argument("--keep", type=Path, help="write the PDF files and gold.jsonl into this folder")
    chosen = parser.parse_args(arguments)
    tallies = {kind: Tally() for kind in (*KINDS, "all")}
    lines = []
    for number in range(chosen.first, chosen.first + chosen.papers):
        paper, gold = Writer(number).paper()
        kind = paper["look"]["kind"]
        data = typeset(paper)
        draft = read_pdf(data, f"{kind}-{number}.pdf", PdfSettings())
        for tally in (tallies[kind], tallies["all"]):
            score(draft, gold, tally)
        lines.append(json.dumps({"file_stem": f"{kind}-{number}"} | gold, ensure_ascii=False))
        if chosen.keep:
            chosen.keep.mkdir(parents=True, exist_ok=True)
            (chosen.keep / f"{kind}-{number}.pdf").write_bytes(data)
    if chosen.keep:
        (chosen.keep / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(Tally.header(), file=sys.stdout)
    for kind, tally in tallies.items():
        print(f"{kind:16s}{tally.row()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
