"""References, codes and tokens: readable, unguessable, stored as hashes (rules E3, E4)."""

import math

import pytest

from foundation.references import (
    ALPHABET,
    clean_reference,
    random_code,
    random_reference,
    random_token,
    token_hash,
)


def test_references_leave_out_what_people_misread():
    assert not set("0O1I") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32
    for reference in (random_reference() for _ in range(200)):
        assert len(reference) == 8
        assert set(reference) <= set(ALPHABET)


@pytest.mark.parametrize(("bits", "length"), [(80, 16), (81, 17), (128, 26)])
def test_codes_have_the_bits_asked_for(bits, length):
    code = random_code(bits)
    assert len(code) == length
    assert len(code) * math.log2(len(ALPHABET)) >= bits


def test_nothing_comes_twice():
    assert len({random_reference() for _ in range(1000)}) == 1000
    assert len({random_token() for _ in range(1000)}) == 1000


def test_tokens_are_long_and_fit_into_a_url():
    token = random_token()
    assert len(token) * 6 >= 128
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_hash_is_stored():
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    "typed", ["abcd-2345", "ＡＢＣＤ２３４５", " abcd 2345\u3000", "ABCD‐2345"]
)
def test_a_typed_reference_is_tidied(typed):
    assert clean_reference(typed) == "ABCD2345"
