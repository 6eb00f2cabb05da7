"""What officers do around a course: the year plan, flyers, lecturers' fees, a survey, a draw."""

from datetime import timedelta
from typing import Any

from demo.courses import CoursePlan, Desk, make_course
from demo.days import Days
from demo.staff import Team
from demo.trainings import KOKOSAPO_ITEMS, TWO_HOURS
from foundation.clock import on_day
from foundation.fiscal import fiscal_year
from foundation.organizations.models import Membership
from foundation.programs.models import Program
from trainings.actions.draws import ListChoices, LotChoices, draw_lots, freeze_list
from trainings.actions.honoraria import FeeFacts, fix_honorarium, pay, save_engagement
from trainings.actions.preparation import create_template, finish_task, start_plan
from trainings.actions.surveys import (
    close_survey,
    code_text,
    create_survey,
    enter_paper,
    open_survey,
)
from trainings.enums import Allocation, Channel, HeardFrom
from trainings.enums_instructor import EngagementState, RateUnit
from trainings.models import Course, Flyer, HonorariumRate, Instructor, Submission, Survey
from trainings.models.attendance import ReceptionDuty
from trainings.models.instructor import Engagement
from trainings.models.outreach import Distribution, OutreachKind
from trainings.models.preparation import PlanTask
from trainings.models.survey import QuestionKind, SurveyPhase, SurveySheet

DRAWN = CoursePlan(
    "心のサポーター養成研修（抽選の済んだ回）", 1, range(230, 243), days=1, capacity=8,
    hours=TWO_HOURS, allocation=Allocation.LOTTERY, items=KOKOSAPO_ITEMS,
)  # fmt: skip
FEE_A_HOUR = 6_000
SAID = "家族にどう声をかけるかを、もっと知りたいです。"


def make_officers_work(desk: Desk) -> None:
    """Prepare, announce, pay, ask and draw for the programme of the desk."""
    days, program = desk.days, desk.program
    held = Course.objects.filter(program=program, state="published", ends_at__lt=days.now)
    newest = held.order_by("-ends_at").first()
    if newest is None:
        raise ValueError("the programme of the demo has held courses")
    _year_plan(desk.team, program, days)
    _announce(desk.team, newest, days)
    _tell_sources(newest)
    _lecturer(desk.team, newest, days)
    _announce_next(program, days)
    _survey(desk.team, newest, days)
    _day_before(desk.team, _draw(desk), days)


def _doer(team: Team, days: Days) -> dict[str, Any]:
    return {"actor": team.actor(), "now": days.now}


def _year_plan(team: Team, program: Program, days: Days) -> None:
    doer = _doer(team, days)
    template = create_template("年間の準備（区市町村の例）", **doer)
    plan = start_plan(program, fiscal_year(days.today), template, **doer)
    overdue = PlanTask.objects.filter(plan=plan, due_on__lt=days.today).order_by("due_on", "id")
    # The last ones stay open: the list of what is overdue shows them.
    for task in list(overdue)[:-2]:
        finish_task(task, done_on=min(task.due_on, days.today), **doer)


def _announce(team: Team, course: Course, days: Days) -> None:
    Flyer.objects.create(
        course=course,
        lead_title="話を聴く、という支え方",
        lead="特別な資格はいりません。2時間で学べます。",
    )
    shipped = on_day(course.opens_at or days.now)
    for label, kind, source, quantity in (
        ("広報あおば", OutreachKind.NEWSLETTER, "koho", 0),
        ("公民館・図書館", OutreachKind.FLYER, "flyer", 600),
        ("商店会の掲示板", OutreachKind.POSTER, "poster", 20),
    ):
        Distribution.objects.create(
            course=course, label=label, kind=kind, source=source, quantity=quantity,
            planned_on=shipped, shipped_on=shipped,
        )  # fmt: skip


def _tell_sources(course: Course) -> None:
    """Let those who applied on the web have come by the addresses of the partners."""
    acts = Submission.objects.filter(course=course, channel=Channel.WEB)
    acts.filter(heard_from=HeardFrom.NEWSLETTER).update(source="koho")
    acts.filter(heard_from=HeardFrom.FLYER).update(source="flyer")


