"""Forms of consent, once required, withdrawal and provision (rules C3–C6)."""

from datetime import date, timedelta

import pytest

from foundation.organizations.models import Organization
from foundation.refusals import Refused
from supporters.actions.consents import give_consent, give_to_person, withdraw_consent
from supporters.actions.texts import draft_next_version, publish_text
from supporters.enums import ConsentChannel, ConsentKind, IntakeChannel, WithdrawalState
from supporters.models import Consent, ConsentText, Supporter
from supporters.queries.consents import campaign, has_required_consents
from supporters.queries.standing import why_not_dispatchable
from supporters.rules.consents import wording_hash
from supporters.signals import standing_changed
from tests.factories import supporters as make
from tests.factories.base import NOW

TODAY = date(2026, 10, 1)
PAPER = {"channel": ConsentChannel.PAPER, "signed_name": "", "original_place": "書庫A-1"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, None),
        ({"signed_name": "山田\u3000花子"}, None),
        ({"signed_name": "山田"}, "signature_differs"),
        ({"signed_name": ""}, "signature_differs"),
        ({"given_on": date(2026, 10, 2)}, "consent_in_future"),
        ({"explained_at": None}, "not_explained"),
        ({"explained_by": ""}, "not_explained"),
        (PAPER, None),
        ({**PAPER, "original_place": ""}, "no_original"),
        ({**PAPER, "explained_at": None}, "not_explained"),
    ],
)
def test_rule_c3_forms_of_consent(program, clerk, values, code):
    person, text = make.person("山田 花子"), make.text_of(program)

    if code is None:
        consent = give_consent(
            text, make.web_consent(**values), person=person, actor=clerk, now=NOW
        )
        assert consent.text_hash == wording_hash(text)
        text.refresh_from_db()
        assert text.used_at == NOW
        return
    with pytest.raises(Refused) as refused:
        give_consent(text, make.web_consent(**values), person=person, actor=clerk, now=NOW)
    assert refused.value.code == code
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("web_allowed", "channels", "code"),
    [
        (False, ["paper", "web"], "web_not_allowed"),
        (True, ["paper"], "channel_not_accepted"),
        (True, ["web"], None),
    ],
)
def test_rule_c3_web_only_where_organization_and_wording_allow_it(
    program, clerk, web_allowed, channels, code
):
    Organization.objects.filter(slug="aoba").update(web_consent_allowed=web_allowed)
    ConsentText.objects.update(channels=channels)
    person, text = make.person("山田 花子"), make.text_of(program)

    try:
        give_consent(text, make.web_consent(), person=person, actor=clerk, now=NOW)
        given = None
    except Refused as refused:
        given = refused.code

    assert given == code


def test_rule_c3_the_explanation_is_required_for_the_activity_only(program, clerk):
    text = make.text_of(program, ConsentKind.PROVISION)
    facts = make.web_consent(explained_at=None, explained_by="")

    give_consent(text, facts, person=make.person("山田 花子"), actor=clerk, now=NOW)

    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("born", "form", "on_application", "code"),
    [
        (date(2010, 5, 5), {}, "", "guardian_missing"),
        (date(2010, 5, 5), PAPER, "", "guardian_missing"),
        (date(2010, 5, 5), {**PAPER, "guardian_name": "山田 太郎"}, "", None),
        (date(2010, 5, 5), {}, "山田 太郎", None),  # typed on the application it came with
        (date(2008, 10, 1), {}, "", None),  # eighteen today
        (None, {}, "", None),
    ],
)
def test_a_minor_consents_with_their_guardian(program, clerk, born, form, on_application, code):
    application = make.application(program, birth_date=born, guardian_name=on_application)
    facts = make.web_consent(**form)

    try:
        consent = give_consent(
            make.text_of(program), facts, application=application, actor=clerk, now=NOW
        )
        given = None
        assert consent.guardian_name == (facts.guardian_name or on_application)
    except Refused as refused:
        given = refused.code

    assert given == code


@pytest.mark.parametrize(
    ("asked_again", "day", "counts"),
    [
        (False, date(2027, 1, 1), True),
        (True, date(2026, 12, 30), True),
        (True, date(2026, 12, 31), True),
        (True, date(2027, 1, 1), False),
    ],
)
def test_rule_c4_a_new_version_counts_after_its_deadline(program, clerk, asked_again, day, counts):
    supporter = make.supporter(program)
    old = make.text_of(program)
    ConsentText.objects.filter(pk=old.pk).update(used_at=NOW)
    draft = draft_next_version(old, actor=clerk, now=NOW)
    deadline = date(2026, 12, 31) if asked_again else None
    publish_text(draft, on=TODAY, deadline=deadline, actor=clerk, now=NOW)

    refusal = why_not_dispatchable(supporter, day)
    assert (refusal is None) is counts
    assert Supporter.objects.dispatchable_on(day).exists() is counts
    assert has_required_consents(supporter.person_id, program.pk, day) is counts
    assert supporter.registration.state == "active"
    if not counts:
        make.consent(supporter.person, draft, given_on=TODAY)
        assert why_not_dispatchable(supporter, day) is None
        assert (campaign(draft).asked, campaign(draft).given) == (1, 1)


