"""Makes and installs a small package that offers stages, as a third party would."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

STAGES = '''
"""Stages of a third party."""

import ctypes
import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from typing import ClassVar

from bdjp_nlp.rows import Annotation, Passage
from bdjp_nlp.stage import NoSettings, Settings, Stage


@dataclass(frozen=True, slots=True)
class WordCount(Annotation):
    """How many words a passage has."""

    table: ClassVar[str] = "word_counts"
    words: int
    longest: str | None


class CounterSettings(Settings):
    """What counts as long."""

    long_from: int = 5


class Counter(Stage[CounterSettings]):
    """Counts the words of each passage."""

    name = "word_counter"
    reads = (Passage,)
    writes = (WordCount,)
    settings_class = CounterSettings

    def annotate(self, document):
        rows = []
        for passage in document.passages:
            words = passage.text.split()
            long = [word for word in words if len(word) >= self.settings.long_from]
            rows.append(WordCount(passage.passage_id, len(words), max(long, key=len, default=None)))
        return document.with_layer(WordCount, rows)


class AfterCounter(Stage[NoSettings]):
    """Reads what the counter writes."""

    name = "after_counter"
    reads = (WordCount,)
    writes = ()

    def annotate(self, document):
        document.rows(WordCount)
        return document


class Misbehaving(Stage[NoSettings]):
    """Does to the process what its text says."""

    name = "misbehaving"
    reads = (Passage,)
    writes = (WordCount,)

    def annotate(self, document):
        if "HANG" in document.text:
            ctypes.PyDLL(None).pause()  # native code that never returns and never lets go of the interpreter
        if "EXHAUST" in document.text:
            held = [bytearray(1 << 28) for _ in range(1000)]
            assert held
        if "KILL THE WORKER" in document.text:
            os.kill(multiprocessing.parent_process().pid, signal.SIGKILL)
        if "KILL IT ONCE" in document.text and not os.path.exists("killed"):
            open("killed", "w").close()
            os.kill(multiprocessing.parent_process().pid, signal.SIGKILL)
        if "CRASH" in document.text:
            os.abort()
        if "RAISE" in document.text:
            raise ValueError("a stage that fails")
        if "EXIT" in document.text:
            raise SystemExit(5)
        if "UNSTORABLE" in document.text:
            return document.with_layer(WordCount, [WordCount(document.passages[0].passage_id, 1, "\\ud800")])
        return document.with_layer(WordCount, ())


class OnlyHere(Stage[NoSettings]):
    """Cannot be loaded in a worker."""

    name = "only_here"

    def __init__(self, settings, folder):
        in_fork_server = sys.argv[0] == "-c"
        if in_fork_server or multiprocessing.parent_process() is not None:
            raise ValueError("no such device here")
        super().__init__(settings, folder)

    def annotate(self, document):
        return document
'''

METADATA = "Metadata-Version: 2.1\nName: word-counter\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
ENTRY_POINTS = (
    "[bdjp_nlp.stages]\nword_counter = word_counter:Counter\nafter_counter = word_counter:AfterCounter\n"
    "misbehaving = word_counter:Misbehaving\nonly_here = word_counter:OnlyHere\nno_stage = word_counter:WordCount\n"
)


def install(folder: Path) -> Path:
    """Install the package below `folder`, with pip, from a wheel; the folder it gives is for PYTHONPATH."""
    wheel = folder / "word_counter-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("word_counter.py", STAGES)
        for name, text in {
            "METADATA": METADATA,
            "WHEEL": WHEEL,
            "entry_points.txt": ENTRY_POINTS,
            "RECORD": "",
        }.items():
            archive.writestr(f"word_counter-1.0.dist-info/{name}", text)
    site = folder / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    return site
