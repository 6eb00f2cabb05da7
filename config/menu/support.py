"""The menu's pages of supporters and of their dispatch, from registration to the payment."""

from foundation.adminsite.menu import Group, Line
from foundation.organizations.permissions import Role

CLERK, COORDINATOR, APPROVER = Role.CLERK, Role.COORDINATOR, Role.APPROVER
OFFICE = (CLERK, COORDINATOR)
CASES = (COORDINATOR,)

SUPPORTERS = Group(
    "サポーター",
    "さぽーたー",
    (
        Line(
            "supporters_registrationapplication",
            "とうろくもうしこみ どうい",
            "登録の申込みを受け、同意を記録し、登録するかどうかを決めます。",
            (CLERK, APPROVER),
            inside=("supporters/applications/",),
        ),
        Line(
            "supporters_registration",
            "とうろく こうしん ていし",
            "登録している方を番号・期間とともに見ます。更新・停止もここからです。",
            (CLERK, COORDINATOR, APPROVER),
        ),
        Line(
            "supporters_supporter",
            "さぽーたー はけん きぼう",
            "派遣をお願いできる方と、その希望・条件を見ます。",
            CASES,
        ),
        Line(
            "supporters_ending",
            "まもなくまんりょうするとうろく こうしん",
            "登録の満了が近い方を見て、更新を案内します。",
        ),
        Line("supporters_renewalrequest", "こうしんのもうしで", "更新の申出を受けて決めます。"),
        Line(
            "supporters_changenotice",
            "へんこうとどけ じゅうしょ",
            "住所や氏名などの変更届を反映します。",
        ),
        Line("supporters_withdrawal", "じたい", "登録の辞退を受けます。"),
        Line(
            "supporters_revocation",
            "とうろくのとりけし めんだん",
            "登録の取消しを、調査と面談の記録とともに決めます。",
        ),
        Line(
            "supporters_registrationissue",
            "とうろくしょう・とうろくかーどのはっこう いんさつ",
            "登録証と登録カードを発行・印刷します。",
            inside=("supporters/issues/",),
        ),
        Line(
            "supporters_supporterletter",
            "つうちしょ いんさつ",
            "サポーターへの通知書を探し、印刷します。",
        ),
        Line(
            "supporters_consent",
            "どうい ようし",
            "だれが何に同意したかと、用紙の置き場所を確かめます。",
        ),
        Line(
            "supporters_followupcourse",
            "ふぉろーあっぷのけんしゅう",
            "フォローアップにあたる研修を決めます。",
        ),
        Line(
            "supporters_states",
            "じょうたいべつのとうろくしゃすう",
            "ある日の登録者数を、状態別に数えます。",
        ),
    ),
)

ROSTERS = Group(
    "名簿と提供",
    "めいぼとていきょう",
    (
        Line(
            "supporters_roster",
            "とうろくめいぼのいんさつ・かきだし",
            "登録者の名簿を印刷するか、表にして書き出します。",
            OFFICE,
        ),
        Line(
            "supporters_rosterprovision",
            "めいぼのていきょう",
            "名簿を市町村などへ提供し、その記録を残します。",
            (APPROVER,),
        ),
        Line(
            "supporters_receivedentry",
            "ていきょうをうけためいぼ いこう",
            "ほかの組織から受けた名簿の方の意向を確かめます。",
        ),
        Line(
            "supporters_receivedupdate",
            "ていきょうもとからのへんこうのおしらせ",
            "名簿の提供元から届いた変更を確かめます。",
        ),
    ),
)

DISPATCH = Group(
    "派遣",
    "はけん",
    (
        Line(
            "cases_case",
            "しえんけーす そうだん",
            "支援ケースを開き、相談から派遣までを進めます。",
            (*CASES, APPROVER),
            inside=(
                "cases-papers/",
                "cases/consentrequest/",
                "cases/familymember/",
            ),
        ),
        Line(
            "cases_untaken",
            "たんとうのいないけーす",
            "まだ担当のいないケースを見て、引き受けます。",
        ),
        Line(
            "dispatch_dispatchrequest",
            "はけんのもうしこみ こうほ",
            "派遣の申込みを受け、派遣するかどうかを決めて候補を探します。",
            OFFICE,
            inside=(
                "dispatch-requests/",
                "dispatch-letters/",
            ),
        ),
        Line(
            "new_body_request",
            "いばしょ・かんけいきかんのもうしこみをにゅうりょく",
            "居場所や関係機関からの申込みを、用紙を見て入力します。",
        ),
        Line(
            "cases_supportconsent",
            "しえんのどうい ようし",
            "支援への同意と、用紙の置き場所を確かめます。",
        ),
        Line(
            "dispatch_invitation",
            "はけんようせい へんじ",
            "サポーターへの派遣の要請と、その返事を見ます。",
            CASES,
        ),
        Line(
            "dispatch_assignment",
            "はけん",
            "だれがどこへ派遣されているかを見ます。",
            OFFICE,
            inside=(
                "assignment-papers/",
                "dispatch/agreementrequest/",
            ),
        ),
        Line("dispatch_pair", "ぺあ", "同じ方を続けて支えるペアを管理します。"),
        Line(
            "dispatch_calendar",
            "ほうもんのかれんだー よてい",
            "訪問の予定を週・月のカレンダーで見ます。",
            CASES,
        ),
        Line(
            "dispatch_visit",
            "ほうもんよてい へんこう とりけし",
            "訪問の予定を決め、変更・取消しをします。",
            CASES,
            inside=("visits-papers/",),
        ),
        Line("dispatch_veto", "くみあわせないきろく", "組み合わせない方を記録します。"),
        Line(
            "case_exceptions",
            "かぞくのどういのれいがいつきごと",
            "家族の同意の例外を、月ごとに確かめます。",
        ),
        Line(
            "case_emergency",
            "きんきゅうえつらん",
            "緊急のときに、担当していないケースを4時間だけ開きます。",
        ),
    ),
    first_for=CASES,
)

ACTIVITIES = Group(
    "活動の記録",
    "かつどうのきろく",
    (
        Line(
            "dispatch_activityreport",
            "かつどうほうこく じょげん",
            "活動報告を読み、助言を付けて受け付けます。",
            OFFICE,
        ),
        Line(
            "dispatch_contactnote",
            "ほうこく・れんらく・そうだん",
            "報告・連絡・相談の記録を書き、読み返します。",
            CASES,
        ),
        Line("dispatch_casemeeting", "しえんかいぎ", "支援会議の予定と記録を残します。"),
        Line(
            "dispatch_incident",
            "じこ・ひやりはっと",
            "事故・ヒヤリハットの報告を受けて対応します。",
            (APPROVER,),
            inside=("incident-papers/",),
        ),
        Line(
            "dispatch_incidentmeasure",
            "じこのたいさく きげん",
            "事故のあとの対策と期限を確かめます。",
        ),
        Line(
            "dispatch_carecheck",
            "さぽーたーのふたんかん",
            "訪問のあとに聞いた、サポーターの負担感を見ます。",
        ),
        Line(
            "dispatch_payments",
            "さぽーたーへのつきべつのしはらい",
            "サポーターへの支払いを月ごとにまとめます。",
        ),
        Line(
            "dispatch_payment", "さぽーたーへのしはらい", "サポーターへの支払いを、日ごとに見ます。"
        ),
        Line(
            "dispatch_insurancecover",
            "ほけんのかにゅう",
            "だれがいつまで保険に入っているかを管理します。",
        ),
    ),
    first_for=CASES,
)
