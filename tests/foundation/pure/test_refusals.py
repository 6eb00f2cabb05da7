"""Refusals carry a code for programs and a sentence for people."""

import copy
import pickle

import pytest

from foundation.refusals import Refusal, Refused


def test_made_from_a_refusal_or_from_its_parts():
    refusal = Refusal("full", "満員です。別の日程をお選びください。")
    for refused in (Refused(refusal), Refused(refusal.code, refusal.sentence)):
        assert refused.refusal == refusal
        assert refused.code == "full"
        assert str(refused) == refused.sentence == refusal.sentence


def test_a_code_without_a_sentence_cannot_be_shown():
    with pytest.raises(TypeError):
        Refused("full")


def test_survives_copying_and_pickling():
    refused = Refused("full", "満員です。")
    for twin in (copy.copy(refused), pickle.loads(pickle.dumps(refused))):
        assert twin.refusal == refused.refusal
