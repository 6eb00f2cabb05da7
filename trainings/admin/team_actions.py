"""What staff do to one team: decide it, replace or place a member, record homework."""

from typing import Any

from django import forms

from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.house import ActionPage
from foundation.organizations.models import Municipality
from foundation.organizations.permissions import Permission
from trainings.actions.teams import (
    HandedIn,
    decide_team,
    place_member,
    record_homework,
    replace_member,
)
from trainings.admin.uploads import PaperField
from trainings.enums import ApplicationState
from trainings.enums_team import TaskState
from trainings.forms_team import PlaceMemberForm, ReplaceMemberForm
from trainings.models import Team, TeamMember, TeamTask

PLAN, DECIDE = Permission.PLAN_COURSES, Permission.DECIDE_APPLICATIONS


class DecideForm(forms.Form):
    """How a whole team is decided."""

    to = forms.ChoiceField(
        label="決定",
        choices=[
            (s.value, s.label)
            for s in (
                ApplicationState.ACCEPTED,
                ApplicationState.WAITING,
                ApplicationState.DECLINED,
            )
        ],
    )
    reason = forms.CharField(label="理由", max_length=200, required=False)


class DecideTeam(ActionPage):
    """Decide all members together (rule F5)."""

    name, label, permission = "decide", "チームを決定する", DECIDE
    form_class = DecideForm

    @classmethod
    def applies(cls, request: Any, row: Team) -> bool:
        """Stand where members wait for a decision."""
        return row.members.filter(application__state=ApplicationState.RECEIVED).exists()

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Decide."""
        to = ApplicationState(form.cleaned_data["to"])
        count = decide_team(self.object, to, reason=form.cleaned_data["reason"], **self.doer)
        return f"{count}人を「{to.label}」にしました。"


class ReplaceMember(ActionPage):
    """Put another person into a member's seat."""

    name, label, permission = "replace", "構成員を交代する", DECIDE

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the members of this team."""
        members = TeamMember.objects.filter(team=self.object, left_on__isnull=True)
        form = ReplaceMemberForm(data)
        labels = [(str(m.pk), m.application.name) for m in members.select_related("application")]
        form.fields = {
            "leaving": forms.ChoiceField(label="交代する人", choices=labels),
            **form.fields,
        }
        return form

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "いまの席のまま人だけが代わります。待っている人の順番は変わりません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Replace."""
        member = TeamMember.objects.get(pk=form.cleaned_data["leaving"], team=self.object)
        replace_member(member, form.member(), reason=form.cleaned_data["reason"], **self.doer)
        return "構成員を交代しました。"


class PlaceMember(ActionPage):
    """Say which member comes from another municipality than the team's."""

    name, label, permission = "place", "構成員の市町村を記録する", DECIDE

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the members of this team and the municipalities of its prefecture."""
        members = TeamMember.objects.filter(team=self.object, left_on__isnull=True)
        form: Any = PlaceMemberForm(data)
        form.fields["member"].choices = [
            (str(m.pk), m.application.name) for m in members.select_related("application")
        ]
        form.fields["municipality"].queryset = Municipality.objects.filter(
            prefecture=self.object.municipality.prefecture
        ).order_by("code")
        return form

    def description(self, objects: list[Any]) -> str:
        """Say what it is for."""
        return (
            "2つ以上の市町村で1つのチームを組んだときに使います。年度の実績表の「自治体」と"
            "「市町村の参加の一覧」は、構成員の市町村をすべて数えます。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record."""
        member = TeamMember.objects.get(pk=form.cleaned_data["member"], team=self.object)
        place_member(member, form.cleaned_data["municipality"], **self.doer)
        return "構成員の市町村を記録しました。"


class HomeworkForm(forms.Form):
    """What a team handed in."""

    task = forms.ModelChoiceField(TeamTask.objects.none(), label="課題")
    state = forms.ChoiceField(label="状態", choices=TaskState.choices)
    submitted_on = StaffDateField(label="提出日", required=False, help_text="空欄は今日。")
    file = PaperField(label="ファイル", required=False)
    comment = forms.CharField(
        label="コメント", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class RecordHomework(ActionPage):
    """Record what a team handed in, or send it back."""

    name, label, permission = "homework", "課題を記録する", PLAN

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the tasks of the team's course."""
        initial = {"task": self.request.GET.get("task")}
        form = HomeworkForm(data, files, initial=initial)
        form.fields["task"].queryset = TeamTask.objects.filter(  # type: ignore[attr-defined]
            course=self.object.course_id
        )
        return form

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Record."""
        values = form.cleaned_data
        handed = HandedIn(
            values["state"], values["submitted_on"], values["comment"], values["file"]
        )
        record_homework(self.object, values["task"], handed, **self.doer)
        return f"「{values['task']}」を記録しました。"
