"""`bdjp watch` runs again when papers arrive, and ends with Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

PATIENCE = 90.0


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def watching(tmp_path, config):
    folder = tmp_path / "inbox"
    folder.mkdir()
    command = [sys.executable, "-m", "bdjp_nlp", "watch", "inbox", "--out", "inbox/run", "--workers", "0", "--log-json"]
    process = subprocess.Popen(
        [*command, "--config", config("sentences")], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    yield folder, process
    process.kill()
    process.communicate()


def paths(folder):
    table = folder / "run" / "documents.parquet"
    done = (folder / "run" / "run.json").is_file() and '"finished"' in (folder / "run" / "run.json").read_text()
    return {os.path.basename(path) for path in pq.read_table(table)["path"].to_pylist()} if done else set()


def test_papers_that_arrive_are_run(watching):
    folder, process = watching
    (folder / "one.md").write_text("# One\n\nThe navy of Oman met two ships in the strait.\n")
    assert wait_for(lambda: paths(folder) == {"one.md"})
    with (folder / "two.txt").open("w") as slow:
        slow.write("The coast guard of Fiji asked for ")
        slow.flush()
        time.sleep(0.7)
        slow.write("four launches and got two of them.\n")
    assert wait_for(lambda: paths(folder) == {"one.md", "two.txt"})
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    events = [json.loads(line) for line in log.splitlines()]
    assert [event["event"] for event in events][:3] == ["run_started", "document_done", "run_finished"]
    assert {"document_kept", "document_done"} <= {event["event"] for event in events[3:]}
    assert events[1]["stages"].keys() == {"reader", "sentences"}
    assert events[1]["seconds"] > 0


def test_a_folder_that_is_not_there_is_told(bdjp):
    done = bdjp("watch", "nowhere", "--out", "out")
    assert done.returncode == 2
    assert "nowhere: no such folder" in done.stderr
