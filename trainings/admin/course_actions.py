"""The buttons on a course: publish, stop, resume, cancel, eligibility, copy."""

from typing import Any

from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.refusals import Refusal
from trainings.actions.courses import (
    cancel_course,
    change_course,
    publish_course,
    resume_course,
    stop_course,
)
from trainings.actions.sessions import copy_course
from trainings.admin.course_forms import (
    CopyForm,
    EligibilityForm,
    ReasonForm,
)
from trainings.enums import Channel, CourseState
from trainings.models import Course
from trainings.queries.staff import course_pools
from trainings.rules.courses import why_cannot_cancel, why_cannot_publish
from trainings.wording import moment_text, places, timetable

PLAN = Permission.PLAN_COURSES
OPEN = (CourseState.PUBLISHED, CourseState.STOPPED)


class Publish(ActionPage):
    """Open the course to applicants."""

    name, label, permission = "publish", "公開する", PLAN

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on drafts."""
        return row.state == CourseState.DRAFT

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Say what is missing."""
        return why_cannot_publish(self.object, list(self.object.sessions.all()), clock.now())

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "募集開始の日時になると、公開ページで申込を受け付けます。\n"
            "たずねる項目、利用目的、修了の条件、修了証の内容は、いまの事業の設定で固定します。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show what people will read."""
        course = self.object
        return [
            ("研修名", course.title),
            ("日程", timetable(course.sessions.all())),
            ("会場", places(course.sessions.all())),
            ("募集開始", moment_text(course.opens_at) if course.opens_at else ""),
            ("申込〆切", moment_text(closes) if (closes := course.applications_close_at) else ""),
            ("申込の方法", "・".join(Channel(one).label for one in course.channels)),
            ("定員", course.capacity if course.capacity is not None else "なし"),
            ("決め方", course.get_allocation_display()),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Publish."""
        publish_course(self.object, **self.doer)
        return "公開しました。"


class Stop(ActionPage):
    """Take no more applications."""

    name, label, permission = "stop", "募集を止める", PLAN
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on published courses."""
        return row.state == CourseState.PUBLISHED

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "新しい申込と、空席の自動の案内を止めます。参加が決まっている方はそのままです。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Stop."""
        stop_course(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "募集を止めました。"


class Resume(ActionPage):
    """Take applications again."""

    name, label, permission = "resume", "募集を再開する", PLAN

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on stopped courses."""
        return row.state == CourseState.STOPPED

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "申込の受付を再開します。空席があれば、待っている方に順番に案内します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Resume."""
        resume_course(self.object, **self.doer)
        return "募集を再開しました。"


class Cancel(ActionPage):
    """Cancel the whole course."""

    name, label, permission = "cancel", "中止する", PLAN
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced and is not over."""
        return row.state in OPEN and why_cannot_cancel(row, clock.now()) is None

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        pools = course_pools(self.object).values()
        taken, waiting = (sum(getattr(one, name) for one in pools) for name in ("taken", "waiting"))
        return (
            f"参加決定・案内中の{taken}人と、キャンセル待ちの{waiting}人に中止を知らせます。"
            "この操作は取り消せません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Cancel."""
        told = cancel_course(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return f"中止しました。{told}人への連絡を準備しました。"


class ChangeEligibility(ActionPage):
    """Change the frozen eligibility, with a reason that applicants are told."""

    name, label, permission = "eligibility", "対象者を変える", PLAN
    form_class = EligibilityForm

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced."""
        return row.state in OPEN

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with what holds now."""
        return {"eligibility": self.object.eligibility}

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "申し込んでいる方全員に、変わったことと理由をお知らせします。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Change."""
        data = form.cleaned_data
        changes = {"eligibility": data["eligibility"]}
        change_course(self.object, changes, reason=data["reason"], **self.doer)
        return "対象者を変えました。"


class Copy(ActionPage):
    """Make a draft like this one."""

    name, label, permission = "copy", "複製する", PLAN
    form_class = CopyForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with the same title."""
        return {"title": self.object.title, "days": 7}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Copy."""
        copied = copy_course(self.object, **form.cleaned_data, **self.doer)
        self.objects = [copied]
        return "複製しました。日時を確かめてから公開してください。"
