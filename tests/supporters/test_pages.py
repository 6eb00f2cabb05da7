"""The public pages: the form in three parts, the applicant's and the supporter's own page."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from foundation.documents.storage import attach_pdf
from foundation.notices.models import MailedLink, Notice
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from supporters.actions.applications import match_application
from supporters.actions.decisions import approve_application
from supporters.actions.moves import suspend_registration
from supporters.forms.limits import limit_fields
from supporters.models import (
    ChangeNotice,
    Consent,
    ConsentText,
    RegistrationApplication,
    Supporter,
    Withdrawal,
)
from supporters.notices import invite_to_register, page_link, tell_received
from supporters.rules.consents import wording_hash
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.factories.trainings import ApplicationFactory, CourseFactory
from trainings.models import CertificateIssue

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)
TYPED = {
    "kana": "やまだ はなこ", "name": "山田 花子", "birth_date_year": "1970",
    "birth_date_month": "5", "birth_date_day": "5", "postcode": "400-0001",
    "address": "みどり県あおば市中央1-1",
    "phone": "0551-23-4567", "mobile": "", "email": "hanako@example.jp",
    "motive": "地域の役に立ちたい。", "qualifications": "", "skills": "手話", "areas": "北町、中央",
    "weekdays": ["0", "5"], "time_bands": ["morning"], "activities": ["visit"], "languages": "",
    "has_car": "yes", "wish_note": "", "promise_0": "on", "promise_1": "on", "promise_2": "on",
    "explained": "on",
}  # fmt: skip


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def typed(program, html: str, **changes) -> dict:
    text = make.text_of(program)
    provision = make.text_of(program, "provision")
    return {
        **TYPED,
        "form_token": hidden(html)["form_token"],
        f"signed_{text.pk}": "山田 花子",
        f"wording_{text.pk}": wording_hash(text),
        f"signed_{provision.pk}": "",
        f"agreed_towns_{provision.pk}": "",
        f"wording_{provision.pk}": wording_hash(provision),
        **changes,
    }


@pytest.fixture
def completion(program):
    return make.completion(program, make.person("山田 花子", phone="0551234567"))


@pytest.fixture
def form_page(client, completion, clerk, at):
    """The form behind the link in the mail, opened a minute ago."""
    at(NOW - timedelta(minutes=1))
    notice = invite_to_register(completion, actor=clerk, now=NOW)
    link = re.search(r"http://testserver(\S+)", notice.body)[1]
    url = client.get(link).url
    response = client.post(url, {"step": "unlock", "proof": "4567"}, follow=True)
    at(NOW)
    return url, response.content.decode()


@pytest.mark.parametrize(
    ("facts", "proof"),
    [
        ({"phone": "0551234567", "mobile": ""}, "４５６７"),
        ({"phone": "0551234567", "mobile": "09099998888"}, "8888"),
        ({"phone": "", "mobile": ""}, "abcd-2345"),
    ],
)
def test_rule_b12_the_prefilled_form_opens_after_the_proof(client, program, clerk, facts, proof):
    person = make.person("山田 花子", **facts)
    applied = ApplicationFactory(course=CourseFactory(program=program), reference="ABCD2345")
    completion = make.completion(program, person, number_text="R8-001", application=applied)
    notice = invite_to_register(completion, actor=clerk, now=NOW)
    url = client.get(re.search(r"http://testserver(\S+)", notice.body)[1]).url

    for closed in (client.get(url), client.post(url, {"step": "unlock", "proof": "0000"}),
                   client.post(url, {"step": "unlock", "proof": "R8-001"}),
                   client.post(url, {"step": "check"})):  # fmt: skip
        html = closed.content.decode()
        assert "ご本人の確認" in html
        assert person.address not in html
        assert "花子" not in html
        assert closed["Cache-Control"] == "private, no-store"

    html = client.post(url, {"step": "unlock", "proof": proof}, follow=True).content.decode()
    assert person.address in html


def test_rule_b12_where_nothing_can_be_asked_nothing_is_prefilled(client, program, clerk):
    person = make.person("山田 花子", phone="", mobile="")
    completion = make.completion(program, person, number_text="R8-001", application=None)
    notice = invite_to_register(completion, actor=clerk, now=NOW)
    url = client.get(re.search(r"http://testserver(\S+)", notice.body)[1]).url

    html = client.get(url).content.decode()

    assert "ご本人について" in html
    assert person.address not in html


def test_the_mailed_link_opens_the_prefilled_form(form_page):
    _, html = form_page

    assert 'value="山田 花子"' in html
    assert "ご本人について" in html
    assert "利用目的" in html


@pytest.mark.parametrize("url", ["registration/{}/", "registration/received/{}/"])
def test_without_the_link_nothing_opens(client, completion, url):
    assert client.get(f"/aoba/{url.format(completion.pk)}").status_code == 404


def test_the_three_parts_carry_what_was_typed(client, program, form_page):
    url, html = form_page
    data = typed(program, html)

    first = client.post(url, {**data, "motive": "", "step": "part-1"}).content.decode()
    assert "サポーターになろうと思った動機・理由" in first
    assert hidden(first)["name"] == "山田 花子"
    assert "入力してください。" not in first

    faulty = client.post(url, {**data, "address": "", "step": "part-1"}).content.decode()
    assert "住所を入力してください。" in faulty
    assert "サポーターになろうと思った動機・理由" not in faulty

    third = client.post(url, {**data, "step": "part-2"}).content.decode()
    assert "全5ステップ中、3ステップ目です。" in third
    assert third.index("確認へ進む") < third.index("前へ戻る")  # the Enter key goes on
    for item in make.text_of(program).items:
        assert item in third
    assert "同意は任意です。" in third
    assert (
        "サポーターになろうと思った"
        in client.post(url, {**data, "motive": "", "step": "part-2"}).content.decode()
    )
    back = client.post(url, {**data, "step": "part-0"}).content.decode()
    assert 'id="id_kana"' in back


def send(client, url, data):
    check = client.post(url, {**data, "step": "check"}).content.decode()
    assert "全5ステップ中、4ステップ目です。" in check or "error-summary" in check
    return check, client.post(url, {**data, "seen": hidden(check).get("seen", ""), "step": "send"})


def test_form_check_done(client, program, completion, form_page):
    url, html = form_page

    check, response = send(client, url, typed(program, html))

    assert "昭和45年（1970年）5月5日" in check
    assert make.text_of(program).items[0] in check
    done = client.get(response.url).content.decode()
    application = RegistrationApplication.objects.get()
    assert application.reference in done
    assert application.person == completion.person
    assert (application.weekdays, application.areas) == ([0, 5], ["北町", "中央"])
    assert application.has_car is True
    consent = Consent.objects.get()
    assert (consent.person, consent.signed_name) == (completion.person, "山田 花子")
    assert consent.explained_by == "ウェブ画面の説明文"
    assert Notice.objects.filter(kind="supporters.received").count() == 1


def test_rule_c6_the_applicant_limits_the_provision(client, program, form_page):
    MunicipalityFactory(code="995011", name="こだま村")
    MunicipalityFactory(code="996011", name="こだま村", prefecture="あかね県")
    url, html = form_page
    pk = make.text_of(program, "provision").pk
    limits = {f"agreed_fields_{pk}": ["phone", "email"], f"agreed_towns_{pk}": "わかば町，こだま村"}

    unsigned = client.post(url, {**typed(program, html, **limits), "step": "check"})
    assert "同意する方の氏名も入力してください。" in unsigned.content.decode()
    check, _ = send(client, url, typed(program, html, **limits, **{f"signed_{pk}": "山田 花子"}))

    assert "わかば町、こだま村" in check
    consent = Consent.objects.get(text=pk)
    assert consent.scope == {
        "fields": ["phone", "email"], "recipients": {"993018": "わかば町", "995011": "こだま村"}
    }  # fmt: skip
    assert Consent.objects.get(text__kind="activity").scope == {}


@pytest.mark.parametrize(
    ("typed_towns", "says"),
    [
        ("わかば町", ""),
        ("あかね県ひなた町", ""),
        ("わかば", "「わかば」という市町村が見つかりません。"),
        ("わかば町、どこか町", "「どこか町」という市町村が見つかりません。"),
        ("ひなた町", "「ひなた町」は、ほかの都道府県にもあります。"),
    ],
)
def test_municipalities_are_named_without_doubt(program, typed_towns, says):
    MunicipalityFactory(name="ひなた町", prefecture="あかね県")
    MunicipalityFactory(name="ひなた町", prefecture="しろがね県")
    field = limit_fields(make.text_of(program, "provision"))["agreed_towns"]
    if says:
        with pytest.raises(ValidationError, match=says):
            field.clean(typed_towns)
    else:
        assert len(field.clean(typed_towns)) == 1


def test_the_name_under_the_consent_must_be_the_applicant(client, program, form_page):
    url, html = form_page
    signed = f"signed_{make.text_of(program).pk}"

    _, response = send(client, url, typed(program, html, **{signed: "別の 人"}))

    assert response.status_code == 200
    assert "同意欄のお名前が、申込みのお名前と違います。" in response.content.decode()
    assert not RegistrationApplication.objects.exists()


def test_a_wording_that_changed_on_the_way_is_read_again(client, program, form_page):
    url, html = form_page
    data = typed(program, html)
    ConsentText.objects.update(opening="あたらしい前文です。")

    again = client.post(url, {**data, "step": "check"}).content.decode()

    assert "同意書の文面が変わりました。" in again
    assert "あたらしい前文です。" in again
    # Whoever reads and signs it now is not stopped a second time.
    wordings = {name: value for name, value in hidden(again).items() if "wording_" in name}
    _, response = send(client, url, {**data, **wordings})
    assert response.status_code == 302
    assert Consent.objects.get().text_hash == wording_hash(make.text_of(program))


@pytest.mark.parametrize("wording", ["", "0" * 64])
def test_rule_c3_a_consent_names_the_wording_that_was_shown(client, program, form_page, wording):
    url, html = form_page
    text = make.text_of(program)

    _, response = send(client, url, typed(program, html, **{f"wording_{text.pk}": wording}))

    assert "同意書の文面が変わりました。" in response.content.decode()
    assert not Consent.objects.exists()


def test_without_web_consent_the_form_asks_for_paper(client, program, form_page, aoba):
    url, html = form_page
    type(aoba).objects.filter(pk=aoba.pk).update(web_consent_allowed=False)

    third = client.post(url, {**typed(program, html), "step": "part-2"}).content.decode()
    assert "書面でお願いする同意書があります" in third
    _, response = send(client, url, typed(program, html))
    assert "同意書の用紙に署名して" in client.get(response.url).content.decode()
    assert not Consent.objects.exists()


def test_the_open_form_knows_nobody(client, program, at):
    make.person("山田 花子")
    at(NOW - timedelta(minutes=1))
    url = f"/aoba/registration/programs/{program.pk}/"
    html = client.get(url).content.decode()
    at(NOW)
    assert "山田" not in html.replace("例：山田 花子", "")

    _, response = send(client, url, typed(program, html, completion_number="R8-001"))

    assert response.status_code == 302
    application = RegistrationApplication.objects.get()
    assert (application.person, application.completion_number) == (None, "R8-001")


def test_rule_c3_who_came_without_a_link_consents_behind_the_mailed_one(client, program, at, clerk):
    """A name typed on the open form signs nothing; the link of the confirmation proves who asks."""
    at(NOW - timedelta(minutes=1))
    url = f"/aoba/registration/programs/{program.pk}/"
    html = client.get(url).content.decode()
    at(NOW)
    third = client.post(url, {**typed(program, html), "step": "part-2"}).content.decode()
    assert "同意書は、申込みのあとでお願いします" in third
    assert "signed_" not in third
    _, response = send(client, url, typed(program, html))
    assert "受付のメールのリンクを開き" in client.get(response.url).content.decode()
    assert not Consent.objects.exists()

    application = RegistrationApplication.objects.get()
    link = re.search(r"http://testserver(\S+)", Notice.objects.get().body)[1]
    page = client.get(link).url
    text = make.text_of(program)
    sent = {"step": "consent", "text": text.pk, "wording": wording_hash(text), "explained": "on"}
    assert "お名前が" in client.post(page, {**sent, "signed_name": "別人 太郎"}).content.decode()
    assert client.post(page, {**sent, "text": "0", "signed_name": "山田 花子"}).status_code == 404
    client.post(page, {**sent, "signed_name": "山田 花子"})
    consent = Consent.objects.get()
    assert (consent.application, consent.person, consent.channel) == (application, None, "web")
    assert "同意書をまだ" not in client.get(page).content.decode()

    completion = make.completion(program, make.person("山田 花子"))
    match_application(application, completion.person, completion=completion, actor=clerk, now=NOW)
    consent.refresh_from_db()
    assert consent.person == completion.person


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"is_enabled": False}, "サポーターの登録を受け付けていません。"),
        ({"web_application": False}, "書面でお願いしています。"),
        ({"roster_owner": "prefecture"}, "都道府県の担当窓口へお申し込みください。"),
    ],
)
def test_a_closed_form_says_why(client, program, settings_of, settings, sentence):
    settings_of(**settings)

    response = client.get(f"/aoba/registration/programs/{program.pk}/")

    html = response.content.decode()
    assert response.status_code == 409
    assert sentence in html
    # What nobody takes is not promised on paper either; the way on is told in each case.
    assert ("用紙" in html) == ("web_application" in settings)
    assert html.split("<footer")[0].count('href="tel:') == 2


def test_the_applicant_sees_the_state_and_may_take_it_back(client, program, clerk):
    application = make.application(program, email="a@example.jp")
    notice = tell_received(application, actor=clerk, now=NOW)
    link = re.search(r"http://testserver(\S+)", notice.body)[1]

    response = client.get(link, follow=True)
    assert "山＊ ＊＊" in response.content.decode()
    page = client.post(response.redirect_chain[-1][0], follow=True).content.decode()

    assert "申込みを取り下げました。" in page
    application.refresh_from_db()
    assert application.state == "withdrawn"


@pytest.mark.parametrize(
    ("settings", "result", "consented", "says", "silent"),
    [
        ({}, None, True, "研修の修了を確かめています。", "同意書をまだ"),
        ({"process_order": "apply_first"}, None, True, "研修にお申し込みください。", "確かめて"),
        ({}, "not_completed", True, "まだ修了していない回があります。", "確かめて"),
        ({"basis": "attendance"}, "not_completed", True, "結果は、あらためて", "お願いしたいこと"),
        ({"basis": "application"}, None, True, "結果は、あらためて", "お願いしたいこと"),
        ({}, "completed", True, "結果は、あらためて", "お願いしたいこと"),
        ({}, "completed", False, "同意書をまだいただいていません。", "修了"),
    ],
)
def test_the_applicant_reads_what_is_missing_and_how_to_go_on(
    client, program, clerk, settings_of, settings, result, consented, says, silent
):
    settings_of(**settings)
    completion = None
    if result:
        completion = make.completion(program, result=result, number_text="", number_value=None)
        if result == "completed":
            completion = make.completion(program)
    application = make.application(program, completion=completion, email="a@example.jp")
    if consented:
        make.consent(None, make.text_of(program), application=application)
    body = tell_received(application, actor=clerk, now=NOW).body
    page = client.get(re.search(r"http://testserver(\S+)", body)[1], follow=True).content.decode()
    page = page.split("<main")[1].split("</main")[0]

    assert says in page
    assert silent not in page


@pytest.fixture
def supporter(program, clerk):
    application = make.ready_application(program, phone="0551234567", mobile="")
    approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
    return Supporter.objects.get()


@pytest.fixture
def own(client, supporter):
    """The supporter's page, opened by its link and unlocked."""
    link = page_link(supporter, now=NOW).replace("http://testserver", "")
    url = client.get(link).url
    client.post(url, {"step": "unlock", "proof": "4567"})
    return url


