"""Rules C4, D6, D8 and D9 as tables; C1–C3, C5, D4, D5 and D7 stand with what they rule."""

from datetime import date, timedelta

import pytest

from dispatch.actions.letters import LetterFacts, issue_letter
from dispatch.cases.actions.consents import give_support_consent
from dispatch.cases.actions.loading import refuse_outsiders
from dispatch.cases.enums import TeamRole
from dispatch.cases.models import Case, CaseTeam, SupportConsentText
from dispatch.documents.consent_form import ConsentPaper, consent_form
from dispatch.documents.letters import letter_pdf
from dispatch.documents.office import office_for
from dispatch.enums import LetterKind, RequestState
from dispatch.models import DispatchLetter
from dispatch.queries.standing import why_consent_is_missing
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.dispatch.test_path import paper
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.supporters.papers import in_order, pages_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)
HOUR = timedelta(hours=1)


# ── C4: required once, by person, kind and wording ───────────────────────────────────────────


def test_c4_the_same_wording_is_consented_to_once(case, program, doer):
    with pytest.raises(Refused):
        give_support_consent(case, make.text_of(program), paper(), **doer)


def test_c4_a_new_wording_leaves_the_old_consent_in_force(case, path, program, doer):
    old = make.text_of(program)
    new = SupportConsentText.objects.create(
        program=program, version=old.version + 1, title=old.title, opening="新しい前文",
        items=old.items, channels=old.channels,
    )  # fmt: skip

    assert why_consent_is_missing(path.request, DAY) is None
    given = give_support_consent(case, new, paper(), **doer)

    assert (given.text.version, given.client_id) == (new.version, case.client.pk)
    assert case.consents.filter(withdrawn_at__isnull=True, client__isnull=False).count() == 2


# ── D6: permission and membership of the team ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "starts", "ends", "reads"),
    [
        (TeamRole.COORDINATOR, -HOUR, None, True),
        (TeamRole.COORDINATOR, timedelta(0), None, True),
        (TeamRole.COORDINATOR, HOUR, None, False),
        (TeamRole.COORDINATOR, -2 * HOUR, timedelta(0), False),
        (TeamRole.APPROVER, -HOUR, None, True),
        (TeamRole.BREAK_GLASS, -HOUR, 3 * HOUR, True),
        (TeamRole.BREAK_GLASS, -4 * HOUR, timedelta(0), False),
        (None, None, None, False),
    ],
)
def test_d6_who_is_on_the_team_at_the_moment_reads(world, program, role, starts, ends, reads):
    case = make.case(program)
    member = world.member(Role.COORDINATOR)
    if role:
        CaseTeam.objects.create(
            case=case, user=member.user, role=role, starts_at=NOW + starts,
            ends_at=None if ends is None else NOW + ends, reason="緊急の連絡",
        )  # fmt: skip

    try:
        refuse_outsiders(case, actor=Actor.staff(member.user), now=NOW)
        let_in = True
    except Refused:
        let_in = False

    assert let_in == reads
    # The rule and its twin in SQL say the same.
    assert Case.objects.readable_by(member.user_id, NOW).filter(pk=case.pk).exists() == reads


# ── D8: who signs what ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("whose", "as_guardian", "line"),
    [
        ("本人", False, "本人署名"),
        ("父母", False, "家族署名（父母）"),
        ("父母", True, "保護者署名"),
    ],
)
def test_d8_the_consent_is_signed_and_not_sealed(program, aoba, whose, as_guardian, line):
    office = office_for(program.pk, aoba, on=DAY, now=NOW)
    sheet = ConsentPaper("K7PX4M", whose=whose, as_guardian=as_guardian)

    (page,) = pages_of(consent_form(office, make.text_of(program), sheet))

    assert in_order(page, [line]) == []
    assert "㊞" not in page
    assert "押印" not in page


# ── D9: letters carry 文書番号 and 施行日 ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (LetterKind.APPROVAL, RequestState.APPROVED),
        (LetterKind.DECLINE, RequestState.DECLINED),
        (LetterKind.INVITATION, RequestState.APPROVED),
        (LetterKind.CANCELLATION, RequestState.CLOSED),
    ],
)
@pytest.mark.parametrize(("typed", "printed"), [("", "第1号"), ("福第5号", "福第5号")])
def test_d9_every_letter_carries_number_and_day(path, doer, kind, state, typed, printed):
    request = path.request
    request.state, request.decision_reason, request.ended_on = state, "検討の結果", DAY
    request.save()
    invitation = None
    if kind == LetterKind.INVITATION:
        invitation = make.invitation(request, path.supporter)

    letter = issue_letter(request, LetterFacts(kind, DAY, typed, invitation), **doer)

    page = pages_of(letter_pdf(letter))[0]
    assert in_order(page, [printed, "令和8年10月1日"]) == []
    assert make.CLIENT_NAME not in page or kind != LetterKind.INVITATION


def test_d9_the_series_is_of_the_organization_and_the_fiscal_year(path, doer):
    def issue(day: date) -> str:
        letter: DispatchLetter = issue_letter(
            path.request, LetterFacts(LetterKind.APPROVAL, day), **{**doer, "now": NOW}
        )
        return letter.number_text

    assert [issue(date(2026, 4, 1)), issue(date(2026, 10, 1))] == ["第1号", "第2号"]
