"""Rule F5 as a table of cases, and the split helper (R-22, R-23)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.enums_team import MemberCategory
from trainings.rules.team import MOST_MEMBERS, Seat, split_team, why_cannot_replace, why_not_a_team

G, W, C = MemberCategory.GOVERNMENT, MemberCategory.WELFARE_COUNCIL, MemberCategory.CONSULTATION
LEADER = Seat(G, is_leader=True)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([LEADER, Seat(W)], None),
        ([LEADER] + [Seat(W)] * 5, None),
        ([Seat(C), Seat(G), Seat(W), LEADER], None),
        ([], "too_few"),
        ([LEADER], "too_few"),
        ([LEADER] + [Seat(W)] * 6, "too_many"),
        ([Seat(G), Seat(G)], "no_leader"),
        ([LEADER, LEADER], "two_leaders"),
        ([Seat(W, is_leader=True), Seat(G)], "leader_not_government"),
        ([Seat(C, is_leader=True), Seat(G)], "leader_not_government"),
        # too large is said before anything else: splitting changes who leads
        ([Seat(W)] * 7, "too_many"),
    ],
)
def test_rule_f5(members, code):
    refusal = why_not_a_team(members)

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("leaving", "category", "code"),
    [
        (LEADER, G, None),
        (LEADER, W, "leader_not_government"),
        (Seat(W), C, None),
        (Seat(G), W, None),
    ],
)
def test_rule_f5_replacement(leaving, category, code):
    refusal = why_cannot_replace([LEADER, Seat(W)], leaving, category)

    assert (refusal.code if refusal else None) == code


@given(st.lists(st.tuples(st.sampled_from(MemberCategory.values), st.booleans()), max_size=18))
def test_a_split_is_even_small_enough_and_spreads_those_who_may_lead(people):
    members = [Seat(*one) for one in people]

    numbers = split_team(members)
    sizes = Counter(numbers)
    leading = Counter(n for n, m in zip(numbers, members, strict=True) if m.category == G)

    assert len(numbers) == len(members)
    assert all(size <= MOST_MEMBERS for size in sizes.values())
    assert not sizes or max(sizes.values()) - min(sizes.values()) <= 1
    if sum(leading.values()) >= len(sizes):
        assert set(leading) == set(sizes)
