"""The matching page's rules as a table: reasons in and out, cautions, whose turn it is (T30)."""

from datetime import date, datetime, timedelta

import pytest

from dispatch.models import DispatchSettings
from dispatch.queries.matching import candidates
from dispatch.rules.matching import MatchWishes
from dispatch.rules.visits import Slot
from foundation.clock import JST, on_day
from supporters.enums import FollowUpKind, UpdateKind
from supporters.models import FollowUp, ReceivedUpdate, Supporter, SupporterSettings
from supporters.queries.standing import why_not_dispatchable
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(case, coordinator):
    return make.request(case, coordinator.user)


def verdict_of(request, supporter, **wishes):
    found = {one.supporter.pk: one for one in candidates(request, MatchWishes(**wishes), NOW)}
    return found[supporter.pk].verdict


def wish(supporter, **values) -> None:
    """Write what the supporter said they can and like to do."""
    Supporter.objects.filter(pk=supporter.pk).update(**values)


WISHES = [
    # what the supporter said, what is looked for, candidate?, words of the reason
    ({"areas": ["北部"]}, {"area": "北部"}, True, "希望の地区です"),
    ({"areas": ["南部"]}, {"area": "北部"}, False, "希望の地区ではありません"),
    ({"areas": []}, {"area": "北部"}, True, ""),
    ({"weekdays": [5]}, {"weekday": 5}, True, "土曜日に活動できます"),
    ({"weekdays": [5]}, {"weekday": 0}, False, "月曜日は活動できません"),
    ({"time_bands": ["morning"]}, {"time_band": "morning"}, True, "午前に活動できます"),
    ({"time_bands": ["morning"]}, {"time_band": "evening"}, False, "夜間は活動できません"),
    ({"activities": ["visit"]}, {"activity": "visit"}, True, "家庭への訪問"),
    ({"activities": ["place"]}, {"activity": "visit"}, False, "希望していません"),
    ({"languages": "英語、手話"}, {"language": "手話"}, True, "「手話」を話せます"),
    ({"languages": "英語"}, {"language": "手話"}, False, "「手話」の記録がありません"),
    ({"wish_note": "将棋が得意です"}, {"skill": "将棋"}, True, "資格・特技に「将棋」があります"),
    ({"wish_note": "料理"}, {"skill": "将棋"}, False, "「将棋」の記録がありません"),
]


@pytest.mark.parametrize(("said", "wishes", "is_candidate", "words"), WISHES)
def test_a_wish_is_met_or_not_and_says_so(request_, supporter, said, wishes, is_candidate, words):
    wish(supporter, **said)

    verdict = verdict_of(request_, supporter, **wishes)

    assert verdict.is_candidate == is_candidate
    assert words in "".join(verdict.reasons_in if is_candidate else verdict.reasons_out)


@pytest.mark.parametrize(
    ("sex", "wished", "is_candidate"),
    [("female", "female", True), ("male", "female", False), ("", "female", False)],
)
def test_the_wish_for_a_sex_is_met_only_by_who_said_so(
    request_, program, sex, wished, is_candidate
):
    one = make_supporters.supporter(program, make_supporters.person(sex=sex))

    assert verdict_of(request_, one, sex=wished).is_candidate == is_candidate


def test_a_skill_is_found_on_the_application(request_, program, supporter):
    application = make_supporters.application(program, qualifications="精神保健福祉士")
    type(supporter.registration).objects.filter(pk=supporter.registration_id).update(
        application=application
    )

    assert verdict_of(request_, supporter, skill="精神保健福祉士").is_candidate
    assert not verdict_of(request_, supporter, skill="看護師").is_candidate


@pytest.mark.parametrize(
    ("avoided", "address", "cautioned"),
    [
        (True, "みどり県あおば市北町3-1", True),
        (True, "みどり県あおば市南町3-1", False),
        (False, "みどり県あおば市北町3-1", False),
    ],
)
def test_a_neighbour_is_pointed_out_where_the_programme_says_so(
    request_, program, avoided, address, cautioned
):
    DispatchSettings.objects.update(avoid_same_area=avoided)
    one = make_supporters.supporter(program, make_supporters.person(address=address))

    cautions = "".join(verdict_of(request_, one).cautions)

    assert ("同じ地区" in cautions) == cautioned
    assert "北町" not in cautions


SLOT = Slot(datetime(2026, 10, 10, 14, 0, tzinfo=JST), datetime(2026, 10, 10, 15, 30, tzinfo=JST))


@pytest.mark.parametrize(
    ("starts", "is_candidate", "words"),
    [
        (timedelta(0), False, "同じ時間に別の予定"),
        (timedelta(minutes=119), False, "移動の時間"),
        (timedelta(minutes=120), True, ""),
        (timedelta(minutes=-119), False, "移動の時間"),
        (timedelta(minutes=-120), True, ""),
        (timedelta(days=1), True, ""),
    ],
)
def test_t30_conflicts_go_by_the_time_with_the_way_between(
    request_, supporter, coordinator, program, starts, is_candidate, words
):
    other = make.request(make.consented_case(program, coordinator.user), coordinator.user)
    make.visit(make.assignment(other, supporter), SLOT.starts_at + starts)

    verdict = verdict_of(request_, supporter, slot=SLOT)

    assert verdict.is_candidate == is_candidate
    assert words in "".join(verdict.reasons_out)


