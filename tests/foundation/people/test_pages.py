"""Staff pages of duplicates, merges, disclosure and erasure: who may, and what they do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.audit.models import AccessAction, AccessLog
from foundation.jobs.models import Job
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.enums import ErasureState
from foundation.people.models import ErasureRun, Person, PersonLink, RetentionRule
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.foundation.adminsite.desk import Desk


def desk(world: World, *roles: Role) -> Desk:
    return Desk(world.member(*roles))


@pytest.fixture
def pair(world: World, frozen) -> tuple[Person, Person]:
    with within(world.aoba):
        return (
            PersonFactory(name="髙橋 実", address="旧住所", phone=""),
            PersonFactory(name="高橋 実", address="新住所"),
        )


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("people_duplicates", {Role.CLERK}),
        ("import_upload", {Role.CLERK, Role.ADMINISTRATOR}),
        ("imports_importbatch_changelist", {Role.CLERK, Role.ADMINISTRATOR}),
        ("erasure_propose", {Role.CLERK}),
        ("people_erasurerun_changelist", {Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR}),
        ("people_retentionrule_changelist", {Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR}),
        ("people_retentionrule_add", {Role.ADMINISTRATOR}),
    ],
)
def test_who_may_open(world: World, frozen, name: str, allowed: set[Role]):
    opened = set()
    for role in Role:
        if role != Role.CONTRACTOR:
            response = desk(world, role).get(reverse(f"admin:{name}"))
            assert response.status_code in (200, 403)
            if response.status_code == 200:
                opened.add(role)

    assert opened == allowed


def test_the_list_shows_pairs_and_remembers_a_no(world: World, pair):
    page = reverse("admin:people_duplicates")
    clerk = desk(world)
    assert "氏名と生年月日が同じ" in clerk.get(page).content.decode()

    first, second = pair
    clerk.post(page, {"first": first.pk, "second": second.pk})
    assert "似ている記録はありません" in clerk.get(page).content.decode()
    with within(world.aoba):
        assert PersonLink.objects.get().verdict == "not_same"
        entry = AccessLog.objects.filter(action=AccessAction.LIST).first()
        assert sorted(entry.object_ids) == [first.pk, second.pk]


def test_merging_with_preview(world: World, pair):
    kept, lost = pair
    page = reverse("admin:people_merge", args=[kept.pk, lost.pk])
    clerk = desk(world)
    text = clerk.get(page).content.decode()
    assert "新住所" in text
    assert "残す記録を入れ替える" in text

    response = clerk.post(page, {"take": ["address", "id"]})
    assert response.status_code == 302
    with within(world.aoba):
        kept.refresh_from_db()
        assert (kept.name, kept.address, kept.phone) == ("髙橋 実", "新住所", "09012345678")
    assert clerk.get(page).status_code == 404


def test_people_of_the_other_town_cannot_be_merged(world: World, pair):
    with within(world.wakaba):
        theirs = PersonFactory(name="髙橋 実")
    page = reverse("admin:people_merge", args=[pair[0].pk, theirs.pk])
    clerk = desk(world)

    assert clerk.get(page).status_code == 404
    assert clerk.post(page).status_code == 404
    data = {"first": pair[0].pk, "second": theirs.pk}
    assert clerk.post(reverse("admin:people_duplicates"), data).status_code == 404


def test_everything_about_one_person_as_a_file(world: World, pair):
    page = reverse("admin:people_person_disclose", args=[pair[0].pk])
    response = desk(world).post(page, {"purpose": "開示請求 第3号"})

    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == f'inline; filename="disclosure-{pair[0].pk}.pdf"'
    stale = Desk(world.member(), fresh_password=False)
    assert stale.post(page, {"purpose": "x"}).status_code == 302
    assert desk(world, Role.APPROVER).get(page).status_code == 403


# ── erasure ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def old(world: World, frozen) -> Person:
    with within(world.aoba):
        person = PersonFactory(name="古い 人")
        Person.objects.update(created_at=NOW - timedelta(days=365 * 9))
    return person


def test_three_people_three_steps(world: World, old):
    clerk, approver, administrator = (
        desk(world, role) for role in (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR)
    )
    page = reverse("admin:erasure_propose")
    assert "1件" in clerk.get(page).content.decode()
    clerk.post(page, {"root": "people.Person", "as_of": "令和8年10月1日"})
    with within(world.aoba):
        run = ErasureRun.objects.get()
    lines = reverse("admin:erasure_lines", args=[run.pk])
    assert "古い 人" in approver.get(lines).content.decode()

    urls = {
        deed: reverse(f"admin:people_erasurerun_{deed}", args=[run.pk])
        for deed in ("approve", "run", "reject")
    }
    assert clerk.post(urls["approve"]).status_code == 403
    assert approver.post(urls["run"]).status_code == 403
    approver.post(urls["approve"])
    assert clerk.post(urls["run"]).status_code == 403
    administrator.post(urls["run"])
    with within(world.aoba):
        run.refresh_from_db()
        assert run.state == ErasureState.RUNNING
        assert Job.objects.filter(kind="people.erase_run").exists()


def test_one_line_is_held_back(world: World, old):
    clerk = desk(world)
    clerk.post(
        reverse("admin:erasure_propose"), {"root": "people.Person", "as_of": "令和8年10月1日"}
    )
    with within(world.aoba):
        line = ErasureRun.objects.get().lines.get()
    page = reverse("admin:erasure_lines", args=[line.run_id])
    assert "理由を入力" in clerk.post(page, {"line": line.pk, "reason": ""}).content.decode()

    clerk.post(page, {"line": line.pk, "reason": "訴訟中"})
    assert "除外：訴訟中" in clerk.get(page).content.decode()


def test_nothing_due_is_said(world: World, frozen):
    data = {"root": "people.Person", "as_of": "令和8年10月1日"}
    response = desk(world).post(reverse("admin:erasure_propose"), data)

    assert "満了した記録はありません" in response.content.decode()


def test_a_person_who_asks_is_proposed_alone(world: World, pair, old):
    clerk = desk(world)
    page = reverse("admin:people_person_propose_erasure", args=[pair[0].pk])
    clerk.post(page, {"basis": "request"})
    again = clerk.post(page, {"basis": "request"})

    assert "すでに起案されています" in again.content.decode()
    with within(world.aoba):
        (line,) = ErasureRun.objects.get(basis="request").lines.all()
        assert (line.root_id, line.kept_through) == (pair[0].pk, None)
    # beside the list of the year
    clerk.post(reverse("admin:erasure_propose"), {"root": "people.Person", "as_of": "R8.10.1"})
    with within(world.aoba):
        assert ErasureRun.objects.count() == 2


def test_a_period_of_the_organization(world: World, frozen):
    data = {"kind": "people.unused", "years": "1", "start": "event", "note": "文書規程"}
    desk(world, Role.ADMINISTRATOR).post(reverse("admin:people_retentionrule_add"), data)

    with within(world.aoba):
        assert RetentionRule.objects.get().years == 1


def test_the_run_of_the_other_town_is_not_found(world: World, old):
    with within(world.wakaba):
        run = ErasureRun.objects.create(
            root="people.Person", as_of=date(2026, 10, 1),
            proposed_by=world.member(organization=world.wakaba).user,
        )  # fmt: skip
    clerk = desk(world)
    for name in ("erasure_lines", "people_erasurerun_change", "people_erasurerun_reject"):
        assert clerk.get(reverse(f"admin:{name}", args=[run.pk])).status_code in (403, 404)
