"""The paper twin of the supporter's own page: consents, their scans, withdrawals, changes."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.documents import scans
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from supporters.actions.consents import withdraw_consent
from supporters.actions.decisions import approve_application
from supporters.actions.texts import draft_next_version, publish_text, remind_reconsent
from supporters.enums import ConsentKind, IntakeChannel
from supporters.facts import PaperTrail
from supporters.jobs import remind_about_consents
from supporters.models import (
    ChangeNotice,
    Consent,
    RegistrationIssue,
    Supporter,
    Withdrawal,
)
from supporters.queries.consents import supporters_without, waiting_for_consent
from supporters.queries.papers import stale_sentence
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.foundation.adminsite.desk import Desk
from tests.supporters.test_staff_pages import act

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)
PDF = b"%PDF-1.7\nsigned"
LEDGER = "/staff/supporters/consent/"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(world, program):
    return Desk(world.member(Role.CLERK))


def files(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


def scan(content: bytes = PDF, name: str = "同意書 山田花子.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def signed(text: Any, **values: Any) -> dict[str, Any]:
    return {
        "text": text.pk, "given_on": "R8.9.30", "signed_name": "山田 花子", "guardian_name": "",
        "explained_on": "2026-09-30 10:00", "explained_by": "青葉 花子",
        "original_place": "書庫A-3", **values,
    }  # fmt: skip


# ── consents ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "model"),
    [(ConsentKind.ACTIVITY, "registration"), (ConsentKind.PROVISION, "supporter")],
)
def test_staff_key_the_paper_of_a_registered_supporter(desk, program, media, kind, model):
    supporter = (
        make.supporter(program)
        if kind == ConsentKind.PROVISION
        else make.registration(program, make.person())
    )
    Consent.objects.all().delete() if kind == ConsentKind.ACTIVITY else None
    text = make.text_of(program, kind)
    page = desk.get(reverse(f"admin:supporters_{model}_consent", args=[supporter.pk]))
    assert "原本の保管場所" in page.content.decode()

    act(desk, model, supporter, "consent", **signed(text, scan=scan()))

    consent = Consent.objects.get(person=supporter.person, text=text)
    assert (consent.channel, consent.given_on, consent.original_place) == (
        "paper", date(2026, 9, 30), "書庫A-3",
    )  # fmt: skip
    assert (consent.explained_by, consent.explained_at.date()) == ("青葉 花子", date(2026, 9, 30))
    assert "山田" not in consent.scan.name
    assert files(media) == [".pdf"]


def test_the_limits_of_a_consent_are_keyed_and_shown(desk, program):
    """Only a consent to the provision has limits; the register and the disclosure show them."""
    supporter = make.supporter(program)
    MunicipalityFactory(code="995011", name="こだま村")
    limits = {"agreed_fields": ["phone"], "agreed_towns": "こだま村"}
    text = make.text_of(program, ConsentKind.PROVISION)
    act(desk, "supporter", supporter, "consent", **signed(text, **limits))

    consent = Consent.objects.get(text=text)
    assert consent.scope == {"fields": ["phone"], "recipients": {"995011": "こだま村"}}
    page = desk.get(reverse("admin:supporters_consent_change", args=[consent.pk]))
    assert "提供先はこだま村に限る　項目は電話に限る" in page.content.decode()
    other = make.registration(program, make.person())
    act(desk, "registration", other, "consent", **signed(make.text_of(program), **limits))
    assert Consent.objects.get(person=other.person).scope == {}


@pytest.mark.parametrize("model", ["consent", "supporter"])
def test_rule_c6_the_limits_of_a_standing_consent_are_keyed_anew(desk, program, media, model):
    """A new row enters the ledger; the old one stays as it was given and is no withdrawal."""
    supporter = make.supporter(program)
    MunicipalityFactory(code="995011", name="こだま村")
    text = make.text_of(program, ConsentKind.PROVISION)
    old = make.consent(supporter.person, text, given_on=date(2026, 9, 1))
    row = old if model == "consent" else supporter
    sheet = signed(text, agreed_towns="こだま村", through="post", scan=scan())
    url = reverse(f"admin:supporters_{model}_limits", args=[row.pk])
    early = desk.post(url, {**sheet, "_once": "early", "given_on": "R8.8.31", "scan": scan()})
    assert "同意日は、令和8年9月1日以降の日にしてください。" in early.content.decode()
    assert (Consent.objects.get(text=text), files(media)) == (old, [])

    act(desk, model, row, "limits", **sheet)

    new = Consent.objects.standing().get(text=text)
    assert (new.scope, new.channel) == ({"recipients": {"995011": "こだま村"}}, "paper")
    assert (new.given_on, new.original_place) == (date(2026, 9, 30), "書庫A-3")
    old.refresh_from_db()
    assert (old.scope, old.given_on, old.original_place) == ({}, date(2026, 9, 1), "書庫A-1")
    assert (old.withdrawn_at, old.withdrawn_through, old.is_replaced) == (NOW, "post", True)
    assert "令和8年10月1日範囲を変更" in desk.get(LEDGER).content.decode()
    url = reverse("admin:supporters_supporter_limits", args=[supporter.pk])
    page = desk.post(url, {**sheet, "_once": "again", "scan": scan()}).content.decode()
    assert "提供してよい範囲は、いまと同じです。" in page


def test_only_a_standing_consent_to_the_provision_gets_other_limits(desk, program):
    supporter = make.supporter(program)
    activity = Consent.objects.get(person=supporter.person)
    gone = make.consent(
        supporter.person, make.text_of(program, ConsentKind.PROVISION), withdrawn_at=NOW,
        withdrawn_through="counter",
    )  # fmt: skip
    for model, row in (("consent", activity), ("consent", gone), ("supporter", supporter)):
        url = reverse(f"admin:supporters_{model}_limits", args=[row.pk])
        page = desk.get(reverse(f"admin:supporters_{model}_change", args=[row.pk]))
        assert url not in page.content.decode()
        desk.post(url, {"_once": f"{model}{row.pk}"})
    assert Consent.objects.standing().get() == activity


def test_the_scan_is_handed_out_as_a_download_and_logged(desk, program):
    supporter = make.supporter(program)
    text = make.text_of(program, ConsentKind.PROVISION)
    act(desk, "supporter", supporter, "consent", **signed(text, scan=scan()))
    consent = Consent.objects.get(text=text)

    url = reverse("admin:supporters_consent_scan", args=[consent.pk])
    response = desk.post(url, {"_once": "scan"})

    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="consent.pdf"'
    assert AccessLog.objects.filter(object_ids=[consent.pk], purpose="同意書の写し").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.exe", b"MZ", "PDF、JPEG、PNG、TIFFのファイルを選んでください。"),
        ("a.pdf", b"MZ\x90", "ファイルの中身が、名前の種類と違います。"),
        ("a.png", PDF, "ファイルの中身が、名前の種類と違います。"),
        ("a.pdf", PDF + b" " * 101, "10MBまでのファイルを選んでください。"),
        ("a.jpg", b"\xff\xd8\xff\xe0", ""),
        ("a.PDF", PDF, ""),
        ("a.tif", b"II*\x00", ""),
    ],
)
def test_what_a_scan_may_be(monkeypatch, name, content, sentence):
    monkeypatch.setattr(scans, "LARGEST", 100)
    field = scans.ScanField()
    if not sentence:
        assert field.clean(scan(content, name)).read() == content
        return
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(scan(content, name))
    assert sentence in refused.value.messages[0]


def test_a_refused_consent_leaves_no_file(desk, program, media):
    supporter = make.supporter(program)  # has consented to this very wording
    url = reverse("admin:supporters_supporter_consent", args=[supporter.pk])
    values = signed(make.text_of(program), scan=scan())

    response = desk.post(url, {"_once": "x", **values})

    assert "すでに記録されています" in response.content.decode()
    assert files(media) == []


def test_neither_original_nor_scan_is_refused(desk, program):
    supporter = make.supporter(program)
    url = reverse("admin:supporters_supporter_consent", args=[supporter.pk])
    values = signed(make.text_of(program, ConsentKind.PROVISION), original_place="")

    response = desk.post(url, {"_once": "x", **values})

    assert "原本の保管場所か、写しのファイルのどちらか" in response.content.decode()
    assert Consent.objects.count() == 1


# ── campaigns ────────────────────────────────────────────────────────────────────────────────


def day(on: date) -> datetime:
    return NOW + timedelta(days=(on - TODAY).days)


@pytest.fixture
def two(program):
    """Two supporters who consented to the first version."""
    return make.supporter(program), make.supporter(program, make.person("林 花"))


@pytest.fixture
def asked(program, clerk, two):
    """The draft of a second version."""
    return draft_next_version(make.text_of(program), actor=clerk, now=NOW)


def test_reminders_go_out_on_the_days_of_the_settings_once_each(program, clerk, two, asked):
    first, second = two
    publish_text(asked, on=TODAY, deadline=date(2026, 11, 30), actor=clerk, now=NOW)
    told = Notice.objects.filter(kind="supporters.reconsent")
    assert told.count() == 2

    for on, count in (
        (date(2026, 11, 15), 2),  # 15 days before: nothing yet
        (date(2026, 11, 16), 4),  # 14 days
        (date(2026, 11, 20), 4),
        (date(2026, 11, 28), 5),  # 2 days: the step of 3 days is made up for; one has answered
        (date(2026, 12, 1), 5),  # over
    ):
        if on == date(2026, 11, 28):
            make.consent(first.person, make.text_of(program), given_on=date(2026, 11, 21))
        remind_about_consents(day(on))
        remind_about_consents(day(on))
        assert told.count() == count, on
    assert list(supporters_without(asked)) == [second]


def test_reminding_by_hand_and_who_is_left(program, clerk, two, asked, desk, world):
    with pytest.raises(Refused) as refused:
        remind_reconsent(asked, actor=clerk, now=NOW)
    assert refused.value.code == "no_campaign"
    assert not waiting_for_consent(TODAY).exists()
    text = publish_text(asked, on=TODAY, deadline=date(2026, 11, 30), actor=clerk, now=NOW)

    assert set(waiting_for_consent(TODAY)) == set(two)
    page = desk.get(reverse("admin:supporters_supporter_changelist") + "?reconsent=open")
    assert "林 花" in page.content.decode()
    keeper = Desk(world.member(Role.ADMINISTRATOR))
    act(keeper, "consenttext", text, "remind")
    assert Notice.objects.filter(kind="supporters.reconsent").count() == 4
    with pytest.raises(Refused) as refused:
        remind_reconsent(text, actor=clerk, now=day(date(2026, 12, 1)))
    assert refused.value.code == "deadline_passed"


# ── withdrawal ───────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_on_paper_ends_candidacy_at_once(desk, program):
    supporter = make.supporter(program)
    consent = Consent.objects.get()
    assert Supporter.objects.dispatchable_on(TODAY).exists()

    act(desk, "supporter", supporter, "withdraw_consent", **{
        "consent": consent.pk, "through": "post", "received_on": "R8.9.29", "place": "書庫A-9",
        "note": "体調のため",
    })  # fmt: skip

    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.withdrawn_through) == (NOW, "post")
    assert (consent.withdrawal_received_on, consent.withdrawal_place) == (
        date(2026, 9, 29), "書庫A-9",
    )  # fmt: skip
    assert not Supporter.objects.dispatchable_on(TODAY).exists()
    assert Withdrawal.objects.get().reason == "体調のため"


@pytest.mark.parametrize(
    ("received_on", "code"),
    [(date(2026, 3, 31), "day_too_early"), (TODAY + timedelta(1), "day_in_future")],
)
def test_a_withdrawal_comes_after_the_consent(program, clerk, received_on, code):
    make.supporter(program)
    paper = PaperTrail(IntakeChannel.POST, received_on)
    with pytest.raises(Refused) as refused:
        withdraw_consent(
            Consent.objects.get(), through=IntakeChannel.POST, paper=paper, actor=clerk, now=NOW
        )
    assert refused.value.code == code


# ── changes ──────────────────────────────────────────────────────────────────────────────────


CHANGED = {
    "channel": "post", "received_on": "R8.9.28", "name": "佐藤 花子", "kana": "さとう はなこ",
    "postcode": "4000002", "address": "みどり県あおば市南町2-2", "phone": "0551234567",
    "mobile": "09012345678", "note": "結婚のため",
}  # fmt: skip


@pytest.fixture
def registration(program, clerk: Actor):
    application = make.ready_application(program)
    return approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)


def test_a_change_notice_is_keyed_and_names_what_is_stale(desk, registration):
    person = registration.person
    values = {**CHANGED, "email": person.email}
    act(desk, "registration", registration, "change_notice", **values)

    notice = ChangeNotice.objects.get()
    assert (notice.channel, notice.received_on, notice.state) == (
        "post", date(2026, 9, 28), "received",
    )  # fmt: skip
    assert sorted(notice.changes) == ["address", "kana", "name", "postcode"]
    person.refresh_from_db()
    assert person.name == "山田 花子"

    act(desk, "changenotice", notice, "apply")
    person.refresh_from_db()
    card = RegistrationIssue.objects.get(kind="card")
    assert (person.name, stale_sentence(card)) == ("佐藤 花子", "ふりがな・氏名が変わりました。")
    page = desk.get(
        reverse("admin:supporters_registration_change", args=[registration.pk])
    ).content.decode()
    assert "ふりがな・氏名が変わりました。" in page
    issue = desk.get(reverse("admin:supporters_registrationissue_change", args=[card.pk]))
    assert "ふりがな・氏名が変わりました。" in issue.content.decode()
    listed = desk.get(reverse("admin:supporters_registrationissue_changelist") + "?stale=1")
    assert listed.context["cl"].result_count == 2


def test_checked_at_the_counter_it_is_applied_at_once_and_reissued(desk, registration):
    values = {**CHANGED, "email": "", "apply_now": "on"}
    response = act(desk, "registration", registration, "change_notice", **values)

    assert "お手元の証の内容が古くなりました" in response.content.decode()
    notice = ChangeNotice.objects.get()
    assert notice.state == "applied"
    act(desk, "changenotice", notice, "reissue_stale")
    fresh = RegistrationIssue.objects.filter(issue_index=2)
    assert {(one.kind, one.snapshot["name"]) for one in fresh} == {
        ("card", "佐藤 花子"), ("certificate", "佐藤 花子"),
    }  # fmt: skip
    assert RegistrationIssue.objects.filter(revoked_reason="登録事項の変更").count() == 2
