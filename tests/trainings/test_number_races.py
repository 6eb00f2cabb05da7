"""Two connections decide and issue at the same moment: each number once, none skipped (T18, E1).

Each race has a control without the lock, which must show the damage.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from foundation.documents.actions.numbers import IssuedNumber
from foundation.documents.models import NumberSeries
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
    ProgramSpecFactory,
)
from tests.races import Meeting, at_once
from trainings.actions import certificates, completions
from trainings.actions.certificates import Issuing, issue_certificates
from trainings.actions.completions import decide_completions
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue, Completion, Course

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLERK = Actor.system("race")
AFTER = STARTS + timedelta(days=1)


def course_of_three(program: Any, spec: Any) -> Course:
    course: Course = CourseFactory(program=program, spec=spec)
    for application in ApplicationFactory.create_batch(3, course=course):
        AttendanceFactory(application=application)
    return course


@pytest.fixture
def courses(world) -> list[Course]:
    with within(world.aoba):
        program = ProgramFactory()
        spec = ProgramSpecFactory(program=program)
        return [course_of_three(program, spec), course_of_three(program, spec)]


def decide(course: Course) -> Callable[[], object]:
    return lambda: decide_completions(course, actor=CLERK, now=AFTER)


def values() -> list[int]:
    return sorted(Completion.objects.completed().values_list("number_value", flat=True))


def test_t18_one_course_decided_twice_at_once(world, courses, monkeypatch):
    monkeypatch.setattr(completions, "proposals", Meeting().after(completions.proposals))

    raised = at_once(world.aoba, decide(courses[0]), decide(courses[0]))

    assert raised == []
    with within(world.aoba):
        assert values() == [1, 2, 3]
        assert NumberSeries.objects.get().next_value == 4


def test_control_without_the_lock_numbers_are_lost(world, courses, monkeypatch):
    monkeypatch.setattr(completions, "proposals", Meeting().after(completions.proposals))
    monkeypatch.setattr(completions, "lock_course", lambda pk: Course.objects.get(pk=pk))

    raised = at_once(world.aoba, decide(courses[0]), decide(courses[0]))

    with within(world.aoba):
        assert raised or values() != [1, 2, 3]


def test_rule_e1_two_courses_of_a_programme_share_one_series(world, courses, monkeypatch):
    monkeypatch.setattr(completions, "take_numbers", Meeting().after(completions.take_numbers))

    raised = at_once(world.aoba, *(decide(course) for course in courses))

    assert raised == []
    with within(world.aoba):
        assert values() == [1, 2, 3, 4, 5, 6]


def test_control_without_the_lock_numbers_are_doubled(world, courses, monkeypatch):
    def careless(spec: Any, count: int, *, fiscal_year: int) -> list[IssuedNumber]:
        last = max(Completion.objects.values_list("number_value", flat=True), default=0) or 0
        return [IssuedNumber(last + n, f"第{last + n}号") for n in range(1, count + 1)]

    monkeypatch.setattr(completions, "take_numbers", Meeting().after(careless))

    raised = at_once(world.aoba, *(decide(course) for course in courses))

    assert [type(error) for error in raised] == [IntegrityError]


def issue_both(world: Any) -> list[BaseException]:
    with within(world.aoba):
        made = CompletionFactory.create_batch(3)
    issuing = Issuing(CertificateKind.CERTIFICATE, date(2026, 11, 5))

    def issue() -> object:
        rows = Completion.objects.filter(pk__in=[one.pk for one in made])
        return issue_certificates(rows, issuing, actor=CLERK, now=AFTER)

    return at_once(world.aoba, issue, issue)


def test_t18_papers_issued_twice_at_once_are_issued_once(world, monkeypatch):
    monkeypatch.setattr(certificates, "signers_on", Meeting().after(certificates.signers_on))

    assert issue_both(world) == []

    with within(world.aoba):
        assert CertificateIssue.objects.count() == 3


def test_control_without_the_lock_the_second_batch_breaks(world, monkeypatch):
    monkeypatch.setattr(certificates, "signers_on", Meeting().after(certificates.signers_on))
    monkeypatch.setattr(certificates, "_lock", lambda wanted: None)

    assert [type(error) for error in issue_both(world)] == [IntegrityError]
