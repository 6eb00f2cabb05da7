"""Headcounts of courses without names: link, deadlines, sums (H 32, R-113, R-114)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation.notices.links import issue_link
from foundation.notices.models import Notice
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.headcounts import Held, close_report, file_plan, file_report
from trainings.models import HeadcountReport
from trainings.models.headcount import FollowUp
from trainings.notice_texts_headcount import HEADCOUNT
from trainings.queries.headcounts import by_audience, filed_reports, late_reports
from trainings.rules.headcount import overdue, plan_due, report_due

pytestmark = pytest.mark.django_db
AFTER = STARTS + timedelta(days=1)


@pytest.fixture
def report(aoba) -> HeadcountReport:
    return new_report()


def new_report(**facts) -> HeadcountReport:
    values = {"audience": "company", "reporter_name": "講師 太郎", **facts}
    values.setdefault("reporter_email", "kousi@example.jp")
    return HeadcountReport.objects.create(session=CourseFactory().sessions.get(), **values)


def held(numbers=None, audience="company", text="adult", **facts) -> Held:
    return Held(numbers or {"20s": 5, "unknown": 1}, audience, text, **facts)


def test_deadlines_of_plan_and_report(report):
    day = STARTS.date()

    assert plan_due(report) == day - timedelta(days=30)
    assert report_due(report) == day + timedelta(days=14)
    assert [overdue(report, day + timedelta(days=n)) for n in (-30, -29, 0, 1, 14, 15)] == [
        "",
        "計画",
        "計画",
        "",
        "",
        "報告",
    ]


@pytest.mark.parametrize(
    ("numbers", "when", "code"),
    [
        ({"20s": 0}, AFTER, "nobody"),
        ({"20s": 5_001}, AFTER, "too_many"),
        ({"20s": 5}, NOW, "not_held"),
    ],
)
def test_reports_that_cannot_be(report, clerk, numbers, when, code):
    with pytest.raises(Refused) as refused:
        file_report(report, held(numbers), actor=clerk, now=when)

    assert refused.value.code == code


def test_the_newer_report_counts_until_it_is_closed(report, clerk):
    file_report(report, held({"20s": 5}), actor=clerk, now=AFTER)
    file_report(report, held({"30s": 7}), actor=clerk, now=AFTER)
    close_report(report, actor=clerk, now=AFTER)

    assert [str(line) for line in report.lines.all()] == ["30代 7人"]
    for again in (
        lambda: file_report(report, held(), actor=clerk, now=AFTER),
        lambda: file_plan(report, people=3, actor=clerk, now=AFTER),
    ):
        with pytest.raises(Refused):
            again()


def test_a_course_for_children_says_what_is_still_to_be_arranged(report, clerk):
    done = [FollowUp.TEACHERS.value, FollowUp.OWN_DIFFICULTY.value]
    row = file_report(
        report, held({"10s": 30}, "school", "child", follow_up=done), actor=clerk, now=AFTER
    )

    assert len(row.open_follow_up) == 3
    assert new_report().open_follow_up == []


def test_sums_by_audience_and_age(report, clerk):
    file_report(report, held({"20s": 5, "60s": 2}, leftover=3), actor=clerk, now=AFTER)
    file_report(new_report(), held({"20s": 1}, leftover=1), actor=clerk, now=AFTER)
    file_report(new_report(), held({"10s": 30}, "school", "child"), actor=clerk, now=AFTER)
    new_report()

    company, school = by_audience(filed_reports([2026]))

    assert (company.sessions, company.people, company.leftover) == (2, 8, 4)
    assert company.by_age == (0, 0, 6, 0, 0, 0, 2, 0, 0, 0)
    assert (school.people, school.child_text) == (30, 30)
    late = late_reports(HeadcountReport.objects.all(), date(2026, 12, 1))
    assert [what for _, what in late] == ["報告"]


# ── pages ───────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def lecturer(settings) -> Client:
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client()


def token(html: str) -> str:
    return html.split('name="form_token" value="')[1].split('"')[0]


def test_a_lecturer_plans_and_reports_by_link(world, report, lecturer, at):
    at(NOW)
    desk = Desk(world.member())
    desk.post(reverse("admin:trainings_headcountreport_ask", args=[report.pk]), {})
    assert "/aoba/" in Notice.objects.get().body
    link = issue_link(HEADCOUNT, report, expires_at=AFTER)
    page = lecturer.get(link.removeprefix("http://testserver")).headers["Location"]
    form_token = token(lecturer.get(page).content.decode())
    lecturer.post(page, {"step": "plan", "people": "３０", "form_token": form_token})
    report.refresh_from_db()
    assert report.planned_people == 30

    at(AFTER)
    html = lecturer.get(page).content.decode()
    data = {
        "step": "report",
        "form_token": token(html),
        "audience": "school",
        "text_version": "child",
        "n_10s": "28",
        "n_40s": "2",
        "leftover": "5",
        "follow_up": ["teachers"],
    }
    bad = lecturer.post(page, {**data, "n_10s": "-1"})
    assert bad.status_code == 200
    assert lecturer.post(page, data).status_code == 302

    close = reverse("admin:trainings_headcountreport_close", args=[report.pk])
    desk = Desk(world.member())  # a month later the session has ended
    assert "スクールカウンセラー" in desk.get(close).content.decode()
    desk.post(close, {})
    summary = desk.get(reverse("admin:headcount_summary"), {"year": "2026"}).content.decode()
    assert "学校" in summary
    assert ">30<" in summary
    assert "確認しました" in lecturer.get(page).content.decode()


def test_without_the_link_the_page_does_not_exist(report, lecturer, frozen):
    assert lecturer.get(reverse("headcount-page", args=["aoba", report.pk])).status_code == 404
    assert lecturer.get(reverse("headcount-page", args=["wakaba", report.pk])).status_code == 404


def test_other_organizations_and_roles_stay_outside(world, report, frozen):
    pages = [
        reverse("admin:trainings_headcountreport_ask", args=[report.pk]),
        reverse("admin:trainings_headcountreport_change", args=[report.pk]),
    ]
    stranger = Desk(world.member(organization=world.wakaba))
    viewer = Desk(world.member(Role.VIEWER))

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert [viewer.get(page).status_code for page in pages] == [403, 200]


def test_late_reports_stand_on_the_dashboard(world, report, at):
    at(STARTS + timedelta(days=20))

    page = Desk(world.member()).get(reverse("admin:index")).content.decode()

    assert "報告がまだです" in page
