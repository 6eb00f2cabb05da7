"""Who never meets whom: recorded from the case or the assignment, ended here, read by the team."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponseBase

from dispatch.actions.vetoes import end_veto, record_veto
from dispatch.admin.case_actions import CaseButton, to_case
from dispatch.admin.scope import TeamAdmin
from dispatch.cases.models import Case
from dispatch.forms.vetoes import VetoForm
from dispatch.models import Veto
from foundation.adminsite.columns import date_column
from foundation.adminsite.filters import done_filter
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from supporters.models import Supporter

KEPT = (
    "以後、このケースの候補に出なくなります。候補を選ぶ画面には、理由は表示されません。"
    "返事を待つ要請があれば、取りやめになります。"
)


class RecordVeto(CaseButton):
    """Keep the case and one supporter apart."""

    name, label = "veto", "組み合わせないサポーターを記録する"

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return KEPT

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the supporters of the programme."""
        people = Supporter.objects.filter(program=self.object.program_id)
        return VetoForm(data, supporters=people.select_related("person").order_by("person__kana"))

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        record_veto(self.object, form.cleaned_data["supporter"], form.facts(), **self.doer)
        return "記録しました。"


class VetoFromAssignment(ActionPage):
    """Keep this supporter and this case apart in future, for instance by the supporter's wish."""

    name, label = "veto", "今後は組み合わせない"
    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the assignment is about a case."""
        return row.request.case_id is not None

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return KEPT + "活動中の派遣は、そのままです。終えるときは「派遣を終える」を使ってください。"

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for wish and reason; the supporter is known."""
        return VetoForm(data, initial={"wished_by": "supporter"})

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record it."""
        case: Case = self.object.request.case
        record_veto(case, self.object.supporter, form.facts(), **self.doer)
        return "記録しました。"


class EndVeto(ActionPage):
    """Let the two be matched again."""

    name, label = "end", "記録を終える"
    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the veto stands."""
        return row.ended_on is None

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return "このサポーターは、また候補に出るようになります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponseBase:
        """End it and go back to the case."""
        end_veto(self.object, **self.doer)
        return to_case(self.object.case_id)


@admin.register(Veto)
class VetoAdmin(TeamAdmin):
    """The vetoes of the own cases; the reason stands on the record alone."""

    see = Permission.WORK_CASES
    program_path = "case__program"
    name_search = "supporter__person"
    list_display = (
        "case", "supporter", "wished_by", date_column("recorded_on", "記録日"),
        date_column("ended_on", "終了日"),
    )  # fmt: skip
    list_filter = ("wished_by", done_filter("ended_on", "状態", "続いている", "終わった"))
    list_select_related = ("case", "supporter__person")
    row_actions = (EndVeto,)
    detail_actions = (EndVeto,)
