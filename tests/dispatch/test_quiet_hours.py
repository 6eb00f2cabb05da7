"""Supporters get no mail between 21 and 8 o'clock, but for what cannot wait (ux 8)."""

from datetime import datetime, timedelta

import pytest
from post_office.models import Email

from dispatch.actions.invitations import accept_invitation, invite_supporter
from dispatch.actions.visit_moves import hold_visit
from dispatch.cases.actions.consents import withdraw_support_consent
from dispatch.enums import AnswerChannel
from dispatch.facts import InvitationFacts
from dispatch.notices import (
    VISIT_PLANNED,
    send_home_link,
    send_invitation_link,
    tell_about_visit,
)
from foundation.clock import JST
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from supporters import notices as supporters_notices
from supporters.actions.moves import suspend_registration
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 10, 1, 22, 30, tzinfo=JST)
MORNING = datetime(2026, 10, 2, 8, 0, tzinfo=JST)
COARSE = InvitationFacts("北部", "土曜日の午後", "話し相手")
SOON = timedelta(minutes=2)


def leaves_at(kind: str) -> datetime:
    """When the notice leaves, and with it its mail."""
    notice = Notice.objects.get(kind=kind)
    assert Email.objects.get(pk=notice.outbox_id).scheduled_time == notice.due_at
    return notice.due_at


@pytest.fixture
def by_night(doer):
    return {**doer, "now": NIGHT}


def test_an_invitation_of_the_evening_leaves_in_the_morning(path, by_night):
    invitation = invite_supporter(path.request, path.supporter, COARSE, **by_night)
    assert leaves_at("dispatch.invited") == MORNING

    theirs = {"actor": Actor.supporter(path.supporter.pk), "now": NIGHT}
    accept_invitation(invitation, through=AnswerChannel.WEB, **theirs)

    assert leaves_at("dispatch.accepted") == MORNING


def test_the_same_by_day_leaves_after_the_minutes_in_which_it_can_be_taken_back(path, doer):
    noon = NIGHT.replace(hour=12)

    invitation = invite_supporter(path.request, path.supporter, COARSE, **{**doer, "now": noon})

    assert leaves_at("dispatch.invited") == noon + SOON
    assert Email.objects.get().expires_at == invitation.deadline


@pytest.mark.parametrize(
    ("starts_at", "leaves"),
    [
        (datetime(2026, 10, 2, 7, 30, tzinfo=JST), NIGHT + SOON),
        (datetime(2026, 10, 2, 9, 0, tzinfo=JST), NIGHT + SOON),
        (datetime(2026, 10, 3, 9, 0, tzinfo=JST), MORNING),
    ],
)
def test_c5_a_visit_of_the_next_morning_is_called_off_the_same_night(
    path, case, by_night, starts_at, leaves
):
    make.visit(path.active(), starts_at)

    withdraw_support_consent(case.consents.first(), **by_night)

    assert leaves_at("dispatch.visit_held") == leaves


def test_a_visit_that_is_over_wakes_nobody(path, by_night):
    visit = make.visit(path.active(), NIGHT - timedelta(hours=6))

    hold_visit(visit, reason="確認", **by_night)

    assert leaves_at("dispatch.visit_held") == MORNING


def test_a_link_they_ask_for_comes_at_once(path, by_night):
    invitation = make.invitation(path.request, path.supporter)

    send_home_link(path.supporter.pk, now=NIGHT)
    send_invitation_link(invitation.pk, now=NIGHT)
    supporters_notices.send_page_link(path.supporter.pk, now=NIGHT)

    assert {notice.due_at for notice in Notice.objects.all()} == {NIGHT}
    assert Notice.objects.count() == 3


def test_news_of_the_registration_waits_for_the_morning_too(path, by_night):
    registration = path.supporter.registration

    supporters_notices.tell_renewed(registration, registration.terms.get(), **by_night)

    assert leaves_at("supporters.renewed") == MORNING


def test_t29_what_waits_for_the_morning_is_taken_back_when_access_ends(path, by_night):
    other = make_supporters.supporter(path.request.program)
    invite_supporter(path.request, other, COARSE, **by_night)
    theirs = Notice.objects.get(kind="dispatch.invited")
    visit = make.visit(path.active())
    tell_about_visit(VISIT_PLANNED.code, visit, **by_night)
    registration = path.supporter.registration

    suspend_registration(registration, reason="確認のため", **by_night)

    planned = Notice.objects.get(kind="dispatch.visit_planned")
    assert (planned.state, planned.outbox_id) == ("cancelled", None)
    assert Notice.objects.get(kind="dispatch.visit_held").state == "queued"
    theirs.refresh_from_db()
    assert theirs.state == "queued"
