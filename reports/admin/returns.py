"""Staff pages of returns: begin, hand on, send back, freeze (rule I)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of, programs_with
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.documents.storage import drawn_by_now
from foundation.fiscal import fiscal_year
from foundation.organizations.permissions import Permission
from foundation.wareki import fiscal_year_label
from reports.actions.returns import (
    ask_for_confirmation,
    prepare_return,
    send_back,
    submit_return,
)
from reports.documents.kept_returns import keep_files
from reports.enums import ReturnState
from reports.forms import year_choices
from reports.models import Return, ReturnForm
from trainings.models import Course

SEE, WORK = Permission.SEE_REPORTS, Permission.PREPARE_RETURNS
FREEZE = Permission.FREEZE_RETURN
TYPED = ("reporter", "materials", "impressions", "remarks")
FILES_LATER = (
    "PDFとExcelは、いま保存できませんでした。保存先の空き容量を確かめるよう、管理の担当者へお知らせ"
    "ください。次に開くときに、確定した内容で作ります。"
)


class AskForConfirmation(ActionPage):
    """Hand the return to the approver."""

    name, label, permission = "ask", "確認を求める", WORK

    @classmethod
    def applies(cls, request: Any, row: Return) -> bool:
        """Stand on drafts."""
        return row.state == ReturnState.DRAFT

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "承認の担当者の「今日の仕事」に載ります。数は確定するときに、その日現在で数えます。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Hand on."""
        ask_for_confirmation(self.object, **self.doer)
        return "確認を求めました。"


class ReasonForm(forms.Form):
    """Why it goes back."""

    reason = forms.CharField(label="理由", max_length=200)


class SendBack(ActionPage):
    """Hand it back with a reason."""

    name, label, permission = "send_back", "差し戻す", FREEZE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Return) -> bool:
        """Stand on returns that wait."""
        return row.state == ReturnState.READY

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Send back."""
        send_back(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "差し戻しました。"


class Submit(ActionPage):
    """Freeze it."""

    name, label, permission = "submit", "確定して提出する", FREEZE
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Return) -> bool:
        """Stand on returns that wait."""
        return row.state == ReturnState.READY

    def description(self, objects: list[Any]) -> str:
        """Say that it is final."""
        return (
            "今日現在の数で確定します。確定した内容は、だれにも変えられません。"
            "あとで記録を直したときは、次の報告に訂正として載ります。"
        )

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        """Return what is frozen."""
        return [("提出物", self.object), ("提出先", self.object.form.recipient or "（空欄）")]

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Submit; it stands, even where its files cannot be kept now."""
        row = submit_return(self.object, by=request.user, **self.doer)
        if drawn_by_now(lambda: keep_files(row)):
            return "確定しました。PDFとExcelを、いつでも同じ内容で開けます。"
        messages.warning(request, FILES_LATER)
        return "確定しました。"


def _page(name: str) -> Any:
    return lambda row: reverse(f"admin:{name}", args=[row.pk])


class ReturnAdminForm(forms.ModelForm):
    """Which return; a year is chosen for returns of a fiscal year only."""

    fiscal_year = forms.TypedChoiceField(
        label="年度",
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
        help_text="年度の報告のときに選びます。研修の計画・報告では、研修の年度になります。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer ten years; say what comes before, where there is no layout to choose."""
        super().__init__(*args, **kwargs)
        if "form" in self.fields and not ReturnForm.objects.exists():
            self.fields[
                "form"
            ].help_text = (
                "様式がまだありません。先に、メニューの「提出物の様式」で追加してください。"
            )
        if "fiscal_year" in self.fields:
            years: Any = self.fields["fiscal_year"]
            years.choices = [("", "―"), *year_choices(fiscal_year(clock.today()))]


@admin.register(Return)
class ReturnAdmin(HouseAdmin):
    """Returns, frozen and in the making."""

    see, work = SEE, WORK
    program_path = "form__program"
    empty_hint = "先に「提出物の様式」を追加し、そのあと「提出物を追加」で様式と年度を選びます。"
    form = ReturnAdminForm
    list_display = (
        "title", "about", "year", "state", date_column("submitted_at", "提出した日"),
    )  # fmt: skip
    list_filter = ("state", "form__kind", "fiscal_year")
    list_select_related = ("form", "course", "submitted_by")
    fields = ("form", "course", "fiscal_year", *TYPED)
    frozen = (
        "state", "sent_back_reason", "submitted_at", "submitted_by", "definition_version", "sha256",
    )  # fmt: skip
    row_actions = detail_actions = (
        Link("内容", _page("return_content"), SEE),
        AskForConfirmation,
        SendBack,
        Submit,
        Link("PDF", _page("return_pdf"), SEE, new_tab=True),
        Link("Excel", _page("return_workbook"), SEE),
    )

    @admin.display(description="表題", ordering="form__title")
    def title(self, row: Return) -> str:
        """Return the title of the layout."""
        return row.form.title

    @admin.display(description="研修")
    def about(self, row: Return) -> str:
        """Return the course, or nothing for a year."""
        return row.course.title if row.course else "－"

    @admin.display(description="年度", ordering="fiscal_year")
    def year(self, row: Return) -> str:
        """Return the fiscal year in words."""
        return fiscal_year_label(row.fiscal_year)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer layouts in use and published courses, of the own programmes."""
        programs = programs_with(request, WORK)
        if db_field.name == "form":
            rows = ReturnForm.objects.filter(is_active=True)
        elif db_field.name == "course":
            rows = Course.objects.filter(fiscal_year__isnull=False)
        else:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs["queryset"] = rows if programs is None else rows.filter(program__in=programs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Show how far it is beside what was typed."""
        return self.fields if obj is None else (*self.fields, *self.frozen)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Keep what it is about; everything once it is submitted."""
        if obj is None:
            return ()
        if obj.is_submitted:
            return (*self.fields, *self.frozen)
        return ("form", "course", "fiscal_year", *self.frozen)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Offer no saving of what is frozen."""
        if obj is not None and obj.is_submitted:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Begin through the action; later only the typed parts change."""
        if change:
            super().save_model(request, obj, form, change)
            return
        typed = {name: getattr(obj, name) for name in TYPED}
        made = prepare_return(
            obj.form,
            course=obj.course,
            fiscal_year=obj.fiscal_year,
            typed=typed,
            actor=actor_of(request),
            now=clock.now(),
        )
        obj.pk, obj.organization_id = made.pk, made.organization_id
        obj.fiscal_year = made.fiscal_year