def _announce_next(program: Program, days: Days) -> None:
    """Begin the flyer of the next course: planned to be sent, not sent yet."""
    ahead = Course.objects.filter(program=program, state="published", starts_at__gt=days.now)
    course = ahead.order_by("starts_at").first()
    if course is None:
        return
    Flyer.objects.create(course=course, lead_title="話を聴く、という支え方")
    Distribution.objects.create(
        course=course, label="中央図書館", kind=OutreachKind.FLYER, source="tosho", quantity=150,
        planned_on=days.day(3),
    )  # fmt: skip


def _lecturer(team: Team, course: Course, days: Days) -> None:
    doer = _doer(team, days)
    HonorariumRate.objects.create(
        category="大学教員等", unit=RateUnit.HOUR, amount=FEE_A_HOUR, valid_from=days.day(-1500)
    )
    lecturer = Instructor.objects.create(
        name="藤村 静香", kana="ふじむら しずか", position="あおば市立病院 精神保健福祉士",
        email="fujimura@example.jp", postcode="4000002", address="みどり県あおば市本町3-4",
        profile="病院の相談室で20年、本人と家族の話を聴いてきました。",
    )  # fmt: skip
    asked = Engagement(
        session=course.sessions.get(n=1), instructor=lecturer, topic="話の聴き方", minutes=120,
        state=EngagementState.AGREED, flyer_checked_on=on_day(course.opens_at or days.now),
    )  # fmt: skip
    engagement = save_engagement(asked, **doer)
    fee = fix_honorarium(engagement, FeeFacts(category="大学教員等", travel=840), **doer)
    pay([fee], on_day(course.ends_at or days.now) + timedelta(days=14), **doer)


def _survey(team: Team, course: Course, days: Days) -> None:
    doer = _doer(team, days)
    survey = create_survey(course, SurveyPhase.POST, **doer)
    open_survey(survey, by_mail=False, **doer)
    survey = Survey.objects.get(pk=survey.pk)
    enter_paper(survey, [(_sheet(survey, number), "") for number in range(14)], **doer)
    coded = survey.questions.filter(kind=QuestionKind.TEXT).exclude(categories=[]).first()
    for sheet in SurveySheet.objects.filter(survey=survey) if coded else ():
        if sheet.answers.get(coded.key):
            code_text(sheet, coded, coded.categories[:1], actor=doer["actor"])
    close_survey(survey, **doer)


def _sheet(survey: Survey, number: int) -> dict[str, Any]:
    """One sheet of paper: most are content, some leave questions open."""
    answers: dict[str, Any] = {}
    for place, question in enumerate(survey.questions.all()):
        turn = number + place
        if question.kind == QuestionKind.SCALE:
            answers[question.key] = 5 - turn % 3
        elif question.kind == QuestionKind.CHOICE:
            answers[question.key] = question.choices[turn % len(question.choices)]
        elif question.kind == QuestionKind.MULTI:
            answers[question.key] = [question.choices[turn % len(question.choices)]]
        elif question.categories and number % 5 == 0:
            answers[question.key] = SAID
    return answers


def _draw(desk: Desk) -> Course:
    course = make_course(desk, DRAWN)
    first = course.starts_at
    if first is None:
        raise ValueError("a published course has its times")
    doer: dict[str, Any] = {"actor": desk.team.actor(), "now": desk.days.now - timedelta(hours=1)}
    draw = freeze_list(course, ListChoices(), **doer)
    draw_lots(draw, LotChoices(first, seed="483920", seed_source="立会人のさいころ"), **doer)
    return course


def _day_before(team: Team, course: Course, days: Days) -> None:
    """Ask those who were drawn before they come; a student helps at the reception."""
    doer = _doer(team, days)
    open_survey(create_survey(course, SurveyPhase.PRE, **doer), by_mail=True, **doer)
    helper = Membership.objects.get(user=team.user("uketsuke"))
    ReceptionDuty.objects.create(membership=helper, session=course.sessions.get(n=1))
