"""From the frozen list to seats, reserves and the proof sheet (B2, B8, T9, T10)."""

from datetime import timedelta

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import CompletionFactory, CourseFactory, SubmissionFactory
from tests.foundation.adminsite.desk import Desk
from tests.trainings.draw.conftest import AFTER_CLOSE, UNTIL, apply
from tests.trainings.draw.test_lots import by_hand
from trainings.actions.applications import cancel_application
from trainings.actions.draws import ListChoices, LotChoices, draw_lots, freeze_list, void_list
from trainings.actions.seats import settle
from trainings.enums import Allocation
from trainings.models import Application, Draw
from trainings.queries.draws import proposals
from trainings.queries.places import place_of
from trainings.rules.draw import results_of

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def states(course) -> dict[int, str]:
    return dict(course.applications.values_list("received_seq", "state"))


def frozen_draw(course, clerk, **choices) -> Draw:
    return freeze_list(course, ListChoices(**choices), actor=clerk, now=AFTER_CLOSE)


def drawn(course, clerk, seed="2-7-1-8", **choices) -> Draw:
    draw = frozen_draw(course, clerk)
    lot_choices = LotChoices(UNTIL, seed, "サイコロ", **choices)
    return draw_lots(draw, lot_choices, actor=clerk, now=AFTER_CLOSE)


def test_t9_winners_reserves_and_ranks_are_what_anybody_computes(course, clerk):
    for _ in range(8):
        apply(course)

    draw = drawn(course, clerk, reserves=3)

    order = by_hand(draw.list_text, "2-7-1-8")
    expected = dict(zip(order, ["accepted"] * 3 + ["waiting"] * 3 + ["declined"] * 2, strict=True))
    assert states(course) == expected
    ranked = course.applications.order_by("rank").values_list("received_seq", flat=True)
    assert list(ranked) == order
    assert [one.entry.lot for one in results_of(draw)] == order
    assert Notice.objects.filter(target_kind="trainings.Application").count() == 8


def test_the_reserves_wait_in_the_drawn_order(course, clerk):
    for _ in range(6):
        apply(course)

    draw = drawn(course, clerk)

    waiting = Application.objects.filter(course=course).in_waiting_order()
    assert [row.received_seq for row in waiting] == by_hand(draw.list_text, draw.seed)[3:]
    assert [place_of(row) for row in waiting] == [1, 2, 3]


def test_t10_a_winner_declines_and_the_next_reserve_is_offered_until_the_end_date(course, clerk):
    for _ in range(6):
        apply(course)
    draw = drawn(course, clerk)
    order = by_hand(draw.list_text, draw.seed)
    winners = {row.received_seq: row for row in course.applications.filter(state="accepted")}

    cancel_application(
        winners[order[0]], reason="辞退", actor=clerk, now=AFTER_CLOSE + timedelta(hours=1)
    )
    first = course.applications.get(state="offered")
    cancel_application(
        winners[order[1]], reason="辞退", actor=clerk, now=UNTIL + timedelta(minutes=1)
    )
    settle(course.pk, actor=SYSTEM, now=UNTIL + timedelta(minutes=2))

    course.refresh_from_db()
    assert first.received_seq == order[3]
    assert course.promotion_until == draw.reserve_until == UNTIL
    assert course.applications.filter(state="offered").count() == 0  # lapsed at the end date
    assert course.applications.filter(state="waiting").count() == 2  # nobody new was offered


def test_a_drawn_seed_is_made_when_none_is_typed(course, clerk):
    apply(course)

    draw = drawn(course, clerk, seed="")

    assert len(draw.seed) == 32
    assert draw.seed_source == "システムが乱数で作成"


def test_who_withdraws_after_the_list_was_frozen_takes_no_seat(course, clerk):
    rows = [apply(course) for _ in range(4)]
    draw = frozen_draw(course, clerk)
    cancel_application(rows[1], reason="都合", actor=clerk, now=AFTER_CLOSE)

    draw = draw_lots(draw, LotChoices(UNTIL, "1", "x"), actor=clerk, now=AFTER_CLOSE)

    assert draw.withdrawn == [rows[1].received_seq]
    assert sorted(states(course).values()) == ["accepted"] * 3 + ["cancelled"]


def test_a_group_is_seated_or_waits_together(course, clerk):
    pair = SubmissionFactory(course=course, received_at=NOW)
    apply(course, submission=pair, name="花子 甲")
    apply(course, submission=pair, name="太郎 乙")
    for _ in range(3):
        apply(course)

    drawn(course, clerk)

    assert len(set(pair.applications.values_list("state", flat=True))) == 1


def test_t9_look_alikes_have_to_be_cleared_before_the_list_is_frozen(course, clerk):
    apply(course, name="髙橋 花子")
    apply(course, name="高橋 花子")

    with pytest.raises(Refused, match="1組あります"):
        frozen_draw(course, clerk)
    references = course.applications.order_by("pk").values_list("reference", flat=True)
    draw = frozen_draw(course, clerk, different_people=frozenset({"/".join(references)}))

    assert draw.same_person_checked == [{"pair": "/".join(references), "why": "氏名が同じ"}]


