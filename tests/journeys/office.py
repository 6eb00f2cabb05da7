"""What staff of the programme and of the course do, page by page."""

from dataclasses import dataclass

from tests.journeys.window import Window

PROGRAM = "ひきこもりサポーター養成・派遣事業"
COURSE = "ひきこもりサポーター養成研修"
SAVE = "保存"


@dataclass(frozen=True)
class Course:
    """What later steps need to find the course."""

    pk: int
    session: int
    page: str


def add(desk: Window, table: str, /, **values: object) -> int:
    """Add a row in the admin and open it; returns its key."""
    desk.go(f"/staff/{table}/add/")
    if table == "trainings/course":
        desk.tap("日程を追加")
    desk.write(**values)
    desk.look(f"add-{table.replace('/', '-')}")
    desk.press("保存して編集を続ける")
    desk.says("登録しました")
    return desk.number


def do(desk: Window, link: str, button: str, /, **values: object) -> None:
    """Press a button of a row, fill in its page and confirm."""
    desk.follow(link)
    desk.write(**values)
    desk.look(f"do-{link}")
    desk.press(button)


def make_program(desk: Window) -> None:
    """Make the programme and take the presets of every app."""
    desk.look("staff-home-administrator")
    add(
        desk,
        "programs/program",
        kind="hikikomori",
        name=PROGRAM,
        neutral_label="活動のお知らせ",
    )
    add(desk, "trainings/trainingsettings", program=PROGRAM)
    desk.look("training-settings")
    do(desk, "ひな形を取り込む", "ひな形を取り込む", preset="hikikomori")
    desk.says("取り込みました")
    _make_registration(desk)
    add(desk, "dispatch/dispatchsettings", program=PROGRAM)


def _make_registration(desk: Window) -> None:
    add(desk, "supporters/supportersettings", program=PROGRAM)
    desk.look("registration-settings")
    desk.write(review="none", declarations="活動で知ったことを、ほかの人に漏らしません。")
    desk.press("保存して編集を続ける")
    desk.says("変更しました")
    for row in range(2):
        desk.go("/staff/supporters/consenttext/")
        if not row:
            desk.look("consent-texts")
        do(desk, "使い始める", "使い始める", on="令和8年10月1日")


def publish_course(desk: Window) -> Course:
    """Plan a course of one day for the 31st and publish it."""
    desk.look("staff-home-clerk")
    first = "sessions-0"
    pk = add(
        desk,
        "trainings/course",
        program=PROGRAM,
        title=COURSE,
        capacity="20",
        channels=["web", "phone", "fax", "counter", "post"],
        opens_at_0="2026-10-01",
        opens_at_1="09:00",
        applications_close_at_0="2026-10-23",
        applications_close_at_1="17:00",
        **{
            f"{first}-n": "1",
            f"{first}-reception_at_0": "2026-10-31",
            f"{first}-reception_at_1": "09:30",
            f"{first}-starts_at_0": "2026-10-31",
            f"{first}-starts_at_1": "10:00",
            f"{first}-ends_at_0": "2026-10-31",
            f"{first}-ends_at_1": "13:00",
            f"{first}-venue": "中央公民館 大会議室",
            f"{first}-venue_address": "みどり県あおば市中央1-1",
        },
    )
    desk.look("course-draft")
    do(desk, "公開する", "公開する")
    desk.says("公開しました")
    desk.look("course-published")
    desk.go("/aoba/")
    desk.look("public-list")
    desk.follow(COURSE)
    desk.look("public-course")
    page = desk.url
    desk.go("/staff/trainings/coursesession/")
    desk.look("sessions")
    desk.follow(COURSE)
    return Course(pk, desk.number, page)


def receive(desk: Window, course: Course, *names: str) -> None:
    """Tick everybody at the reception."""
    desk.go(f"/staff/sessions/{course.session}/reception/")
    desk.look("reception")
    for name in names:
        desk.press(f"{name}さんが来場")
        desk.says(f"{name}さんの来場を記録しました")
    desk.look("reception-all-here")


def decide_and_issue(desk: Window, course: Course, passing: int) -> None:
    """Take the rule's verdict for everybody and issue the certificates."""
    desk.go(f"/staff/courses/{course.pk}/completion/")
    desk.look("completion")
    desk.press("この内容で判定する")
    desk.says(f"修了{passing}人")
    desk.look("completion-decided")
    desk.press("発行する")
    desk.says(f"{passing}人分の発行を始めました")


def key_sheet(desk: Window, course: Course, name: str, kana: str) -> None:
    """Key the FAX sheet of one person without a mail address."""
    desk.go(f"/staff/courses/{course.pk}/entry/?channel=fax")
    desk.look("entry")
    desk.write(
        **{
            "line-0-name": name,
            "line-0-kana": kana,
            "line-0-phone": "0312345678",
            "line-0-place": "みどり県あおば市中央1-2-3",
            "line-0-place_kind": "address",
        }
    )
    desk.press("登録する")
    desk.says("復唱", "参加決定")
    desk.look("entry-read-back")


def print_sheet(desk: Window, course: Course) -> bytes:
    """Return the reception list for the day."""
    desk.go(f"/staff/trainings/coursesession/{course.session}/change/")
    desk.look("session")
    return desk.download("受付簿（PDF）")


def key_attendance(desk: Window, course: Course) -> None:
    """Key the ticks of the printed list."""
    desk.go(f"/staff/sessions/{course.session}/keyed/")
    desk.look("reception-keyed")
    desk.write(came=desk.choices("came"))
    desk.press("記録する")
    desk.says("1人の出席を記録しました")


def print_certificate(desk: Window) -> bytes:
    """Print the only certificate from the list of issues."""
    desk.go("/staff/trainings/certificateissue/")
    desk.look("certificates")
    desk.write(_selected_action=True, action="まとめて印刷する")
    desk.press("実行する")
    desk.look("do-まとめて印刷する")
    return desk.submit("まとめて印刷する")


def print_queue(desk: Window, picture: str = "") -> list[bytes]:
    """Print every paper that waits; returns the files."""
    printed = []
    waiting = "/staff/documents/printitem/?state__exact=waiting"
    desk.go(waiting)
    if picture:
        desk.look(picture)
    while desk.rows:
        desk.follow("PDFを開く")
        printed.append(desk.submit("PDFを開く"))
        desk.go(waiting)
        desk.follow("印刷済みにする")
        desk.press("印刷済みにする")
        desk.go(waiting)
    return printed