def test_rule_b12_the_own_page_opens_after_the_proof(client, supporter):
    link = page_link(supporter, now=NOW).replace("http://testserver", "")
    url = client.get(link).url

    html = client.get(url).content.decode()
    assert "令和10年9月30日" in html
    assert supporter.person.address not in html
    assert "同意していること" not in html
    wrong = client.post(url, {"step": "unlock", "proof": "0000"}).content.decode()
    assert "登録されている内容と違います。" in wrong
    assert client.post(url, {"step": "pause"}).status_code == 404
    html = client.post(url, {"step": "unlock", "proof": "４５６７"}, follow=True).content.decode()
    assert supporter.person.address in html
    assert "あおば市 福祉課" in html


def test_rule_b12_without_a_telephone_no_number_opens_the_own_page(client, supporter):
    """The registration number is counted up and stands on the card; the reference is random."""
    Person.objects.filter(pk=supporter.person_id).update(phone="", mobile="")
    registration = supporter.registration
    application = registration.application
    url = client.get(page_link(supporter, now=NOW).replace("http://testserver", "")).url
    tries = (registration.number_text, "19700505", "昭和45年5月5日")
    for typed in tries:
        html = client.post(url, {"step": "unlock", "proof": typed}).content.decode()
        assert "登録されている内容と違います。" in html
        assert "受付番号" in html
        assert supporter.person.address not in html
    reference = application.reference.lower()
    html = client.post(url, {"step": "unlock", "proof": reference}, follow=True).content.decode()
    assert supporter.person.address in html

    registration.application = None  # taken over from an older roster
    registration.save()
    client.cookies.clear()
    url = client.get(page_link(supporter, now=NOW).replace("http://testserver", "")).url
    for typed in ("", registration.number_text, reference):
        html = client.post(url, {"step": "unlock", "proof": typed}).content.decode()
        assert "担当課へお電話ください。" in html
        assert supporter.person.address not in html


