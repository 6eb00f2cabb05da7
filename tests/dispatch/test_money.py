"""Payments: the price of the day, once a visit, a monthly statement without any case (T32)."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError
from django.urls import reverse
from openpyxl import load_workbook

from dispatch.actions.money import (
    pay,
    settle_month,
    settle_visit,
    visits_to_settle,
    void_payment,
)
from dispatch.documents.statement import statement_pdf, statement_workbook
from dispatch.enums import PaymentMode, VisitState
from dispatch.models import ActivityReport, DispatchSettings, Payment, Rate, Visit
from dispatch.queries.statements import statements_of, visits_returned
from dispatch.rules.money import lines_of, minutes_by_day, minutes_told_twice, paid_minutes
from foundation.audit.models import AccessLog
from foundation.clock import JST
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.dispatch.phones import Phone
from tests.dispatch.test_staff_pages import press
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import in_order, pages_of

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
LATER = datetime(2026, 11, 2, 10, 0, tzinfo=JST)


def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JST)


@pytest.fixture
def prices(program) -> None:
    """1,000 yen an hour, from 1 October 1,200; 2,000 yen a visit."""
    for unit, amount, day in (("per_hour", 1000, date(2026, 4, 1)),
                              ("per_hour", 1200, OCTOBER),
                              ("per_visit", 2000, date(2026, 4, 1))):  # fmt: skip
        Rate.objects.create(program=program, unit=unit, amount=amount, valid_from=day)


@pytest.fixture
def per_hour(prices) -> None:
    DispatchSettings.objects.update(payment_mode=PaymentMode.PER_HOUR)


@pytest.fixture
def late(doer):
    return {**doer, "now": LATER}


@pytest.fixture
def held(path):
    """Make a visit that was held and reported."""
    assignment = path.active(begun_on=date(2026, 9, 1), agreed_by_user_on=date(2026, 9, 1),
                             agreed_by_supporter_on=date(2026, 9, 1))  # fmt: skip

    def make_one(starts_at: datetime, ends_at: datetime) -> Visit:
        visit = make.visit(assignment, starts_at, ends_at=ends_at, state=VisitState.DONE)
        report_of(visit)
        return visit

    return make_one


def report_of(visit: Visit) -> None:
    """Let the supporter have reported the visit as it was planned."""
    ActivityReport.objects.create(
        visit=visit, supporter=visit.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        content="散歩", policy="continue", activity_types=["visit"], state="submitted",
        submitted_at=LATER, reported_on=LATER.date(),
    )  # fmt: skip


class TestPriceOfTheDay:
    @pytest.mark.parametrize(
        ("starts", "ends", "lines"),
        [
            (moment(9, 30, 14), moment(9, 30, 15, 30), [(date(2026, 9, 30), 90, 1500)]),
            (moment(10, 1, 14), moment(10, 1, 15, 30), [(date(2026, 10, 1), 90, 1800)]),
            (
                moment(9, 30, 23),
                moment(10, 1, 0, 30),
                [(date(2026, 9, 30), 60, 1000), (date(2026, 10, 1), 30, 600)],
            ),
            (moment(9, 30, 23), moment(10, 1, 0), [(date(2026, 9, 30), 60, 1000)]),
            (moment(10, 1, 14), moment(10, 1, 14, 20), [(date(2026, 10, 1), 20, 400)]),
        ],
    )
    def test_splits_at_midnight_and_at_a_change_of_the_price(self, prices, starts, ends, lines):
        found = lines_of(PaymentMode.PER_HOUR, Rate.objects.all(), starts, ends)

        assert [(line.day, line.minutes, line.amount) for line in found] == lines

    def test_a_visit_as_such_costs_the_price_of_its_first_day(self, prices):
        found = lines_of(
            PaymentMode.PER_VISIT, Rate.objects.all(), moment(9, 30, 23), moment(10, 1, 1)
        )

        assert [(line.day, line.minutes, line.amount) for line in found] == [
            (date(2026, 9, 30), 120, 2000)
        ]

    def test_year_end_is_a_day_like_any_other(self):
        new_year = minutes_by_day(
            datetime(2026, 12, 31, 23, 30, tzinfo=JST), datetime(2027, 1, 1, 0, 45, tzinfo=JST)
        )

        assert new_year == [(date(2026, 12, 31), 30), (date(2027, 1, 1), 45)]

    def test_a_day_without_a_price_is_named(self, per_hour, held, late):
        Rate.objects.all().delete()
        visit = held(moment(10, 1, 14), moment(10, 1, 15))

        with pytest.raises(Refused) as refused:
            settle_visit(visit, **late)

        assert refused.value.code == "no_rate"
        assert "令和8年10月1日" in refused.value.sentence


# (rounding, step, least) → minutes worked: minutes paid
WHOLE_HOURS = ("half", 60, 0)  # まんのう町: 30 minutes or more a full hour, less a half one
NEAREST_HOUR = ("nearest", 60, 60)  # 倶知安町: 30 minutes or more up, less cut; at least one hour
ROUNDED = [
    (("exact", 60, 0), {1: 1, 61: 61, 90: 90}),
    (WHOLE_HOURS, {1: 30, 29: 30, 30: 60, 59: 60, 60: 60, 61: 90, 89: 90, 90: 120, 120: 120}),
    (NEAREST_HOUR, {1: 60, 29: 60, 60: 60, 89: 60, 90: 120, 149: 120, 150: 180, 400: 420}),
    (("down", 30, 0), {29: 0, 30: 30, 59: 30, 60: 60}),
    (("up", 15, 0), {1: 15, 15: 15, 16: 30, 60: 60}),
    (("up", 60, 0), {1: 60, 61: 120, 121: 180}),
    (("half", 15, 0), {1: 7, 7: 7, 8: 15}),
]


class TestRounding:
    @pytest.mark.parametrize(
        ("rule", "worked", "paid"),
        [(rule, worked, paid) for rule, table in ROUNDED for worked, paid in table.items()],
    )
    def test_minutes_are_paid_by_the_rule_of_the_price(self, rule, worked, paid):
        names = ("rounding", "rounding_minutes", "least_minutes")

        assert paid_minutes(Rate(**dict(zip(names, rule, strict=True))), worked) == paid

    @pytest.mark.parametrize(
        ("starts", "ends", "lines"),
        [
            # 75 minutes are a half hour more than one: 1,000 yen + 500
            (moment(9, 10, 14), moment(9, 10, 15, 15), [(75, 15, 1500)]),
            # over midnight into the new price: rounded once, on the last day
            (moment(9, 30, 23, 30), moment(10, 1, 0, 45), [(30, 0, 500), (45, 15, 1200)]),
            (moment(9, 30, 23), moment(10, 1, 0), [(60, 0, 1000)]),
        ],
    )
    def test_a_visit_is_rounded_once_however_many_days_it_touches(
        self, prices, starts, ends, lines
    ):
        Rate.objects.update(rounding="half")

        found = lines_of(PaymentMode.PER_HOUR, Rate.objects.all(), starts, ends)

        assert [(line.minutes, line.rounded_by, line.amount) for line in found] == lines

    def test_each_day_of_a_visit_over_midnight_has_its_own_most(self, prices):
        Rate.objects.update(day_most_minutes=60)

        found = lines_of(
            PaymentMode.PER_HOUR, Rate.objects.all(), moment(9, 30, 22, 30), moment(10, 1, 0, 50)
        )

        assert [(line.minutes, line.rounded_by, line.amount) for line in found] == [
            (90, -30, 1000), (50, 0, 1000),
        ]  # fmt: skip

    def test_the_rule_changes_with_the_price(self, prices):
        Rate.objects.filter(valid_from=OCTOBER).update(rounding="up")
        before, after = (
            lines_of(PaymentMode.PER_HOUR, Rate.objects.all(), moment(*day, 14),
                     moment(*day, 14, 10))
            for day in ((9, 30), (10, 1))
        )  # fmt: skip

        assert ([line.amount for line in before], [line.amount for line in after]) == (
            [166], [1200],
        )  # fmt: skip

    @pytest.mark.parametrize(
        "values",
        [
            {"rounding_minutes": 0},
            {"rounding_minutes": 61},
            {"least_minutes": 60, "day_most_minutes": 30},
            {"day_most_minutes": 0},
        ],
    )
    def test_the_database_refuses_a_rule_that_cannot_be(self, program, values):
        with pytest.raises(IntegrityError):
            Rate.objects.create(
                program=program, unit="per_hour", amount=1, valid_from=OCTOBER, **values
            )

    def test_the_statement_says_how_it_was_counted(self, per_hour, held, late, program):
        Rate.objects.update(rounding="half")
        settle_visit(held(moment(10, 1, 14), moment(10, 1, 15, 15)), **late)

        statements = statements_of(program.pk, OCTOBER)

        (line,) = statements[0].lines
        assert (line.minutes, line.counted, line.amount) == (75, 90, 1800)
        page = "".join(pages_of(statement_pdf(statements, OCTOBER, ("あおば市",), LATER)))
        assert "75分（90分として計算）" in page
        book = load_workbook(BytesIO(statement_workbook(statements, OCTOBER, ("あおば市",))))
        cells = [cell.value for row in book["明細"] for cell in row]
        assert in_order(" ".join(map(str, cells)), ["75", "90", "1200", "1800"]) == []


class TestSeveralVisitsADay:
    """倶知安町 pays three hours a day at most, however many visits the day had (T32)."""

    @pytest.fixture
    def three_hours(self, per_hour) -> None:
        Rate.objects.update(day_most_minutes=180)

    # visits of the day, in the order in which they are settled → minutes paid for each
    @pytest.mark.parametrize(
        ("visits", "counted"),
        [
            ([((9, 0), (11, 0))], [120]),
            ([((9, 0), (13, 0))], [180]),
            ([((9, 0), (11, 0)), ((13, 0), (14, 0))], [120, 60]),
            ([((9, 0), (11, 0)), ((13, 0), (15, 0))], [120, 60]),
            ([((13, 0), (15, 0)), ((9, 0), (11, 0))], [120, 60]),
            ([((9, 0), (12, 0)), ((13, 0), (15, 0))], [180, 0]),
            ([((9, 0), (10, 30)), ((11, 0), (12, 0)), ((13, 0), (15, 0))], [90, 60, 30]),
        ],
    )
    def test_share_the_most_of_the_day(self, three_hours, held, late, visits, counted):
        paid = [
            settle_visit(held(moment(10, 1, *start), moment(10, 1, *end)), **late)
            for start, end in visits
        ]

        assert [one.lines.get().counted for one in paid] == counted
        assert [one.amount for one in paid] == [minutes * 20 for minutes in counted]

    def test_other_days_and_other_supporters_have_their_own(
        self, three_hours, held, late, path, program
    ):
        settle_visit(held(moment(10, 1, 9), moment(10, 1, 12)), **late)
        other = make_supporters.supporter(program)
        theirs = make.visit(
            make.assignment(path.request, other), moment(10, 1, 13), ends_at=moment(10, 1, 14),
            state=VisitState.DONE,
        )  # fmt: skip
        report_of(theirs)

        next_day = settle_visit(held(moment(10, 2, 13), moment(10, 2, 14)), **late)

        assert next_day.lines.get().counted == 60
        assert settle_visit(theirs, **late).lines.get().counted == 60

    def test_over_midnight_the_first_day_was_full_and_the_second_is_not(
        self, three_hours, held, late
    ):
        settle_visit(held(moment(10, 1, 9), moment(10, 1, 12)), **late)

        night = settle_visit(held(moment(10, 1, 23), moment(10, 2, 1)), **late)

        assert [(one.day, one.counted) for one in night.lines.all()] == [
            (date(2026, 10, 1), 0), (date(2026, 10, 2), 60),
        ]  # fmt: skip

    def test_what_was_taken_back_makes_room_again(self, three_hours, held, late):
        first = settle_visit(held(moment(10, 1, 9), moment(10, 1, 12)), **late)
        second = held(moment(10, 1, 13), moment(10, 1, 15))
        void_payment(settle_visit(second, **late), reason="誤り", **late)

        void_payment(first, reason="誤り", **late)

        assert settle_visit(second, **late).lines.get().counted == 120

    def test_hours_that_two_reports_tell_are_paid_once(self, per_hour, held, late):
        early = held(moment(10, 1, 14), moment(10, 1, 15))
        later = held(moment(10, 1, 15, 30), moment(10, 1, 16, 30))
        early.reports.update(ends_at=moment(10, 1, 16))
        settle_visit(early, **late)

        paid = settle_visit(later, **late)

        assert (paid.lines.get().minutes, paid.lines.get().counted) == (60, 30)

    @pytest.mark.parametrize(
        ("others", "twice"),
        [
            ([], {}),
            ([((10, 0), (12, 0))], {}),  # touching is not overlapping
            ([((10, 0), (12, 30))], {date(2026, 10, 1): 30}),
            ([((10, 0), (15, 0))], {date(2026, 10, 1): 120}),
            ([((12, 0), (13, 0)), ((12, 30), (13, 30))], {date(2026, 10, 1): 90}),
            ([((12, 30), (13, 30)), ((12, 0), (14, 0))], {date(2026, 10, 1): 120}),
        ],
    )
    def test_each_minute_is_found_twice_once(self, others, twice):
        hours = [(moment(10, 1, *start), moment(10, 1, *end)) for start, end in others]

        found = minutes_told_twice(moment(10, 1, 12), moment(10, 1, 14), hours)

        assert found == twice

    def test_a_visit_told_wholly_by_another_is_not_paid_the_least_again(self, per_hour, held, late):
        Rate.objects.update(rounding="nearest", least_minutes=60)
        early = held(moment(10, 1, 14), moment(10, 1, 15))
        later = held(moment(10, 1, 15, 30), moment(10, 1, 16, 30))
        early.reports.update(ends_at=moment(10, 1, 17))
        settle_visit(early, **late)

        assert settle_visit(later, **late).amount == 0

    @pytest.mark.parametrize("first", ["joint", "own"])
    def test_hours_of_a_joint_report_and_an_own_one_are_paid_once(
        self, per_hour, path, late, first
    ):
        """The twin's 連名 tells 14:00 to 17:00, the own report of the next visit 15:30 to 18:00."""
        own = path.active(begun_on=OCTOBER, agreed_by_user_on=OCTOBER,
                          agreed_by_supporter_on=OCTOBER)  # fmt: skip
        pair = make.pair(path.request, own)
        start, end = moment(10, 2, 14), moment(10, 2, 15)
        told = {"ends_at": end, "state": VisitState.DONE, "pair": pair}
        jointly, twins = make.visit(own, start, **told), make.visit(pair.second, start, **told)
        report_of(twins)
        twins.reports.update(is_joint=True, ends_at=moment(10, 2, 17))
        next_one = make.visit(own, moment(10, 2, 15, 30), ends_at=moment(10, 2, 18),
                              state=VisitState.DONE)  # fmt: skip
        report_of(next_one)
        order = [jointly, next_one] if first == "joint" else [next_one, jointly]

        payments = [settle_visit(visit, **late) for visit in order]

        # 14:00 to 18:00 at 1,200 yen, however the reports share the hours.
        assert sum(payment.amount for payment in payments) == 4 * 1200
        # The partner was at one visit only, and is paid the whole of it.
        assert settle_visit(twins, **late).amount == 3 * 1200


