"""Asking the user's side to agree to the plan by mail: neutral words, the plan behind the link."""

from datetime import datetime
from typing import Any

from dispatch.models import AgreementRequest
from dispatch.notices import moment_text
from foundation.notices import links
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor

PLAN_LINK = "dispatch.plan"

PLAN_ASKED = register_kind(
    "dispatch.plan_asked",
    "計画の確認のお願い（利用者へ）",
    """
ご相談いただいている件で、これからの内容をご確認いただきたくご連絡しました。
次のページをご覧のうえ、{期限}までにお返事をお願いします。

{リンク}

変えてほしいことがあるときも、同じページからお知らせいただけます。
ウェブでのお返事がむずかしいときは、お電話ください。紙の書類をお送りします。
お心当たりのないときは、お手数ですがお電話でお知らせください。
""",
)


def asked_person(request: AgreementRequest) -> Any:
    """Return who is asked, with name and address: of the case, or the body."""
    return request.family_member or request.client or request.assignment.request.body


def ask(request: AgreementRequest, *, actor: Actor, now: datetime, again: str = "") -> Notice:
    """Mail the link to whoever is asked."""
    person = asked_person(request)
    link = links.issue_link(PLAN_LINK, request, expires_at=request.deadline)
    values = {"期限": moment_text(request.deadline), "リンク": link}
    return queue_notice(
        Message(
            PLAN_ASKED.code, values, request.assignment.request.program,
            not_after=request.deadline,
        ),
        target=request,
        recipient=Recipient(person.name or "ご相談の方", person.email),
        dedupe_key=again, actor=actor, now=now,
    )  # fmt: skip


def send_again(request_id: int, *, now: datetime) -> None:
    """Send the link again to the address on file while the request waits (ux 8)."""
    request = (
        AgreementRequest.objects.waiting(now)
        .select_related("assignment__request__program", "assignment__request__body", "client",
                        "family_member")
        .filter(pk=request_id)
        .first()
    )  # fmt: skip
    if request is not None and asked_person(request).email:
        ask(
            request, actor=Actor.resident("link"), now=now,
            again=now.isoformat(timespec="minutes"),
        )  # fmt: skip


links.register_purpose(
    links.LinkPurpose(PLAN_LINK, "dispatch.AgreementRequest", "dispatch:plan", renew=send_again)
)
