"""A damaged file of any format that comes back is read as far as it goes, or refused with a reason; nothing else."""

import shutil
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdjp_nlp.errors import BdjpError
from bdjp_nlp.exchange.formats import FORMATS
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Reading
from bdjp_nlp.pipeline_folder import find_pipeline

CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12)


@pytest.fixture(scope="module")
def written(_made, tmp_path_factory):
    """The run, in every format that can be read again."""
    folder = tmp_path_factory.mktemp("written")
    material = Material(_made, find_pipeline(None).codebook)
    found = {}
    for name, form in FORMATS.items():
        if form.comes_back:
            found[name] = folder / f"{name}{form.suffix}"
            form.write(material, found[name])
    return found


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.comes_back])
def test_damage_ends_in_codings_or_in_a_reason(name, written, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")

    @settings(max_examples=40)
    @given(CHANGES, st.floats(0.01, 1.0), st.integers(0, 1 << 20))
    def damage(changes, length, which):
        copy = folder / written[name].name
        shutil.rmtree(copy, ignore_errors=True)
        if written[name].is_dir():
            shutil.copytree(written[name], copy)
            files = sorted(file for file in copy.rglob("*") if file.is_file())
            target = files[which % len(files)]
        else:
            shutil.copyfile(written[name], copy)
            target = copy
        data = bytearray(target.read_bytes())
        del data[max(1, int(len(data) * length)) :]
        for place, value in changes:
            data[place % len(data)] = value
        target.write_bytes(data)
        with suppress(BdjpError):
            assert isinstance(FORMATS[name].read(copy), Reading)

    damage()
