"""The default wordings of this app's notices; an organization may write its own (design D11)."""

from foundation.notices.texts import register_kind, register_standing

_FACTS = """
研修名：{研修名}
日時：
{日時}
会場：{会場}
受付番号：{受付番号}
"""

RECEIVED = register_kind(
    "trainings.received",
    "申込を受け付けた（決定待ち）",
    f"""「{{研修名}}」のお申込を受け付けました。参加できるかどうかは、決まりしだいお知らせします。
{_FACTS}
{{確認方法}}""",
)
ACCEPTED = register_kind(
    "trainings.accepted",
    "参加が決まった",
    f"""「{{研修名}}」へのご参加が決まりました。当日お待ちしています。
{_FACTS}
ご都合が悪くなったときは、早めに取り消しをお願いします。席をお待ちの方にお譲りできます。

{{確認方法}}""",
)
WAITING = register_kind(
    "trainings.waiting",
    "キャンセル待ちになった",
    f"""「{{研修名}}」は定員に達しているため、キャンセル待ちとして受け付けました。
いまの順番は{{順番}}番目です。席が空きしだい、順番にご案内します。
{_FACTS}
{{確認方法}}""",
)
GROUP = register_kind(
    "trainings.group",
    "複数人の申込を受け付けた",
    f"""「{{研修名}}」のお申込を{{人数}}名分受け付けました。
{_FACTS}
お一人ずつの状態と、それぞれの方の確認・取消のページは次のとおりです。
{{一覧}}

{{確認方法}}""",
)
REPEATED = register_kind(
    "trainings.repeated",
    "同じ方から2度目の申込があった",
    """「{研修名}」のお申込を受け取りましたが、先にいただいたお申込があるため、そちらが有効です。
新しい席はお取りしていません。先のお申込の受付番号は{受付番号}です。

{確認方法}""",
)
OFFER = register_kind(
    "trainings.offer",
    "席が空いたことを案内する",
    f"""「{{研修名}}」に席が空きました。
{{期限}}までに、参加するかどうかをお返事ください。期限までにお返事がないときは、次の方にご案内します。
{_FACTS}
{{確認方法}}""",
)
OFFER_DECLINED = register_kind(
    "trainings.offer_declined",
    "繰上げを辞退した",
    """「{研修名}」の席を辞退されたことを受け付けました。次の方にご案内します。
ご希望の場合は、もう一度キャンセル待ちの列に並ぶこともできます。

{確認方法}""",
)
LAPSED = register_kind(
    "trainings.lapsed",
    "繰上げの期限が過ぎた",
    """「{研修名}」の空席のご案内は、お返事の期限を過ぎたため、次の方にお譲りしました。
ご希望の場合は、もう一度キャンセル待ちの列に並ぶことができます。

{確認方法}""",
)
DECLINED = register_kind(
    "trainings.declined",
    "申込をお断りする",
    """「{研修名}」にお申し込みいただき、ありがとうございました。
このたびは、次の理由により、ご参加いただけないことになりました。

{理由}

ご不明な点は、担当課へお問い合わせください。""",
)
CANCELLED = register_kind(
    "trainings.cancelled",
    "申込を取り消した",
    """「{研修名}」のお申込（受付番号{受付番号}）を取り消しました。
お心当たりがない場合は、担当課へお電話ください。""",
)
GROUP_CANCELLED = register_kind(
    "trainings.group_cancelled",
    "複数人の申込を取り消した",
    """「{研修名}」のお申込（受付番号{受付番号}）を、全員分取り消しました。
お心当たりがない場合は、担当課へお電話ください。""",
)
COURSE_CANCELLED = register_kind(
    "trainings.course_cancelled",
    "研修を中止する",
    """「{研修名}」は、次の理由により中止することになりました。申し訳ありません。

{理由}

予定していた日時：
{日時}""",
)
CHANGED = register_kind(
    "trainings.changed",
    "研修の内容が変わった",
    f"""お申し込みいただいた「{{研修名}}」の{{変更点}}が変わりました。

{{理由}}
{_FACTS}
ご都合が悪くなったときは、お手数ですが取り消しをお願いします。

{{確認方法}}""",
)
POSTPONED = register_kind(
    "trainings.postponed",
    "日程を延期する",
    """「{研修名}」の{回}は、次の理由により延期します。

{理由}

新しい日程は、決まりしだいお知らせします。お申込はそのまま有効です。""",
)
RESCHEDULED = register_kind(
    "trainings.rescheduled",
    "日程が変わった",
    f"""「{{研修名}}」の{{回}}の日程が変わりました。新しい日程は次のとおりです。

{{理由}}
{_FACTS}
{{出欠}}

{{確認方法}}""",
)
REMINDER = register_kind(
    "trainings.reminder",
    "開催前のお知らせ",
    f"""「{{研修名}}」の開催が近づきましたので、お知らせします。
{_FACTS}
ご都合が悪くなったときは、ご連絡をお願いします。

{{確認方法}}""",
)
VIEWING = register_kind(
    "trainings.viewing",
    "オンラインの参加方法",
    """「{研修名}」{回}に、オンラインで参加する方法をお知らせします。

日時：{当日}
入口のアドレスは、{入口}。ほかの方に教えないでください。

{確認方法}""",
)
CERTIFICATE = register_kind(
    "trainings.certificate",
    "修了証・認定証などができた",
    """「{研修名}」の受講、お疲れさまでした。{証の名前}ができましたので、お知らせします。

{確認方法}""",
)
NEW_LINK = register_kind(
    "trainings.new_link",
    "新しいリンクを送る",
    """ご依頼のあった、申込の確認ページの新しいリンクをお送りします。

{確認方法}""",
)
BULK = register_kind(
    "trainings.bulk",
    "参加者への一斉連絡",
    """{本文}

（「{研修名}」について、{組織名}からのお知らせです）""",
)

STATES = register_standing(
    RECEIVED,
    ACCEPTED,
    WAITING,
    OFFER,
    OFFER_DECLINED,
    LAPSED,
    DECLINED,
    CANCELLED,
    COURSE_CANCELLED,
)
"""Kinds that say how an application stands: the latest is true, the others no longer are."""

GROUP_STATES = register_standing(GROUP, GROUP_CANCELLED)
"""The same of what the contact of a group was told about all of it."""

UNTIL_THE_LAST_DAY = frozenset(
    kind.code
    for kind in (
        RECEIVED,
        ACCEPTED,
        WAITING,
        GROUP,
        REPEATED,
        OFFER_DECLINED,
        LAPSED,
        CHANGED,
        POSTPONED,
        RESCHEDULED,
    )
)
"""Kinds that help nobody once the course is over; that it was called off is worth a late word."""
