"""Rules B3, B13, E2, E3, E5 and E6 as tables, at the doors of this app."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from foundation.documents.patterns import format_number
from foundation.references import ALPHABET
from foundation.refusals import Refused
from foundation.webforms.dates import WarekiDateField
from foundation.webforms.fields import NameField
from tests.factories.base import NOW
from tests.factories.trainings import ApplicationFactory, CourseFactory
from trainings.actions.applications import submit_application
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application
from trainings.presets import TSUNAGARI
from trainings.rules.settings import why_spec_cannot_be_used
from trainings.specs import MOST_FIELDS, AskedField


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "state"),
    [
        ([], "accepted"),
        (["waiting"], "waiting"),
        (["offered"], "waiting"),
        (["waiting", "offered"], "waiting"),
        (["cancelled"], "accepted"),
        (["received"], "accepted"),
    ],
)
def test_rule_b3_nobody_overtakes_those_who_wait(aoba, clerk, before, state):
    course = CourseFactory(capacity=20)
    for trait in before:
        ApplicationFactory(course=course, **{trait: True})

    made = submit_application(
        course,
        [Applicant("新井 一郎", phone="09099998888")],
        ApplyingAct(),
        actor=clerk,
        now=NOW,
    )

    assert made.applications.get().state == state


@pytest.mark.parametrize(
    ("count", "code"), [(1, None), (MOST_FIELDS - 1, None), (MOST_FIELDS, "too_many_fields")]
)
def test_rule_b13_at_most_ten_fields_with_the_name(count, code):
    own = tuple(AskedField(f"own_{n}", label="質問") for n in range(count - 1))

    refusal = why_spec_cannot_be_used(
        replace(TSUNAGARI.spec, asked_fields=(AskedField("phone"), *own))
    )

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("stated", "order"),
    [
        # Who got the lock first is not overtaken by a request that was sent a moment before.
        (None, ["高橋 二郎", "高橋 三郎"]),
        # The time a clerk states for paper counts, also when it is keyed later.
        (NOW - timedelta(minutes=5), ["高橋 三郎", "高橋 二郎"]),
    ],
)
def test_rule_b1_the_waiting_list_follows_the_receipt(aoba, clerk, stated, order):
    course = CourseFactory(capacity=1)

    def apply(name, now, received_at=None):
        act = ApplyingAct(received_at=received_at)
        applicant = Applicant(name=name, kana="たかはし")
        submit_application(course, [applicant], act, actor=clerk, now=now)

    apply("高橋 一郎", NOW)
    apply("高橋 二郎", NOW + timedelta(seconds=2))
    apply("高橋 三郎", NOW + timedelta(seconds=1), stated)

    waiting = Application.objects.filter(course=course).in_waiting_order()
    assert [application.name for application in waiting] == order


@pytest.mark.parametrize(
    ("pattern", "value", "printed"),
    [
        ("{年度}年度 第{連番}号", 7, "令和8年度 第7号"),
        ("{西暦年度}-{連番:3}", 7, "2026-007"),
        ("{R}-{連番:3}", 1234, "R8-1234"),  # the width is a minimum
        ("第{連番:4}号", 12, "第0012号"),
    ],
)
def test_rule_e2_tokens_of_the_number(pattern, value, printed):
    assert format_number(pattern, value, 2026) == printed


@pytest.mark.parametrize(
    "pattern", ["第号", "{年度}", "{連番}{秘密}", "{連番:x}", "{連番.__class__}"]
)
def test_rule_e2_other_tokens_are_refused(pattern):
    with pytest.raises(Refused):
        format_number(pattern, 1, 2026)


@pytest.mark.django_db
def test_rule_e3_a_random_reference_and_a_running_order(aoba, clerk):
    course, other = CourseFactory(), CourseFactory()
    for target, number in ((course, 1), (course, 2), (other, 3)):
        person = Applicant(f"新井 一郎{number}", phone=f"0909999888{number}")
        submit_application(target, [person], ApplyingAct(), actor=clerk, now=NOW)

    rows = list(Application.objects.order_by("id"))

    assert [row.received_seq for row in rows] == [1, 2, 1]
    assert len({row.reference for row in rows}) == 3
    for row in rows:
        assert len(row.reference) == 8
        assert set(row.reference) <= set(ALPHABET)
        assert not set(row.reference) & set("01OI")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和8年11月5日", date(2026, 11, 5)),
        ("R8.11.5", date(2026, 11, 5)),
        ("平成33年3月31日", date(2021, 3, 31)),  # past the era's end: the day it means
        ("８/１１/５", None),
        ("令和0年1月1日", None),
        ("令和元年4月30日", None),  # before the era began
        ("令和8年2月30日", None),
        ("85.1.1", None),  # two digits without an era
    ],
)
def test_rule_e5_dates_as_staff_type_them(typed, day):
    field = WarekiDateField(label="発行日")

    if day is None:
        with pytest.raises(ValidationError):
            field.clean(typed)
    else:
        assert field.clean(typed) == day


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("　山田　太郎 ", "山田 太郎"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("髙﨑\u200b 花子", "髙﨑 花子"),
        ("𠮷田 花子", "𠮷田 花子"),
        ("葛\U000e0100城 花子", "葛\U000e0100城 花子"),  # the variant that was chosen stays
    ],
)
def test_rule_e6_names_keep_everything_but_blanks(typed, stored):
    assert NameField(label="氏名").clean(typed) == stored
