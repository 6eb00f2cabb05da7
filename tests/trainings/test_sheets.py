"""The picture of a FAX sheet beside the act keyed from it: checked, logged, erased."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Role
from foundation.people.actions.erasure import erase_person
from foundation.people.enums import Basis
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory, SubmissionFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.sheets import keep_sheet
from trainings.enums import Channel
from trainings.models import Application, Submission, SubmissionSheet

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%sheet"


@pytest.fixture
def desk(world, frozen) -> Desk:
    return Desk(world.member())


def upload(content: bytes = PDF, name: str = "fax.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sheet(*people: str, **facts) -> dict:
    data = {"channel": "fax", "token": "sheet", "line-TOTAL_FORMS": "6", "line-INITIAL_FORMS": "0"}
    for number, name in enumerate(people):
        data |= {f"line-{number}-name": name, f"line-{number}-phone": f"090-0000-000{number}"}
    return {**data, **facts}


def files() -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "sheets").glob("*") if path.is_file()]


def test_the_picture_is_kept_beside_the_one_act(aoba, desk):
    course = CourseFactory()
    address = reverse("admin:course_entry", args=[course.pk])
    before = len(files())

    desk.post(address, sheet("青木 花子", "渡辺 一郎", picture=upload()))
    again = desk.post(address, sheet("青木 花子", "渡辺 一郎", picture=upload()), follow=True)

    kept = SubmissionSheet.objects.get()
    assert kept.submission.applications.count() == 2
    assert "fax" not in kept.file.name
    assert "すでに付いています" in again.content.decode()
    assert len(files()) == before + 1, "the second file was removed"

    one = Application.objects.first()
    opened = desk.post(reverse("admin:trainings_application_open_sheet", args=[one.pk]))
    assert b"".join(opened.streaming_content) == PDF
    assert opened["Content-Disposition"].startswith("attachment")
    assert len(AccessLog.objects.get(action="export").object_ids) == 2


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"picture": upload(b"MZ\x90", "fax.pdf")}, "ファイルの中身"),
        ({"picture": upload(PDF, "fax.exe")}, "PDF、JPEG、PNG"),
        ({"picture": upload(PDF), "channel": "phone"}, "FAXか郵送の申込だけ"),
    ],
)
def test_other_files_are_refused_and_nothing_is_stored(aoba, desk, facts, sentence):
    page = desk.post(
        reverse("admin:course_entry", args=[CourseFactory().pk]), sheet("青木 花子", **facts)
    )

    assert sentence in page.content.decode()
    assert not Submission.objects.exists()
    assert not SubmissionSheet.objects.exists()


def test_it_may_be_attached_later_by_the_own_town(world, aoba, desk, clerk):
    course = CourseFactory()
    submission = SubmissionFactory(course=course, channel=Channel.FAX)
    one = ApplicationFactory(course=course, submission=submission)
    page = reverse("admin:trainings_application_sheet", args=[one.pk])

    desk.post(page, {"sheet": upload()})

    assert SubmissionSheet.objects.get().submission == submission
    opening = reverse("admin:trainings_application_open_sheet", args=[one.pk])
    assert Desk(world.member(organization=world.wakaba)).get(opening).status_code == 404
    assert Desk(world.member(Role.VIEWER)).get(opening).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_picture_goes_with_the_first_person_who_is_erased(aoba, clerk):
    submission = SubmissionFactory(course=CourseFactory(), channel=Channel.FAX)
    first = ApplicationFactory(course=submission.course, submission=submission, cancelled=True)
    ApplicationFactory(course=submission.course, submission=submission, cancelled=True)
    keep_sheet(submission, upload(), actor=clerk, now=NOW)
    (stored,) = [path for path in files() if path.name in SubmissionSheet.objects.get().file.name]

    erase_person(first.person, basis=Basis.REQUEST, actor=clerk, now=NOW)

    assert not SubmissionSheet.objects.get().file
    assert submission.applications.exclude(name="").count() == 1
    assert stored.name not in str(SubmissionSheet.objects.values())
