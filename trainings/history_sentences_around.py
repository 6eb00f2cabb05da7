"""What the history says each action around the seat did: lottery, teams, fees, plans, surveys."""

from foundation.audit.labels import register_actions

register_actions(
    {
        "trainings.draw.frozen": "抽選の名簿を確定しました。",
        "trainings.draw.voided": "抽選の名簿を取り消しました。",
        "trainings.draw.drawn": "抽選しました。",
        "trainings.team.submitted": "チームの申込を受け付けました。",
        "trainings.team.decided": "チームについて決定しました。",
        "trainings.team_member.replaced": "チームの構成員を交代しました。",
        "trainings.team_submission.recorded": "チーム課題の提出を記録しました。",
        "trainings.team_course.planned": "チーム研修の下書きを作りました。",
        "trainings.engagement.saved": "講師への依頼を保存しました。",
        "trainings.engagement.briefed": "講師に事前案内を送りました。",
        "trainings.honorarium.fixed": "謝金の額を決めました。",
        "trainings.honorarium_payment.made": "謝金の支払いを記録しました。",
        "trainings.honorarium_payment.cancelled": "謝金の支払いを取り消しました。",
        "trainings.task_template.created": "準備のひな形を作りました。",
        "trainings.year_plan.started": "年間計画を始めました。",
        "trainings.year_plan.copied": "前の年度から計画を作りました。",
        "trainings.year_plan.refreshed": "日程に合わせて計画を更新しました。",
        "trainings.plan_task.finished": "準備の作業を完了にしました。",
        "trainings.plan_task.reminded": "準備の作業の期限を知らせました。",
        "trainings.headcount.asked": "実施報告のリンクを送りました。",
        "trainings.headcount.planned": "予定人数を受け付けました。",
        "trainings.headcount.reported": "実施報告を受け付けました。",
        "trainings.headcount.closed": "実施報告を確認済みにしました。",
        "trainings.lecture_request.received": "出前講座の申込を受け付けました。",
        "trainings.lecture_request.accepted": "出前講座の実施を決めました。",
        "trainings.lecture_request.declined": "出前講座をお断りしました。",
        "trainings.lecture_request.withdrawn": "出前講座の申込を取下げにしました。",
        "trainings.survey.created": "アンケートを作りました。",
        "trainings.survey.opened": "アンケートの受付を始めました。",
        "trainings.survey.reminded": "アンケートのお願いを送りました。",
        "trainings.survey.keyed": "紙のアンケートを入力しました。",
        "trainings.survey.handed_in": "紙のアンケートを受け取りました。",
        "trainings.survey.closed": "アンケートを締め切りました。",
        "trainings.survey_sheet.coded": "自由記述を分類しました。",
    }
)
