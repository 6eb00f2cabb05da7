"""Correct what was typed on an application, and write to many applicants."""

from typing import Any

from django import forms
from django.http import HttpResponseBase

from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.webforms.dates import WarekiDateField
from foundation.webforms.fields import EmailLineField, KanaField, LineField, NameField, PhoneField
from trainings.actions.bulk import write_to_many
from trainings.actions.corrections import CORRECTABLE, correct_application
from trainings.admin.course_forms import BulkMailForm
from trainings.enums import PlaceKind
from trainings.notices import preview_to_many

DECIDE = Permission.DECIDE_APPLICATIONS


class CorrectionForm(forms.Form):
    """What was typed, to be corrected."""

    name = NameField(label="氏名")
    kana = KanaField(label="ふりがな", required=False)
    birth_date = WarekiDateField(label="生年月日", required=False)
    place = LineField(label="住所または所属", limit=200, required=False)
    place_kind = forms.ChoiceField(
        label="住所・所属の別", choices=[("", "－"), *PlaceKind.choices], required=False
    )
    affiliation = LineField(label="所属", limit=120, required=False)
    phone = PhoneField(label="電話番号", required=False)
    email = EmailLineField(label="メール", required=False)


class Correct(ActionPage):
    """Correct a typing mistake."""

    name, label, permission = "correct", "入力内容を訂正する", DECIDE
    form_class = CorrectionForm

    def initial(self, objects: list[Any]) -> dict[str, Any]:
        """Begin with what stands there."""
        return {name: getattr(self.object, name) for name in CORRECTABLE}

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "前の内容は履歴に残ります。人の台帳の内容は、人のページで訂正します。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Correct what changed."""
        changed = {
            name: value
            for name, value in form.cleaned_data.items()
            if getattr(self.object, name) != value
        }
        correct_application(self.object, changed, **self.doer)
        return "訂正しました。" if changed else "変わったところはありません。"


class WriteToMany(ActionPage):
    """A message to everybody ticked."""

    name, label, permission = "write", "一斉に連絡する", DECIDE
    submit_label = "送る内容を確かめる"
    template_name = "trainings/staff/write.html"
    form_class = BulkMailForm
    as_read: tuple[str, str] | None = None

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        by_mail = sum(bool(one.email or one.submission.contact_email) for one in objects)
        return (
            f"{len(objects)}人に連絡します（メール{by_mail}人、ほかは手紙か電話）。"
            "送信は10分後です。それまでは「今日の仕事」か研修のページから取り消せます。"
        )

    def get_context(self) -> dict[str, Any]:
        """Show what the first of them will read, once a text was written."""
        return {"preview": self.as_read, "first": self.object}

    def perform(self, request: Any, objects: list[Any], form: Any) -> str | HttpResponseBase:
        """Show the text as it will be read; queue it when that very text was seen."""
        text = form.cleaned_data["text"].strip()
        seen = request.POST.get("seen", "").replace("\r\n", "\n").strip()
        if text and seen != text.replace("\r\n", "\n"):
            self.as_read = preview_to_many(self.object, text)
            self.submit_label = "この内容で送る"
            return self.show(form)
        write_to_many(objects, text, **self.doer)
        return f"{len(objects)}人への連絡を準備しました。10分後に送信します。"
