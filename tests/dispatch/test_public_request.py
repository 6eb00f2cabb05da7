"""The public request: a family need not name the person, and nothing is taken twice (ux 7)."""

import pytest
from django.core import mail
from django.test import Client

from dispatch.cases.models import Case
from dispatch.models import DispatchRequest, DispatchSettings
from foundation.notices.models import Notice, Task
from tests.supporters.papers import in_order, pages_of

pytestmark = pytest.mark.django_db

ANSWERS = {
    "requested_by": "family",
    "kind": "case_person",
    "name": "北町の母",
    "phone": "090-1111-2222",
    "email": "haha@example.jp",
    "purpose": "息子の話し相手になってほしい",
    "agree": "on",
}


@pytest.fixture
def url(program, settings, frozen) -> str:
    settings.SASAE_FORM_MIN_SECONDS = 0
    return f"/aoba/support/{program.pk}/"


def send(client: Client, url: str, **changes):
    """Fill the form, look at the check page, send it."""
    page = client.get(url)
    token = page.context["form"]["form_token"].value()
    check = client.post(url, {**ANSWERS, "form_token": token, **changes})
    if "carried" not in (check.context or {}):
        return check
    answers: dict[str, list[str]] = {}
    for name, value in check.context["carried"]:
        answers.setdefault(name, []).append(value)
    return client.post(url, {**answers, "step": "send"}, follow=True)


def test_a_family_asks_without_naming_the_person(url, client):
    done = send(client, url)

    request = DispatchRequest.objects.get()
    assert request.reference in done.content.decode()
    assert request.case.client.name == ""
    assert request.case.family.get().name == "北町の母"
    assert not request.case.team.exists()
    assert "北町" not in Task.objects.get().title
    notice = Notice.objects.get()
    assert request.reference in notice.body
    assert notice.subject == "【あおば市】活動のお知らせ"
    assert mail.outbox == []


def test_the_intake_coordinator_joins_the_team(url, client, program, coordinator):
    DispatchSettings.objects.filter(program=program).update(intake_owner=coordinator.user)

    send(client, url)

    assert Case.objects.get().team.get().user == coordinator.user
    assert Task.objects.get().owner == coordinator.user


def test_the_same_form_sent_twice_is_one_request(url, client):
    page = client.get(url)
    token = page.context["form"]["form_token"].value()
    check = client.post(url, {**ANSWERS, "form_token": token})
    answers = dict(check.context["carried"])
    for _ in range(2):
        client.post(url, {**answers, "step": "send"})

    assert DispatchRequest.objects.count() == 1
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phone": "", "email": ""}, "電話番号かメールアドレスの、どちらかを入力してください。"),
        (
            {"requested_by": "person", "kind": "case_family"},
            "家族への支援は、家族の方からお申し込みください。",
        ),
        ({"purpose": ""}, "頼みたいこと・困っていることを入力してください。"),
    ],
)
def test_what_is_missing_is_said(url, client, changes, sentence):
    page = send(client, url, **changes)

    assert sentence in page.content.decode()
    assert not DispatchRequest.objects.exists()


def test_a_programme_without_web_requests_has_no_page(url, client, program):
    DispatchSettings.objects.filter(program=program).update(web_requests=False)

    assert client.get(url).status_code == 404


def test_the_paper_asks_what_the_page_asks(url, client, program):
    DispatchSettings.objects.filter(program=program).update(
        request_form_number="様式第１号（第５条関係）"
    )
    page = client.get(url)
    link = f"/aoba/support/{program.pk}/form.pdf"
    assert link in page.content.decode()

    paper = client.get(link)

    assert paper["Content-Disposition"] == 'inline; filename="form.pdf"'
    text = "".join(pages_of(paper.content, "request-form"))
    words = ["様式第１号", "あおば市長", "派遣申込書", "お申込みになる方", "本人", "家族",
             "希望する支援", "本人のところへ来てほしい", "家族の話を聞いてほしい", "お名前", "電話",
             "E-Mail", "連絡するときに", "本人との関係", "父母", "本人の呼び名", "地区",
             "頼みたいこと", "希望の曜日・時間", "サポーターに", "申込者署名"]  # fmt: skip
    assert in_order(text, words) == []


def test_the_paper_offers_what_the_programme_does_and_stays_where_the_web_is_closed(
    url, client, program
):
    DispatchSettings.objects.filter(program=program).update(
        web_requests=False, kinds=["case_family"]
    )

    assert client.get(url).status_code == 404
    text = "".join(pages_of(client.get(f"{url}form.pdf").content))
    assert "家族の話を聞いてほしい" in text
    assert "本人のところへ来てほしい" not in text
    DispatchSettings.objects.filter(program=program).update(kinds=["place"])
    assert client.get(f"{url}form.pdf").status_code == 404
