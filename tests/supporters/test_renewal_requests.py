"""A supporter answers about the next term, on the page or on paper; the office decides (D2)."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from foundation.notices.models import Notice, Task
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from supporters.actions.renewal_requests import (
    decline_renewal,
    request_renewal,
    retract_renewal,
)
from supporters.actions.renewals import renew_registration
from supporters.actions.withdrawals import confirm_withdrawal, receive_withdrawal
from supporters.documents.context import office_for
from supporters.documents.own_forms import FORMS, own_form
from supporters.enums import ConsentChannel, IntakeChannel, RenewalState, RenewalWish
from supporters.facts import PaperTrail
from supporters.jobs import tell_about_ends
from supporters.models import Consent, ConsentText, RegistrationTerm, RenewalRequest
from supporters.notices import page_link
from supporters.rules.consents import wording_hash
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import in_order, pages_of
from tests.supporters.test_staff_pages import act

# The factory's term runs from 1 April 2026 to 31 March 2028; renewal opens 90 days before.
EARLY, OPEN, LAPSED = date(2027, 12, 31), date(2028, 3, 1), date(2028, 4, 10)
WEB = PaperTrail(IntakeChannel.WEB)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)


@pytest.fixture
def supporter(program):
    return make.supporter(program)


def ask(supporter, day=OPEN, wish=RenewalWish.RENEW, paper=WEB, **rest):
    return request_renewal(
        supporter.registration, wish, paper=paper, actor=rest.pop("actor"), now=moment(day), **rest
    )


# ── the answer ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("settings", "state", "day", "code"),
    [
        ({}, "active", EARLY, "renewal_too_early"),
        ({"renewal_opens_days": 120}, "active", EARLY, None),
        ({}, "active", OPEN, None),
        ({}, "on_leave", OPEN, None),
        ({}, "active", LAPSED, None),
        ({}, "suspended", OPEN, "suspended"),
        ({}, "withdrawn", OPEN, "registration_over"),
        ({"renewal_allowed": False}, "active", OPEN, "renewal_off"),
        ({"term_rule": "none"}, "active", OPEN, "term_without_end"),
    ],
)
def test_when_an_answer_is_taken(
    program, clerk, settings_of, supporter, settings, state, day, code
):
    settings_of(**settings)
    supporter.registration.state = state
    supporter.registration.save()
    if code:
        with pytest.raises(Refused) as refused:
            ask(supporter, day, actor=clerk)
        assert refused.value.code == code
        assert not RenewalRequest.objects.exists()
        return
    request = ask(supporter, day, actor=clerk)
    assert (request.state, request.received_on) == (RenewalState.RECEIVED, day)
    assert Task.objects.filter(kind="supporters.decide_renewal", done_at=None).count() == 1
    assert RegistrationTerm.objects.count() == 1  # the office decides


def test_one_wish_waits_and_a_new_answer_takes_the_place_of_letting_it_end(supporter, clerk):
    ending = ask(supporter, wish=RenewalWish.END, actor=clerk)
    assert ending.state == RenewalState.ENDING
    assert not Task.objects.exists()

    wish = ask(supporter, actor=clerk)
    ending.refresh_from_db()
    assert (ending.state, wish.state) == ("retracted", "received")
    for again in RenewalWish:
        with pytest.raises(Refused) as refused:
            ask(supporter, wish=again, actor=clerk)
        assert refused.value.code == "renewal_waits"


def test_the_office_renews_and_the_answer_is_settled(supporter, clerk):
    request = ask(supporter, actor=clerk)
    renew_registration(supporter.registration, decided_on=OPEN, actor=clerk, now=moment(OPEN))
    request.refresh_from_db()
    assert (request.state, request.settled_on) == ("renewed", OPEN)
    assert not Task.objects.filter(kind="supporters.decide_renewal", done_at=None).exists()
    assert supporter.registration.terms.count() == 2


def test_the_office_declines_with_a_reason_and_the_term_runs_on(supporter, clerk):
    request = ask(supporter, actor=clerk)
    with pytest.raises(Refused):
        decline_renewal(request, reason=" ", actor=clerk, now=moment(OPEN))
    decline_renewal(request, reason="活動の場がないため", actor=clerk, now=moment(OPEN))

    request.refresh_from_db()
    assert (request.state, request.settled_reason) == ("declined", "活動の場がないため")
    notice = Notice.objects.get(kind="supporters.renewal_declined")
    assert "活動の場がないため" in notice.body
    assert "令和10年3月31日" in notice.body
    supporter.registration.refresh_from_db()
    assert supporter.registration.state == "active"
    with pytest.raises(Refused, match="更新しないと決定"):
        retract_renewal(request, actor=clerk, now=moment(OPEN))


@pytest.mark.parametrize(
    ("wish", "state"), [(RenewalWish.RENEW, "declined"), (RenewalWish.END, "retracted")]
)
def test_an_answer_ends_with_the_registration(supporter, clerk, wish, state):
    request = ask(supporter, wish=wish, actor=clerk)
    leaving = receive_withdrawal(
        supporter.registration, channel=IntakeChannel.POST, received_on=OPEN, reason="転居",
        actor=clerk, now=moment(OPEN),
    )  # fmt: skip
    confirm_withdrawal(leaving, note="", confirmed_on=OPEN, actor=clerk, now=moment(OPEN))
    request.refresh_from_db()
    assert (request.state, request.settled_on) == (state, OPEN)
    assert not Task.objects.filter(done_at=None).exists()
    assert not Notice.objects.filter(kind="supporters.renewal_declined").exists()


@pytest.mark.parametrize(
    ("wish", "before", "after"),
    [(None, 1, 2), (RenewalWish.RENEW, 0, 0), (RenewalWish.END, 0, 1)],
)
def test_who_has_answered_is_not_asked_again(program, supporter, clerk, wish, before, after):
    other = make.supporter(program)  # never answers
    if wish:
        ask(supporter, wish=wish, actor=clerk)

    def told(row) -> int:
        return Notice.objects.filter(target_id=row.registration.terms.get().pk).count()

    tell_about_ends(moment(date(2028, 3, 2)))
    assert (told(supporter), told(other)) == (before, 1)
    tell_about_ends(moment(date(2028, 4, 2)))
    assert (told(supporter), told(other)) == (after, 2)


# ── the page ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def own(client, supporter, at):
    """The supporter's page on a day on which the renewal is open."""
    at(moment(OPEN))
    url = client.get(page_link(supporter, now=moment(OPEN)).replace("http://testserver", "")).url
    client.post(url, {"step": "unlock", "proof": supporter.person.phone[-4:]})
    return url


