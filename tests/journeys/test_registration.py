"""From the certificate to the last day of a registration: on the web, and on paper alone.

Up to the registration, staff do what they do in `test_web` and `test_paper`, where Chromium shows
it; from then on every step is shown here.
"""

import re

import pytest

from foundation import clock
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.enums import RegistrationState
from supporters.jobs import tell_about_ends
from supporters.models import Registration
from tests.foundation.pdf import reading
from tests.journeys import names, office, registry
from tests.journeys.people import Supporter, assert_certificate
from tests.journeys.registry import holds_name
from tests.journeys.site import Site
from tests.journeys.window import Window

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "県外へ転居するため"


def course_of(site: Site) -> office.Course:
    """The programme with its presets, and a published course; `test_web` looks at these pages."""
    site.at("2026-10-01 09:00")
    office.make_program(site.unseen(Role.ADMINISTRATOR))
    return office.publish_course(site.unseen())


def renew(desk: Window, came_by: str) -> None:
    """Renew as the supporter asked, from the list of endings."""
    desk.go("/staff/supporters/ending/")
    desk.says("令和10年11月3日", "001", "更新を希望する")
    desk.look("ending")
    desk.go("/staff/supporters/renewalrequest/")
    desk.says("決定待ち", came_by)
    desk.look("renewal-requests")
    office.do(desk, "更新する", "更新する", decided_on="令和10年10月2日")
    desk.says("更新しました")
    desk.look("registration-renewed")


def ask_on_page(phone: Window) -> None:
    """Ask for renewal on the own page; the answer stands there until the office decides."""
    phone.hides(names.GIVEN, "あなたの情報を見ることができる人")
    phone.write(proof=names.PHONE[-4:])
    phone.press("確認して表示する")
    phone.says("新しい登録期間は、令和10年11月4日から令和12年11月3日まで")
    phone.look("supporter-page-renewal")
    phone.press("更新を申し出る")
    phone.says("更新の申出を受け付けました", "担当課で決定して、お知らせします")


def key_renewal(desk: Window) -> None:
    """Print the 更新申出書 for somebody without mail, and key it when it comes back."""
    desk.go("/staff/supporters/registration/")
    desk.follow_first("#result_list tbody th")
    desk.follow("届の用紙を印刷する")
    desk.write(kind="renewal")
    paper = reading.text(desk.submit("届の用紙を印刷する"))
    assert holds_name(paper)
    assert "更新を希望します" in paper
    desk.go("/staff/supporters/registration/")
    desk.follow_first("#result_list tbody th")
    office.do(
        desk,
        "更新の申出を受け付ける",
        "更新の申出を受け付ける",
        wish="renew",
        channel="post",
        received_on="令和10年10月1日",
    )
    desk.says("更新の申出を受け付けました")


def confirm_leaving(desk: Window) -> None:
    """Confirm the reason of the 辞退届; the registration ends with it."""
    desk.go("/staff/supporters/withdrawal/")
    desk.look("withdrawals")
    office.do(
        desk,
        "理由を確認して登録を解除する",
        "理由を確認して登録を解除する",
        confirmed_on="令和10年12月5日",
        note="本人に電話で確かめた",
    )
    desk.says("登録を解除し")


def assert_left(site: Site, desk: Window) -> None:
    """Two terms without a gap, ended by a withdrawal that the roster still shows."""
    with within(site.town):
        registration = Registration.objects.get()
        terms = [(str(t.valid_from), str(t.valid_through)) for t in registration.terms.all()]
    assert terms == [("2026-11-04", "2028-11-03"), ("2028-11-04", "2030-11-03")]
    assert registration.state == RegistrationState.WITHDRAWN
    desk.go("/staff/supporters/roster/")
    desk.write(settings=office.PROGRAM, kind="pdf", with_ended=True, purpose="点検")
    roster = reading.text(desk.submit("作成する"))
    assert holds_name(roster)
    assert "辞退" in roster


