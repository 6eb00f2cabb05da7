"""From the people who completed a course to their registration, and back to their number."""

import re
from typing import Any

import pytest
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.enums import RosterOwner
from supporters.models import RegistrationApplication, SupporterSettings
from tests.factories import supporters as make
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.trainings import ApplicationFactory, CompletionFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import Completion

pytestmark = pytest.mark.usefixtures("frozen", "pdf_fonts")
ADD = "admin:supporters_registrationapplication_add"
LEDGER = "admin:trainings_completion_changelist"
KEY = "登録申込を入力する"


@pytest.fixture
def course(program):
    return CourseFactory(program=program, title="ひきこもりサポーター養成研修 秋期")


def completer(course: Any, name: str, **values: Any) -> Completion:
    person = make.person(name, phone="", mobile="09011112222", birth_date=None)
    return CompletionFactory(
        application=ApplicationFactory(course=course, name=name, person=person), **values
    )


def lines(page: str) -> dict[str, str]:
    """Return the text of each row of the page's table by the name in it."""
    rows = re.findall(r"<tr[ >].*?</tr>", page, re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    return {name: row for row in plain for name in ("甲野 一", "乙野 二", "丙野 三") if name in row}


def pages(desk: Desk, course: Any) -> list[str]:
    """Return the page of the course's completions and the ledger."""
    urls = reverse("admin:course_completion", args=[course.pk]), reverse(LEDGER)
    return [desk.get(url).content.decode() for url in urls]


def test_each_completer_says_a_number_or_leads_to_the_form(world, program, course):
    fresh = completer(course, "甲野 一")
    known = make.supporter(program, completer(course, "乙野 二").person).registration
    open_one = make.application(program, completer(course, "丙野 三").person)

    for page in pages(Desk(world.member(Role.CLERK)), course):
        said = lines(page)
        assert KEY in said["甲野 一"]
        assert f'href="{reverse(ADD)}?completion={fresh.pk}"' in page
        assert f"登録番号 {known.number_text}（" in said["乙野 二"]
        assert reverse("admin:supporters_registration_change", args=[known.pk]) in page
        assert "登録申込を受付中" in said["丙野 三"]
        page_of = "admin:supporters_registrationapplication_change"
        assert reverse(page_of, args=[open_one.pk]) in page
        assert page.count(KEY) == 2, "once as text, once for a reader of the screen"


@pytest.mark.parametrize(
    "values",
    [
        {"result": "not_completed", "number_text": "", "number_value": None},
        {"voided_at": "2026-09-30T00:00:00Z", "voided_reason": "誤り"},
    ],
)
def test_who_did_not_complete_is_not_led_to_the_form(world, course, values):
    one = completer(course, "甲野 一", **values)
    desk = Desk(world.member(Role.CLERK))

    assert not any(KEY in page for page in pages(desk, course))
    assert desk.get(f"{reverse(ADD)}?completion={one.pk}").status_code == 404


@pytest.mark.parametrize(
    "change", [{"is_enabled": False}, {"roster_owner": RosterOwner.PREFECTURE}]
)
def test_where_nobody_is_registered_no_form_is_offered(world, course, settings_of, change):
    completer(course, "甲野 一")
    settings_of(**change)

    assert not any(KEY in page for page in pages(Desk(world.member(Role.CLERK)), course))


def test_a_coordinator_reads_the_number_and_keys_nothing(world, program, course):
    fresh = completer(course, "甲野 一")
    known = make.supporter(program, completer(course, "乙野 二").person).registration
    desk = Desk(world.member(Role.COORDINATOR))

    for page in pages(desk, course):
        assert f"登録番号 {known.number_text}" in page
        assert KEY not in page
    assert desk.get(f"{reverse(ADD)}?completion={fresh.pk}").status_code == 403


def test_a_contractor_who_only_decides_completions_learns_of_no_registration(
    world, program, course
):
    known = make.supporter(program, completer(course, "乙野 二").person).registration
    program.contractor_permissions = ["decide_completion"]
    program.save()
    member = MembershipFactory(
        user=StaffUserFactory(), organization=world.aoba, roles=[Role.CONTRACTOR.value],
        program_ids=[program.pk], valid_through="2030-03-31",
    )  # fmt: skip

    for page in pages(Desk(member), course):
        assert "乙野 二" in page
        assert "サポーター登録" not in page
        assert f"登録番号 {known.number_text}" not in page


def test_the_form_is_filled_in_and_what_is_keyed_belongs_to_the_person(world, program, course):
    one = completer(course, "甲野 一")
    desk, url = Desk(world.member(Role.CLERK)), f"{reverse(ADD)}?completion={one.pk}"

    page = desk.get(url).content.decode()

    assert f"甲野 一さん（修了番号 {one.number_text}）の登録申込" in page
    for value in ("甲野 一", "090-1111-2222", one.number_text):
        assert f'value="{value}"' in page
    assert AccessLog.objects.filter(
        object_type="people.Person", object_ids=[one.person_id]
    ).exists()
    assert ProgramFactory().name not in desk.get(url).content.decode()
    desk.post(
        url,
        {
            "program": program.pk, "channel": "counter", "received_at": "2026-09-30 10:00",
            "name": "甲野 一", "kana": "こうの はじめ", "birth_date": "S45.5.5",
            "completion_number": one.number_text, "motive": "役に立ちたい", "declared_all": "on",
            "has_car": "unknown",
        },
    )  # fmt: skip
    application = RegistrationApplication.objects.get()
    assert (application.person_id, application.completion_id) == (one.person_id, one.pk)
    assert all("登録申込を受付中" in lines(text)["甲野 一"] for text in pages(desk, course))


def test_another_organizations_completer_is_not_found(world, program, course):
    with within(world.wakaba):
        foreign = completer(CourseFactory(), "甲野 一")
    desk, url = Desk(world.member(Role.CLERK)), f"{reverse(ADD)}?completion={foreign.pk}"

    assert desk.get(url).status_code == 404
    assert desk.post(url, {"program": program.pk}).status_code == 404
    assert desk.get(f"{reverse(ADD)}?completion=").status_code == 404
    assert not RegistrationApplication.objects.exists()


def test_the_ledger_asks_no_more_questions_with_more_rows(
    world, program, course, django_assert_max_num_queries
):
    desk = Desk(world.member(Role.CLERK))
    SupporterSettings.objects.get(program=program)
    for number in range(3):
        make.supporter(program, completer(course, f"甲野 {number}").person)
    with django_assert_max_num_queries(60) as few:
        desk.get(reverse(LEDGER))
    for number in range(3, 12):
        make.supporter(program, completer(course, f"甲野 {number}").person)
    with django_assert_max_num_queries(len(few)):
        desk.get(reverse(LEDGER))
