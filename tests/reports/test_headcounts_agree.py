"""The sums beside the headcount reports and the table of figures count the same reports (R-113)."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from reports.asking import Ask
from reports.figures.headcounts import HEADCOUNT_PEOPLE, HEADCOUNT_REPORTS, LEFTOVER
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.trainings import STARTS, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import HeadcountLine, HeadcountReport

pytestmark = pytest.mark.django_db
FILED = STARTS + timedelta(days=1)


def report(people: dict[str, int], *, audience: str = "company", year: int = 2026, **facts):
    course = CourseFactory(fiscal_year=year, **facts.pop("course", {}))
    row = HeadcountReport.objects.create(
        session=course.sessions.get(),
        audience=audience,
        **{"reported_at": FILED, "leftover": 2, **facts},
    )
    for band, count in people.items():
        HeadcountLine.objects.create(report=row, age_band=band, n=count)
    return row


def figures(programs: frozenset[int] | None = None) -> list[int]:
    ask = Ask(2026, 2026, (FILED + timedelta(days=1)).date(), programs)
    return [
        HEADCOUNT_REPORTS.rows(ask).count(),
        HEADCOUNT_PEOPLE.rows(ask).aggregate(sum=Sum("n"))["sum"],
        LEFTOVER.rows(ask).aggregate(sum=Sum("leftover"))["sum"],
    ]


def summed(context) -> list[int]:
    lines = context["lines"]
    sums = [sum(one.sessions for one in lines), sum(one.leftover for one in lines)]
    return [sums[0], context["people"], sums[1]]


def test_the_page_of_sums_and_the_figures_agree(world, frozen, at):
    with within(world.aoba):
        own, other = ProgramFactory(), ProgramFactory()
        report({"20s": 5, "60s": 2}, course={"program": own})
        report({"10s": 30}, audience="school", course={"program": own})
        report({"20s": 11}, course={"program": other})
        # None of these counts.
        report({"20s": 100}, year=2025, course={"program": own})
        report({"20s": 1_000}, reported_at=None, course={"program": own})
    with within(world.wakaba):
        report({"20s": 10_000})
    at(FILED + timedelta(days=1))
    address = reverse("admin:headcount_summary")

    contractor = MembershipFactory(
        user=StaffUserFactory(),
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[own.pk],
        valid_through=FILED.date() + timedelta(days=100),
    )

    everything = Desk(world.member()).get(address, {"year": "2026"}).context
    limited = Desk(contractor).get(address, {"year": "2026"}).context

    with within(world.aoba):
        assert summed(everything) == figures() == [3, 48, 6]
        assert summed(limited) == figures(frozenset({own.pk})) == [2, 37, 4]
