"""The staff site: who gets in, what others' rows look like, what every page carries."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from foundation.audit.models import AccessLog
from foundation.documents.models import NumberSeries, PrintItem
from foundation.organizations.models import Body, ClosingDay, Issuer, Organization
from foundation.organizations.permissions import ROLE_PERMISSIONS, Role
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from foundation.programs.models import Program
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
EVERY_ROLE = [role for role in Role if role is not Role.CONTRACTOR]


def make_rows(organization):
    """One row of each kind that has pages here."""
    with within(organization):
        return [
            ProgramFactory(),
            PersonFactory(),
            ClosingDay.objects.create(day="2026-11-02"),
            Body.objects.create(name="大学", kinds=["university"]),
            NumberSeries.objects.create(purpose="letter", pattern="第{連番}号"),
            PrintItem.objects.create(
                document_kind="letter", target_kind="x.Y", target_id=1, title="承認通知書"
            ),
            Issuer.objects.first(),
            organization,
            MembershipFactory(organization=organization),
        ]


def base_of(row):
    return f"admin:{row._meta.app_label}_{row._meta.model_name}"


def test_strangers_are_sent_to_the_sign_in_page(world):
    response = Client().get("/staff/people/person/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/staff/people/person/"


def test_an_account_without_membership_reads_whom_to_ask(world):
    client = Client()
    client.force_login(StaffUserFactory(), "allauth.account.auth_backends.AuthenticationBackend")

    response = client.get("/staff/")

    assert response.status_code == 403
    assert "役割「管理」の職員" in response.content.decode()


def test_several_memberships_are_chosen_from(world):
    user = StaffUserFactory()
    first = MembershipFactory(user=user, organization=world.aoba)
    second = MembershipFactory(user=user, organization=world.wakaba)
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    sent = client.get("/staff/people/person/")
    assert unquote(sent["Location"]) == "/accounts/organization/?next=/staff/people/person/"
    assert "わかば町" in client.get(sent["Location"]).content.decode()
    chosen = client.post(
        "/accounts/organization/", {"membership": second.pk, "next": "/staff/people/person/"}
    )
    assert chosen["Location"] == "/staff/people/person/"
    page = client.get("/staff/").content.decode()
    assert "わかば町" in page
    assert f'value="{first.pk}"' in page  # the form to switch


def test_a_membership_of_somebody_else_cannot_be_chosen(world):
    client = Desk(world.member(Role.CLERK))
    other = world.member(Role.CLERK, organization=world.wakaba)

    response = client.post("/accounts/organization/", {"membership": other.pk})

    assert response.status_code == 404


def test_the_next_page_stays_on_this_site(world):
    membership = world.member(Role.CLERK)
    response = Desk(membership).post(
        "/accounts/organization/", {"membership": membership.pk, "next": "https://evil.example/"}
    )

    assert response["Location"] == "/staff/"


def test_rows_of_another_organization_do_not_exist(world):
    desk = Desk(world.member(Role.CLERK, Role.ADMINISTRATOR))
    pages = 0
    for row in make_rows(world.wakaba):
        for name in ("change", "history", "delete"):
            try:
                url = reverse(f"{base_of(row)}_{name}", args=[row.pk])
            except NoReverseMatch:
                continue
            assert desk.get(url).status_code == 404, url
            assert desk.post(url, {"post": "yes"}).status_code == 404, url
            pages += 1
    assert pages > 15


def test_unknown_rows_do_not_exist(world):
    desk = Desk(world.member(Role.CLERK, Role.ADMINISTRATOR))
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for key in (0, 987654321, 10**30):
            response = desk.get(reverse(f"{base}_change", args=[key]))
            assert response.status_code in {403, 404}, (model, key)
    assert desk.get("/staff/people/person/abc/change/").status_code == 404
    assert desk.get("/staff/r/1/1/").status_code == 404


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_each_role_opens_what_its_permissions_say(world, role):
    membership = world.member(role)
    desk = Desk(membership)
    rows = {type(row): row for row in make_rows(world.aoba)}
    registry: dict[Any, Any] = dict(admin.site._registry)
    for model, house in registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        see = house.see if isinstance(house.see, tuple) else (house.see,)
        work = house.work if isinstance(house.work, tuple) else (house.work,)
        reads = bool(ROLE_PERMISSIONS[role].intersection({*see, *work}))
        writes = bool(ROLE_PERMISSIONS[role].intersection(work))
        response = desk.get(reverse(f"{base}_changelist"))
        assert response.status_code == (200 if reads else 403), (model, role)
        if row := rows.get(model):
            change = reverse(f"{base}_change", args=[row.pk])
            assert desk.get(change).status_code == (200 if reads else 403), (model, role)
            if not writes:
                assert desk.post(change, {}).status_code == 403, (model, role)
    assert desk.get("/staff/").status_code == 200


def test_the_menu_holds_only_what_may_be_opened(world):
    viewer = Desk(world.member(Role.VIEWER)).get("/staff/").content.decode()
    clerk = Desk(world.member(Role.CLERK)).get("/staff/").content.decode()

    assert "/staff/people/person/" in clerk
    assert "/staff/people/person/" not in viewer
    assert "/staff/organizations/membership/" not in clerk


def test_saving_writes_history_and_no_log_entry(world):
    membership = world.member(Role.ADMINISTRATOR)
    desk = Desk(membership)
    with within(world.aoba):
        program = ProgramFactory(name="前の名前")
    change = reverse("admin:programs_program_change", args=[program.pk])

    response = desk.post(
        change,
        {"kind": "other", "name": "次の名前", "neutral_label": "お知らせ", "is_active": "on"},
    )

    assert response.status_code == 302
    with within(world.aoba):
        assert Program.objects.get().name == "次の名前"
        events: Any = Program.pgh_event_model  # type: ignore[attr-defined]
        event = events.objects.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["actor"] == f"staff:{membership.user_id}"
    assert event.pgh_context.metadata["action"] == "programs.program.saved"
    assert LogEntry.objects.count() == 0
    assert (
        "次の名前"
        in desk.get(reverse("admin:programs_program_history", args=[program.pk])).content.decode()
    )


def test_a_duplicate_name_is_an_error_of_the_form(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))
    with within(world.aoba):
        ProgramFactory(name="同じ事業")

    response = desk.post(
        reverse("admin:programs_program_add"),
        {"kind": "other", "name": "同じ事業", "neutral_label": "お知らせ"},
    )

    assert response.status_code == 200
    assert "同じ名前の事業がすでにあります。" in response.content.decode()


def test_pages_are_not_cached_and_carry_the_strict_policy(world):
    response = Desk(world.member(Role.CLERK)).get("/staff/people/person/")

    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert Client().get("/accounts/login/")["Cache-Control"] == "no-store"


def test_only_own_models_are_registered():
    roots = {model.__module__.split(".")[0] for model in admin.site._registry}

    assert roots <= {"foundation", "trainings", "supporters", "dispatch", "reports", "demo"}
    assert not dict.fromkeys(name for name, _ in admin.site.actions)


@pytest.mark.parametrize(
    "page", ["people_person", "programs_program", "documents_printitem", "organizations_body"]
)
def test_lists_ask_as_often_for_three_rows_as_for_one(world, page):
    desk = Desk(world.member(Role.CLERK, Role.ADMINISTRATOR))
    url = reverse(f"admin:{page}_changelist")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url).status_code == 200
        return len(captured)

    def add(n):
        with within(world.aoba):
            ProgramFactory(), PersonFactory()
            Body.objects.create(name=f"大学{n}", kinds=["university"])
            PrintItem.objects.create(
                document_kind="letter", target_kind="x.Y", target_id=n, title="承認通知書"
            )

    add(1)
    queries()
    one = queries()
    add(2), add(3)

    assert queries() == one
    assert one <= 12


def test_names_are_found_whatever_the_variant(world):
    desk = Desk(world.member(Role.CLERK))
    with within(world.aoba):
        PersonFactory(name="髙橋 一郎", kana="たかはし いちろう")
        PersonFactory(name="佐藤 花子", kana="さとう はなこ")

    page = desk.get("/staff/people/person/?q=高橋").content.decode()

    assert "髙橋 一郎" in page
    assert "佐藤 花子" not in page


def test_reads_of_people_are_logged_with_their_ids(world):
    membership = world.member(Role.CLERK)
    desk = Desk(membership)
    with within(world.aoba):
        people = [PersonFactory(), PersonFactory()]
    desk.get("/staff/people/person/")
    desk.get(f"/staff/people/person/{people[0].pk}/change/")

    with within(world.aoba):
        entries = list(AccessLog.objects.order_by("id"))
    assert [(e.action, e.object_ids) for e in entries] == [
        ("list", [p.pk for p in people]),
        ("view", [people[0].pk]),
    ]
    assert {e.user_id for e in entries} == {membership.user_id}


def test_a_person_is_corrected_through_the_action(world):
    desk = Desk(world.member(Role.CLERK))
    with within(world.aoba):
        person = PersonFactory(name="佐藤 花子")
    data = {"name": "髙橋 花子", "kana": "たかはし はなこ", "birth_date": "昭和60年4月1日"}

    response = desk.post(f"/staff/people/person/{person.pk}/change/", data)

    assert response.status_code == 302, response.context["errors"]
    with within(world.aoba):
        person = Person.objects.get(pk=person.pk)
    assert person.name == "髙橋 花子"
    assert str(person.birth_date) == "1985-04-01"
    assert "髙" not in person.name_key


def test_a_new_person_is_made_through_the_action(world):
    desk = Desk(world.member(Role.CLERK))

    response = desk.post("/staff/people/person/add/", {"name": "森 さくら", "kana": "もり さくら"})

    assert response.status_code == 302
    with within(world.aoba):
        assert Person.objects.get().kana_key


def test_the_own_organization_is_the_only_one(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))
    page = desk.get("/staff/organizations/organization/").content.decode()

    assert "あおば市" in page
    assert Organization.objects.get(pk=world.wakaba.pk).name not in page
    stranger = world.member(Role.CLERK, organization=world.wakaba)
    members = desk.get("/staff/organizations/membership/").content.decode()
    assert stranger.user.name not in members
