"""Encoder files: writes an encoder's folder from the weights of a BERT, in 8 bits, without rare words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.encoder import HEAD, LONGEST, TERMS, WEIGHTS
from bdjp_nlp.coding.transformer import packed
from bdjp_nlp.coding.word_pieces import BEGIN, END, UNKNOWN, WordPieces
from bdjp_nlp.identity import content_id, sha256_hex

Array = npt.NDArray[np.float32]

COMMON_WORDS = 15_000
"""BERT lists whole words by how common they are; beyond these only words of the corpus stay whole."""
_PAD = "[PAD]"


def write_encoder(
    models: Path, bert: Mapping[str, Array], terms: Sequence[str], texts: Iterable[str], origin: str
) -> str:
    """Write the folder and return its id.

    `bert`: weights under the names that Hugging Face's BertModel gives them; `terms` in the order of its embedding.
    `texts`: whose words are all kept, beside the common ones.
    """
    kept = _kept_terms(terms, texts)
    stored: dict[str, npt.NDArray[np.generic]] = {}
    _pack(stored, "words", bert["embeddings.word_embeddings.weight"][kept])
    positions = bert["embeddings.position_embeddings.weight"][:LONGEST]
    stored["positions"] = (positions + bert["embeddings.token_type_embeddings.weight"][0]).astype(np.float16)
    _scale(stored, "embeddings", bert, "embeddings.LayerNorm")
    layers = 1 + max(int(name.split(".")[2]) for name in bert if name.startswith("encoder.layer."))
    for layer in range(layers):
        _layer(stored, f"layer.{layer}.", bert, f"encoder.layer.{layer}.")
    return _write(models, stored, [terms[place] for place in kept], origin)


def _kept_terms(terms: Sequence[str], texts: Iterable[str]) -> list[int]:
    """Marks, pieces and signs, the common words, and every word of the texts."""
    splitter = WordPieces(terms)
    used = {number for text in texts for number in splitter.split(text, 10**6).ids}
    words = 0
    kept = []
    for place, term in enumerate(terms):
        whole = len(term) > 1 and not term.startswith(("##", "["))
        words += whole
        latin = all(ord(sign) < 0x250 or sign in "–—‘’“”•…€£¥°" for sign in term)
        wanted = term in (_PAD, UNKNOWN, BEGIN, END) or not term.startswith("[") or term == "["
        if place in used or (wanted and latin and (not whole or words <= COMMON_WORDS)):
            kept.append(place)
    return kept


def _layer(stored: dict[str, npt.NDArray[np.generic]], to: str, bert: Mapping[str, Array], name: str) -> None:
    parts = [name + f"attention.self.{part}" for part in ("query", "key", "value")]
    _pack(stored, to + "mix.weight", np.concatenate([bert[part + ".weight"] for part in parts]))
    stored[to + "mix.bias"] = np.concatenate([bert[part + ".bias"] for part in parts]).astype(np.float16)
    for own, theirs in (("join", "attention.output.dense"), ("inner", "intermediate.dense"), ("outer", "output.dense")):
        _pack(stored, f"{to}{own}.weight", bert[f"{name}{theirs}.weight"])
        stored[f"{to}{own}.bias"] = bert[f"{name}{theirs}.bias"].astype(np.float16)
    _scale(stored, to + "attention", bert, name + "attention.output.LayerNorm")
    _scale(stored, to + "output", bert, name + "output.LayerNorm")


def _scale(stored: dict[str, npt.NDArray[np.generic]], to: str, bert: Mapping[str, Array], name: str) -> None:
    stored[to + ".scale"] = bert[name + ".weight"].astype(np.float16)
    stored[to + ".shift"] = bert[name + ".bias"].astype(np.float16)


def _pack(stored: dict[str, npt.NDArray[np.generic]], name: str, matrix: Array) -> None:
    stored[name], stored[name + ":scale"] = packed(matrix)


def _write(models: Path, stored: Mapping[str, npt.NDArray[np.generic]], terms: Sequence[str], origin: str) -> str:
    identifier = content_id(*(stored[name].tobytes() for name in sorted(stored)), "\n".join(terms))
    folder = models / identifier
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / WEIGHTS, **{name: stored[name] for name in sorted(stored)})  # type: ignore[arg-type]
    (folder / TERMS).write_text("\n".join(terms), encoding="utf-8")
    files = {name: sha256_hex((folder / name).read_bytes()) for name in (WEIGHTS, TERMS)}
    (folder / HEAD).write_text(json.dumps({"origin": origin, "files": files}, indent=1) + "\n", encoding="utf-8")
    return identifier
