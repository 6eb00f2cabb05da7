"""Terms: inclusive last day, leap days, fiscal years, fixed terms (rules D1, D2)."""

from datetime import date

import pytest

from foundation.period import Period
from supporters.enums import TermKind, TermRule
from supporters.rules.terms import (
    PlannedTerm,
    TermPolicy,
    first_term,
    next_term,
    preview_renewals,
    why_cannot_renew,
)

ONE = TermPolicy(TermRule.YEARS, years=1)
TWO = TermPolicy(TermRule.YEARS, years=2)
THREE = TermPolicy(TermRule.YEARS, years=3)
FISCAL = TermPolicy(TermRule.FISCAL_YEAR_END)
FIXED = TermPolicy(TermRule.FIXED_TERM, years=2, anchor=date(2024, 4, 1))
FIXED_FULL = TermPolicy(TermRule.FIXED_TERM, years=2, anchor=date(2024, 4, 1), remaining_only=False)
FIXED_OCTOBER = TermPolicy(TermRule.FIXED_TERM, years=3, anchor=date(2023, 10, 1))
NONE = TermPolicy(TermRule.NONE)


@pytest.mark.parametrize(
    ("policy", "decided_on", "last_day", "kind"),
    [
        # N years: the day before the corresponding day; month end where there is none.
        (TWO, date(2024, 4, 1), date(2026, 3, 31), TermKind.FIRST),
        (ONE, date(2024, 2, 29), date(2025, 2, 28), TermKind.FIRST),
        (THREE, date(2024, 2, 29), date(2027, 2, 28), TermKind.FIRST),
        (TermPolicy(TermRule.YEARS, years=4), date(2024, 2, 29), date(2028, 2, 28), TermKind.FIRST),
        (ONE, date(2023, 3, 1), date(2024, 2, 29), TermKind.FIRST),
        (ONE, date(2024, 3, 1), date(2025, 2, 28), TermKind.FIRST),
        (TWO, date(2026, 11, 20), date(2028, 11, 19), TermKind.FIRST),
        (ONE, date(2026, 1, 1), date(2026, 12, 31), TermKind.FIRST),
        (TWO, date(2018, 5, 1), date(2020, 4, 30), TermKind.FIRST),
        # To the end of the fiscal year.
        (FISCAL, date(2026, 4, 1), date(2027, 3, 31), TermKind.FIRST),
        (FISCAL, date(2026, 11, 20), date(2027, 3, 31), TermKind.FIRST),
        (FISCAL, date(2027, 3, 31), date(2027, 3, 31), TermKind.FIRST),
        (FISCAL, date(2024, 2, 29), date(2024, 3, 31), TermKind.FIRST),
        # Fixed term of everybody; who joins on the way serves the rest.
        (FIXED, date(2024, 4, 1), date(2026, 3, 31), TermKind.FIRST),
        (FIXED, date(2025, 6, 10), date(2026, 3, 31), TermKind.REMAINING),
        (FIXED, date(2026, 3, 31), date(2026, 3, 31), TermKind.REMAINING),
        (FIXED, date(2026, 4, 1), date(2028, 3, 31), TermKind.FIRST),
        (FIXED, date(2023, 12, 1), date(2024, 3, 31), TermKind.REMAINING),
        (FIXED, date(2031, 1, 5), date(2032, 3, 31), TermKind.REMAINING),
        (FIXED_FULL, date(2025, 6, 10), date(2027, 6, 9), TermKind.FIRST),
        (FIXED_OCTOBER, date(2026, 9, 30), date(2026, 9, 30), TermKind.REMAINING),
        (FIXED_OCTOBER, date(2026, 10, 1), date(2029, 9, 30), TermKind.FIRST),
        # No limit.
        (NONE, date(2026, 11, 20), None, TermKind.FIRST),
    ],
)
def test_first_term(policy, decided_on, last_day, kind):
    years = None if policy.rule == TermRule.NONE else policy.years or 1

    assert first_term(policy, decided_on) == PlannedTerm(
        decided_on, last_day, decided_on, years, kind
    )


