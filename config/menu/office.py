"""The menu's pages every office needs: tasks, people, papers, figures, members, settings."""

from foundation.adminsite.menu import Group, Line
from foundation.organizations.permissions import Role

CLERK, COORDINATOR, APPROVER = Role.CLERK, Role.COORDINATOR, Role.APPROVER
ADMIN, VIEWER, CONTRACTOR, RECEPTION = (
    Role.ADMINISTRATOR,
    Role.VIEWER,
    Role.CONTRACTOR,
    Role.RECEPTION,
)
OFFICE = (CLERK, COORDINATOR)

TODAY = Group(
    "やること・引継ぎ",
    "やること・ひきつぎ",
    (
        Line(
            "notices_task",
            "やること・でんわ きげん",
            "電話や確認など、これからすることを期限の順に見て、済んだら完了にします。",
            (CLERK, COORDINATOR, APPROVER, CONTRACTOR),
        ),
        Line(
            "helper_page",
            "わたしのとうばんとさぎょう うけつけ",
            "自分の受付当番の日と、割り当てられた作業を見ます。",
            (RECEPTION, CONTRACTOR),
            inside=("sessions/",),
        ),
        Line(
            "handover",
            "ひきつぎしょ たんとう",
            "担当が替わるときに、残っている仕事を書き出し、まとめて引き継ぎます。",
        ),
        Line(
            "year_rollover",
            "ねんどこうしん きりかえ",
            "年度の切り替えですることを、順に確かめます。",
        ),
    ),
)

PEOPLE = Group(
    "人",
    "ひと",
    (
        Line(
            "people_person",
            "ひとのけんさく しめい でんわばんごう",
            "氏名や電話番号で人を探し、申込みから登録までの経過を見ます。",
            (*OFFICE, CONTRACTOR),
        ),
        Line(
            "people_duplicates",
            "ちょうふくのこうほ じゅうふく",
            "同じ方かもしれない2件を比べて決めます。",
            inside=("people/merge/",),
        ),
        Line(
            "organizations_body",
            "だんたい かんけいきかん",
            "関係機関・周知先・受入先などの団体を管理します。",
        ),
        Line("import_upload", "ひょうのとりこみ めいぼ", "これまでの名簿などの表を取り込みます。"),
        Line(
            "imports_importbatch",
            "とりこみのいちらん とりけし",
            "取り込んだ表を確かめ、取り消します。",
            inside=("imports/",),
        ),
        Line(
            "erasure_propose",
            "ほぞんきかんをすぎたきろく しょうきょ",
            "保存期間を過ぎた記録を数え、消去を申し出ます。",
        ),
    ),
)

PAPERS = Group(
    "文書と通知",
    "ぶんしょとつうち",
    (
        Line(
            "documents_printitem",
            "いんさつまち ぶんしょ",
            "これから印刷する文書をまとめて印刷します。",
            OFFICE,
        ),
        Line(
            "notices_notice",
            "れんらくのそうしん てがみ とりけし",
            "送ったメールや手紙を確かめ、送る前なら取り消します。",
            (CLERK, CONTRACTOR),
        ),
        Line(
            "jobs_job",
            "じぶんがはじめたしょり",
            "時間のかかる処理の進みと、できたファイルを見ます。",
            inside=("jobs/",),
        ),
    ),
)

FIGURES = Group(
    "集計",
    "しゅうけい",
    (
        Line(
            "reports",
            "しゅうけいひょう じっせき いんさつ",
            "年度の実績などの表を見て、印刷するか書き出します。",
            (CLERK, COORDINATOR, APPROVER, ADMIN, VIEWER, CONTRACTOR),
        ),
        Line(
            "report_boards",
            "じぎょうほうこくいちまい じっせき",
            "事業ごとの1年の実績を1枚にまとめます。",
            (VIEWER,),
        ),
        Line(
            "report_linked",
            "しちょうそんのしゅうけい",
            "県と市町村の数字を合わせて見ます。",
            (VIEWER,),
        ),
        Line(
            "reports_return",
            "ていしゅつぶつ けいかくしょ ほうこくしょ",
            "国や県へ出す計画書・報告書を作り、確定して提出を記録します。",
            (CLERK, APPROVER),
            inside=("returns/",),
        ),
        Line("returns_due", "ていしゅつのきげん", "提出の期限が近いものと、過ぎたものを見ます。"),
        Line(
            "reports_returnform",
            "ていしゅつぶつのようしき",
            "提出物の様式と、各欄に入る数字を決めます。",
        ),
        Line("reports_target", "もくひょうち", "年度の目標値を決めます。"),
        Line(
            "reports_lesson", "かだいとじねんどのほうしん", "事業の課題と、次年度の方針を書きます。"
        ),
    ),
)

