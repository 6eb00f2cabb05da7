"""資料8 by a mailed link, and the paper's scan: rule C3 in both forms."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from dispatch.actions.consent_requests import (
    ConsentAsk,
    ask_for_consent,
    sign_consent,
    take_consent_request_back,
)
from dispatch.cases.actions.consents import (
    give_support_consent,
    keep_original,
    withdraw_support_consent,
)
from dispatch.cases.enums import DispatchKind, SupportConsentChannel
from dispatch.cases.facts import SupportConsentFacts
from dispatch.cases.models import ConsentRequest, SupportConsent, SupportConsentText
from dispatch.cases.queries.consents import facts_told_to
from dispatch.cases.rules.consents import ConsentNeed, wording_hash
from dispatch.notices_consents import CONSENT_LINK
from foundation.audit.models import AccessLog
from foundation.clock import on_day
from foundation.notices import links
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.refusals import Refused
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import pages_of

pytestmark = pytest.mark.django_db
PERSON = DispatchKind.CASE_PERSON
SIGNER = {"actor": Actor.resident("consent"), "now": NOW}
PDF = b"%PDF-1.7 a scanned page"


@pytest.fixture
def bare(program, coordinator, settings):
    """A case without any consent, whose client has a mail address."""
    settings.SASAE_FORM_MIN_SECONDS = 0
    case = make.case(program, coordinator.user)
    case.client.email = "client@example.jp"
    case.client.save()
    return case


def ask(case, doer, **values) -> ConsentRequest:
    return ask_for_consent(case, ConsentAsk(make.text_of(case.program), PERSON, **values), **doer)


def opened(request: ConsentRequest) -> Browser:
    browser = Browser()
    address = links.issue_link(CONSENT_LINK, request, expires_at=NOW + timedelta(days=30))
    assert browser.get(urlsplit(address).path).status_code == 302
    return browser


def page_of(request: ConsentRequest) -> str:
    return reverse("dispatch:consent", args=["aoba", request.pk])


def signed(browser, request, **values):
    form = browser.get(page_of(request)).context["form"]
    data = {
        "form_token": form.initial["form_token"], "shown_hash": form.initial["shown_hash"],
        "signed_name": make.CLIENT_NAME, "agreed": "on", "scope_supporter": ["name", "address"],
        "scope_agency": ["name"], "step": "sign", **values,
    }  # fmt: skip
    return browser.post(page_of(request), data, follow=True)


class TestByMail:
    def test_c3_the_typed_name_the_hash_and_the_time_are_kept(self, bare, doer, frozen):
        request = ask(bare, doer)

        page = signed(opened(request), request)

        assert "同意を受け取りました" in page.content.decode()
        consent = SupportConsent.objects.get(case=bare)
        assert (consent.channel, consent.signed_name) == ("web", make.CLIENT_NAME)
        assert consent.text_hash == wording_hash(make.text_of(bare.program))
        assert consent.given_at == NOW
        assert consent.scope == {"name": ["supporter", "agency"], "address": ["supporter"]}

    def test_what_was_not_ticked_is_not_told(self, bare, doer, frozen):
        member = bare.family.get()
        make.consent(bare, member)
        request = ask(bare, doer)
        signed(opened(request), request, scope_supporter=["name"])

        told = facts_told_to(bare, ConsentNeed(PERSON), "supporter", on_day(NOW))

        assert {fact.item.value for fact in told if fact.whose == "本人"} == {"name"}

    def test_the_mail_names_neither_case_nor_matter_nor_person(self, bare, doer):
        ask(bare, doer)

        notice = Notice.objects.get(kind="dispatch.consent_asked")
        words = f"{notice.subject}{notice.body}"
        for secret in (make.CLIENT_NAME, bare.number_text, "ひきこもり", "サポーター"):
            assert secret not in words

    def test_the_page_shows_the_wording_and_nothing_of_the_case(self, bare, doer, frozen):
        request = ask(bare, doer)

        text = opened(request).get(page_of(request)).content.decode()

        assert all(item in text for item in request.text.items)
        assert "受ける支援：本人への支援" in text  # C1: a consent is to one kind of support
        for secret in (make.CLIENT_NAME, bare.number_text, "相談の内容", "0559999999"):
            assert secret not in text

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"signed_name": ""}, "お名前"),
            ({"agreed": ""}, "同意します"),
            ({"shown_hash": "0" * 64}, "文面が変わりました"),
        ],
    )
    def test_without_name_box_or_the_shown_wording_nothing_is_given(
        self, bare, doer, frozen, values, sentence
    ):
        request = ask(bare, doer)

        page = signed(opened(request), request, **values)

        assert sentence in page.content.decode()
        assert not SupportConsent.objects.exists()

    def test_whoever_reads_a_changed_wording_again_can_sign_it(self, bare, doer, frozen):
        request = ask(bare, doer)
        page = signed(opened(request), request, shown_hash="0" * 64).content.decode()

        assert f'name="shown_hash" value="{wording_hash(request.text)}"' in page
        assert 'name="signed_name" value' not in page

    def test_saying_no_gives_nothing_and_tells_the_coordinator(
        self, bare, doer, coordinator, frozen
    ):
        request = ask(bare, doer)
        browser = opened(request)

        page = browser.post(page_of(request), {"step": "decline"}, follow=True)

        assert "お返事を受け取りました" in page.content.decode()
        assert not SupportConsent.objects.exists()
        assert Task.objects.get(kind="dispatch.consent_declined").owner == coordinator.user

    def test_a_second_signature_changes_nothing(self, bare, doer, frozen):
        request = ask(bare, doer)
        browser = opened(request)
        signed(browser, request)
        facts = SupportConsentFacts(
            PERSON, on_day(NOW), SupportConsentChannel.WEB, signed_name="だれか",
            shown_hash=wording_hash(request.text),
        )  # fmt: skip

        with pytest.raises(Refused, match="終わっています"):
            sign_consent(request, facts, **SIGNER)

        assert SupportConsent.objects.count() == 1

    @pytest.mark.parametrize("end", ["deadline", "taken back", "closed", "stop use"])
    def test_a_request_that_ended_takes_no_signature(self, bare, doer, end, frozen):
        request = ask(bare, doer)
        browser = opened(request)
        if end == "deadline":
            ConsentRequest.objects.update(deadline=NOW - timedelta(seconds=1), sent_at=NOW.replace(
                month=9))  # fmt: skip
        elif end == "taken back":
            take_consent_request_back(request, **doer)
        elif end == "closed":
            type(bare).objects.update(state="closed", closed_on=on_day(NOW))
        else:
            type(bare).objects.update(stop_use=True, stop_use_reason="本人の申出")

        assert "終わっています" in browser.get(page_of(request)).content.decode()
        browser.post(page_of(request), {"step": "decline"})
        request.refresh_from_db()
        assert request.answer == ""

    def test_without_the_link_nothing_opens(self, bare, doer, frozen):
        request = ask(bare, doer)
        other = make.consent_request(bare, bare.family.get())

        assert Browser().get(page_of(request)).status_code == 404
        assert opened(other).get(page_of(request)).status_code == 404

    def test_it_is_asked_where_the_rules_allow(self, bare, doer, aoba):
        text = make.text_of(bare.program)
        aoba.web_consent_allowed = False
        aoba.save()
        bare.organization.refresh_from_db()
        with pytest.raises(Refused, match="書面でお願い"):
            ask(type(bare).objects.get(pk=bare.pk), doer)
        aoba.web_consent_allowed = True
        aoba.save()
        SupportConsentText.objects.filter(pk=text.pk).update(channels=["paper"])
        with pytest.raises(Refused, match="書面でお願い"):
            ask(type(bare).objects.get(pk=bare.pk), doer)
        SupportConsentText.objects.filter(pk=text.pk).update(channels=["paper", "web"])
        with pytest.raises(Refused, match="メールアドレスが記録されていません"):
            ask(bare, doer, family_member=bare.family.get())
        ask(bare, doer)
        with pytest.raises(Refused, match="すでにお願い"):
            ask(bare, doer)


class TestPaper:
    @pytest.fixture
    def desk(self, coordinator, frozen) -> Desk:
        return Desk(coordinator)

    def post(self, desk, case, **values):
        data = {
            "whose": "client", "kind": "case_person", "given_on": "令和8年9月20日",
            "channel": "paper", "scope_supporter": ["name"], **values,
        }  # fmt: skip
        return desk.post(reverse("admin:cases_case_consent", args=[case.pk]), data)

    def test_c3_a_scan_stands_for_the_place_of_the_original(self, desk, bare):
        answer = self.post(desk, bare, scan=SimpleUploadedFile("同意書.pdf", PDF))

        assert answer.status_code == 302
        consent = SupportConsent.objects.get()
        with consent.scan.open("rb") as file:
            assert file.read() == PDF
        assert "同意書" not in consent.scan.name

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("a.pdf", b"MZ not a pdf", "名前の種類と違います"),
            ("a.exe", b"MZ", "PDF、JPEG、PNG、TIFF"),
            ("a.pdf", PDF + b" " * 10_000_001, "10MBまで"),
        ],
    )
    def test_other_files_are_refused(self, desk, bare, name, content, sentence):
        answer = self.post(desk, bare, scan=SimpleUploadedFile(name, content))

        assert sentence in answer.content.decode()
        assert not SupportConsent.objects.exists()

    def test_neither_place_nor_scan_is_refused(self, desk, bare):
        assert "どこに保管したか" in self.post(desk, bare).content.decode()

    def test_the_scan_opens_for_the_team_alone_and_is_logged(self, desk, bare, world):
        self.post(desk, bare, scan=SimpleUploadedFile("a.pdf", PDF))
        consent = SupportConsent.objects.get()
        address = reverse("admin:cases_supportconsent_scan", args=[consent.pk])

        answer = desk.post(address, {})

        assert answer.content == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="consent.pdf"'
        assert AccessLog.objects.filter(purpose="同意書の写し").count() == 1
        outsider = Desk(world.member(Role.COORDINATOR))
        assert outsider.post(address, {}).status_code == 404

    def test_a_late_original_is_added(self, desk, bare, doer):
        consent = make.consent(bare, original_place="窓口の箱")

        keep_original(consent, place="鍵付き書庫B-2", scan="", **doer)

        consent.refresh_from_db()
        assert consent.original_place == "鍵付き書庫B-2"
        with pytest.raises(Refused, match="保管場所を入力"):
            keep_original(consent, place="", scan="", **doer)

    def test_it_is_printed_as_it_was_given(self, desk, bare):
        consent = make.consent(bare, signed_name="署名 花子", scope={"name": ["supporter"]})

        answer = desk.post(reverse("admin:cases_supportconsent_print", args=[consent.pk]), {})

        text = "".join(pages_of(answer.content, "consent-filled"))
        assert "受ける支援" in text.replace("　", "")
        for words in ("署名 花子", "令和8年9月10日", "書面に署名", bare.number_text):
            assert words in text.replace("　", " ")
        assert AccessLog.objects.filter(object_type="cases.SupportConsent").exists()


def test_c3_a_spoken_consent_ends_after_14_days_and_asks_for_the_paper(bare, doer, coordinator):
    facts = SupportConsentFacts(
        PERSON, on_day(NOW), SupportConsentChannel.SPOKEN, witness="立会 太郎"
    )

    consent = give_support_consent(bare, make.text_of(bare.program), facts, **doer)

    assert consent.valid_through == on_day(NOW) + timedelta(days=13)
    task = Task.objects.get(kind="cases.provisional_consent")
    assert (task.due_on, task.owner) == (consent.valid_through, coordinator.user)


@pytest.mark.parametrize(
    ("signed", "arrives", "code"),
    [(-3, 4, "withdrawn_since"), (0, 4, "withdrawn_since"), (0, 0, None), (1, 4, None)],
)
def test_c5_a_paper_that_arrives_after_the_withdrawal(
    program, coordinator, doer, signed, arrives, code
):
    case = make.consented_case(program, coordinator.user)
    withdraw_support_consent(case.consents.get(client__isnull=False), **doer)
    facts = SupportConsentFacts(
        kind=PERSON, given_on=on_day(NOW) + timedelta(days=signed),
        channel=SupportConsentChannel.PAPER, original_place="鍵付き書庫B",
    )  # fmt: skip
    later = {**doer, "now": NOW + timedelta(days=arrives)}

    if code is None:
        give_support_consent(case, make.text_of(program), facts, **later)
        return
    with pytest.raises(Refused) as refused:
        give_support_consent(case, make.text_of(program), facts, **later)
    assert refused.value.code == code
    assert not case.consents.filter(client__isnull=False, withdrawn_at=None).exists()


def test_c5_a_link_mailed_before_the_withdrawal_signs_nothing(program, coordinator, doer):
    case = make.consented_case(program, coordinator.user)
    own, mothers = (make.consent_request(case, member) for member in (None, case.family.get()))

    withdraw_support_consent(case.consents.get(client__isnull=False), **doer)

    assert list(case.consent_requests.waiting(NOW)) == [mothers]
    own.refresh_from_db()
    facts = SupportConsentFacts(
        kind=PERSON, given_on=on_day(NOW), channel=SupportConsentChannel.WEB,
        signed_name="当事者", shown_hash=wording_hash(own.text),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        sign_consent(own, facts, **SIGNER)
    assert refused.value.code == "consent_request_over"
