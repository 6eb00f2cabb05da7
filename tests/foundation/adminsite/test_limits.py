"""Contractors find their programmes only; administrators manage members, never themselves."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse
from post_office.models import Email

from foundation.adminsite import dashboard, handover, timeline
from foundation.adminsite.access import holds, programs_with
from foundation.adminsite.dashboard import DashboardItem, DashboardSection
from foundation.adminsite.house import HouseAdmin
from foundation.adminsite.memberships import MembershipFacts, invite_member
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership, StaffUser
from foundation.organizations.permissions import Permission, Role
from foundation.organizations.queries import membership_permissions
from foundation.organizations.tenancy import within
from tests.factories.organizations import MembershipFactory, ProgramFactory
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db


def contractor(world, program):
    return MembershipFactory(
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[program.pk],
        valid_through=date(2099, 3, 31),
    )


def test_a_contractor_finds_its_programme_only(world):
    with within(world.aoba):
        own, other = ProgramFactory(name="受託した事業"), ProgramFactory(name="ほかの事業")
    desk = Desk(contractor(world, own))

    page = desk.get("/staff/programs/program/").content.decode()

    assert "受託した事業" in page
    assert "ほかの事業" not in page
    assert desk.get(f"/staff/programs/program/{own.pk}/change/").status_code == 200
    assert desk.get(f"/staff/programs/program/{other.pk}/change/").status_code == 404


def test_a_contractor_is_refused_where_rows_have_no_programme(world):
    with within(world.aoba):
        program, person = ProgramFactory(), PersonFactory()
    desk = Desk(contractor(world, program))

    assert desk.get("/staff/people/person/").status_code == 403
    assert desk.get(f"/staff/people/person/{person.pk}/change/").status_code == 403
    assert desk.get(reverse("admin:person_timeline", args=[person.pk])).status_code == 403
    assert "/staff/people/person/" not in desk.get("/staff/").content.decode()


def test_a_programmes_grant_opens_its_rows_to_the_contractor(world):
    with within(world.aoba):
        granted = ProgramFactory(contractor_permissions=["see_supporters"])
        silent = ProgramFactory()

    class Request:
        membership = contractor(world, granted)

        @staticmethod
        def may(permission, program=None):
            return membership_permissions(Request.membership).allow(permission, program)

    with within(world.aoba):
        request = Request()
        assert programs_with(request, Permission.SEE_SUPPORTERS) == frozenset({granted.pk})
        assert programs_with(request, Permission.EXPORT_PERSONAL) == frozenset()
        assert not holds(request, Permission.SEE_SUPPORTERS)
        assert holds(request, Permission.SEE_SUPPORTERS, open_to_limited=True)
    assert silent.pk


def test_a_page_class_says_who_may_see_it():
    with pytest.raises(ImproperlyConfigured):
        HouseAdmin.require_declarations(Membership)


def test_a_filter_may_not_name_the_staff_of_all_organizations():
    class Careless(HouseAdmin):
        see = Permission.SEE_AUDIT
        list_filter = ("requested_by",)

    with pytest.raises(ImproperlyConfigured, match="MemberFilter"):
        Careless.require_declarations(Job)


def test_the_staff_filter_offers_own_colleagues(world):
    membership = world.member(Role.ADMINISTRATOR)
    colleague = world.member(Role.CLERK)
    stranger = world.member(Role.CLERK, organization=world.wakaba)
    Desk(colleague).get("/staff/people/person/")

    page = Desk(membership).get("/staff/audit/accesslog/").content.decode()

    assert colleague.user.name in page
    assert stranger.user.name not in page


# ── members ─────────────────────────────────────────────────────────────────────────────
NEW = {
    "email": "Hana@Example.jp",
    "name": "山田 花",
    "roles": ["clerk"],
    "valid_from": "令和8年4月1日",
}


def test_a_new_member_gets_a_link_that_sets_the_password(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))

    response = desk.post(reverse("admin:organizations_membership_add"), NEW)

    assert response.status_code == 302, response.context["errors"]
    user = StaffUser.objects.get(email="hana@example.jp")
    membership = user.memberships.get()
    assert (membership.organization, membership.valid_from) == (world.aoba, date(2026, 4, 1))
    mail = Email.objects.get()
    path = mail.message.split("http://testserver")[1].split()[0]
    stranger = desk.__class__.__mro__[1]()
    form = stranger.get(path, follow=True)
    done = stranger.post(
        form.redirect_chain[-1][0],
        {"password1": "tsukimi udon 88", "password2": "tsukimi udon 88"},
        follow=True,
    )
    assert done.status_code == 200
    user.refresh_from_db()
    assert check_password("tsukimi udon 88", user.password)


def test_an_existing_account_is_used_and_keeps_its_name(world):
    known = world.member(Role.CLERK, organization=world.wakaba).user
    facts = MembershipFacts(roles=["clerk"], valid_from=date(2026, 4, 1))

    with within(world.aoba):
        made = invite_member(
            known.email.upper(), "別の名前", facts, organization=world.aoba, actor=Actor.system("t")
        )

    assert made.user == known
    assert made.user.name != "別の名前"
    assert Email.objects.count() == 0


def test_nobody_changes_the_own_membership(world):
    own = world.member(Role.ADMINISTRATOR)
    desk = Desk(own)

    url = reverse("admin:organizations_membership_change", args=[own.pk])
    assert desk.post(url, {**NEW, "roles": ["approver"]}).status_code == 403
    desk.post(reverse("admin:organizations_membership_second_factor", args=[own.pk]))
    own.refresh_from_db()
    assert own.roles == ["administrator"]


def test_an_administrator_ends_a_membership(world):
    desk, member = Desk(world.member(Role.ADMINISTRATOR)), world.member(Role.CLERK)
    url = reverse("admin:organizations_membership_change", args=[member.pk])

    response = desk.post(
        url, {"roles": ["clerk"], "valid_from": "2020-04-01", "valid_through": "令和3年3月31日"}
    )

    assert response.status_code == 302
    assert Desk(member).get("/staff/").status_code == 403


def test_a_contractor_needs_programmes_and_an_end(world):
    desk = Desk(world.member(Role.ADMINISTRATOR))

    response = desk.post(
        reverse("admin:organizations_membership_add"), {**NEW, "roles": ["contractor"]}
    )

    assert "受託者には、担当する事業と契約の終了日" in response.content.decode()
    assert not StaffUser.objects.filter(email="hana@example.jp").exists()


def test_resetting_the_second_factor_asks_for_the_password_again(world):
    member = world.member(Role.CLERK)
    desk = Desk(world.member(Role.ADMINISTRATOR), fresh_password=False)
    url = reverse("admin:organizations_membership_second_factor", args=[member.pk])

    assert desk.get(url)["Location"].startswith(reverse("account_reauthenticate"))


def test_a_second_factor_that_guards_another_organization_too_stays(world):
    admin, member = world.member(Role.ADMINISTRATOR), world.member(Role.CLERK)
    url = reverse("admin:organizations_membership_second_factor", args=[member.pk])
    other = MembershipFactory(
        user=member.user, organization=world.wakaba, roles=["clerk"], valid_from=date(2020, 4, 1)
    )
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})

    shown = Desk(admin).post(url).content.decode()
    assert "運用担当者に、解除を依頼してください" in shown
    assert Authenticator.objects.filter(user=member.user).exists()

    Membership.objects.filter(pk=other.pk).update(valid_through=date(2021, 3, 31))
    Desk(admin).post(url)
    assert not Authenticator.objects.filter(user=member.user).exists()


def test_an_operator_resets_the_second_factor(world):
    member = world.member(Role.CLERK)
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})
    call_command("reset_second_factor", member.user.email.upper())
    assert not Authenticator.objects.filter(user=member.user).exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody@example.jp")


# ── registries ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def registries(monkeypatch):
    for module, name in (
        (dashboard, "_sections"),
        (timeline, "_functions"),
        (handover, "_items"),
        (handover, "_reassign"),
    ):
        monkeypatch.setattr(module, name, {})


def test_the_dashboard_shows_dates_with_the_weekday(world, registries):
    @dashboard.register(10)
    def offers(request):
        item = DashboardItem("繰上げの返事を待つ", "/staff/", date(2026, 11, 20), count=3)
        return DashboardSection("今日まで", [item])

    page = Desk(world.member()).get("/staff/").content.decode()

    assert "令和8年11月20日（金）まで" in page
    assert "繰上げの返事を待つ" in page


def test_the_timeline_is_sorted_and_keeps_secrets(world, registries):
    @timeline.register
    def applications(person):
        return [
            timeline.TimelineEntry(date(2026, 4, 1), "はじめの申込み"),
            timeline.TimelineEntry(date(2026, 6, 1), "あとの修了"),
            timeline.TimelineEntry(date(2026, 7, 1), "秘密", permission=Permission.WORK_CASES),
        ]

    with within(world.aoba):
        person = PersonFactory()
    page = Desk(world.member(Role.CLERK)).get(reverse("admin:person_timeline", args=[person.pk]))

    text = page.content.decode()
    assert text.index("あとの修了") < text.index("はじめの申込み")
    assert "秘密" not in text


def test_work_is_handed_over_in_one_step(world, registries):
    moved = []

    def reassign(work):
        moved.append((work.giver, work.taker))
        return 2

    handover.register(
        lambda membership: [
            handover.HandoverItem("電話", "山田さんに電話", due_on=date(2026, 11, 20))
        ],
        reassign,
    )
    giver, taker = world.member(Role.CLERK), world.member(Role.CLERK)
    stranger = world.member(Role.CLERK, organization=world.wakaba)
    desk = Desk(world.member(Role.ADMINISTRATOR))
    url = f"{reverse('admin:handover')}?membership={giver.pk}"

    assert "山田さんに電話" in desk.get(url).content.decode()
    assert desk.get(f"{reverse('admin:handover')}?membership={stranger.pk}").status_code == 404
    refused = desk.post(url, {"taker": stranger.pk})
    assert moved == []
    assert refused.status_code == 200
    done = desk.post(url, {"taker": taker.pk}, follow=True)
    assert "2件を引き継ぎました" in done.content.decode()
    assert moved == [(giver, taker)]
    assert Desk(giver).post(url, {"taker": taker.pk}).status_code == 404
