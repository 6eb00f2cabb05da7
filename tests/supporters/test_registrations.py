"""The life of a registration: renewal, leave, suspension, withdrawal, revocation (D1–D3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from foundation.documents.models import PrintItem
from foundation.notices.models import Notice, Task
from foundation.organizations.models import Issuer
from foundation.organizations.permissions import Role
from foundation.people.models import Person
from foundation.refusals import Refused
from supporters.actions.decisions import approve_application
from supporters.actions.issues import record_loss, reissue_paper
from supporters.actions.moves import resume_registration, suspend_registration, take_leave
from supporters.actions.renewals import renew_registration
from supporters.actions.revocations import (
    HearingFacts,
    approve_revocation,
    drop_revocation,
    open_revocation,
    propose_revocation,
    record_hearing,
)
from supporters.actions.withdrawals import (
    confirm_withdrawal,
    receive_withdrawal,
    retract_withdrawal,
)
from supporters.documents.issues import issue_pdf
from supporters.enums import IntakeChannel, RegistrationState, TermKind
from supporters.models import Registration, RegistrationIssue, Supporter, SupporterLetter
from supporters.queries.standing import why_not_dispatchable
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import IssuerFactory
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import pages_of

TODAY = date(2026, 10, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)


def renew(registration, day, clerk):
    return renew_registration(registration, decided_on=day, actor=clerk, now=at(day))


@pytest.mark.parametrize(
    ("day", "valid_from", "valid_through", "kind"),
    [
        (date(2028, 1, 1), date(2028, 4, 1), date(2030, 3, 31), "renewal"),
        (date(2028, 3, 31), date(2028, 4, 1), date(2030, 3, 31), "renewal"),
        (date(2028, 5, 10), date(2028, 5, 10), date(2030, 5, 9), "after_lapse"),
    ],
)
def test_rule_d2_renewal(program, clerk, day, valid_from, valid_through, kind):
    supporter = make.supporter(program)

    term = renew(supporter.registration, day, clerk)

    assert (term.valid_from, term.valid_through, term.issued_on, term.kind) == (
        valid_from, valid_through, valid_from, kind,
    )  # fmt: skip
    assert term.registration == supporter.registration
    assert {issue.issued_on for issue in RegistrationIssue.objects.all()} == {valid_from}
    assert Notice.objects.filter(kind="supporters.renewed").count() == 1
    assert why_not_dispatchable(Supporter.objects.get(), valid_through) is None


@pytest.mark.parametrize(
    ("settings", "state", "day", "code"),
    [
        ({}, "active", date(2027, 12, 31), "renewal_too_early"),
        ({"renewal_opens_days": 120}, "active", date(2027, 12, 31), None),
        ({"renewal_allowed": False}, "active", date(2028, 3, 1), "renewal_off"),
        ({}, "suspended", date(2028, 3, 1), "suspended"),
        ({}, "withdrawn", date(2028, 3, 1), "registration_over"),
        ({}, "on_leave", date(2028, 3, 1), None),
    ],
)
def test_why_cannot_renew(program, clerk, settings_of, settings, state, day, code):
    supporter = make.supporter(program)
    settings_of(**settings)
    Registration.objects.update(state=state)
    try:
        renew(supporter.registration, day, clerk)
        given = None
    except Refused as refused:
        given = refused.code
    assert given == code


def test_rule_d1_renewal_under_a_new_number_keeps_supporter_and_running_term(
    program, clerk, settings_of
):
    settings_of(number_on_renewal="new")
    application = make.ready_application(program)
    old = approve_application(application, decided_on=date(2026, 4, 1), actor=clerk, now=NOW)
    day = date(2028, 3, 1)

    term = renew(old, day, clerk)

    old.refresh_from_db()
    new = term.registration
    assert (old.state, old.number_text, new.number_text) == ("replaced", "001", "002")
    assert new.replaces == old
    supporter = Supporter.objects.get()
    assert supporter.registration == new
    assert why_not_dispatchable(supporter, day) is None
    assert why_not_dispatchable(supporter, term.valid_through) is None


def test_renewal_needs_the_current_consent(program, clerk):
    supporter = make.supporter(program)
    supporter.person.supporter_consents.update(withdrawn_at=NOW, withdrawn_through="counter")
    with pytest.raises(Refused) as refused:
        renew(supporter.registration, date(2028, 3, 1), clerk)
    assert refused.value.code == "consent_missing"


def test_leave_and_suspension_are_recorded_with_their_days(program, clerk):
    registration = make.supporter(program).registration

    take_leave(registration, on=TODAY, reason="家庭の事情", actor=clerk, now=NOW)
    resume_registration(registration, on=TODAY, actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        suspend_registration(registration, reason="", actor=clerk, now=NOW)
    assert refused.value.code == "reason_missing"
    suspend_registration(registration, reason="苦情の確認中", actor=clerk, now=NOW)

    registration.refresh_from_db()
    assert registration.state == RegistrationState.SUSPENDED
    assert [move.to_state for move in registration.moves.all()] == [
        "on_leave", "active", "suspended",
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        resume_registration(registration, on=date(2026, 9, 30), reason="誤り", actor=clerk, now=NOW)
    assert refused.value.code == "day_too_early"


def test_a_withdrawal_ends_the_registration_when_its_reason_is_confirmed(program, clerk):
    supporter = make.supporter(program)
    registration = supporter.registration
    withdrawal = receive_withdrawal(
        registration, channel=IntakeChannel.POST, received_on=TODAY, reason="", actor=clerk, now=NOW
    )
    assert why_not_dispatchable(supporter, TODAY).code == "leaving"
    assert Task.objects.filter(done_at=None).count() == 1
    with pytest.raises(Refused) as refused:
        confirm_withdrawal(withdrawal, note="", confirmed_on=TODAY, actor=clerk, now=NOW)
    assert refused.value.code == "reason_missing"

    confirm_withdrawal(
        withdrawal, note="転居のためと電話で確認", confirmed_on=TODAY, actor=clerk, now=NOW
    )
    registration.refresh_from_db()
    assert (registration.state, registration.state_reason) == (
        "withdrawn",
        "転居のためと電話で確認",
    )
    assert not Task.objects.filter(done_at=None, kind="supporters.confirm_withdrawal").exists()
    assert Notice.objects.filter(kind="supporters.withdrawn").count() == 1
    with pytest.raises(Refused):
        confirm_withdrawal(withdrawal, note="二度目", confirmed_on=TODAY, actor=clerk, now=NOW)


def test_a_withdrawal_may_be_taken_back_before_it_is_confirmed(program, clerk):
    supporter = make.supporter(program)
    withdrawal = receive_withdrawal(
        supporter.registration, channel=IntakeChannel.WEB, received_on=TODAY, reason="忙しい",
        actor=clerk, now=NOW,
    )  # fmt: skip
    retract_withdrawal(withdrawal, actor=clerk, now=NOW)
    assert why_not_dispatchable(supporter, TODAY) is None


def test_rule_d3_revocation_needs_investigation_interview_and_an_approver(program, clerk, approver):
    registration = make.supporter(program).registration
    revocation = open_revocation(
        registration, grounds="秘密を漏らした疑い", opened_on=TODAY, actor=clerk, now=NOW
    )
    for facts, code in (
        (HearingFacts(), "investigation_missing"),
        (HearingFacts(TODAY, "関係者に確認した。"), "interview_missing"),
    ):
        record_hearing(revocation, facts, actor=clerk, now=NOW)
        with pytest.raises(Refused) as refused:
            propose_revocation(revocation, actor=clerk, now=NOW)
        assert refused.value.code == code
    record_hearing(
        revocation,
        HearingFacts(interview_on=TODAY, interview_note="認めた。"),
        actor=clerk,
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        approve_revocation(revocation, note="信頼を傷つけた", actor=approver, now=NOW)
    assert refused.value.code == "not_proposed"
    propose_revocation(revocation, actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        approve_revocation(revocation, note="信頼を傷つけた", actor=clerk, now=NOW)
    assert refused.value.code == "same_person"

    approve_revocation(revocation, note="信頼を傷つけた", actor=approver, now=NOW)

    registration.refresh_from_db()
    assert registration.state == RegistrationState.REVOKED
    assert not Notice.objects.filter(kind="supporters.revoked").exists()
    assert SupporterLetter.objects.get().kind == "revocation"
    assert why_not_dispatchable(Supporter.objects.get(), TODAY).code == "revoked"


def test_a_dropped_revocation_leaves_the_registration(program, clerk):
    registration = make.supporter(program).registration
    revocation = open_revocation(
        registration, grounds="疑い", opened_on=TODAY, actor=clerk, now=NOW
    )
    drop_revocation(revocation, note="事実がなかった", actor=clerk, now=NOW)
    registration.refresh_from_db()
    assert registration.state == RegistrationState.ACTIVE
    open_revocation(registration, grounds="別の疑い", opened_on=TODAY, actor=clerk, now=NOW)


def test_a_reissue_gets_the_next_index_and_voids_the_old_paper(program, clerk):
    registration = approve_application(
        make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW
    )
    card = RegistrationIssue.objects.get(kind="card")
    record_loss(card, actor=clerk, now=NOW)
    with pytest.raises(Refused):
        reissue_paper(card, reason="", actor=clerk, now=NOW)

    new = reissue_paper(card, reason="紛失", actor=clerk, now=NOW)
    assert new.snapshot["reissued_on"] is None  # the first day of issue is today

    card.refresh_from_db()
    assert (new.issue_index, new.number_text) == (2, registration.number_text)
    assert (card.revoked_reason, new.revoked_at) == ("紛失", None)
    assert new.snapshot["code"] != card.snapshot["code"]
    queue = PrintItem.objects.filter(document_kind="supporters.card", state="waiting")
    assert list(queue.values_list("target_id", flat=True)) == [new.pk]


@pytest.mark.parametrize(
    ("setting", "kinds"),
    [("both", {"certificate", "card"}), ("certificate", {"certificate"}), ("card", {"card"})],
)
def test_a_programme_says_which_papers_it_issues(program, clerk, settings_of, setting, kinds):
    settings_of(issued_papers=setting)
    approve_application(make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW)

    assert set(RegistrationIssue.objects.values_list("kind", flat=True)) == kinds
    assert PrintItem.objects.filter(state="waiting").count() == len(kinds)


def test_who_was_taken_over_from_a_roster_gets_papers(program, world, frozen):
    """The day of this issue stands on them: an older paper is in the person's hands."""
    rows = [make.registration(program, make.person(name)) for name in ("山田 花子", "泉川 一樹")]
    for row in rows:
        make.term(row, kind=TermKind.IMPORTED)
    desk = Desk(world.member(Role.CLERK))
    listed = reverse("admin:supporters_registration_changelist")
    assert "登録証・カードを発行する" in desk.get(listed).content.decode()

    for row in rows:
        url = reverse("admin:supporters_registration_issue_papers", args=[row.pk])
        desk.post(url, {"_once": f"papers{row.pk}", "kinds": ["certificate", "card"]})

    issues = RegistrationIssue.objects.filter(term__registration=rows[0])
    assert {(issue.kind, issue.issue_index) for issue in issues} == {
        ("certificate", 1), ("card", 1),
    }  # fmt: skip
    assert {issue.snapshot["reissued_on"] for issue in issues} == {TODAY.isoformat()}
    url = reverse("admin:supporters_registration_issue_papers", args=[rows[0].pk])
    again = desk.post(url, {"_once": "again", "kinds": ["card"]}).content.decode()
    assert "すでに発行しています" in again
    assert RegistrationIssue.objects.count() == 4


