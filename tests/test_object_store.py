"""A run reads papers from an S3-compatible server and writes its tables there, resumes, and is looked at."""

import os
import signal
import subprocess
import sys

import pytest

from bdjp_nlp.errors import UsageError
from bdjp_nlp.inputs import find_inputs
from bdjp_nlp.pipeline import load_pipeline
from bdjp_nlp.store.integrity import problems
from bdjp_nlp.store.location import location


@pytest.fixture(scope="module")
def bucket():
    """A real server of the S3 protocol with an empty bucket, and the environment by which a process reaches it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**keys, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            patch.setenv(name, value)
        import s3fs

        store = s3fs.S3FileSystem(use_listings_cache=False)
        store.mkdir("papers")
        yield store
    server.stop()


@pytest.fixture
def inbox(bucket, papers):
    """Twenty papers in the bucket, some files that are none, and a run's texts among them."""
    if bucket.exists("papers/inbox"):
        bucket.rm("papers/inbox", recursive=True)
    for paper in papers.iterdir():
        bucket.pipe(f"papers/inbox/{paper.name}", paper.read_bytes())
    bucket.pipe({"papers/inbox/.hidden.md": b"Hidden.", "papers/inbox/list.xyz": b"No paper."})
    bucket.pipe({"papers/inbox/old/.state/plan.json": b"[]", "papers/inbox/old/texts/a.txt": b"Of a run."})
    return "s3://papers/inbox"


def test_papers_and_run_live_in_an_object_store(bdjp, config, bucket, inbox, papers, tmp_path):
    pipeline = load_pipeline(config("sentences"))
    there, here = pipeline.run(inbox, out="s3://papers/run"), pipeline.run(papers, out=tmp_path / "here")
    assert there.sentences.equals(here.sentences)
    assert list(there.documents.path) == [f"{inbox}/{name}" for name in sorted(os.listdir(papers))]

    bucket.pipe("papers/inbox/paper-03.md", b"Quite another text. It is new.")
    again = pipeline.run(inbox, out="s3://papers/run")
    assert again.summary["work"]["stages"] == {"reader": 1, "sentences": 1}
    assert (again.sentences.text == "It is new.").sum() == 1
    assert len(again.documents) == 20

    assert list(problems(location("s3://papers/run"))) == []
    shown = bdjp("inspect", "s3://papers/run")
    assert "20 ok" in shown.stdout, shown.stderr
    refused = bdjp("review", "s3://papers/run")
    assert refused.returncode == 2
    assert "wants the run on this machine" in refused.stderr


def test_a_run_that_was_killed_is_taken_over_and_two_at_once_are_refused(bdjp, config, bucket, inbox, tmp_path):
    pipeline = config("sentences")
    command = ["run", inbox, "--out", "s3://papers/killed", "--workers", "0", "-q", "--config", pipeline]
    killed = subprocess.Popen([sys.executable, "-m", "bdjp_nlp", *command], cwd=tmp_path)
    while not bucket.exists("papers/killed/.state/lock"):
        assert killed.poll() is None
    os.kill(killed.pid, signal.SIGSTOP)
    second = bdjp(*command)
    killed.kill()
    killed.wait()
    assert second.returncode == 1
    assert "another run is writing here" in second.stderr
    assert bucket.exists("papers/killed/.state/lock")
    assert len(load_pipeline(pipeline).run(inbox, out="s3://papers/killed").documents) == 20


def test_an_address_that_cannot_be_listed_is_wrong_usage(bucket):
    with pytest.raises(UsageError, match="s3://no-such-bucket/x: "):
        find_inputs(["s3://no-such-bucket/x"])
