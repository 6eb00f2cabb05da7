"""Make, open and close a survey; take sheets from links and from paper; code free texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from foundation.clock import JST, on_day
from foundation.notices import links
from foundation.notices.actions.notices import Message, bulk_delay, queue_notice
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.enums import ApplicationState
from trainings.messages import recipient_of
from trainings.models import (
    Application,
    Course,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveySheet,
)
from trainings.models.survey import SheetChannel, SurveyState
from trainings.notice_texts_survey import ASK, SURVEY
from trainings.rules.survey import clean_answers, clean_pair_code
from trainings.survey_presets import QUESTIONS

LINK_LIFE = timedelta(days=60)


@action("trainings.survey.created")
def create_survey(course: Course, phase: str, *, actor: Actor, now: datetime) -> Survey:
    """Make a draft with the neutral questions of the phase; they can be changed until it opens."""
    if Survey.objects.filter(course=course, phase=phase).exists():
        raise Refused("survey_exists", "この研修の同じ時期のアンケートが、すでにあります。")
    survey: Survey = Survey.objects.create(course=course, phase=phase, asks_pair_code=True)
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            survey=survey,
            order=order,
            kind=question.kind,
            text=question.text,
            choices=list(question.choices),
            categories=list(question.categories),
            pair_key=question.pair_key,
        )
        for order, question in enumerate(QUESTIONS[phase], start=1)
    )
    return survey


@action("trainings.survey.opened")
def open_survey(survey: Survey, *, by_mail: bool, actor: Actor, now: datetime) -> int:
    """Open it to everybody with a seat and mail each an own link; returns how many were invited.

    Called again it invites who got a seat meanwhile.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.state == SurveyState.CLOSED:
        raise Refused("closed", "締め切ったアンケートです。")
    if not survey.questions.exists():
        raise Refused("no_questions", "質問がありません。質問を入れてから公開してください。")
    survey.state = SurveyState.OPEN
    survey.save(update_fields=["state"])
    people = (
        Application.objects.filter(course=survey.course_id, state=ApplicationState.ACCEPTED)
        .exclude(survey_invitations__survey=survey)
        .select_related("submission", "course__program")
        .order_by("id")
    )
    count = 0
    for application in people:
        invitation = SurveyInvitation.objects.create(survey=survey, application=application)
        if by_mail:
            _ask(invitation, application, key="asked", actor=actor, now=now)
        count += 1
    return count


@action("trainings.survey.reminded")
def remind_survey(survey: Survey, *, actor: Actor, now: datetime) -> int:
    """Mail everybody who has not answered once more; returns how many."""
    if survey.state != SurveyState.OPEN:
        raise Refused("not_open", "受付中のアンケートだけ、お願いを送れます。")
    rows = SurveyInvitation.objects.filter(survey=survey, used=False).select_related(
        "application__submission", "application__course__program"
    )
    count = 0
    for invitation in rows:
        count += _ask(invitation, invitation.application, key=now.isoformat(), actor=actor, now=now)
    return count


def _ask(
    invitation: SurveyInvitation, application: Application, *, key: str, actor: Actor, now: datetime
) -> bool:
    recipient = recipient_of(application)
    if not recipient.email:
        return False  # who has no address gets the sheet on paper
    page = links.issue_link(SURVEY, invitation, expires_at=now + LINK_LIFE)
    course = application.course
    queue_notice(
        Message(ASK.code, {"研修名": course.title, "ページ": page}, program=course.program),
        target=invitation,
        recipient=recipient,
        dedupe_key=key,
        actor=actor,
        now=now,
        delay=bulk_delay(),
    )
    return True


def answer_by_link(
    invitation: SurveyInvitation, raw: Mapping[str, Any], pair_code: str = "", *, now: datetime
) -> None:
    """Store the sheet and mark the invitation as used, without anything that ties the two.

    Not an `@action`: who answered what must not stand in any history. Refused ``used`` the second
    time.
    """
    with transaction.atomic():
        fresh = (
            SurveyInvitation.objects.select_for_update(of=("self",))
            .select_related("survey")
            .get(pk=invitation.pk)
        )
        if fresh.used:
            raise Refused("used", "すでにお答えいただいています。ありがとうございました。")
        _store(fresh.survey, raw, pair_code, SheetChannel.WEB, now)
        SurveyInvitation.objects.filter(pk=fresh.pk).update(used=True)


@action("trainings.survey.keyed")
def enter_paper(
    survey: Survey,
    sheets: Sequence[tuple[Mapping[str, Any], str]],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Store sheets of paper as (answers, pair code); all of them or, when one is wrong, none."""
    for number, (raw, pair_code) in enumerate(sheets, start=1):
        try:
            _store(survey, raw, pair_code, SheetChannel.PAPER, now)
        except Refused as refused:
            raise Refused(refused.code, f"{number}行目：{refused.sentence}") from refused
    return len(sheets)


def _store(
    survey: Survey, raw: Mapping[str, Any], pair_code: str, channel: str, now: datetime
) -> None:
    if survey.state != SurveyState.OPEN:
        raise Refused("not_open", "このアンケートは、いま受け付けていません。")
    answers = clean_answers(list(survey.questions.all()), raw)
    if not answers:
        raise Refused("empty", "答えが1つもありません。1つ以上お答えください。")
    SurveySheet.objects.create(
        survey=survey,
        channel=channel,
        pair_code=clean_pair_code(pair_code) if survey.asks_pair_code else "",
        answers=answers,
        created_at=datetime.combine(on_day(now), time(0), JST),
    )


@action("trainings.survey.handed_in")
def note_paper_answer(
    survey: Survey, application: Application, *, actor: Actor, now: datetime
) -> SurveyInvitation:
    """Record that a person handed a sheet of paper in; which one is kept nowhere.

    The link cannot be used any more. Refuses somebody without a seat on the course.
    """
    if application.course_id != survey.course_id or application.state != ApplicationState.ACCEPTED:
        raise Refused("not_asked", "この研修に参加している方ではありません。")
    row, _ = SurveyInvitation.objects.update_or_create(
        survey=survey, application=application, defaults={"used": True}
    )
    return row


@action("trainings.survey_sheet.coded")
def code_text(
    sheet: SurveySheet, question: SurveyQuestion, chosen: Sequence[str], *, actor: Actor
) -> SurveySheet:
    """Put a free text into categories of its question."""
    if question.survey_id != sheet.survey_id or set(chosen) - set(question.categories):
        raise Refused("category_unknown", "分類を選び直してください。")
    sheet.codes = {**sheet.codes, question.key: list(chosen)}
    sheet.save(update_fields=["codes"])
    return sheet


@action("trainings.survey.closed")
def close_survey(survey: Survey, *, actor: Actor, now: datetime) -> Survey:
    """Take no more answers."""
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.state != SurveyState.OPEN:
        raise Refused("not_open", "受付中のアンケートだけ締め切れます。")
    survey.state = SurveyState.CLOSED
    survey.save(update_fields=["state"])
    return survey
