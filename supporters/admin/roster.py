"""The roster on paper and as a workbook, registrations by state on a day, endings."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.functional import cached_property

from foundation import clock
from foundation.adminsite.access import actor_of, holds, programs_with
from foundation.adminsite.fields import PagesField, StaffDateField
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.adminsite.started import led_to
from foundation.audit.actions import record_access
from foundation.audit.models import AccessAction
from foundation.jobs.actions import start_job
from foundation.organizations.permissions import Permission
from foundation.pdf.runs import undrawable
from foundation.pdf.sheets import SHEET_STOCKS, SheetOptions
from foundation.refusals import Refused
from foundation.wareki import format_date
from supporters.documents.context import office_for
from supporters.documents.labels import address_labels, without_address
from supporters.documents.roster import ROSTER_FIELDS, RosterPrint, roster_pdf, roster_workbook
from supporters.jobs import PAPERS, ROSTER
from supporters.models import Registration, SupporterSettings
from supporters.queries.renewals import answers_of
from supporters.queries.roster import RosterChoice, RosterRow, roster_rows
from supporters.queries.states import ending_terms, state_counts
from supporters.views.papers import pdf_response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 2_000
"""Longer rosters are written or drawn in the background."""
KINDS = [("pdf", "名簿（PDF・1ページに9人）"), ("xlsx", "Excel"), ("labels", "宛名ラベル")]


def registering_programs(request: Any, need: Permission) -> Any:
    """Return the settings of programmes that register and that this membership may use."""
    found = SupporterSettings.objects.filter(is_enabled=True).select_related("program")
    allowed = programs_with(request, need)
    return found if allowed is None else found.filter(program__in=allowed)


class ProgramChoice(forms.ModelChoiceField):
    """Settings by the name of their programme."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the programme: titles of supporters may be alike."""
        return str(obj.program)


