"""Action pages: ask first, act once, 404 for others' rows, keep what was typed on a refusal."""

import re

import pytest
from django.db import DataError, IntegrityError
from django.urls import reverse

from foundation.adminsite.admin import documents
from foundation.documents.models import PrintItem, PrintState
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db


def make_item(organization, target_id=1):
    with within(organization):
        return PrintItem.objects.create(
            document_kind="letter", target_kind="x.Y", target_id=target_id, title="承認通知書"
        )


def state_of(item):
    with within(item.organization_id):
        return PrintItem.objects.get(pk=item.pk).state


def hidden(response, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


def page_of(item, name="printed"):
    return reverse(f"admin:documents_printitem_{name}", args=[item.pk])


def test_get_only_asks(world):
    desk, item = Desk(world.member(Role.CLERK)), make_item(world.aoba)

    response = desk.get(page_of(item))

    assert response.status_code == 200
    assert "紙に印刷できたことを確かめてから" in response.content.decode()
    assert state_of(item) == PrintState.WAITING


def test_post_acts_and_says_so(world):
    desk, item = Desk(world.member(Role.CLERK)), make_item(world.aoba)

    response = desk.post(page_of(item), follow=True)

    assert "1件を印刷済みにしました。" in response.content.decode()
    assert state_of(item) == PrintState.PRINTED


def test_the_same_page_sent_twice_acts_once(world):
    desk, item = Desk(world.member(Role.CLERK)), make_item(world.aoba)
    once = hidden(desk.get(page_of(item)), "_once")

    desk.post(page_of(item), {"_once": once})
    with within(world.aoba):
        PrintItem.objects.update(state=PrintState.WAITING)
    response = desk.post(page_of(item), {"_once": once}, follow=True)

    assert "同じ操作がすでに送信されています" in response.content.decode()
    assert state_of(item) == PrintState.WAITING


@pytest.mark.parametrize(
    ("fault", "sentence"), [(IntegrityError, "同時になったため"), (DataError, "大きすぎる")]
)
def test_what_the_database_refuses_is_said_on_the_page(world, monkeypatch, fault, sentence):
    desk, item = Desk(world.member(Role.CLERK)), make_item(world.aoba)

    def refuse(*args, **kwargs):
        raise fault("Failing row contains (山田 花子)")

    with monkeypatch.context() as patched:
        patched.setattr(documents, "mark_printed", refuse)
        answer = desk.post(page_of(item), {"_once": "a"})
    desk.post(page_of(item), {"_once": "a"})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "山田" not in answer.content.decode()
    assert state_of(item) == PrintState.PRINTED  # pressing again is enough


def test_another_organizations_row_does_not_exist(world):
    desk, item = Desk(world.member(Role.CLERK)), make_item(world.wakaba)

    assert desk.get(page_of(item)).status_code == 404
    assert desk.post(page_of(item)).status_code == 404
    assert (
        desk.post(
            reverse("admin:documents_printitem_bulk_printed"), {"_ids": str(item.pk)}
        ).status_code
        == 404
    )
    assert state_of(item) == PrintState.WAITING


def test_without_the_permission_nobody_acts(world):
    desk, item = Desk(world.member(Role.VIEWER)), make_item(world.aoba)

    assert desk.get(page_of(item)).status_code == 403
    assert desk.post(page_of(item)).status_code == 403


def test_several_rows_of_a_list(world):
    desk = Desk(world.member(Role.CLERK))
    items = [make_item(world.aoba, n) for n in (1, 2, 3)]
    changelist = reverse("admin:documents_printitem_changelist")

    asked = desk.post(
        changelist, {"action": "printed", "_selected_action": [i.pk for i in items[:2]]}
    )
    assert "対象（2件）" in asked.content.decode()
    done = desk.post(
        reverse("admin:documents_printitem_bulk_printed"),
        {"_ids": hidden(asked, "_ids"), "_once": hidden(asked, "_once")},
        follow=True,
    )

    assert "2件を印刷済みにしました。" in done.content.decode()
    assert [state_of(item) for item in items] == ["printed", "printed", "waiting"]
