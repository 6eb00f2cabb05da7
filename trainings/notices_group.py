"""What the contact of a group is told: everybody's state in one message (rule B8)."""

from datetime import datetime

from foundation.notices.actions.replacing import replace_untold
from foundation.organizations.actor import Actor
from trainings import notice_texts as texts
from trainings.messages import Saying, page_link, tell_contact
from trainings.models import Application, Submission


def tell_group(
    submission: Submission, applications: list[Application], *, actor: Actor, now: datetime
) -> None:
    """Confirm everybody's application in one message, with each person's own link."""
    lines = []
    for application in applications:
        state = application.get_state_display()
        lines.append(f"・{application.name} 様（受付番号{application.reference}）：{state}")
        if submission.contact_email:
            lines.append(f"  {page_link(application, submission.course)}")
    values = {"人数": len(applications), "一覧": "\n".join(lines)}
    tell_contact(submission, Saying(texts.GROUP.code, values), actor=actor, now=now)


def tell_group_cancelled(
    submission: Submission, applications: list[Application], *, actor: Actor, now: datetime
) -> None:
    """Confirm to the contact that everybody's application was cancelled.

    What nobody was told yet about one of them is no longer true.
    """
    tell_contact(submission, Saying(texts.GROUP_CANCELLED.code), actor=actor, now=now)
    instead = texts.GROUP_CANCELLED.label
    for application in applications:
        replace_untold(application, texts.STATES, by=instead, actor=actor, now=now)
