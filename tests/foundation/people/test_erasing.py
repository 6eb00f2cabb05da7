"""Rule G2: after an erasure a dump of the database, searched for every value, holds none."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from post_office.models import Email

from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction, AccessLog
from foundation.documents.actions.printing import queue_print
from foundation.documents.models import PrintItem
from foundation.documents.storage import attach_pdf
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.localdb import tools
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.actions.tasks import NewTask, create_task
from foundation.notices.models import CallLog, Notice, NoticeState, Task
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.people import erasing, jobs
from foundation.people.actions.erasure import erase_person
from foundation.people.actions.people import update_person
from foundation.people.enums import Basis
from foundation.people.facts import search_columns
from foundation.people.models import ErasedFile, Erasure, Person
from foundation.refusals import Refusal, Refused
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.factories.trainings import (
    ApplicationFactory,
    CertificateIssueFactory,
    CompletionFactory,
)

VALUES = {
    "name": "青葉 匠海之介",
    "kana": "あおば たくみのすけ",
    "birth_date": date(1961, 2, 3),
    "postcode": "9870123",
    "address": "みどり県あおば市杜の丘七丁目8-9",
    "phone": "0229876543",
    "mobile": "08098765432",
    "email": "takumi.aoba@example.jp",
    "affiliation": "杜の丘自治会連合",
}
OLDER = {
    "name": "松島 匠海之介",
    "address": "みどり県あおば市旧町名字古屋敷12",
    "phone": "0221112223",
}
WRITTEN = "駅前の喫茶店で待ち合わせ"


def test_every_personal_column_is_reached_by_some_erasure():
    assert erasing.unreached() == set()


def searched() -> list[str]:
    values = [str(value) for value in (*VALUES.values(), *OLDER.values())]
    keys = search_columns(VALUES["name"], VALUES["kana"]).values()  # type: ignore[arg-type]
    return [*values, *(key.split("\t")[0] for key in keys), WRITTEN, "匠海之介", "takumi.aoba"]


def dump() -> str:
    parameters = connection.get_connection_params()
    address = " ".join(
        f"{key}={parameters[key]}"
        for key in ("host", "port", "user", "dbname")
        if parameters.get(key)
    )
    target = tools.inspect(address)
    command = [tools.program("pg_dump", target.server_major), *target.arguments()]
    done = subprocess.run(
        [*command, "--enable-row-security", "--inserts"],
        env=target.environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def mentions(text: str) -> list[str]:
    return [
        f"{value}: {line[:160]}"
        for value in searched()
        for line in text.splitlines()
        if value in line
    ]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def kind() -> str:
    register_kind("people.test", "試験", "{name}様 {what}")
    return "people.test"


def full_life(actor: Actor, kind: str) -> Person:
    """A person whose values stand wherever the foundation and a paper can hold them."""
    person = PersonFactory(**{**VALUES, **OLDER})
    update_person(person, actor=actor, now=NOW, **VALUES)
    person.refresh_from_db()
    application = ApplicationFactory(
        person=person,
        name=VALUES["name"],
        kana=VALUES["kana"],
        birth_date=VALUES["birth_date"],
        place=VALUES["address"],
        phone=VALUES["mobile"],
        email=VALUES["email"],
        answers={"note": WRITTEN},
        **search_columns(str(VALUES["name"]), str(VALUES["kana"])),
    )
    completion = CompletionFactory(application=application, person=person, reason=WRITTEN)
    issue = CertificateIssueFactory(completion=completion, snapshot={"name": VALUES["name"]})
    attach_pdf(issue, b"%PDF " + str(VALUES["name"]).encode())
    reachable = Recipient(
        **{k: VALUES[k] for k in ("name", "email", "phone", "postcode", "address")}  # type: ignore[arg-type]
    )
    message = Message(kind, {"name": VALUES["name"], "what": WRITTEN}, calendar=b"BEGIN:VCALENDAR")
    queue_notice(message, target=application, recipient=reachable, actor=actor, now=NOW)
    letter = Recipient(name=str(VALUES["name"]), address=str(VALUES["address"]))
    queue_notice(
        Message(kind, {"name": VALUES["name"], "what": WRITTEN}),
        target=completion, recipient=letter, actor=actor, now=NOW,
    )  # fmt: skip
    task = create_task(
        NewTask("call", f"{VALUES['name']}さんに電話", NOW.date(), phone=str(VALUES["phone"])),
        target=application, actor=actor, now=NOW,
    )  # fmt: skip
    CallLog.objects.create(task=task, called_at=NOW, result="不在", note=WRITTEN)
    queue_print("certificate", completion, title=f"{VALUES['name']} 修了証", actor=actor)
    # A purpose names nobody by rule, but staff typed it: on the own record, and on a whole list.
    for label, ids, why in (
        ("people.Person", [person.pk], f"{WRITTEN}の件"),
        ("trainings.Application", [person.pk, 10**9], f"{VALUES['name']}様からの照会"),
        ("trainings.Application", [10**9], "別の方の照会"),
    ):
        record_access(AccessAction.EXPORT, label, ids, actor=actor, purpose=why, now=NOW)
    result = default_storage.save("jobs/1/export.csv", ContentFile(str(VALUES["name"]).encode()))
    Job.objects.create(
        kind="x", state=JobState.DONE, finished_at=NOW, result_file=result, result_name="名簿.csv"
    )
    return person


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_nothing_afterwards(world: World, clerk: Actor, kind: str, media):
    with within(world.aoba):
        person = full_life(clerk, kind)
        assert {value.split(":")[0] for value in mentions(dump())} == set(searched())

        done = erase_person(person, basis=Basis.REQUEST, actor=clerk, now=NOW)
        assert jobs.remove_files() == 0

        assert mentions(dump()) == []
        assert [p for p in media.rglob("*") if p.is_file()] == []
        assert done.counts == {
            "audit.AccessLog": 2,
            "documents.PrintItem": 2,
            "jobs.Job": 1,
            "notices.CallLog": 1,
            "notices.Notice": 2,
            "notices.Task": 1,
            "people.Person": 1,
            "trainings.Application": 1,
            "trainings.CertificateIssue": 1,
            "trainings.Completion": 1,
            "trainings.Submission": 1,
        }


@pytest.fixture
def life(world: World, clerk: Actor, kind: str) -> Person:
    with within(world.aoba):
        return full_life(clerk, kind)


def erase(world: World, person: Person, actor: Actor, **kwargs: Any) -> Erasure:
    with within(world.aoba):
        return erase_person(person, basis=Basis.REQUEST, actor=actor, now=NOW, **kwargs)


def test_numbers_dates_and_hashes_stay(world: World, life: Person, clerk: Actor):
    with within(world.aoba):
        completion = life.completions.get()
        before = (completion.number_text, completion.completed_on, completion.issues.get().sha256)
    erase(world, life, clerk)
    with within(world.aoba):
        completion = life.completions.get()
        issue = completion.issues.get()

        assert (completion.number_text, completion.completed_on, issue.sha256) == before
        assert (issue.snapshot, issue.pdf.name) == ({}, "")


def test_the_record_keeps_its_mark(world: World, life: Person, clerk: Actor):
    erase(world, life, clerk)
    with within(world.aoba):
        life.refresh_from_db()

        assert life.purged_on == date(2026, 10, 1)
        assert str(life) == "（消去済み）"


def test_a_mail_that_waits_is_never_sent(world: World, life: Person, clerk: Actor):
    erase(world, life, clerk)
    with within(world.aoba):
        assert not Email.objects.exists()
        assert {n.state for n in Notice.objects.filter(channel="mail")} == {NoticeState.CANCELLED}
        assert not Task.objects.filter(done_at__isnull=True, kind="call").exists()


def test_the_history_says_who_erased_and_nothing_else(world: World, life: Person, clerk: Actor):
    erase(world, life, clerk)
    with within(world.aoba):
        last = Person.pgh_event_model.objects.filter(pgh_obj_id=life.pk).latest("pgh_id")

        assert last.pgh_context.metadata == {"actor": clerk.code, "action": "people.person.erased"}
        assert last.name == ""


def test_the_look_alike_next_door_is_untouched(world: World, life: Person, clerk: Actor, kind: str):
    other = Actor.staff(world.member(organization=world.wakaba).user)
    with within(world.wakaba):
        theirs = full_life(other, kind)
    erase(world, life, clerk)
    with within(world.wakaba):
        theirs.refresh_from_db()

        assert {name: getattr(theirs, name) for name in VALUES} == VALUES
        assert theirs.applications.get().name == VALUES["name"]
        assert Notice.objects.filter(recipient_name=VALUES["name"]).count() == 2
        assert Email.objects.count() == 1
        assert PrintItem.objects.exclude(title="").count() == 2


def test_a_person_of_the_other_organization_cannot_be_erased(world: World, life: Person):
    stranger = Actor.staff(world.member(organization=world.wakaba).user)
    with within(world.wakaba), pytest.raises(Refused, match="見つかりません"):
        erase_person(life, basis=Basis.REQUEST, actor=stranger, now=NOW)


def test_records_merged_into_the_person_go_too(world: World, life: Person, clerk: Actor):
    with within(world.aoba):
        first = PersonFactory(name="匠海之介 一", merged_into=life)
        second = PersonFactory(name="匠海之介 二", merged_into=first)
    erase(world, life, clerk)
    with within(world.aoba):
        assert {p.name for p in Person.objects.filter(pk__in=[first.pk, second.pk])} == {""}


def test_a_corrected_row_belongs_to_whom_it_names_today(world: World, life: Person, clerk: Actor):
    with within(world.aoba):
        other = PersonFactory(name="別の 人")
        moved = ApplicationFactory(person=life, name="別の 人")
        moved.person = other
        moved.save()
    erase(world, life, clerk)
    with within(world.aoba):
        moved.refresh_from_db()

        assert moved.name == "別の 人"


def test_an_app_may_hold_somebody_back(world, life, clerk, monkeypatch: pytest.MonkeyPatch):
    held = Refusal("registered", "登録が続いています。先に辞退の手続きをしてください。")
    monkeypatch.setattr(erasing, "_guards", {erasing.PERSON: [lambda ids: held]})

    with pytest.raises(Refused) as caught:
        erase(world, life, clerk)
    assert caught.value.code == "registered"
    with within(world.aoba):
        assert Person.objects.get(pk=life.pk).name == VALUES["name"]
        assert not Erasure.objects.exists()


def test_twice_does_no_harm(world: World, life: Person, clerk: Actor):
    erase(world, life, clerk)
    erase(world, life, clerk)
    with within(world.aoba):
        assert Erasure.objects.count() == 2


def test_a_storage_that_fails_is_asked_again(world, life, clerk, monkeypatch: pytest.MonkeyPatch):
    erase(world, life, clerk)

    def refuse(path: str) -> None:
        raise OSError("no answer")

    with within(world.aoba):
        waiting = ErasedFile.objects.count()
        with monkeypatch.context() as broken:
            broken.setattr(default_storage, "delete", refuse, raising=False)
            assert jobs.remove_files() == waiting == 2
        assert set(ErasedFile.objects.values_list("attempts", flat=True)) == {1}
        assert Job.objects.filter(kind="people.erase_files").exists()

        assert jobs.remove_files() == 0
        assert not ErasedFile.objects.exists()


def test_a_process_killed_before_the_files_left_is_made_up_for(
    world, life, clerk, media, monkeypatch
):
    """The list of files is part of the erasure's own transaction: a restart goes on with it."""
    erase(world, life, clerk)
    files = [path for path in media.rglob("*") if path.is_file()]
    assert len(files) == 2

    def killed(path: str) -> None:
        raise SystemExit

    with within(world.aoba):
        job = Job.objects.get(kind="people.erase_files")
        with monkeypatch.context() as broken:
            broken.setattr(default_storage, "delete", killed, raising=False)
            with pytest.raises(SystemExit):
                jobs.remove_files()
        assert ErasedFile.objects.count() == 2
        assert job.state == JobState.QUEUED
        assert [path for path in files if path.exists()] == files

        assert jobs.erase_files_left(NOW) == 0  # what run_due does every half hour
    assert [path for path in files if path.exists()] == []


