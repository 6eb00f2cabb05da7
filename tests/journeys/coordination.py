"""What the coordinator does: case, consents, request, invitation, assignment, visit, answer."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from tests.journeys import names
from tests.journeys.office import PROGRAM, add, do
from tests.journeys.window import Window

CLIENT = "秘野 一郎"
CLIENT_MAIL = "ichiro@example.jp"
AREA = "北部"
WHEN = "土曜日の午後"
YEAR = "令和8年度"
ONES = (
    *("実施回数", "養成人数", "受講者数", "登録者数", "新規登録"),
    *("派遣の申込", "派遣の承認", "訪問回数", "活動報告"),
)


def prepare_wording(desk: Window) -> None:
    """Correct the wording of the consent to support that the settings brought along."""
    desk.go("/staff/cases/supportconsenttext/")
    desk.follow_first("#result_list tbody")
    desk.look("support-consent-text")
    desk.write(items="必要な情報をサポーターに伝えること。\n約束を守ること。")
    desk.press("保存")
    desk.go("/staff/dispatch/dispatchsettings/")
    desk.look("dispatch-settings")


def open_case(desk: Window, **client: str) -> int:
    """Open a case with its client and the family, and keep both consents."""
    desk.look("staff-home-coordinator")
    case = add(desk, "cases/case", program=PROGRAM, opened_on="2026-11-05")
    desk.look("case-new")
    known = {"name": CLIENT, "address": "北町9-9", "area": AREA, **client}
    do(desk, "本人を記録する", "本人を記録する", **known)
    do(desk, "家族を加える", "家族を加える", relation="parent", name="秘野 母")
    do(desk, "相談内容を記録する", "相談内容を記録する", consultation="外に出ることが難しい")
    desk.go(f"/staff/cases/case/{case}/change/")
    desk.look("case")
    for whose in (0, 1):
        desk.go(f"/staff/cases/case/{case}/change/")
        desk.follow("同意を記録する")
        desk.write(
            whose=desk.choices("whose")[whose],
            kind="case_person",
            given_on="令和8年11月5日",
            channel="paper",
            original_place="鍵付き書庫B-2",
            scope_supporter=["name", "address", "consultation"],
        )
        if not whose:
            desk.look("do-同意を記録する")
        desk.press("同意を記録する")
        desk.says("同意を記録しました")
    return case


def request_and_invite(desk: Window, case: int) -> None:
    """Take the family's request, approve it, ask the only candidate."""
    desk.go(f"/staff/cases/case/{case}/change/")
    do(
        desk,
        "派遣の申込みを入力する",
        "派遣の申込みを入力する",
        kind="case_person",
        requested_by="family",
        channel="phone",
        purpose="話し相手がほしい",
        place_area=AREA,
    )
    desk.look("dispatch-request")
    do(desk, "承認する", "承認する", effective=True, wished=True)
    desk.look("dispatch-request-approved")
    desk.follow("候補")
    desk.look("candidates")
    desk.tick(f"{names.NAME}に要請する")
    desk.write_last("area", AREA)
    desk.write(when=WHEN, outline="話し相手、散歩の付き添い")
    desk.press("選んだ人に要請する")
    desk.says("1人に要請しました")


def key_acceptance(desk: Window) -> None:
    """The return slip came back with a yes."""
    desk.go("/staff/dispatch/invitation/")
    desk.look("invitations")
    desk.follow_first("#result_list tbody")
    desk.look("invitation")
    do(desk, "承諾を入力する", "承諾を入力する", through="paper")


def key_agreement(desk: Window) -> None:
    """The supporter agreed with the plan on paper."""
    desk.go("/staff/dispatch/assignment/")
    desk.follow_first("#result_list tbody")
    do(desk, "サポーターの合意を記録する", "サポーターの合意を記録する")