def give_back(report: ActivityReport, **draft) -> None:
    """Return a report that was sent; its writer then tries other hours out."""
    report.state = "returned"
    for name, value in draft.items():
        setattr(report, name, value)
    ActivityReport.objects.filter(pk=report.pk).update(state="returned", **draft)


class TestReturnedReports:
    """What is paid is what was sent and stands; a draft being rewritten counts nowhere (D7)."""

    # hours of the returned report while it is rewritten → minutes paid of the next visit, whose
    # report tells 15:30 to 16:30 while the returned one was sent as 14:00 to 16:00
    @pytest.mark.parametrize(
        "draft",
        [
            {},
            {"ends_at": moment(10, 1, 14, 30)},
            {"ends_at": moment(10, 1, 18)},
            {"starts_at": moment(10, 3, 9), "ends_at": moment(10, 3, 12)},
        ],
    )
    def test_hours_paid_already_are_those_sent_whatever_is_being_typed(
        self, per_hour, held, late, draft
    ):
        early = held(moment(10, 1, 14), moment(10, 1, 15))
        later = held(moment(10, 1, 15, 30), moment(10, 1, 16, 30))
        early.reports.update(ends_at=moment(10, 1, 16))
        settle_visit(early, **late)
        give_back(early.reports.get(), **draft)

        assert settle_visit(later, **late).lines.get().counted == 30

    # state of the report, how it is refused (None: what is paid)
    @pytest.mark.parametrize(
        ("moves", "code", "amount"),
        [
            ("submitted", None, 1200),
            ("answered", None, 1200),
            ("returned", "report_returned", None),
            ("sent again", None, 3600),
        ],
    )
    def test_a_returned_report_is_paid_when_it_is_sent_again(
        self, per_hour, held, late, program, moves, code, amount
    ):
        visit = held(moment(10, 1, 14), moment(10, 1, 15))
        report = visit.reports.get()
        if moves == "answered":
            visit.reports.update(state="answered")
        elif moves != "submitted":
            give_back(report, ends_at=moment(10, 1, 17))
            if moves == "sent again":
                visit.reports.update(state="submitted")

        if code is None:
            assert visits_to_settle(program.pk, OCTOBER) == [visit]
            assert settle_visit(visit, **late).amount == amount
            return
        assert visits_to_settle(program.pk, OCTOBER) == []
        assert list(visits_returned(program.pk, OCTOBER)) == [visit]
        with pytest.raises(Refused) as refused:
            settle_visit(visit, **late)
        assert refused.value.code == code

    def test_a_settled_payment_waits_when_its_report_is_given_back(self, per_hour, held, late):
        payment = settle_visit(held(moment(10, 1, 14), moment(10, 1, 15)), **late)
        report = payment.visit.reports.get()
        give_back(report)
        with pytest.raises(Refused) as refused:
            pay([payment], LATER.date(), **late)
        assert refused.value.code == "report_returned"

        payment.visit.reports.update(state="submitted")

        assert pay([payment], LATER.date(), **late)[0].paid_on == LATER.date()

    def test_page_and_paper_say_what_waits(self, per_hour, held, late, program, world, at):
        settle_visit(held(moment(10, 1, 14), moment(10, 1, 15)), **late)
        waits = held(moment(10, 2, 14), moment(10, 2, 15))
        give_back(waits.reports.get(), ends_at=moment(10, 2, 19), content="秘めた下書き")
        at(LATER)

        (statement,) = statements_of(program.pk, OCTOBER)
        paper = "".join(pages_of(statement_pdf([statement], OCTOBER, ("あおば市",), LATER)))
        url = reverse("admin:dispatch_payment_month", args=[program.pk, "2026-10"])
        page = Desk(world.member(Role.CLERK)).get(url).content.decode()

        assert (statement.visits, statement.minutes, statement.returned) == (1, 60, 1)
        assert "再提出をお待ちしている訪問が1回" in paper.replace("\n", "")
        assert "差し戻した活動報告の再提出を待つ訪問" in page
        assert "令和8年10月2日" in page
        assert "秘めた下書き" not in page + paper

    def test_a_joint_report_given_back_holds_both_visits_of_the_pair(
        self, per_hour, path, late, program
    ):
        own = path.active(begun_on=OCTOBER, agreed_by_user_on=OCTOBER,
                          agreed_by_supporter_on=OCTOBER)  # fmt: skip
        pair = make.pair(path.request, own)
        start = moment(10, 2, 14)
        told = {"ends_at": moment(10, 2, 15), "state": VisitState.DONE, "pair": pair}
        mine, twins = make.visit(own, start, **told), make.visit(pair.second, start, **told)
        report_of(twins)
        twins.reports.update(is_joint=True)
        # The writer tries out to report alone.
        give_back(twins.reports.get(), is_joint=False)

        assert set(visits_returned(program.pk, OCTOBER)) == {mine, twins}
        assert visits_to_settle(program.pk, OCTOBER) == []

    @pytest.mark.parametrize("state", ["draft", "returned"])
    def test_a_joint_report_outranks_an_own_one_that_is_not_sent(
        self, per_hour, path, late, program, state
    ):
        """Else one left draft would keep the whole month of the programme from being settled."""
        own = path.active(begun_on=OCTOBER, agreed_by_user_on=OCTOBER,
                          agreed_by_supporter_on=OCTOBER)  # fmt: skip
        pair = make.pair(path.request, own)
        start = moment(10, 2, 14)
        told = {"ends_at": moment(10, 2, 15), "state": VisitState.DONE, "pair": pair}
        mine, twins = make.visit(own, start, **told), make.visit(pair.second, start, **told)
        report_of(mine)
        mine.reports.update(state=state, ends_at=moment(10, 2, 18))
        report_of(twins)
        twins.reports.update(is_joint=True, ends_at=moment(10, 2, 16))

        payments = settle_month(program, OCTOBER, **late)

        assert [row.amount for row in payments] == [2 * 1200, 2 * 1200]  # 14:00 to 16:00
        assert list(visits_returned(program.pk, OCTOBER)) == []
        pay(payments, late["now"].date(), **late)


