"""The page's htmx is the installed package's, byte for byte, or nothing starts."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distribution

import pytest
from review_server import reviewing

from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.review.htmx import PACKAGE, SHA256, VERSION, htmx_script

REMEDY = f"pip install --force-reinstall --no-deps {PACKAGE}=={VERSION}"


def test_it_is_the_file_of_the_package_that_is_locked():
    assert distribution(PACKAGE).version == VERSION
    assert sha256_hex(htmx_script()) == SHA256
    assert b'version:"2.0.3"' in htmx_script()


def test_nothing_of_the_package_but_the_file_is_loaded():
    code = "import sys; from bdjp_nlp.review.htmx import htmx_script; htmx_script(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "js_lib_htmx.apps" not in loaded
    assert not [name for name in loaded if name.split(".")[0] == "django"]


def test_every_page_names_it_and_it_is_served(made_run):
    config, run = made_run
    with reviewing(run, config) as server:
        page = server.ask("/").text
        (address,) = re.findall(r'<script src="(/static/htmx[^"]*)"', page)
        served = server.ask(address)
        assert sha256_hex(served.text.encode()) == SHA256
        assert served.headers["content-type"].startswith("text/javascript")
        (settings,) = re.findall(r'<meta name="htmx-config" content=\'([^\']*)\'', page)
    settings = json.loads(settings.replace("&#34;", '"'))
    assert settings["selfRequestsOnly"] is True
    assert settings["historyCacheSize"] == 0
    assert not any(settings[name] for name in ("allowEval", "allowScriptTags", "includeIndicatorStyles"))


@pytest.fixture(params=["missing", "another"])
def broken(request, tmp_path):
    """An environment in which the package has no htmx, or another one."""
    folder = tmp_path / "js_lib_htmx" / "static" / "htmx"
    folder.mkdir(parents=True)
    (tmp_path / "js_lib_htmx" / "__init__.py").touch()
    if request.param == "another":
        (folder / "htmx.min.js").write_bytes(htmx_script() + b"\n")
    return os.environ | {"PYTHONPATH": str(tmp_path)}


def bdjp(environment, *arguments):
    command = [sys.executable, "-m", "bdjp_nlp", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_without_it_the_page_does_not_start_and_says_how_to_get_it(broken, made_run):
    done = bdjp(broken, "review", made_run[1], "--config", made_run[0], "--no-browser", "--port", "0")
    assert done.returncode == 1
    assert "htmx" in done.stderr
    assert REMEDY in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_without_it_the_doctor_says_so(broken, made_run):
    done = bdjp(broken, "doctor", "--config", made_run[0], "--json")
    (found,) = [one for one in json.loads(done.stdout) if one["name"].startswith("htmx")]
    assert (found["fine"], found["remedy"]) == (False, REMEDY)
    assert done.returncode == 1
