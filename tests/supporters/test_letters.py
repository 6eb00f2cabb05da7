"""Letters with 文書番号 and 施行日, and what the print queue draws (rules D8, D9, G3)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.documents.actions.printing import mark_handed, mark_printed
from foundation.documents.models import PrintItem
from foundation.documents.renderers import render_items
from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from supporters.actions.decisions import approve_application
from supporters.actions.letters import LetterFacts, issue_letter
from supporters.actions.moves import take_leave
from supporters.actions.revocations import (
    HearingFacts,
    approve_revocation,
    open_revocation,
    propose_revocation,
    record_hearing,
)
from supporters.documents.issues import issue_pdf
from supporters.documents.letters import letter_pdf
from supporters.documents.queued import render_letters
from supporters.enums import LetterKind, RegistrationState
from supporters.jobs import tell_about_ends
from supporters.models import Registration, RegistrationIssue, SupporterLetter
from supporters.notices import tell_about_end
from supporters.rules.letters import why_letter_is_refused
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import in_order, pages_of
from tests.supporters.test_staff_pages import act

pytestmark = [pytest.mark.usefixtures("frozen", "media")]
TODAY = date(2026, 10, 1)
APPROVAL, REVOCATION, EXPIRY = LetterKind.APPROVAL, LetterKind.REVOCATION, LetterKind.EXPIRY


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def registration(program, clerk, settings_of) -> Registration:
    settings_of(letters=[], letter_pattern="{R}福第{連番}号")
    return approve_application(
        make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW
    )


def facts(kind=APPROVAL, on=TODAY, number=""):
    return LetterFacts(kind, on, number)


def revoke(registration, clerk, approver):
    row = open_revocation(
        registration, grounds="秘密を漏らした", opened_on=TODAY, actor=clerk, now=NOW
    )
    hearing = HearingFacts(TODAY, "事実と認めた", TODAY, "本人も認めた")
    record_hearing(row, hearing, actor=clerk, now=NOW)
    propose_revocation(row, actor=clerk, now=NOW)
    return approve_revocation(row, note="要綱第17条違反", actor=approver, now=NOW)


# ── numbers and dates ────────────────────────────────────────────────────────────────────────


def test_numbers_run_per_organization_and_fiscal_year(registration, clerk, world):
    first = issue_letter(registration, facts(), actor=clerk, now=NOW)
    second = issue_letter(registration, facts(EXPIRY), actor=clerk, now=NOW)
    next_year = issue_letter(registration, facts(on=date(2027, 4, 1)), actor=clerk, now=NOW)

    numbers = [letter.number_text for letter in (first, second, next_year)]
    assert numbers == ["R8福第1号", "R8福第2号", "R9福第1号"]
    assert (first.issue_index, next_year.issue_index) == (1, 2)
    with within(world.wakaba):
        assert SupporterLetter.objects.count() == 0


def test_a_number_typed_by_hand_is_used_once_and_gone_over(registration, clerk):
    typed = issue_letter(registration, facts(number="R8福第2号"), actor=clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        issue_letter(registration, facts(number="R8福第2号"), actor=clerk, now=NOW)
    assert refused.value.code == "number_used"
    following = [issue_letter(registration, facts(), actor=clerk, now=NOW) for _ in range(2)]

    assert typed.number_text == "R8福第2号"
    assert [letter.number_text for letter in following] == ["R8福第1号", "R8福第3号"]


@pytest.mark.parametrize(
    ("kind", "state", "on", "code"),
    [
        (APPROVAL, RegistrationState.ACTIVE, TODAY, None),
        (APPROVAL, RegistrationState.ON_LEAVE, TODAY + timedelta(30), None),
        (APPROVAL, RegistrationState.ACTIVE, TODAY - timedelta(1), "day_too_early"),
        (APPROVAL, RegistrationState.WITHDRAWN, TODAY, "registration_over"),
        (EXPIRY, RegistrationState.ACTIVE, TODAY, None),
        (EXPIRY, RegistrationState.REVOKED, TODAY, "registration_over"),
        (REVOCATION, RegistrationState.SUSPENDED, TODAY, "not_revoked"),
        (REVOCATION, RegistrationState.REVOKED, TODAY, None),
        (REVOCATION, RegistrationState.REVOKED, TODAY - timedelta(1), "day_too_early"),
    ],
)
def test_which_letter_a_registration_bears(kind, state, on, code):
    row = Registration(state=state, state_since=TODAY)
    term = make.RegistrationTerm(decided_on=TODAY, valid_through=date(2028, 9, 30))
    refusal = why_letter_is_refused(kind, row, term, issued_on=on)
    assert (refusal.code if refusal else None) == code


def test_no_guide_to_an_end_that_never_comes():
    row = Registration(state=RegistrationState.ACTIVE)
    term = make.RegistrationTerm(decided_on=TODAY, valid_through=None)
    refusal = why_letter_is_refused(EXPIRY, row, term, issued_on=TODAY)
    assert refusal.code == "term_without_end"


# ── when they are made ───────────────────────────────────────────────────────────────────────


def test_a_revocation_is_told_by_its_letter_alone(registration, clerk, approver, settings_of):
    settings_of(letters=[REVOCATION])
    revoke(registration, clerk, approver)

    letter = SupporterLetter.objects.get()
    assert (letter.kind, letter.issued_on, letter.term) == (REVOCATION, TODAY, None)
    assert not Notice.objects.filter(kind="supporters.revoked").exists()
    assert PrintItem.objects.filter(document_kind="supporters.letter").count() == 1


def test_an_approval_letter_where_the_settings_name_it(program, clerk, settings_of):
    settings_of(letters=[APPROVAL])
    approve_application(make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW)

    assert SupporterLetter.objects.get().number_text == "第1号"
    assert Notice.objects.filter(kind="supporters.approved").count() == 1


def test_who_has_no_mail_gets_one_letter_before_the_end(program, settings_of):
    settings_of(letters=[EXPIRY])
    make.supporter(program, make.person("山田 花子", email=""))
    make.supporter(program, make.person("林 花", email="h@example.jp"))

    for days in (0, 1, 60, 90):  # 1 January 2028 is 90 days before the end, then 30 and 0
        tell_about_ends(NOW + timedelta(days=(date(2028, 1, 1) - TODAY).days + days))

    letter = SupporterLetter.objects.get()
    assert (letter.kind, letter.issued_on) == (EXPIRY, date(2028, 1, 1))
    told = Notice.objects.order_by("id").values_list("recipient_name", "kind", "dedupe_key")
    assert list(told) == [
        ("林 花", "supporters.expiring", "90"),
        ("林 花", "supporters.expiring", "30"),
        ("林 花", "supporters.expiring", "7"),
    ]


# ── what stands on them ──────────────────────────────────────────────────────────────────────


def test_the_approval_letter_in_the_order_of_an_official_letter(registration, clerk, pdf_fonts):
    letter = issue_letter(registration, facts(), actor=clerk, now=NOW)
    pages = pages_of(letter_pdf(letter), "letter-approval")

    words = [
        "R8福第1号", "令和8年10月1日", "山田 花子", "様", "あおば市長", "青葉 一郎",
        "（公印省略）", "ひきこもりサポーターの登録について（通知）",
        "ひきこもりサポーター養成・派遣事業実施要綱第7条の規定により、", "記", "登録番号", "001",
        "登録期間", "令和8年10月1日から令和10年9月30日まで", "以上", "お問い合わせ先",
    ]  # fmt: skip
    assert (len(pages), in_order(pages[0], words)) == (1, [])


def test_the_revocation_letter_says_why_and_what_to_return(
    registration, clerk, approver, settings_of, pdf_fonts
):
    settings_of(letters=[REVOCATION], letter_seal="square")
    revoke(registration, clerk, approver)
    (page,) = pages_of(letter_pdf(SupporterLetter.objects.get()), "letter-revocation")

    words = [
        "登録の取消しについて（通知）", "第16条の規定により、", "登録番号　001",
        "取消しの日　令和8年10月1日", "取消しの理由　要綱第17条違反", "登録証・カード", "以上",
    ]  # fmt: skip
    assert in_order(page, words) == []
    assert "公印省略" not in page


@pytest.mark.parametrize("renewal_allowed", [True, False])
def test_the_letter_about_the_end_encloses_the_renewal_form(
    registration, clerk, settings_of, pdf_fonts, renewal_allowed
):
    settings_of(renewal_allowed=renewal_allowed, renewal_form_number="様式第9号")
    letter = issue_letter(registration, facts(EXPIRY), actor=clerk, now=NOW)
    settings_of(renewal_allowed=not renewal_allowed)

    pages = pages_of(letter_pdf(letter), "letter-expiry")

    assert len(pages) == (2 if renewal_allowed else 1)
    assert ("同封の更新申出書" in "".join(pages[0].split())) is renewal_allowed
    words = [
        "様式第9号", "あおば市長", "ひきこもりサポーター登録更新申出書", "登録番号", "001", "氏名",
        "山田花子", "登録期間の満了日", "令和10年9月30日", "更新を希望します",
        "更新を希望しません", "本人署名", "あおば市福祉課",
    ]  # fmt: skip
    assert in_order(pages[-1], words) == [] if renewal_allowed else len(pages) == 1
    # The print queue draws several at once with everything they enclose.
    other = issue_letter(registration, facts(APPROVAL), actor=clerk, now=NOW)
    drawn = pages_of(render_letters([letter.pk, other.pk], NOW))
    assert len(drawn) == len(pages) + 1


@pytest.mark.parametrize(("step", "sheets"), [(90, 2), (0, 1)])
def test_a_letter_without_number_encloses_the_form_too(program, pdf_fonts, step, sheets):
    supporter = make.supporter(program, make.person("山田 花子", email=""))
    term = supporter.registration.terms.get()
    actor = Actor.system("run_due")
    notice = tell_about_end(supporter, term, step, actor=actor, now=NOW)
    item = PrintItem.objects.get(target_kind=Notice._meta.label, target_id=notice.pk)

    pages = pages_of(render_items([item], now=NOW), "notice-expiry")

    assert len(pages) == sheets
    assert ("同封の更新申出書" in "".join(pages[0].split())) is (sheets == 2)
    number = supporter.registration.number_text
    words = ["更新申出書", "登録番号", number, "山田花子", "満了日", "更新を希望します"]
    assert in_order(pages[-1], words) == [] if sheets == 2 else sheets == 1


def test_a_stored_letter_never_changes(registration, clerk, pdf_fonts):
    letter = issue_letter(registration, facts(EXPIRY), actor=clerk, now=NOW)
    first = letter_pdf(letter)
    type(registration.person).objects.update(name="佐藤 花子")
    letter.refresh_from_db()

    assert letter_pdf(letter) == first
    assert "山田 花子" in pages_of(first)[0]


@pytest.mark.parametrize(("mode", "seen"), [("square", False), ("omitted", True), ("none", False)])
def test_the_seal_of_the_certificate_is_a_setting(
    program, clerk, settings_of, pdf_fonts, mode, seen
):
    settings_of(certificate_seal=mode)
    approve_application(make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW)
    issue = RegistrationIssue.objects.get(kind="certificate")

    (page,) = pages_of(issue_pdf(issue), f"certificate-{mode}")
    assert ("公印省略" in page) is seen


# ── the print queue ──────────────────────────────────────────────────────────────────────────


def test_the_print_queue_opens_every_paper_of_ours(program, clerk, settings_of, pdf_fonts):
    settings_of(letters=[APPROVAL])
    for name in ("山田 花子", "林 花"):
        application = make.ready_application(program, make.person(name))
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)

    for kind, pages in (("certificate", 2), ("card", 2), ("letter", 2)):
        items = list(PrintItem.objects.filter(document_kind=f"supporters.{kind}").order_by("id"))
        assert len(items) == 2
        texts = pages_of(render_items(items, now=NOW), f"queue-{kind}")
        assert len(texts) == pages  # cards: one sheet and its back
        found = "".join(texts)
        assert "山田 花子" in found
        assert "林 花" in found
        (one,) = pages_of(render_items(items[1:], now=NOW))[:1]
        assert "山田" not in one
    assert all(issue.pdf for issue in RegistrationIssue.objects.filter(kind="certificate"))


def test_what_the_queue_printed_is_noted_on_the_paper(registration, clerk):
    cards = PrintItem.objects.filter(document_kind="supporters.card")
    assert mark_printed(cards, actor=clerk, now=NOW) == 1
    later = NOW + timedelta(hours=1)
    assert mark_printed(cards, actor=clerk, now=later) == 0
    assert mark_handed(cards, actor=clerk, now=later) == 1
    stamps = RegistrationIssue.objects.values_list("kind", "printed_at", "handed_at")
    assert set(stamps) == {("card", NOW, later), ("certificate", None, None)}


def test_signs_no_font_can_draw_are_named_before_printing(program, clerk, world, pdf_fonts):
    for name in ("山田 \U0001f600", "林 花"):
        application = make.ready_application(program, make.person(name))
        approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
    desk = Desk(world.member(Role.CLERK))
    odd, sound = PrintItem.objects.filter(document_kind="supporters.certificate").order_by("id")

    def said(item) -> str:
        url = reverse("admin:documents_printitem_pdf", args=[item.pk])
        return desk.get(url).content.decode()

    assert "このままでは印刷できない文字があります：\U0001f600。" in said(odd)
    assert "印刷できない文字" not in said(sound)


# ── staff pages ──────────────────────────────────────────────────────────────────────────────


def test_staff_make_and_print_a_letter(registration, world, pdf_fonts):
    desk = Desk(world.member(Role.CLERK))
    page = desk.get(reverse("admin:supporters_registration_letter", args=[registration.pk]))
    assert "登録取消通知書" not in page.content.decode()
    act(desk, "registration", registration, "letter",
        kind="approval", issued_on="R8.10.5", number_text="福第12号")  # fmt: skip

    letter = SupporterLetter.objects.get()
    assert (letter.number_text, letter.issued_on) == ("福第12号", date(2026, 10, 5))
    printed = act(desk, "supporterletter", letter, "print_letters")
    assert "福第12号" in pages_of(printed.content)[0]
    letter.refresh_from_db()
    assert letter.printed_at == NOW
    assert PrintItem.objects.get(document_kind="supporters.letter").state == "printed"


def test_several_at_once_and_why_some_are_not(program, registration, clerk, world):
    other = make.registration(program)  # without a term
    take_leave(registration, on=TODAY, actor=clerk, now=NOW)
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:supporters_registration_bulk_letter")
    response = desk.post(
        url,
        {"_once": "b", "_ids": f"{registration.pk},{other.pk}", "kind": "expiry",
         "issued_on": "R8.10.1", "number_text": "福第99号"},
        follow=True,
    )  # fmt: skip

    text = response.content.decode()
    assert "1件の通知書を作り、印刷待ちに入れました。" in text
    assert "登録期間の記録がありません。" in text
    assert SupporterLetter.objects.get().number_text == "R8福第1号"
