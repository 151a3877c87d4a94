"""The time left goes by bytes, and is not guessed before it can be known."""

import pytest

from bdjp_nlp.cli.progress import time_left


@pytest.mark.parametrize(
    ("seconds", "computed", "left", "said"),
    [
        (1.0, 500, 500, ""),
        (10.0, 0, 500, ""),
        (10.0, 500, 1000, "about 20 s left"),
        (60.0, 100, 1000, "about 10 min left"),
        (60.0, 100, 36_000, "about 6.0 h left"),
    ],
)
def test_time_left(seconds, computed, left, said):
    assert time_left(seconds, computed, left) == said
