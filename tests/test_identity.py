"""Identifiers come from content alone."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.identity import ALPHABET, content_id


def test_alphabet_has_no_look_alikes():
    assert not set("0o1ilu") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_identifier_is_the_same_in_another_process():
    code = "from bdjp_nlp.identity import content_id; print(content_id('Oman', 'Ghana'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == content_id("Oman", "Ghana")


def test_parts_do_not_run_together():
    assert content_id("ab", "c") != content_id("a", "bc")


@given(st.lists(st.one_of(st.text(), st.binary())), st.integers(1, 40))
def test_any_content_gives_signs_of_the_alphabet(parts, length):
    identifier = content_id(*parts, length=length)
    assert len(identifier) == length
    assert set(identifier) <= set(ALPHABET)