def key_report(desk: Window) -> None:
    """Key the report of 資料9 as it lies on the desk."""
    desk.go("/staff/dispatch/visit/")
    desk.look("visits")
    desk.follow_first("#result_list tbody")
    desk.look("visit")
    do(
        desk,
        "紙の報告を入力する",
        "紙の報告を入力する",
        activity_types=["visit"],
        content="公園まで散歩をした",
        policy="continue",
    )


def write_plan(desk: Window) -> None:
    """Write the plan of the assignment that the acceptance made."""
    desk.go("/staff/dispatch/assignment/")
    desk.look("assignments")
    desk.follow_first("#result_list tbody")
    desk.look("assignment")
    do(desk, "計画を書く", "計画を書く", plan="月2回、一緒に散歩をする")


def ask_user_to_agree(desk: Window) -> None:
    """Ask the client by mail whether the plan is right."""
    desk.go("/staff/dispatch/assignment/")
    desk.follow_first("#result_list tbody")
    button = "利用者の合意をメールでお願いする"
    do(desk, button, button, whose="client")
    desk.says("お願いのメールを用意しました")
    desk.look("assignment-asked")


def key_user_agreement(desk: Window) -> None:
    """The client signed the 確認書."""
    desk.go("/staff/dispatch/assignment/")
    desk.follow_first("#result_list tbody")
    do(desk, "利用者の合意を記録する", "利用者の合意を記録する")


def start_and_plan_visit(desk: Window) -> None:
    """Both sides agreed: begin, plan the first visit."""
    desk.go("/staff/dispatch/assignment/")
    desk.follow_first("#result_list tbody")
    do(desk, "派遣を始める", "派遣を始める")
    do(
        desk,
        "訪問を予定する",
        "訪問を予定する",
        day="令和8年11月21日",
        starts="14:00",
        ends="15:30",
        place="北公民館",
    )
    desk.says("1件の訪問を予定しました")
    desk.look("assignment-active")


def answer(desk: Window) -> None:
    """Read the report and give advice."""
    desk.go("/staff/dispatch/activityreport/")
    desk.look("reports")
    desk.follow_first("#result_list tbody")
    desk.look("report")
    desk.says("公園まで散歩をした")
    do(desk, "助言して終える", "助言して終える", text="ゆっくり進めてください。")
    desk.says("助言を送りました")


def end(desk: Window, case: int) -> None:
    """The work is done: end the assignment, the request and the case."""
    desk.go("/staff/dispatch/assignment/")
    desk.follow_first("#result_list tbody")
    do(desk, "派遣を終える", "派遣を終える", reason="目標に届いたため")
    desk.go("/staff/dispatch/dispatchrequest/")
    desk.follow_first("#result_list tbody")
    do(desk, "終える", "終える", reason="目標に届いたため")
    desk.go(f"/staff/cases/case/{case}/change/")
    do(desk, "支援を終える", "支援を終える", reason="目標に届いたため")
    desk.says("支援を終えました")
    desk.look("case-closed")


def read_year_table(desk: Window) -> None:
    """Every figure of the path stands as a 1 in the year's line, on page and in the workbook."""
    desk.go("/staff/reports/tables/year/")
    desk.look("year-table")
    figures = year_line(desk.download("Excelで保存する"))
    ones = {label for label in ONES for heading in figures if label in heading}
    assert ones == set(ONES), figures
    for heading, value in figures.items():
        wanted = 1 if any(label in heading for label in ONES) else 0
        assert (value or 0) == wanted, f"{heading}: {value}"
    line = desk.cells(YEAR)
    assert line.count("1") == list(figures.values()).count(1), line


def year_line(workbook: bytes) -> dict[str, Any]:
    """Return heading → figure of this year's line on the first sheet."""
    sheet = load_workbook(BytesIO(workbook)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    headings = next(row for row in rows if row[0] == "年度")
    line = next(row for row in rows if str(row[0]).startswith(YEAR))
    return dict(zip(map(str, headings[1:]), line[1:], strict=True))
