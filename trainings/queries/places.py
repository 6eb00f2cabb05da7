"""Where an application stands in the waiting list."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trainings.models import Application


def place_of(application: Application) -> int | None:
    """Return the place in the waiting list, counted from 1; None when it does not wait. One query.

    The order is that of `Application.objects.in_waiting_order()`.
    """
    if application.queued_at is None or application.state != "waiting":
        return None
    before = _earlier(application.queued_at, application.submission_id, application.pk)
    waiting = Application.objects.filter(course=application.course_id).in_waiting_order()
    if application.course.counts_online:
        waiting = waiting.filter(seat=application.seat)
    return int(waiting.filter(before).count()) + 1


def with_places(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Annotate `waiting_place`, the same for each row of a list; of who does not wait it is 1."""
    before = _earlier(OuterRef("queued_at"), OuterRef("submission_id"), OuterRef("pk"))
    apart = Q(course__counts_online=False) | Q(seat=OuterRef("seat"))
    waiting = Application.objects.filter(before, apart, course=OuterRef("course"), state="waiting")
    counted = waiting.order_by().values("course").annotate(count=Count("id")).values("count")
    places = Coalesce(Subquery(counted, output_field=IntegerField()), 0) + 1
    return applications.annotate(waiting_place=places)


def _earlier(queued_at: Any, submission_id: Any, pk: Any) -> Q:
    same_time = Q(queued_at=queued_at)
    return (
        Q(queued_at__lt=queued_at)
        | same_time & Q(submission_id__lt=submission_id)
        | same_time & Q(submission_id=submission_id, id__lt=pk)
    )
