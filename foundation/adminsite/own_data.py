"""Buttons of every root of erasures: print what is held, propose to erase one (法76条, rule G2)."""

from typing import Any

from django import forms
from django.http import HttpResponse

from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.people.actions.disclosure import disclose
from foundation.people.actions.retention import propose_one
from foundation.people.enums import Basis


class PurposeForm(forms.Form):
    """Why everything about somebody is printed."""

    purpose = forms.CharField(
        label="目的", max_length=200, help_text="開示請求の受付番号などを入力してください。"
    )


class Disclose(ActionPage):
    """Everything held about a person on one printout (法76条); logged with its purpose."""

    name = "disclose"
    label = "本人データ一式を印刷"
    submit_label = "PDFを作る"
    permission = Permission.EXPORT_PERSONAL
    form_class = PurposeForm
    password_again = True

    def description(self, objects: list[Any]) -> str:
        """Say what is on it."""
        return (
            "この方について保有している情報のすべてを、1つのPDFにまとめます。"
            "印刷した記録が残ります。お渡しする前に、請求した方の本人確認をしてください。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> HttpResponse:
        """Return the file under a name that names nobody."""
        pdf = disclose(self.object, purpose=form.cleaned_data["purpose"], **self.doer)
        disposition = f'inline; filename="disclosure-{self.object.pk}.pdf"'
        return HttpResponse(
            pdf, content_type="application/pdf", headers={"Content-Disposition": disposition}
        )


class BasisForm(forms.Form):
    """Why somebody is to be erased ahead of time."""

    basis = forms.ChoiceField(
        label="理由", choices=[(b.value, b.label) for b in (Basis.REQUEST, Basis.UNLAWFUL)]
    )


class ProposeErasure(ActionPage):
    """Propose to erase one person; somebody else approves, a third permission runs it."""

    name = "propose_erasure"
    label = "情報の消去を起案"
    permission = Permission.PROPOSE_ERASURE
    form_class = BasisForm
    danger = True

    def description(self, objects: list[Any]) -> str:
        """Say what happens and what stays."""
        return (
            "この方の情報の消去を起案します。承認されて実行されると、元に戻せません。"
            "発行した番号、日付、件数は残ります。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Propose it."""
        basis = Basis(form.cleaned_data["basis"])
        propose_one(self.object._meta.label, self.object.pk, basis, **self.doer)
        return "消去を起案しました。承認者に承認を依頼してください。"
