from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.coding.encoder import Encoder, Reading
from bdjp_nlp.coding.evidence import Claim, best_run, evidence
from bdjp_nlp.coding.model_files import load
from bdjp_nlp.coding.training import Trained
from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.coding.verdict import code
from bdjp_nlp.models_in_use import current_id
from bdjp_nlp.pipeline_folder import find_pipeline


def alone(sentence: str) -> Unit:
    return Unit(sentence, ((0, len(sentence)),))


def test_evidence_is_what_carries_the_label(trained: Trained) -> None:
    sentence = "On that morning two crews patrolled the strait for hours."
    ((start, end),) = evidence(trained.coder, [Claim(alone(sentence), 0, 0)])
    assert "patrolled" in sentence[start:end] or "strait" in sentence[start:end]
    assert end - start < len(sentence)


def test_taking_the_evidence_out_lowers_the_score(trained: Trained) -> None:
    sentence = "Officers from Fiji taught cadets signalling all week."
    ((start, end),) = evidence(trained.coder, [Claim(alone(sentence), 0, 1)])
    without = sentence[:start] + sentence[end:]
    before, after = trained.coder.judge([alone(text) for text in (sentence, without)]).sentences.probabilities[:, 1]
    assert after < before


def test_only_the_quickest_encoder_reads_a_passage_again(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = find_pipeline(None)
    coder = load(folder.models, current_id(folder.models, "themes"), "themes", folder.codebook.names("themes"))
    unit = alone("The coast guard's new patrol vessels will police illegal fishing in the exclusive economic zone.")
    asked: dict[int, set[Unit]] = {}
    read = Encoder.read

    def reading(encoder: Encoder, units: list[Unit], remember: bool = True) -> list[Reading]:
        asked.setdefault(encoder.width, set()).update(units)
        return read(encoder, units, remember)

    monkeypatch.setattr(Encoder, "read", reading)
    (coded,) = code(coder, [unit])
    (start, end), *_ = next(verdict.evidence for verdict in coded.passage if verdict.assigned)
    small, large = (reader.meaning.encoder.width for reader in coder.readers)
    assert end - start < len(unit.text)
    assert asked[large] == {unit}
    assert len(asked[small]) == 2


def test_a_sentence_without_telling_words_is_its_own_evidence(trained: Trained) -> None:
    sentence = "Zzz qqq xxx."
    assert evidence(trained.coder, [Claim(alone(sentence), 0, 0)]) == [(0, len(sentence))]


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=40))
def test_a_run_begins_and_ends_with_words(worth: list[float]) -> None:
    words = [(3 * place, 3 * place + 2) for place in range(len(worth))]
    run = best_run(words, np.array(worth))
    assert run is None or (run[0] in [start for start, _ in words] and run[1] in [end for _, end in words])
    assert (run is None) == (max(worth) <= 0) or max(worth) > 0
