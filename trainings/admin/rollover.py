"""年度更新: courses of the old year without an end, and the plan of the new one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from foundation import clock
from foundation.adminsite import rollover
from foundation.adminsite.access import programs_with
from foundation.adminsite.rollover import Step, Turn
from foundation.organizations.permissions import Permission
from trainings.enums import ApplicationState, CourseState
from trainings.models import Application, CertificateIssue, Completion, Course

TITLE = "研修"


@rollover.register(30, TITLE)
def courses(request: Any, turn: Turn) -> Iterable[Step]:
    """Yield courses whose completion was never decided, papers never issued, and the new plan."""
    programs = programs_with(request, Permission.PLAN_COURSES)
    if programs is not None and not programs:
        return
    own = Q() if programs is None else Q(program__in=programs)
    page = reverse("admin:trainings_course_changelist")
    held = Course.objects.filter(
        own, fiscal_year=turn.old, state=CourseState.PUBLISHED, ends_at__lt=clock.now()
    )
    decided = Completion.objects.filter(application__course=OuterRef("pk"))
    seated = Application.objects.filter(course=OuterRef("pk"), state=ApplicationState.ACCEPTED)
    undecided = held.filter(Exists(seated)).exclude(Exists(decided)).count()
    yield Step(
        "終わった研修の修了を判定する", undecided, page,
        f"{undecided}件の研修で、修了を判定していません。", by=turn.last_day,
    )  # fmt: skip
    issued = CertificateIssue.objects.filter(completion=OuterRef("pk"))
    rows = Completion.objects.filter(
        fiscal_year=turn.old, result="completed", voided_at__isnull=True
    )
    waiting = rows.filter(Q() if programs is None else Q(program__in=programs))
    count = waiting.exclude(Exists(issued)).count()
    yield Step(
        "修了証を発行する", count, reverse("admin:trainings_completion_changelist"),
        f"{count}人の修了証が発行されていません。", by=turn.last_day,
    )  # fmt: skip
    planned = Course.objects.filter(own, fiscal_year=turn.new).count()
    yield Step(
        "新年度の研修を計画する", int(not planned), page,
        "新年度の研修がまだありません。今年度の研修を写して作ると、項目や条件を入力し直さずに済みます。",
        done=f"新年度の研修が{planned}件あります。", by=turn.first_day,
    )  # fmt: skip
