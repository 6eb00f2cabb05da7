"""The search key stored beside a name, so that staff find people whichever variant they type.

The key is for comparing only and is never shown. It folds width, case and the variants of kanji
that families use (design D6: the name itself stays as it was typed).
"""

import re
import unicodedata

from foundation.text.names import clean_name

KEY_LONGEST = 240
"""Keys are cut here; a column of this length holds every key."""

# The first of each group stands for all of them. Grouped are characters that occur in names and
# are read the same; rare ones are escapes because editors and keyboards confuse them. The
# compatibility ideographs of Unicode need no entry: NFKC folds them, except the twelve that it
# leaves alone, of which U+FA11 occurs in names.
_VARIANTS = """
高\u9ad9 崎\ufa11嵜碕 吉\U00020bb7 辺邊邉 斉斎齊齋\u658a 浜濱濵 広廣 沢澤 島嶋嶌 竜龍 国國圀 柳栁桺
徳德 富冨 峰峯 橋\U0002363a 真眞 実實 寿壽 栄榮 円圓 亀龜 関關 学學斈 万萬 会會 伝傳 仏佛 来來 滝瀧
凛凜 塩鹽 鉄鐵鉃銕 黒黑 穂穗 豊豐 礼禮 霊靈 芦蘆 荘莊庄 蔵藏 蒋蔣 薮藪籔 桧檜 条條 梅楳 児兒 浅淺
渕淵渊 館舘 鶴靏靍隺寉 鶏鷄 曽曾 弥彌 弁辨辯瓣 県縣 剣劍劒 勲勳勛 巌巖 岳嶽 帯帶 応應 慎愼 戸戶 数數
旧舊 暁曉 栃杤 桑桒 楽樂 様樣 権權 横橫 歩步 気氣 浄淨 温溫 瀬瀨 灯燈 焼燒 爾尓 猪豬 当當 発發 皐皋
祢禰 秋穐龝 称稱 稲稻 穣穰 糸絲 経經 絵繪 総總 緑綠 縁緣 縄繩 続續 聡聰 声聲 与與 芸藝 茎莖 蛍螢
蕊蘂 虎乕 裏裡 覚覺 観觀 誉譽 譲讓 賛贊 頼賴 遥遙 郎郞 郷鄕鄉 釈釋 鋭銳 錬鍊 鎮鎭 隠隱 隣鄰 静靜
青靑 頴穎 顔顏 騨驒 髪髮 鯵鰺 鴬鶯 鴎鷗 麹麴 麦麥 黄黃 点點 歯齒 寛寬 宝寶寳 尭堯 巣巢 恒恆 晋晉
柏栢 槙槇 桜櫻 恵惠 済濟 渋澁澀 渓溪谿 満滿 為爲 秘祕 穏穩 継繼 聴聽 薫薰 衛衞 野埜 録錄 雁鴈 松枩柗
枡桝 船舩 涼凉 増增 壱壹 奥奧 奨奬 将將 尽盡 予豫 余餘 双雙 台臺 塁壘 壮壯 専專 属屬 従從 徴徵 悦悅
戯戲 戦戰 拡擴 摂攝 撃擊 昼晝 枢樞 検檢 欧歐 歓歡 歳歲 毎每 沖冲 潜潛 状狀 独獨 献獻 画畫 畳疊 痩瘦
砿礦鉱鑛 禅禪 窓窗窻 竃竈 粋粹 粛肅 線綫 蝋蠟 蛮蠻 訳譯 読讀 変變 転轉 軽輕 辞辭 逓遞 遅遲 酔醉 銭錢
飲飮 駅驛 駆驅 鹸鹼 麺麵 黙默 瑶瑤 瓶甁 産產 研硏 羨羡 脇脅 舗舖
"""


def _folding() -> dict[int, str]:
    table: dict[int, str] = {ord("ヶ"): "ケ", ord("ヵ"): "カ"}
    for group in _VARIANTS.split():
        table.update({ord(variant): group[0] for variant in group[1:]})
    return table


_FOLDING = _folding()

_NOT_COMPARED = re.compile(
    "[\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u034f\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\u3164\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)


def search_key(name: str) -> str:
    """The key of a name or of what staff type to find it; ``contains`` on keys finds parts.

    Variants of kanji fold together, and blanks, variation selectors and invisible characters go.
    """
    cleaned = clean_name(name)  # finds whoever is stored under what was typed like this
    folded = unicodedata.normalize("NFKC", cleaned.translate(_FOLDING)).casefold()
    compared = _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", folded))
    # Once more: what stood apart because of a removed character may compose now.
    return unicodedata.normalize("NFKC", compared).translate(_FOLDING)[:KEY_LONGEST]
