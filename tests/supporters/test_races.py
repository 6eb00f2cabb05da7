"""Two connections at once: a number goes out once, a term is written once (rule D1).

Each race is run again without its lock: there the same meeting of two must do harm, or the
harness would prove nothing.
"""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import IntegrityError, connection, models, transaction

from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from supporters.actions import decisions, renewals
from supporters.actions.decisions import approve_application, take_registration_number
from supporters.models import Registration, RegistrationTerm, SupporterSettings
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.races import Meeting

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 10, 1)
RENEWAL = datetime(2028, 3, 1, 3, 0, tzinfo=UTC)


def run_both(organization, *deeds: Callable[[], object]) -> list:
    """Run the deeds on connections of their own; returns results and exceptions in order."""
    results: list = [None] * len(deeds)

    def run(index: int, deed: Callable[[], object]) -> None:
        try:
            with within(organization):
                results[index] = deed()
        except (Refused, IntegrityError) as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(
        models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self._chain()
    )


@pytest.fixture
def meeting_before_the_number(monkeypatch):
    """Both have read the series before either writes it."""
    meeting, original = Meeting(), models.Model.save

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") == ["next_value"]:
            meeting.wait()
        return original(self, *args, **kwargs)

    monkeypatch.setattr(models.Model, "save", save)


def take(program) -> Callable[[], str]:
    def deed() -> str:
        with transaction.atomic():
            settings = SupporterSettings.objects.select_related("program").get(program=program)
            return take_registration_number(settings, TODAY).text

    return deed


def warm_up(program) -> None:
    take(program)()  # makes the series, so that both meet at its row


def test_rule_d1_two_at_once_get_two_numbers(program, aoba, meeting_before_the_number):
    warm_up(program)

    assert sorted(run_both(aoba, take(program), take(program))) == ["002", "003"]


def test_control_without_the_lock_both_get_the_same_number(
    program, aoba, meeting_before_the_number, without_locks
):
    warm_up(program)

    assert run_both(aoba, take(program), take(program)) == ["002", "002"]


def test_rule_d1_two_approvals_at_once(program, aoba, clerk):
    deeds = [
        partial(approve_application, row, decided_on=TODAY, actor=clerk, now=NOW)
        for row in (make.ready_application(program), make.ready_application(program))
    ]

    run_both(aoba, *deeds)

    assert sorted(Registration.objects.values_list("number_text", flat=True)) == ["001", "002"]


def test_one_application_is_approved_once(program, aoba, clerk):
    row = make.ready_application(program)

    results = run_both(
        aoba,
        *[lambda: approve_application(row, decided_on=TODAY, actor=clerk, now=NOW)] * 2,
    )

    assert sorted(type(result).__name__ for result in results) == ["Refused", "Registration"]
    assert Registration.objects.count() == 1


def renew_twice(program, aoba, clerk, monkeypatch) -> list:
    registration = make.supporter(program).registration
    monkeypatch.setattr(renewals, "write_term", Meeting().before(decisions.write_term))
    return run_both(
        aoba,
        *[
            lambda: renewals.renew_registration(
                registration, decided_on=date(2028, 3, 1), actor=clerk, now=RENEWAL
            )
        ]
        * 2,
    )


def test_rule_d1_a_term_is_renewed_once(program, aoba, clerk, monkeypatch):
    results = renew_twice(program, aoba, clerk, monkeypatch)

    assert [r.code for r in results if isinstance(r, Refused)] == ["already_renewed"]
    assert RegistrationTerm.objects.count() == 2


def test_control_without_the_lock_the_database_refuses_the_second_term(
    program, aoba, clerk, monkeypatch, without_locks
):
    results = renew_twice(program, aoba, clerk, monkeypatch)

    refused = [str(r) for r in results if isinstance(r, IntegrityError)]
    assert len(refused) == 1
    assert "terms_never_overlap" in refused[0]
    assert RegistrationTerm.objects.count() == 2
