"""The pages of one course as tabs, from 概要 to 連絡, each where it may be opened."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.base import NOW
from tests.factories.trainings import STARTS, CourseFactory, CourseSessionFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import ReceptionDuty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ALL = ["概要", "日程", "申込", "受付", "修了", "連絡"]


def tabs_on(html: str) -> list[tuple[str, str, bool]]:
    row = re.search(r'<nav class="tabs".*?</nav>', html, re.DOTALL)
    links = re.findall(
        r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', row[0] if row else ""
    )
    return [(label, url, bool(current)) for url, current, label in links]


def labels_on(html: str) -> list[str]:
    return [label for label, _, _ in tabs_on(html)]


def test_every_tab_leads_to_a_page_with_the_same_row(aoba, world):
    desk = Desk(world.member(Role.CLERK))
    course = CourseFactory()
    first = desk.get(reverse("admin:trainings_course_change", args=[course.pk])).content.decode()
    assert labels_on(first) == ALL
    for label, url, _ in tabs_on(first):
        html = desk.get(url).content.decode()
        assert labels_on(html) == ALL
        assert [name for name, _, current in tabs_on(html) if current] == [label]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.CLERK, ALL),
        (Role.COORDINATOR, ["概要", "日程", "申込", "受付", "修了"]),
        (Role.VIEWER, ["概要", "日程"]),
        (Role.ADMINISTRATOR, ["概要", "日程"]),
    ],
)
def test_a_tab_stands_where_it_may_be_opened(aoba, world, role, labels):
    html = Desk(world.member(role)).get(
        reverse("admin:trainings_course_change", args=[CourseFactory().pk])
    )
    assert labels_on(html.content.decode()) == labels


def test_reception_staff_see_their_own_page_only(aoba, world, at):
    membership = world.member(Role.RECEPTION)
    session = CourseFactory().sessions.get()
    ReceptionDuty.objects.create(membership=membership, session=session)
    at(STARTS)
    html = Desk(membership).get(reverse("admin:reception", args=[session.pk])).content.decode()
    assert "申込" not in labels_on(html)
    assert "受付" in labels_on(html)


def test_a_draft_has_its_plan_and_days(aoba, world):
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:trainings_course_change", args=[CourseFactory(draft=True).pk])
    assert labels_on(desk.get(address).content.decode()) == ["概要", "日程"]


def test_the_reception_tab_leads_to_the_next_day(aoba, world):
    desk = Desk(world.member(Role.CLERK))
    course = CourseFactory()
    past = CourseSessionFactory(course=course, n=2, starts_at=NOW - timedelta(days=3))
    html = desk.get(reverse("admin:trainings_course_change", args=[course.pk])).content.decode()
    urls = {label: url for label, url, _ in tabs_on(html)}
    coming = course.sessions.exclude(pk=past.pk).get()
    assert urls["受付"] == reverse("admin:reception", args=[coming.pk])


@pytest.mark.parametrize("chosen", ["", "x", "0", "9" * 30])
def test_a_whole_list_has_no_tabs(aoba, world, chosen):
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:trainings_application_changelist")
    html = desk.get(address, {"course__id__exact": chosen} if chosen else {}).content.decode()
    assert labels_on(html) == []


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.CLERK, ["公開と募集", "申込", "印刷", "この研修"]),
        (Role.VIEWER, ["公開と募集", "印刷"]),  # the public page and the agenda
    ],
)
def test_buttons_stand_under_words_and_no_word_without_any(aoba, world, role, words):
    html = Desk(world.member(role)).get(
        reverse("admin:trainings_course_change", args=[CourseFactory().pk])
    )
    found = re.findall(r'class="detail-group__name"[^>]*>([^<]+)<', html.content.decode())
    assert found == words
    assert html.content.decode().count("detail-group__deeds") == len(words)
