"""Letters with 文書番号: issued from a registration, opened, printed, sent."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.organizations.permissions import Permission
from foundation.pdf.runs import undrawable
from supporters.actions.letters import LetterFacts, issue_letter, record_letters_printed
from supporters.documents.queued import render_letters
from supporters.enums import LetterKind
from supporters.models import Registration, SupporterLetter
from supporters.rules.letters import why_letter_is_refused
from supporters.views.papers import pdf_response

PRINT = Permission.PRINT_PAPERS


class LetterForm(forms.Form):
    """Which letter, its 施行日 and 文書番号."""

    kind = forms.ChoiceField(label="通知書", choices=LetterKind.choices, widget=forms.RadioSelect)
    issued_on = StaffDateField(label="施行日", initial=clock.today)
    number_text = forms.CharField(
        label="文書番号", max_length=60, required=False,
        help_text="空欄のときは、次の番号を付けます。文書管理で取った番号があれば入力してください。",
    )  # fmt: skip


class IssueLetter(ActionPage):
    """Make letters about one or several registrations."""

    name, label = "letter", "通知書を作る"
    permission = (Permission.DECIDE_REGISTRATIONS, PRINT)

    def _kinds(self) -> list[tuple[str, str]]:
        if len(self.objects) > 1:
            return list(LetterKind.choices)
        row: Registration = self.object
        term = row.terms.order_by("-valid_from").first()
        day = clock.today()
        return [
            (kind.value, str(kind.label))
            for kind in LetterKind
            if why_letter_is_refused(kind, row, term, issued_on=day) is None
        ]

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        form = LetterForm(data)
        form.fields["kind"].choices = self._kinds()  # type: ignore[attr-defined]
        if self.is_bulk:
            form.fields["number_text"].widget = forms.HiddenInput()
        return form

    def description(self, objects: list[Any]) -> str:
        return "文書番号と施行日の入った通知書を作り、印刷待ちに入れます。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        data = form.cleaned_data
        number = "" if len(objects) > 1 else data["number_text"]
        facts = LetterFacts(LetterKind(data["kind"]), data["issued_on"], number)
        return self.each(
            objects,
            lambda row: issue_letter(row, facts, **self.doer),
            "の通知書を作り、印刷待ちに入れました。",
        )


class PrintLetters(ActionPage):
    """Open letters as one PDF and record that they were printed."""

    name, label = "print_letters", "PDFを開いて印刷する"
    permission = PRINT
    password_again = True

    def description(self, objects: list[Any]) -> str:
        texts = [str(value) for letter in objects for value in letter.snapshot.values()]
        if lost := undrawable(texts):
            return f"このままでは印刷できない文字があります：{'、'.join(lost)}"
        return "PDFが開きます。印刷した記録が残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        now, actor = clock.now(), actor_of(request)
        content = render_letters([letter.pk for letter in objects], now)
        record_letters_printed(objects, actor=actor, now=now)
        record_access(AccessAction.PRINT, SupporterLetter, [letter.pk for letter in objects],
                      actor=actor, now=now)  # fmt: skip
        return pdf_response(content, "letters.pdf")


@admin.register(SupporterLetter)
class SupporterLetterAdmin(HouseAdmin):
    """Letters to supporters."""

    see = Permission.SEE_SUPPORTERS
    program_path = "registration__program"
    list_display = (
        "number_text", "kind", "holder", date_column("issued_on", "施行日"), "issue_index",
        date_column("printed_at", "印刷"),
    )  # fmt: skip
    list_filter = ("kind", done_filter("printed_at", "印刷", "まだ", "済み"))
    list_select_related = ("registration__person",)
    name_search = "registration__person"
    search_fields = ("number_text",)
    row_actions = (PrintLetters,)
    detail_actions = (PrintLetters,)
    bulk_actions = (PrintLetters,)
    exclude = ("snapshot", "pdf", "sha256", "verify_hash", "lost_at", "returned_at")

    @admin.display(description="宛名")
    def holder(self, row: SupporterLetter) -> str:
        """Return to whom it is written."""
        return row.registration.person.name
