"""A small site with one form, so that the package is tested without any domain."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import FormView

from foundation.refusals import Refused
from foundation.webforms import choices, dates, fields
from foundation.webforms.checked import CheckedFormMixin
from foundation.webforms.form import PublicForm

CLASS_KINDS = [("resident", "住民"), ("student", "学生"), ("none", "回答しない")]
DAYS = [("1", "10月3日（土曜日）"), ("2", "10月10日（土曜日）")]


class ApplyForm(PublicForm):
    name = fields.NameField(label="氏名")
    kana = fields.KanaField(label="ふりがな", required=False, help_text="例：やまだ たろう")
    birth_date = dates.BirthDateField(label="生年月日", required=False)
    phone = fields.PhoneField(label="電話番号")
    kind = choices.RadioField(label="申込区分", choices=CLASS_KINDS)
    days = choices.CheckboxesField(label="参加できる日", choices=DAYS)
    note = fields.LongTextField(label="配慮してほしいこと", required=False, limit=400)
    agree = choices.AgreeField(label="個人情報の取扱いに同意します")


ANSWERS = {
    "name": "青葉　花子",
    "birth_date_year": "昭和60",
    "birth_date_month": "4",
    "birth_date_day": "１",
    "phone": "０９０ー１２３４ー５６７８",
    "kind": "resident",
    "days": ["2"],
    "note": "車いすで\r\n参加します。",
    "agree": "on",
}


class ApplyView(CheckedFormMixin, FormView):
    form_class = ApplyForm
    template_name = "webforms_test/apply.html"
    send_label = "この内容で申し込む"

    def send(self, form: PublicForm) -> HttpResponse:
        if form.cleaned_data["name"] == "満員 太郎":
            raise Refused("full", "定員に達しました。次の回にお申し込みください。")
        return HttpResponse(f"sent {form.token} {form.cleaned_data['birth_date']}")


def organization(get_response: Any) -> Any:
    """Middleware that stands for the one of foundation.organizations."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.organization = SimpleNamespace(  # type: ignore[attr-defined]
            pk=3,
            slug="aoba",
            name="あおば市",
            section_name="ひきこもり支援室",
            phone="0312-34-5678",
            consultation_text="あおば市相談センター",
        )
        response: HttpResponse = get_response(request)
        return response

    return answer


urlpatterns = [path("aoba/apply/", ApplyView.as_view())]
