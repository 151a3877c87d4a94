"""How far two labellings of the same passages agree that were made without sight of each other.

usage: python corpus/labels/agreement.py [--disagreements FILE.jsonl]

The first labelling is that of the annotated texts as they were before disagreements were settled, which
``first_labelling.jsonl`` keeps; the second is ``second_labelling.jsonl``. Prints Krippendorff's alpha for nominal data
(Krippendorff 2011, "Computing Krippendorff's alpha-reliability") per label, on passages and on sentences.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
Labels = dict[str, list[set[str]]]
"""Passage → the labels of the passage as a whole, then those of each sentence."""


def read(path: Path, counts: dict[str, int]) -> Labels:
    """One labelling from JSON lines of id, sentences (number from 1 → labels) and passage; adds to `counts`."""
    found: Labels = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        counts[row["id"]] = row.get("count", counts.get(row["id"], 0))
        units = [set() for _ in range(counts[row["id"]])]
        for number, labels in row["sentences"].items():
            units[int(number) - 1] = _names(labels)
        found[row["id"]] = [_names(row.get("passage", [])), *units]
    return found


def _names(labels: Iterable[str | dict[str, str]]) -> set[str]:
    return {label if isinstance(label, str) else label["label"] for label in labels}


def alpha(pairs: list[tuple[bool, bool]]) -> float:
    """Krippendorff's alpha of two coders without missing values, for one yes-or-no label."""
    n = 2 * len(pairs)
    ones = sum(a + b for a, b in pairs)
    observed = sum(a != b for a, b in pairs) / len(pairs)
    expected = 2 * ones * (n - ones) / (n * (n - 1))
    return 1.0 if expected == 0 else 1 - observed / expected


def main(arguments: list[str]) -> None:
    """Print the table; with ``--disagreements`` also write the passages on which the two differ."""
    counts: dict[str, int] = {}
    first, second = (read(HERE / f"{name}_labelling.jsonl", counts) for name in ("first", "second"))
    shared = sorted(set(first) & set(second))
    labels = sorted({label for units in first.values() for found in units for label in found})
    print(f"{len(shared)} passages labelled twice")
    print(f"{'label':22s} {'passages':>9s} {'sentences':>9s}   first / second / both")
    for label in labels:
        whole = [(_bears(first[key], label), _bears(second[key], label)) for key in shared]
        parts = [
            (label in one, label in other)
            for key in shared
            for one, other in zip(first[key][1:], second[key][1:], strict=True)
        ]
        seen = f"{sum(a for a, _ in whole)} / {sum(b for _, b in whole)} / {sum(a and b for a, b in whole)}"
        print(f"{label:22s} {alpha(whole):9.3f} {alpha(parts):9.3f}   {seen}")
    if "--disagreements" in arguments:
        _write(Path(arguments[arguments.index("--disagreements") + 1]), shared, first, second)


def _bears(units: list[set[str]], label: str) -> bool:
    return any(label in found for found in units)


def _write(path: Path, shared: list[str], first: Labels, second: Labels) -> None:
    with path.open("w", encoding="utf-8") as file:
        for key in shared:
            pairs = enumerate(zip(first[key], second[key], strict=True))
            differ = {number: [sorted(one), sorted(other)] for number, (one, other) in pairs if one != other}
            if differ:
                file.write(json.dumps({"id": key, "differ": differ}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
