"""Versions of handouts and posters, the agenda, and what a student helper may do."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.pdf.fonts import default_font_dir
from foundation.refusals import Refused
from foundation.states import IllegalTransition
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, CourseFactory, CurriculumItemFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.materials import (
    NewVersion,
    approve_version,
    note_printed,
    propose_version,
    return_version,
)
from trainings.enums import MaterialState
from trainings.models import (
    Course,
    HeadcountReport,
    MaterialVersion,
    PlanTask,
    ReceptionDuty,
    TaskTemplate,
    YearPlan,
)
from trainings.preparation_preset import WARD_YEAR
from trainings.queries.materials import current_materials

pytestmark = pytest.mark.django_db
needs_fonts = pytest.mark.skipif(
    not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
)


@pytest.fixture
def course(aoba) -> Course:
    return CourseFactory(title="養成研修")


def proposed(course: Course, clerk: Any, title: str = "資料1", change: str = "") -> MaterialVersion:
    new = NewVersion("handout", title, "materials/a.pdf", change)
    return propose_version(course, new, actor=clerk, now=NOW)


def test_versions_are_numbered_and_only_the_newest_approved_is_printed(course, clerk):
    first = proposed(course, clerk)
    with pytest.raises(Refused) as refused:
        proposed(course, clerk)
    assert refused.value.code == "change_missing"
    second = proposed(course, clerk, change="3ページの図を直した")
    assert [first.version, second.version] == [1, 2]

    with pytest.raises(Refused) as refused:
        note_printed(first, printed_on=NOW.date(), copies=30, actor=clerk, now=NOW)
    assert refused.value.code == "not_approved"
    approve_version(first, actor=clerk, now=NOW)
    assert current_materials(course) == [first]
    note_printed(first, printed_on=NOW.date(), copies=30, actor=clerk, now=NOW)
    approve_version(second, actor=clerk, now=NOW)
    assert current_materials(course) == [second]
    with pytest.raises(Refused) as refused:
        note_printed(first, printed_on=NOW.date(), copies=30, actor=clerk, now=NOW)
    assert refused.value.code == "old_version"
    tomorrow = NOW.date() + timedelta(days=2)
    with pytest.raises(Refused) as refused:
        note_printed(second, printed_on=tomorrow, copies=30, actor=clerk, now=NOW)
    assert refused.value.code == "in_the_future"


def test_what_was_returned_is_answered_by_the_next_version(course, clerk):
    row = proposed(course, clerk)
    with pytest.raises(Refused):
        return_version(row, reason="", actor=clerk, now=NOW)
    return_version(row, reason="日付が違います", actor=clerk, now=NOW)

    with pytest.raises(IllegalTransition):
        approve_version(row, actor=clerk, now=NOW)


@needs_fonts
def test_the_agenda_says_hours_lecturers_materials_and_the_print_day(world, course, clerk, at):
    at(STARTS + timedelta(hours=14, minutes=30))  # already the next day in Japan
    session = course.sessions.get()
    CurriculumItemFactory(session=session, minutes=90, title="講義", instructor="講師 太郎")
    approve_version(proposed(course, clerk, "ワークシート"), actor=clerk, now=NOW)
    proposed(course, clerk, "まだの資料")

    response = Desk(world.member()).get(reverse("admin:course_agenda", args=[course.pk]))

    document = pypdfium2.PdfDocument(response.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for words in ("10:00～11:30", "講師 太郎", "ワークシート 第1版", "令和8年11月1日"):
        assert words in text.replace("　", " ")
    assert "まだの資料" not in text


# ── the helper ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def student(world, course) -> Desk:
    membership = world.member(Role.RECEPTION)
    ReceptionDuty.objects.create(membership=membership, session=course.sessions.get())
    return Desk(membership)


def test_reception_opens_on_the_own_day_only(course, student, at):
    page = reverse("admin:reception", args=[course.sessions.get().pk])

    statuses = []
    for moment in (STARTS - timedelta(days=1), STARTS, STARTS + timedelta(days=1)):
        at(moment)
        statuses.append(Desk(student.membership).get(page).status_code)

    assert statuses == [403, 200, 403]


def test_a_helper_sees_own_days_and_tasks_and_finishes_own_ones(world, course, student, frozen):
    plan = YearPlan.objects.create(
        program=course.program, fiscal_year=2026, template=TaskTemplate.objects.create(name="年間")
    )
    due = {"plan": plan, "due_on": NOW.date()}
    mine = PlanTask.objects.create(title="看板を作る", owner=student.membership.user, **due)
    other = PlanTask.objects.create(title="起案する", owner=world.member().user, **due)
    page = reverse("admin:helper_page")

    html = student.get(page).content.decode()
    assert "養成研修" in html
    assert "看板を作る" in html
    assert "起案する" not in html
    student.post(page, {"task": mine.pk})
    assert student.post(page, {"task": other.pk}).status_code == 404
    assert student.post(page, {"task": "９９９x"}).status_code == 404
    mine.refresh_from_db()
    assert mine.done_on is not None
    assert Desk(world.member(Role.VIEWER)).get(page).status_code == 403


def test_a_helper_finds_own_days_and_tasks_on_the_first_page(world, course, student, at):
    ReceptionDuty.objects.create(
        membership=world.member(Role.RECEPTION),
        session=CourseFactory(title="別の研修").sessions.get(),
    )
    plan = YearPlan.objects.create(
        program=course.program, fiscal_year=2026, template=TaskTemplate.objects.create(name="年間")
    )
    due = {"plan": plan, "due_on": NOW.date()}
    PlanTask.objects.create(title="看板を作る", owner=student.membership.user, **due)
    PlanTask.objects.create(title="起案する", owner=world.member().user, **due)
    reception = reverse("admin:reception", args=[course.sessions.get().pk])

    def first_page() -> str:
        return Desk(student.membership).get(reverse("admin:index")).content.decode()

    at(STARTS - timedelta(days=9))
    before = first_page()
    assert "受付の当番：養成研修 第1回" in before
    assert "看板を作る" in before
    assert "別の研修" not in before
    assert "起案する" not in before
    assert reception not in before
    at(STARTS)
    assert reception in first_page()
    at(STARTS + timedelta(days=1))
    assert "受付の当番" not in first_page()


def poster(content: bytes = b"%PDF-1.7 poster", name: str = "poster.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_poster_goes_from_the_helper_over_the_clerk_to_the_printer(
    world, course, student, frozen
):
    page = reverse("admin:helper_page")
    elsewhere = CourseFactory()
    data = {"course": course.pk, "title": "ポスター", "change": ""}
    refused = student.post(page, {**data, "course": elsewhere.pk, "file": poster()})
    assert "errornote" in refused.content.decode()
    student.post(page, {**data, "file": poster(b"MZ", "poster.pdf")})
    assert not MaterialVersion.objects.exists()
    student.post(page, {**data, "file": poster()})
    first = MaterialVersion.objects.get()
    assert (first.state, first.made_by) == (MaterialState.PROPOSED, student.membership.user)

    desk = Desk(world.member())
    returning = reverse("admin:trainings_materialversion_return", args=[first.pk])
    assert student.get(returning).status_code == 403
    desk.post(returning, {"reason": "電話番号を入れてください"})
    assert "電話番号を入れてください" in student.get(page).content.decode()
    student.post(page, {**data, "change": "電話番号を入れた", "file": poster()})
    second = MaterialVersion.objects.get(version=2)
    desk.post(reverse("admin:trainings_materialversion_approve", args=[second.pk]), {})
    printed = reverse("admin:trainings_materialversion_printed", args=[second.pk])
    desk.post(printed, {"printed_on": "R8.10.1", "copies": "50"})
    second.refresh_from_db()
    assert (second.state, second.copies) == (MaterialState.APPROVED, 50)
    assert second.printed_on is not None

    own = reverse("admin:helper_file", args=[second.pk])
    assert b"".join(student.get(own).streaming_content).startswith(b"%PDF")
    assert Desk(world.member(Role.RECEPTION)).get(own).status_code == 404


def test_a_clerk_keeps_a_handout(world, course, frozen):
    desk = Desk(world.member())
    data = {"course": course.pk, "kind": "handout", "title": "資料1", "change": ""}

    desk.post(
        reverse("admin:trainings_materialversion_add"), {**data, "file": poster(name="a.docx")}
    )

    row = MaterialVersion.objects.get()
    change = reverse("admin:trainings_materialversion_change", args=[row.pk])
    assert "資料1" in desk.get(change).content.decode()
    assert Desk(world.member(organization=world.wakaba)).get(change).status_code == 404


# ── children and the preset ──────────────────────────────────────────────────────────────────


def test_r_114_what_is_open_around_a_course_for_children_is_ticked_and_shown(world, course, at):
    at(STARTS - timedelta(days=10))
    report = HeadcountReport.objects.create(
        session=course.sessions.get(), audience="school", text_version="child", reporter_name="講師"
    )
    desk = Desk(world.member())
    assert "確かめていないことが5つ" in desk.get(reverse("admin:index")).content.decode()
    page = reverse("admin:trainings_headcountreport_change", args=[report.pk])
    every = ["own_difficulty", "failed_approach", "teachers", "counsellor", "social_worker"]
    desk.post(
        page,
        {
            "session": report.session_id, "reporter_name": "講師", "audience": "school",
            "text_version": "child", "follow_up": every,
            "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0",
        },
    )  # fmt: skip

    report.refresh_from_db()
    assert report.open_follow_up == []
    assert "確かめていないこと" not in desk.get(reverse("admin:index")).content.decode()


WARD_LINES = (
    "講師の日程と会場", "ポイント付与の手続", "大学と打合せ", "起案", "決裁", "ホームページ",
    "広報紙", "講師に確認", "印刷する", "周知先に", "SNS", "受付簿の書き方", "事前の打合せ",
    "機材", "人数を講師に", "資料を確かめる", "資料を印刷", "受付簿を印刷", "認定証",
    "認定カード", "謝金", "アンケート", "実施報告", "学生スタッフ", "ポイントの一覧",
)  # fmt: skip


@pytest.mark.parametrize("words", WARD_LINES)
def test_every_line_of_the_wards_calendar_stands_in_the_preset(words):
    assert [task for task in WARD_YEAR if words in task.title]