def test_the_supporter_finds_every_paper(client, program, own, supporter, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    completion = supporter.person.completions.get()
    mine = CertificateIssue.objects.create(
        completion=completion, kind="certificate", number_text=completion.number_text,
        issued_on=TODAY, medium="data", snapshot={"name": "山田 花子"},
    )  # fmt: skip
    attach_pdf(mine, b"%PDF-1.4 of the certificate")

    html = client.get(own).content.decode()
    address = f"{own}completions/{mine.pk}/"
    assert address in html
    assert client.get(address).content == b"%PDF-1.4 of the certificate"
    card = re.search(r'href="(http://testserver/aoba/card/[^"]+)"', html)
    assert card is not None
    assert "有効" in client.get(card[1]).content.decode()

    CertificateIssue.objects.update(revoked_at=NOW, revoked_reason="氏名の誤り")
    assert client.get(address).status_code == 404
    client.cookies.clear()
    assert client.get(address).status_code == 404


def test_the_supporter_pauses_changes_consents_and_leaves(client, program, own, supporter):
    client.post(own, {"step": "pause"})
    supporter.registration.refresh_from_db()
    assert supporter.registration.state == "on_leave"
    client.post(own, {"step": "pause"})

    person = supporter.person
    person.refresh_from_db()
    facts = {
        "name": person.name, "postcode": "4000002", "address": "みどり県あおば市南町9",
        "phone": person.phone, "mobile": person.mobile, "email": person.email, "note": "",
    }  # fmt: skip
    client.post(own, {**facts, "step": "change"})
    assert ChangeNotice.objects.get().changes["address"]["new"] == "みどり県あおば市南町9"

    client.post(own, {"step": "wishes", "areas": "南町", "weekdays": ["6"], "languages": "英語",
                      "has_car": "no", "wish_note": ""})  # fmt: skip
    supporter.refresh_from_db()
    assert (supporter.areas, supporter.weekdays, supporter.has_car) == (["南町"], [6], False)

    provision = make.text_of(program, "provision")
    consent = {"step": "consent", "text": provision.pk, "wording": wording_hash(provision)}
    client.post(own, {**consent, "signed_name": person.name})
    assert Consent.objects.filter(text=provision).exists()

    client.post(own, {"step": "withdraw", "reason": "転居するため"})
    assert Withdrawal.objects.get().reason == "転居するため"
    assert "辞退を取りやめる" in client.get(own).content.decode()
    client.post(own, {"step": "stay"})
    assert Withdrawal.objects.get().state == "retracted"


def test_rule_d3_whom_the_office_suspended_does_not_come_back_alone(client, own, supporter, clerk):
    suspend_registration(supporter.registration, reason="苦情の調査のため", actor=clerk, now=NOW)

    for _ in range(2):  # a pause, and a return from it
        client.post(own, {"step": "pause"})

    supporter.registration.refresh_from_db()
    assert supporter.registration.state == "suspended"
    assert supporter.registration.state_reason == "苦情の調査のため"


def test_rule_c5_the_supporter_withdraws_a_consent(client, own, supporter):
    consent = Consent.objects.get(text__kind="activity")

    html = client.post(
        own, {"step": "withdraw-consent", "consent": consent.pk}, follow=True
    ).content.decode()

    assert "同意を取り消しました。" in html
    assert not Supporter.objects.dispatchable_on(TODAY).exists()
    assert Withdrawal.objects.get().state == "received"


def test_rule_c6_the_supporter_changes_the_limits_of_a_consent(client, own, supporter, clerk):
    consent = make.consent(supporter.person, make.text_of(supporter.program, "provision"))
    text = consent.text
    page = client.get(own).content.decode()
    assert "提供してよい範囲を変えたいとき" in page
    step = {
        "step": "limit-consent", "consent": consent.pk, "text": text.pk,
        "wording": wording_hash(text), "agreed_towns": "わかば町",
    }  # fmt: skip

    wrong = client.post(own, {**step, "signed_name": "別の 人"}).content.decode()
    assert "同意欄のお名前が" in wrong
    assert "わかば町" in wrong
    html = client.post(own, {**step, "signed_name": supporter.person.name}, follow=True)

    assert "提供してよい範囲を変えました。" in html.content.decode()
    assert "提供先はわかば町に限る" in html.content.decode()
    standing = Consent.objects.get(text=text, withdrawn_at=None)
    assert (standing.scope, standing.channel) == ({"recipients": {"993018": "わかば町"}}, "web")
    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.scope) == (NOW, {})
    assert client.post(own, {**step, "signed_name": supporter.person.name}).status_code == 404
    activity = Consent.objects.get(text__kind="activity")
    assert client.post(own, {**step, "consent": activity.pk}).status_code == 404


