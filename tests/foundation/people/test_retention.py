"""Periods, the dry run, approval and erasure by three permissions (rules G2 and I)."""

from datetime import date, timedelta
from typing import Any

import pytest

from foundation.jobs.execution import run_job
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people import erasing, retention
from foundation.people.actions.retention import (
    approve_erasure,
    hold_back,
    propose_erasure,
    reject_erasure,
    run_erasure,
)
from foundation.people.enums import ErasureState, RetentionStart
from foundation.people.models import Erasure, ErasureRun, Person, RetentionRule
from foundation.people.retention import Held, RecordKind, due_roots, kept_through
from foundation.refusals import Refusal, Refused
from foundation.states import IllegalTransition
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.people import PersonFactory

ON = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("ended", "years", "start", "through"),
    [
        (date(2021, 3, 31), 5, RetentionStart.FISCAL_YEAR, date(2026, 3, 31)),
        (date(2021, 4, 1), 5, RetentionStart.FISCAL_YEAR, date(2027, 3, 31)),
        (date(2021, 12, 31), 5, RetentionStart.CALENDAR_YEAR, date(2026, 12, 31)),
        (date(2021, 9, 30), 5, RetentionStart.EVENT, date(2026, 9, 30)),
        (date(2024, 2, 29), 1, RetentionStart.EVENT, date(2025, 2, 28)),
        (date(2024, 2, 28), 1, RetentionStart.EVENT, date(2025, 2, 28)),
        (date(2026, 3, 31), 0, RetentionStart.EVENT, date(2026, 3, 31)),
    ],
)
def test_until_when_a_record_may_be_kept(ended: date, years: int, start: str, through: date):
    assert kept_through(ended, years, start) == through


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Held]]:
    """Two kinds of record whose rows the test sets."""
    rows: dict[str, list[Held]] = {"course": [], "roster": []}
    kinds = [
        RecordKind("course", "受講の記録", lambda: rows["course"], years=3),
        RecordKind("roster", "名簿", lambda: rows["roster"], years=5),
    ]
    monkeypatch.setattr(
        retention, "_kinds", {**retention._kinds, **{kind.code: kind for kind in kinds}}
    )
    return rows


def due(person: Person) -> date | None:
    return due_roots(erasing.PERSON, ON).get(person.pk)


def test_the_longest_period_decides(aoba, records):
    person = PersonFactory()
    records["course"] = [Held(person.pk, date(2019, 5, 1))]
    assert due(person) == date(2023, 3, 31)

    records["roster"] = [Held(person.pk, date(2020, 5, 1))]
    assert due(person) == date(2026, 3, 31)

    records["roster"] = [Held(person.pk, date(2021, 5, 1))]
    assert due(person) is None


@pytest.mark.parametrize("first", ["course", "roster"])
def test_a_record_in_use_holds_the_person(aoba, records, first: str):
    person = PersonFactory()
    for name in records:
        records[name] = [Held(person.pk, None if name == first else date(2001, 4, 1))]

    assert due(person) is None


def test_the_organizations_own_period_counts(aoba, records):
    person = PersonFactory()
    records["course"] = [Held(person.pk, date(2022, 4, 1))]
    assert due(person) == date(2026, 3, 31)

    rule = RetentionRule.objects.create(kind="course", years=5, start=RetentionStart.FISCAL_YEAR)
    assert due(person) is None
    RetentionRule.objects.filter(pk=rule.pk).update(years=None)
    assert due(person) is None
    RetentionRule.objects.filter(pk=rule.pk).update(years=1, start=RetentionStart.EVENT)
    assert due(person) == date(2023, 4, 1)


def test_nobody_is_due_on_the_last_day(aoba, records):
    person = PersonFactory()
    records["course"] = [Held(person.pk, date(2022, 4, 1))]

    assert person.pk not in due_roots(erasing.PERSON, date(2026, 3, 31))
    assert person.pk in due_roots(erasing.PERSON, date(2026, 4, 1))


def test_people_without_any_record_count_from_their_making(aoba, records):
    old, used = PersonFactory(), PersonFactory()
    Person.objects.update(created_at=NOW - timedelta(days=365 * 8))
    records["course"] = [Held(used.pk, date(2025, 4, 1))]

    assert set(due_roots(erasing.PERSON, ON)) == {old.pk}


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def staff(world: World) -> dict[str, Actor]:
    return {
        role.value: Actor.staff(world.member(role).user)
        for role in (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR)
    }


