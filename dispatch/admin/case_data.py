"""Buttons about the data of a case: print them for their owner, stop their use, erase them."""

from typing import Any

from django.http import HttpResponse

from dispatch.actions.disclosure import disclose_case
from dispatch.cases.actions.stopping import allow_use, stop_use
from dispatch.cases.enums import CaseState
from dispatch.cases.models import Case, FamilyMember
from dispatch.forms.cases import ReasonForm
from foundation.adminsite import own_data
from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.webforms import choices, fields
from foundation.webforms.form import HouseForm

CLIENT = "client"


class DisclosureForm(HouseForm):
    """For whom, why, and which further words nobody else may read."""

    whose = choices.SelectField(label="どなたの情報か", choices=[])
    purpose = fields.LineField(
        label="目的", limit=200, help_text="開示請求の受付番号など。氏名は書かないでください。"
    )
    more = fields.LongTextField(
        label="ほかに黒塗りにする言葉",
        required=False,
        limit=2000,
        help_text="文章の中に出てくる、ほかの方の名前などを、1行に1つずつ入力してください。",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Offer the 本人 and the family of the case."""
        super().__init__(*args, **kwargs)
        self.members = {str(one.pk): one for one in FamilyMember.objects.filter(case=case)}
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            (CLIENT, "本人"),
            *((pk, f"家族（{one.get_relation_display()}）") for pk, one in self.members.items()),
        ]

    def member(self) -> FamilyMember | None:
        """Return the member of the family; None for the 本人."""
        return self.members.get(self.cleaned_data["whose"])

    def words(self) -> list[str]:
        """Return the further words."""
        return [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]


class DataButton(ActionPage):
    """A button of a case whose data still stand."""

    permission = Permission.WORK_CASES

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the data were not erased."""
        return row.purged_on is None


class DiscloseCase(DataButton):
    """Everything held about the 本人 or one member of the family on one printout (法76条)."""

    name, label, submit_label = "disclose", "本人データ一式を印刷", "PDFを作る"
    password_again = True

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Offer the people of this case."""
        return DisclosureForm(data, case=self.object)

    def description(self, objects: list[Any]) -> str:
        """Say what is on it and what staff must look for."""
        return (
            "保有している情報を1つのPDFにまとめます。家族とサポーターの氏名・連絡先は黒塗りになります。"
            "文章の中に、ほかの方と分かる記載が残っていないか、お渡しする前に必ず読んで確かめてください。"
            "残っているときは、その言葉を下の欄に加えて、もう一度作ってください。印刷した記録が残ります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        """Return the file under a name that names nobody."""
        pdf = disclose_case(
            self.object, form.member(), purpose=form.cleaned_data["purpose"], more=form.words(),
            **self.doer,
        )  # fmt: skip
        disposition = f'inline; filename="disclosure-{self.object.number_text}.pdf"'
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": disposition}
        )


class StopUse(DataButton):
    """Stop using the data of the case (法98条)."""

    name, label, danger = "stop_use", "情報の利用を停止する", True
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the data are used."""
        return super().applies(request, row) and not row.stop_use

    def description(self, objects: list[Any]) -> str:
        """Say what follows."""
        return (
            "これからの訪問はすぐに調整中になり、サポーターには内容が見えなくなります。"
            "新しい要請や訪問の予定も入れられません。理由には、請求の受付番号などを書いてください。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Stop it."""
        stop_use(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "情報の利用を停止しました。"


class AllowUse(DataButton):
    """Let the data be used again."""

    name, label = "allow_use", "利用停止を解く"

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the use is stopped."""
        return super().applies(request, row) and row.stop_use

    def description(self, objects: list[Any]) -> str:
        """Say what does not come back by itself."""
        return "調整中になった訪問は、そのままです。再開するときは、1件ずつ予定に戻してください。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Allow it."""
        allow_use(self.object, **self.doer)
        return "利用停止を解きました。"


class ProposeErasure(own_data.ProposeErasure):
    """Propose to erase one closed case; somebody else approves, a third permission runs it."""

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        """Return whether the support ended and the data still stand."""
        return bool(row.purged_on is None and row.state == CaseState.CLOSED)

    def description(self, objects: list[Any]) -> str:
        """Say what happens and what stays."""
        return (
            "このケースの情報の消去を起案します。承認されて実行されると、元に戻せません。"
            "ケース番号、日付、件数は残ります。"
        )
