"""What lecturers are told before their session."""

from foundation.notices.texts import register_kind

BRIEFING = register_kind(
    "trainings.instructor_briefing",
    "講師への事前案内（2週間前）",
    """
「{研修名}」の講師をお引き受けいただき、ありがとうございます。
当日が近づきましたので、ご案内いたします。

日時：{日時}
会場：{会場}
ご担当：{内容}（{担当時間}分）

申込の状況：参加決定 {参加決定}人、キャンセル待ち {待機}人

当日の流れ
{流れ}

配付資料は、1週間前までにお送りいただけますと助かります。
ご不明な点は、お気軽にご連絡ください。
""",
)
