"""The administrator's pages: settings, the first wording of 資料8, its versions without JSON."""

import pytest
from django.urls import reverse

from dispatch.cases.models import SupportConsentText
from dispatch.models import DispatchSettings
from foundation.organizations.permissions import Role
from foundation.programs.models import ProgramKind
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def desk(world) -> Desk:
    return Desk(world.member(Role.ADMINISTRATOR))


def test_the_button_prepares_the_first_wording_and_changes_none(desk, program):
    row = DispatchSettings.objects.get(program=program)
    SupportConsentText.objects.all().delete()
    address = reverse("admin:dispatch_dispatchsettings_preset", args=[row.pk])
    assert desk.get(address).status_code == 200

    desk.post(address, {})
    text = SupportConsentText.objects.get()
    assert len(text.items) == 5
    SupportConsentText.objects.update(title="直した題名")
    desk.post(address, {})

    assert SupportConsentText.objects.get().title == "直した題名"


def test_new_settings_begin_with_the_preset_and_bring_the_wording(desk, aoba):
    fresh = ProgramFactory(name="ひきこもりサポーター事業二", kind=ProgramKind.HIKIKOMORI)
    address = reverse("admin:dispatch_dispatchsettings_add")
    form = desk.get(address).context["adminform"].form
    data = {
        name: value
        for name in form.fields
        if (value := form.get_initial_for_field(form.fields[name], name)) is not None
        and value is not False
    }
    assert data["supporter_title"] == "ひきこもりサポーター"

    answer = desk.post(address, {**data, "program": fresh.pk})

    assert answer.status_code == 302, answer.context["errors"]
    assert DispatchSettings.objects.get(program=fresh).monthly_cap == 8
    assert SupportConsentText.objects.filter(program=fresh).count() == 1


def wording(**values):
    return {
        "title": "支援への同意について", "opening": "次のことに同意します。",
        "items": "情報を伝えること\n約束を守ること", "channels": ["paper", "spoken"], **values,
    }  # fmt: skip


def test_items_are_typed_line_by_line(desk, program):
    text = make.text_of(program)
    address = reverse("admin:cases_supportconsenttext_change", args=[text.pk])
    shown = desk.get(address).content.decode()
    assert text.items[0] in shown
    assert "[&quot;" not in shown

    answer = desk.post(address, wording())

    assert answer.status_code == 302, answer.context["errors"]
    text.refresh_from_db()
    assert text.items == ["情報を伝えること", "約束を守ること"]
    assert text.channels == ["paper", "spoken"]


def test_a_wording_without_any_form_of_consent_is_refused(desk, program):
    text = make.text_of(program)
    address = reverse("admin:cases_supportconsenttext_change", args=[text.pk])

    answer = desk.post(address, wording(channels=[]))

    assert "少なくとも1つ" in answer.content.decode()


def test_a_used_wording_stays_and_has_a_next_version(desk, program):
    text = make.text_of(program)
    SupportConsentText.objects.filter(pk=text.pk).update(used_at=NOW)
    change = reverse("admin:cases_supportconsenttext_change", args=[text.pk])
    shown = desk.get(change).content.decode()
    assert f"・{text.items[0]}" in shown
    assert desk.post(change, wording(title="別の題名")).status_code == 403

    desk.post(reverse("admin:cases_supportconsenttext_next_version", args=[text.pk]), {})

    draft = SupportConsentText.objects.get(version=2)
    assert (draft.items, draft.used_at) == (text.items, None)
