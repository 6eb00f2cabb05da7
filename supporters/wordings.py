"""The default wordings of what supporters are told; organizations may write their own."""

from foundation.notices.texts import register_kind

INVITATION = register_kind(
    "supporters.invitation",
    "登録のご案内（修了した方へ）",
    """
「{事業}」の研修を修了されました。ありがとうございました。
{呼び名}として活動してくださる方は、登録の申込みをお願いします。申込みは任意です。

登録の申込み：{リンク}

用紙での申込みもできます。担当課へお問い合わせください。
""",
)
RECEIVED = register_kind(
    "supporters.received",
    "登録申込の受付",
    """
「{事業}」の登録の申込みを受け付けました。
受付番号：{受付番号}

結果は、あらためてお知らせします。面談などをお願いすることがあります。
申込みの状況：{リンク}
""",
)
APPROVED = register_kind(
    "supporters.approved",
    "登録の承認",
    """
「{事業}」の{呼び名}として登録しました。
登録番号：{登録番号}
登録期間：{期間}

{証}は、あらためてお渡しします。
ご自分の登録の確認・変更・辞退：{リンク}
""",
)
REJECTED = register_kind(
    "supporters.rejected",
    "登録申込の結果（不承認）",
    """
「{事業}」の登録の申込みについて、このたびは登録を見送ることとしました。
理由：{理由}

ご不明な点は、担当課へお問い合わせください。
""",
)
EXPIRING = register_kind(
    "supporters.expiring",
    "登録期間の満了が近いお知らせ",
    """
「{事業}」の登録期間は、{満了日}までです。
登録番号：{登録番号}

続けて活動してくださる方は、更新の手続きをお願いします。
手続き：{リンク}

続けないときは、手続きは要りません。満了日に登録が終わります。
""",
)
EXPIRED = register_kind(
    "supporters.expired",
    "登録期間が満了したお知らせ",
    """
「{事業}」の登録期間は、{満了日}で満了しました。
これまでのご協力に、心よりお礼申しあげます。

もう一度登録を希望される方は、担当課へご連絡ください。
お手元の証は、担当課へお返しください。
""",
)
RENEWED = register_kind(
    "supporters.renewed",
    "登録の更新",
    """
「{事業}」の登録を更新しました。
登録番号：{登録番号}
新しい登録期間：{期間}

新しい{証}は、あらためてお渡しします。
""",
)
WITHDRAWN = register_kind(
    "supporters.withdrawn",
    "辞退による登録の解除",
    """
お申し出により、「{事業}」の登録を{日付}に解除しました。
これまでのご協力に、心よりお礼申しあげます。
お手元の証は、担当課へお返しください。活動で知ったことは、これからも秘密をお守りください。
""",
)
REVOKED = register_kind(
    "supporters.revoked",
    "登録の取消し",
    """
「{事業}」実施要綱の定めにより、{日付}に登録を取り消しました。
理由：{理由}

お手元の証は、担当課へお返しください。ご不明な点は、担当課へお問い合わせください。
""",
)
RECONSENT = register_kind(
    "supporters.reconsent",
    "同意書の改定と再同意のお願い",
    """
「{事業}」の同意書を改めました。続けて活動していただくために、{期限}までに、
新しい同意書をご確認のうえ、同意をお願いします。

確認と同意：{リンク}

書面での同意もできます。担当課へお問い合わせください。
""",
)
NEW_LINK = register_kind(
    "supporters.link",
    "新しいリンク",
    """
ご自分の登録の確認・変更のための、新しいリンクをお送りします。
{リンク}
""",
)
