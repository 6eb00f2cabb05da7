"""No shown number gives a masked one away (rule B14)."""

from hypothesis import given
from hypothesis import strategies as st

from reports.masking import masked_keys

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1)


@given(counts=COUNTS, threshold=st.integers(2, 10))
def test_what_is_masked_cannot_be_told_from_the_total(counts, threshold):
    hidden = masked_keys(counts, threshold)

    small = {key for key, number in counts.items() if 0 < number < threshold}
    assert small <= hidden
    if hidden and hidden != set(counts):
        assert len(hidden) >= 2
        assert sum(counts[key] for key in hidden) >= threshold


@given(counts=COUNTS, threshold=st.integers(2, 10))
def test_nothing_is_masked_without_a_small_count(counts, threshold):
    if not any(0 < number < threshold for number in counts.values()):
        assert masked_keys(counts, threshold) == frozenset()


def test_zero_is_shown_and_the_smallest_neighbour_is_masked_along():
    assert masked_keys({"a": 3, "b": 0, "c": 9, "d": 30}, 5) == {"a", "c"}


def test_two_small_counts_below_the_threshold_take_a_third_along():
    assert masked_keys({"a": 1, "b": 1, "c": 20}, 5) == {"a", "b", "c"}


def test_a_lonely_small_group_is_masked_altogether():
    assert masked_keys({"a": 3, "b": 0}, 5) == {"a", "b"}