@pytest.fixture
def three(aoba, records) -> list[Person]:
    people = [PersonFactory(name=f"古い 人{n}") for n in range(3)]
    records["course"] = [Held(person.pk, date(2015, 4, 1)) for person in people]
    return people


def propose(staff: dict[str, Actor]) -> ErasureRun:
    return propose_erasure(erasing.PERSON, ON, actor=staff["clerk"], now=NOW)


def approve(run: ErasureRun, staff: dict[str, Actor]) -> ErasureRun:
    return approve_erasure(run, actor=staff["approver"], now=NOW)


def work(run: ErasureRun, staff: dict[str, Actor]) -> ErasureRun:
    job = run_erasure(run, actor=staff["administrator"], now=NOW)
    run_job.call(job.organization_id, job.pk)
    run.refresh_from_db()
    job.refresh_from_db()
    assert job.state == "done", job.message
    return run


def test_the_dry_run_erases_nothing(three, staff):
    run = propose(staff)

    assert [line.root_id for line in run.lines.all()] == [person.pk for person in three]
    assert {line.kept_through for line in run.lines.all()} == {date(2019, 3, 31)}
    assert Person.objects.filter(name="").count() == 0


@pytest.mark.django_db(transaction=True)
def test_proposed_approved_and_run(three, staff):
    run = work(approve(propose(staff), staff), staff)

    assert run.state == ErasureState.DONE
    assert Person.objects.filter(name="", purged_on__isnull=False).count() == 3
    assert {line.counts["people.Person"] for line in run.lines.all()} == {1}
    assert due_roots(erasing.PERSON, ON) == {}


@pytest.mark.django_db(transaction=True)
def test_who_is_held_back_stays(three, staff, monkeypatch):
    held, busy, gone = three
    run = propose(staff)
    hold_back(run.lines.get(root_id=held.pk), "訴訟中", actor=staff["clerk"], now=NOW)
    no = Refusal("busy", "登録が続いています。")
    guard = {erasing.PERSON: [lambda ids: no if busy.pk in ids else None]}
    monkeypatch.setattr(erasing, "_guards", guard)
    work(approve(run, staff), staff)

    assert list(Person.objects.filter(name="").values_list("pk", flat=True)) == [gone.pk]
    assert [line.held_reason for line in run.lines.order_by("root_id")] == [
        "訴訟中", "登録が続いています。", "",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_who_is_no_longer_due_stays(three, staff, records):
    run = approve(propose(staff), staff)
    records["roster"] = [Held(three[0].pk, None)]
    work(run, staff)

    assert Person.objects.filter(name="").count() == 2
    assert "満了していません" in run.lines.get(root_id=three[0].pk).held_reason


@pytest.mark.django_db(transaction=True)
def test_a_second_attempt_goes_on(three, staff):
    run = approve(propose(staff), staff)
    work(run, staff)
    job = Job.objects.get(kind="people.erase_run")
    Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None, checkpoint=None)
    run_job.call(job.organization_id, job.pk)
    job.refresh_from_db()

    assert job.state == "done"
    assert Erasure.objects.count() == 3


def test_nobody_approves_their_own_list(three, staff):
    with pytest.raises(Refused) as caught:
        approve_erasure(propose(staff), actor=staff["clerk"], now=NOW)
    assert caught.value.code == "own_erasure"


@pytest.mark.parametrize("steps", [[], ["approve", "run"]])
def test_only_an_approved_list_runs_once(three, staff, steps: list[str]):
    run = propose(staff)
    if steps:
        run_erasure(approve(run, staff), actor=staff["administrator"], now=NOW)

    with pytest.raises(IllegalTransition):
        run_erasure(run, actor=staff["administrator"], now=NOW)


def test_one_open_list_at_a_time_and_never_an_empty_one(three, staff, records):
    run = propose(staff)
    with pytest.raises(Refused) as caught:
        propose(staff)
    assert caught.value.code == "erasure_open"

    reject_erasure(run, "基準日を確認してください。", actor=staff["approver"], now=NOW)
    records["course"] = []
    with pytest.raises(Refused) as caught:
        propose(staff)
    assert caught.value.code == "nothing_due"


def test_a_rejection_needs_a_reason(three, staff):
    with pytest.raises(Refused):
        reject_erasure(propose(staff), " ", actor=staff["approver"], now=NOW)


def test_the_other_organization_is_not_in_the_list(world: World, three, staff, records: Any):
    with within(world.wakaba):
        theirs = PersonFactory()
        Person.objects.update(created_at=NOW - timedelta(days=365 * 9))
    run = propose(staff)

    assert theirs.pk not in set(run.lines.values_list("root_id", flat=True))
