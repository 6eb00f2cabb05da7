"""Insurance of a supporter before anything begins, where the programme asks for it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dispatch.actions.assignments import start_assignment
from dispatch.actions.visits import plan_visits
from dispatch.enums import AssignmentState
from dispatch.models import DispatchSettings, InsuranceCover
from dispatch.rules.visits import Slot
from foundation.clock import on_day
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
TODAY = on_day(NOW)


@pytest.fixture
def required(program):
    DispatchSettings.objects.update(insurance_required=True)


@pytest.fixture
def prepared(path):
    """An assignment agreed by both that has not begun."""
    return path.active(
        state=AssignmentState.PREPARING, agreed_by_user_on=TODAY, agreed_by_supporter_on=TODAY
    )


def insured(supporter, first=date(2026, 4, 1), last=date(2027, 3, 31)):
    return InsuranceCover.objects.create(
        supporter=supporter, plan="ボランティア活動保険 基本", valid_from=first, valid_through=last
    )


def test_without_cover_nothing_begins_and_the_sentence_says_what_to_do(required, prepared, doer):
    with pytest.raises(Refused) as refused:
        start_assignment(prepared, begun_on=TODAY, **doer)

    assert refused.value.code == "not_insured"
    assert "保険の加入" in refused.value.sentence
    assert "令和8年10月1日" in refused.value.sentence


def test_with_cover_it_begins(required, prepared, doer):
    insured(prepared.supporter)

    assert start_assignment(prepared, begun_on=TODAY, **doer).state == AssignmentState.ACTIVE


def test_a_programme_that_does_not_ask_needs_none(prepared, doer):
    assert start_assignment(prepared, begun_on=TODAY, **doer).state == AssignmentState.ACTIVE


@pytest.mark.parametrize(
    ("last", "refused_code"),
    [(date(2026, 10, 10), None), (date(2026, 10, 9), "not_insured")],
)
def test_each_day_of_a_visit_is_covered(required, path, doer, last, refused_code):
    assignment = path.active()
    insured(assignment.supporter, last=last)
    slot = Slot(make.VISIT_AT, make.VISIT_AT + timedelta(hours=1))

    if refused_code is None:
        assert plan_visits(assignment, [slot], **doer)
        return
    with pytest.raises(Refused) as refused:
        plan_visits(assignment, [slot], **doer)
    assert refused.value.code == refused_code


def test_the_second_day_of_a_night_counts_too(required, path, doer):
    assignment = path.active()
    insured(assignment.supporter, last=date(2026, 10, 10))
    night = make.VISIT_AT.replace(hour=23)

    with pytest.raises(Refused) as refused:
        plan_visits(assignment, [Slot(night, night + timedelta(hours=2))], **doer)

    assert "10月11日" in refused.value.sentence


def test_a_cover_that_ends_stands_on_the_first_page_until_it_is_renewed(
    required, world, supporter, frozen
):
    cover = insured(supporter, last=TODAY + timedelta(days=20))
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:dispatch_insurancecover_change", args=[cover.pk])
    assert url in desk.get(reverse("admin:index")).content.decode()

    insured(supporter, cover.valid_through + timedelta(days=1), TODAY + timedelta(days=400))

    assert url not in desk.get(reverse("admin:index")).content.decode()


def test_a_clerk_keeps_covers(world, supporter, frozen):
    desk = Desk(world.member(Role.CLERK))

    answer = desk.post(
        reverse("admin:dispatch_insurancecover_add"),
        {"supporter": supporter.pk, "plan": "基本", "valid_from": "R8.4.1",
         "valid_through": "R9.3.31", "receipt_place": ""},
    )  # fmt: skip

    assert answer.status_code == 302
    assert InsuranceCover.objects.get().valid_through == date(2027, 3, 31)
