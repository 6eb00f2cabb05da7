"""Correct and complete what an application tells, and write to many applicants."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponseBase

from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from foundation.webforms.dates import WarekiDateField
from foundation.webforms.fields import EmailLineField, KanaField, LineField, NameField, PhoneField
from trainings.actions.bulk import write_to_many
from trainings.actions.corrections import CORRECTABLE, TOLD, correct_application
from trainings.admin.course_forms import BulkMailForm
from trainings.enums import PlaceKind
from trainings.forms_questions import answers_in, field_for_staff
from trainings.models import Application
from trainings.notices import preview_to_many
from trainings.queries.open_questions import open_questions
from trainings.specs import AskedField

DECIDE = Permission.DECIDE_APPLICATIONS
UNSHOWN = (
    "集計だけに使います。前の回答は、どなたにも表示しません。選ぶと、新しい回答に置きかわります。"
)
FORMER = (
    "前の研修での回答：%s。この研修の選択肢にはありません。選ばなければ、この回答のまま残ります。"
)


class CorrectionForm(forms.Form):
    """What was typed, to be corrected, and what was not asked yet."""

    name = NameField(label="氏名")
    kana = KanaField(label="ふりがな", required=False)
    birth_date = WarekiDateField(label="生年月日", required=False)
    place = LineField(label="住所または所属", limit=200, required=False)
    place_kind = forms.ChoiceField(
        label="住所・所属の別", choices=PlaceKind.choices, required=False
    )
    affiliation = LineField(label="所属", limit=120, required=False)
    phone = PhoneField(label="電話番号", required=False)
    email = EmailLineField(label="メール", required=False)

    def __init__(
        self,
        *args: Any,
        asked: Sequence[AskedField] = (),
        answers: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Ask what the course asks; say at its question what another course was answered."""
        super().__init__(*args, **kwargs)
        self.answered = [one for one in asked if one.is_answer]
        self.told = [one for one in asked if one.key in TOLD]
        self.fields.update((one.key, field_for_staff(one)) for one in self.answered)
        for one in self.answered:
            if former := one.not_offered((answers or {}).get(one.key)):
                self.fields[one.key].help_text = FORMER % "、".join(former)
        for one in self.told:
            field = field_for_staff(one)
            field.help_text = UNSHOWN
            self.fields[one.key] = field

    def changes(self, application: Application) -> dict[str, dict[str, Any]]:
        """Return what differs from the record, as `correct_application` takes it."""
        data, before = self.cleaned_data, application.answers
        columns = {name: data[name] for name in CORRECTABLE}
        columns["place_kind"] = data["place_kind"] if data["place"] else ""
        given = answers_in(data, self.answered)
        answers = {
            one.key: _with_former(one, given.get(one.key), before.get(one.key))
            for one in self.answered
        }
        return {
            "changes": {k: v for k, v in columns.items() if getattr(application, k) != v},
            "answers": {k: v for k, v in answers.items() if before.get(k) != v},
            "told": {one.key: data[one.key] for one in self.told if data[one.key]},
        }


def _with_former(asked: AskedField, given: Any, before: Any) -> Any:
    """Return the answer given, with what stood there and cannot be chosen in this course.

    Of several answers it stays beside them; a single one is replaced when another is chosen.
    """
    former = asked.not_offered(before)
    if not isinstance(before, list):
        return given or (before if former else None)
    together = [*(given or []), *former]
    return before if set(together) == set(before) else together


class Correct(ActionPage):
    """Correct a typing mistake; key what was asked after the call."""

    name, label, permission = "correct", "入力内容を訂正・追加する", DECIDE

    def make_form(self, data: Any = None, files: Any = None) -> CorrectionForm:
        """Begin with what stands there; ask what the course asks."""
        row = self.object
        initial = {**row.answers, **{name: getattr(row, name) for name in CORRECTABLE}}
        initial["place_kind"] = row.place_kind or PlaceKind.ADDRESS
        asked = row.course.spec.spec.asked_fields if row.course.spec else ()
        return CorrectionForm(data, files, initial=initial, asked=asked, answers=row.answers)

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "前の内容は履歴に残ります。人の台帳の内容は、人のページで訂正します。"

    def facts(self, objects: list[Any]) -> list[tuple[str, str]]:
        """Show what is still to be asked."""
        waiting = open_questions([self.object]).get(self.object.pk, [])
        return [("まだ伺っていないこと", "、".join(waiting))] if waiting else []

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Correct what changed."""
        changed = form.changes(self.object)
        if not any(changed.values()):
            return "変わったところはありません。"
        correct_application(self.object, **changed, **self.doer)
        return "保存しました。"


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
