"""Staff pages of the lottery: prepare and freeze the list, draw, print the proof."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused
from foundation.text import whole_number
from trainings.actions.draws import ListChoices, LotChoices, draw_lots, freeze_list, void_list
from trainings.admin.course_scope import course_or_404, courses_for
from trainings.documents.draw_proof import proof_sheet
from trainings.enums import Allocation, CourseState
from trainings.models import Course, Draw
from trainings.models.draw import DrawPriority
from trainings.queries.draws import look_alikes, proposals
from trainings.queries.flyers import capacity_words
from trainings.rules.draw import counts_apart, results_of, why_cannot_freeze
from trainings.views.downloads import pdf_response
from trainings.wording import moment_text

DECIDE = Permission.DECIDE_APPLICATIONS


class DrawForm(forms.Form):
    """Seed, number of reserves and until when they may move up."""

    seed = forms.CharField(
        label="種",
        max_length=100,
        required=False,
        help_text="公開の場でサイコロなどで決めた数字や言葉。空欄のときは自動で作ります。",
    )
    seed_source = forms.CharField(
        label="種の決め方", max_length=100, required=False, help_text="例：会場でサイコロを5回"
    )
    reserves = forms.IntegerField(
        label="補欠の人数",
        min_value=0,
        required=False,
        help_text="空欄は、当選しない人全員。会場とオンラインを分けて数える研修では、それぞれの人数。",
    )
    reserve_until = forms.SplitDateTimeField(
        label="補欠の有効期限",
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask where a typed seed comes from."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("seed") and not cleaned.get("seed_source"):
            self.add_error("seed_source", "種をどうやって決めたかを入力してください。")
        return cleaned


class VoidForm(forms.Form):
    """Why a frozen list is taken back."""

    reason = forms.CharField(label="理由", max_length=200)


class DrawLots(ActionPage):
    """Draw the lots and tell everybody."""

    name, label, permission = "draw", "抽選する", DECIDE
    form_class = DrawForm

    @classmethod
    def applies(cls, request: Any, row: Draw) -> bool:
        """Stand on lists that wait for the lots."""
        return row.is_waiting

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Propose the course's own 繰上げ期限 and number of waiting places."""
        course = self.object.course
        return {"reserve_until": course.promotion_until, "reserves": course.waiting_capacity}

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "名簿のハッシュ値と種から順位を決め、定員までを参加決定、続きを補欠にします。"
            "結果は全員に通知します（送信前なら取り消せます）。抽選はやり直せません。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Show what is about to be drawn."""
        draw = self.object
        return [
            ("研修", draw.course.title),
            ("定員", capacity_words(draw.course) or "なし"),
            ("対象", f"{draw.people}人"),
            ("優先", "、".join(draw.priority_labels) or "なし"),
            ("名簿の確定", moment_text(draw.frozen_at)),
            ("名簿のハッシュ値", draw.hash_in_groups),
        ]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Draw."""
        values = form.cleaned_data
        until: datetime = values["reserve_until"]
        choices = LotChoices(until, values["seed"], values["seed_source"], values["reserves"])
        draw_lots(self.object, choices, **self.doer)
        return "抽選しました。結果の通知は、送信予定に入りました。"


class VoidList(ActionPage):
    """Take back a list before the lots are drawn."""

    name, label, permission = "void", "名簿を取り消す", DECIDE
    form_class = VoidForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Draw) -> bool:
        """Stand on lists that wait for the lots."""
        return row.is_waiting

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Take it back."""
        void_list(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "名簿を取り消しました。「抽選の準備」から、もう一度確定できます。"


@admin.register(Draw)
class DrawAdmin(HouseAdmin):
    """Frozen lists and their draws, read only."""

    see = Permission.SEE_COURSES
    program_path = "course__program"
    list_select_related = ("course",)
    list_display = (
        "course",
        "people",
        date_column("frozen_at", "名簿の確定"),
        date_column("drawn_at", "抽選"),
        date_column("reserve_until", "補欠の期限"),
        date_column("voided_at", "取消"),
    )
    detail_actions = (
        DrawLots,
        VoidList,
        Link(
            "結果を見る",
            lambda row: reverse("admin:draw_result", args=[row.pk]),
            DECIDE,
            applies=lambda request, row: row.drawn_at is not None,
        ),
    )
    row_actions = detail_actions


@staff_page
class Lotteries(StaffPage):
    """Courses whose seats are drawn, with what comes next."""

    path, name, title = "lotteries/", "lotteries", "抽選の準備"
    permission = DECIDE
    template_name = "trainings/draw/lotteries.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lottery courses that are announced and have not begun."""
        now = clock.now()
        courses = courses_for(self.request, DECIDE).filter(
            allocation=Allocation.LOTTERY,
            state__in=[CourseState.PUBLISHED, CourseState.STOPPED],
            starts_at__gt=now,
        )
        live = {
            draw.course_id: draw
            for draw in Draw.objects.filter(course__in=courses, voided_at__isnull=True)
        }
        rows = [(course, live.get(course.pk)) for course in courses.order_by("starts_at")]
        return {"rows": rows, "now": now}


@staff_page
class PrepareDraw(StaffPage):
    """Choose priorities, look at pairs, freeze the list."""

    path, name, title = "lotteries/<int:pk>/", "lottery_prepare", "抽選名簿の確定"
    permission = DECIDE
    template_name = "trainings/draw/prepare.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list with the priorities proposed for the chosen rules."""
        course = course_or_404(self.request, kwargs["pk"], DECIDE)
        chosen = [v for v in self.request.GET.getlist("priority") if v in DrawPriority.values]
        return self._context(course, chosen)

    def _context(self, course: Course, chosen: list[str], **more: Any) -> dict[str, Any]:
        rows = proposals(course, chosen)
        refusal = why_cannot_freeze(course, len(rows), clock.now())
        if Draw.objects.filter(course=course, voided_at__isnull=True).exists():
            refusal = Refused("frozen", "この研修の抽選名簿は、すでに確定しています。").refusal
        return {
            "course": course,
            "capacity": capacity_words(course),
            "rows": rows,
            "pairs": look_alikes([row.application for row in rows]),
            "priorities": [(v, label, v in chosen) for v, label in DrawPriority.choices],
            "chosen": chosen,
            "groups": range(1, 2 ** len(DrawPriority) + 1),
            "refusal": refusal,
            **more,
        }

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Freeze the list as shown and as changed by hand."""
        course = course_or_404(request, kwargs["pk"], DECIDE)
        chosen = [v for v in request.POST.getlist("priority") if v in DrawPriority.values]
        groups = {
            whole_number(key.removeprefix("group-")): whole_number(value)
            for key, value in request.POST.items()
            if key.startswith("group-") and whole_number(value)
        }
        choices = ListChoices(chosen, groups, frozenset(request.POST.getlist("different")))
        try:
            draw = freeze_list(course, choices, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            return self.show(**self._context(course, chosen, sentence=refused.sentence))
        messages.success(request, "名簿を確定しました。ハッシュ値を公表してから抽選してください。")
        return HttpResponseRedirect(reverse("admin:trainings_draw_change", args=[draw.pk]))


def _drawn_or_404(request: Any, pk: int) -> Draw:
    draw: Draw | None = (
        Draw.objects.filter(pk=pk, drawn_at__isnull=False).select_related("course").first()
    )
    course_or_404(request, draw.course_id if draw else 0, DECIDE)
    assert draw is not None  # noqa: S101 - course 0 is a 404
    return draw


@staff_page
class DrawResultPage(StaffPage):
    """The result, computed again from list and seed, beside what was recorded."""

    path, name, title = "draws/<int:pk>/result/", "draw_result", "抽選の結果"
    permission = DECIDE
    template_name = "trainings/draw/result.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return every person's place and whether the recorded rank is the same."""
        draw = _drawn_or_404(self.request, kwargs["pk"])
        placed = results_of(draw)
        recorded = dict(
            draw.course.applications.exclude(rank=None).values_list("received_seq", "rank")
        )
        same = all(
            recorded.get(one.entry.lot) == one.rank
            for one in placed
            if one.entry.lot not in draw.withdrawn
        )
        return {
            "draw": draw,
            "placed": placed,
            "same": same,
            "apart": counts_apart(draw.list_text),
        }


@staff_page
class DrawProof(StaffPage):
    """The proof sheet as PDF: numbers only, no names."""

    path, name, title = "draws/<int:pk>/proof.pdf", "draw_proof", "抽選の記録（PDF）"
    permission = DECIDE
    open_to_limited = True

    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Send the PDF."""
        draw = _drawn_or_404(request, kwargs["pk"])
        office = f"{request.organization.name}{request.organization.section_name}"
        return pdf_response(proof_sheet(draw, office, clock.now()))
