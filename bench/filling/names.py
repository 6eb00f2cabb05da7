"""Fictional names of much variety: family times given, with the keys the app would store."""

from functools import cache

from foundation import text

FAMILIES = (
    "青木 あおき,秋山 あきやま,浅野 あさの,石川 いしかわ,泉 いずみ,市村 いちむら,井上 いのうえ,"
    "今村 いまむら,岩崎 いわさき,上田 うえだ,内山 うちやま,遠藤 えんどう,大野 おおの,岡本 おかもと,"
    "小川 おがわ,奥村 おくむら,加藤 かとう,金子 かねこ,川崎 かわさき,菊地 きくち,北原 きたはら,"
    "木下 きのした,工藤 くどう,久保 くぼ,黒田 くろだ,小林 こばやし,近藤 こんどう,斎藤 さいとう,"
    "坂本 さかもと,桜井 さくらい,佐藤 さとう,柴田 しばた,島田 しまだ,清水 しみず,杉本 すぎもと,"
    "鈴木 すずき,関口 せきぐち,高橋 たかはし,竹内 たけうち,田村 たむら,千葉 ちば,土屋 つちや,"
    "中島 なかじま,永井 ながい,西村 にしむら,野口 のぐち,橋本 はしもと,長谷川 はせがわ,浜田 はまだ,"
    "林 はやし,原田 はらだ,平野 ひらの,福島 ふくしま,藤原 ふじわら,星野 ほしの,堀 ほり,前田 まえだ,"
    "松井 まつい,丸山 まるやま,水野 みずの,宮本 みやもと,村上 むらかみ,森田 もりた,山口 やまぐち,"
    "横山 よこやま,吉村 よしむら,若林 わかばやし,渡邉 わたなべ"
)
GIVENS = (
    "葵 あおい,明美 あけみ,朝子 あさこ,敦 あつし,綾 あや,郁子 いくこ,一郎 いちろう,栄子 えいこ,"
    "恵理 えり,修 おさむ,香織 かおり,和也 かずや,克己 かつみ,花子 はなこ,京子 きょうこ,清 きよし,"
    "邦夫 くにお,恵子 けいこ,健太 けんた,浩一 こういち,小春 こはる,咲 さき,幸子 さちこ,聡 さとし,"
    "静香 しずか,純 じゅん,翔太 しょうた,進 すすむ,澄子 すみこ,誠一 せいいち,大輔 だいすけ,"
    "貴子 たかこ,"
    "拓海 たくみ,武 たけし,千尋 ちひろ,司 つかさ,哲也 てつや,智子 ともこ,直樹 なおき,夏美 なつみ,"
    "信夫 のぶお,典子 のりこ,隼人 はやと,春菜 はるな,久美 ひさみ,仁 ひとし,宏 ひろし,史子 ふみこ,"
    "真一 しんいち,昌子 まさこ,学 まなぶ,美咲 みさき,瑞穂 みずほ,稔 みのる,恵 めぐみ,桃子 ももこ,"
    "靖子 やすこ,裕太 ゆうた,由美 ゆみ,陽子 ようこ,義男 よしお,理恵 りえ,凛 りん,玲奈 れな"
)
ENDINGS = (
    ("", ""), ("美", "み"), ("江", "え"), ("代", "よ"), ("雄", "お"), ("也", "や"), ("介", "すけ"),
    ("乃", "の"),
)  # fmt: skip


@cache
def named_people() -> list[tuple[str, str, str, str]]:
    """Return name, kana and both keys of some 35,000 people, neighbours far apart."""
    families = [pair.split() for pair in FAMILIES.split(",")]
    givens = [pair.split() for pair in GIVENS.split(",")]
    return [
        (
            name := f"{family} {given}{ending}",
            kana := f"{family_kana} {given_kana}{ending_kana}",
            text.search_key(name),
            text.kana_sort_key(kana),
        )
        for ending, ending_kana in ENDINGS
        for given, given_kana in givens
        for family, family_kana in families
    ]