def test_the_supporter_asks_and_takes_it_back(client, own, supporter, clerk):
    html = client.get(own).content.decode()
    assert "令和10年4月1日から令和12年3月31日まで" in html
    assert "同意する方の氏名" not in html.split("更新しない")[0].split("登録の更新")[1]

    html = client.post(own, {"step": "renew", "note": "続けたい"}, follow=True).content.decode()
    assert "更新の申出を受け付けました。" in html
    request = RenewalRequest.objects.get()
    assert (request.channel, request.note, request.state) == ("web", "続けたい", "received")
    assert 'value="renew"' not in html

    client.post(own, {"step": "unanswer"})
    client.post(own, {"step": "end-with-term"})
    html = client.get(own).content.decode()
    assert "更新しないとのご回答をいただいています。" in html
    assert [row.state for row in RenewalRequest.objects.order_by("pk")] == ["retracted", "ending"]
    client.post(own, {"step": "unanswer"})
    assert client.post(own, {"step": "unanswer"}).status_code == 404


@pytest.fixture
def newer(program, supporter):
    """A second version of 資料5 that asks everybody again; its deadline has passed."""
    first = make.text_of(program)
    return ConsentText.objects.create(
        program=program, kind="activity", version=2, title="同意書", opening="新しい前文",
        items=["新しい事項"], explanation="名簿は市町村へ提供されます。",
        published_on=date(2028, 1, 1), reconsent_required=True,
        reconsent_deadline=date(2028, 2, 1), channels=first.channels,
    )  # fmt: skip


def test_a_new_wording_is_consented_to_beside_the_wish(client, newer, own, supporter):
    html = client.get(own).content.decode()
    assert html.count("新しい事項") == 1  # asked once, beside the wish
    sent = {"step": "renew", "note": "", f"wording_{newer.pk}": wording_hash(newer)}

    refused = client.post(own, {**sent, f"signed_{newer.pk}": "別人 太郎", "explained": "on"})
    assert "お名前が" in refused.content.decode()
    for missing in ({f"signed_{newer.pk}": "山田 花子"}, {"explained": "on"}):
        client.post(own, {**sent, **missing})
    changed = {**sent, f"wording_{newer.pk}": "0" * 64, f"signed_{newer.pk}": "山田 花子"}
    page = client.post(own, {**changed, "explained": "on"}).content.decode()
    assert "文面が変わりました" in page
    assert not RenewalRequest.objects.exists()
    assert not Consent.objects.filter(text=newer).exists()

    client.post(own, {**sent, f"signed_{newer.pk}": "山田 花子", "explained": "on"})
    assert RenewalRequest.objects.get().state == "received"
    consent = Consent.objects.get(text=newer)
    assert (consent.channel, consent.person) == ("web", supporter.person)


def test_where_only_paper_counts_the_wish_is_taken_and_the_paper_offered(
    client, newer, own, supporter, clerk
):
    ConsentText.objects.filter(pk=newer.pk).update(channels=[ConsentChannel.PAPER])
    html = client.get(own).content.decode()
    assert f"/aoba/registration/consents/{newer.pk}/form.pdf" in html
    assert f"signed_{newer.pk}" not in html

    client.post(own, {"step": "renew", "note": ""})
    assert RenewalRequest.objects.get().state == "received"
    with pytest.raises(Refused) as refused:
        renew_registration(supporter.registration, decided_on=OPEN, actor=clerk, now=moment(OPEN))
    assert refused.value.code == "consent_missing"


