"""Asking for a support consent by mail: neutral words, the wording itself behind the link (C3)."""

from datetime import datetime
from typing import Any

from dispatch.cases.models import ConsentRequest
from dispatch.notices import moment_text
from foundation.notices import links
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor

CONSENT_LINK = "dispatch.consent"

CONSENT_ASKED = register_kind(
    "dispatch.consent_asked",
    "支援の同意のお願い（本人・家族へ）",
    """
先日ご相談いただいた件で、内容をお読みいただきたい書類があります。
次のページをご覧のうえ、{期限}までにお返事をお願いします。

{リンク}

ウェブでのお返事がむずかしいときは、お電話ください。紙の書類をお送りします。
お心当たりのないときは、お手数ですがお電話でお知らせください。
""",
)


def ask(request: ConsentRequest, *, actor: Actor, now: datetime, again: str = "") -> Notice:
    """Mail the link to whoever is asked."""
    person: Any = request.family_member or request.client
    link = links.issue_link(CONSENT_LINK, request, expires_at=request.deadline)
    values = {"期限": moment_text(request.deadline), "リンク": link}
    return queue_notice(
        Message(CONSENT_ASKED.code, values, request.case.program, not_after=request.deadline),
        target=request,
        recipient=Recipient(person.name or "ご相談の方", person.email),
        dedupe_key=again, actor=actor, now=now,
    )  # fmt: skip


def send_again(request_id: int, *, now: datetime) -> None:
    """Send the link again to the address on file while the request waits (ux 8)."""
    request = (
        ConsentRequest.objects.waiting(now)
        .select_related("case__program", "client", "family_member")
        .filter(pk=request_id)
        .first()
    )
    person: Any = request and (request.family_member or request.client)
    if request is not None and person.email:
        ask(
            request, actor=Actor.resident("link"), now=now,
            again=now.isoformat(timespec="minutes"),
        )  # fmt: skip


links.register_purpose(
    links.LinkPurpose(CONSENT_LINK, "cases.ConsentRequest", "dispatch:consent", renew=send_again)
)