@pytest.mark.parametrize(
    ("policy", "current", "decided_on", "expected"),
    [
        pytest.param(
            TWO,
            Period(date(2024, 4, 1), date(2026, 3, 31)),
            date(2026, 2, 10),
            (date(2026, 4, 1), date(2028, 3, 31), TermKind.RENEWAL),
            id="early renewal begins the day after and is dated then",
        ),
        pytest.param(
            TWO,
            Period(date(2024, 4, 1), date(2026, 3, 31)),
            date(2026, 3, 31),
            (date(2026, 4, 1), date(2028, 3, 31), TermKind.RENEWAL),
            id="on the last day it is still in time",
        ),
        pytest.param(
            TWO,
            Period(date(2024, 4, 1), date(2026, 3, 31)),
            date(2026, 4, 1),
            (date(2026, 4, 1), date(2028, 3, 31), TermKind.AFTER_LAPSE),
            id="the first day after the end is a lapse without a gap",
        ),
        pytest.param(
            TWO,
            Period(date(2024, 4, 1), date(2026, 3, 31)),
            date(2026, 7, 15),
            (date(2026, 7, 15), date(2028, 7, 14), TermKind.AFTER_LAPSE),
            id="after a lapse it begins on the day of the decision",
        ),
        pytest.param(
            ONE,
            Period(date(2024, 2, 29), date(2025, 2, 28)),
            date(2025, 2, 1),
            (date(2025, 3, 1), date(2026, 2, 28), TermKind.RENEWAL),
            id="leap day once renewed",
        ),
        pytest.param(
            FISCAL,
            Period(date(2025, 11, 1), date(2026, 3, 31)),
            date(2026, 3, 1),
            (date(2026, 4, 1), date(2027, 3, 31), TermKind.RENEWAL),
            id="fiscal year after fiscal year",
        ),
        pytest.param(
            FISCAL,
            Period(date(2025, 11, 1), date(2026, 3, 31)),
            date(2026, 6, 1),
            (date(2026, 6, 1), date(2027, 3, 31), TermKind.AFTER_LAPSE),
            id="fiscal year after a lapse",
        ),
        pytest.param(
            FIXED,
            Period(date(2025, 6, 10), date(2026, 3, 31)),
            date(2026, 3, 1),
            (date(2026, 4, 1), date(2028, 3, 31), TermKind.RENEWAL),
            id="after a remaining term comes a full one",
        ),
        pytest.param(
            FIXED,
            Period(date(2025, 6, 10), date(2026, 3, 31)),
            date(2027, 1, 10),
            (date(2027, 1, 10), date(2028, 3, 31), TermKind.AFTER_LAPSE),
            id="fixed term after a lapse is the rest again",
        ),
    ],
)
def test_rule_d2_next_term(policy, current, decided_on, expected):
    term = next_term(policy, current, decided_on)

    assert (term.valid_from, term.valid_through, term.kind) == expected
    assert term.issued_on == term.valid_from


def test_a_term_without_end_is_never_renewed():
    with pytest.raises(ValueError, match="without end"):
        next_term(NONE, Period(date(2026, 1, 1)), date(2027, 1, 1))


def test_preview_of_the_next_three_renewals_chains_without_gaps():
    planned = preview_renewals(ONE, Period(date(2024, 2, 29), date(2025, 2, 28)))

    assert [(term.valid_from, term.valid_through) for term in planned] == [
        (date(2025, 3, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ]
    assert preview_renewals(NONE, Period(date(2024, 2, 29))) == []


@pytest.mark.parametrize(
    ("policy", "last", "decided_on", "code"),
    [
        (TWO, Period(date(2024, 4, 1), date(2026, 3, 31)), date(2025, 12, 30), "renewal_too_early"),
        (TWO, Period(date(2024, 4, 1), date(2026, 3, 31)), date(2025, 12, 31), None),
        (TWO, Period(date(2024, 4, 1), date(2026, 3, 31)), date(2030, 1, 1), None),
        (TWO, Period(date(2026, 4, 1), date(2028, 3, 31)), date(2026, 3, 1), "already_renewed"),
        (NONE, Period(date(2024, 4, 1)), date(2026, 3, 1), "term_without_end"),
        (TWO, Period(date(2024, 4, 1)), date(2026, 3, 1), "term_without_end"),
    ],
)
def test_why_cannot_renew(policy, last, decided_on, code):
    refusal = why_cannot_renew(policy, last, decided_on, opens_days=90)

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    "broken",
    [
        {"rule": TermRule.YEARS},
        {"rule": TermRule.FIXED_TERM, "years": 2},
        {"rule": TermRule.FIXED_TERM, "anchor": date(2024, 4, 1)},
    ],
)
def test_a_rule_that_cannot_be_computed_is_refused(broken):
    with pytest.raises(ValueError, match="needs"):
        TermPolicy(**broken)
