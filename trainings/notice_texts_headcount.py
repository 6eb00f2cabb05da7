"""What lecturers of courses without names are asked for, and the page behind the link."""

from foundation.notices.links import LinkPurpose, register_purpose
from foundation.notices.texts import register_kind

HEADCOUNT = "trainings.headcount"
register_purpose(LinkPurpose(HEADCOUNT, "trainings.HeadcountReport", "headcount-page"))

ASK = register_kind(
    "trainings.headcount_asked",
    "実施計画・報告のお願い（講師へ）",
    """
「{講座名}」（{日時}）について、予定人数と実施の報告をお願いします。

予定人数の入力：{計画の期限}まで
実施の報告：{報告の期限}まで

入力は、次のページからできます（このメールの方専用です）。
{ページ}

受講した方のお名前は入力しないでください。人数だけをお知らせください。
""",
)
