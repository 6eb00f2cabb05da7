"""Who may be asked for a day: the Python rule and the SQL agree on every case (rules A5, D3)."""

from datetime import date

import pytest

from supporters.enums import FollowUpKind, RegistrationState
from supporters.models import FollowUp, Registration, Supporter, SupporterSettings, Withdrawal
from supporters.queries.standing import registration_in_words, why_not_dispatchable
from tests.factories import supporters as make
from tests.factories.base import NOW

DAY = date(2026, 10, 1)


def _state(state):
    return lambda s: Registration.objects.update(state=state)


def _overdue(strict):
    def change(supporter):
        SupporterSettings.objects.update(
            follow_up_lapse="no_new_dispatch" if strict else "warn", follow_up_months=12
        )
        FollowUp.objects.create(
            supporter=supporter, kind=FollowUpKind.TRAINING, due_on=date(2026, 9, 30)
        )

    return change


def _withdrawal(state, **values):
    return lambda s: Withdrawal.objects.create(
        registration=s.registration, channel="counter", received_on=DAY, state=state, **values
    )


def _person(**values):
    return lambda s: type(s.person).objects.filter(pk=s.person_id).update(**values)


CASES = [
    ("everything stands", lambda s: None, DAY, None),
    ("first day", lambda s: None, date(2026, 4, 1), None),
    ("last day", lambda s: None, date(2028, 3, 31), None),
    ("day after the end", lambda s: None, date(2028, 4, 1), "expired"),
    ("day before the beginning", lambda s: None, date(2026, 3, 31), "not_begun"),
    ("on leave", _state(RegistrationState.ON_LEAVE), DAY, "on_leave"),
    ("suspended", _state(RegistrationState.SUSPENDED), DAY, "suspended"),
    ("withdrawn", _state(RegistrationState.WITHDRAWN), DAY, "withdrawn"),
    ("replaced", _state(RegistrationState.REPLACED), DAY, "replaced"),
    ("revoked", _state(RegistrationState.REVOKED), DAY, "revoked"),
    (
        "consent withdrawn",
        lambda s: s.person.supporter_consents.update(withdrawn_at=NOW, withdrawn_through="counter"),
        DAY,
        "consent_missing",
    ),
    (
        "consent given later",
        lambda s: s.person.supporter_consents.update(given_on=date(2026, 10, 2)),
        DAY,
        "consent_missing",
    ),
    ("leaving", _withdrawal("received"), DAY, "leaving"),
    ("stayed after all", _withdrawal("retracted"), DAY, None),
    ("follow-up overdue, only warned", _overdue(strict=False), DAY, None),
    ("follow-up overdue", _overdue(strict=True), DAY, "follow_up_overdue"),
    ("follow-up due that very day", _overdue(strict=True), date(2026, 9, 30), None),
    ("stopped", _person(stop_use=True), DAY, "stop_use"),
    ("erased", _person(purged_on=DAY), DAY, "stop_use"),
]


@pytest.mark.parametrize(("title", "change", "day", "code"), CASES, ids=[c[0] for c in CASES])
def test_rule_d3_why_not_dispatchable_agrees_with_sql(program, title, change, day, code):
    make.supporter(program)
    supporter = Supporter.objects.get()
    change(supporter)
    supporter = Supporter.objects.get()

    refusal = why_not_dispatchable(supporter, day)

    assert (refusal.code if refusal else None) == code
    assert Supporter.objects.dispatchable_on(day).exists() is (code is None)


@pytest.mark.parametrize(
    ("values", "day", "code"),
    [
        ({}, DAY, "not_reconfirmed"),
        ({"state": "confirmed", "reconfirmed_on": DAY}, DAY, None),
        ({"state": "confirmed", "reconfirmed_on": DAY}, date(2028, 3, 31), None),
        ({"state": "confirmed", "reconfirmed_on": DAY}, date(2028, 4, 1), "expired"),
        ({"state": "confirmed", "reconfirmed_on": DAY}, date(2026, 3, 31), "not_begun"),
        ({"state": "declined", "reconfirmed_on": DAY}, DAY, "declined"),
        ({"state": "withdrawn", "withdrawn_at": NOW}, DAY, "provision_withdrawn"),
    ],
)
def test_rule_a5_received_entries_count_after_reconfirmation(program, values, day, code):
    entry = make.received_entry(program, **values)
    supporter = Supporter.objects.create(program=program, person=entry.person, received_entry=entry)

    refusal = why_not_dispatchable(supporter, day)

    assert (refusal.code if refusal else None) == code
    assert Supporter.objects.dispatchable_on(day).exists() is (code is None)


@pytest.mark.parametrize("count", [1, 3])
def test_dispatchable_supporters_cost_one_query(program, count, django_assert_num_queries):
    for _ in range(count):
        make.supporter(program)

    with django_assert_num_queries(1):
        found = list(Supporter.objects.dispatchable_on(DAY).select_related("person"))

    assert len(found) == count


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (date(2026, 3, 31), "active", "期間の前"),
        (date(2026, 4, 1), "active", "活動できる"),
        (date(2028, 3, 31), "on_leave", "休止（本人の希望）"),
        (date(2028, 4, 1), "active", "期間満了"),
        (date(2028, 4, 1), "withdrawn", "辞退"),
    ],
)
def test_what_a_list_calls_the_state_on_a_day(program, day, state, words):
    registration = make.registration(program, state=state)
    make.term(registration)

    assert registration_in_words(registration, day) == words
