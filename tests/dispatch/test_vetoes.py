"""Who never meets whom: kept by case and supporter, the reason for the team alone (R-68)."""

import pytest
from django.urls import reverse

from dispatch.actions.vetoes import end_veto, record_veto
from dispatch.enums import InvitationState, VetoWish
from dispatch.facts import VetoFacts
from dispatch.models import Veto
from dispatch.queries.matching import candidates
from dispatch.rules.matching import MatchWishes
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
REASON = "同じ職場にいたことがある"
FACTS = VetoFacts(VetoWish.CLIENT, REASON)


def verdict_on(request, supporter):
    found = candidates(request, MatchWishes(), NOW)
    return next(one.verdict for one in found if one.supporter.pk == supporter.pk)


def test_a_veto_takes_the_supporter_out_without_its_reason(path, case, doer):
    assert verdict_on(path.request, path.supporter).is_candidate
    record_veto(case, path.supporter, FACTS, **doer)

    verdict = verdict_on(path.request, path.supporter)

    assert not verdict.is_candidate
    assert REASON not in " ".join([*verdict.reasons_in, *verdict.cautions, *verdict.reasons_out])


def test_the_matching_page_never_shows_the_reason(path, case, coordinator, doer, frozen):
    record_veto(case, path.supporter, FACTS, **doer)

    page = Desk(coordinator).get(reverse("admin:dispatch_candidates", args=[path.request.pk]))

    text = page.content.decode()
    assert path.supporter.person.name in text
    assert REASON not in text


def test_an_ended_veto_lets_them_be_matched_again(path, case, doer):
    veto = record_veto(case, path.supporter, FACTS, **doer)

    end_veto(veto, **doer)

    assert verdict_on(path.request, path.supporter).is_candidate
    with pytest.raises(Refused, match="すでに終わっています"):
        end_veto(veto, **doer)


def test_an_unanswered_invitation_ends_and_tells_no_reason(path, case, doer):
    asked = make.invitation(path.request, path.supporter)

    record_veto(case, path.supporter, FACTS, **doer)

    asked.refresh_from_db()
    assert asked.state == InvitationState.WITHDRAWN
    assert asked.state_reason == ""
    assert Notice.objects.filter(kind="dispatch.not_needed").exists()


def test_work_that_goes_on_becomes_a_task_of_the_coordinator(path, case, doer, coordinator):
    path.active()

    record_veto(case, path.supporter, VetoFacts(VetoWish.SUPPORTER, REASON), **doer)

    task = Task.objects.get(kind="dispatch.vetoed_assignment")
    assert task.owner_id == coordinator.user_id
    assert REASON not in task.title


@pytest.mark.parametrize(
    ("case_of", "code"),
    [("reason", "reason_missing"), ("twice", "veto_exists"), ("program", "other_program")],
)
def test_what_cannot_be_kept_apart_is_refused(path, case, doer, world, case_of, code):
    supporter, facts = path.supporter, FACTS
    if case_of == "reason":
        facts = VetoFacts(VetoWish.CLIENT, "　")
    elif case_of == "twice":
        make.veto(case, supporter)
    else:
        supporter = make_supporters.supporter(make.other_program())

    with pytest.raises(Refused) as refused:
        record_veto(case, supporter, facts, **doer)

    assert refused.value.code == code


def test_a_colleague_outside_the_team_records_nothing(path, case, world):
    outsider = Actor.staff(world.member(Role.COORDINATOR).user)

    with pytest.raises(Refused, match="担当ではない"):
        record_veto(case, path.supporter, FACTS, actor=outsider, now=NOW)


def test_it_is_recorded_and_ended_on_the_pages(path, case, coordinator, frozen):
    desk = Desk(coordinator)
    page = desk.post(
        reverse("admin:cases_case_veto", args=[case.pk]),
        {"supporter": path.supporter.pk, "wished_by": "family", "reason": REASON},
    )
    veto = Veto.objects.get()
    assert (page.status_code, veto.wished_by, veto.reason) == (302, "family", REASON)
    listed = desk.get(reverse("admin:dispatch_veto_changelist")).content.decode()
    assert REASON not in listed
    assert (
        REASON in desk.get(reverse("admin:dispatch_veto_change", args=[veto.pk])).content.decode()
    )

    desk.post(reverse("admin:dispatch_veto_end", args=[veto.pk]), {})

    veto.refresh_from_db()
    assert veto.ended_on is not None