MEMBERS = Group(
    "管理",
    "かんり",
    (
        Line(
            "organizations_membership",
            "しょくいんのしょぞく やくわり",
            "職員の所属と役割を、期間を決めて管理します。",
            (ADMIN,),
        ),
        Line(
            "case_teams",
            "けーすのたんとう",
            "ケースの担当者を替えます。内容は表示しません。",
            (ADMIN,),
        ),
        Line(
            "audit_accesslog",
            "えつらん・しゅつりょくのきろく こじんじょうほう",
            "だれがいつ個人情報を見たか、書き出したかを調べます。",
            (ADMIN,),
        ),
        Line(
            "people_erasurerun",
            "きろくのしょうきょ しょうにん",
            "申し出のあった記録の消去を、承認・実行します。",
            inside=("people/erasure/",),
        ),
    ),
    first_for=(ADMIN,),
)

SETTINGS = Group(
    "設定",
    "せってい",
    (
        Line(
            "organizations_organization",
            "そしきのせってい",
            "組織の名前・連絡先・開庁日などを決めます。",
            (ADMIN,),
        ),
        Line(
            "programs_program",
            "じぎょう",
            "事業と、その募集・登録・派遣の仕方を確かめます。",
            (ADMIN,),
        ),
        Line(
            "trainings_trainingsettings",
            "けんしゅうのせってい",
            "申込みで聞くこと、修了の条件、出す証を決めます。",
        ),
        Line(
            "supporters_supportersettings",
            "さぽーたーとうろくのせってい",
            "登録の期間や手順を決めます。",
        ),
        Line("dispatch_dispatchsettings", "はけんのせってい", "派遣の受け方と手順を決めます。"),
        Line(
            "organizations_issuer",
            "はっこうしゃ こういん",
            "文書を出す人の肩書と氏名、公印を決めます。",
            (ADMIN,),
        ),
        Line(
            "documents_numberseries",
            "ばんごうのせってい",
            "修了番号・登録番号・文書番号の付け方を決めます。",
        ),
        Line(
            "notice_texts",
            "れんらくのぶんめん",
            "メールや手紙の文面を、組織の言葉に直します。",
            (ADMIN,),
            inside=("notices/noticetext/",),
        ),
        Line(
            "supporters_consenttext",
            "どういしょのぶんめん",
            "登録のときの同意書の文面を管理します。",
        ),
        Line(
            "cases_supportconsenttext",
            "しえんのどういしょのぶんめん",
            "支援の同意書の文面を管理します。",
        ),
        Line("dispatch_rate", "しゃれいのたんか", "サポーターへの謝礼の単価を決めます。"),
        Line("trainings_honorariumrate", "しゃきんのたんか", "講師の謝金の単価を決めます。"),
        Line("trainings_pointscheme", "ぽいんとのせってい", "ポイントの付け方を決めます。"),
        Line("trainings_tasktemplate", "じゅんびのひながた", "研修の準備のひな形を作ります。"),
        Line("organizations_closingday", "へいちょうび", "土日・祝日のほかの閉庁日を決めます。"),
        Line("people_retentionrule", "ほぞんきかん", "記録を残す期間を決めます。"),
        Line(
            "reports_publictable",
            "こうかいするしゅうけいひょう",
            "だれでも見られる集計表を決めます。",
        ),
        Line(
            "organizations_municipalityprofile",
            "しちょうそんのきそすうち じんこう",
            "人口など、割合の計算に使う数値を入力します。",
        ),
    ),
    first_for=(ADMIN,),
)
