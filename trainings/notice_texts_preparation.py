"""What the owner of a preparation task is told."""

from foundation.notices.texts import register_kind

REMINDER = register_kind(
    "trainings.preparation_reminder",
    "準備の作業の期限（担当者へ）",
    """
準備の作業の期限が近づいています。

作業：{作業}
期限：{期限}

終わったら、職員用画面の「年間計画」で完了にしてください。
""",
)