def test_priorities_are_proposed_and_may_be_changed_by_hand(course, clerk):
    resident = apply(course, place="あおば市中央1-1", place_kind="address")
    elsewhere = apply(course, place="わかば町2-2", place_kind="address")
    again = apply(course, place="あおば市西3-3", place_kind="address")
    CompletionFactory(
        application__name=again.name,
        application__course=CourseFactory(program=course.program),
        application__person__name_key=again.name_key,
    )

    groups = [row.group for row in proposals(course, ["resident", "first_timer"])]
    draw = frozen_draw(
        course, clerk, priorities=["resident"], groups={elsewhere.pk: 1, resident.pk: 2}
    )

    assert groups == [1, 3, 2]
    assert [line.split("\t")[3] for line in draw.list_text.splitlines()[1:]] == ["2", "1", "1"]


@pytest.mark.parametrize(
    ("facts", "when", "code"),
    [
        ({}, NOW, "still_open"),
        ({"allocation": Allocation.FIRST_COME}, AFTER_CLOSE, "no_lottery"),
        ({"state": "cancelled", "state_reason": "台風"}, AFTER_CLOSE, "not_published"),
        ({}, UNTIL + timedelta(days=3), "started"),
    ],
)
def test_when_a_list_cannot_be_frozen(course, clerk, facts, when, code):
    apply(course)
    for name, value in facts.items():
        setattr(course, name, value)
    course.save()

    with pytest.raises(Refused) as refused:
        freeze_list(course, ListChoices(), actor=clerk, now=when)

    assert refused.value.code == code


def test_one_list_a_course_until_it_is_taken_back(course, clerk):
    apply(course)
    draw = frozen_draw(course, clerk)
    with pytest.raises(Refused, match="すでに確定"):
        frozen_draw(course, clerk)

    with pytest.raises(Refused, match="理由"):
        void_list(draw, reason=" ", actor=clerk, now=AFTER_CLOSE)
    void_list(draw, reason="FAXが届いていた", actor=clerk, now=AFTER_CLOSE)

    assert frozen_draw(course, clerk).pk != draw.pk


def test_a_late_application_stops_the_draw(course, clerk):
    apply(course)
    draw = frozen_draw(course, clerk)
    late = apply(course)

    with pytest.raises(Refused, match=late.reference):
        draw_lots(draw, LotChoices(UNTIL, "1", "x"), actor=clerk, now=AFTER_CLOSE)


def test_lots_are_drawn_once_and_never_changed(course, clerk):
    apply(course)
    draw = drawn(course, clerk)

    with pytest.raises(Refused):
        draw_lots(draw, LotChoices(UNTIL, "9", "x"), actor=clerk, now=AFTER_CLOSE)
    with pytest.raises(Refused):
        void_list(draw, reason="やり直し", actor=clerk, now=AFTER_CLOSE)
    for change in ({"seed": "9"}, {"list_text": "x"}, {"list_hash": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Draw.objects.filter(pk=draw.pk).update(**change)


@pytest.mark.parametrize("until", [AFTER_CLOSE, UNTIL + timedelta(days=10)])
def test_the_reserves_end_between_now_and_the_first_session(course, clerk, until):
    apply(course)
    draw = frozen_draw(course, clerk)

    with pytest.raises(Refused, match="有効期限"):
        draw_lots(draw, LotChoices(until, "1", "x"), actor=clerk, now=AFTER_CLOSE)


# ── pages ───────────────────────────────────────────────────────────────────────────────
def test_the_whole_way_through_the_pages(world, course, at):
    at(AFTER_CLOSE)
    for _ in range(5):
        apply(course)
    desk = Desk(world.member())
    assert course.title in desk.get(reverse("admin:lotteries")).content.decode()
    prepare = reverse("admin:lottery_prepare", args=[course.pk])
    assert "名簿を確定する" in desk.get(prepare + "?priority=resident").content.decode()
    frozen = desk.post(prepare, {"priority": "resident"})
    draw = Draw.objects.get()
    assert frozen.headers["Location"] == reverse("admin:trainings_draw_change", args=[draw.pk])

    page = reverse("admin:trainings_draw_draw", args=[draw.pk])
    until = {"reserve_until_0": "2026-10-29", "reserve_until_1": "10:00"}
    assert "どうやって" in desk.post(page, {"seed": "77", **until}).content.decode()
    answer = desk.post(page, {"seed": "77", "seed_source": "サイコロ", "reserves": "1", **until})

    assert answer.status_code == 302
    result = desk.get(reverse("admin:draw_result", args=[draw.pk])).content.decode()
    assert "一致しました" in result
    assert [result.count(word) for word in ("当選<", "補欠1<", "落選<")] == [3, 1, 1]
    proof = desk.get(reverse("admin:draw_proof", args=[draw.pk]))
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(proof.content)
    )
    draw.refresh_from_db()
    assert draw.list_hash in "".join(text.split())
    assert all(row.name not in text for row in course.applications.all())


def test_other_organizations_and_roles_stay_outside(world, course, clerk, at):
    at(AFTER_CLOSE)
    apply(course)
    draw = drawn(course, clerk)
    pages = [
        reverse("admin:lottery_prepare", args=[course.pk]),
        reverse("admin:trainings_draw_change", args=[draw.pk]),
        reverse("admin:draw_result", args=[draw.pk]),
        reverse("admin:draw_proof", args=[draw.pk]),
    ]
    stranger = Desk(world.member(organization=world.wakaba))
    viewer = Desk(world.member(Role.VIEWER))

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert viewer.get(pages[0]).status_code == 403
    with within(world.wakaba):
        assert Draw.objects.count() == 0
