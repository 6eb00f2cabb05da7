"""The certificate waits for the survey where the programme says so (off by default)."""

from dataclasses import replace

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CompletionFactory,
    CourseFactory,
    ProgramSpecFactory,
    TrainingSettingsFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.certificates import Issuing, issue_certificates
from trainings.actions.surveys import (
    answer_by_link,
    close_survey,
    create_survey,
    note_paper_answer,
    open_survey,
)
from trainings.enums import CertificateKind
from trainings.models import CertificateIssue, Completion, Survey, SurveyInvitation, SurveySheet
from trainings.models.survey import SurveyPhase
from trainings.presets import HIKIKOMORI
from trainings.queries.surveys import waiting_for_answer
from trainings.specs import CertificateSpec

pytestmark = pytest.mark.django_db
ISSUING = Issuing(CertificateKind.CERTIFICATE, STARTS.date())


@pytest.fixture
def course(aoba):
    """A course whose papers wait."""
    wants = replace(HIKIKOMORI.spec, certificate=CertificateSpec(after_survey=True))
    made = CourseFactory()
    spec = ProgramSpecFactory(program=made.program, version=2, **wants.as_columns())
    made.spec = spec
    made.save()
    return made


@pytest.fixture
def people(course):
    return [CompletionFactory(application=ApplicationFactory(course=course)) for _ in range(3)]


def opened(course, clerk) -> Survey:
    survey = create_survey(course, SurveyPhase.POST, actor=clerk, now=NOW)
    open_survey(survey, by_mail=False, actor=clerk, now=NOW)
    survey.refresh_from_db()
    return survey


def issued(people: list[Completion], clerk) -> set[int]:
    made = issue_certificates(people, ISSUING, actor=clerk, now=STARTS)
    return {one.completion_id for one in made}


def test_it_is_off_unless_a_programme_asks_for_it(aoba, clerk):
    free = CompletionFactory(application=ApplicationFactory())

    assert not CertificateSpec().after_survey
    assert issued([free], clerk) == {free.pk}


def test_papers_follow_the_answers_by_link_and_on_paper(course, people, clerk):
    by_link, on_paper, silent = people
    assert issued(people, clerk) == set()
    survey = opened(course, clerk)
    assert issued(people, clerk) == set()

    key = survey.questions.filter(kind="scale").first().key
    answer_by_link(
        SurveyInvitation.objects.get(application=by_link.application), {key: "4"}, now=NOW
    )
    note_paper_answer(survey, on_paper.application, actor=clerk, now=NOW)

    assert issued(people, clerk) == {by_link.pk, on_paper.pk}
    assert waiting_for_answer(course) == {silent.application_id}
    assert SurveySheet.objects.count() == 1, "handing in makes no sheet"
    close_survey(survey, actor=clerk, now=NOW)
    assert issued(people, clerk) == {silent.pk}


def test_nobody_from_elsewhere_hands_a_sheet_in(course, clerk):
    survey = opened(course, clerk)

    for stranger in (ApplicationFactory(), ApplicationFactory(course=course, waiting=True)):
        with pytest.raises(Refused):
            note_paper_answer(survey, stranger, actor=clerk, now=NOW)


def test_the_clerk_sees_who_is_awaited_and_records_paper(world, course, people, clerk, at):
    at(STARTS)
    survey = opened(course, clerk)
    desk = Desk(world.member())
    page = reverse("admin:course_completion", args=[course.pk])
    assert "回答を待っている方が3人います" in desk.get(page).content.decode()
    desk.post(page, {"step": "issue", "kind": "certificate", "issued_on": "R8.11.5"})
    assert "まだいません" in desk.get(page).content.decode()
    assert not CertificateIssue.objects.exists()

    summary = reverse("admin:survey_summary", args=[survey.pk])
    desk.post(summary, {"handed_in": people[0].application_id})
    assert "回答を待っている方が2人います" in desk.get(page).content.decode()
    assert desk.post(summary, {"handed_in": people[0].application_id}).status_code == 404
    assert desk.post(summary, {"handed_in": "０x"}).status_code == 404
    viewer = Desk(world.member(Role.VIEWER))
    assert viewer.post(summary, {"handed_in": people[1].application_id}).status_code in (403, 404)
    assert "紙で受け取った" not in viewer.get(summary).content.decode()


def test_the_setting_is_a_box_that_begins_empty(world, frozen, aoba):
    settings = TrainingSettingsFactory()
    desk = Desk(world.member(Role.ADMINISTRATOR))
    page = desk.get(reverse("admin:trainings_trainingsettings_change", args=[settings.pk]))

    html = page.content.decode()
    assert 'name="after_survey"' in html
    assert "checked" not in html.split('name="after_survey"')[1].split(">")[0]
