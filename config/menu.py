"""The menu of the staff pages: every page of the house, its group, and who needs it often.

The one place to change when a page is added, moved or renamed in the menu. What a membership may
not open is left out by itself; what its roles need daily or weekly stands in the menu beside every
page, all the rest on the page すべての機能. Lines stand in the order of the work.
"""

from foundation.adminsite.menu import Group, Line
from foundation.organizations.permissions import Role

CLERK, COORDINATOR, APPROVER = Role.CLERK, Role.COORDINATOR, Role.APPROVER
ADMIN, VIEWER, CONTRACTOR, RECEPTION = (
    Role.ADMINISTRATOR,
    Role.VIEWER,
    Role.CONTRACTOR,
    Role.RECEPTION,
)
TRAINERS = (CLERK, CONTRACTOR)
OFFICE = (CLERK, COORDINATOR)
CASES = (COORDINATOR,)

TODAY = Group(
    "やること・引継ぎ",
    (
        Line(
            "notices_task",
            "電話や確認など、これからすることを期限の順に見て、済んだら完了にします。",
            (CLERK, COORDINATOR, APPROVER, CONTRACTOR),
        ),
        Line(
            "helper_page",
            "自分の受付当番の日と、割り当てられた作業を見ます。",
            (RECEPTION, CONTRACTOR),
        ),
        Line("handover", "担当が替わるときに、残っている仕事を書き出し、まとめて引き継ぎます。"),
        Line("year_rollover", "年度の切り替えですることを、順に確かめます。"),
    ),
)

TRAINING = Group(
    "研修",
    (
        Line(
            "trainings_course",
            "研修を計画して公開します。電話の申込みの入力、受付、修了の判定もここから始めます。",
            (*TRAINERS, COORDINATOR, VIEWER),
        ),
        Line(
            "trainings_coursesession",
            "研修の日ごとの会場・時間割を見て、当日の資料や出欠へ進みます。",
            (*TRAINERS, COORDINATOR),
        ),
        Line(
            "trainings_application",
            "申込みを探し、参加・お断り・繰上げ・取消しを決めます。",
            TRAINERS,
        ),
        Line("trainings_completion", "だれがいつ修了したかの台帳を見ます。", (CLERK,)),
        Line("trainings_certificateissue", "発行した修了証・認定証・カードを探し、印刷します。"),
        Line("lotteries", "抽選で決める研修の、名簿の確定と抽選をします。"),
        Line("trainings_draw", "これまでの抽選の記録を確かめます。"),
        Line("trainings_materialversion", "配布資料とポスターの版を管理します。"),
    ),
)

PREPARATION = Group(
    "研修の準備",
    (
        Line("trainings_yearplan", "年度の研修の計画を立て、承認の日を記録します。"),
        Line("trainings_plantask", "研修までの準備を、担当者と期限を決めて進めます。"),
        Line("trainings_flyer", "研修のチラシを作って印刷します。"),
        Line("trainings_distribution", "チラシを送る先と部数を管理し、宛名を印刷します。"),
        Line("trainings_lecturerequest", "出前講座の申込みを受け、日程を決めます。"),
    ),
)

TEAMS = Group(
    "チーム・講師",
    (
        Line("team_course_plan", "市町村のチームで学ぶ研修の下書きを作ります。"),
        Line("trainings_team", "チームの顔ぶれと訪問の記録を見ます。"),
        Line("team_courses", "チームで学ぶ研修を、年度をまたいで一覧にします。"),
        Line("trainings_teamtask", "チームに出す課題と提出の期限を決めます。"),
        Line("trainings_practicepresenter", "実践を報告する修了者を記録します。"),
        Line("trainings_municipalitystage", "市町村ごとの取組の段階を記録します。"),
        Line("trainings_instructor", "講師の連絡先と担当できる事業を管理します。"),
        Line("trainings_engagement", "講師に依頼し、返事と依頼文を管理します。"),
        Line("trainings_honorarium", "講師の謝金を確かめ、支払いを記録します。"),
        Line("trainings_honorariumpayment", "支払った謝金の記録を見ます。"),
        Line("honorarium_totals", "謝金の1年の合計を、支払調書や予算のために出します。"),
    ),
)

RECORDS = Group(
    "研修の記録",
    (
        Line("trainings_headcountreport", "人数だけの実施報告を入力します。"),
        Line("headcount_summary", "実施報告を年度・年代別に合計します。"),
        Line("trainings_survey", "アンケートを作り、回答をまとめます。"),
        Line("trainings_pointlist", "ポイントを付けるための一覧を作ります。"),
        Line("trainings_pointgrant", "付けたポイントを見て、誤りを取り消します。"),
    ),
)

