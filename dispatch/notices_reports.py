"""What supporters are told about their reports: missing, returned, answered; nobody is named."""

from datetime import datetime
from typing import Any

from dispatch.models import Visit
from dispatch.notices import home_link, tell_supporter
from foundation.clock import local
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.wareki import format_date

REPORT_MISSING = register_kind(
    "dispatch.report_missing",
    "活動報告のお願い",
    """
{日付}の活動は、いかがでしたか。活動報告がまだ届いていないようですので、ご連絡しました。

報告を書く：{リンク}

書きかけの下書きは、そのまま残っています。活動がなかったときや、書くのがむずかしいときは、
お電話でお知らせください。行き違いのときは、どうぞご容赦ください。
""",
)
REPORT_RETURNED = register_kind(
    "dispatch.report_returned",
    "活動報告の書き直しのお願い",
    """
{日付}の活動報告を、もう一度ご確認ください。

確認と書き直し：{リンク}
""",
)
GUIDANCE_GIVEN = register_kind(
    "dispatch.guidance_given",
    "活動報告への返事",
    """
{日付}の活動報告をお送りくださり、ありがとうございました。
担当からの返事があります。

返事を読む：{リンク}
""",
)


def tell_about_missing_report(visit: Visit, *, actor: Actor, now: datetime) -> Notice:
    """Ask once for the report of a visit that is over."""
    values = {
        "日付": format_date(local(visit.starts_at).date()),
        "リンク": home_link(visit.supporter, now=now),
    }
    return tell_supporter(REPORT_MISSING.code, visit.supporter, visit, values, actor=actor, now=now)


def tell_about_report(kind: str, report: Any, *, actor: Actor, now: datetime, key: str) -> Notice:
    """Tell the supporter that the coordinator answered, asked or returned the report."""
    values = {
        "日付": format_date(local(report.starts_at).date()),
        "リンク": home_link(report.supporter, now=now),
    }
    return tell_supporter(
        kind, report.supporter, report, values, dedupe_key=key, actor=actor, now=now
    )
