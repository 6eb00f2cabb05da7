"""What the database refuses about registrations, terms, consents and sources."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from foundation.fiscal import last_day_of_term
from foundation.organizations.tenancy import within
from supporters.enums import RegistrationState
from supporters.models import Revocation, RosterProvision, Supporter
from tests.factories import supporters as make
from tests.factories.base import NOW


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_rule_d1_terms_of_one_registration_never_overlap(program):
    registration = make.registration(program)
    make.term(registration, date(2026, 4, 1))

    with refused("terms_never_overlap"), transaction.atomic():
        make.term(registration, date(2028, 3, 31))
    make.term(registration, date(2028, 4, 1))
    make.term(make.registration(program), date(2026, 4, 1))


@pytest.mark.parametrize(
    "start",
    [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2023, 3, 1),
        date(2024, 3, 1),
        date(2026, 12, 31),
        date(2026, 4, 1),
    ],
)
@pytest.mark.parametrize("years", [1, 2, 3, 4])
def test_rule_d2_the_database_knows_the_same_last_day(program, start, years):
    registration = make.registration(program)
    last = last_day_of_term(start, years)

    with refused("term_within_years"), transaction.atomic():
        make.term(registration, start, years, valid_through=last + timedelta(days=1))
    make.term(registration, start, years, valid_through=last)


def test_rule_d1_a_number_is_unique_in_its_programme_and_a_person_live_once(program):
    first = make.registration(program, number_text="007")

    with refused("registration_number_once"), transaction.atomic():
        make.registration(program, number_text="007")
    with refused("registration_live_once"), transaction.atomic():
        make.registration(program, first.person)
    first.state = RegistrationState.WITHDRAWN
    first.save()
    make.registration(program, first.person)


def test_a_supporter_has_exactly_one_source(program):
    registration = make.registration(program)
    entry = make.received_entry(program)

    with refused("supporter_has_one_source"), transaction.atomic():
        Supporter.objects.create(program=program, person=registration.person)
    with refused("supporter_has_one_source"), transaction.atomic():
        Supporter.objects.create(
            program=program, person=entry.person, registration=registration, received_entry=entry
        )
    Supporter.objects.create(program=program, person=entry.person, received_entry=entry)


def test_one_active_consent_per_person_and_text(program):
    person, text = make.person(), make.text_of(program)
    first = make.consent(person, text)

    with refused("consent_active_once"), transaction.atomic():
        make.consent(person, text)
    first.withdrawn_at, first.withdrawn_through = NOW, "counter"
    first.save()
    make.consent(person, text)


def test_a_used_consent_text_is_frozen(program):
    text = make.text_of(program)
    text.items = [*text.items, "ひとつ増やす。"]
    text.save()
    text.used_at = NOW
    text.save()

    text.items = text.items[:-1]
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        text.save()
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        text.delete()


def test_revoked_needs_investigation_interview_and_another_approver(program, clerk, approver):
    registration = make.registration(program)
    facts = {
        "registration": registration,
        "opened_on": date(2026, 6, 1),
        "grounds": "約束が守られなかった。",
        "investigation_on": date(2026, 6, 2),
        "interview_on": date(2026, 6, 3),
        "proposed_by_id": clerk.user_id,
        "approver_id": approver.user_id,
        "decided_on": date(2026, 6, 4),
        "state": "approved",
    }

    for missing in ("investigation_on", "interview_on", "approver_id", "decided_on"):
        with refused("revoked_after_hearing"), transaction.atomic():
            Revocation.objects.create(**{**facts, missing: None})
    with refused("revocation_needs_two_people"), transaction.atomic():
        Revocation.objects.create(**{**facts, "proposed_by_id": approver.user_id})
    Revocation.objects.create(**facts)


def test_a_provision_has_one_recipient_outside_the_house(program, world):
    facts = {"program": program, "purpose": "派遣", "basis": "本人の同意", "fields": ["name"],
             "as_of": date(2026, 6, 1)}  # fmt: skip

    with refused("provision_has_one_recipient"), transaction.atomic():
        RosterProvision.objects.create(**facts)
    with refused("provision_leaves_the_house"), transaction.atomic():
        RosterProvision.objects.create(**facts, recipient_organization=world.aoba)
    RosterProvision.objects.create(**facts, recipient_organization=world.wakaba)


def test_a_row_cannot_point_into_another_organization(program, world):
    text = make.text_of(program)
    with within(world.wakaba):
        stranger = make.person()
    make.consent(stranger, text)
    with refused("same_organization"):
        connection.check_constraints()
