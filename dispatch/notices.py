"""What supporters and coordinators are told; no subject, title or link names a person (B16)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from dispatch.cases.facts import ContactFacts
from dispatch.models import DispatchRequest, Invitation, Visit
from foundation.clock import local
from foundation.notices import links
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.calendars import CalendarEvent, build_calendar
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.wareki import format_moment, format_time
from supporters.models import Supporter

INVITATION_LINK = "dispatch.invitation"
HOME_LINK = "dispatch.home"
LINK_LASTS = timedelta(days=90)
NO_DELAY = timedelta(0)
# A change of a visit this near is told at night, too: it comes before the morning's mail is read.
NEAR = timedelta(hours=12)

REQUEST_RECEIVED = register_kind(
    "dispatch.request_received",
    "派遣の申込みの受付",
    """
お申込みを受け付けました。
受付番号：{受付番号}

担当者から、ご希望の方法でご連絡します。お急ぎのときは、お電話ください。
""",
)
INVITED = register_kind(
    "dispatch.invited",
    "派遣要請（サポーターへ）",
    """
活動のお願いがあります。次の内容をご覧のうえ、{期限}までにお返事をお願いします。

地区：{地区}
曜日・時間：{時間}
内容：{内容}

お返事：{リンク}

ご都合がつかないときは、遠慮なくお断りください。お電話でもお返事いただけます。
""",
)
ACCEPTED = register_kind(
    "dispatch.accepted",
    "承諾のお礼と次の手順",
    """
お引き受けくださり、ありがとうございます。
このあと、担当者が活動の目的・計画・内容を相談します。合意のあと、活動が始まります。

ご自分の予定と報告：{リンク}
""",
)
NOT_NEEDED = register_kind(
    "dispatch.not_needed",
    "要請の取りやめ（サポーターへ）",
    """
先日お願いした活動は、今回は見合わせることとなりました。
お返事をご検討くださり、ありがとうございました。
""",
)
VISIT_PLANNED = register_kind(
    "dispatch.visit_planned",
    "活動の予定（サポーターへ）",
    """
活動の予定をお知らせします。
日時：{日時}

くわしい内容と、行けなくなったときの連絡：{リンク}
""",
)
VISIT_CHANGED = register_kind(
    "dispatch.visit_changed",
    "活動の予定の変更（サポーターへ）",
    """
活動の予定が変わりました。
変更前：{変更前}
変更後：{日時}

くわしい内容：{リンク}
""",
)
VISIT_HELD = register_kind(
    "dispatch.visit_held",
    "活動の予定の調整（サポーターへ）",
    """
{日時}の予定は、ただいま調整中です。あらためて担当からご連絡しますので、
それまで活動はお待ちください。
""",
)
VISIT_CANCELLED = register_kind(
    "dispatch.visit_cancelled",
    "活動の予定の中止（サポーターへ）",
    """
{日時}の予定は、中止になりました。お手元の予定から消してください。
""",
)
NEW_LINK = register_kind(
    "dispatch.link",
    "新しいリンク（サポーターへ）",
    """
ご自分の予定と報告のための、新しいリンクをお送りします。
{リンク}
""",
)


def tell_request_received(
    request: DispatchRequest, contact: ContactFacts, *, actor: Actor, now: datetime
) -> Notice | None:
    """Send a receipt to the address on the form; without one the coordinator calls anyway."""
    if not contact.email:
        return None
    return queue_notice(
        Message(REQUEST_RECEIVED.code, {"受付番号": request.reference}, request.program),
        target=request, recipient=Recipient(contact.name or "お申込みの方", contact.email),
        actor=actor, now=now,
    )  # fmt: skip


def recipient_of(supporter: Supporter) -> Recipient:
    """Return how a supporter is reached: mail, else letter, else telephone."""
    person = supporter.person
    return Recipient(
        person.name, person.email, person.mobile or person.phone, person.postcode, person.address
    )


def moment_text(starts_at: datetime, ends_at: datetime | None = None) -> str:
    """Return day and time: 令和8年10月3日（土）午後2時〜午後3時30分, and the day of its end."""
    text = format_moment(starts_at, weekday=True)
    if ends_at is None:
        return text
    end = local(ends_at)
    if end.date() == local(starts_at).date():
        return f"{text}〜{format_time(end.time())}"
    return f"{text}〜{format_moment(ends_at, weekday=True)}"


def home_link(supporter: Supporter, *, now: datetime) -> str:
    """Return a fresh link to the supporter's own page of visits and reports."""
    return links.issue_link(HOME_LINK, supporter, expires_at=now + LINK_LASTS)


