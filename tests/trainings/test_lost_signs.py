"""Characters no font can draw stand on the page before anything is issued or printed (ux 4)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from foundation.jobs.models import Job
from foundation.organizations.models import Issuer
from foundation.organizations.permissions import Role
from foundation.pdf.fonts import default_font_dir
from foundation.people.actions.people import update_person
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CertificateIssueFactory,
    CompletionFactory,
    CourseFactory,
)
from tests.foundation.adminsite.desk import Desk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
    ),
]
WORDS = "印刷できない文字"
LOST, DRAWN = "\U000e01ef", "\U000e0100"
ODD = f"辻{LOST} 花子"
SOUND = f"葛{DRAWN}城 花子"


@pytest.fixture
def desk(world, frozen) -> Desk:
    return Desk(world.member(Role.CLERK))


def issued_to(name: str):
    return CertificateIssueFactory(
        completion=CompletionFactory(application=seated(name, CourseFactory()))
    )


def seated(name: str, course):
    return ApplicationFactory(course=course, name=name, person=PersonFactory(name=name))


@pytest.mark.parametrize(
    ("name", "title", "issuer", "lost"),
    [
        (ODD, "養成研修", "山田 太郎", [f"辻{LOST}"]),
        (SOUND, "養成研修", "山田 太郎", []),
        (SOUND, "養成研修\U0001f600", "山田 太郎", ["\U0001f600"]),
        (SOUND, "養成研修", f"辻{LOST} 太郎", [f"辻{LOST}"]),
    ],
)
def test_the_list_stands_on_the_page_that_issues(aoba, desk, at, name, title, issuer, lost):
    course = CourseFactory(title=title)
    AttendanceFactory(application=seated(name, course))
    Issuer.objects.update(name=issuer)
    at(STARTS + timedelta(days=1))
    address = reverse("admin:course_completion", args=[course.pk])
    desk.post(address, {"step": "decide"})

    response = desk.get(address)
    page = response.content.decode()

    assert response.context["undrawable"] == lost
    assert 'value="issue"' in page
    assert (WORDS in page) is bool(lost)
    assert not Job.objects.exists()  # read before the papers are asked for


@pytest.mark.parametrize(("name", "warned"), [(ODD, True), (SOUND, False)])
def test_the_list_stands_on_the_page_that_prints(aoba, desk, name, warned):
    issue = issued_to(name)

    page = desk.post(
        reverse("admin:trainings_certificateissue_changelist"),
        {"action": "print", "_selected_action": [issue.pk]},
    ).content.decode()

    assert "番号の順に1つのPDF" in page
    assert (WORDS in page) is warned


@pytest.mark.parametrize(("name", "warned"), [(ODD, True), (SOUND, False)])
def test_a_changed_name_is_looked_at_before_the_reissue(aoba, desk, clerk, name, warned):
    issue = issued_to("青木 花子")
    update_person(issue.completion.person, name=name, actor=clerk, now=NOW)

    page = desk.get(
        reverse("admin:trainings_certificateissue_reissue", args=[issue.pk])
    ).content.decode()

    assert f"いまの台帳の氏名（{name}）" in page
    assert (WORDS in page) is warned
