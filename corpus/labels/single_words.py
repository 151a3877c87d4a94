"""How well single words tell a label: the best F1 that "the sentence has this word" reaches, per label.

usage: python corpus/labels/single_words.py [FOLDER...]          (default: texts and plain)

A corpus in which one word tells a label teaches that word; the lower these figures, the more a model has to understand.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from bdjp_nlp.labels.annotated_text import read_annotated_text

HERE = Path(__file__).resolve().parent
_WORD = re.compile(r"[a-z]{2,}")


def best_words(folders: list[str]) -> dict[str, list[tuple[float, str]]]:
    """For each label its three best words with their F1, over all sentences of some folders below this one."""
    with_word: Counter[str] = Counter()
    with_label: Counter[str] = Counter()
    with_both: Counter[tuple[str, str]] = Counter()
    for path in sorted(path for folder in folders for path in (HERE / folder).glob("*.txt")):
        for passage in read_annotated_text(path).passages:
            for sentence in passage.sentences:
                words = set(_WORD.findall(sentence.text.lower()))
                labels = {code.label for code in sentence.codes}
                with_word.update(words)
                with_label.update(labels)
                with_both.update((label, word) for label in labels for word in words)
    found: dict[str, list[tuple[float, str]]] = {}
    for (label, word), both in with_both.items():
        found.setdefault(label, []).append((2 * both / (with_word[word] + with_label[label]), word))
    return {label: sorted(scored, reverse=True)[:3] for label, scored in sorted(found.items())}


if __name__ == "__main__":
    for label, words in best_words(sys.argv[1:] or ["texts", "plain"]).items():
        print(f"{label:22s} " + "  ".join(f"{word} {score:.3f}" for score, word in words))