def tell_supporter(
    kind: str, supporter: Supporter, target: models.Model, values: dict[str, Any], **rest: Any
) -> Notice:
    """Tell a supporter; at night it waits for the morning unless it is urgent (ux 8)."""
    calendar, urgent = rest.pop("calendar", None), rest.pop("urgent", False)
    not_after = rest.pop("not_after", None)
    return queue_notice(
        Message(
            kind, values, supporter.program, calendar,
            by_day=not urgent, urgent=urgent, not_after=not_after,
        ),
        target=target, recipient=recipient_of(supporter), **rest,
    )  # fmt: skip


def tell_invited(invitation: Invitation, *, actor: Actor, now: datetime, again: str = "") -> Notice:
    """Ask the supporter, with coarse facts only; `again` names a repetition they asked for."""
    link = links.issue_link(
        INVITATION_LINK, invitation, expires_at=max(invitation.deadline, now) + LINK_LASTS
    )
    values = {
        "期限": moment_text(invitation.deadline),
        "地区": invitation.area,
        "時間": invitation.when,
        "内容": invitation.outline,
        "リンク": link,
    }
    return tell_supporter(
        INVITED.code, invitation.supporter, invitation, values,
        actor=actor, now=now, dedupe_key=again, urgent=bool(again),
        delay=NO_DELAY if again else None, not_after=invitation.deadline,
    )  # fmt: skip


def tell_accepted(invitation: Invitation, *, actor: Actor, now: datetime) -> Notice:
    """Thank for the acceptance and say what comes next."""
    values = {"リンク": home_link(invitation.supporter, now=now)}
    return tell_supporter(
        ACCEPTED.code, invitation.supporter, invitation, values, actor=actor, now=now
    )


def tell_not_needed(invitation: Invitation, *, actor: Actor, now: datetime) -> Notice:
    """Tell that the request was taken back."""
    return tell_supporter(
        NOT_NEEDED.code, invitation.supporter, invitation, {}, actor=actor, now=now
    )


def calendar_of(visits: list[Visit], *, now: datetime) -> bytes:
    """Return the visits as a calendar file with neutral titles and no place (rule B16)."""
    return build_calendar(
        [
            CalendarEvent(
                uid=f"visit-{visit.pk}@{visit.organization_id}.sasae.invalid",
                sequence=visit.calendar_sequence,
                title=visit.supporter.program.neutral_label,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                cancelled=visit.state != "planned",
            )
            for visit in visits
        ],
        now=now,
    )


def tell_about_visit(
    kind: str, visit: Visit, *, actor: Actor, now: datetime, before: str = ""
) -> Notice:
    """Tell that a visit was planned, moved, held or cancelled, with its calendar file."""
    values = {
        "日時": moment_text(visit.starts_at, visit.ends_at),
        "変更前": before,
        "リンク": home_link(visit.supporter, now=now)
        if kind in (VISIT_PLANNED.code, VISIT_CHANGED.code)
        else "",
    }
    return tell_supporter(
        kind, visit.supporter, visit, values,
        dedupe_key=f"{visit.state}-{visit.calendar_sequence}",
        calendar=calendar_of([visit], now=now), urgent=now < visit.ends_at <= now + NEAR,
        not_after=visit.ends_at,
        actor=actor, now=now,
    )  # fmt: skip


def send_home_link(supporter_id: int, *, now: datetime) -> None:
    """Send a new link to the address on file (ux 8); nothing happens without an address."""
    supporter = Supporter.objects.select_related("person", "program").get(pk=supporter_id)
    if supporter.person.email:
        tell_supporter(
            NEW_LINK.code, supporter, supporter, {"リンク": home_link(supporter, now=now)},
            dedupe_key=now.isoformat(timespec="minutes"), delay=NO_DELAY, urgent=True,
            actor=Actor.supporter(supporter_id), now=now,
        )  # fmt: skip


def send_invitation_link(invitation_id: int, *, now: datetime) -> None:
    """Send the invitation's link again to the address on file (ux 8)."""
    invitation = Invitation.objects.select_related("supporter__person", "supporter__program").get(
        pk=invitation_id
    )
    if invitation.supporter.person.email:
        tell_invited(
            invitation, actor=Actor.supporter(invitation.supporter_id), now=now,
            again=now.isoformat(timespec="minutes"),
        )  # fmt: skip


links.register_purpose(
    links.LinkPurpose(
        INVITATION_LINK, "dispatch.Invitation", "dispatch:invitation", renew=send_invitation_link
    )
)
links.register_purpose(
    links.LinkPurpose(HOME_LINK, "supporters.Supporter", "dispatch:home", renew=send_home_link)
)
