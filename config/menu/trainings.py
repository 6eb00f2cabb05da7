"""The menu's pages of trainings, from the plan of the year to what is counted afterwards."""

from foundation.adminsite.menu import Group, Line
from foundation.organizations.permissions import Role

CLERK, COORDINATOR, VIEWER, CONTRACTOR = Role.CLERK, Role.COORDINATOR, Role.VIEWER, Role.CONTRACTOR
TRAINERS = (CLERK, CONTRACTOR)

TRAINING = Group(
    "研修",
    "けんしゅう",
    (
        Line(
            "trainings_course",
            "けんしゅう こうかい もうしこみ うけつけ しゅうりょう はんてい",
            "研修を計画して公開します。電話の申込みの入力、受付、修了の判定もここから始めます。",
            (*TRAINERS, COORDINATOR, VIEWER),
            inside=("courses/",),
        ),
        Line(
            "trainings_coursesession",
            "にってい かいじょう じかんわり しゅっけつ",
            "研修の日ごとの会場・時間割を見て、当日の資料や出欠へ進みます。",
            (*TRAINERS, COORDINATOR),
            inside=("sessions/",),
        ),
        Line(
            "trainings_application",
            "もうしこみ さんか くりあげ とりけし",
            "申込みを探し、参加・お断り・繰上げ・取消しを決めます。",
            TRAINERS,
        ),
        Line(
            "trainings_completion",
            "しゅうりょう だいちょう",
            "だれがいつ修了したかの台帳を見ます。",
            (CLERK,),
        ),
        Line(
            "trainings_certificateissue",
            "しゅうりょうしょうとうのはっこう にんていしょう いんさつ",
            "発行した修了証・認定証・カードを探し、印刷します。",
            inside=("certificates/",),
        ),
        Line(
            "lotteries",
            "ちゅうせんのじゅんび めいぼ",
            "抽選で決める研修の、名簿の確定と抽選をします。",
        ),
        Line(
            "trainings_draw",
            "ちゅうせん きろく",
            "これまでの抽選の記録を確かめます。",
            inside=("draws/",),
        ),
        Line(
            "trainings_materialversion",
            "しりょう・ぽすたーのはん はいふ",
            "配布資料とポスターの版を管理します。",
        ),
    ),
)

PREPARATION = Group(
    "研修の準備",
    "けんしゅうのじゅんび",
    (
        Line(
            "trainings_yearplan",
            "ねんかんけいかく しょうにん",
            "年度の研修の計画を立て、承認の日を記録します。",
            inside=("year-plans/",),
        ),
        Line(
            "trainings_plantask",
            "じゅんびのさぎょう きげん",
            "研修までの準備を、担当者と期限を決めて進めます。",
        ),
        Line("trainings_flyer", "ちらし いんさつ", "研修のチラシを作って印刷します。"),
        Line(
            "trainings_distribution",
            "しゅうちさき あてな ぶすう",
            "チラシを送る先と部数を管理し、宛名を印刷します。",
        ),
        Line(
            "trainings_lecturerequest",
            "でまえこうざのもうしこみ",
            "出前講座の申込みを受け、日程を決めます。",
        ),
    ),
)

TEAMS = Group(
    "チーム・講師",
    "ちーむ・こうし",
    (
        Line(
            "team_course_plan",
            "ちーむけんしゅうのしたがきをつくる",
            "市町村のチームで学ぶ研修の下書きを作ります。",
        ),
        Line("trainings_team", "ちーむ ほうもん", "チームの顔ぶれと訪問の記録を見ます。"),
        Line(
            "team_courses",
            "ちーむけんしゅうのいちらんひょう",
            "チームで学ぶ研修を、年度をまたいで一覧にします。",
        ),
        Line(
            "trainings_teamtask",
            "ちーむかだい ていしゅつ",
            "チームに出す課題と提出の期限を決めます。",
            inside=("team-homework/",),
        ),
        Line(
            "trainings_practicepresenter",
            "じっせんほうこくしゃ",
            "実践を報告する修了者を記録します。",
        ),
        Line(
            "trainings_municipalitystage",
            "しちょうそんのとりくみだんかい",
            "市町村ごとの取組の段階を記録します。",
        ),
        Line(
            "trainings_instructor",
            "こうし れんらくさき",
            "講師の連絡先と担当できる事業を管理します。",
        ),
        Line(
            "trainings_engagement",
            "こうしのいらい いらいぶん",
            "講師に依頼し、返事と依頼文を管理します。",
        ),
        Line("trainings_honorarium", "しゃきん", "講師の謝金を確かめ、支払いを記録します。"),
        Line("trainings_honorariumpayment", "しゃきんのしはらい", "支払った謝金の記録を見ます。"),
        Line(
            "honorarium_totals",
            "しゃきんのねんかんごうけい しはらいちょうしょ",
            "謝金の1年の合計を、支払調書や予算のために出します。",
        ),
    ),
)

RECORDS = Group(
    "研修の記録",
    "けんしゅうのきろく",
    (
        Line(
            "trainings_headcountreport",
            "じっしほうこくにんずう",
            "人数だけの実施報告を入力します。",
        ),
        Line(
            "headcount_summary",
            "じっしほうこくのしゅうけい",
            "実施報告を年度・年代別に合計します。",
        ),
        Line(
            "trainings_survey",
            "あんけーと かいとう",
            "アンケートを作り、回答をまとめます。",
            inside=("surveys/",),
        ),
        Line("trainings_pointlist", "ぽいんとのいちらん", "ポイントを付けるための一覧を作ります。"),
        Line(
            "trainings_pointgrant",
            "ふよしたぽいんと とりけし",
            "付けたポイントを見て、誤りを取り消します。",
        ),
    ),
)
