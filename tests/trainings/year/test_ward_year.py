"""A ward's year through the real pages: from the plan of April to the report and the next plan."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.programs.models import Program
from tests.trainings.year.office import Office, apply_on_the_web, visitor
from trainings.models import (
    Application,
    CertificateIssue,
    Completion,
    Course,
    CourseSession,
    Engagement,
    Honorarium,
    HonorariumPayment,
    Instructor,
    PlanTask,
    PointList,
    PointScheme,
    Survey,
    TaskTemplate,
    YearPlan,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = "心のサポーター養成研修 第1回"


def test_the_wards_year_from_plan_to_report(world, aoba, at, settings):
    office = Office(world, at)
    program = _begin_the_year(office)
    course = _announce(office, program)
    _take_applications(office, course, settings)
    _hold_the_day(office, course)
    _decide_and_issue(office, course)
    _ask_and_summarise(office, course)
    _give_points(office, course, program)
    _pay_the_lecturer(office)
    _close_the_year(office, course)


def _begin_the_year(office: Office) -> Program:
    office.on("2026-04-06 09:00", Role.ADMINISTRATOR)
    office.send(
        "admin:programs_program_add",
        kind="kokosapo",
        name="心のサポーター養成事業",
        neutral_label="講座のお知らせ",
    )
    program: Program = Program.objects.get()
    office.send("admin:trainings_trainingsettings_add", program=program.pk)
    office.on("2026-04-06 10:00")
    office.send("admin:trainings_tasktemplate_add", name="年間の準備", preset="on")
    template = TaskTemplate.objects.get()
    office.send(
        "admin:trainings_yearplan_add",
        program=program.pk,
        fiscal_year="2026",
        template=template.pk,
    )
    office.send("admin:trainings_instructor_add", name="講師 花子", email="kousi@example.jp")
    office.send(
        "admin:trainings_honorariumrate_add",
        category="大学教授",
        amount="15000",
        valid_from="R8.4.1",
    )
    assert "講師の日程と会場を押さえる" in office.read("admin:year_plan", _plan().pk)
    return program


def _plan() -> YearPlan:
    plan: YearPlan = YearPlan.objects.earliest("fiscal_year")
    return plan


def _announce(office: Office, program: Program) -> Course:
    office.on("2026-05-11 10:00")
    day = {"n": "1", "mode": "on_site", "venue": "区民会館 ホール", "venue_address": "中央1-1"}
    moments = {"reception_at": "13:30", "starts_at": "14:00", "ends_at": "15:30"}
    row = {f"sessions-0-{name}": value for name, value in day.items()}
    for name, hour in moments.items():
        row |= {f"sessions-0-{name}_0": "2026-07-11", f"sessions-0-{name}_1": hour}
    office.send(
        "admin:trainings_course_add",
        new={**row, "sessions-TOTAL_FORMS": "1"},
        program=program.pk,
        title=TITLE,
        capacity="30",
        channels=["web", "fax", "phone"],
        opens_at_0="2026-06-08",
        opens_at_1="09:00",
        applications_close_at_0="2026-07-03",
        applications_close_at_1="17:00",
    )
    course: Course = Course.objects.get()
    session = course.sessions.get()
    office.send(
        "admin:trainings_engagement_add",
        session=session.pk,
        instructor=Instructor.objects.get().pk,
        topic="こころの応急手当",
        minutes="90",
        state="agreed",
        flyer_checked_on="R8.5.20",
    )
    office.send("admin:trainings_course_publish", course.pk)
    office.send("admin:trainings_yearplan_refresh", _plan().pk)
    listed = office.read("admin:year_plan", _plan().pk)
    assert f"資料を印刷する（{TITLE} 第1回）" in listed
    assert "令和8年7月4日" in listed, "one week before the day"
    office.send("admin:trainings_flyer_add", course=course.pk, lead_title="気づいて、話を聴く")
    office.paper("admin:flyer_pdf", course.pk)
    office.paper("admin:poster_pdf", course.pk)
    return course


def _take_applications(office: Office, course: Course, settings: Any) -> None:
    office.on("2026-06-10 12:00")
    address = reverse("course-apply", args=["aoba", course.public_code])
    client = visitor(settings)
    client.get(reverse("course-page", args=["aoba", course.public_code]) + "?from=line")
    done = apply_on_the_web(
        client,
        address,
        name="板橋 花子",
        kana="いたばし はなこ",
        phone="090-1111-2222",
        email="hana@example.jp",
    )
    assert "受け付けました" in done.content.decode()
    office.send(
        "admin:course_entry",
        course.pk,
        **{
            "channel": "fax",
            "line-0-name": "高島 一郎", "line-0-kana": "たかしま いちろう",
            "line-0-phone": "03-1234-5678",
            "line-1-name": "成増 二郎", "line-1-kana": "なります じろう",
            "line-1-phone": "03-1234-5679",
        },
    )  # fmt: skip
    people = Application.objects.filter(course=course).order_by("received_seq")
    assert [one.submission.channel for one in people] == ["web", "fax", "fax"]
    assert [one.submission.source for one in people] == ["line", "", ""]
    assert {one.state for one in people} == {"accepted"}
    office.read("admin:outreach_effect", course.pk)


def _hold_the_day(office: Office, course: Course) -> None:
    session = course.sessions.get()
    office.on("2026-06-27 09:00")
    assert "講師 花子" in office.read("admin:trainings_engagement_changelist")
    office.on("2026-07-10 16:00")
    office.paper("admin:session_pack", session.pk)
    office.paper("admin:course_agenda", course.pk)
    office.paper("admin:course_lecturers", course.pk)
    office.on("2026-07-11 13:40")
    page = reverse("admin:reception", args=[session.pk])
    for one in Application.objects.filter(course=course).exclude(name="成増 二郎"):
        office.desk.post(page, {"application": one.pk, "deed": "arrive"})
    assert "2／3" in _words(office.read("admin:reception", session.pk))
    office.on("2026-07-11 16:00")
    office.send("admin:trainings_coursesession_held", session.pk)


def _words(html: str) -> str:
    return re.sub(r"<[^>]+>|\s", "", html)


def _decide_and_issue(office: Office, course: Course) -> None:
    office.on("2026-07-17 10:00")
    page = reverse("admin:course_completion", args=[course.pk])
    office.desk.post(page, {"step": "decide"})
    results = dict(Completion.objects.values_list("application__name", "result"))
    assert results == {
        "板橋 花子": "completed", "高島 一郎": "completed", "成増 二郎": "not_completed",
    }  # fmt: skip
    for kind in ("data_certificate", "card"):
        office.desk.post(page, {"step": "issue", "kind": kind, "issued_on": "R8.7.17"})
    office.work()
    kinds = sorted(CertificateIssue.objects.values_list("kind", flat=True))
    assert kinds == ["card", "card", "data_certificate", "data_certificate"]


def _ask_and_summarise(office: Office, course: Course) -> None:
    office.on("2026-07-21 10:00")
    office.send("admin:trainings_survey_add", course=course.pk, phase="post")
    survey = Survey.objects.get()
    office.send("admin:trainings_survey_open", survey.pk)
    scale = survey.questions.filter(kind="scale").first()
    page = reverse("admin:survey_grid", args=[survey.pk])
    answers = {f"{scale.key}-0": "5", f"{scale.key}-1": "4"}
    assert office.desk.post(page, {"once": "a", **answers}).status_code == 302
    office.send("admin:trainings_survey_close", survey.pk)
    summary = office.read("admin:survey_summary", survey.pk)
    assert "回答 2人（うち紙 2人）" in summary
    assert "平均 4.5" in summary
    office.paper("admin:survey_pdf", survey.pk)


def _give_points(office: Office, course: Course, program: Program) -> None:
    office.on("2026-07-22 10:00", Role.ADMINISTRATOR)
    office.send(
        "admin:trainings_pointscheme_add",
        program=program.pk,
        name="区のポイント",
        basis="attendance",
        points="100",
    )
    office.on("2026-07-22 11:00")
    scheme = PointScheme.objects.get()
    office.send("admin:trainings_course_points", course.pk, scheme=scheme.pk, kind="grant")
    made = PointList.objects.get()
    export = office.desk.post(reverse("admin:trainings_pointlist_export", args=[made.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(export.content)).active
    assert sheet is not None
    names = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"板橋 花子", "高島 一郎"} <= names
    assert "成増 二郎" not in names


def _pay_the_lecturer(office: Office) -> None:
    office.on("2026-07-24 10:00")
    engagement = Engagement.objects.get()
    office.send("admin:trainings_engagement_fee", engagement.pk, category="大学教授", minutes="60")
    fee = Honorarium.objects.get()
    assert fee.gross == 15_000
    office.send("admin:trainings_honorarium_pay", fee.pk, paid_on="R8.7.24")
    payment = HonorariumPayment.objects.get()
    assert (payment.tax, payment.net) == (1_531, 13_469)
    slip = office.desk.post(
        reverse("admin:trainings_honorariumpayment_slips", args=[payment.pk]), {}
    )
    assert slip.content.startswith(b"%PDF")
    assert "15,000" in office.read("admin:honorarium_totals")


def _close_the_year(office: Office, course: Course) -> None:
    office.on("2027-03-20 10:00")
    plan = _plan()
    task = PlanTask.objects.get(plan=plan, title="会場の機材を確かめる")
    office.send(
        "admin:trainings_plantask_finish", task.pk, done_on="R8.6.20", note="延長コードが要る"
    )
    report = _words(office.read("admin:report_table", "sessions"))
    assert "令和8年度" in report
    office.send("admin:trainings_yearplan_copy", plan.pk)
    following = YearPlan.objects.latest("fiscal_year")
    assert following.fiscal_year == 2027
    assert following.copied_from == plan
    next_year = office.read("admin:year_plan", following.pk)
    assert "令和9年度" in next_year
    assert "延長コードが要る" in next_year, "last year's lessons stand beside the new plan"
    with within(office.town):
        assert CourseSession.objects.get().state == "held"
