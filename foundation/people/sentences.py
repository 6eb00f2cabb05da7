"""What the history says about the actions of this app."""

from foundation.audit.labels import register_actions


def register() -> None:
    """Register the sentences."""
    register_actions(
        {
            "people.person.created": "人を登録しました。",
            "people.person.linked": "申込みの内容から人を登録しました。",
            "people.person.corrected": "人の情報を訂正しました。",
            "people.person.merged": "同じ人の記録を統合しました。",
            "people.person.erased": "個人の情報を消去しました。",
            "people.person.disclosed": "保有する情報の一式を印刷しました。",
            "people.link.decided": "重複の候補を判定しました。",
            "people.erasure.proposed": "保存期間を過ぎた記録の消去を起案しました。",
            "people.erasure.held": "消去の対象から除外しました。",
            "people.erasure.approved": "消去を承認しました。",
            "people.erasure.rejected": "消去の起案を差し戻しました。",
            "people.erasure.started": "消去を始めました。",
            "people.erasure.finished": "消去を終えました。",
        }
    )