def test_a_process_killed_between_file_and_row_removes_an_absent_file(world, life, clerk, media):
    erase(world, life, clerk)
    with within(world.aoba):
        for waiting in ErasedFile.objects.all():
            default_storage.delete(waiting.path)
        assert jobs.erase_files_left(NOW) == 0
        assert not ErasedFile.objects.exists()


def test_the_access_log_keeps_who_read_what(world: World, life: Person, clerk: Actor):
    erase(world, life, clerk)
    with within(world.aoba):
        logs = AccessLog.objects.order_by("pk")
        assert [log.purpose for log in logs] == ["", "", "別の方の照会"]
        assert [log.object_ids for log in logs][:1] == [[life.pk]]
        assert {log.at for log in logs} == {NOW}


def test_a_failure_in_the_middle_leaves_everything(world, life, clerk, monkeypatch):
    def fail(ids: Any, day: date) -> None:
        raise RuntimeError

    root = erasing.Root(erasing.PERSON, mark=fail)
    monkeypatch.setitem(erasing._roots, erasing.PERSON, root)
    with pytest.raises(RuntimeError):
        erase(world, life, clerk)
    with within(world.aoba):
        assert Person.objects.get(pk=life.pk).email == VALUES["email"]
        assert Email.objects.count() == 1
        assert not ErasedFile.objects.exists()
