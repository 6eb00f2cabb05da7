"""What staff do with registrations: decision, papers, roster."""

from io import BytesIO

from openpyxl import load_workbook

from tests.foundation.pdf import reading
from tests.journeys import names
from tests.journeys.office import PROGRAM, do
from tests.journeys.window import Window

LIST = "/staff/supporters/registrationapplication/"


def plain(text: str) -> str:
    """Text without the blanks that layout puts between characters."""
    return text.replace(" ", "").replace("\u3000", "")


def holds_name(text: str) -> bool:
    return plain(names.NAME) in plain(text)


def key_application(desk: Window) -> None:
    """Key the 登録申込書, say whose it is, record the signed 同意書."""
    desk.go(f"{LIST}add/")
    desk.write(
        program=PROGRAM,
        channel="counter",
        received_at="2026-11-04 09:30",
        kana=names.KANA,
        name=names.TYPED,
        birth_date="昭和60年4月1日",
        postcode="400-0001",
        address="みどり県あおば市中央1-2-3",
        phone="03-1234-5678",
        motive="地域の役に立ちたいため",
        declared_all=True,
    )
    desk.look("registration-keyed")
    desk.press("保存")
    desk.says("登録しました")
    desk.go(LIST)
    desk.follow_first("#result_list tbody")
    desk.follow("本人と結び付ける")
    desk.look("do-本人と結び付ける")
    desk.write(choice=desk.choices("choice")[0])
    desk.press("本人と結び付ける")
    desk.says("本人と修了に結び付けました")
    do(
        desk,
        "書面の同意を記録する",
        "書面の同意を記録する",
        text="同意書",
        given_on="令和8年11月2日",
        explained_on="2026-11-02 15:00",
        original_place="書庫A-1",
    )
    desk.says("同意を記録しました")


def approve(desk: Window) -> str:
    """Decide the only application; returns the registration number."""
    desk.go(LIST)
    desk.look("registration-applications")
    desk.follow_first("#result_list tbody")
    desk.look("registration-application")
    do(
        desk,
        "面談・適否を記録する",
        "面談・適否を記録する",
        suitability="suitable",
        suitability_reason="研修を修了し、意欲がある",
    )
    do(desk, "承認して登録する", "承認して登録する", decided_on="令和8年11月4日")
    desk.says("登録番号 001 で登録しました")
    desk.look("registration-approved")
    return "001"


def print_papers(desk: Window, number: str) -> None:
    """Open the 登録証, print the card, print the roster and write the workbook."""
    desk.go("/staff/supporters/registrationissue/?kind__exact=certificate")
    desk.look("issues")
    certificate = desk.download("開く")
    assert holds_name(reading.text(certificate)), reading.text(certificate)
    assert number in reading.text(certificate)

    desk.go("/staff/supporters/registrationissue/?kind__exact=card")
    desk.follow_first("#result_list tbody")
    desk.look("issue-card")
    desk.follow("カードを印刷する（10面）")
    desk.look("do-カードを印刷する")
    card = desk.submit("カードを印刷する（10面）")
    assert holds_name(reading.text(card)), reading.text(card)

    roster = _roster(desk, kind="pdf")
    assert holds_name(reading.text(roster)), reading.text(roster)
    book = load_workbook(BytesIO(_roster(desk, kind="xlsx")))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert any(names.NAME in cell for cell in cells), cells
    assert any(number in cell for cell in cells), cells


def _roster(desk: Window, kind: str) -> bytes:
    desk.go("/staff/supporters/roster/")
    if kind == "pdf":
        desk.look("roster")
    desk.write(settings=PROGRAM, kind=kind, purpose="登録名簿の備付け")
    return desk.submit("作成する")
