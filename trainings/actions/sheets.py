"""Keep the picture of a FAX or letter beside the act that was keyed from it."""

from datetime import datetime
from typing import Any

from foundation.documents.scans import with_scan
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.enums import Channel
from trainings.models import Submission, SubmissionSheet

SHEET_CHANNELS = (Channel.FAX, Channel.POST)
FOLDER = "sheets"


def keep_sheet(submission: Submission, file: Any, *, actor: Actor, now: datetime) -> None:
    """Store a checked file and write it down; call outside a transaction."""
    with_scan(
        file, lambda path: attach_sheet(submission, path, actor=actor, now=now), folder=FOLDER
    )


@action("trainings.submission.sheet_attached")
def attach_sheet(
    submission: Submission, path: str, *, actor: Actor, now: datetime
) -> SubmissionSheet:
    """Write down where the picture of the sheet lies.

    Refused ``sheet_exists`` the second time and ``no_sheet`` for what came without paper.
    """
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if submission.channel not in SHEET_CHANNELS:
        raise Refused("no_sheet", "写しを付けられるのは、FAXか郵送の申込だけです。")
    if SubmissionSheet.objects.filter(submission=submission).exists():
        raise Refused("sheet_exists", "申込書の写しは、すでに付いています。")
    made: SubmissionSheet = SubmissionSheet.objects.create(submission=submission, file=path)
    return made
