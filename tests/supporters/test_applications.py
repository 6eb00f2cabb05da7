"""From the application to the registration: what is refused, what is made (要綱 第6〜9条)."""

from datetime import date, timedelta

import pytest

from foundation.documents.models import PrintItem
from foundation.notices.models import Notice
from foundation.refusals import Refused
from supporters.actions.applications import (
    match_application,
    match_with_new_person,
    submit_application,
    withdraw_application,
)
from supporters.actions.decisions import approve_application, reject_application
from supporters.actions.reviews import ReviewFacts, propose_approval, record_review
from supporters.enums import ApplicationState, ConsentKind, RegistrationIssueKind
from supporters.models import (
    Consent,
    FollowUp,
    Registration,
    RegistrationApplication,
    RegistrationIssue,
    Supporter,
)
from supporters.queries.standing import why_not_dispatchable
from supporters.receivers import invite_completer
from tests.factories import supporters as make
from tests.factories.base import NOW
from trainings.models import Completion

TODAY = date(2026, 10, 1)
SIXTEEN = date(2010, 5, 5)


def submit(program, clerk, **values):
    consents = [(make.text_of(program), make.web_consent())]
    return submit_application(
        program, make.facts(**values), make.intake(), consents=consents,
        completion=values.pop("completion", None), actor=clerk, now=NOW,
    )  # fmt: skip


def test_a_completer_applies_with_consent_and_hears_of_it(program, clerk):
    completion = make.completion(program, make.person("山田 花子"))
    consents = [(make.text_of(program), make.web_consent())]

    application = submit_application(
        program, make.facts(), make.intake(), consents=consents, completion=completion,
        actor=clerk, now=NOW,
    )  # fmt: skip

    consent = Consent.objects.get()
    assert (application.person, consent.person) == (completion.person, completion.person)
    assert consent.application == application
    notice = Notice.objects.get(kind="supporters.received")
    assert application.reference in notice.body
    assert notice.subject == "【あおば市】研修のお知らせ"


def test_the_same_token_makes_one_application(program, clerk):
    intake = make.intake()
    rows = [
        submit_application(program, make.facts(), intake, actor=clerk, now=NOW) for _ in range(2)
    ]

    assert rows[0].pk == rows[1].pk
    assert Notice.objects.count() == 1


def test_rule_b10_typed_facts_open_nothing_and_staff_match_by_hand(program, clerk):
    known = make.person("山田 花子")
    make.completion(program, known, number_text="R8-001")

    application = submit(program, clerk, completion_number="R8-001")

    assert application.person is None
    assert Consent.objects.get().person is None
    match_application(application, known, completion=known.completions.get(), actor=clerk, now=NOW)
    assert Consent.objects.get().person == known


def test_a_new_person_is_made_from_what_was_typed(program, clerk):
    application = match_with_new_person(submit(program, clerk), actor=clerk, now=NOW)

    assert application.person.name == "山田 花子"
    assert application.person.address == "みどり県あおば市中央1-1"


@pytest.mark.parametrize(
    ("settings", "facts", "code"),
    [
        ({"is_enabled": False}, {}, "registration_off"),
        ({"roster_owner": "prefecture"}, {}, "roster_elsewhere"),
        ({}, {"birth_date": SIXTEEN}, "too_young"),
        ({"minimum_age": 15}, {"birth_date": SIXTEEN}, "guardian_missing"),
        ({"minimum_age": 15}, {"birth_date": SIXTEEN, "guardian_name": "山田 太郎"}, None),
        ({"maximum_age": 55}, {}, "too_old"),
        ({"maximum_age": 56}, {}, None),
        ({}, {"declared": ()}, "declarations_missing"),
        ({"declarations": []}, {"declared": ()}, None),
    ],
)
def test_why_cannot_submit(program, clerk, settings_of, settings, facts, code):
    settings_of(**settings)

    try:
        submit(program, clerk, **facts)
        given = None
    except Refused as refused:
        given = refused.code

    assert given == code
    assert RegistrationApplication.objects.exists() is (code is None)


