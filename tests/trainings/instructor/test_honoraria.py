"""From the request to the lecturer to slip and calendar-year totals (H 23)."""

from datetime import date, timedelta

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.notices.models import Notice
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import STARTS, ApplicationFactory, CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.honoraria import (
    FeeFacts,
    brief_instructor,
    cancel_payment,
    fix_honorarium,
    pay,
    save_engagement,
)
from trainings.enums_instructor import EngagementState, PayeeKind
from trainings.models import (
    Engagement,
    Honorarium,
    HonorariumPayment,
    HonorariumRate,
    Instructor,
    InstructorQualification,
)
from trainings.periodic import brief_instructors
from trainings.queries.honoraria import calendar_year_totals, fiscal_year_totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def lecturer(aoba) -> Instructor:
    return Instructor.objects.create(
        name="講師 太郎", kana="こうし たろう", email="kousi@example.jp", address="みどり県1-1"
    )


@pytest.fixture
def rates(aoba) -> None:
    HonorariumRate.objects.create(category="大学教授", amount=9_000, valid_from=date(2020, 4, 1))
    HonorariumRate.objects.create(category="大学教授", amount=10_000, valid_from=date(2026, 4, 1))


def engaged(lecturer, *, course=None, minutes=90, state=EngagementState.AGREED) -> Engagement:
    session = (course or CourseFactory()).sessions.get()
    return Engagement.objects.create(
        session=session, instructor=lecturer, minutes=minutes, state=state, topic="講義"
    )


def fixed(lecturer, clerk, **facts) -> Honorarium:
    facts.setdefault("reason", "協議による")
    return fix_honorarium(engaged(lecturer), FeeFacts(**facts), actor=clerk, now=NOW)


def test_the_price_of_the_day_is_used(lecturer, rates, clerk):
    row = fixed(lecturer, clerk, category="大学教授")

    assert (row.rate.amount, row.standard, row.base) == (10_000, 20_000, 20_000)
    assert row.off_standard_reason == ""


def test_another_amount_needs_a_reason_and_no_price_is_said(lecturer, rates, clerk):
    engagement = engaged(lecturer)
    for facts, code in (
        (FeeFacts(category="大学教授", base=30_000), "reason_missing"),
        (FeeFacts(), "no_amount"),
        (FeeFacts(category="講師B"), "no_rate"),
        (FeeFacts(base=1_000, consumption_tax=2_000, reason="x"), "tax_too_large"),
    ):
        with pytest.raises(Refused) as refused:
            fix_honorarium(engagement, facts, actor=clerk, now=NOW)
        assert refused.value.code == code


def test_an_agreed_net_amount_is_paid_out_exactly(lecturer, clerk):
    row = fixed(lecturer, clerk, agreed_net=30_000, travel=1_000)

    payment = pay([row], date(2026, 11, 10), actor=clerk, now=NOW)

    assert (row.base, payment.gross, payment.tax, payment.net) == (32_411, 33_411, 3_411, 30_000)


def test_travel_paid_to_the_person_is_taxed_too(lecturer, clerk):
    row = fixed(lecturer, clerk, base=10_000, travel=5_000)

    assert pay([row], date(2026, 11, 10), actor=clerk, now=NOW).tax == 1_531


def test_the_tax_is_that_of_the_whole_payment(lecturer, clerk):
    rows = [fixed(lecturer, clerk, base=750_000), fixed(lecturer, clerk, base=750_000)]

    payment = pay(rows, date(2026, 11, 10), actor=clerk, now=NOW)

    assert (payment.gross, payment.tax) == (1_500_000, 204_200)
    with pytest.raises(Refused, match="支払い済み"):
        pay(rows[:1], date(2026, 11, 11), actor=clerk, now=NOW)