def test_rule_c4_a_campaign_tells_everybody_who_has_not_consented(program, clerk):
    asked = make.supporter(program)
    old = make.text_of(program)
    draft = draft_next_version(old, actor=clerk, now=NOW)
    publish_text(draft, on=TODAY, deadline=date(2026, 12, 31), actor=clerk, now=NOW)

    from foundation.notices.models import Notice  # noqa: PLC0415 - counts what was queued

    notice = Notice.objects.get(kind="supporters.reconsent")
    assert (notice.target_id, notice.email) == (asked.pk, asked.person.email)
    assert "令和8年12月31日（木）" in notice.body
    assert draft_next_version(old, actor=clerk, now=NOW).version == 3


def test_rule_c5_withdrawing_the_activity_ends_candidacy_and_opens_a_withdrawal(program, clerk):
    supporter = make.supporter(program)
    consent = supporter.person.supporter_consents.get()
    heard = []
    receiver = lambda **kwargs: heard.append(kwargs["supporter"])  # noqa: E731
    standing_changed.connect(receiver)

    withdraw_consent(consent, through=IntakeChannel.PHONE, actor=clerk, now=NOW)

    standing_changed.disconnect(receiver)
    assert why_not_dispatchable(supporter, TODAY).code == "consent_missing"
    assert not Supporter.objects.dispatchable_on(TODAY).exists()
    withdrawal = supporter.registration.withdrawals.get()
    assert (withdrawal.state, withdrawal.received_on) == (WithdrawalState.RECEIVED, TODAY)
    assert supporter in heard
    with pytest.raises(Refused) as refused:
        withdraw_consent(consent, through=IntakeChannel.PHONE, actor=clerk, now=NOW)
    assert refused.value.code == "consent_withdrawn"


def test_a_consent_to_the_same_wording_is_taken_once(program, clerk):
    person, text = make.person("山田 花子"), make.text_of(program)
    first = give_consent(text, make.web_consent(), person=person, actor=clerk, now=NOW)

    with pytest.raises(Refused) as refused:
        give_consent(text, make.web_consent(), person=person, actor=clerk, now=NOW)
    assert refused.value.code == "consent_exists"
    withdraw_consent(first, through=IntakeChannel.WEB, actor=clerk, now=NOW)
    give_consent(text, make.web_consent(), person=person, actor=clerk, now=NOW)
    assert Consent.objects.standing().count() == 1


