"""Take back what was keyed a moment ago, while nothing about it has left (ux 2 and 3)."""

from datetime import datetime

from foundation.notices.actions.notices import cancel_notice
from foundation.notices.models import Notice, NoticeState
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.actions.seats import lock_course, move_application, release_seats
from trainings.enums import OPEN_STATES, ApplicationState
from trainings.models import Application, Submission

REASON = "入力の取消"


@action("trainings.submission.taken_back")
def take_back_entry(submission: Submission, *, actor: Actor, now: datetime) -> list[Application]:
    """Cancel what this person keyed as if it had not been: no notice leaves, the seat goes on.

    Refused for what somebody else keyed and once a notice about it was released (after two
    minutes); then it has to be cancelled, which tells the applicant. Returns the applications.
    """
    course = lock_course(submission.course_id)
    keyed = Application.objects.filter(submission=submission, state__in=OPEN_STATES)
    applications = list(keyed.select_related("submission").order_by("id"))
    told = _notices_about(submission, applications)
    if not applications or submission.received_by_id != actor.user_id:
        raise Refused("nothing_to_take_back", "取り消せる入力がありません。")
    if any(one.state != NoticeState.QUEUED or one.due_at <= now for one in told):
        raise Refused(
            "left",
            "入力から時間がたったため、ここでは取り消せません。申込の画面から取り消してください。",
        )
    for application in applications:
        move_application(
            application, ApplicationState.CANCELLED, reason=REASON, actor=actor, now=now
        )
    for notice in told:
        cancel_notice(notice, actor=actor, now=now)
    release_seats(course, actor=actor, now=now)
    return applications


def _notices_about(submission: Submission, applications: list[Application]) -> list[Notice]:
    ids = [one.pk for one in applications]
    own = Notice.objects.filter(target_kind=Application._meta.label, target_id__in=ids)
    shared = Notice.objects.filter(target_kind=Submission._meta.label, target_id=submission.pk)
    return list((own | shared).order_by("id"))