def test_corporations_are_paid_in_full_and_the_database_knows(lecturer, clerk):
    lecturer.payee = PayeeKind.CORPORATION
    lecturer.save()

    payment = pay([fixed(lecturer, clerk, base=50_000)], date(2026, 11, 1), actor=clerk, now=NOW)

    assert (payment.tax, payment.net) == (0, 50_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        HonorariumPayment.objects.filter(pk=payment.pk).update(tax=1, net=49_999)


def test_two_lecturers_are_not_paid_in_one_payment(lecturer, clerk):
    other = Instructor.objects.create(name="講師 次郎")
    rows = [fixed(lecturer, clerk, base=1_000), fixed(other, clerk, base=1_000)]

    with pytest.raises(Refused, match="別の講師"):
        pay(rows, date(2026, 11, 1), actor=clerk, now=NOW)


def test_a_payment_taken_back_frees_its_fees(lecturer, clerk):
    row = fixed(lecturer, clerk, base=10_000)
    payment = pay([row], date(2026, 11, 1), actor=clerk, now=NOW)
    with pytest.raises(Refused, match="支払い済み"):
        fix_honorarium(row.engagement, FeeFacts(base=1, reason="x"), actor=clerk, now=NOW)

    cancel_payment(payment, reason="口座の誤り", actor=clerk, now=NOW)

    row.refresh_from_db()
    assert row.payment is None
    assert calendar_year_totals(2026) == []


def test_the_calendar_year_is_not_the_fiscal_year(lecturer, clerk):
    for day in (date(2026, 3, 31), date(2026, 12, 31), date(2027, 1, 4)):
        pay([fixed(lecturer, clerk, base=30_000)], day, actor=clerk, now=NOW)

    (calendar,), (fiscal,) = calendar_year_totals(2026), fiscal_year_totals(2026)

    assert (calendar.payments, calendar.gross, calendar.tax) == (2, 60_000, 6_126)
    assert calendar.needs_report
    assert (fiscal.payments, fiscal.gross) == (2, 60_000)
    assert not calendar_year_totals(2027)[0].needs_report  # 30,000 yen


def test_nobody_is_asked_for_two_places_at_once(lecturer, clerk):
    engaged(lecturer)
    second = Engagement(session=CourseFactory().sessions.get(), instructor=lecturer, minutes=60)

    with pytest.raises(Refused, match="同じ講師に"):
        save_engagement(second, actor=clerk, now=NOW)
    Engagement.objects.update(state=EngagementState.DECLINED)
    save_engagement(second, actor=clerk, now=NOW)


def test_the_briefing_goes_out_once_two_weeks_before_with_numbers(lecturer, clerk):
    engagement = engaged(lecturer)
    ApplicationFactory.create_batch(3, course=engagement.session.course)
    ApplicationFactory(course=engagement.session.course, waiting=True)

    brief_instructors(STARTS - timedelta(days=15))
    assert not Notice.objects.exists()
    brief_instructors(STARTS - timedelta(days=13))
    brief_instructors(STARTS - timedelta(days=12))

    notice = Notice.objects.get()
    assert "参加決定 3人、キャンセル待ち 1人" in notice.body
    assert engagement.session.course.title not in notice.subject
    with pytest.raises(Refused, match="すでに"):
        brief_instructor(engagement, actor=clerk, now=NOW)


def test_no_column_could_hold_an_individual_number():
    for model in (Instructor, HonorariumPayment, Honorarium, Engagement):
        names = {field.name for field in model._meta.fields}
        assert not {name for name in names if "my_number" in name or "individual" in name}


# ── pages ───────────────────────────────────────────────────────────────────────────────
def words(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def test_fee_payment_slip_and_totals_through_the_pages(world, lecturer, rates, frozen):
    engagement = engaged(lecturer)
    desk = Desk(world.member())
    fee = reverse("admin:trainings_engagement_fee", args=[engagement.pk])
    assert "必須" in desk.get(fee).content.decode()
    answer = desk.post(fee, {"category": "大学教授", "minutes": "90", "travel": "1200"})
    assert answer.status_code == 302
    row = Honorarium.objects.get()
    page = reverse("admin:trainings_honorarium_pay", args=[row.pk])
    assert desk.post(page, {"paid_on": "令和8年11月10日"}).status_code == 302

    payment = HonorariumPayment.objects.get()
    slip = desk.post(reverse("admin:trainings_honorariumpayment_slips", args=[payment.pk]))
    text = words(slip.content)
    assert slip.headers["Content-Type"] == "application/pdf"
    assert all(part in text for part in ("支払明細書", "21,200円", "2,164円", "19,036円"))
    totals = desk.get(reverse("admin:honorarium_totals"), {"year": "2026"}).content.decode()
    assert "21,200" in totals
    book = desk.get(reverse("admin:honorarium_workbook", args=[2026]))
    assert book.content[:2] == b"PK"
    assert desk.get(reverse("admin:honorarium_totals"), {"year": "99999"}).status_code == 404


def test_the_list_of_payments_sums_up(world, lecturer, clerk, frozen):
    for base in (10_000, 30_000):
        pay([fixed(lecturer, clerk, base=base)], date(2026, 11, 10), actor=clerk, now=NOW)
    ids = HonorariumPayment.objects.values_list("pk", flat=True)

    answer = Desk(world.member()).post(
        reverse("admin:trainings_honorariumpayment_bulk_list"), {"_ids": ",".join(map(str, ids))}
    )

    assert all(part in words(answer.content) for part in ("40,000", "4,084", "12月10日"))


def test_lists_write_amounts_with_commas(world, lecturer, clerk, frozen):
    row = fixed(lecturer, clerk, base=12_000, travel=1_840)
    pay([row], date(2026, 11, 10), actor=clerk, now=NOW)
    desk = Desk(world.member())

    fees = desk.get(reverse("admin:trainings_honorarium_changelist")).content.decode()
    payments = desk.get(reverse("admin:trainings_honorariumpayment_changelist")).content.decode()

    assert all(f">{amount}<" in fees for amount in ("12,000", "1,840", "13,840"))
    assert all(f">{amount}<" in payments for amount in ("13,840", "1,413", "12,427"))


@pytest.mark.parametrize("qualified", [True, False])
def test_who_may_not_teach_the_programme_is_asked_with_a_warning(
    world, lecturer, frozen, qualified
):
    session = CourseFactory().sessions.get()
    other = ProgramFactory()
    program = session.course.program if qualified else other
    InstructorQualification.objects.create(instructor=lecturer, program=program)

    done = Desk(world.member()).post(
        reverse("admin:trainings_engagement_add"),
        {"session": session.pk, "instructor": lecturer.pk, "minutes": "90", "state": "asked"},
        follow=True,
    )

    assert Engagement.objects.filter(session=session, instructor=lecturer).exists()
    assert ("この研修の事業が登録されていません" in done.content.decode()) is not qualified


def test_profiles_for_the_handout(world, lecturer, frozen):
    lecturer.profile = "精神保健福祉士。地域の家族会に20年関わる。"
    lecturer.save()
    course = engaged(lecturer).session.course

    answer = Desk(world.member()).get(reverse("admin:course_lecturers", args=[course.pk]))

    assert "精神保健福祉士" in words(answer.content)


def test_other_organizations_and_roles_stay_outside(world, lecturer, clerk, frozen):
    row = fixed(lecturer, clerk, base=1_000)
    payment = pay([row], date(2026, 11, 10), actor=clerk, now=NOW)
    pages = [
        reverse("admin:trainings_instructor_change", args=[lecturer.pk]),
        reverse("admin:trainings_engagement_fee", args=[row.engagement_id]),
        reverse("admin:trainings_honorarium_pay", args=[row.pk]),
        reverse("admin:trainings_honorariumpayment_slips", args=[payment.pk]),
        reverse("admin:course_lecturers", args=[row.engagement.session.course_id]),
    ]
    stranger = Desk(world.member(organization=world.wakaba))
    viewer = Desk(world.member(Role.VIEWER))

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert {viewer.get(page).status_code for page in pages} == {403}
    with within(world.wakaba):
        assert calendar_year_totals(2026) == []
