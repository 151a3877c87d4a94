"""The review page as users start it: a process of its own, on a free port."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

FORM = "application/x-www-form-urlencoded"
OWN = {"sec-fetch-site": "same-origin", "content-type": FORM, "hx-request": "true"}
"""What a browser and htmx send with a request that changes something."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class ReviewServer:
    """A running page; `address` ends without a slash."""

    address: str
    run: Path

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: str = "") -> Answer:
        """One request, with exactly these headers and the path as it is written here."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"host": self.host} if headers is None or "host" not in headers else {}
        if body or method == "POST":
            sent["content-length"] = str(len(body.encode()))
        for name, value in {**sent, **(headers or {})}.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders(body.encode() if body else None)
        answer = connection.getresponse()
        found = Answer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read().decode("utf-8", "replace"),
        )
        connection.close()
        return found


@contextmanager
def reviewing(run: Path, config: Path, *more: str) -> Iterator[ReviewServer]:
    """The page of a run, stopped at the end."""
    command = [
        sys.executable,
        "-m",
        "bdjp_nlp",
        "review",
        str(run),
        "--config",
        str(config),
        "--no-browser",
        "--port",
        "0",
    ]
    with subprocess.Popen([*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            if not address:
                _, problem = process.communicate(timeout=30)
                raise AssertionError(f"bdjp review did not start: {problem}")
            yield ReviewServer(address.rstrip("/"), run)
        finally:
            process.terminate()
            process.wait(timeout=30)