class RosterForm(forms.Form):
    """Which roster, for what purpose."""

    settings = ProgramChoice(label="事業", queryset=SupporterSettings.objects.none())
    on = StaffDateField(label="基準日", initial=clock.today)
    with_expired = forms.BooleanField(label="期間が満了した方も載せる", required=False)
    with_ended = forms.BooleanField(label="辞退・取消しの方も載せる", required=False)
    kind = forms.ChoiceField(label="形", choices=KINDS, initial="pdf", widget=forms.RadioSelect)
    copy_number = forms.CharField(
        label="部の番号", max_length=20, required=False, help_text="例：第2号。名簿に印刷します。"
    )
    pages = PagesField()
    columns = forms.MultipleChoiceField(
        label="Excelの列", choices=[(name, field.heading) for name, field in ROSTER_FIELDS.items()],
        initial=list(ROSTER_FIELDS), widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    stock = forms.ChoiceField(
        label="ラベルの用紙", choices=[(key, stock.name) for key, stock in SHEET_STOCKS.items()],
        initial="label-12",
    )  # fmt: skip
    start = forms.IntegerField(
        label="ラベルをはじめる面（左上が1）", min_value=1, initial=1, required=False,
        help_text="使いかけの用紙のときに入力します。",
    )  # fmt: skip
    purpose = forms.CharField(label="利用目的", max_length=200, help_text="記録に残ります。")

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Return the fields in the order of the work, under what they are for."""
        named = (
            ("", ("settings", "on", "with_expired", "with_ended", "purpose", "kind")),
            ("名簿（PDF）・宛名ラベルのとき", ("copy_number", "pages", "stock", "start")),
            ("Excelのとき", ("columns",)),
        )
        return [(heading, [self[name] for name in names]) for heading, names in named]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one column, and for a cell that is on the sheet."""
        data: dict[str, Any] = super().clean() or {}
        data["start"] = data.get("start") or 1
        cells = SHEET_STOCKS[data["stock"]].cells if data.get("stock") else 1
        if data.get("kind") == "labels" and data["start"] > cells:
            self.add_error("start", f"この用紙は{cells}面です。1から{cells}で入力してください。")
        if data.get("kind") == "xlsx" and not data.get("columns"):
            self.add_error("columns", "Excelに載せる列を選んでください。")
        return data


@staff_page
class RosterPage(StaffPage):
    """Print or export the roster; the purpose and every person go to the access log."""

    path, name, title = "supporters/roster/", "supporters_roster", "登録名簿の印刷・書き出し"
    permission = Permission.PRINT_PAPERS
    template_name = "supporters/staff/roster.html"
    open_to_limited = True
    password_again = True

    def _form(self, data: Any = None) -> RosterForm:
        form = RosterForm(data)
        programs: Any = form.fields["settings"]
        programs.queryset = registering_programs(self.request, self.permission)
        if data is None and len(programs.queryset) == 1:
            programs.initial = programs.queryset[0]
        return form

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Show the form."""
        return {"form": self._form()}

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the paper, or the form with what is wrong; unprintable names are listed first."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        data = form.cleaned_data
        if data["kind"] == "xlsx" and not request.may(Permission.EXPORT_PERSONAL):
            form.add_error("kind", "Excelへの書き出しは、担当の方にお願いしてください。")
            return self.show(form=form)
        rows = list(
            roster_rows(
                data["settings"].program_id,
                RosterChoice(data["on"], data["with_ended"], data["with_expired"]),
            )
        )
        if doubts := _doubts(rows, data["kind"]) if "anyway" not in request.POST else {}:
            return self.show(form=form, **doubts)
        try:
            return self._answer(data, rows)
        except Refused as refused:
            field = refused.code if refused.code in form.fields else "pages"
            form.add_error(field, refused.sentence)
            return self.show(form=form)

    def _answer(self, data: dict[str, Any], rows: list[RosterRow]) -> HttpResponse:
        """Draw first: what could not be drawn was not printed."""
        now = clock.now()
        is_long = len(rows) > AT_ONCE
        response = self._started(data, now) if is_long else self._drawn(data, rows, now)
        deed = AccessAction.EXPORT if data["kind"] == "xlsx" else AccessAction.PRINT
        record_access(
            deed, Registration, [row.registration_id for row in rows],
            actor=actor_of(self.request), purpose=data["purpose"], now=now,
        )  # fmt: skip
        return response

    def _started(self, data: dict[str, Any], now: datetime) -> HttpResponse:
        params = {
            "settings_id": data["settings"].pk,
            "on": data["on"].isoformat(),
            "with_ended": data["with_ended"],
            "with_expired": data["with_expired"],
        }
        kind, own = ROSTER, {"columns": data["columns"]}
        if data["kind"] != "xlsx":
            pages = data["pages"]
            kind, own = PAPERS, {
                "kind": data["kind"], "copy": _copy_of(data["copy_number"]), "stock": data["stock"],
                "start": data["start"], "pages": [pages.first, pages.last],
                "printed_by": self.request.user.pk,
            }  # fmt: skip
        job = start_job(kind, params | own, actor=actor_of(self.request), now=now)
        return led_to(self.request, job)

    def _drawn(self, data: dict[str, Any], rows: list[RosterRow], now: datetime) -> HttpResponse:
        office = office_for(data["settings"], on=data["on"], now=now)
        if data["kind"] == "xlsx":
            content = roster_workbook(office, rows, data["columns"])
            response = HttpResponse(content, content_type=XLSX)
            response["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
            return response
        if data["kind"] == "labels":
            options = SheetOptions(start=data["start"] - 1, sheets=data["pages"])
            return pdf_response(
                address_labels(rows, data["stock"], options, created=now), "labels.pdf"
            )
        printed_by = getattr(self.request.user, "name", "")
        choice = RosterPrint(data["copy_number"], printed_by, data["pages"])
        return pdf_response(roster_pdf(office, rows, choice), "roster.pdf")


def _copy_of(typed: str) -> int | None:
    """Return the number in 第3号: a job takes no text, which might be somebody's name."""
    found = re.fullmatch(r"(?:第)?(\d{1,6})(?:号)?", unicodedata.normalize("NFKC", typed.strip()))
    if typed.strip() and found is None:
        raise Refused(
            "copy_number", "人数の多い名簿では、部の番号を「第2号」の形で入力してください。"
        )
    return int(found[1]) if found else None


def _doubts(rows: list[RosterRow], kind: str) -> dict[str, list[str]]:
    """Return what staff should know before they print: signs without a glyph, nobody to post to."""
    if kind == "xlsx":
        return {}
    if lost := undrawable([text for row in rows for text in (row.name, row.address)]):
        return {"lost": lost}
    homeless = without_address(rows) if kind == "labels" else []
    return {"homeless": [f"{row.number} {row.name}" for row in homeless]} if homeless else {}


class DayForm(forms.Form):
    """The day that is asked about."""

    on = StaffDateField(label="基準日")


@staff_page
class StatesPage(StaffPage):
    """How many registrations stood in which state on a day."""

    path, name, title = "supporters/states/", "supporters_states", "状態別の登録者数"
    permission = Permission.SEE_SUPPORTERS
    template_name = "supporters/staff/states.html"
    open_to_limited = True

    @cached_property
    def _day(self) -> Any:
        form = DayForm({"on": self.request.GET.get("on") or format_date(clock.today())})
        return form, form.cleaned_data["on"] if form.is_valid() else clock.today()

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return a table per programme."""
        form, on = self._day
        programs = registering_programs(self.request, Permission.SEE_SUPPORTERS)
        tables = [(item.program, state_counts(item.program_id, on)) for item in programs]
        return {"form": form, "on": on, "tables": tables}


@staff_page
class EndingPage(StaffPage):
    """Registrations that end within 120 days, soonest first, with the way to renew them."""

    path, name, title = "supporters/ending/", "supporters_ending", "まもなく満了する登録"
    permission = Permission.SEE_SUPPORTERS
    template_name = "supporters/staff/ending.html"
    open_to_limited = True

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the terms."""
        terms = ending_terms(clock.today(), 120)
        allowed = programs_with(self.request, Permission.SEE_SUPPORTERS)
        if allowed is not None:
            terms = terms.filter(registration__program__in=allowed)
        found = list(terms)
        answers = answers_of(found)
        rows = [(term, answers.get(term.registration_id)) for term in found]
        may_renew = holds(self.request, Permission.DECIDE_REGISTRATIONS)
        return {"rows": rows, "today": clock.today(), "may_renew": may_renew}
