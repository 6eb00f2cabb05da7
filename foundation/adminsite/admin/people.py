"""The people of an organization, found by name whatever the variant of a character."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin, Link
from foundation.organizations.permissions import Permission
from foundation.people.actions.disclosure import disclose
from foundation.people.actions.people import create_person, update_person
from foundation.people.actions.retention import propose_one
from foundation.people.enums import Basis
from foundation.people.erasing import PERSON
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.webforms.person import PersonFields

FACTS = (
    "name",
    "kana",
    "birth_date",
    "sex",
    "postcode",
    "address",
    "phone",
    "mobile",
    "email",
    "affiliation",
)


class PersonForm(PersonFields, forms.ModelForm):
    """What staff may write about a person."""

    class Meta:
        model = Person
        fields = [*FACTS, "stop_use"]


class PurposeForm(forms.Form):
    """Why everything about somebody is printed."""

    purpose = forms.CharField(
        label="目的", max_length=200, help_text="開示請求の受付番号などを入力してください。"
    )


class Disclose(ActionPage):
    """Everything held about the person on one printout (法76条); logged with its purpose."""

    name = "disclose"
    label = "本人データ一式を印刷"
    submit_label = "PDFを作る"
    permission = Permission.EXPORT_PERSONAL
    form_class = PurposeForm
    password_again = True

    def description(self, objects: list[Person]) -> str:
        """Say what is on it."""
        return (
            "この方について保有している情報のすべてを、1つのPDFにまとめます。"
            "印刷した記録が残ります。お渡しする前に、請求した方の本人確認をしてください。"
        )

    def perform(self, request: Any, objects: list[Person], form: Any) -> HttpResponse:
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

    def description(self, objects: list[Person]) -> str:
        """Say what happens and what stays."""
        return (
            "この方の情報の消去を起案します。承認されて実行されると、元に戻せません。"
            "発行した番号、日付、件数は残ります。"
        )

    def perform(self, request: Any, objects: list[Person], form: Any) -> str:
        """Propose it."""
        basis = Basis(form.cleaned_data["basis"])
        propose_one(PERSON, self.object.pk, basis, **self.doer)
        return "消去を起案しました。承認者に承認を依頼してください。"


@admin.register(Person)
class PersonAdmin(HouseAdmin):
    """Everybody the organization knows; corrections go through the action."""

    see = (Permission.SEE_APPLICANTS, Permission.SEE_SUPPORTERS)
    work = Permission.DECIDE_APPLICATIONS
    program_path = None
    menu = ("人", 10)
    menu_label = "人の検索"
    form = PersonForm
    name_search = ""
    search_fields = ("name_key", "phone", "mobile", "email")
    search_help_text = "氏名・ふりがな・電話番号・メールで探せます。"
    list_display = ("name", "kana", date_column("birth_date", "生年月日"), "address", "stop_use")
    list_filter = ("stop_use",)
    detail_actions = (
        Link(
            "これまでの経過",
            lambda person: reverse("admin:person_timeline", args=[person.pk]),
            (Permission.SEE_APPLICANTS, Permission.SEE_SUPPORTERS),
        ),
        Link(
            "重複の候補",
            lambda person: f"{reverse('admin:people_duplicates')}?person={person.pk}",
            Permission.IMPORT_PEOPLE,
        ),
        Disclose,
        ProposeErasure,
    )

    def get_queryset(self, request: Any) -> Any:
        """Leave out records that were merged away or erased."""
        people = super().get_queryset(request)
        return people.filter(merged_into__isnull=True, purged_on__isnull=True)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Write through the actions, which keep the search keys."""
        doer: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            update_person(obj, **doer, **values)
            return
        stop_use = values.pop("stop_use", False)
        facts = PersonFacts(**{name: form.cleaned_data[name] for name in FACTS})
        person = create_person(facts, **doer)
        if stop_use:
            update_person(person, **doer, stop_use=True)
        obj.pk, obj.organization_id = person.pk, person.organization_id
