"""Which rows of trainings belong to whom, and who may not be erased yet (rule G2, S41).

Four roots: a Person; an act of applying nobody of which took part; a session, for what was noted
on its day; a lecturer.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from foundation import clock
from foundation.fiscal import add_years
from foundation.notices.models import Notice
from foundation.people import erasing
from foundation.refusals import Refusal
from trainings.enums import OPEN_STATES
from trainings.enums_instructor import EngagementState
from trainings.keeping import TAX_YEARS, papers_are_over
from trainings.models import (
    Application,
    CourseSession,
    Engagement,
    HonorariumPayment,
    Instructor,
    Submission,
    Team,
    TeamMember,
    TeamSubmission,
    TeamVisit,
)
from trainings.queries.own_rows import contact_is, headcounts_filed_by, unlinked_applications
from trainings.roots import INSTRUCTOR, SESSION, SUBMISSION

APPLICATION = Application._meta.label
TEAM = Team._meta.label
ERASED = Q(name="")

# What hangs below an application, and what hangs below a completion.
BELOW_APPLICATION = ("Offer", "Attendance", "SurveyInvitation", "TeamMember", "Completion")
BELOW_COMPLETION = ("CertificateIssue", "PracticePresenter")
ELSEWHERE = {
    "trainings.Course": "why a course was stopped or cancelled; its public page said so",
    "trainings.Draw": "why a list for the draw was voided; the list holds numbers only",
    "trainings.YearPlan": "what staff learned for the next year",
    "trainings.PlanTask": "what staff noted about a preparation",
}


# ── ways ─────────────────────────────────────────────────────────────────────────────────────


def lookalikes_of(claim: erasing.Claim) -> Iterable[int]:
    """Return applications nobody was linked with that are surely the person's (rule B10)."""
    return unlinked_applications(claim.root_ids).values_list("pk", flat=True)


def submissions_of(claim: erasing.Claim) -> Iterable[int]:
    """Return acts of applying whose people are all erased now or before, and repeated acts.

    In a group the contact goes with the last of them, or earlier when it is the person's own.
    """
    mine = claim.ids(APPLICATION)
    others = Application.objects.filter(submission=OuterRef("pk")).exclude(Q(pk__in=mine) | ERASED)
    own = Submission.objects.filter(
        Q(applications__in=mine) | Q(repeats__in=mine) | contact_is(claim.root_ids)
    )
    alone = own.filter(~Exists(others) | contact_is(claim.root_ids))
    return alone.values_list("pk", flat=True).distinct()


def group_messages_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the messages to the contacts of their groups: these name every member (rule B8)."""
    acts = Application.objects.filter(pk__in=claim.ids(APPLICATION)).values("submission_id")
    about = Notice.objects.filter(target_kind=SUBMISSION, target_id__in=acts)
    return about.values_list("pk", flat=True)


def teams_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the teams whose notes go: the last member leaves, or their papers are over anyway."""
    members = TeamMember.objects.filter(application__in=claim.ids(APPLICATION))
    teams = Team.objects.filter(pk__in=members.values("team")).select_related("course")
    staying = TeamMember.objects.exclude(
        Q(application__in=claim.ids(APPLICATION)) | Q(application__name="")
    )
    with_others = set(staying.filter(team__in=teams).values_list("team_id", flat=True))
    today = clock.today()
    return [
        team.pk
        for team in teams
        if team.pk not in with_others or papers_are_over(team.course, today)
    ]


def visits_of(claim: erasing.Claim) -> Iterable[int]:
    """Return what was written about visits to those teams."""
    return TeamVisit.objects.filter(team__in=claim.ids(TEAM)).values_list("pk", flat=True)


def homework_of(claim: erasing.Claim) -> Iterable[int]:
    """Return what those teams handed in."""
    return TeamSubmission.objects.filter(team__in=claim.ids(TEAM)).values_list("pk", flat=True)


def headcounts_of(claim: erasing.Claim) -> Iterable[int]:
    """Return the reports a lecturer filed."""
    return headcounts_filed_by(claim.root_ids).values_list("pk", flat=True)


