"""The demo at every hour and on every day: it is made whenever somebody starts the server first."""

from datetime import date, datetime, timedelta

from django.db import transaction

from demo.courses import CoursePlan, Desk, make_course
from demo.days import Days
from demo.places import make_places
from demo.programs import make_programs
from demo.staff import make_team
from demo.trainings import full_course
from foundation.clock import JST, on_day
from foundation.organizations.tenancy import within
from trainings.models import Course, Offer

FIRST_MOMENT = datetime(2026, 11, 29, 0, 20, tzinfo=JST)


def test_the_full_course_is_made_at_every_hour(db):
    """Who waits second depends on the hour: what was keyed counts from an office hour before."""
    days = Days(FIRST_MOMENT)
    aoba = make_places(days)["aoba"]
    team = make_team(aoba, days)
    with within(aoba):
        program = make_programs(team, days)["hikikomori"]
        for hours in range(0, 48, 6):
            moment = Days(FIRST_MOMENT + timedelta(hours=hours))
            with transaction.atomic():
                full_course(Desk(team, program, moment))
                course = Course.objects.get(title__contains="満席の例")
                answers = Offer.objects.filter(application__course=course)
                assert sorted(answers.values_list("outcome", flat=True)) == [
                    "", "accepted", "declined", "lapsed",
                ]  # fmt: skip
                transaction.set_rollback(True)


def test_a_course_of_two_days_leaves_new_year_out(db):
    days = Days(datetime(2026, 11, 21, 9, tzinfo=JST))
    town = make_places(days)["aoba"]
    with within(town):
        team = make_team(town, days)
        program = make_programs(team, days)["kokosapo"]
        plan = CoursePlan("年末の講座", 34, range(0), days=2)
        course = make_course(Desk(team, program, days), plan)

        held = [on_day(one.starts_at) for one in course.sessions.order_by("n")]
        assert held == [date(2026, 12, 26), date(2027, 1, 9)]
        assert on_day(course.applications_close_at) == date(2026, 12, 18)
