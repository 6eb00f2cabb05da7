"""Yearly returns and reports of courses: submitted, waiting for the approver, due."""

from datetime import datetime, time, timedelta

from demo.days import Days
from demo.staff import Team
from foundation.clock import JST
from foundation.fiscal import fiscal_period, fiscal_year
from foundation.programs.models import Program
from reports.actions.return_forms import create_form
from reports.actions.returns import ask_for_confirmation, prepare_return, submit_return
from reports.enums import ReturnKind
from reports.models import Return, ReturnForm
from trainings.models import Course


def make_returns(team: Team, program: Program, days: Days) -> None:
    """Submit the yearly returns of two fiscal years, the later one with what was corrected."""
    this_year = fiscal_year(days.today)
    form = _form(team, program, ReturnKind.ANNUAL, days, title="年度実績報告書")
    form.recipient, form.form_number, form.years = "みどり県知事", "様式第4号", 2
    form.save()
    for year in (this_year - 2, this_year - 1):
        day = fiscal_period(year + 1).valid_from + timedelta(days=19)
        if day < days.today:
            _submit(team, form, datetime.combine(day, time(10), JST), fiscal_year=year)


def make_course_reports(team: Team, program: Program, days: Days) -> None:
    """Report the past courses: the first is submitted, the second waits, the others are due."""
    form = _form(team, program, ReturnKind.COURSE, days, title="研修実施報告書")
    _form(team, program, ReturnKind.PLAN, days, title="研修開催計画書")
    past = list(
        Course.objects.filter(program=program, state="published", ends_at__lt=days.now).order_by(
            "-ends_at"
        )[:2]
    )
    for place, course in enumerate(reversed(past)):
        now = min(course.ends_at + timedelta(days=9), days.now)
        if place == 0:
            _submit(team, form, now, course=course)
        else:
            row = _prepare(team, form, now, course=course)
            ask_for_confirmation(row, actor=team.actor(), now=now)


def _form(team: Team, program: Program, kind: ReturnKind, days: Days, *, title: str) -> ReturnForm:
    since = fiscal_period(fiscal_year(days.today) - 1).valid_from
    return create_form(
        program, kind, title=title, used_from=since, actor=team.actor(), now=days.now
    )


def _prepare(team: Team, form: ReturnForm, now: datetime, **about: object) -> Return:
    typed = {"reporter": team.user("tantou").name, "materials": "テキスト 1人1部"}
    return prepare_return(form, typed=typed, actor=team.actor(), now=now, **about)  # type: ignore[arg-type]


def _submit(team: Team, form: ReturnForm, now: datetime, **about: object) -> Return:
    row = _prepare(team, form, now, **about)
    ask_for_confirmation(row, actor=team.actor(), now=now)
    approver = team.user("shounin")
    return submit_return(row, by=approver, actor=team.actor("shounin"), now=now)
