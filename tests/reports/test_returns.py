"""Returns: frozen when submitted, corrected in the next one, due in time (rule I, T36)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import InternalError, transaction

from foundation.clock import JST
from foundation.organizations.actor import Actor
from foundation.organizations.models import MunicipalityProfile
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from reports.actions.return_forms import create_form
from reports.actions.returns import (
    ask_for_confirmation,
    drawn_up,
    prepare_return,
    send_back,
    submit_return,
)
from reports.enums import ReturnKind, ReturnState
from reports.models import Return, ReturnCell, ReturnForm
from reports.queries.returns_due import due_returns
from reports.returning.corrections import differences
from reports.returning.payloads import digest
from reports.rules.returns import months_before
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import apply, complete, course, held, people
from trainings.models import Completion, HeadcountReport

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 4, 20, 10, 0, tzinfo=JST)
LATER = datetime(2027, 4, 20, 10, 0, tzinfo=JST)


@pytest.fixture
def approver(world):
    return world.member(Role.APPROVER).user


@pytest.fixture
def annual(program, clerk) -> ReturnForm:
    return create_form(
        program, ReturnKind.ANNUAL, title="年度実績報告書",
        used_from=date(2025, 5, 1), actor=clerk, now=AFTER,
    )  # fmt: skip


def submitted(form: ReturnForm, year: int, user, now: datetime, course=None) -> Return:
    actor = Actor.staff(user)
    row = prepare_return(form, course=course, fiscal_year=year, actor=actor, now=now)
    ask_for_confirmation(row, actor=actor, now=now)
    return submit_return(row, by=user, actor=actor, now=now)


def cells(payload: dict, line: int = 0) -> dict[str, object]:
    pairs = zip(payload["headings"], payload["lines"][line]["cells"], strict=True)
    return {head["code"]: cell and cell.get("number", cell.get("words")) for head, cell in pairs}


def test_a_return_says_what_the_tables_say(program, annual, approver):
    held(program, date(2025, 6, 7), 63)

    row = submitted(annual, 2025, approver, AFTER)

    assert cells(row.payload)["courses_held"] == "1"
    assert cells(row.payload)["people_trained"] == "63"
    assert row.cells.get(code="people_trained").number == 63
    assert (row.submitted_by, row.submitted_at, row.definition_version) == (approver, AFTER, 2)
    assert row.sha256 == digest(row.payload)
    assert row.payload["as_of"] == "2026-04-20"
    assert row.payload["submitted_by"] == approver.name


def test_the_frozen_return_stays_and_the_next_one_lists_the_correction(program, annual, approver):
    """T36."""
    held(program, date(2025, 6, 7), 30)
    first = submitted(annual, 2025, approver, AFTER)
    frozen = Return.objects.get(pk=first.pk).payload

    wrong = Completion.objects.order_by("id").first()
    Completion.objects.filter(pk=wrong.pk).update(voided_at=AFTER, voided_reason="入力の誤り")
    held(program, date(2026, 6, 6), 5)
    second = submitted(annual, 2026, approver, LATER)
    third = submitted(annual, 2027, approver, LATER + timedelta(days=366))

    assert Return.objects.get(pk=first.pk).payload == frozen
    assert cells(second.payload)["people_trained"] == "5"
    assert [
        (one["about"], one["code"], one["before"], one["after"])
        for one in second.payload["corrections"]
    ] == [("令和7年度", "people_trained", "30.000", "29.000")]
    correction = second.cells.get(corrects__isnull=False)
    assert correction.corrects.returned_id == first.pk
    assert [int(correction.before), int(correction.number)] == [30, 29]
    assert third.payload["corrections"] == []  # told once
    assert differences([first], LATER.date()) == []


def test_the_page_of_a_frozen_return_shows_what_is_counted_otherwise_today(
    program, annual, approver
):
    held(program, date(2025, 6, 7), 3)
    row = submitted(annual, 2025, approver, AFTER)
    held(program, date(2025, 9, 6), 2)  # keyed late

    found = {one.cell.code: [one.before, one.after] for one in differences([row], LATER.date())}

    assert found["courses_held"] == [1, 2]
    assert found["people_trained"] == [3, 5]


@pytest.mark.parametrize("change", ["payload", "remarks", "state", "sha256", "fiscal_year"])
def test_nothing_of_a_submitted_return_can_be_changed(program, annual, approver, change):
    row = submitted(annual, 2025, approver, AFTER)
    values = {"payload": {}, "fiscal_year": 2024}

    with pytest.raises(InternalError), transaction.atomic():
        Return.objects.filter(pk=row.pk).update(**{change: values.get(change, "draft")})


def test_neither_return_nor_cells_can_be_removed_changed_or_added(program, annual, approver):
    row = submitted(annual, 2025, approver, AFTER)

    for attempt in (
        lambda: Return.objects.filter(pk=row.pk).delete(),
        lambda: row.cells.all().delete(),
        lambda: row.cells.update(number=1),
        lambda: ReturnCell.objects.create(returned=row, code="more", label="増", number=1),
    ):
        with pytest.raises((InternalError, Exception)) as caught, transaction.atomic():
            attempt()
        assert "submitted" in str(caught.value) or "Cannot" in str(caught.value)
    assert row.cells.count() == len(row.payload["headings"])


def test_what_was_submitted_keeps_its_layout(program, annual, approver):
    held(program, date(2025, 6, 7), 3)
    row = submitted(annual, 2025, approver, AFTER)
    annual.columns.filter(code="people_trained").update(label="別の見出し", order=99)
    annual.columns.filter(code="visits").delete()
    annual.title = "新しい表題"
    annual.save()

    kept = Return.objects.get(pk=row.pk)

    assert kept.payload["title"] == "年度実績報告書"
    assert [one["label"] for one in kept.payload["headings"]][:2] == ["実施回数", "養成人数"]
    assert "visits" in cells(kept.payload)


def test_the_layout_decides_columns_order_headings_and_years(program, annual, clerk):
    held(program, date(2024, 6, 1), 2)
    held(program, date(2025, 6, 7), 3)
    MunicipalityProfile.objects.create(
        municipality=program.organization.municipality, year=2024, population=20_000,
        area_km2=1, households=1, ageing_rate=30,
    )  # fmt: skip
    annual.columns.all().delete()
    for order, code in enumerate(("per_ten_thousand_people_trained", "people_trained")):
        annual.columns.create(order=order, code=code, label="修了" if order else "")
    annual.years = 3
    annual.save()
    row = prepare_return(annual, fiscal_year=2025, actor=clerk, now=AFTER)

    payload = drawn_up(row, AFTER)[0]

    assert [one["label"] for one in payload["headings"]] == ["1万人あたり養成人数", "修了"]
    assert [line["label"] for line in payload["lines"]] == ["令和5年度", "令和6年度", "令和7年度"]
    assert [list(cells(payload, n).values()) for n in range(3)] == [
        [None, "0"],
        ["1.0", "2"],
        ["1.5", "3"],
    ]


def test_a_year_that_still_runs_is_not_submitted(annual, approver):
    actor = Actor.staff(approver)
    row = prepare_return(annual, fiscal_year=2025, actor=actor, now=AFTER)

    with pytest.raises(Refused) as refused:
        ask_for_confirmation(row, actor=actor, now=datetime(2026, 3, 31, 23, 59, tzinfo=JST))
    ready = ask_for_confirmation(row, actor=actor, now=datetime(2026, 4, 1, tzinfo=JST))

    assert refused.value.code == "year_running"
    assert ready.state == ReturnState.READY


def test_a_return_waits_for_the_approver_and_may_go_back(annual, approver):
    actor = Actor.staff(approver)
    row = prepare_return(annual, fiscal_year=2025, actor=actor, now=AFTER)

    with pytest.raises(Refused):
        submit_return(row, by=approver, actor=actor, now=AFTER)
    ask_for_confirmation(row, actor=actor, now=AFTER)
    with pytest.raises(Refused):
        send_back(row, reason="", actor=actor, now=AFTER)
    back = send_back(row, reason="教材の部数を入れてください。", actor=actor, now=AFTER)

    assert (back.state, back.sent_back_reason) == ("draft", "教材の部数を入れてください。")


def test_one_return_a_year_and_one_a_course(program, annual, clerk):
    prepare_return(annual, fiscal_year=2025, actor=clerk, now=AFTER)
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    made = held(program, date(2025, 6, 7), 1)
    prepare_return(form, course=made, actor=clerk, now=AFTER)
    other = held(ProgramFactory(name="別の事業"), date(2025, 6, 7), 1)

    for form_of, about, code in (
        (annual, {"fiscal_year": 2025}, "prepared"),
        (annual, {"course": made}, "year_only"),
        (form, {"course": made}, "prepared"),
        (form, {"fiscal_year": 2025}, "course_needed"),
        (form, {"course": other}, "other_program"),
    ):
        with pytest.raises(Refused) as refused:
            prepare_return(form_of, actor=clerk, now=AFTER, **about)
        assert refused.value.code == code


def test_the_report_of_a_course(program, clerk, approver):
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    made = held(program, date(2025, 6, 7), 6, capacity=20)
    apply(made, people(2))
    row = prepare_return(
        form, course=made, typed={"materials": "テキスト 8部", "reporter": "担当 花子"},
        actor=clerk, now=AFTER,
    )  # fmt: skip
    ask_for_confirmation(row, actor=clerk, now=AFTER)
    row = submit_return(row, by=approver, actor=clerk, now=AFTER)

    found = cells(row.payload)

    assert found["times"].startswith("令和7年6月7日（土）午前10時～")
    assert (found["audience"], found["attendances"], found["people_trained"]) == ("8", "6", "6")
    assert (found["capacity"], found["observers"]) == ("20", "0")
    assert found["ages"] == "不明 8人"
    assert (found["materials"], found["reporter"]) == ("テキスト 8部", "担当 花子")


def test_the_report_of_a_course_without_names_counts_what_was_filed(program, clerk):
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    made, other = (course(program, date(2026, 3, day), days=2) for day in (1, 8))
    first, second = made.sessions.order_by("n")
    for session, filed, people_by_band in (
        (first, AFTER, {"20s": 6, "60s": 14}),
        (second, None, {"20s": 700}),  # begun and not filed
        (other.sessions.first(), AFTER, {"20s": 90}),
    ):
        report = HeadcountReport.objects.create(
            session=session, audience="company", reported_at=filed
        )
        for band, n in people_by_band.items():
            report.lines.create(age_band=band, n=n)
    row = prepare_return(form, course=made, actor=clerk, now=AFTER)

    found = cells(drawn_up(row, AFTER)[0])

    assert (found["headcount_people"], found["audience"]) == ("20", "0")
    assert found["ages"] == "20代 6人、60代 14人"


def test_a_course_that_is_not_over_is_not_reported(program, clerk):
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    row = prepare_return(form, course=course(program, date(2026, 4, 20)), actor=clerk, now=AFTER)

    with pytest.raises(Refused) as refused:
        ask_for_confirmation(row, actor=clerk, now=AFTER)

    assert refused.value.code == "not_held"


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 6, 13), date(2026, 5, 13)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2024, 3, 30), date(2024, 2, 29)),
        (date(2026, 1, 15), date(2025, 12, 15)),
    ],
)
def test_a_month_before(day, before):
    assert months_before(day, 1) == before


def test_plans_a_month_before_reports_two_weeks_after_returns_in_april(program, clerk, annual):
    start = date(2026, 1, 1)
    plan = create_form(program, ReturnKind.PLAN, used_from=start, actor=clerk, now=AFTER)
    report = create_form(program, ReturnKind.COURSE, used_from=start, actor=clerk, now=AFTER)
    past = held(program, date(2026, 4, 4), 2)
    upcoming = course(program, date(2026, 5, 30))
    held(program, date(2025, 6, 7), 2)  # due before the layout was used
    course(program, date(2026, 9, 5))  # not due for long

    found = due_returns(AFTER.date())

    assert [(one.form.pk, one.course, one.due_on) for one in found] == [
        (report.pk, past, date(2026, 4, 18)),
        (annual.pk, None, date(2026, 4, 30)),
        (plan.pk, upcoming, date(2026, 4, 30)),
    ]
    assert [one.is_late(AFTER.date()) for one in found] == [True, False, False]


def test_what_is_submitted_is_due_no_more(program, annual, approver):
    assert [one.fiscal_year for one in due_returns(AFTER.date())] == [2025]

    submitted(annual, 2025, approver, AFTER)

    assert due_returns(AFTER.date()) == []


def test_the_other_town_has_its_own_returns(world, program, annual, approver):
    held(program, date(2025, 6, 7), 3)
    submitted(annual, 2025, approver, AFTER)

    with within(world.wakaba):
        assert list(Return.objects.all()) == []
        assert due_returns(AFTER.date()) == []


def test_ages_are_those_of_the_day_and_small_groups_are_hidden(program, clerk):
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    made = course(program, date(2026, 3, 1))
    who = people(12)
    births = [date(1996, 2, 29)] * 6 + [date(1996, 3, 2)] * 5 + [date(1950, 1, 1)]
    for person, birth in zip(who, births, strict=True):
        person.birth_date = birth
        person.save()
    complete(apply(made, who), made)
    row = prepare_return(form, course=made, actor=clerk, now=AFTER)

    # Born on 29 February 1996: thirty on 1 March 2026; born on 2 March: still twenty-nine.
    assert cells(drawn_up(row, AFTER)[0])["ages"] == "20代 ＊、30代 6人、70代 ＊"
