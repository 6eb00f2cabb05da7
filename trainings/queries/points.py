"""Who earned points and stands on no list yet, and the rows of a list."""

from dataclasses import dataclass

from trainings.models import (
    Application,
    Attendance,
    Completion,
    Course,
    CourseSession,
    PointGrant,
    PointList,
    PointScheme,
)
from trainings.models.points import PointBasis, PointListKind
from trainings.wording import answer_text


@dataclass(frozen=True)
class Earned:
    """Points somebody earned: for a day, or with `session` None for completing."""

    application: Application
    session: CourseSession | None


def earned(scheme: PointScheme, course: Course) -> list[Earned]:
    """Return what is still to be listed, in kana order and day. Two queries."""
    held = set(
        PointGrant.objects.filter(
            scheme=scheme, application__course=course, cancelled_at__isnull=True
        ).values_list("application", "session")
    )
    found = _completed(course) if scheme.basis == PointBasis.COMPLETION else _attended(course)
    return [
        one
        for one in found
        if (one.application.pk, one.session.pk if one.session else None) not in held
    ]


def _completed(course: Course) -> list[Earned]:
    rows = Completion.objects.completed().filter(application__course=course)
    people = [row.application for row in rows.select_related("application__submission")]
    return [Earned(one, None) for one in sorted(filter(None, people), key=_kana)]


def _attended(course: Course) -> list[Earned]:
    rows = Attendance.objects.trainees().filter(application__course=course)
    came = [
        Earned(row.application, row.session)
        for row in rows.select_related("application__submission", "session")
        if row.application is not None
    ]
    return sorted(came, key=lambda one: (_kana(one.application), one.session.n))  # type: ignore[union-attr]


def _kana(one: Application) -> tuple[str, str, int]:
    return one.kana_key, one.name_key, one.pk


def rows_of(point_list: PointList) -> list[PointGrant]:
    """Return the grants of a list, or the cancelled ones of a list of cancellations."""
    wanted = (
        {"listed": point_list}
        if point_list.kind == PointListKind.GRANT
        else {"cancel_list": point_list}
    )
    rows = PointGrant.objects.filter(**wanted).order_by("id")
    return list(rows.select_related("application__submission", "session"))


def account_of(grant: PointGrant, scheme: PointScheme, questions: dict[str, str]) -> str:
    """Return the account as typed; `questions` maps the label of an own question to its key."""
    key = questions.get(scheme.account_question, "") if scheme.account_question else ""
    return answer_text(grant.application.answers.get(key, "")) if key else ""