class TestOnce:
    def test_a_visit_is_settled_once_until_it_is_taken_back(self, per_hour, held, late):
        visit = held(moment(10, 1, 14), moment(10, 1, 15, 30))
        payment = settle_visit(visit, **late)
        assert payment.amount == 1800
        with pytest.raises(Refused) as refused:
            settle_visit(visit, **late)
        assert refused.value.code == "settled_already"

        void_payment(payment, reason="時間の誤り", **late)

        assert settle_visit(visit, **late).pk != payment.pk

    def test_what_was_paid_is_neither_paid_again_nor_taken_back(self, per_hour, held, late):
        payment = settle_visit(held(moment(10, 1, 14), moment(10, 1, 15)), **late)
        pay([payment], LATER.date(), **late)

        for deed in (
            lambda: pay([payment], LATER.date(), **late),
            lambda: void_payment(payment, reason="誤り", **late),
        ):
            with pytest.raises(Refused) as refused:
                deed()
            assert refused.value.code == "paid_already"

    def test_several_are_paid_all_or_none(self, per_hour, held, late):
        first = settle_visit(held(moment(10, 1, 14), moment(10, 1, 15)), **late)
        second = settle_visit(held(moment(10, 2, 14), moment(10, 2, 15)), **late)
        pay([second], LATER.date(), **late)

        with pytest.raises(Refused):
            pay([first, second], LATER.date(), **late)

        first.refresh_from_db()
        assert first.paid_on is None