def test_on_the_web(site: Site):
    course = course_of(site)
    site.at("2026-10-02 20:00")
    person = Supporter(site, javascript=True)
    person.apply(course)
    site.at("2026-10-31 09:40")
    office.receive(site.unseen(), course, names.NAME)
    site.at("2026-10-31 14:00")
    office.decide_and_issue(site.unseen(), course, 1)
    site.work()
    site.at("2026-11-02 10:00")
    assert_certificate(site, person.fetch_certificate())
    assert holds_name(reading.text(office.print_certificate(site.unseen())))
    person.ask_to_register()
    site.at("2026-11-04 10:00")
    clerk: Window = site.unseen()
    registry.print_papers(clerk, registry.approve(clerk))
    site.at("2026-11-04 12:00")
    person.read_own_page("001")

    site.at("2028-10-02 09:00")
    with within(site.town):
        assert tell_about_ends(clock.now()) == 1
    site.at("2028-10-02 09:05")  # what can still be taken back leaves after two minutes
    person.open_mail()
    ask_on_page(person.phone)
    person.look("supporter-page-asked")
    site.at("2028-10-02 10:00")
    clerk = site.staff()
    renew(clerk, "ウェブ")
    papers = [reading.text(paper) for paper in office.print_queue(site.unseen())]
    renewed = [paper for paper in papers if "令和12年11月3日" in paper.replace(" ", "")]
    assert len(renewed) == 2, "a certificate and a card for the new term"
    site.at("2028-10-02 12:00")
    phone = _opened_again(site, person)
    phone.says("次の登録期間", "令和12年11月3日まで")
    phone.says("あなたの情報を見ることができる人", "あおば市")
    person.look("supporter-page-unlocked")

    site.at("2028-12-04 20:00")
    with within(site.town):
        assert Registration.objects.get().state == RegistrationState.ACTIVE
    phone = _opened_again(site, person)
    phone.page.get_by_text("登録を辞退する", exact=True).click()
    phone.write(reason=REASON)
    phone.press("辞退を届け出る")
    phone.says("辞退の届けを受け付けました")
    person.look("supporter-page-leaving")
    site.at("2028-12-05 10:00")
    clerk = site.staff()
    confirm_leaving(clerk)
    assert_left(site, clerk)


def _opened_again(site: Site, person: Supporter) -> Window:
    """With the session over, the link of the last mail that has one opens the page again."""
    phone = person.phone
    phone.page.context.clear_cookies()
    mails = "\n".join(site.mails_to(names.MAIL))
    phone.go(re.findall(rf"{re.escape(site.address)}/\S+/l/\S+", mails)[-1])
    phone.hides("あなたの情報を見ることができる人")
    phone.write(proof=names.PHONE[-4:])
    phone.press("確認して表示する")
    return phone


def test_on_paper(site: Site):
    course = course_of(site)
    office.key_sheet(site.unseen(), course, names.TYPED, names.KANA)
    site.at("2026-10-31 14:00")
    clerk: Window = site.unseen()
    office.key_attendance(clerk, course)
    office.decide_and_issue(clerk, course, 1)
    site.work()
    assert holds_name(reading.text(office.print_certificate(clerk)))
    site.at("2026-11-04 10:00")
    clerk = site.unseen()
    registry.key_application(clerk)
    registry.print_papers(clerk, registry.approve(clerk))
    office.print_queue(clerk)

    site.at("2028-10-02 10:00")
    clerk = site.staff()
    key_renewal(clerk)
    renew(clerk, "郵送")
    letters = [reading.text(paper) for paper in office.print_queue(site.unseen())]
    assert len(letters) >= 3, "the certificate, the card and a letter"
    assert all(holds_name(letter) for letter in letters)

    site.at("2028-12-05 10:00")
    clerk = site.staff()
    clerk.go("/staff/supporters/registration/")
    clerk.look("registrations")
    clerk.follow_first("#result_list tbody th")
    clerk.look("registration")
    office.do(
        clerk,
        "辞退届を受け付ける",
        "辞退届を受け付ける",
        channel="post",
        received_on="令和10年12月4日",
        reason=REASON,
    )
    clerk.says("辞退届を受け付けました")
    confirm_leaving(clerk)
    letters = [reading.text(paper) for paper in office.print_queue(site.unseen())]
    assert any(holds_name(letter) for letter in letters), "the person is told by letter"
    assert_left(site, clerk)