def test_the_cap_and_waiting_answers_are_cautions(request_, supporter, coordinator, program):
    DispatchSettings.objects.update(monthly_cap=1)
    other = make.request(make.consented_case(program, coordinator.user), coordinator.user)
    make.visit(make.assignment(other, supporter))
    third = make.request(make.consented_case(program, coordinator.user), coordinator.user)
    make.invitation(third, supporter)

    verdict = verdict_of(request_, supporter)

    assert verdict.is_candidate
    assert "上限の1回" in "".join(verdict.cautions)
    assert "1件の要請に返事待ち" in "".join(verdict.cautions)


@pytest.mark.parametrize(
    ("state", "seen"),
    [("sent", "すでに要請"), ("accepted", "すでに要請"), ("declined", ""), ("withdrawn", "")],
)
def test_whoever_was_asked_for_this_request_is_not_asked_twice(request_, supporter, state, seen):
    make.invitation(request_, supporter, state=state, answered_at=NOW)

    verdict = verdict_of(request_, supporter)

    assert verdict.is_candidate == (not seen)
    assert seen in "".join(verdict.reasons_out)


@pytest.mark.parametrize("state", ["suspended", "on_leave", "revoked", "withdrawn"])
def test_who_may_not_be_dispatched_is_out_with_the_reason(request_, supporter, state):
    type(supporter.registration).objects.update(state=state)

    verdict = verdict_of(request_, supporter)

    assert not verdict.is_candidate
    assert verdict.reasons_out


def _received(program, told: str = "", **values) -> Supporter:
    entry = make_supporters.received_entry(
        program, state="confirmed", reconfirmed_on=on_day(NOW), **values
    )
    if told:
        ReceivedUpdate.objects.create(
            entry=entry, kind=told, happened_on=on_day(NOW), told_at=NOW, state="waiting"
        )
    return Supporter.objects.create(program=program, person=entry.person, received_entry=entry)


@pytest.mark.parametrize(
    ("lapse", "late"), [("no_new_dispatch", "follow_up_overdue"), ("warn", None)]
)
def test_the_board_says_of_each_what_their_standing_says(request_, program, supporter, lapse, late):
    """What is loaded once for all gives the same answer as what is loaded for one (A5, D3)."""
    SupporterSettings.objects.update(follow_up_lapse=lapse)
    FollowUp.objects.create(
        supporter=supporter, kind=FollowUpKind.TRAINING, due_on=on_day(NOW) - timedelta(days=1)
    )
    expired = make_supporters.supporter(program)
    expired.registration.terms.update(valid_through=on_day(NOW) - timedelta(days=1))
    renewed = make_supporters.supporter(program)
    renewed.registration.terms.update(valid_through=on_day(NOW) - timedelta(days=1))
    make_supporters.term(renewed.registration, on_day(NOW), kind="renewal")
    stopped = make_supporters.supporter(program)
    type(stopped.person).objects.filter(pk=stopped.person_id).update(stop_use=True)
    expected = {
        supporter: late, expired: "expired", renewed: None, stopped: "stop_use",
        _received(program): None, _received(program, UpdateKind.SUSPENDED): "stop_told",
        _received(program, UpdateKind.FACTS): None,
        _received(program, stopped="suspended"): "stopped_there",
    }  # fmt: skip

    found = {
        one.supporter.pk: one.facts.refusal for one in candidates(request_, MatchWishes(), NOW)
    }

    assert {pk: refusal and refusal.code for pk, refusal in found.items()} == {
        one.pk: code for one, code in expected.items()
    }
    for one in Supporter.objects.all():
        assert found[one.pk] == why_not_dispatchable(one, on_day(NOW))


def test_least_recently_used_come_first_and_cautions_last(
    request_, program, coordinator, supporter
):
    """Never active, then the longest ago; somebody to be careful with after all of them."""
    recent, long_ago, near = (
        make_supporters.supporter(program, make_supporters.person(address=address))
        for address in ("みどり県あおば市東1", "みどり県あおば市西1", "みどり県あおば市北町1")
    )
    for one, day in ((recent, date(2026, 9, 20)), (long_ago, date(2026, 5, 1))):
        other = make.request(make.consented_case(program, coordinator.user), coordinator.user)
        start = datetime(day.year, day.month, day.day, 14, tzinfo=JST)
        make.visit(make.assignment(other, one), start, state="done")

    order = [one.supporter.pk for one in candidates(request_, MatchWishes(), NOW)]

    assert order == [one.pk for one in (supporter, long_ago, recent, near)]
