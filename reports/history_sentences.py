"""What the history says each action of this app did."""

from foundation.audit.labels import register_actions

register_actions(
    {
        "reports.form.created": "提出物の様式を作りました。",
        "reports.profile.written": "市町村の基礎数値を入力しました。",
        "reports.profile.deleted": "市町村の基礎数値を削除しました。",
        "reports.return.prepared": "提出物を作り始めました。",
        "reports.return.passed_on": "提出物の確認を求めました。",
        "reports.return.sent_back": "提出物を差し戻しました。",
        "reports.return.submitted": "提出物を確定しました。",
    }
)
