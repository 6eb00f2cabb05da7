"""Ask a lecturer, brief them, fix the fee, pay it, take a payment back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from foundation.clock import on_day
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.prices import Payee, gross_up, rate_on, withhold
from foundation.refusals import Refused
from trainings.enums import ApplicationState
from trainings.enums_instructor import EngagementState
from trainings.models import (
    Application,
    CourseSession,
    Engagement,
    Honorarium,
    HonorariumPayment,
    HonorariumRate,
    Instructor,
)
from trainings.notice_texts_instructor import BRIEFING
from trainings.rules.honorarium import standard_amount, why_busy, why_not_payable
from trainings.wording import session_place, session_time


@action("trainings.engagement.saved")
def save_engagement(engagement: Engagement, *, actor: Actor, now: datetime) -> Engagement:
    """Store a request to a lecturer; refused while the lecturer is asked elsewhere then."""
    Instructor.objects.select_for_update(of=("self",)).get(pk=engagement.instructor_id)
    others = Engagement.objects.filter(instructor=engagement.instructor_id).exclude(
        state=EngagementState.DECLINED
    )
    if engagement.state != EngagementState.DECLINED and (
        refusal := why_busy(engagement, list(others.select_related("session__course")))
    ):
        raise Refused(refusal)
    engagement.save()
    return engagement


@action("trainings.engagement.briefed")
def brief_instructor(engagement: Engagement, *, actor: Actor, now: datetime) -> Engagement:
    """Tell a lecturer day, place, topic and how many people are expected, once."""
    engagement = (
        Engagement.objects.select_for_update(of=("self",))
        .select_related("session__course__program", "instructor")
        .get(pk=engagement.pk)
    )
    if engagement.state != EngagementState.AGREED:
        raise Refused("not_agreed", "承諾した講師だけに事前案内を送れます。")
    if engagement.briefed_at is not None:
        raise Refused("briefed", "事前案内は、すでに送信しています。")
    session, instructor = engagement.session, engagement.instructor
    course = session.course
    counts = Application.objects.filter(course=course)
    queue_notice(
        Message(
            BRIEFING.code,
            {
                "研修名": course.title,
                "日時": session_time(session),
                "会場": session_place(session),
                "内容": engagement.topic or "（別途ご相談）",
                "担当時間": engagement.minutes,
                "参加決定": counts.filter(state=ApplicationState.ACCEPTED).count(),
                "待機": counts.filter(state=ApplicationState.WAITING).count(),
                "流れ": _flow(session),
            },
            program=course.program,
            not_after=session.starts_at,
        ),
        target=engagement,
        recipient=Recipient(
            instructor.name,
            instructor.email,
            instructor.phone,
            instructor.postcode,
            instructor.address,
        ),
        dedupe_key="briefing",
        actor=actor,
        now=now,
    )
    engagement.briefed_at = now
    engagement.save(update_fields=["briefed_at"])
    return engagement


def _flow(session: CourseSession) -> str:
    lines = [f"・{item.title}（{item.minutes}分）" for item in session.items.all()]
    return "\n".join(lines) or "・追ってお知らせします。"


@dataclass(frozen=True)
class FeeFacts:
    """What a fee is made of; `base` or `agreed_net` overrule the price table with a reason."""

    category: str = ""
    minutes: int | None = None
    base: int | None = None
    agreed_net: int | None = None
    travel: int = 0
    consumption_tax: int = 0
    reason: str = ""


@action("trainings.honorarium.fixed")
def fix_honorarium(
    engagement: Engagement, facts: FeeFacts, *, actor: Actor, now: datetime
) -> Honorarium:
    """Fix the fee of an engagement by the price of the session's day, until it is paid.

    An agreed net amount is grossed up together with the travel paid to the person. Refused
    ``reason_missing`` for another amount than the table's without a reason.
    """
    engagement = Engagement.objects.select_related("session", "instructor").get(pk=engagement.pk)
    known = Honorarium.objects.select_for_update(of=("self",)).filter(engagement=engagement).first()
    if known is not None and known.payment_id is not None:
        raise Refused("paid", "支払い済みの謝金は変えられません。先に支払いを取り消してください。")
    day = on_day(engagement.session.starts_at)
    minutes = facts.minutes or engagement.minutes
    rate = _rate(facts.category, day)
    standard = standard_amount(rate, minutes) if rate else None
    base = _base(engagement, facts, standard, day)
    if base != standard and not facts.reason.strip():
        raise Refused(
            "reason_missing", "単価表と違う額にするときは、理由を入力してください。記録に残ります。"
        )
    if facts.consumption_tax > base + facts.travel:
        raise Refused("tax_too_large", "消費税が支払額を超えています。確かめてください。")
    row, _ = Honorarium.objects.update_or_create(
        engagement=engagement,
        defaults={
            "rate": rate,
            "minutes": minutes,
            "standard": standard,
            "base": base,
            "agreed_net": facts.agreed_net,
            "travel": facts.travel,
            "consumption_tax": facts.consumption_tax,
            "off_standard_reason": facts.reason.strip() if base != standard else "",
        },
    )
    return row


def _rate(category: str, day: date) -> HonorariumRate | None:
    if not category:
        return None
    return rate_on(HonorariumRate.objects.filter(category=category), day)


def _base(engagement: Engagement, facts: FeeFacts, standard: int | None, day: date) -> int:
    if facts.agreed_net is not None:
        fee = gross_up(facts.agreed_net, day, payee=Payee(engagement.instructor.payee))
        if fee.gross < facts.travel:
            raise Refused("travel_too_large", "交通費が支払額を超えています。確かめてください。")
        return fee.gross - facts.travel
    if facts.base is not None:
        return facts.base
    if standard is None:
        raise Refused("no_amount", "単価の区分か、謝金の額を入力してください。")
    return standard


@action("trainings.honorarium_payment.made")
def pay(
    lines: Sequence[Honorarium], paid_on: date, *, actor: Actor, now: datetime
) -> HonorariumPayment:
    """Pay one lecturer's fees in one payment; the tax is that of the sum (per payment)."""
    if not lines:
        raise Refused("nothing", "支払う謝金を選んでください。")
    locked = list(
        Honorarium.objects.select_for_update(of=("self",))
        .filter(pk__in=[line.pk for line in lines])
        .select_related("engagement__instructor", "engagement__session__course")
        .order_by("pk")
    )
    instructor = locked[0].engagement.instructor
    for line in locked:
        if refusal := why_not_payable(line, instructor.pk):
            raise Refused(refusal)
    fee = withhold(
        sum(line.gross for line in locked),
        paid_on,
        payee=Payee(instructor.payee),
        consumption_tax=sum(line.consumption_tax for line in locked),
    )
    payment: HonorariumPayment = HonorariumPayment.objects.create(
        instructor=instructor,
        payee=instructor.payee,
        payee_name=instructor.name,
        payee_address=instructor.address,
        paid_on=paid_on,
        gross=fee.gross,
        consumption_tax=sum(line.consumption_tax for line in locked),
        tax=fee.tax,
        net=fee.net,
        rate_version=fee.rate_version,
    )
    Honorarium.objects.filter(pk__in=[line.pk for line in locked]).update(payment=payment)
    return payment


@action("trainings.honorarium_payment.cancelled")
def cancel_payment(
    payment: HonorariumPayment, *, reason: str, actor: Actor, now: datetime
) -> HonorariumPayment:
    """Take a payment back with a reason; its fees may be paid again."""
    payment = HonorariumPayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.cancelled_at is not None:
        raise Refused("cancelled", "この支払いは、すでに取り消されています。")
    if not reason.strip():
        raise Refused("reason_missing", "取り消す理由を入力してください。記録に残ります。")
    payment.cancelled_at = now
    payment.cancelled_reason = reason.strip()
    payment.save(update_fields=["cancelled_at", "cancelled_reason"])
    Honorarium.objects.filter(payment=payment).update(payment=None)
    return payment