class TestMode:
    def test_none_pays_nothing(self, held, late):
        with pytest.raises(Refused) as refused:
            settle_visit(held(moment(10, 1, 14), moment(10, 1, 15)), **late)

        assert refused.value.code == "not_paid"

    def test_actual_cost_asks_for_what_it_was(self, held, late, program):
        DispatchSettings.objects.update(payment_mode=PaymentMode.ACTUAL_COST)
        visit = held(moment(10, 1, 14), moment(10, 1, 15))
        with pytest.raises(Refused) as refused:
            settle_visit(visit, cost=420, **late)
        assert refused.value.code == "cost_missing"
        with pytest.raises(Refused) as refused:
            settle_month(program, OCTOBER, **late)
        assert refused.value.code == "not_by_table"

        payment = settle_visit(visit, cost=420, cost_note="バス代 往復", **late)

        assert payment.amount == 420

    def test_only_held_and_reported_visits_are_paid(self, per_hour, path, late):
        planned = make.visit(path.active())
        with pytest.raises(Refused) as refused:
            settle_visit(planned, **late)
        assert refused.value.code == "visit_not_done"

        planned.state = VisitState.DONE
        planned.save()
        with pytest.raises(Refused) as refused:
            settle_visit(planned, **late)
        assert refused.value.code == "report_missing"