SUPPORTERS = Group(
    "サポーター",
    (
        Line(
            "supporters_registrationapplication",
            "登録の申込みを受け、同意を記録し、登録するかどうかを決めます。",
            (CLERK, APPROVER),
        ),
        Line(
            "supporters_registration",
            "登録している方を番号・期間とともに見ます。更新・停止もここからです。",
            (CLERK, COORDINATOR, APPROVER),
        ),
        Line("supporters_supporter", "派遣をお願いできる方と、その希望・条件を見ます。", CASES),
        Line("supporters_ending", "登録の満了が近い方を見て、更新を案内します。"),
        Line("supporters_renewalrequest", "更新の申出を受けて決めます。"),
        Line("supporters_changenotice", "住所や氏名などの変更届を反映します。"),
        Line("supporters_withdrawal", "登録の辞退を受けます。"),
        Line("supporters_revocation", "登録の取消しを、調査と面談の記録とともに決めます。"),
        Line("supporters_registrationissue", "登録証と登録カードを発行・印刷します。"),
        Line("supporters_supporterletter", "サポーターへの通知書を探し、印刷します。"),
        Line("supporters_consent", "だれが何に同意したかと、用紙の置き場所を確かめます。"),
        Line("supporters_followupcourse", "フォローアップにあたる研修を決めます。"),
        Line("supporters_states", "ある日の登録者数を、状態別に数えます。"),
    ),
)

ROSTERS = Group(
    "名簿と提供",
    (
        Line("supporters_roster", "登録者の名簿を印刷するか、表にして書き出します。", OFFICE),
        Line(
            "supporters_rosterprovision",
            "名簿を市町村などへ提供し、その記録を残します。",
            (APPROVER,),
        ),
        Line("supporters_receivedentry", "ほかの組織から受けた名簿の方の意向を確かめます。"),
        Line("supporters_receivedupdate", "名簿の提供元から届いた変更を確かめます。"),
    ),
)

DISPATCH = Group(
    "派遣",
    (
        Line("cases_case", "支援ケースを開き、相談から派遣までを進めます。", (*CASES, APPROVER)),
        Line("cases_untaken", "まだ担当のいないケースを見て、引き受けます。"),
        Line(
            "dispatch_dispatchrequest",
            "派遣の申込みを受け、派遣するかどうかを決めて候補を探します。",
            OFFICE,
        ),
        Line("new_body_request", "居場所や関係機関からの申込みを、用紙を見て入力します。"),
        Line("cases_supportconsent", "支援への同意と、用紙の置き場所を確かめます。"),
        Line("dispatch_invitation", "サポーターへの派遣の要請と、その返事を見ます。", CASES),
        Line("dispatch_assignment", "だれがどこへ派遣されているかを見ます。", OFFICE),
        Line("dispatch_pair", "同じ方を続けて支えるペアを管理します。"),
        Line("dispatch_calendar", "訪問の予定を週・月のカレンダーで見ます。", CASES),
        Line("dispatch_visit", "訪問の予定を決め、変更・取消しをします。", CASES),
        Line("dispatch_veto", "組み合わせない方を記録します。"),
        Line("case_exceptions", "家族の同意の例外を、月ごとに確かめます。"),
        Line("case_emergency", "緊急のときに、担当していないケースを4時間だけ開きます。"),
    ),
    first_for=CASES,
)

ACTIVITIES = Group(
    "活動の記録",
    (
        Line("dispatch_activityreport", "活動報告を読み、助言を付けて受け付けます。", OFFICE),
        Line("dispatch_contactnote", "報告・連絡・相談の記録を書き、読み返します。", CASES),
        Line("dispatch_casemeeting", "支援会議の予定と記録を残します。"),
        Line("dispatch_incident", "事故・ヒヤリハットの報告を受けて対応します。", (APPROVER,)),
        Line("dispatch_incidentmeasure", "事故のあとの対策と期限を確かめます。"),
        Line("dispatch_carecheck", "訪問のあとに聞いた、サポーターの負担感を見ます。"),
        Line("dispatch_payments", "サポーターへの支払いを月ごとにまとめます。"),
        Line("dispatch_payment", "サポーターへの支払いを、日ごとに見ます。"),
        Line("dispatch_insurancecover", "だれがいつまで保険に入っているかを管理します。"),
    ),
    first_for=CASES,
)