def test_one_open_application_and_one_registration_per_person(program, clerk):
    person = make.person("山田 花子")
    completion = make.completion(program, person)
    submit_application(program, make.facts(), make.intake(), completion=completion, actor=clerk,
                       now=NOW)  # fmt: skip
    with pytest.raises(Refused) as refused:
        submit_application(program, make.facts(), make.intake(), completion=completion,
                           actor=clerk, now=NOW)  # fmt: skip
    assert refused.value.code == "already_applied"

    registered = make.supporter(program)
    other = make.completion(program, registered.person)
    with pytest.raises(Refused) as refused:
        submit_application(program, make.facts(), make.intake(), completion=other, actor=clerk,
                           now=NOW)  # fmt: skip
    assert refused.value.code == "already_registered"


def test_approval_gives_number_term_supporter_papers_and_notice(program, clerk, settings_of):
    settings_of(follow_up_months=12)
    application = make.ready_application(
        program, weekdays=[0, 2], activities=["visit"], address="みどり県あおば市北町2-2"
    )

    registration = approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)

    term = registration.terms.get()
    assert (registration.number_text, term.valid_from, term.valid_through) == (
        "001", TODAY, date(2028, 9, 30),
    )  # fmt: skip
    supporter = Supporter.objects.get()
    assert (supporter.weekdays, supporter.activities) == ([0, 2], ["visit"])
    assert supporter.person.address == "みどり県あおば市北町2-2"
    assert why_not_dispatchable(supporter, TODAY) is None
    assert {issue.kind for issue in RegistrationIssue.objects.all()} == {
        RegistrationIssueKind.CERTIFICATE, RegistrationIssueKind.CARD,
    }  # fmt: skip
    assert PrintItem.objects.filter(state="waiting").count() == 2
    body = Notice.objects.get(kind="supporters.approved").body
    assert "登録番号：001" in body
    assert "令和8年10月1日から令和10年9月30日まで" in body
    assert FollowUp.objects.get().due_on == date(2027, 10, 1)
    assert registration.moves.get().to_state == "active"


@pytest.mark.parametrize(
    ("change", "settings", "code"),
    [
        ({"completion": None}, {}, "completion_missing"),
        ({"completion": None}, {"basis": "application"}, None),
        ({"interview_on": None}, {}, "interview_missing"),
        ({"interview_on": None}, {"review": "none"}, None),
        ({}, {"review": "both"}, "lecture_missing"),
        ({"lecture_on": TODAY}, {"review": "both"}, None),
        ({"suitability": ""}, {}, "suitability_open"),
        ({"suitability": "unsuitable"}, {}, "unsuitable"),
        ({"birth_date": SIXTEEN}, {}, "too_young"),
        ({}, {"quota": 0}, "quota_full"),
        ({}, {"quota": 1}, None),
    ],
)
def test_what_is_missing_for_approval(program, clerk, settings_of, change, settings, code):
    application = make.ready_application(program)
    RegistrationApplication.objects.filter(pk=application.pk).update(**change)
    settings_of(**settings)

    try:
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
        given = None
    except Refused as refused:
        given = refused.code

    assert given == code
    assert Registration.objects.exists() is (code is None)


@pytest.mark.parametrize(("ended", "code"), [(False, "quota_full"), (True, None)])
def test_whose_term_is_over_takes_no_place_of_the_quota(program, clerk, settings_of, ended, code):
    days = {"valid_from": date(2024, 10, 1), "valid_through": date(2026, 9, 30)}
    make.term(make.registration(program), **(days if ended else {}))
    application = make.ready_application(program)
    settings_of(quota=1)

    try:
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
        given = None
    except Refused as refused:
        given = refused.code

    assert given == code