class TestMonth:
    def test_holds_the_visits_that_began_in_it(self, per_hour, held, late, program):
        inside = [
            held(moment(10, 1, 0), moment(10, 1, 1)),
            held(moment(10, 31, 23), moment(11, 1, 1)),
        ]
        held(moment(9, 30, 23), moment(9, 30, 23, 59))
        assert visits_to_settle(program.pk, date(2026, 10, 15)) == inside

        settle_month(program, OCTOBER, **late)

        assert visits_to_settle(program.pk, OCTOBER) == []
        (statement,) = statements_of(program.pk, OCTOBER)
        assert (statement.visits, statement.minutes, statement.amount) == (2, 180, 3600)
        assert settle_month(program, OCTOBER, **late) == []

    def test_one_day_without_a_price_settles_nothing(self, per_hour, held, late, program):
        held(moment(10, 2, 14), moment(10, 2, 15))
        held(moment(10, 20, 14), moment(10, 20, 15))
        Rate.objects.update(valid_through=date(2026, 10, 10))

        with pytest.raises(Refused):
            settle_month(program, OCTOBER, **late)

        assert not Payment.objects.exists()


class TestPages:
    @pytest.fixture
    def month(self, per_hour, held, late, program, at) -> str:
        held(moment(9, 30, 23), moment(10, 1, 0, 30))
        held(moment(9, 10, 14), moment(9, 10, 15, 30))
        at(LATER)
        return reverse("admin:dispatch_payment_month", args=[program.pk, "2026-09"])

    def test_a_clerk_settles_and_prints_the_month_without_seeing_a_case(
        self, world, month, case, program
    ):
        desk = Desk(world.member(Role.CLERK))
        assert "2件を単価表で確定する" in desk.get(month).content.decode()
        for kind in ("pdf", "workbook"):  # nothing is settled yet
            address = reverse(f"admin:dispatch_statement_{kind}", args=[program.pk, "2026-09"])
            early = desk.get(address, follow=True)
            assert early.redirect_chain == [(month, 302)]
            assert "確定した支払いはありません" in early.content.decode()

        text = desk.post(month, follow=True).content.decode()

        assert "3,100円" in text
        paper = desk.get(reverse("admin:dispatch_statement_pdf", args=[program.pk, "2026-09"]))
        page = "".join(pages_of(paper.content, "statement"))
        words = ["山田 花子", "支払明細書（令和8年9月分）", "90分", "1,500円", "60分", "1,000円",
                 "30分", "600円", "2回", "180分", "3,100円", "お問い合わせ先"]  # fmt: skip
        assert in_order(page, words) == []
        book = desk.get(reverse("admin:dispatch_statement_workbook", args=[program.pk, "2026-09"]))
        sheets = load_workbook(BytesIO(book.content))
        cells = [str(c.value) for sheet in sheets for row in sheet for c in row if c.value]
        for secret in (case.number_text, make.CLIENT_NAME, "北公民館"):
            assert secret not in text + page + "".join(cells)
        logged = AccessLog.objects.filter(object_type="dispatch.Payment", purpose__gt="")
        paid = sorted(Payment.objects.values_list("pk", flat=True))
        assert [(one.action, sorted(one.object_ids)) for one in logged.order_by("pk")] == [
            ("print", paid), ("export", paid),
        ]  # fmt: skip

    def test_the_workbook_adds_up_and_says_what_was_paid_out(self, program, month, late):
        settle_month(program, date(2026, 9, 1), **late)
        first = Payment.objects.get(amount=1500)
        pay([first], LATER.date(), **late)

        content = statement_workbook(
            statements_of(program.pk, date(2026, 9, 1)), date(2026, 9, 1), ("あおば市",)
        )

        sums, lines = load_workbook(BytesIO(content))
        assert [[cell.value for cell in row[1:]] for row in sums.iter_rows(min_row=2)] == [
            ["氏名", "回数", "分", "金額", "うち支払済み"],
            ["山田 花子", 2, 180, 3100, 1500],
            ["合計（1人）", 2, 180, 3100, 1500],
        ]
        told = [(row[6].value, row[7].value) for row in lines.iter_rows(min_row=3)]
        assert told == [(1500, datetime(2026, 11, 2)), (1000, None), (600, None)]  # noqa: DTZ001
        for sheet in (sums, lines):
            assert sheet.oddHeader.right.text == "取扱注意　あおば市"

    def test_payments_are_marked_and_taken_back_by_buttons(self, world, month, case):
        desk = Desk(world.member(Role.CLERK))
        desk.post(month)
        first, second = Payment.objects.order_by("amount")

        press(desk, first, "paid", paid_on="R8.11.1")
        press(desk, second, "void", reason="時間の誤り")

        for row in (first, second):
            row.refresh_from_db()
            page = desk.get(reverse("admin:dispatch_payment_change", args=[row.pk]))
            assert case.number_text not in page.content.decode()
        assert first.paid_on == date(2026, 11, 1)
        assert second.voided_at is not None

    def test_a_visit_is_settled_from_its_page(self, coordinator, path, held, at):
        DispatchSettings.objects.update(payment_mode=PaymentMode.ACTUAL_COST)
        visit = held(moment(10, 1, 14), moment(10, 1, 15))
        at(LATER + timedelta(days=1))

        press(Desk(coordinator), visit, "settle", cost="420", cost_note="バス代")

        assert Payment.objects.get().amount == 420

    def test_the_page_shows_what_is_fixed_before_it_is(self, coordinator, per_hour, held, at):
        visit = held(moment(10, 1, 14), moment(10, 1, 15, 15))
        at(LATER + timedelta(days=1))
        desk = Desk(coordinator)
        url = reverse("admin:dispatch_visit_settle", args=[visit.pk])

        shown = dict(desk.get(url).context["facts"])

        assert shown["報告された時間"] == "令和8年10月1日（木）午後2時〜午後3時15分"
        assert shown["計算"] == "令和8年10月1日（木）　75分　単価 1,200円　1,500円"
        assert shown["金額"] == "1,500円"
        press(desk, visit, "settle")
        assert Payment.objects.get().amount == 1500
        assert "この訪問の支払いは、すでに確定しています。" in desk.get(url).content.decode()

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER, Role.ADMINISTRATOR])
    def test_others_do_not_open_the_month(self, world, month, role):
        assert Desk(world.member(role)).get(month).status_code == 403

    def test_a_programme_that_pays_nothing_has_no_months(self, world, program, frozen):
        desk = Desk(world.member(Role.CLERK))
        url = reverse("admin:dispatch_payment_month", args=[program.pk, "2026-10"])

        assert desk.get(url).status_code == 404
        assert (
            "支払いをする事業はありません"
            in desk.get(reverse("admin:dispatch_payments")).content.decode()
        )

    def test_a_supporter_reads_their_own_and_no_case(self, per_hour, held, late, case, at):
        Rate.objects.update(rounding="half")
        payment = settle_visit(held(moment(10, 1, 14), moment(10, 1, 15, 15)), **late)
        void_payment(
            settle_visit(held(moment(10, 3, 14), moment(10, 3, 15)), **late), reason="誤り", **late
        )
        at(LATER)
        phone = Phone().through(payment.supporter, proved=False)
        home = reverse("dispatch:home", args=["aoba", payment.supporter_id])
        assert "謝礼・実費の明細を見る" in phone.text(home)

        text = phone.text(reverse("dispatch:payments", args=["aoba", payment.supporter_id]))

        assert "1,800円" in text
        assert "75分（90分として計算）" in text
        assert "単価 1,200円" in text
        assert "支払いの準備中" in text
        assert "10月3日" not in text
        for secret in (case.number_text, make.CLIENT_NAME, "北公民館"):
            assert secret not in text
