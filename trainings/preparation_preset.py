"""A preparation list for courses of one day, several times a year, in our words."""

from dataclasses import dataclass

from trainings.models.preparation import Anchor


@dataclass(frozen=True)
class PresetTask:
    """One task: anchor, month or days, and what to mind."""

    title: str
    anchor: str
    month: int | None = None
    days: int = 0
    note: str = ""


M, R, S = Anchor.MONTH, Anchor.RECRUITMENT, Anchor.SESSION

WARD_YEAR = (
    PresetTask("年間の日程の大枠を決める", M, 4, note="年度の初めに1年分をまとめて決める"),
    PresetTask("講師の日程と会場を押さえる", M, 5),
    PresetTask("ポイント付与の手続を始める", M, 5, note="参加の特典がある回だけ"),
    PresetTask("共催の大学と打合せを始める", M, 5, note="秋の開催でも年度の初めから"),
    PresetTask("開催の起案を回し、決裁を確かめる", M, 5, note="起案日と決裁日は年間計画に書く"),
    PresetTask("広報紙の掲載を調整する", M, 5, note="開催の1か月ほど前の号に載るように"),
    PresetTask("チラシを講師に確認してもらう", R, days=-28, note="名前と肩書の表記"),
    PresetTask("チラシ・ポスターを印刷する", R, days=-21),
    PresetTask("周知先にチラシを届ける", R, days=-7, note="募集開始までに届いていること"),
    PresetTask("ホームページの公開を依頼する", R, days=-7, note="公開は募集開始の時刻に合わせる"),
    PresetTask("受付簿の書き方を課内で共有する", R, days=-3),
    PresetTask("SNSに投稿する", R, days=0, note="申込ページへ直接つながるように"),
    PresetTask("講師と事前の打合せをする", S, days=-30, note="プロフィールの原稿をお願いする"),
    PresetTask("会場の機材を確かめる", S, days=-21, note="会場の担当者と"),
    PresetTask("学生スタッフに役割と作業を頼む", S, days=-21, note="受付の当番を日程に登録する"),
    PresetTask("当日の流れと人数を講師に知らせる", S, days=-14),
    PresetTask("資料を確かめる（講師紹介のページも）", S, days=-14),
    PresetTask("資料を印刷する", S, days=-7),
    PresetTask("受付簿を印刷して持ち物をそろえる", S, days=-1),
    PresetTask("修了証・認定証（データ）を発行する", S, days=7),
    PresetTask("認定カードを印刷して渡す", S, days=7),
    PresetTask("ポイントの一覧を書き出す", S, days=14, note="付与の対象になる回だけ"),
    PresetTask("講師謝金を支払う", S, days=14),
    PresetTask("アンケートを集計する", S, days=14),
    PresetTask("実施報告をまとめる", S, days=21),
)
