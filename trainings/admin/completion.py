"""Decide who completed: the rule's verdict with reasons, overrides, numbers, papers (F1, E1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.documents.lost_signs import lost_in
from foundation.jobs.actions import start_job
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.wareki import WarekiError, parse_date
from foundation.webforms.problems import Problem
from trainings import completers
from trainings.actions.completions import Override, decide_completions
from trainings.admin.course_scope import course_or_404
from trainings.admin.issue_news import issue_news
from trainings.completers import CompleterNote
from trainings.enums import CertificateKind, CompletionResult
from trainings.jobs import ISSUE
from trainings.models import CertificateIssue, Completion, Course, CourseSession
from trainings.queries.completion import Proposal, proposals
from trainings.queries.papers import undrawn_papers
from trainings.queries.signers import signers_on
from trainings.queries.surveys import waiting_for_answer
from trainings.rules.completion import why_cannot_decide
from trainings.specs import CertificateSpec

DECIDE = Permission.DECIDE_COMPLETION


@dataclass(frozen=True)
class DecisionLine:
    """One person's verdict with what the clerk typed beside it."""

    row: Proposal
    wish: str = ""
    reason: str = ""
    notes: Sequence[CompleterNote | None] = ()

    @property
    def override(self) -> Override | None:
        """Return the decision against the rule, where one is wished for."""
        if not self.row.is_open or self.wish not in CompletionResult.values:
            return None
        return Override(self.wish == CompletionResult.COMPLETED, self.reason)

    @property
    def problem(self) -> Problem | None:
        """Return what is missing: a reason for deciding otherwise than the rule does."""
        override = self.override
        if override is None or override.reason:
            return None
        if override.completed == self.row.verdict.completed:
            return None
        name = self.row.application.name
        sentence = f"{name}さんを条件によらず判定する理由を入力してください。"
        return Problem(sentence, f"reason-{self.row.application.pk}")


@staff_page
class CourseCompletion(StaffPage):
    """Preview, decision and issue of one course."""

    path, name, title = "courses/<int:pk>/completion/", "course_completion", "修了の判定"
    permission = DECIDE
    template_name = "trainings/staff/completion.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show everybody with the verdict and its reason."""
        course = course_or_404(self.request, kwargs["pk"], DECIDE)
        now = clock.now()
        rows = proposals(course, now)
        further = completers.columns(self.request)
        ids = [row.application.pk for row in rows]
        actor = actor_of(self.request)
        record_access(AccessAction.LIST, Completion, ids, actor=actor, now=now)
        sessions = list(CourseSession.objects.filter(course=course))
        spec = course.spec.spec.certificate if course.spec else CertificateSpec()
        return {
            "course": course,
            "lines": self._with_notes(
                kwargs.get("lines") or [DecisionLine(row) for row in rows], further
            ),
            "further": further,
            "problems": kwargs.get("problems", ()),
            "refusal": why_cannot_decide(course, sessions, now),
            "open_count": sum(row.is_open and not row.stands_against_rule for row in rows),
            "may_decide": any(row.is_open for row in rows),
            "passing": sum(
                row.is_open and row.verdict.completed and not row.stands_against_rule
                for row in rows
            ),
            "kinds": [(kind, CertificateKind(kind).label) for kind in spec.kinds],
            "waiting_papers": self._without_paper(rows, spec),
            "undrawn": undrawn_papers(course).count(),
            "undrawable": self._undrawable(rows, course, spec),
            "today": clock.today(),
            "survey_first": self._survey_first(course, rows),
            "issue_news": issue_news(self.request, course),
            "issued": CertificateIssue.objects.filter(
                completion__application__course=course
            ).count(),
        }

    def _with_notes(
        self, lines: list[DecisionLine], further: list[completers.Source]
    ) -> list[DecisionLine]:
        decided = [line.row.decided for line in lines if line.row.decided]
        said = [source.notes(self.request, decided) for source in further]
        return [
            replace(line, notes=[notes.get(line.row.decided.pk) for notes in said])
            if line.row.decided
            else replace(line, notes=[None for _ in said])
            for line in lines
        ]

    def _undrawable(self, rows: list[Proposal], course: Course, spec: CertificateSpec) -> list[str]:
        issuers = [f"{one.title}{one.name}" for one in signers_on(course, clock.today())]
        words = [course.title, course.program.name, *spec.title, spec.body, *issuers]
        return lost_in([row.person.name for row in rows], words)

    def _survey_first(self, course: Course, rows: list[Proposal]) -> list[Proposal]:
        waiting = waiting_for_answer(course)
        return [row for row in rows if row.application.pk in waiting and not row.is_open]

    def _without_paper(self, rows: list[Proposal], spec: CertificateSpec) -> int:
        done = [row.decided.pk for row in rows if row.decided and not row.is_open]
        have = CertificateIssue.objects.filter(completion__in=done, kind__in=spec.kinds)
        return len(done) * len(spec.kinds) - have.values("completion", "kind").distinct().count()

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Decide, or start the job that issues."""
        course = course_or_404(request, pk, DECIDE)
        is_issue = request.POST.get("step") == "issue"
        lines = [] if is_issue else self._typed(course)
        if problems := [line.problem for line in lines if line.problem]:
            return self.show(**self.get_context(pk=pk, lines=lines, problems=problems))
        try:
            sentence = self._issue(course) if is_issue else self._decide(course, lines)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, sentence)
        return HttpResponseRedirect(reverse("admin:course_completion", args=[pk]))

    def _typed(self, course: Course) -> list[DecisionLine]:
        post = self.request.POST
        return [
            DecisionLine(
                row,
                post.get(f"result_{row.application.pk}", ""),
                post.get(f"reason_{row.application.pk}", "").replace("\x00", "").strip()[:200],
            )
            for row in proposals(course)
        ]

    def _decide(self, course: Course, lines: list[DecisionLine]) -> str:
        wished = {line.row.application.pk: line.override for line in lines}
        overrides = {number: one for number, one in wished.items() if one is not None}
        written = decide_completions(
            course, overrides=overrides, actor=actor_of(self.request), now=clock.now()
        )
        passed = sum(one.result == CompletionResult.COMPLETED for one in written)
        return f"判定しました。修了{passed}人、未修了{len(written) - passed}人です。"

    def _issue(self, course: Course) -> str:
        kind = self.request.POST.get("kind", "")
        spec = course.spec.spec.certificate if course.spec else CertificateSpec()
        if kind not in spec.kinds:
            raise Refused("kind", "発行するものを選んでください。")
        try:
            issued_on = parse_date(self.request.POST.get("issued_on", ""))
        except WarekiError as error:
            raise Refused("issued_on", str(error)) from error
        completed = Completion.objects.completed().filter(application__course=course)
        without = completed.exclude(issues__kind=kind)
        answered = without.exclude(application__in=waiting_for_answer(course))
        undrawn = undrawn_papers(course).filter(kind=kind).values("completion")
        wanted = completed.filter(Q(pk__in=answered.values("pk")) | Q(pk__in=undrawn))
        ids = list(wanted.order_by("number_value", "id").values_list("pk", flat=True))
        if not ids and without:
            raise Refused("survey_first", "アンケートに回答した方が、まだいません。")
        if not ids:
            raise Refused("nothing", "これから発行する方はいません。")
        start_job(
            ISSUE,
            {
                "course": course.pk,
                "completion_ids": ids,
                "kind": kind,
                "issued_on": issued_on.isoformat(),
            },
            actor=actor_of(self.request),
            now=clock.now(),
        )
        return f"{len(ids)}人分の発行を始めました。"
