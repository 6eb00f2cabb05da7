"""Two staff edit one course at once: the second reads who changed which field (ux 10)."""

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from tests.factories.trainings import CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import Course

pytestmark = pytest.mark.django_db
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
FORM = {
    "title": "養成研修",
    "visibility": "public",
    "waiting_mode": "offer",
    "channels": ["web", "phone"],
    "opens_at_0": "2026-10-01",
    "opens_at_1": "09:00",
    "applications_close_at_0": "2026-10-20",
    "applications_close_at_1": "17:00",
    "promotion_until_0": "2026-10-29",
    "promotion_until_1": "17:00",
    **{f"sessions-{name}": value for name, value in NO_ROWS.items()},
}


def test_ux_10_a_course_changed_meanwhile_names_the_colleague_and_the_field(world, aoba, frozen):
    mine, theirs = world.member(Role.CLERK), world.member(Role.CLERK)
    first, second = Desk(mine), Desk(theirs)
    course = CourseFactory(title="養成研修")
    address = reverse("admin:trainings_course_change", args=[course.pk])
    opened = first.get(address).context["house_version"]

    saved = second.post(address, {**FORM, "title": "同僚の題", "_version": opened})
    clash = first.post(address, {**FORM, "lead": "私の説明", "_version": opened})

    page = clash.content.decode()
    assert saved.status_code == 302, saved.content.decode()
    assert clash.status_code == 200
    assert f"{theirs.user.name}さんが" in page
    assert "（いまの値：同僚の題）" in page
    assert "私の説明" in page  # what was typed stays
    assert Course.objects.get().title == "同僚の題"
    again = clash.context["house_version"]
    assert first.post(address, {**FORM, "lead": "私の説明", "_version": again}).status_code == 302
    assert Course.objects.get().lead == "私の説明"


def test_an_announced_course_keeps_its_times(world, aoba, frozen):
    desk = Desk(world.member(Role.CLERK))
    course = CourseFactory(title="養成研修")
    address = reverse("admin:trainings_course_change", args=[course.pk])
    emptied = {"promotion_until_0": "", "promotion_until_1": ""}

    page = desk.post(address, {**FORM, **emptied, "lead": "私の説明"})

    assert page.status_code == 200
    assert "公開した研修では「繰上げ期限」を空欄にできません。" in page.content.decode()
    assert "私の説明" in page.content.decode()
