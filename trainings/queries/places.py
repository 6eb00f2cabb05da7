"""Where an application stands in the waiting list."""

from django.db.models import Q

from trainings.models import Application


def place_of(application: Application) -> int | None:
    """Return the place in the waiting list, counted from 1; None when it does not wait. One query.

    The order is that of `Application.objects.in_waiting_order()`.
    """
    if application.queued_at is None or application.state != "waiting":
        return None
    same_time = Q(queued_at=application.queued_at)
    earlier = (
        Q(queued_at__lt=application.queued_at)
        | same_time & Q(submission_id__lt=application.submission_id)
        | same_time & Q(submission_id=application.submission_id, id__lt=application.pk)
    )
    waiting = Application.objects.filter(course=application.course_id).in_waiting_order()
    if application.course.counts_online:
        waiting = waiting.filter(seat=application.seat)
    return int(waiting.filter(earlier).count()) + 1
