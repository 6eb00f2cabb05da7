"""What the history says each action on a case did; no sentence names anybody."""

from foundation.audit.labels import register_actions

register_actions(
    {
        "cases.case.opened": "支援ケースを開きました。",
        "cases.case.closed": "支援を終えました。",
        "cases.case.reopened": "支援を再開しました。",
        "cases.case.use_stopped": "ケースの情報の利用を停止しました。",
        "cases.case.use_allowed": "ケースの情報の利用停止を解きました。",
        "cases.case.disclosed": "保有する情報の一式を印刷しました。",
        "cases.client.recorded": "本人の記録を書きました。",
        "cases.family_member.added": "家族を加えました。",
        "cases.family_member.recorded": "家族の記録を直しました。",
        "cases.file.recorded": "相談内容を書きました。",
        "cases.consent.given": "支援の同意を記録しました。",
        "cases.consent.withdrawn": "支援の同意の撤回を記録しました。",
        "cases.case.handed_over": "担当を引き継ぎました。",
        "cases.consent.original_kept": "署名のある同意書の保管場所を記録しました。",
        "cases.consent_text.prepared": "同意書の最初の文面を用意しました。",
        "cases.consent_text.drafted": "同意書の文面を作りました。",
        "cases.family_exception.decided": "家族の同意を求めない決定をしました。",
        "cases.family_exception.ended": "家族の同意を求めない決定を終えました。",
        "cases.team.joined": "担当に加えました。",
        "cases.team.left": "担当から外しました。",
        "cases.team.taken": "コーディネーターが担当を引き受けました。",
        "cases.team.glass_broken": "緊急に閲覧しました。",
    }
)
