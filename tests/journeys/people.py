"""What residents and supporters do on their phones."""

import re

from tests.foundation.pdf import reading
from tests.journeys import names
from tests.journeys.coordination import CLIENT_MAIL
from tests.journeys.office import COURSE, Course
from tests.journeys.site import Site
from tests.journeys.window import Window


class Resident:
    """Somebody with a phone and a mail address; with or without scripts in the browser."""

    def __init__(self, site: Site, *, javascript: bool) -> None:
        self.site = site
        self.phone: Window = site.phone(javascript=javascript)
        self.javascript = javascript

    def look(self, name: str) -> None:
        """Look at the page: by rules where scripts run, as a picture where not."""
        if self.javascript:
            self.phone.look(name)
        else:
            self.phone.keep(name)

    def open_mail(self) -> None:
        """Follow the newest link in the mails."""
        self.site.work()
        self.phone.go(self.site.link_to(names.MAIL))

    # ── the course ──────────────────────────────────────────────────────────────────────
    def apply(self, course: Course) -> str:
        """From the list of courses to the done page; returns the reference."""
        phone = self.phone
        phone.go("/aoba/")
        self.look("list")
        phone.follow(COURSE)
        self.look("course")
        phone.follow("申し込む")
        self.look("apply")
        phone.press("確認へ進む")
        self.look("apply-faults")
        phone.write(
            name=names.TYPED,
            kana=names.KANA,
            place_kind="address",
            place="中央1-2-3",
            phone="０９０ー１２３４ー５６７８",
            email=names.MAIL,
        )
        phone.write_day("birth_date", "昭和60", 4, 1)
        phone.press("確認へ進む")
        phone.says(names.NAME, "昭和60年")
        self.look("apply-check")
        phone.press("この内容で申し込む")
        phone.says("参加が決まりました", "受付番号")
        self.look("apply-done")
        return phone.page.locator(".reference__code").first.inner_text().strip()

    def open_own_page(self) -> None:
        """The mailed link opens the own page."""
        self.open_mail()
        self.phone.says("参加決定", COURSE)
        self.phone.hides(names.NAME)  # only the first character (rule B12)
        self.look("own-page")

    def fetch_certificate(self) -> bytes:
        """Download the certificate from the own page, which asks who one is first (rule B12)."""
        self.open_mail()
        self.look("own-page-completed")
        self.phone.write(proof=names.PHONE[-4:])
        self.phone.press("確認して表示する")
        self.look("own-page-completed-unlocked")
        return self.phone.download(re.compile("修了証.*を開く"))


def assert_certificate(site: Site, pdf: bytes) -> None:
    """Name and number are in the text; the QR code leads to the page that says it is valid."""
    text = reading.text(pdf)
    assert names.SPACED in text or names.NAME in text, text.encode("unicode_escape")
    assert "修了証" in text.replace(" ", "").replace("\u3000", "")
    (address,) = [code for code in reading.qr_codes(pdf) if "/verify/" in code]
    visitor = site.phone()
    visitor.go(address)
    visitor.says("＊", COURSE)
    visitor.hides(names.NAME, names.GIVEN)
    visitor.look("verify")


class Supporter(Resident):
    """The same person on the same phone, once registered."""

    def ask_to_register(self) -> None:
        """Through the mailed link: three parts, consent typed with the name, check, done."""
        self.open_mail()
        phone = self.phone
        self.look("register-proof")
        phone.write(proof=names.PHONE[-4:])
        phone.press("確認して表示する")
        self.look("register-1")
        phone.write(postcode="400-0001", address="みどり県あおば市中央1-2-3")
        assert phone.field("name").input_value() == names.NAME
        phone.press("次へ進む")
        self.look("register-2")
        phone.write(motive="地域の役に立ちたいため", weekdays=["6"], areas="北部")
        phone.press("次へ進む")
        self.look("register-3")
        for box in phone.page.locator('[type="checkbox"]:visible').all():
            box.check()
        for signature in phone.page.locator('[name^="signed_"]:visible').all():
            signature.fill(names.TYPED)
        phone.press("確認へ進む")
        self.look("register-check")
        phone.says(names.NAME)
        phone.press("この内容で申し込む")
        phone.says("登録の申込みを受け付けました")
        self.look("register-done")

    def read_own_page(self, number: str) -> None:
        """The mail of the registration leads to the supporter's page."""
        self.open_mail()
        self.phone.says(number, "令和10年11月3日まで")
        self.look("supporter-page")

    def accept(self) -> None:
        """Say yes to the invitation; before it nothing of the client is known."""
        self.open_mail()
        self.phone.says("活動のお願い")
        self.phone.hides("秘野", "北町", "外に出ることが難しい")
        self.look("invitation")
        self.phone.press("引き受ける")
        self.look("assignment-preparing")

    def agree(self) -> None:
        """Agree with the plan."""
        phone = self.phone
        phone.follow("ご自分の予定へ")
        self.look("home-preparing")
        phone.follow("活動の目的・計画・内容を確認する")
        phone.hides("月2回、一緒に散歩をする")
        self.look("plan-proof")
        phone.write(proof=names.PHONE[-4:])
        phone.press("確認して表示する")
        phone.says("月2回、一緒に散歩をする")
        self.look("assignment-plan")
        phone.press("この内容で合意する")
        phone.says("合意済み")

    def begin_visit(self) -> None:
        """The planned visit shows what was consented to, and no more; one tap begins it."""
        self.open_mail()
        self.look("home-visits")
        self.phone.follow(re.compile("から$"))
        self.phone.says("北公民館", "秘野 一郎")
        self.look("visit")
        self.phone.press("活動を始めます")
        self.look("visit-begun")

    def report(self) -> None:
        """End the visit by a tap and send the report of 資料9."""
        phone = self.phone
        phone.press("活動を終えました")
        phone.follow("活動報告を書く")
        self.look("report-form")
        phone.write(activity_types=["visit"], content="公園まで散歩をした", policy="continue")
        phone.press("確認へ進む")
        self.look("report-check")
        phone.press("この内容で報告する")
        self.look("report-sent")

    def read_answer(self) -> None:
        """The advice stands on the own page."""
        self.open_mail()
        self.phone.follow(re.compile("の報告$"))
        self.phone.says("ゆっくり進めてください。")
        self.look("report-answered")


def agree_as_user(site: Site, *, javascript: bool) -> None:
    """The client reads the plan behind the mailed link and agrees; nothing else is shown."""
    site.work()
    phone = site.phone(javascript=javascript)
    phone.go(site.link_to(CLIENT_MAIL))
    phone.says("月2回、一緒に散歩をする", names.NAME)
    phone.hides("秘野", "北町", "外に出ることが難しい")
    if javascript:
        phone.look("plan-to-agree")
    phone.press("この内容で合意する")
    phone.says("お返事を受け取りました")