PEOPLE = Group(
    "人",
    (
        Line(
            "people_person",
            "氏名や電話番号で人を探し、申込みから登録までの経過を見ます。",
            (*OFFICE, CONTRACTOR),
        ),
        Line("people_duplicates", "同じ方かもしれない2件を比べて決めます。"),
        Line("organizations_body", "関係機関・周知先・受入先などの団体を管理します。"),
        Line("import_upload", "これまでの名簿などの表を取り込みます。"),
        Line("imports_importbatch", "取り込んだ表を確かめ、取り消します。"),
        Line("erasure_propose", "保存期間を過ぎた記録を数え、消去を申し出ます。"),
    ),
)

PAPERS = Group(
    "文書と通知",
    (
        Line("documents_printitem", "これから印刷する文書をまとめて印刷します。", OFFICE),
        Line("notices_notice", "送ったメールや手紙を確かめ、送る前なら取り消します。", TRAINERS),
        Line("jobs_job", "時間のかかる処理の進みと、できたファイルを見ます。"),
    ),
)

FIGURES = Group(
    "集計",
    (
        Line(
            "reports",
            "年度の実績などの表を見て、印刷するか書き出します。",
            (CLERK, COORDINATOR, APPROVER, ADMIN, VIEWER, CONTRACTOR),
        ),
        Line("report_boards", "事業ごとの1年の実績を1枚にまとめます。", (VIEWER,)),
        Line("report_linked", "県と市町村の数字を合わせて見ます。", (VIEWER,)),
        Line(
            "reports_return",
            "国や県へ出す計画書・報告書を作り、確定して提出を記録します。",
            (CLERK, APPROVER),
        ),
        Line("returns_due", "提出の期限が近いものと、過ぎたものを見ます。"),
        Line("reports_returnform", "提出物の様式と、各欄に入る数字を決めます。"),
        Line("reports_target", "年度の目標値を決めます。"),
        Line("reports_lesson", "事業の課題と、次年度の方針を書きます。"),
    ),
)

MEMBERS = Group(
    "管理",
    (
        Line("organizations_membership", "職員の所属と役割を、期間を決めて管理します。", (ADMIN,)),
        Line("case_teams", "ケースの担当者を替えます。内容は表示しません。", (ADMIN,)),
        Line("audit_accesslog", "だれがいつ個人情報を見たか、書き出したかを調べます。", (ADMIN,)),
        Line("people_erasurerun", "申し出のあった記録の消去を、承認・実行します。"),
    ),
    first_for=(ADMIN,),
)

SETTINGS = Group(
    "設定",
    (
        Line("organizations_organization", "組織の名前・連絡先・開庁日などを決めます。", (ADMIN,)),
        Line("programs_program", "事業と、その募集・登録・派遣の仕方を確かめます。", (ADMIN,)),
        Line("trainings_trainingsettings", "申込みで聞くこと、修了の条件、出す証を決めます。"),
        Line("supporters_supportersettings", "登録の期間や手順を決めます。"),
        Line("dispatch_dispatchsettings", "派遣の受け方と手順を決めます。"),
        Line("organizations_issuer", "文書を出す人の肩書と氏名、公印を決めます。", (ADMIN,)),
        Line("documents_numberseries", "修了番号・登録番号・文書番号の付け方を決めます。"),
        Line("notice_texts", "メールや手紙の文面を、組織の言葉に直します。", (ADMIN,)),
        Line("supporters_consenttext", "登録のときの同意書の文面を管理します。"),
        Line("cases_supportconsenttext", "支援の同意書の文面を管理します。"),
        Line("dispatch_rate", "サポーターへの謝礼の単価を決めます。"),
        Line("trainings_honorariumrate", "講師の謝金の単価を決めます。"),
        Line("trainings_pointscheme", "ポイントの付け方を決めます。"),
        Line("trainings_tasktemplate", "研修の準備のひな形を作ります。"),
        Line("organizations_closingday", "土日・祝日のほかの閉庁日を決めます。"),
        Line("people_retentionrule", "記録を残す期間を決めます。"),
        Line("reports_publictable", "だれでも見られる集計表を決めます。"),
        Line("organizations_municipalityprofile", "人口など、割合の計算に使う数値を入力します。"),
    ),
    first_for=(ADMIN,),
)

MENU = (
    TODAY,
    TRAINING,
    PREPARATION,
    TEAMS,
    RECORDS,
    SUPPORTERS,
    ROSTERS,
    DISPATCH,
    ACTIVITIES,
    PEOPLE,
    PAPERS,
    FIGURES,
    MEMBERS,
    SETTINGS,
)