@pytest.mark.parametrize(
    ("basis", "result", "voided", "code"),
    [
        ("completion", "completed", False, None),
        ("completion", "not_completed", False, "not_completed"),
        ("attendance", "not_completed", False, None),
        ("completion", "completed", True, "completion_voided"),
    ],
)
def test_registration_basis(program, clerk, settings_of, basis, result, voided, code):
    settings_of(basis=basis)
    application = make.ready_application(program)
    values = {"number_text": "", "number_value": None} if result == "not_completed" else {}
    if voided:
        values |= {"voided_at": NOW, "voided_reason": "誤り"}
    Completion.objects.update(result=result, **values)

    try:
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
        given = None
    except Refused as refused:
        given = refused.code

    assert given == code


def test_approval_needs_every_required_consent(program, clerk):
    application = make.ready_application(program)
    make.text_of(program, ConsentKind.PROVISION).__class__.objects.update(is_required=True)

    with pytest.raises(Refused) as refused:
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
    assert refused.value.code == "consent_missing"
    make.consent(application.person, make.text_of(program, ConsentKind.PROVISION))
    approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "day_in_future"),
        (date(2026, 3, 31), "day_too_early"),
        (date(2026, 4, 1), None),
    ],
)
def test_the_decision_day(program, clerk, day, code):
    application = make.ready_application(program)
    try:
        registration = approve_application(application, decided_on=day, actor=clerk, now=NOW)
        assert registration.terms.get().issued_on == day
        given = None
    except Refused as refused:
        given = refused.code
    assert given == code


def test_two_people_decide_where_the_programme_asks_for_it(program, clerk, approver, settings_of):
    settings_of(second_approval=True)
    application = make.ready_application(program)
    with pytest.raises(Refused) as refused:
        approve_application(application, decided_on=TODAY, actor=approver, now=NOW)
    assert refused.value.code == "not_proposed"

    propose_approval(application, actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
    assert refused.value.code == "same_person"
    approve_application(application, decided_on=TODAY, actor=approver, now=NOW)
    application.refresh_from_db()
    assert application.decided_by_id == approver.user_id


def test_the_review_moves_an_application_on(program, clerk):
    application = make.application(program, make.person())
    with pytest.raises(Refused) as refused:
        record_review(application, ReviewFacts(suitability="suitable"), actor=clerk, now=NOW)
    assert refused.value.code == "reason_missing"

    record_review(
        application, ReviewFacts(interview_on=TODAY, interview_note="落ち着いた方。"),
        actor=clerk, now=NOW,
    )  # fmt: skip
    application.refresh_from_db()
    assert application.state == ApplicationState.INTERVIEWING


def test_a_rejection_needs_a_reason_and_is_told(program, clerk):
    application = make.application(program, make.person())
    with pytest.raises(Refused) as refused:
        reject_application(application, decided_on=TODAY, reason=" ", actor=clerk, now=NOW)
    assert refused.value.code == "reason_missing"

    reject_application(
        application, decided_on=TODAY, reason="活動できる時間がないため", actor=clerk, now=NOW
    )
    notice = Notice.objects.get(kind="supporters.rejected")
    assert "活動できる時間がないため" in notice.body
    assert notice.channel == "letter"
    with pytest.raises(Refused) as refused:
        withdraw_application(application, actor=clerk, now=NOW)
    assert refused.value.code == "illegal_transition"


def test_a_completion_invites_or_joins_the_waiting_application(program, clerk, settings_of):
    completion = make.completion(program)
    invite_completer(Completion, completion=completion, actor=clerk, now=NOW)
    assert "/aoba/l/" in Notice.objects.get(kind="supporters.invitation").body

    waiting = make.application(program, make.person())
    settings_of(process_order="apply_first")
    later = make.completion(program, waiting.person)
    invite_completer(Completion, completion=later, actor=clerk, now=NOW)
    waiting.refresh_from_db()
    assert waiting.completion == later
    assert Notice.objects.filter(kind="supporters.invitation").count() == 1
