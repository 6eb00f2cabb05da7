"""An afternoon of certificates: how far the job is, what it left, and how it goes on."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from foundation.documents.storage import attach_pdf
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.pdf.fonts import default_font_dir
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CertificateIssueFactory,
    CompletionFactory,
    CourseFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.jobs import ISSUE
from trainings.models import CertificateIssue, Completion
from trainings.signals import completion_confirmed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen"),
    pytest.mark.skipif(
        not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
    ),
]
BUTTON = 'value="issue"'


@pytest.fixture
def desk(world, aoba) -> Desk:
    return Desk(world.member(Role.CLERK))


@pytest.fixture
def course(aoba) -> Any:
    course = CourseFactory()
    for _ in range(3):
        application = ApplicationFactory(course=course)
        AttendanceFactory(application=application)
        CompletionFactory(application=application)
    return course


def page(course: Any) -> str:
    return reverse("admin:course_completion", args=[course.pk])


def issue(desk: Desk, course: Any) -> Any:
    sent = {"step": "issue", "kind": "certificate", "issued_on": "令和8年10月1日"}
    return desk.post(page(course), sent, follow=True)


def in_state(state: JobState, **values: Any) -> None:
    ended = {} if state in (JobState.QUEUED, JobState.RUNNING) else {"finished_at": STARTS}
    Job.objects.filter(kind=ISSUE).update(state=state, **ended, **values)


def test_a_running_job_says_how_far_it_is_and_offers_no_second_start(world, desk, course):
    started = issue(desk, course).content.decode()
    job = Job.objects.get()
    watch = reverse("admin:jobs_job_change", args=[job.pk])
    assert "3人分の発行を始めました" in started
    assert f'href="{watch}"' in started

    in_state(JobState.RUNNING, done=2, total=3)

    mine = desk.get(page(course)).content.decode()
    assert "発行しています（2／3件）" in mine
    assert BUTTON not in mine
    colleagues = Desk(world.member(Role.CLERK)).get(page(course)).content.decode()
    assert "発行しています（2／3件）" in colleagues
    assert watch not in colleagues, "a job is its owner's"


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.FAILED])
def test_a_stopped_job_goes_on_with_what_has_no_file(desk, course, state):
    """Who was told of the paper finds none on their page until the file is drawn."""
    issue(desk, course)
    done, told, none = Completion.objects.order_by("number_value")
    attach_pdf(CertificateIssueFactory(completion=done), b"%PDF")
    CertificateIssueFactory(completion=told)
    in_state(state, message="止めました。")

    shown = desk.get(page(course)).content.decode()

    assert "発行が途中で止まりました" in shown
    assert "まだ発行していないものが1件" in shown
    assert "PDFを作っていないものが1件" in shown
    assert BUTTON in shown
    issue(desk, course)
    assert Job.objects.first().params["completion_ids"] == [told.pk, none.pk]


def test_nothing_is_said_of_another_course_or_of_what_went_well(world, desk, course):
    issue(desk, course)
    other = CourseFactory(program=course.program, spec=course.spec)
    assert "発行しています" not in desk.get(page(other)).content.decode()
    with within(world.wakaba):
        Job.objects.create(kind=ISSUE, params={"course": other.pk})
    assert "発行しています" not in desk.get(page(other)).content.decode()

    in_state(JobState.DONE)

    assert "発行しています" not in desk.get(page(course)).content.decode()


def test_erased_and_revoked_papers_wait_for_no_file(desk, course):
    erased, revoked, whole = Completion.objects.order_by("number_value")
    CertificateIssueFactory(completion=erased, snapshot={})
    CertificateIssueFactory(completion=revoked, revoked_at=STARTS, revoked_reason="誤り")
    attach_pdf(CertificateIssueFactory(completion=whole), b"%PDF")

    shown = desk.get(page(course)).content.decode()

    assert "これから発行するものはありません" in shown
    assert BUTTON not in shown


def test_a_paper_revoked_first_can_still_be_replaced(desk, course):
    """T17: whoever revokes the wrong paper before printing the right one is not stuck."""
    made = CertificateIssueFactory(
        completion=Completion.objects.first(), revoked_at=STARTS, revoked_reason="氏名の誤り",
        snapshot={"name": "誤り 花子"},
    )  # fmt: skip
    listed = reverse("admin:trainings_certificateissue_changelist")
    address = reverse("admin:trainings_certificateissue_reissue", args=[made.pk])
    assert address in desk.get(listed).content.decode()
    assert "取り消した証は、取り消したままです" in desk.get(address).content.decode()

    desk.post(address, {"issued_on": "令和8年10月1日", "reason": "氏名の誤り", "_once": "again"})

    second = CertificateIssue.objects.get(issue_index=2)
    assert second.number_text == made.number_text
    assert (second.revoked_at, second.snapshot["name"]) == (None, made.completion.person.name)


def test_a_completion_taken_back_by_mistake_is_restored_under_its_number(desk, course):
    """E1: the number stays used, and by whom it was given to."""
    one = Completion.objects.first()
    made = CertificateIssueFactory(completion=one)
    number, sent = one.number_text, []
    completion_confirmed.connect(lambda **facts: sent.append(facts["completion"]), weak=False,
                                 dispatch_uid="test.restored")  # fmt: skip
    page_of = [
        reverse(f"admin:trainings_completion_{deed}", args=[one.pk])
        for deed in ("change", "void", "restore")
    ]
    shown, void, restore = page_of
    assert restore not in desk.get(shown).content.decode()
    desk.post(void, {"reason": "人違い", "_once": "1"})
    assert restore in desk.get(shown).content.decode()

    desk.post(restore, {"reason": "", "_once": "2"})
    one.refresh_from_db()
    assert one.voided_at is not None, "a reason is needed"
    desk.post(restore, {"reason": "別の方でした", "_once": "3"})
    completion_confirmed.disconnect(dispatch_uid="test.restored")

    one.refresh_from_db()
    assert (one.is_completed, one.number_text) == (True, number)
    assert one.voided_reason == "取消をやめました：別の方でした"
    assert sent == [one]
    made.refresh_from_db()
    assert made.revoked_at is not None
    reissue = reverse("admin:trainings_certificateissue_reissue", args=[made.pk])
    desk.post(reissue, {"issued_on": "令和8年10月1日", "reason": "取消の誤り", "_once": "4"})
    assert CertificateIssue.objects.get(issue_index=2).number_text == number


def test_nothing_is_reissued_for_a_completion_that_was_taken_back(desk, course):
    completion = Completion.objects.first()
    made = CertificateIssueFactory(completion=completion)
    Completion.objects.update(voided_at=STARTS, voided_reason="誤り")
    listed = reverse("admin:trainings_certificateissue_changelist")
    address = reverse("admin:trainings_certificateissue_reissue", args=[made.pk])

    assert address not in desk.get(listed).content.decode()
    desk.post(address, {"issued_on": "令和8年10月1日", "reason": "申出", "_once": "again"})

    assert CertificateIssue.objects.count() == 1
