"""Whose consent a dispatch needs: rules C1–C5 as tables, and the refusals that name what lacks."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from dispatch.cases.actions.consents import (
    decide_family_exception,
    end_family_exception,
    give_support_consent,
    withdraw_support_consent,
)
from dispatch.cases.actions.texts import draft_next_wording
from dispatch.cases.enums import (
    DispatchKind,
    FamilyExceptionReason,
    SupportConsentChannel,
    TeamRole,
)
from dispatch.cases.facts import SupportConsentFacts
from dispatch.cases.models import SupportConsent
from dispatch.cases.rules.consents import (
    ConsentNeed,
    ConsentStanding,
    counts_on,
    provisional_end,
    why_cannot_consent,
    why_consent_is_missing,
)
from dispatch.enums import InvitationState, VisitState
from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories.base import NOW

ON = date(2026, 10, 1)
ADULT, MINOR = date(1990, 5, 5), date(2010, 5, 5)
PERSON, FAMILY = DispatchKind.CASE_PERSON, DispatchKind.CASE_FAMILY


def given(kind=PERSON, client=None, member=None, guardian=False, **values):
    return SimpleNamespace(
        **{
            "kind": kind, "client_id": client, "family_member_id": member,
            "as_guardian": guardian, "given_on": date(2026, 9, 1), "valid_through": None,
            "withdrawn_at": None, **values,
        }
    )  # fmt: skip


CLIENT, MOTHER = given(client=1), given(member=7)


@pytest.mark.parametrize(
    ("need", "consents", "born", "excepted", "missing"),
    [
        (ConsentNeed(PERSON), [], ADULT, False, "client_consent_missing"),
        (ConsentNeed(PERSON), [CLIENT], ADULT, False, "family_consent_missing"),
        (ConsentNeed(PERSON), [MOTHER], ADULT, False, "client_consent_missing"),
        (ConsentNeed(PERSON), [CLIENT, MOTHER], ADULT, False, None),
        (ConsentNeed(PERSON), [CLIENT], ADULT, True, None),
        # C2: a decision about the family never replaces the consent of the 本人
        (ConsentNeed(PERSON), [], ADULT, True, "client_consent_missing"),
        (ConsentNeed(PERSON), [MOTHER], ADULT, True, "client_consent_missing"),
        (ConsentNeed(PERSON), [CLIENT, MOTHER], MINOR, False, "guardian_consent_missing"),
        (ConsentNeed(PERSON), [CLIENT], MINOR, True, "guardian_consent_missing"),
        (ConsentNeed(PERSON), [CLIENT, given(member=7, guardian=True)], MINOR, False, None),
        (ConsentNeed(PERSON), [CLIENT, MOTHER], None, False, None),
        # consents to the other kind do not count
        (ConsentNeed(PERSON), [given(FAMILY, client=1), MOTHER], ADULT, False,
         "client_consent_missing"),
        (ConsentNeed(FAMILY), [], ADULT, False, "served_family_unknown"),
        (ConsentNeed(FAMILY, 7), [], ADULT, False, "served_family_consent_missing"),
        (ConsentNeed(FAMILY, 7), [given(FAMILY, member=8)], ADULT, False,
         "served_family_consent_missing"),
        (ConsentNeed(FAMILY, 7), [given(FAMILY, member=7)], ADULT, False, None),
        (ConsentNeed(FAMILY, 7), [given(FAMILY, member=7)], MINOR, False, None),
        (ConsentNeed(DispatchKind.PLACE), [], ADULT, False, None),
        (ConsentNeed(DispatchKind.ACCOMPANY), [], ADULT, False, None),
        # withdrawn, not yet given, provisional and over
        (ConsentNeed(PERSON), [given(client=1, withdrawn_at=NOW), MOTHER], ADULT, False,
         "client_consent_missing"),
        (ConsentNeed(PERSON), [given(client=1, given_on=ON + timedelta(1)), MOTHER], ADULT,
         False, "client_consent_missing"),
        (ConsentNeed(PERSON), [given(client=1, valid_through=ON), MOTHER], ADULT, False, None),
        (ConsentNeed(PERSON), [given(client=1, valid_through=ON - timedelta(1)), MOTHER], ADULT,
         False, "client_consent_missing"),
    ],
)  # fmt: skip
def test_c1_c2_who_has_to_consent(need, consents, born, excepted, missing):
    refusal = why_consent_is_missing(need, ConsentStanding(tuple(consents), born, excepted), ON)

    assert (refusal and refusal.code) == missing


def test_c3_a_spoken_consent_counts_on_fourteen_days():
    last = provisional_end(ON)
    consent = given(client=1, given_on=ON, valid_through=last)

    days = [ON + timedelta(n) for n in range(-1, 20) if counts_on(consent, ON + timedelta(n))]
    assert (days[0], days[-1], len(days)) == (ON, date(2026, 10, 14), 14)


def facts(**values) -> SupportConsentFacts:
    filled = {
        "kind": PERSON, "given_on": ON, "channel": SupportConsentChannel.PAPER,
        "original_place": "書庫", **values,
    }  # fmt: skip
    return SupportConsentFacts(**filled)


@pytest.mark.parametrize(
    ("changed", "web_allowed", "code"),
    [
        ({}, True, None),
        ({"original_place": " "}, True, "no_original"),
        ({"given_on": ON + timedelta(1)}, True, "consent_in_future"),
        ({"channel": "spoken"}, True, "no_witness"),
        ({"channel": "spoken", "witness": "担当 花子"}, True, None),
        ({"channel": "web"}, True, "no_signature"),
        ({"channel": "web", "signed_name": "秘野 匿子"}, False, "web_not_allowed"),
        ({"channel": "web", "signed_name": "秘野 匿子"}, True, None),
    ],
)
def test_c3_in_which_form_a_consent_counts(changed, web_allowed, code):
    if "channel" in changed:
        changed["channel"] = SupportConsentChannel(changed["channel"])
    refusal = why_cannot_consent(
        facts(**changed), channels=list(SupportConsentChannel), web_allowed=web_allowed, on=ON
    )

    assert (refusal and refusal.code) == code


def test_c3_a_form_the_wording_does_not_accept_is_refused():
    refusal = why_cannot_consent(facts(), channels=["web"], web_allowed=True, on=ON)

    assert refusal is not None
    assert refusal.code == "channel_not_accepted"


@pytest.mark.django_db
class TestRecorded:
    def test_the_database_counts_as_the_rule_does(self, case):
        for values in (
            {"given_on": ON},
            {"given_on": ON + timedelta(1)},
            {"valid_through": ON, "kind": FAMILY},
            {"valid_through": ON - timedelta(1), "given_on": date(2026, 9, 1), "kind": FAMILY,
             "as_guardian": True},
            {"withdrawn_at": NOW},
        ):  # fmt: skip
            case.consents.filter(client__isnull=False).update(withdrawn_at=NOW)
            make.consent(case, **values)

        for day in (ON - timedelta(1), ON, ON + timedelta(1)):
            rows = list(SupportConsent.objects.all())
            assert set(SupportConsent.objects.in_force_on(day)) == {
                row for row in rows if counts_on(row, day)
            }

    def test_a_second_consent_to_the_same_wording_is_refused(self, case, program, doer):
        with pytest.raises(Refused) as refused:
            give_support_consent(case, make.text_of(program), facts(), **doer)

        assert refused.value.code == "consent_exists"

    def test_c1_the_exception_is_decided_by_the_approver_of_the_team_alone(self, case, world, doer):
        reason = {"reason": "家族と音信がない"}
        with pytest.raises(Refused) as refused:
            decide_family_exception(case, FamilyExceptionReason.NOT_ASKED, **reason, **doer)
        assert refused.value.code == "not_the_approver"

        approver = world.member(Role.APPROVER).user
        make.on_team(case, approver, TeamRole.APPROVER)
        decided = decide_family_exception(
            case, FamilyExceptionReason.NOT_ASKED, **reason, actor=Actor.staff(approver), now=NOW
        )
        assert (decided.decided_by, decided.decided_on) == (approver, ON)

    def test_c5_a_withdrawal_holds_the_visits_to_come_the_same_second(
        self, case, path, coordinator, doer
    ):
        past = make.visit(path.active(), datetime(2026, 9, 20, 5, tzinfo=NOW.tzinfo))
        coming = make.visit(past.assignment)
        waiting = make.invitation(make.request(case, coordinator.user), path.supporter)

        withdraw_support_consent(case.consents.get(client__isnull=False), **doer)

        for row in (past, coming, waiting):
            row.refresh_from_db()
        assert (past.state, coming.state) == (VisitState.PLANNED, VisitState.ON_HOLD)
        assert waiting.state == InvitationState.WITHDRAWN
        assert Task.objects.filter(kind="dispatch.consent_ended", owner=coordinator.user).exists()

    @pytest.mark.parametrize("days", [-1, 0, 1])
    def test_c5_the_spoken_consent_does_not_outlive_the_withdrawn_paper(
        self, case, path, doer, days
    ):
        paper = case.consents.get(client__isnull=False)
        spoken = make.consent(
            case, channel=SupportConsentChannel.SPOKEN, witness="職員", original_place="",
            given_on=paper.given_on + timedelta(days=days), valid_through=date(2026, 10, 10),
        )  # fmt: skip
        visit = make.visit(path.active())

        withdraw_support_consent(paper, note="もうやめたい", **doer)

        for row in (visit, spoken):
            row.refresh_from_db()
        assert visit.state == VisitState.ON_HOLD
        assert (spoken.withdrawn_at, spoken.withdrawal_note) == (NOW, "もうやめたい")
        assert case.consents.filter(withdrawn_at=None).count() == 1  # the mother's stands

    @pytest.mark.parametrize(("withdrawn", "state"), [("newer", "on_hold"), ("older", "planned")])
    def test_c5_a_withdrawal_takes_the_earlier_wording_along_and_no_later_one(
        self, case, program, path, doer, withdrawn, state
    ):
        older = case.consents.get(client__isnull=False)
        wording = draft_next_wording(make.text_of(program), **doer)
        newer = case.consents.get(pk=older.pk)
        newer.pk, newer.text = None, wording
        newer.save()
        visit = make.visit(path.active())

        withdraw_support_consent({"newer": newer, "older": older}[withdrawn], **doer)

        visit.refresh_from_db()
        assert visit.state == state

    def test_c5_the_withdrawal_of_one_kind_leaves_the_other(self, case, path, coordinator, doer):
        mother = case.family.get()
        make.consent(case, mother, FAMILY)
        served = make.request(case, coordinator.user, kind=FAMILY, family_member=mother)
        visit = make.visit(make.assignment(served, path.supporter))

        withdraw_support_consent(case.consents.get(client__isnull=False), **doer)

        visit.refresh_from_db()
        assert visit.state == VisitState.PLANNED

    def test_c5_the_end_of_an_exception_holds_too(self, case, path, world, doer):
        approver = world.member(Role.APPROVER).user
        make.on_team(case, approver, TeamRole.APPROVER)
        exception = decide_family_exception(
            case, FamilyExceptionReason.NO_FAMILY, reason="家族がいない",
            actor=Actor.staff(approver), now=NOW,
        )  # fmt: skip
        visit = make.visit(path.active())
        withdraw_support_consent(case.consents.get(client__isnull=True), **doer)
        visit.refresh_from_db()
        assert visit.state == VisitState.PLANNED

        end_family_exception(exception, **doer)

        visit.refresh_from_db()
        assert visit.state == VisitState.ON_HOLD