def test_t17_a_reissue_keeps_the_number_and_the_first_day_and_prints_its_own(
    program, clerk, pdf_fonts, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    registration = approve_application(
        make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW
    )
    Issuer.objects.update(valid_through=date(2027, 3, 31))
    IssuerFactory(title="あおば市長", name="若葉 二郎", valid_from=date(2027, 4, 1))
    person = registration.person
    Person.objects.filter(pk=person.pk).update(name="佐藤 花子")
    later = NOW + timedelta(days=300)
    for kind, words in (
        ("certificate", ["令和8年10月1日（令和9年7月28日再交付）", "若葉二郎"]),
        ("card", ["令和9年7月28日再交付"]),
    ):
        old = RegistrationIssue.objects.get(kind=kind)
        new = reissue_paper(old, reason="氏名の変更", actor=clerk, now=later)
        assert (new.number_text, new.issue_index) == (old.number_text, 2)
        assert new.issued_on == date(2027, 7, 28)
        text = "".join(pages_of(issue_pdf(new), f"reissued-{kind}")[0].split())
        assert [word for word in ["佐藤花子", *words] if word not in text] == []
        assert "再交付" not in pages_of(issue_pdf(old))[0]


def test_a_notice_that_waited_is_settled_after_the_registration_ended_otherwise(program, clerk):
    registration = make.supporter(program).registration
    leaving = receive_withdrawal(
        registration, channel=IntakeChannel.POST, received_on=TODAY, reason="体調", actor=clerk,
        now=NOW,
    )  # fmt: skip
    Registration.objects.update(state=RegistrationState.REVOKED)

    confirm_withdrawal(leaving, note="", confirmed_on=TODAY, actor=clerk, now=NOW)

    leaving.refresh_from_db()
    registration.refresh_from_db()
    assert (leaving.state, registration.state) == ("confirmed", "revoked")
    assert not Task.objects.filter(done_at=None).exists()
    assert not Notice.objects.filter(kind="supporters.withdrawn").exists()
