"""What an application has to tell and does not yet: a call, a sheet or a move left it open."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Min

from trainings.models import Application, Course
from trainings.specs import AskedField, Question

COLUMNS = (Question.KANA, Question.BIRTH_DATE, Question.PLACE, Question.AFFILIATION)
"""The other standard questions are the contact, which is known otherwise, and class B (B14)."""


def open_questions(rows: Iterable[Application]) -> dict[int, list[str]]:
    """Return the labels of what each still open application was not asked, by its id.

    Of several people in one act the form asks the first alone what is no column, and others only
    what is asked of each. The courses of
    the rows should come with their `spec`. One query at most.
    """
    still_open = [row for row in rows if row.is_open]
    courses = {row.course_id: row.course for row in still_open}
    needs = {pk: _required(course) for pk, course in courses.items()}
    asking = [(row, needs[row.course_id]) for row in still_open if needs[row.course_id]]
    if not asking:
        return {}
    acts = {row.submission_id for row, _ in asking}
    first = Application.objects.filter(submission__in=acts).values("submission")
    firsts = set(first.annotate(first=Min("pk")).values_list("first", flat=True))
    found = {
        row.pk: [one.shown_label for one in required if _is_open(row, one, row.pk in firsts)]
        for row, required in asking
    }
    return {pk: labels for pk, labels in found.items() if labels}


def asks_more(course_id: int) -> bool:
    """Return whether a course has to ask something that a call may leave open. One query."""
    course = Course.objects.filter(pk=course_id).select_related("spec").first()
    return course is not None and bool(_required(course))


def _required(course: Any) -> list[AskedField]:
    asked = course.spec.spec.asked_fields if course.spec else ()
    return [one for one in asked if one.required and (one.is_answer or one.key in COLUMNS)]


def _is_open(row: Application, asked: AskedField, is_first: bool) -> bool:
    if asked.is_answer:
        answer = row.answers.get(asked.key)
        former = asked.not_offered(answer)
        told = answer and (len(former) < len(answer) if isinstance(answer, list) else not former)
        return (is_first or asked.is_each) and not told
    return not getattr(row, asked.key)