def ask_no_more(ids: Sequence[int], day: date) -> None:
    """Offer an erased lecturer for no session any more."""
    Instructor.objects.filter(pk__in=ids).update(is_active=False)


# ── who may not be erased yet ────────────────────────────────────────────────────────────────


def keep_applicants(ids: Sequence[int]) -> Refusal | None:
    """Hold a person back who has a seat, or may get one, on a course that is not over."""
    ahead = Application.objects.filter(
        person__in=ids, state__in=OPEN_STATES, course__ends_at__gte=clock.now()
    )
    if ahead.exists():
        return Refusal(
            "applied_for_course",
            "終わっていない研修の申込があります。先に申込を取り消すか、研修の終了をお待ちください。",
        )
    return None


def keep_acts(ids: Sequence[int]) -> Refusal | None:
    """Hold an act of applying back that goes with a person, or whose course is not over."""
    rows = Application.objects.filter(submission__in=ids)
    if rows.filter(person__isnull=False, person__purged_on__isnull=True).exists():
        return Refusal("applicant_known", "本人の記録がある申込です。本人と一緒に消去します。")
    if rows.filter(state__in=OPEN_STATES, course__ends_at__gte=clock.now()).exists():
        return Refusal("applied_for_course", "終わっていない研修の申込です。")
    return None


def keep_sessions(ids: Sequence[int]) -> Refusal | None:
    """Hold a session back whose course is not over."""
    if CourseSession.objects.filter(pk__in=ids, course__ends_at__gte=clock.now()).exists():
        return Refusal("course_runs", "この回の研修は、まだ終わっていません。")
    return None


def keep_lecturers(ids: Sequence[int]) -> Refusal | None:
    """Hold a lecturer back with a coming session, or with payments the tax office may ask for."""
    coming = Engagement.objects.filter(instructor__in=ids, session__ends_at__gte=clock.now())
    if coming.exclude(state=EngagementState.DECLINED).exists():
        return Refusal("engaged", "これからの回を依頼している講師です。")
    since = add_years(clock.today(), -TAX_YEARS)
    paid = HonorariumPayment.objects.filter(instructor__in=ids, paid_on__gte=since)
    if paid.exists():
        return Refusal(
            "tax_records", f"謝金の支払いの記録は、税務のため{TAX_YEARS}年間保存します。"
        )
    return None


# ── registration ─────────────────────────────────────────────────────────────────────────────


def _register_ways() -> None:
    for name in BELOW_APPLICATION:
        erasing.register(f"trainings.{name}", by="application__person")
        erasing.register(f"trainings.{name}", by="application__submission", root=SUBMISSION)
    for name in BELOW_COMPLETION:
        erasing.register(f"trainings.{name}", by="completion__person")
    erasing.register(APPLICATION, by=lookalikes_of, order=10)
    erasing.register(SUBMISSION, by=submissions_of, order=20)
    erasing.register(Notice._meta.label, by=group_messages_of, order=40)
    for order, (name, rows) in enumerate(
        (("Team", teams_of), ("TeamVisit", visits_of), ("TeamSubmission", homework_of))
    ):
        erasing.register(f"trainings.{name}", by=rows, order=30 + order)
    erasing.register("trainings.Engagement", by="session", root=SESSION)
    erasing.register("trainings.Engagement", by="instructor", root=INSTRUCTOR)
    erasing.register("trainings.Honorarium", by="engagement__instructor", root=INSTRUCTOR)
    erasing.register("trainings.HeadcountReport", by=headcounts_of, root=INSTRUCTOR)


def register() -> None:
    """Register ways, roots and guards."""
    _register_ways()
    for root in (SUBMISSION, SESSION):
        erasing.register_root(erasing.Root(root))
    erasing.register_root(erasing.Root(INSTRUCTOR, mark=ask_no_more))
    erasing.register_guard(erasing.PERSON, keep_applicants)
    erasing.register_guard(SUBMISSION, keep_acts)
    erasing.register_guard(SESSION, keep_sessions)
    erasing.register_guard(INSTRUCTOR, keep_lecturers)
    for model, reason in ELSEWHERE.items():
        erasing.not_about_a_person(model, reason)


register()
