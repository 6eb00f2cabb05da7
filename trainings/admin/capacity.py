"""Change a course's capacity: first what it would mean for whom, then the change (B7, B11)."""

from typing import Any

from django.http import HttpResponseBase

from foundation import clock
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from trainings.actions.courses import (
    SEATS_MOVED,
    Capacities,
    change_capacity,
    if_capacity_changed,
    outlook,
)
from trainings.actions.seats import Release
from trainings.admin.course_forms import CapacityForm, HybridCapacityForm
from trainings.enums import CourseState, WaitingMode
from trainings.models import Course
from trainings.queries.staff import course_pools
from trainings.wording import moment_text


class ChangeCapacity(ActionPage):
    """Set the capacities of an announced course, in two steps.

    The first shows what the typed numbers would do, the second does it. Where the numbers were
    changed in between, or the seats moved, it is shown again first.
    """

    name, label, permission = "capacity", "定員を変える", Permission.PLAN_COURSES
    submit_label = "どうなるかを確かめる"
    planned: list[Release] | None = None
    foreseen = ""

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Begin with what holds now."""
        form = HybridCapacityForm if self.object.counts_online else CapacityForm
        names = [name for name in form.base_fields if name != "seen"]
        return form(data, initial={name: getattr(self.object, name) for name in names})

    @classmethod
    def applies(cls, request: Any, row: Course) -> bool:
        """Stand on what was announced."""
        return row.state in (CourseState.PUBLISHED, CourseState.STOPPED)

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show how the seats stand, or would stand with the typed numbers."""
        if self.planned is not None:
            many = len(self.planned) > 1
            return [(_label(one, "この定員にすると", many=many), self._words(one))
                    for one in self.planned]  # fmt: skip
        pools = course_pools(self.object)
        facts = []
        for seat, seats in pools.items():
            name = f"（{seat.label}）" if len(pools) > 1 else ""
            free = "なし（定員なし）" if seats.free is None else f"{seats.free}席"
            facts += [
                (f"参加決定・案内中{name}", f"{seats.taken}人"),
                (f"キャンセル待ち{name}", f"{seats.waiting}人"),
                (f"空席{name}", free),
            ]
        return facts

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        if self.planned is not None:
            return "まだ変えていません。次のとおりでよければ、もう一度ボタンを押してください。"
        return (
            "増やすと、増えた席の数だけ、待っている方に順番に案内します。"
            "減らしても、決まっている方が外れることはありません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Change."""
        given = change_capacity(self.object, **form.typed, foreseen=self.foreseen, **self.doer)
        return f"定員を変えました。{given}人に席を案内しました。" if given else "定員を変えました。"

    def preview(self, form: Any) -> HttpResponseBase | None:
        """Show what the numbers would do unless just this was shown before."""
        planned = if_capacity_changed(self.object, Capacities(**form.typed), now=clock.now())
        self.foreseen = outlook(planned)
        numbers, _, shown = form.cleaned_data["seen"].partition("|")
        if (numbers, shown) == (form.mark, self.foreseen):
            return None
        self.planned = planned
        self.submit_label = "この定員に変える"
        data = self.request.POST.copy()
        data["seen"] = f"{form.mark}|{self.foreseen}"
        moved = numbers == form.mark and SEATS_MOVED.sentence
        return self.show(self.make_form(data), moved or "")

    def _words(self, planned: Release) -> str:
        seats = planned.seats
        given = len(planned.people)
        words = [_given(planned, self.object) if given else _nobody(planned, self.object)]
        if seats.capacity is not None and seats.taken > seats.capacity:
            over = seats.taken - seats.capacity
            words.append(
                f"参加決定・案内中の{seats.taken}人は、定員より{over}人多いまま全員残ります。"
                "席を失う方はいません。"
            )
        if (left := seats.waiting - given) > 0:
            words.append(f"キャンセル待ちに残る方：{left}人")
        if planned.refusal is None and left and seats.free is not None and seats.free > given:
            words.append(
                f"空いている{seats.free - given}席は、次に待っているグループの人数に足りないため、"
                "空けておきます。"
            )
        return "\n".join(words)


def _label(planned: Release, words: str, *, many: bool) -> str:
    return f"{words}（{planned.seat.label}）" if many else words


def _given(planned: Release, course: Course) -> str:
    count = len(planned.people)
    if course.waiting_mode == WaitingMode.ACCEPT_AT_ONCE or planned.deadline is None:
        return f"待っている方のうち{count}人の参加がすぐに決まり、お知らせを送ります。"
    return (
        f"待っている方のうち{count}人に席を案内します。"
        f"返事の期限は{moment_text(planned.deadline)}です。"
    )


def _nobody(planned: Release, course: Course) -> str:
    if planned.refusal is None:
        return "席を案内する方はいません。"
    if planned.refusal.code == "not_published" or course.has_started(clock.now()):
        return f"{planned.refusal.sentence}席を案内する方はいません。"
    return (
        f"{planned.refusal.sentence}自動では案内せず、"
        "電話で繰上げを確かめる「やること」を作ります。"
    )
