"""The buttons on an application: decide, promote, answer by telephone, move, cancel, correct."""

from typing import Any

from django import forms

from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.refusals import Refusal
from trainings.actions.applications import cancel_application
from trainings.actions.decisions import (
    decide_application,
    move_to_course,
    offer_by_hand,
    promote_by_hand,
)
from trainings.actions.offers import accept_offer, decline_offer, rejoin_queue
from trainings.admin.course_forms import MoveForm, ReasonForm
from trainings.admin.entry_live import seat_lines
from trainings.enums import ApplicationState
from trainings.models import Application, Course
from trainings.queries.places import place_of
from trainings.queries.public_list import with_seats
from trainings.queries.staff import course_pools, seat_reason
from trainings.rules.seats import why_cannot_promote

DECIDE = Permission.DECIDE_APPLICATIONS
S = ApplicationState


class _Decision(ActionPage):
    """One of the three decisions about received applications, for one or many."""

    permission = DECIDE
    to: ApplicationState
    done = ""

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on applications that wait for a decision."""
        return row.state == S.RECEIVED

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show how the seats stand."""
        courses = {one.course_id: one.course for one in objects}
        facts = []
        for course in courses.values():
            pools = course_pools(course)
            for seat, seats in pools.items():
                name = f"{course.title}（{seat.label}）" if len(pools) > 1 else course.title
                free = "定員なし" if seats.free is None else f"空席{seats.free}"
                facts.append((name, f"{free}、キャンセル待ち{seats.waiting}人"))
        return facts

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decide each."""
        reason = form.cleaned_data["reason"]
        return self.each(
            objects,
            lambda one: decide_application(one, self.to, reason=reason, **self.doer),
            self.done,
        )


class OptionalReasonForm(forms.Form):
    """A reason where one is needed."""

    reason = forms.CharField(
        label="理由", max_length=200, required=False, help_text="定員を超えるときは必ず入力します。"
    )


class Accept(_Decision):
    """Give a seat."""

    name, label, to, done = "accept", "参加決定にする", S.ACCEPTED, "を参加決定にしました。"
    form_class = OptionalReasonForm


class PutInQueue(_Decision):
    """Let them wait."""

    name, label, to, done = (
        "queue",
        "キャンセル待ちにする",
        S.WAITING,
        "をキャンセル待ちにしました。",
    )
    form_class = OptionalReasonForm


class Decline(_Decision):
    """Decline, with a reason that the person reads."""

    name, label, to, done = "decline", "お断りする", S.DECLINED, "をお断りにしました。"
    form_class = ReasonForm
    danger = True


class _FromQueue(ActionPage):
    """What a clerk does for somebody who waits."""

    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on those who wait."""
        return row.state == S.WAITING

    def refusal(self, objects: list[Any]) -> Refusal | None:
        """Say when nobody can be promoted any more."""
        return why_cannot_promote(self.object.course, clock.now())

    def facts(self, objects: list[Any]) -> list[tuple[str, str]]:
        """Show whom it overtakes, and whether there is a seat."""
        place = place_of(self.object)
        return [
            ("列の順番", f"{place}番目" if place else ""),
            ("席", "\n".join(seat_lines(self.object.course))),
        ]


class Promote(_FromQueue):
    """Give a seat out of turn."""

    name, label = "promote", "手で繰り上げる"
    form_class = ReasonForm

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "順番によらず、すぐに参加決定にします。電話などで確認してから行ってください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Promote."""
        promote_by_hand(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "参加決定にしました。"


class MakeOffer(_FromQueue):
    """Offer the free seat to this person, also past a larger group (rule B8)."""

    name, label = "offer", "空席を案内する"

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "空席をこの方に案内し、返事を待ちます。前に並んでいる方を追い越すことがあります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Offer."""
        offer_by_hand(self.object, **self.doer)
        return "空席を案内しました。"


class AcceptByPhone(ActionPage):
    """The person said yes on the telephone (rule B6)."""

    name, label, permission = "offer_yes", "電話で承諾", DECIDE

    happens = "承諾を記録し、参加決定にします。申込者には、参加が決まったことを知らせます。"

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on open offers."""
        return row.state == S.OFFERED

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return self.happens

    def facts(self, objects: list[Any]) -> list[tuple[str, str]]:
        """Show what was offered until when."""
        return [("研修", str(self.object.course)), ("席の案内", seat_reason(self.object))]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Accept."""
        accept_offer(self.object, **self.doer)
        return "承諾を記録し、参加決定にしました。"


class DeclineByPhone(AcceptByPhone):
    """The person said no on the telephone."""

    name, label = "offer_no", "電話で辞退"
    happens = "辞退を記録し、席はすぐに、待っている次の方に案内します。"
    danger = True

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decline."""
        decline_offer(self.object, **self.doer)
        return "辞退を記録しました。次の方に案内します。"


class Rejoin(ActionPage):
    """Back to the end of the queue."""

    name, label, permission = "rejoin", "列の最後に戻す", DECIDE

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on lapsed and declined offers."""
        return row.state in (S.LAPSED, S.DECLINED_OFFER)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Queue again."""
        rejoin_queue(self.object, **self.doer)
        return "キャンセル待ちの列の最後に戻しました。"


class CancelByStaff(ActionPage):
    """Cancel for somebody who called."""

    name, label, permission = "cancel", "申込を取り消す", DECIDE
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on what is open."""
        return row.is_open

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "申込者に取消を知らせます。空いた席は、待っている方に順番に案内します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Cancel each."""
        reason = form.cleaned_data["reason"]
        return self.each(
            objects,
            lambda one: cancel_application(one, reason=reason, **self.doer),
            "を取り消しました。",
        )


class Move(ActionPage):
    """Change to another course of the same programme."""

    name, label, permission = "move", "別の日程に変える", DECIDE

    @classmethod
    def applies(cls, request: Any, row: Application) -> bool:
        """Stand on what is open."""
        return row.is_open

    def description(self, objects: list[Any]) -> str:
        """Say what happens: the seat here is given up whatever there is there."""
        return (
            "いまの申込を取り消し、変更先に申し込み直します。変更先に空きがないときはキャンセル待ちに"
            "なり、いまの席には戻れません。申込者には、変更先でどうなったかを知らせます。"
        )

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the courses that take applications, soonest first."""
        form = MoveForm(data, files)
        target: Any = form.fields["target"]
        courses = (
            Course.objects.filter(program=self.object.course.program_id)
            .taking_applications(clock.now())
            .exclude(pk=self.object.course_id)
        )
        target.queryset = with_seats(courses).order_by("starts_at", "id")
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Move."""
        data = form.cleaned_data
        moved = move_to_course(self.object, data["target"], reason=data["reason"], **self.doer)
        application = moved.applications.first()
        state = application.get_state_display() if application else "先の申込が有効"
        return f"「{data['target']}」に変えました（{state}）。"
