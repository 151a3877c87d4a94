"""A pipeline folder with two made-up labels and a table of labelled texts, small enough to train on in a second."""

from __future__ import annotations

import csv
from pathlib import Path

_SEA = ["patrolled the strait", "boarded a smuggler's dhow", "watched the sea lane", "escorted tankers past the cape"]
_SCHOOL = [
    "taught cadets signalling",
    "sent captains to the staff course",
    "drilled side by side",
    "instructed recruits",
]
_NEITHER = ["debated the pension bill", "opened a bakery", "repaved the market square", "counted the votes again"]
_WHO = ["The guard", "Two crews", "Officers from Fiji", "The northern command", "A team of twelve", "Their partners"]


def write_pipeline(folder: Path) -> Path:
    """``pipeline.toml`` with sentences and themes, and a codebook of the themes `sea` and `school`."""
    codebook = folder / "codebook"
    codebook.mkdir(parents=True)
    (codebook / "themes.toml").write_text(
        'version = "1"\n'
        '[labels.sea]\ntitle = "Sea"\ndefinition = "At sea."\npassing = ["A crew patrolled the strait."]\n'
        'failing = ["Officers opened a bakery."]\n'
        '[labels.school]\ntitle = "School"\ndefinition = "Teaching."\n'
    )
    config = folder / "pipeline.toml"
    config.write_text('[[stages]]\nname = "sentences"\n[[stages]]\nname = "themes"\n')
    return config


def labelled_rows() -> list[dict[str, str]]:
    """Seventy-two texts from twelve documents."""
    rows = []
    for place, who in enumerate(_WHO):
        for turn, (sea, school, neither) in enumerate(zip(_SEA, _SCHOOL, _NEITHER, strict=True)):
            doc = f"paper {place}-{turn % 2}"
            rows.append({"text": f"{who} {sea} on day {turn}.", "themes": "sea", "doc": doc})
            rows.append({"text": f"{who} {school} on day {turn}.", "themes": "school", "doc": doc})
            rows.append({"text": f"{who} {neither} on day {turn}.", "themes": "", "doc": doc})
    return rows


def write_rows(file: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as CSV."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file
