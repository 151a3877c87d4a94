"""Checks annotated texts and counts what they hold.

usage: python corpus/labels/check.py corpus/labels/texts/*.txt
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from bdjp_nlp.errors import LabelsError
from bdjp_nlp.labels.annotated_text import read_annotated_text

THEMES = {"maritime_security", "un_peacekeeping", "training_exercises", "equipment_technology"}
CONSTRAINTS = {
    "supplier_dependence",
    "strategic_hedging",
    "regional_instability",
    "neighbour_relations",
    "export_regulation",
}
ENTITIES = set(
    "STATE NORP PERSON MILITARY_ORG GOV_ORG INT_ORG ORG POLICY AGREEMENT EXERCISE EQUIPMENT PLACE EVENT "
    "MONEY DATE PERCENT QUANTITY".split()
)


def problems(path: Path, counts: Counter[str]) -> list[str]:
    """What is wrong in one file, each with file and line where known; adds to `counts`."""
    try:
        text = read_annotated_text(path)
    except LabelsError as error:
        return [str(error)]
    found = [
        f"{path}: the head lacks {key!r}" for key in ("kind", "region", "register", "title") if key not in text.meta
    ]
    counts["texts"] += 1
    for number, passage in enumerate(text.passages, 1):
        counts["passages"] += 1
        counts["sentences"] += len(passage.sentences)
        counts["no label"] += not passage.labels
        counts["no theme"] += not passage.labels & THEMES
        counts["no constraint"] += not passage.labels & CONSTRAINTS
        counts["several themes"] += len(passage.labels & THEMES) > 1
        counts.update(f"passage {label}" for label in passage.labels)
        where = f"{path}: passage {number} ({passage.text[:40]!r}…)"
        whole = [(code, "") for code in passage.codes]
        for code, sentence in [(c, s.text) for s in passage.sentences for c in s.codes] + whole:
            if code.label not in THEMES | CONSTRAINTS:
                found.append(f"{where}: unknown label {code.label!r}")
            if code.label in CONSTRAINTS:
                if code.explicit is None or code.stance is None:
                    found.append(f"{where}: {code.label} wants explicit|implicit and constrains|eased|denied")
                counts[f"{code.label} {'explicit' if code.explicit else 'implicit'}"] += 1
                counts[f"{code.label} {code.stance}"] += 1
            if sentence:
                counts[f"sentence {code.label}"] += 1
                if not code.evidence:
                    found.append(f"{where}: {code.label} has no words of evidence")
        for sentence in passage.sentences:
            for mention in sentence.mentions:
                counts[f"mention {mention.label}"] += 1
                if mention.label not in ENTITIES:
                    found.append(f"{where}: unknown entity label {mention.label!r}")
    return found


if __name__ == "__main__":
    counts: Counter[str] = Counter()
    found = [line for name in sys.argv[1:] for line in problems(Path(name), counts)]
    print("\n".join(found))
    for key in sorted(counts):
        print(f"{counts[key]:6d}  {key}")
    sys.exit(bool(found))