def test_a_published_wording_is_not_published_again(program, clerk):
    draft = draft_next_version(make.text_of(program), actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        publish_text(draft, on=TODAY, deadline=TODAY, actor=clerk, now=NOW)
    assert refused.value.code == "deadline_too_early"
    publish_text(draft, on=TODAY, deadline=None, actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        publish_text(draft, on=TODAY, deadline=TODAY + timedelta(days=30), actor=clerk, now=NOW)
    assert refused.value.code == "text_published"


def test_rule_c5_an_older_yes_does_not_outlive_a_withdrawal(program, clerk):
    supporter = make.supporter(program)
    draft = draft_next_version(make.text_of(program), actor=clerk, now=NOW)
    publish_text(draft, on=TODAY, deadline=None, actor=clerk, now=NOW)
    newer = give_consent(
        make.text_of(program), make.web_consent(), person=supporter.person, actor=clerk, now=NOW
    )
    provision = make.consent(supporter.person, make.text_of(program, ConsentKind.PROVISION))

    withdraw_consent(newer, through=IntakeChannel.PHONE, note="やめる", actor=clerk, now=NOW)

    standing = Consent.objects.standing().filter(person=supporter.person)
    assert list(standing) == [provision]
    assert why_not_dispatchable(supporter, TODAY).code == "consent_missing"
    assert {row.withdrawal_note for row in supporter.person.supporter_consents.all()} == {
        "やめる", "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "arrives", "code"),
    [
        ((-3, PAPER), 4, "withdrawn_since"),  # signed, withdrawn by telephone, then the post came
        ((0, PAPER), 4, "withdrawn_since"),  # of the same day: the withdrawal wins
        ((0, PAPER), 0, None),  # both papers lie before the clerk
        ((1, PAPER), 4, None),
        ((0, {}), 0, None),  # typed on the web a moment later
    ],
)
def test_rule_c5_a_yes_that_arrives_after_its_withdrawal(program, clerk, given, arrives, code):
    supporter = make.supporter(program)
    consent = supporter.person.supporter_consents.get()
    withdraw_consent(consent, through=IntakeChannel.PHONE, actor=clerk, now=NOW)
    days, form = given
    facts = make.web_consent(**form, given_on=TODAY + timedelta(days=days))
    later = {"actor": clerk, "now": NOW + timedelta(days=arrives)}

    if code is None:
        give_consent(make.text_of(program), facts, person=supporter.person, **later)
        return
    with pytest.raises(Refused) as refused:
        give_consent(make.text_of(program), facts, person=supporter.person, **later)
    assert refused.value.code == code
    assert list(Consent.objects.standing().filter(person=supporter.person)) == []


def test_rule_c5_a_button_pressed_before_the_withdrawal_and_late(program, clerk):
    supporter = make.supporter(program)
    consent = supporter.person.supporter_consents.get()
    withdraw_consent(consent, through=IntakeChannel.PHONE, actor=clerk, now=NOW)

    with pytest.raises(Refused) as refused:
        give_consent(
            make.text_of(program), make.web_consent(), person=supporter.person, actor=clerk,
            now=NOW - timedelta(seconds=1),
        )  # fmt: skip
    assert refused.value.code == "withdrawn_since"


def test_rule_c5_the_withdrawal_of_an_older_wording_leaves_the_newer_yes(program, clerk):
    supporter = make.supporter(program)
    older = supporter.person.supporter_consents.get()
    draft = draft_next_version(make.text_of(program), actor=clerk, now=NOW)
    publish_text(draft, on=TODAY, deadline=None, actor=clerk, now=NOW)
    newer = give_consent(
        make.text_of(program), make.web_consent(), person=supporter.person, actor=clerk, now=NOW
    )

    withdraw_consent(older, through=IntakeChannel.PHONE, actor=clerk, now=NOW)

    assert list(Consent.objects.standing()) == [newer]


# ── an application that nobody was found for ─────────────────────────────────────────────────


@pytest.fixture
def unmatched(program):
    """An application without a link: staff find out later whose it is."""
    return make.application(program)


@pytest.mark.parametrize(
    ("given", "matched", "stands"),
    [
        (-1, 4, False),  # the yes on the application is older than the person's withdrawal
        (1, 4, True),  # given again after it
    ],
)
def test_rule_c5_the_persons_withdrawal_ends_an_older_yes_of_the_application(
    program, clerk, unmatched, given, matched, stands
):
    supporter = make.supporter(program)
    person = supporter.person
    yes = NOW + timedelta(hours=given)
    give = {"application": unmatched, "actor": clerk, "now": yes}
    consent = give_consent(make.text_of(program), make.web_consent(), **give)
    withdraw_consent(
        person.supporter_consents.get(), through=IntakeChannel.PHONE, actor=clerk, now=NOW
    )

    later = NOW + timedelta(hours=matched)
    give_to_person(unmatched, person, actor=clerk, now=later)

    assert list(Consent.objects.standing().filter(person=person)) == ([consent] if stands else [])
    consent.refresh_from_db()
    assert (consent.person, consent.is_withdrawn) == (person, not stands)
    assert has_required_consents(person.pk, program.pk, TODAY) is stands


@pytest.mark.parametrize(("given", "stands"), [(-1, False), (1, True)])
def test_rule_c5_a_withdrawal_on_the_application_ends_the_persons_older_yes(
    program, clerk, unmatched, given, stands
):
    supporter = make.supporter(program)
    person, text = supporter.person, make.text_of(program)
    person.supporter_consents.all().delete()
    late = {"actor": clerk, "now": NOW + timedelta(hours=given)}
    mine = give_consent(text, make.web_consent(), person=person, **late)
    before = NOW - timedelta(hours=2)
    theirs = give_consent(text, make.web_consent(), application=unmatched, actor=clerk, now=before)
    withdraw_consent(theirs, through=IntakeChannel.PHONE, actor=clerk, now=NOW)

    give_to_person(unmatched, person, actor=clerk, now=NOW + timedelta(hours=4))

    assert list(Consent.objects.standing().filter(person=person)) == ([mine] if stands else [])
    # 資料5 taken back opens the 辞退 of the registration that rested on it.
    assert supporter.registration.withdrawals.exists() is (not stands)


def test_an_application_bears_one_standing_consent_to_a_wording(program, clerk, unmatched):
    text = make.text_of(program)
    give = {"application": unmatched, "actor": clerk}
    first = give_consent(text, make.web_consent(), now=NOW, **give)
    with pytest.raises(Refused) as refused:
        give_consent(text, make.web_consent(**PAPER), now=NOW, **give)
    assert refused.value.code == "consent_exists"
    withdraw_consent(first, through=IntakeChannel.PHONE, actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        give_consent(text, make.web_consent(), now=NOW - timedelta(seconds=1), **give)
    assert refused.value.code == "withdrawn_since"
    again = give_consent(text, make.web_consent(), now=NOW + timedelta(hours=1), **give)
    person = make.person()
    give_to_person(unmatched, person, actor=clerk, now=NOW + timedelta(hours=2))
    assert list(Consent.objects.standing().filter(person=person)) == [again]