def test_t34_an_open_page_writes_nothing_about_who_was_erased(client, own, supporter):
    Person.objects.filter(pk=supporter.person_id).update(purged_on=TODAY, name="", phone="")

    assert client.get(own).status_code == 404
    assert client.post(own, {"step": "change", "name": "山田 花子"}).status_code == 404
    assert not ChangeNotice.objects.exists()


def test_another_supporters_page_consent_and_paper_stay_closed(client, program, own, clerk):
    other = make.supporter(program)
    theirs = other.person.supporter_consents.get()

    assert client.get(f"/aoba/supporter/{other.pk}/").status_code == 404
    assert client.post(own, {"step": "withdraw-consent", "consent": theirs.pk}).status_code == 404
    assert client.get(f"{own}papers/999/").status_code == 404


def test_the_own_page_costs_the_same_whatever_its_history(
    client, program, own, supporter, django_assert_max_num_queries
):
    for number in range(5):
        supporter.registration.change_notices.create(
            channel="web", received_on=TODAY, changes={}, note=f"{number}"
        )
    with django_assert_max_num_queries(24):
        client.get(own)


def test_an_expired_link_sends_a_new_one(client, supporter):
    link = page_link(supporter, now=NOW).replace("http://testserver", "")
    MailedLink.objects.update(expires_at=NOW - timedelta(days=1))

    closed = client.get(link)
    assert closed.status_code == 410
    # With no-referrer a browser posts 「Origin: null」, which is refused.
    assert closed["Referrer-Policy"] == "strict-origin"
    assert '<button type="submit" class="dads-button">' in closed.content.decode()
    sent = client.post(link)
    for page in (closed, sent):  # also without the mail there is a way on
        assert page.content.decode().split("<footer")[0].count('href="tel:') == 2

    assert Notice.objects.filter(kind="supporters.link").count() == 1


def test_an_unknown_code_is_answered_alike(client, aoba):
    response = client.get("/aoba/card/ABCDEFGH23456789/")

    assert response.status_code == 404
    assert "確認できませんでした" in response.content.decode()


def test_another_town_knows_neither_page_nor_code(client, world, program, supporter):
    code = supporter.registration.terms.get().issues.get(kind="card").snapshot["code"]
    with within(world.wakaba):
        text = make.text_of  # nothing of あおば市 is visible here
        assert not ConsentText.objects.exists(), text
    for path in (
        f"card/{code}/", f"supporter/{supporter.pk}/", f"registration/programs/{program.pk}/",
        f"registration/programs/{program.pk}/form.pdf",
        f"registration/consents/{make.text_of(program).pk}/form.pdf",
        f"registration/applications/{supporter.registration.application_id}/",
    ):  # fmt: skip
        assert client.get(f"/wakaba/{path}").status_code == 404, path
        if path.endswith(".pdf") or path.startswith("card"):
            assert client.get(f"/aoba/{path}").status_code == 200, path
