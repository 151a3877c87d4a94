"""Kills runs (-9) at random moments, resumes them, and compares what they leave with an uninterrupted run.

    python benchmarks/kill_runs.py [KILLS] [SEED]

Moments: in the reading of a paper, in a stage, at a storage operation (half a file written, or before a move), and at
a random time of `bdjp run --workers 2`, whose workers are left without their parent. Each case kills one run up to 3
times, half of them after a paper was changed in a finished run, so that stored shards are rewritten. Then it resumes:
every table, every text and what `bdjp doctor` finds must be those of a run that nobody disturbed; else the exit status
is 1. The papers are a few invented sentences.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

PAPERS = 18
"""More than one shard of them."""
MOMENTS = ("reading", "stage", "storage", "storage", "any time")
"""Drawn evenly: storage, where the harm could be done, twice."""
CONFIG = '[[stages]]\nname = "sentences"\n'


def write_papers(folder: Path, changed: int | None = None) -> None:
    """The invented papers; `changed` has another text."""
    folder.mkdir(exist_ok=True)
    for number in range(PAPERS):
        end = "They will meet again in May 2031." if number == changed else "They left in June."
        text = f"# Paper {number}\n\nThe navy of Oman met {number} ships of India in Muscat. {end}\n"
        file = folder / f"paper-{number:02d}.md"
        if not file.exists() or file.read_text() != text:
            file.write_text(text)


def run_in_process(config: Path, papers: Path, out: Path, moment: str, turn: int, counts: Any = None) -> None:
    """A run in this process, which dies at the `turn`th time of a moment; `counts` is told how many there were."""
    from bdjp_nlp.pipeline import Pipeline, load_pipeline
    from bdjp_nlp.run import execute
    from bdjp_nlp.stages.sentences import Sentences
    from bdjp_nlp.store import location, run_directory, shard

    seen: Counter[str] = Counter()

    def passing(name: str, before_death: Callable[[], object] = lambda: None) -> None:
        if name == moment and seen[name] == turn:
            before_death()
            os.kill(os.getpid(), signal.SIGKILL)
        seen[name] += 1

    def half(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(f".{path.name}.tmp").write_bytes(data[: len(data) // 2])

    def write_whole(path: Path, data: bytes) -> None:
        passing("storage", partial(half, path, data))
        location.write_whole(path, data)

    def move(source: Path, target: Path) -> None:
        passing("storage")
        location.move(source, target)

    def read(self: Pipeline, source: Any) -> Any:
        passing("reading")
        return real_read(self, source)

    def annotate(self: Sentences, document: Any) -> Any:
        passing("stage")
        return real_annotate(self, document)

    real_read, real_annotate = Pipeline.read, Sentences.annotate
    for module in (shard, run_directory):
        setattr(module, "write_whole", write_whole)  # noqa: B010
    setattr(shard, "move", move)  # noqa: B010
    setattr(Pipeline, "read", read)  # noqa: B010
    setattr(Sentences, "annotate", annotate)  # noqa: B010
    execute(load_pipeline(config), [str(papers)], out)
    if counts is not None:
        counts.put(dict(seen))


def command(config: Path, papers: Path, out: Path) -> list[str | Path]:
    """`bdjp run` as a user calls it."""
    return [sys.executable, "-m", "bdjp_nlp", "run", papers, "--out", out, "--config", config, "--workers", "2", "-q"]


def kill_at_any_time(config: Path, papers: Path, out: Path, within: float) -> bool:
    """Kill `bdjp run`, not its workers, at a random time; whether it was still running."""
    command = [
        sys.executable,
        "-m",
        "bdjp_nlp",
        "run",
        papers,
        "--out",
        out,
        "--config",
        config,
        "--workers",
        "2",
        "-q",
    ]
    run = subprocess.Popen(command)
    time.sleep(random.uniform(0, within))
    alive = run.poll() is None
    if alive:
        run.kill()
    run.wait()
    return alive


def differences(run: Path, expected: Path) -> list[str]:
    """What differs between two runs, the seconds aside, and what `bdjp doctor` finds."""
    from bdjp_nlp.store.integrity import problems
    from bdjp_nlp.store.run_directory import read_table, table_names

    found = list(problems(run))
    if table_names(run) != table_names(expected):
        return [*found, f"tables {table_names(run)} in place of {table_names(expected)}"]
    for name in table_names(expected):
        tables = [read_table(path, name) for path in (run, expected)]
        if name == "documents":
            tables = [table.drop_columns("seconds") for table in tables]
        if not tables[0].equals(tables[1]):
            found.append(f"{name} differs")
    texts = [{file.name: file.read_bytes() for file in (path / "texts").iterdir()} for path in (run, expected)]
    if texts[0] != texts[1]:
        found.append("texts differ")
    left = [*run.glob("*/.*.tmp"), *run.glob(".*.tmp"), *run.glob(".state/new-*")]
    return found + [f"{path} is left over" for path in left]


def main(kills: int, seed: int) -> int:
    """Kill, resume, compare; print what was found."""
    random.seed(seed)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["bdjp_nlp.run", "bdjp_nlp.store.integrity", "py3langid"])

    def start(*arguments: Any) -> int | None:
        process = processes.Process(target=run_in_process, args=arguments)
        process.start()
        process.join()
        return process.exitcode

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        config, papers = folder / "own.toml", folder / "papers"
        config.write_text(CONFIG)
        write_papers(papers)
        counts = processes.Queue()
        assert start(config, papers, folder / "first", "", 0, counts) == 0, "the undisturbed run failed"
        times = counts.get()
        write_papers(papers, changed=3)
        assert start(config, papers, folder / "expected", "", 0) == 0, "the undisturbed run failed"
        begun = time.monotonic()
        subprocess.run(command(config, papers, folder / "timed"), check=True)
        whole = time.monotonic() - begun
        done: Counter[str] = Counter()
        wrong: list[str] = []
        cases = 0
        while done.total() < kills:
            cases += 1
            out = folder / "out"
            shutil.rmtree(out, ignore_errors=True)
            if rewritten := random.random() < 0.5:
                shutil.copytree(folder / "first", out)
            for _ in range(min(random.randint(1, 3), kills - done.total())):
                moment = random.choice(MOMENTS)
                if moment == "any time":
                    done[moment] += kill_at_any_time(config, papers, out, whole)
                else:
                    turn = random.randrange(1 if rewritten and moment != "storage" else times[moment])
                    done[moment] += start(config, papers, out, moment, turn) == -signal.SIGKILL
            assert start(config, papers, out, "", 0) == 0, "a killed run could not be resumed"
            found = [f"case {cases}: {line}" for line in differences(out, folder / "expected")]
            wrong += found
            print(f"{done.total()} kills", *found, sep="\n", file=sys.stderr, flush=True)
    print(f"{done.total()} kills in {cases} cases, seed {seed}: {dict(done)}; {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 200, arguments[1] if len(arguments) > 1 else 1))
