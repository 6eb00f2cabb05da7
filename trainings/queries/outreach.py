"""Which channel brought how many people: applications, seats, attendance, completion."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from trainings.enums import (
    ApplicationState,
    AttendanceKind,
    Channel,
    CompletionResult,
    HeardFrom,
)
from trainings.models import Application, Attendance, Completion, Course, Distribution, Engagement


@dataclass(frozen=True)
class Effect:
    """One source, answer or channel: copies where there are any, and people."""

    label: str
    copies: int | None
    applied: int
    seated: int
    attended: int
    completed: int


@dataclass(frozen=True)
class EffectTables:
    """The effect by link source, by the answer 「何で知りましたか」, and by channel."""

    by_source: tuple[Effect, ...]
    by_answer: tuple[Effect, ...]
    by_channel: tuple[Effect, ...]


def effect_of(course: Course) -> EffectTables:
    """Count the people of a course by where they came from. Four queries."""
    attended = set(
        Attendance.objects.valid()
        .filter(kind=AttendanceKind.TRAINEE, application__course=course)
        .values_list("application", flat=True)
    )
    completed = set(
        Completion.objects.filter(
            application__course=course, result=CompletionResult.COMPLETED
        ).values_list("application", flat=True)
    )
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = Application.objects.filter(course=course).values_list(
        "pk", "state", "submission__source", "submission__heard_from", "submission__channel"
    )
    for pk, state, source, heard, channel in rows:
        for key in (("source", source), ("heard", heard), ("channel", channel)):
            counts[key]["applied"] += 1
            counts[key]["seated"] += state == ApplicationState.ACCEPTED
            counts[key]["attended"] += pk in attended
            counts[key]["completed"] += pk in completed

    def line(kind: str, value: str, label: str, copies: int | None = None) -> Effect:
        found = counts[(kind, value)]
        names = ("applied", "seated", "attended", "completed")
        return Effect(label, copies, *(found[name] for name in names))

    known = list(Distribution.objects.filter(course=course))
    sources = {one.source for one in known}
    others = sorted(value for kind, value in counts if kind == "source" and value not in sources)
    return EffectTables(
        (
            *(line("source", one.source, one.label, one.quantity) for one in known),
            *(line("source", value, value or "（リンクの記号なし）") for value in others),
        ),
        tuple(
            line("heard", value, str(label))
            for value, label in [*HeardFrom.choices, ("", "無回答")]
            if counts[("heard", value)]
        ),
        tuple(
            line("channel", value, str(label))
            for value, label in Channel.choices
            if counts[("channel", value)]
        ),
    )


def unchecked_lecturers(course: Course) -> list[str]:
    """Return the lecturers who have not checked the flyer, which prints their names (R-08)."""
    rows = Engagement.objects.filter(session__course=course, flyer_checked_on__isnull=True).exclude(
        state="declined"
    )
    return list(dict.fromkeys(row.instructor.name for row in rows.select_related("instructor")))
