"""Two questions a programme wrote itself, with what people answer (rule B13)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from foundation.organizations.actor import Actor
from foundation.programs.models import Program
from trainings.actions.settings import change_settings
from trainings.models import Course, TrainingSettings
from trainings.specs import AnswerKind, AskedField, Question

WAYS = ("徒歩・自転車", "バス・電車", "自家用車")
HOPES = (
    "家族としてどう声をかければよいかを知りたいです。",
    "",
    "地域の居場所づくりに役立てたいです。",
    "ほかの参加者の体験を聴きたいです。",
)
LEFT_OUT = (Question.AGE_BAND, Question.HEARD_FROM)
ASKED = (
    AskedField(
        "own_1",
        label="会場までの交通手段",
        help_text="駐車場は15台分です。",
        choices=WAYS,
        kind=AnswerKind.CHOICE,
        each=True,
    ),
    AskedField("own_2", label="この研修で知りたいこと", kind=AnswerKind.TEXT),
)


def ask_more(program: Program, *, actor: Actor, now: datetime) -> None:
    """Let the courses that the programme publishes from now on ask the two questions.

    Two others make room on the page: the date of birth tells the age already.
    """
    settings = TrainingSettings.objects.get(program=program)
    spec = settings.spec
    kept = [one for one in spec.asked_fields if one.key not in LEFT_OUT]
    asked = (*kept, *ASKED)
    change_settings(settings, replace(spec, asked_fields=asked), actor=actor, now=now)


def answers_to(course: Course, number: int) -> dict[str, Any]:
    """Return what the n-th person answers; nothing where the course asks nothing of its own."""
    asked = course.spec.spec.asked_fields if course.spec else ()
    if not set(ASKED) <= set(asked):
        return {}
    told = {"own_1": WAYS[number % len(WAYS)], "own_2": HOPES[number % len(HOPES)]}
    return {key: answer for key, answer in told.items() if answer}
