"""The people of an organization, found by name whatever the variant of a character."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import HouseAdmin, Link
from foundation.adminsite.own_data import Disclose, ProposeErasure
from foundation.organizations.permissions import Permission
from foundation.people.actions.people import create_person, update_person
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


@admin.register(Person)
class PersonAdmin(HouseAdmin):
    """Everybody the organization knows; corrections go through the action."""

    see = (Permission.SEE_APPLICANTS, Permission.SEE_SUPPORTERS)
    work = Permission.DECIDE_APPLICATIONS
    program_path = None
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
