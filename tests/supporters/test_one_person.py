"""What supporters bring when people are merged, erased, kept, disclosed and handed over."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from foundation.adminsite import handover
from foundation.clock import on_day
from foundation.notices.models import MailedLink, Task
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people import erasing, merging, retention
from foundation.people.actions.erasure import erase_person, erase_root
from foundation.people.actions.merging import merge_people, preview_merge
from foundation.people.disclosure import sections_of
from foundation.people.enums import Basis
from foundation.people.jobs import remove_files
from foundation.people.models import Person
from foundation.people.retention import due_roots
from foundation.refusals import Refused
from supporters.actions.changes import apply_change, file_change
from supporters.actions.decisions import approve_application
from supporters.actions.follow_ups import record_follow_up
from supporters.actions.letters import LetterFacts, issue_letter
from supporters.actions.moves import move_registration
from supporters.actions.received import EntryFacts, receive_entry, reconfirm_entry
from supporters.actions.withdrawals import confirm_withdrawal, receive_withdrawal
from supporters.documents.issues import issue_pdf
from supporters.documents.letters import letter_pdf
from supporters.enums import (
    ConsentKind,
    FollowUpKind,
    IntakeChannel,
    LetterKind,
    ReceivedState,
    RegistrationState,
)
from supporters.erasing import APPLICATION
from supporters.facts import PaperTrail
from supporters.models import (
    Consent,
    ReceivedEntry,
    Registration,
    RegistrationApplication,
    RegistrationIssue,
    Supporter,
    SupporterLetter,
    Withdrawal,
)
from supporters.notices import page_link
from supporters.queries.standing import why_not_dispatchable
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.foundation.people.test_erasing import dump

TODAY = date(2026, 10, 1)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def merge(kept: Person, lost: Person, actor: Any) -> Person:
    return merge_people(kept, lost, actor=actor, now=NOW)


# ── merging ──────────────────────────────────────────────────────────────────────────────────


def test_every_key_to_a_person_is_spoken_for():
    ours = {name for name in merging.undeclared() if name[0].startswith("supporters.")}
    assert ours == set()


def test_everything_moves_to_the_kept_record(program, clerk):
    supporter = make.supporter(program)
    lost, kept = supporter.person, make.person("山田 花子")
    make.application(program, lost)
    make.received_entry(program, lost)

    merge(kept, lost, clerk)

    for model in (Supporter, Registration, RegistrationApplication, ReceivedEntry, Consent):
        assert [row.person for row in model.objects.all()] == [kept], model
    assert list(Supporter.objects.dispatchable_on(TODAY)) == [supporter]


CASES = [
    # the kept record, the lost record (given, withdrawn), whether a consent stands afterwards
    pytest.param([(2026, None)], [], True, id="one yes"),
    pytest.param([], [(2026, None)], True, id="the other's yes"),
    pytest.param([(2026, None)], [(2025, 2025)], False, id="withdrawn on the lost record"),
    pytest.param([(2025, 2025)], [(2026, None)], False, id="withdrawn on the kept record"),
    pytest.param([(2024, None)], [(2025, 2026)], False, id="withdrawn after the yes"),
    pytest.param([(2026, None)], [(2026, None)], True, id="twice yes"),
    pytest.param([(2025, 2025)], [(2026, 2026)], False, id="twice withdrawn"),
    pytest.param([(2026, None)], [(2024, 2024), (2025, None)], True, id="given again there"),
]


@pytest.mark.parametrize(("ours", "theirs", "stands"), CASES)
def test_a_withdrawal_always_wins(program, clerk, ours, theirs, stands):
    text = make.text_of(program, ConsentKind.PROVISION)
    kept, lost = make.person("山田 花子"), make.person("山田 花子")
    for person, rows in ((kept, ours), (lost, theirs)):
        for given, withdrawn in rows:
            values: dict[str, Any] = {"given_on": date(given, 4, 1)}
            if withdrawn:
                values["withdrawn_at"] = datetime(withdrawn, 6, 1, tzinfo=UTC)
                values["withdrawn_through"] = "post"
            make.consent(person, text, **values)

    merge(kept, lost, clerk)

    assert Consent.objects.in_force_on(TODAY).filter(person=kept).exists() is stands
    if not stands:
        assert not Consent.objects.standing().exists()


def test_a_withdrawal_that_wins_opens_the_leaving(program, clerk):
    supporter = make.supporter(program)
    lost = make.person("山田 花子")
    make.consent(lost, make.text_of(program), withdrawn_at=NOW, withdrawn_through="phone")
    preview = preview_merge(supporter.person, lost)
    assert any("撤回が優先されるため" in step.sentence for step in preview.steps)

    merge(supporter.person, lost, clerk)

    assert Withdrawal.objects.get().registration == supporter.registration
    supporter.refresh_from_db()
    assert why_not_dispatchable(supporter, TODAY).code == "consent_missing"


def test_two_live_registrations_of_one_programme_are_settled_first(program, clerk):
    first, second = make.supporter(program), make.supporter(program)
    with pytest.raises(Refused):
        merge(first.person, second.person, clerk)
    assert Supporter.objects.filter(person=second.person).exists()


def test_a_former_supporter_goes_into_the_live_one(program, clerk):
    live, former = make.supporter(program), make.supporter(program)
    move_registration(
        former.registration, RegistrationState.WITHDRAWN, on=TODAY, reason="転居",
        actor=clerk, now=NOW,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        merge(former.person, live.person, clerk)
    assert refused.value.code == "merge_supporter"

    merge(live.person, former.person, clerk)

    assert Registration.objects.filter(person=live.person).count() == 2
    assert list(Supporter.objects.dispatchable_on(TODAY)) == [live]


# ── retention and guards ─────────────────────────────────────────────────────────────────────


def ended(registration: Registration, on: date, clerk: Any) -> None:
    Registration.objects.filter(pk=registration.pk).update(
        state=RegistrationState.WITHDRAWN, state_since=on
    )


def find(code: str) -> dict[int, Any]:
    kind = next(one for one in retention.record_kinds() if one.code == f"supporters.{code}")
    return {held.root_id: held.ended_on for held in kind.find()}


def test_when_a_registration_is_over(program, clerk):
    live = make.registration(program)
    make.term(live)
    endless = make.registration(program)
    make.term(endless, valid_through=None)
    gone = make.registration(program)
    make.term(gone)
    ended(gone, date(2026, 8, 1), clerk)

    assert find("registrations") == {
        live.person_id: date(2028, 3, 31),
        endless.person_id: None,
        gone.person_id: date(2026, 8, 1),
    }


def test_when_a_consent_is_over(program, clerk):
    standing, ended_one = make.supporter(program), make.supporter(program)
    ended(ended_one.registration, date(2026, 8, 1), clerk)
    alone = make.person()
    make.consent(alone, make.text_of(program))
    back = make.person()
    make.consent(back, make.text_of(program), withdrawn_at=NOW, withdrawn_through="web")

    assert find("consents") == {
        standing.person_id: date(2028, 3, 31),
        ended_one.person_id: date(2026, 8, 1),
        alone.pk: date(2026, 4, 1),
        back.pk: on_day(NOW),
    }


def test_open_applications_are_held_and_unmatched_ones_are_roots(program):
    waiting = make.application(program, make.person())
    lost = make.application(program, state="withdrawn")
    make.application(program)

    assert find("applications") == {waiting.person_id: None}
    unmatched = find("unmatched")
    assert (unmatched[lost.pk], len(unmatched)) == (date(2026, 4, 1), 2)
    assert due_roots(APPLICATION, date(2028, 3, 31)) == {}
    assert list(due_roots(APPLICATION, date(2028, 4, 1))) == [lost.pk]


def test_received_entries(program, clerk):
    pending = make.received_entry(program)
    declined = make.received_entry(program)
    reconfirm_entry(declined, willing=False, on=TODAY, actor=clerk, now=NOW)
    assert find("received") == {pending.person_id: date(2028, 3, 31), declined.person_id: TODAY}


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("what", ["registered", "applied", "received"])
def test_who_is_held_back(program, clerk, what):
    person = make.person()
    if what == "registered":
        make.term(make.registration(program, person))
    elif what == "applied":
        make.application(program, person)
    else:
        make.received_entry(program, person)
    with pytest.raises(Refused) as refused:
        erase_person(person, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert refused.value.code == what


@pytest.mark.usefixtures("frozen")
def test_a_registration_that_ran_out_holds_nobody(program, clerk):
    person = make.person()
    make.term(make.registration(program, person), date(2020, 4, 1))
    erase_person(person, basis=Basis.RETENTION, actor=clerk, now=NOW)
    assert Registration.objects.get().number_text


# ── erasure ──────────────────────────────────────────────────────────────────────────────────

FULL = {
    "name": "若狭 瑠璃之助", "kana": "わかさ るりのすけ", "birth_date": date(1958, 7, 19),
    "postcode": "9870456", "address": "みどり県あおば市瑠璃台三丁目9", "phone": "0229871111",
    "mobile": "08011112222", "email": "ruri.wakasa@example.jp",
}  # fmt: skip
WRITTEN = "瑠璃台の蔵"


@pytest.fixture
def full_life(program, clerk, settings_of, media, pdf_fonts, world):
    """A person of whom every table of supporters holds something, and who has left."""
    settings_of(follow_up_months=6, letters=[])
    person = make.person(**FULL)
    written = {
        "motive": WRITTEN, "qualifications": WRITTEN, "skills": WRITTEN, "areas": [WRITTEN],
        "wish_note": WRITTEN, "interview_note": WRITTEN, "guardian_name": "若狭 父",
        **{name: value for name, value in FULL.items() if name not in ("name", "kana")},
    }  # fmt: skip
    application = make.ready_application(program, person, **written)
    registration = approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
    make.consent(
        person, make.text_of(program, ConsentKind.PROVISION), signed_name=FULL["name"],
        scan=default_storage.save("consents/x.pdf", ContentFile(b"%PDF-")),
    )  # fmt: skip
    for issue in RegistrationIssue.objects.all():
        issue_pdf(issue)
    letter_pdf(
        issue_letter(registration, LetterFacts(LetterKind.APPROVAL, TODAY), actor=clerk, now=NOW)
    )
    facts = {"address": "みどり県あおば市瑠璃台四丁目1", "name": FULL["name"]}
    notice = file_change(
        registration, facts, paper=PaperTrail(IntakeChannel.POST, note=WRITTEN), actor=clerk,
        now=NOW,
    )  # fmt: skip
    apply_change(notice, actor=clerk, now=NOW)
    record_follow_up(
        Supporter.objects.get(), kind=FollowUpKind.TRAINING, attended_on=TODAY, note=WRITTEN,
        actor=clerk, now=NOW,
    )  # fmt: skip
    with transaction.atomic():
        receive_entry(
            world.aoba,
            EntryFacts("key-1", "みどり県", "7", TODAY, "派遣", TODAY, None,
                       make.PersonFacts(**FULL)),
            program_kind=program.kind, now=NOW,
        )  # fmt: skip
    for entry in ReceivedEntry.objects.all():
        entry.state, entry.reconfirm_note = ReceivedState.DECLINED, WRITTEN
        entry.reconfirmed_on = TODAY
        entry.save()
    leaving = receive_withdrawal(
        registration, channel=IntakeChannel.POST, received_on=TODAY, reason=WRITTEN,
        actor=clerk, now=NOW,
    )  # fmt: skip
    confirm_withdrawal(leaving, note=WRITTEN, confirmed_on=TODAY, actor=clerk, now=NOW)
    return Person.objects.get(pk=person.pk)


def values() -> list[str]:
    texts = [str(value) for value in FULL.values() if not isinstance(value, date)]
    return [*texts, "1958-07-19", WRITTEN, "瑠璃台四丁目", "瑠璃之助", "若狭 父"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("frozen")
def test_a_dump_holds_nothing_of_an_erased_supporter(full_life, clerk, media):
    before = dump()
    assert [value for value in values() if value not in before] == []
    numbers = list(Registration.objects.values_list("number_text", flat=True))

    erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)
    remove_files()

    left = sorted(path for path in media.rglob("*") if path.is_file())
    assert left == []
    text = dump()
    assert [value for value in values() if value in text] == []
    assert list(Registration.objects.values_list("number_text", flat=True)) == numbers
    letter = SupporterLetter.objects.get()
    assert (letter.number_text, letter.snapshot, bool(letter.sha256)) == ("第1号", {}, True)


@pytest.mark.usefixtures("frozen")
def test_every_row_of_a_life_is_reached(full_life):
    claim = erasing.gather(erasing.PERSON, [full_life.pk])
    reached = {label for label in claim.rows if label.startswith("supporters.")}
    ours = {name for name in erasing.unreached() if name.startswith("supporters.")}
    assert ours == set()
    assert reached == {
        f"supporters.{name}"
        for name in (
            "ChangeNotice", "Consent", "FollowUp", "ReceivedEntry", "Registration",
            "RegistrationApplication", "RegistrationIssue", "RegistrationMove", "Supporter",
            "SupporterLetter", "Withdrawal",
        )
    }  # fmt: skip


@pytest.mark.usefixtures("frozen")
def test_links_in_old_mails_open_nothing_of_an_erased_supporter(full_life, program, clerk, client):
    theirs = Supporter.objects.get(person=full_life, registration__isnull=False)
    other = make.supporter(program)
    opened, unopened = (page_link(theirs, now=NOW) for _ in range(2))
    kept = page_link(other, now=NOW)
    page = reverse("supporters:page", args=[theirs.organization.slug, theirs.pk])
    client.get(opened)
    assert client.get(page).status_code == 200

    erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)

    assert client.get(page).status_code == 404
    open_links = MailedLink.objects.filter(revoked_at__isnull=True)
    assert set(open_links.values_list("target_id", flat=True)) == {other.pk}
    assert client.get(unopened).status_code == 410
    assert client.get(kept).status_code == 302


def test_an_unmatched_application_is_erased_with_its_consents(program, clerk):
    application = make.application(program, name="若狭 瑠璃之助", state="withdrawn")
    consent = make.consent(None, make.text_of(program), application=application,
                           signed_name="若狭 瑠璃之助")  # fmt: skip
    erase_root(APPLICATION, application.pk, basis=Basis.RETENTION, actor=clerk, now=NOW, line=None)
    application.refresh_from_db()
    consent.refresh_from_db()
    assert (application.name, consent.signed_name) == ("", "")
    known = make.application(program, make.person(), state="withdrawn")
    with pytest.raises(Refused):
        erase_root(APPLICATION, known.pk, basis=Basis.RETENTION, actor=clerk, now=NOW, line=None)


# ── disclosure and handing over ──────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("frozen")
def test_the_printout_names_everything(full_life):
    titles = [section.title for section in sections_of(full_life)]
    printed = repr(sections_of(full_life))
    for title in (
        "登録申込", "サポーターの登録", "サポーターとしての希望", "同意の記録", "変更届",
        "辞退・取消し", "フォローアップ", "発行した証・通知書", "名簿の提供", "提供を受けた名簿",
    ):  # fmt: skip
        assert title in titles
    for value in (FULL["name"], WRITTEN, "第1号", "瑠璃台四丁目1", "令和8年10月1日", "みどり県 7"):
        assert value in printed


@pytest.mark.usefixtures("frozen")
def test_the_timeline_tells_a_whole_life_and_opens_every_row(full_life, world):
    """Every line of ours says what happened; its link opens for whoever may read it."""
    desk = Desk(world.member(Role.CLERK))
    page = desk.get(reverse("admin:person_timeline", args=[full_life.pk])).content.decode()
    for line in (
        "登録申込（窓口）", "登録の面談", "登録申込の決定：承認",
        "「同意書（第1版）」に同意（書面に署名）", "登録 001：活動できる", "登録 001：辞退",
        "変更届（反映済み）", "登録証 001の発行", "登録カード 001の発行", "通知書 第1号",
        "フォローアップ研修に参加", "みどり県の名簿から受領（意向なし）", "修了 R8-",
    ):  # fmt: skip
        assert line in page, line
    addresses = set(re.findall(r'href="(/staff/(?:supporters|trainings)/\w+/\d+/change/)"', page))
    assert len(addresses) >= 10
    assert {desk.get(address).status_code for address in addresses} == {200}
    other = Desk(world.member(Role.CLERK, organization=world.wakaba))
    assert other.get(reverse("admin:person_timeline", args=[full_life.pk])).status_code == 404


def test_a_successor_finds_the_open_work(program, world, clerk):
    application = make.application(program)
    registration = make.registration(program, number_text="017")
    receive_withdrawal(
        registration, channel=IntakeChannel.POST, received_on=TODAY, reason="", actor=clerk, now=NOW
    )
    groups = dict(handover.items(world.member(Role.CLERK)))

    assert [item.text for item in groups["決定を待つ登録申込"]] == [
        f"登録申込 {application.reference}（受付）"
    ]
    assert len(groups["理由を確認する辞退"]) == 1
    assert "決定を待つ登録申込" not in dict(handover.items(world.member(Role.RECEPTION)))
    with within(world.wakaba):
        theirs = dict(handover.items(world.member(Role.CLERK, organization=world.wakaba)))
        assert "決定を待つ登録申込" not in theirs
    assert Task.objects.exists()
