"""The process dies while an application is stored: all of it is there or nothing, and once."""

import json
import signal
from typing import Any

import pytest
from post_office.models import Email

from foundation.notices.models import MailedLink, Notice
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.trainings import CourseFactory
from tests.programs import ended, start_program
from trainings.actions.applications import submit_application
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Application, Course, Submission

pytestmark = pytest.mark.slow
PEOPLE = [{"name": f"山田 一郎{n}", "phone": "0551234567", "email": "a@example.jp"} for n in (1, 2)]
TOKEN = "the token of one opened form"
APPLY = """
from datetime import datetime
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from trainings.actions.applications import submit_application
from trainings.facts import Applicant, ApplyingAct
from trainings.models import Course
with within({organization}):
    submit_application(
        Course.objects.get(pk={course}), [Applicant(**one) for one in {people}],
        ApplyingAct(token={token!r}), actor=Actor.resident("web"),
        now=datetime.fromisoformat({now!r}),
    )
"""
ROWS: dict[Any, int] = {Submission: 1, Application: 2, Person: 2, MailedLink: 3, Notice: 1}


def stored() -> dict[Any, int]:
    return {model: model.objects.count() for model in ROWS}


@pytest.mark.parametrize(
    ("kill", "kept"),
    [
        ("before:foundation.organizations.storing:_send:1", False),
        ("after:foundation.organizations.storing:_send:1", False),  # sent, not committed
        ("after:trainings.actions.applications:submit_application:1", True),
    ],
    ids=["before the rows leave", "before the commit", "before the answer"],
)
def test_an_application_is_whole_or_not_there(transactional_db: None, world: World, kill, kept):
    with within(world.aoba):
        course: Course = CourseFactory(capacity=3)
        code = APPLY.format(
            organization=world.aoba.pk, course=course.pk, people=json.dumps(PEOPLE), token=TOKEN,
            now=NOW.isoformat(),
        )  # fmt: skip
        program = start_program("shell", "--no-imports", "-c", code, kill=kill)

        assert ended(program) == -signal.SIGKILL
        assert stored() == (ROWS if kept else dict.fromkeys(ROWS, 0))
        assert Email.objects.count() == (1 if kept else 0)

        # The person presses the button again, and once more.
        for _ in range(2):
            submit_application(
                course, [Applicant(**one) for one in PEOPLE], ApplyingAct(token=TOKEN),
                actor=Actor.resident("web"), now=NOW,
            )  # fmt: skip
        assert stored() == ROWS
        assert Email.objects.count() == 1
        assert set(Application.objects.values_list("state", flat=True)) == {"accepted"}
