"""The staff pages: paper keyed to a card, every list, the other organization gets 404."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from foundation.audit.models import AccessLog
from foundation.jobs.execution import run_job
from foundation.jobs.models import Job
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.actions.decisions import approve_application
from supporters.models import (
    ChangeNotice,
    Consent,
    ConsentText,
    ReceivedEntry,
    Registration,
    RegistrationApplication,
    RegistrationIssue,
    RenewalRequest,
    Revocation,
    RosterProvision,
    Supporter,
    SupporterSettings,
    Withdrawal,
)
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import pages_of

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)


@pytest.fixture
def desk(world, program):
    return Desk(world.member(Role.CLERK))


@pytest.fixture
def head(world):
    return Desk(world.member(Role.APPROVER))


@pytest.fixture
def keeper(world):
    return Desk(world.member(Role.ADMINISTRATOR))


def act(desk, model, row, button, /, **data):
    """Press a button of a record and return the page that follows."""
    url = reverse(f"admin:supporters_{model}_{button}", args=[row.pk])
    response = desk.post(url, {"_once": f"{button}{row.pk}", **data}, follow=True)
    if response["Content-Type"] == "application/pdf":
        return response
    errors = re.findall(r'class="errorn[^>]*>(.*?)</', response.content.decode(), re.DOTALL)
    assert not errors, errors
    return response


KEYED = {
    "channel": "counter", "received_at": "2026-09-30 10:00",
    "name": "山田 花子", "kana": "やまだ はなこ", "birth_date": "S45.5.5", "postcode": "4000001",
    "address": "みどり県あおば市中央1-1", "phone": "0551234567", "motive": "役に立ちたい",
    "completion_number": "R8-777", "declared_all": "on", "has_car": "unknown",
    "areas": "北町\n南町", "weekdays": ["0", "5"], "time_bands": ["morning"], "activities": [],
}  # fmt: skip


UNKNOWN = {"phone": "", "mobile": "", "email": "", "birth_date": None}


@pytest.mark.parametrize(
    ("facts", "is_offered"),
    [
        ({"phone": "09012345678"}, True),
        ({"email": "A@example.jp"}, True),
        ({"phone": "0311112222"}, False),  # the name alone proves nothing
        ({"name": "山田 太郎", "phone": "09012345678"}, False),
    ],
)
def test_who_is_known_from_another_programme_is_not_made_again(desk, program, facts, is_offered):
    known = make.person(**{"name": "山田 花子", **UNKNOWN, **facts})
    application = make.application(
        program, name="山田 花子", phone="09012345678", email="a@example.jp", birth_date=None
    )
    page = reverse("admin:supporters_registrationapplication_match", args=[application.pk])
    assert (f'value="person-{known.pk}"' in desk.get(page).content.decode()) is is_offered

    act(desk, "registrationapplication", application, "match", choice=f"person-{known.pk}")
    application.refresh_from_db()
    assert application.person == (known if is_offered else None)


def test_a_paper_becomes_a_registration_and_a_card(desk, program, pdf_fonts, clerk):
    person = make.person("山田 花子", email="")
    make.completion(program, person, number_text="R8-777")
    url = reverse("admin:supporters_registrationapplication_add")

    response = desk.post(url, {**KEYED, "program": program.pk}, follow=True)

    application = RegistrationApplication.objects.get()
    assert response.status_code == 200
    assert (application.channel, application.person) == ("counter", None)
    assert (application.areas, application.weekdays) == (["北町", "南町"], [0, 5])
    page = desk.get(
        reverse("admin:supporters_registrationapplication_match", args=[application.pk])
    ).content.decode()
    assert "R8-777" in page
    choice = person.completions.get().pk
    act(desk, "registrationapplication", application, "match", choice=choice)
    act(desk, "registrationapplication", application, "consent", **{
        "text": make.text_of(program).pk, "given_on": "R8.9.30", "signed_name": "山田花子",
        "explained_on": "2026-09-30 10:00", "explained_by": "青葉", "original_place": "書庫A-1",
    })  # fmt: skip
    act(desk, "registrationapplication", application, "review", **{
        "interview_on": "R8.9.30", "interview_by": "青葉", "interview_note": "", "lecture_on": "",
        "suitability": "suitable", "suitability_reason": "意欲がある",
    })  # fmt: skip
    act(desk, "registrationapplication", application, "approve", decided_on="R8.10.1", reason="")
    registration = Registration.objects.get()
    assert registration.number_text == "001"

    card = RegistrationIssue.objects.get(kind="card")
    sheet = {"start": "3", "nudge_x": "0", "nudge_y": "0", "backs": "on"}
    printed = act(desk, "registrationissue", card, "print_cards", **sheet)
    assert printed["Content-Type"] == "application/pdf"
    assert "山田 花子" in pages_of(printed.content)[0]
    card.refresh_from_db()
    assert card.printed_at is not None
    assert AccessLog.objects.filter(action="print").count() == 1


def test_two_people_decide(desk, head, program, settings_of):
    settings_of(second_approval=True)
    application = make.ready_application(program)
    record, url = (
        reverse(f"admin:supporters_registrationapplication_{page}", args=[application.pk])
        for page in ("change", "approve")
    )
    assert "決定を待つ登録申込" not in head.get(reverse("admin:index")).content.decode()
    act(desk, "registrationapplication", application, "propose")
    assert "決定を待つ登録申込" in head.get(reverse("admin:index")).content.decode()
    form = {"decided_on": "R8.10.1", "reason": ""}
    desk.post(url, {"_once": "a", **form}, follow=True)
    assert not Registration.objects.exists()
    assert url not in desk.get(record).content.decode()
    assert url in head.get(record).content.decode()
    act(head, "registrationapplication", application, "approve", **form)
    assert Registration.objects.count() == 1


def test_who_does_not_decide_is_offered_no_decision(desk, head, program):
    """Where the officer decides, the approver has nothing to press, and nobody is asked."""
    application = make.ready_application(program)
    record, approve, propose = (
        reverse(f"admin:supporters_registrationapplication_{page}", args=[application.pk])
        for page in ("change", "approve", "propose")
    )
    listed = reverse("admin:supporters_registrationapplication_changelist")
    for page in (record, listed):
        assert approve in desk.get(page).content.decode()
        assert approve not in head.get(page).content.decode()
    assert propose not in desk.get(record).content.decode()
    assert "決定を待つ登録申込" not in head.get(reverse("admin:index")).content.decode()


def test_a_revocation_through_the_pages(desk, head, program):
    registration = make.supporter(program).registration
    act(desk, "registration", registration, "revoke", reason="秘密を漏らした疑い")
    revocation = Revocation.objects.get()
    act(desk, "revocation", revocation, "hear", investigation_on="R8.10.1",
        investigation_note="確認した", interview_on="R8.10.1", interview_note="認めた")  # fmt: skip
    act(desk, "revocation", revocation, "propose")
    url = reverse("admin:supporters_revocation_approve", args=[revocation.pk])
    assert desk.get(url).status_code == 403
    act(head, "revocation", revocation, "approve", reason="信頼を傷つけた")
    registration.refresh_from_db()
    assert registration.state == "revoked"


def test_leave_suspension_withdrawal_and_change_through_the_pages(desk, program):
    supporter = make.supporter(program)
    registration = supporter.registration
    act(desk, "registration", registration, "leave", on="R8.10.1", reason="")
    act(desk, "registration", registration, "resume", on="R8.10.1", reason="")
    act(desk, "registration", registration, "suspend", reason="苦情の確認中")
    act(desk, "registration", registration, "resume", on="R8.10.1", reason="解消した")
    act(desk, "registration", registration, "withdraw", channel="post", received_on="R8.10.1",
        reason="転居")  # fmt: skip
    act(desk, "withdrawal", Withdrawal.objects.get(), "confirm", confirmed_on="R8.10.1",
        note="電話で確認")  # fmt: skip
    registration.refresh_from_db()
    assert registration.state == "withdrawn"


def test_wishes_are_keyed_for_who_writes_on_paper(desk, program):
    supporter = make.supporter(program)
    act(desk, "supporter", supporter, "wishes", areas="北町\n南町", weekdays=["0", "5"],
        time_bands=["morning"], activities=[], languages="手話", has_car="true",
        wish_note="")  # fmt: skip
    supporter.refresh_from_db()
    assert (supporter.areas, supporter.weekdays, supporter.time_bands) == (
        ["北町", "南町"], [0, 5], ["morning"],
    )  # fmt: skip
    assert (supporter.languages, supporter.has_car, supporter.activities) == ("手話", True, [])


def test_settings_and_wordings_belong_to_the_administrator(desk, keeper, program):
    text = make.text_of(program)
    act(keeper, "consenttext", text, "next_version")
    draft = ConsentText.objects.get(version=2)
    act(keeper, "consenttext", draft, "publish", on="R8.10.1", deadline="R8.12.31")
    draft.refresh_from_db()
    assert draft.reconsent_deadline == date(2026, 12, 31)
    for model in ("consenttext", "supportersettings"):
        assert desk.get(reverse(f"admin:supporters_{model}_changelist")).status_code == 403
        assert keeper.get(reverse(f"admin:supporters_{model}_changelist")).status_code == 200


def test_settings_begin_with_the_preset_of_the_kind(keeper, program):
    other = ProgramFactory(name="もうひとつの事業")
    url = reverse("admin:supporters_supportersettings_add")

    page = keeper.post(url, {"program": other.pk}, follow=True)

    made = SupporterSettings.objects.get(program=other)
    assert page.redirect_chain[-1][0] == reverse(
        "admin:supporters_supportersettings_change", args=[made.pk]
    )
    assert (made.is_enabled, made.term_years, made.review) == (True, 2, "interview")
    assert len(made.declarations) == 3
    assert set(ConsentText.objects.filter(program=other).values_list("kind", flat=True)) == {
        "activity", "provision",
    }  # fmt: skip
    offered = keeper.get(url).context["adminform"].form.fields["program"].queryset
    assert other not in offered


def test_lists_in_settings_are_typed_line_by_line(keeper, program):
    settings = SupporterSettings.objects.get()
    url = reverse("admin:supporters_supportersettings_change", args=[settings.pk])
    form = keeper.get(url).context["adminform"].form
    typed = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, False)
    }
    typed |= {
        "declarations": "一つ、守ります。\n\n二つ、続けます。",
        "expiry_notice_days": "60、14",
    }

    keeper.post(url, typed, follow=True)

    settings.refresh_from_db()
    assert settings.declarations == ["一つ、守ります。", "二つ、続けます。"]
    assert settings.expiry_notice_days == [60, 14]


def test_the_roster_is_printed_and_exported_with_its_purpose(desk, program, pdf_fonts):
    make.supporter(program)
    form = {"settings": SupporterSettings.objects.get().pk, "on": "R8.10.1", "kind": "pdf",
            "copy_number": "第3号", "columns": ["number", "name"], "stock": "label-12",
            "purpose": ""}  # fmt: skip
    url = reverse("admin:supporters_roster")
    assert "必須です。" in desk.post(url, form).content.decode()
    assert not AccessLog.objects.exists()

    printed = desk.post(url, {**form, "purpose": "庁内会議の資料"})
    assert "取扱注意　第3号" in pages_of(printed.content)[0]
    exported = desk.post(url, {**form, "kind": "xlsx", "purpose": "点検"})
    assert exported["Content-Disposition"].endswith('"roster.xlsx"')
    make.supporter(program, make.person("宛名 無子", address=""))
    labelled = {**form, "kind": "labels", "purpose": "研修の案内"}
    asked = desk.post(url, labelled).content.decode()
    assert "住所の記録がないため" in asked
    assert "宛名 無子" in asked
    labels = desk.post(url, {**labelled, "anyway": "1"})
    assert "無子" not in pages_of(labels.content)[0]
    assert "山田 花子　様" in pages_of(labels.content)[0]
    logs = AccessLog.objects.order_by("id").values_list("action", "purpose", "count")
    assert list(logs) == [
        ("print", "庁内会議の資料", 1), ("export", "点検", 1), ("print", "研修の案内", 2),
    ]  # fmt: skip
    make.supporter(program)  # on a sheet of which one label is left
    last = desk.post(url, {**labelled, "anyway": "1", "start": "12"})
    assert len(pages_of(last.content)) == 2
    beyond = desk.post(url, {**labelled, "anyway": "1", "start": "13"}).content.decode()
    assert "1から12で入力してください。" in beyond


def test_a_long_roster_is_written_in_the_background(desk, program, world, monkeypatch):
    monkeypatch.setattr("supporters.admin.roster.AT_ONCE", 1)
    for _ in range(2):
        make.supporter(program)
    form = {"settings": SupporterSettings.objects.get().pk, "on": "R8.10.1", "kind": "xlsx",
            "columns": ["number", "name"], "stock": "label-12", "purpose": "点検"}  # fmt: skip

    answer = desk.post(reverse("admin:supporters_roster"), form)

    job = Job.objects.get()
    assert answer.url == reverse("admin:jobs_job_change", args=[job.pk])
    assert list(AccessLog.objects.values_list("action", "purpose", "count")) == [
        ("export", "点検", 2)
    ]
    run_job.call(world.aoba.pk, job.pk)
    file = desk.get(reverse("admin:job_file", args=[job.pk]))
    book = load_workbook(BytesIO(file.getvalue()))
    headings, *rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert headings == ("登録番号", "氏名")
    assert [name for _, name in rows] == ["山田 花子", "山田 花子"]


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [("pdf", "roster.pdf", "取扱注意　第3号"), ("labels", "labels.pdf", "山田 花子　様")],
)
def test_long_papers_are_drawn_in_the_background(
    desk, program, world, monkeypatch, pdf_fonts, kind, name, says
):
    monkeypatch.setattr("supporters.admin.roster.AT_ONCE", 1)
    for _ in range(10):
        make.supporter(program)
    form = {"settings": SupporterSettings.objects.get().pk, "on": "R8.10.1", "kind": kind,
            "copy_number": "第3号", "pages": "1", "stock": "label-12",
            "purpose": "点検"}  # fmt: skip

    answer = desk.post(reverse("admin:supporters_roster"), form)

    job = Job.objects.get()
    assert answer.url == reverse("admin:jobs_job_change", args=[job.pk])
    assert AccessLog.objects.values_list("action", "count").get() == ("print", 10)
    run_job.call(world.aoba.pk, job.pk)
    file = desk.get(reverse("admin:job_file", args=[job.pk]))
    assert name in file["Content-Disposition"]
    pages = pages_of(file.getvalue())
    assert len(pages) == 1, "only the page that was asked for"
    assert says in pages[0]
    reader = Desk(world.member(Role.VIEWER))
    assert reader.get(reverse("admin:job_file", args=[job.pk])).status_code in (403, 404)


def test_a_registration_shows_one_state_of_today(program, desk):
    over = make.registration(program, make.person("満了 済子"))
    make.term(over, valid_from=date(2024, 4, 1))

    url = reverse("admin:supporters_registration_change", args=[over.pk])
    page = re.sub(r"<[^>]+>", " ", desk.get(url).content.decode())

    assert "期間満了" in page
    assert "活動できる" not in page


def test_an_ended_term_is_told_in_the_list_of_registrations(desk, program):
    """No flag flips: the list tells what the terms say today."""
    over = make.registration(program, make.person("満了 済子"))
    make.term(over, valid_from=date(2024, 4, 1))
    make.term(make.registration(program, make.person("期間 中子")))
    url = reverse("admin:supporters_registration_changelist")

    listed = desk.get(url).content.decode()
    assert "期間満了" in listed
    for period, shown, hidden in (("over", "満了 済子", "期間 中子"),
                                  ("valid", "期間 中子", "満了 済子")):  # fmt: skip
        page = desk.get(url, {"period": period}).content.decode()
        assert (shown in page, hidden in page) == (True, False)


def test_some_pages_of_the_roster_are_printed_again(desk, program, pdf_fonts):
    for _ in range(11):
        make.supporter(program)
    form = {"settings": SupporterSettings.objects.get().pk, "on": "R8.10.1", "kind": "pdf",
            "copy_number": "", "stock": "label-12", "purpose": "刷り直し"}  # fmt: skip
    url = reverse("admin:supporters_roster")

    (page,) = pages_of(desk.post(url, {**form, "pages": "2"}).content)
    assert "2 / 2" in page
    refused = desk.post(url, {**form, "pages": "3-4"})
    assert "全部で2ページです。" in refused.content.decode()
    assert AccessLog.objects.count() == 1, "what was not drawn was not printed"


def test_states_endings_and_dashboard(desk, program, clerk):
    approve_application(make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW)
    make.application(program)
    states = desk.get(reverse("admin:supporters_states"), {"on": "R8.10.1"}).content.decode()
    assert "令和8年10月1日（木）の登録者数" in states
    assert desk.get(reverse("admin:supporters_ending")).status_code == 200
    index = desk.get(reverse("admin:index")).content.decode()
    assert "決定を待つ登録申込" in index
    assert "印刷する登録証・カード" in index


@pytest.fixture
def everything(program, clerk):
    """A row of every model of あおば市."""
    registration = approve_application(
        make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW
    )
    Withdrawal.objects.create(registration=registration, channel="post", received_on=TODAY)
    Revocation.objects.create(registration=registration, opened_on=TODAY, grounds="疑い")
    ChangeNotice.objects.create(
        registration=registration, channel="post", received_on=TODAY,
        changes={"name": {"old": "山田", "new": "佐藤"}},
    )  # fmt: skip
    make.received_entry(program)
    RenewalRequest.objects.create(
        registration=registration, term=registration.terms.get(), wish="renew", channel="post",
        received_on=TODAY, state="received",
    )  # fmt: skip
    from tests.factories.organizations import MunicipalityFactory  # noqa: PLC0415 - one use

    RosterProvision.objects.create(
        program=program, purpose="派遣", basis="同意", fields=["number", "name"], as_of=TODAY,
        recipient_municipality=MunicipalityFactory(),
    )  # fmt: skip
    return registration


MODELS: list[Any] = [
    RegistrationApplication, Registration, Supporter, RegistrationIssue, Consent, ConsentText,
    Withdrawal, Revocation, ChangeNotice, RenewalRequest, ReceivedEntry, RosterProvision,
    SupporterSettings,
]  # fmt: skip


def addresses() -> list[tuple[Any, str]]:
    """Every staff address about one row of supporters, from the registered pages."""
    from django.contrib import admin  # noqa: PLC0415 - after the apps are ready

    found: list[tuple[Any, str]] = []
    for model in MODELS:
        model_admin: Any = admin.site._registry[model]
        base = f"admin:supporters_{model._meta.model_name}"
        found += [(model, f"{base}_{name}") for name in ("change", "history")]
        found += [(model, f"{base}_{name}") for name in model_admin.action_pages()]
    found += [(RegistrationApplication, "admin:supporters_form_pdf"),
              (RegistrationIssue, "admin:supporters_issue_pdf")]  # fmt: skip
    return found


def test_the_other_organization_gets_404_everywhere(everything, world, pdf_fonts):
    roles = (Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR)
    here = Desk(world.member(*roles))
    with within(world.wakaba):
        there = Desk(world.member(*roles, organization=world.wakaba))
    for model, name in addresses():
        url = reverse(name, args=[model.objects.first().pk])
        assert there.get(url).status_code == 404, url
        assert here.get(url).status_code in (200, 302), url


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    world, program, clerk, count, django_assert_max_num_queries
):
    desk = Desk(world.member(Role.CLERK))
    for _ in range(count):
        approve_application(make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW)
    for row in Registration.objects.all():
        RenewalRequest.objects.create(
            registration=row, term=row.terms.get(), wish="renew", channel="post",
            received_on=TODAY, state="received",
        )  # fmt: skip
    for model in ("registration", "supporter", "registrationissue", "registrationapplication",
                  "renewalrequest"):  # fmt: skip
        url = reverse(f"admin:supporters_{model}_changelist")
        desk.get(url)
        with django_assert_max_num_queries(22):
            assert desk.get(url).status_code == 200
