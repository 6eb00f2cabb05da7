"""Periods of keeping, and lists of what is due: proposed, approved and run (rules G2 and I)."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite import reading
from foundation.adminsite.access import actor_of, holds
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.people.actions.retention import (
    approve_erasure,
    hold_back,
    reject_erasure,
    run_erasure,
)
from foundation.people.enums import ErasureState
from foundation.people.models import Erasure, ErasureRun, RetentionRule
from foundation.people.retention import record_kinds
from foundation.refusals import Refused
from foundation.text import whole_number

ANY = (Permission.PROPOSE_ERASURE, Permission.APPROVE_ERASURE, Permission.RUN_ERASURE)
WAITING = (ErasureState.PROPOSED, ErasureState.APPROVED)


def root_label(root: str) -> str:
    """Return what staff call a kind of root."""
    return str(apps.get_model(root)._meta.verbose_name)


class RetentionRuleForm(forms.ModelForm):
    """An organization's own period for a kind of record."""

    class Meta:
        model = RetentionRule
        fields = ("kind", "years", "start", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds the apps know, with their presets."""
        super().__init__(*args, **kwargs)
        choices = [(k.code, f"{k.label}（標準：{_preset(k.years)}）") for k in record_kinds()]
        self.fields["kind"] = forms.ChoiceField(label="記録の種類", choices=choices)


def _preset(years: int | None) -> str:
    return "期限なし" if years is None else f"{years}年"


@admin.register(RetentionRule)
class RetentionRuleAdmin(HouseAdmin):
    """The periods of the organization's by-law on records."""

    see = ANY
    work = Permission.PROGRAM_SETTINGS
    program_path = None
    form = RetentionRuleForm
    list_display = ("label", "years", "start", "note")
    list_display_links = ("label",)

    @admin.display(description="記録の種類")
    def label(self, row: RetentionRule) -> str:
        """Return what staff call the kind."""
        return next((k.label for k in record_kinds() if k.code == row.kind), row.kind)


class ReasonForm(forms.Form):
    """Why a list goes back."""

    reason = forms.CharField(label="差し戻す理由", max_length=200)


class Approve(ActionPage):
    """Approve a list; not one's own."""

    name, label, permission = "approve", "承認する", Permission.APPROVE_ERASURE

    @classmethod
    def applies(cls, request: Any, row: ErasureRun) -> bool:
        """Return whether it waits for that."""
        return row.state == ErasureState.PROPOSED

    def facts(self, objects: list[ErasureRun]) -> list[tuple[str, Any]]:
        """Return how many records the list names."""
        lines = self.object.lines
        held = lines.exclude(held_reason="").count()
        return [("消去する記録", f"{lines.count() - held:,}件"), ("除外した記録", f"{held:,}件")]

    def perform(self, request: Any, objects: list[ErasureRun], form: Any) -> str:
        """Approve it."""
        approve_erasure(self.object, **self.doer)
        return "承認しました。管理者が実行すると消去されます。"


class Reject(ActionPage):
    """Send a list back."""

    name, label, permission = "reject", "差し戻す", Permission.APPROVE_ERASURE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: ErasureRun) -> bool:
        """Return whether nothing was erased yet."""
        return row.state in WAITING

    def perform(self, request: Any, objects: list[ErasureRun], form: Any) -> str:
        """Reject it."""
        reject_erasure(self.object, form.cleaned_data["reason"], **self.doer)
        return "差し戻しました。"


class Run(ActionPage):
    """Erase what was approved, in the background."""

    name, label, permission = "run", "消去を実行する", Permission.RUN_ERASURE
    danger = True
    password_again = True

    @classmethod
    def applies(cls, request: Any, row: ErasureRun) -> bool:
        """Return whether it was approved."""
        return row.state == ErasureState.APPROVED

    def facts(self, objects: list[ErasureRun]) -> list[tuple[str, Any]]:
        """Return how many records will be erased."""
        return [("消去する記録", f"{Erasure.objects.to_do().filter(run=self.object).count():,}件")]

    def description(self, objects: list[ErasureRun]) -> str:
        """Say that there is no way back."""
        return (
            "一覧の記録から、個人の情報を消去します。元に戻すことはできません。"
            "発行した番号、日付、件数は残ります。"
        )

    def perform(self, request: Any, objects: list[ErasureRun], form: Any) -> str:
        """Start the job."""
        run_erasure(self.object, **self.doer)
        return "消去を始めました。進み具合は「自分が始めた処理」で確認できます。"


def lines_url(run: ErasureRun) -> str:
    """Return the page that names whom a list names."""
    return reverse("admin:erasure_lines", args=[run.pk])


@admin.register(ErasureRun)
class ErasureRunAdmin(HouseAdmin):
    """The lists and what became of them."""

    see = ANY
    program_path = None
    menu_label = "記録の消去"
    access_object_type = ""
    list_display = ("kind", date_column("as_of", "基準日"), "basis", "state", "proposed_by")
    list_display_links = ("kind",)
    list_select_related = ("proposed_by",)
    list_filter = ("state",)
    fields = (
        "root",
        "as_of",
        "basis",
        "state",
        "state_reason",
        "proposed_by",
        "approved_by",
        "run_by",
    )
    readonly_fields = ("basis",)
    row_actions = (Link("対象の一覧", lines_url, ANY), Approve, Reject, Run)
    detail_actions = (Link("対象の一覧", lines_url, ANY), Approve, Reject, Run)

    @admin.display(description="対象")
    def kind(self, row: ErasureRun) -> str:
        """Return what is erased."""
        return root_label(row.root)


@staff_page
class ErasureLines(StaffPage):
    """Whom a list names, until they are erased; lines may be held back with a reason."""

    path = "people/erasure/<int:pk>/lines/"
    name = "erasure_lines"
    title = "消去の対象"
    permission = ANY
    template_name = "adminsite/erasure/lines.html"

    def _run(self, pk: int) -> ErasureRun:
        run = ErasureRun.objects.filter(pk=pk).first()
        if run is None:
            raise Http404
        return run

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of lines with the names that still stand; reading them is logged."""
        return self._about(**kwargs)

    def _about(self, pk: int, sentence: str = "") -> dict[str, Any]:
        run = self._run(pk)
        page = Paginator(run.lines.order_by("pk"), 50).get_page(self.request.GET.get("p"))
        ids = [line.root_id for line in page]
        rows = apps.get_model(run.root)._default_manager.in_bulk(ids)
        reading.record(self.request, AccessAction.LIST, run.root, ids)
        return {
            "run": run,
            "lines": [(line, rows.get(line.root_id)) for line in page],
            "lines_page": page,
            "sentence": sentence,
            "may_hold": run.state in WAITING and holds(self.request, ANY[:2]),
        }

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Hold one line back."""
        number = request.POST.get("line", "")
        lines = self._run(pk).lines.select_related("run")
        line = lines.filter(pk=whole_number(number)).first()
        if line is None or not holds(request, ANY[:2]):
            raise Http404
        doer: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
        try:
            hold_back(line, request.POST.get("reason", "")[:200], **doer)
        except Refused as refused:
            return self.show(**self._about(pk, refused.sentence))
        messages.success(request, "消去の対象から除外しました。")
        return HttpResponseRedirect(request.get_full_path())