def test_before_it_opens_the_page_says_when(client, supporter, at):
    at(moment(EARLY))
    url = client.get(page_link(supporter, now=moment(EARLY)).replace("http://testserver", "")).url
    client.post(url, {"step": "unlock", "proof": supporter.person.phone[-4:]})
    html = client.get(url).content.decode()
    assert "令和10年1月1日（土）から受け付けます。" in html
    assert 'value="renew"' not in html


def test_after_a_lapse_the_supporter_may_ask_to_be_registered_again(client, supporter, at, clerk):
    at(moment(LAPSED))
    url = client.get(page_link(supporter, now=moment(LAPSED)).replace("http://testserver", "")).url
    client.post(url, {"step": "unlock", "proof": supporter.person.phone[-4:]})
    html = client.get(url).content.decode()
    assert "令和10年3月31日に満了しました。" in html
    assert 'value="end-with-term"' not in html

    client.post(url, {"step": "renew", "note": ""})
    term = renew_registration(
        supporter.registration, decided_on=LAPSED, actor=clerk, now=moment(LAPSED)
    )
    assert (term.kind, term.valid_from) == ("after_lapse", LAPSED)
    assert RenewalRequest.objects.get().state == "renewed"


def test_every_paper_is_offered_with_number_and_name(client, own, supporter, pdf_fonts, program):
    html = client.get(own).content.decode()
    papers = re.findall(r"/aoba/supporter/\d+/forms/(\w+)\.pdf", html)
    assert papers == list(FORMS)
    for kind in papers:
        (text,) = pages_of(client.get(f"{own}forms/{kind}.pdf").content, f"own-{kind}")
        assert supporter.registration.number_text in text
        assert "山田 花子" in text
        blank = client.get(f"/aoba/registration/programs/{program.pk}/forms/{kind}.pdf")
        assert "山田" not in pages_of(blank.content)[0]
    assert client.get(f"{own}forms/other.pdf").status_code == 404
    client.cookies.clear()
    assert client.get(f"{own}forms/change.pdf").status_code == 404


# ── paper ────────────────────────────────────────────────────────────────────────────────────

FIELDS = {
    "change": ["事項変更届", "登録番号", "氏名", "変更のあった日", "新しいふりがな", "新しい氏名",
               "新しい住所", "〒",
               "連絡先", "E-Mail", "連絡事項", "本人署名", "提出先"],
    "leave": ["休止・再開届", "休止する", "再開する", "理由", "本人署名"],
    "renewal": ["更新申出書", "更新を希望します", "更新を希望しません", "本人署名"],
    "recall": ["同意撤回届", "撤回する同意", "名簿の提供", "本人署名"],
    "withdrawal": ["辞退届", "辞退する日", "辞退の理由", "お手元の証", "本人署名"],
    "wishes": ["活動の希望", "地区", "曜日", "活動の種類", "自動車", "本人署名"],
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_fields_of_every_paper(program, settings_of, pdf_fonts, kind):
    settings = settings_of(
        change_form_number="様式第5号", renewal_form_number="様式第6号",
        withdrawal_form_number="様式第7号",
    )  # fmt: skip
    (text,) = pages_of(own_form(office_for(settings, on=OPEN, now=NOW), kind))
    assert in_order(text, FIELDS[kind]) == []
    number = {"change": "様式第5号", "renewal": "様式第6号", "withdrawal": "様式第7号"}.get(kind)
    assert number is None or number in text


def test_staff_print_key_and_decide(program, supporter, world, at, pdf_fonts):
    at(moment(OPEN))
    desk = Desk(world.member(Role.CLERK))
    row = supporter.registration
    printed = act(desk, "registration", row, "own_form", kind="renewal")
    assert "更新申出書" in pages_of(printed.content)[0]

    paper = {"channel": "post", "received_on": "R10.2.28", "reason": ""}
    act(desk, "registration", row, "renewal_request", wish="renew", **paper)
    request = RenewalRequest.objects.get()
    assert (request.channel, request.received_on) == ("post", date(2028, 2, 28))
    page = desk.get(reverse("admin:supporters_ending")).content.decode()
    assert "更新を希望する" in page
    act(desk, "renewalrequest", request, "renew", decided_on="R10.3.1", reason="")
    request.refresh_from_db()
    assert (request.state, row.terms.count()) == ("renewed", 2)


def test_staff_read_what_is_missing_before_they_decide(program, newer, supporter, world, at, clerk):
    at(moment(OPEN))
    desk = Desk(world.member(Role.CLERK))
    request = ask(supporter, actor=clerk)
    url = reverse("admin:supporters_renewalrequest_renew", args=[request.pk])
    page = desk.get(url).content.decode()
    assert "「同意書（第2版）」への同意がありません。" in page
    act(desk, "renewalrequest", request, "decline", decided_on="R10.3.1", reason="同意がないため")
    request.refresh_from_db()
    assert request.state == "declined"


def test_another_town_sees_none_of_it(program, supporter, world, clerk):
    request = ask(supporter, actor=clerk)
    theirs = Desk(world.member(Role.CLERK, organization=world.wakaba))
    url = reverse("admin:supporters_renewalrequest_renew", args=[request.pk])
    assert theirs.get(url).status_code == 404
    with within(world.wakaba):
        assert not RenewalRequest.objects.exists()
