"""Fictional people: the n-th is always the same. No name is meant for anybody who lives."""

from dataclasses import dataclass
from datetime import date, timedelta

from trainings.enums import AgeBand, ApplicantCategory

# Names that forms, fonts and searches have to survive: variant forms and one beyond the BMP.
FAMILIES = (
    ("青葉", "あおば"), ("泉川", "いずみかわ"), ("\u9ad9瀬", "たかせ"), ("小鳩", "こばと"),
    ("日向野", "ひなたの"), ("\U00020bb7野", "よしの"), ("若竹", "わかたけ"), ("菜畑", "なばた"),
    ("星崎", "ほしざき"), ("月岡", "つきおか"), ("風間", "かざま"), ("雪村", "ゆきむら"),
    ("桐原", "きりはら"), ("花岡", "はなおか"), ("水無瀬", "みなせ"), ("木もれ日", "こもれび"),
    ("野々宮", "ののみや"), ("渡\u9089", "わたなべ"), ("朝霧", "あさぎり"), ("夕凪", "ゆうなぎ"),
    ("春日部", "かすかべ"), ("秋津", "あきつ"), ("冬木", "ふゆき"),
)  # fmt: skip
GIVENS = (
    ("あかね", "あかね"), ("一樹", "かずき"), ("栞", "しおり"), ("大地", "だいち"),
    ("恵", "めぐみ"), ("陽介", "ようすけ"), ("美咲", "みさき"), ("健", "けん"),
    ("小春", "こはる"), ("直人", "なおと"), ("ひかり", "ひかり"), ("誠", "まこと"),
    ("千尋", "ちひろ"), ("翔太", "しょうた"), ("節子", "せつこ"), ("茂", "しげる"),
    ("律", "りつ"),
)  # fmt: skip
STREETS = ("中央", "みなみ台", "川原町", "つつじが丘", "駅前")
CATEGORIES = (
    ApplicantCategory.RESIDENT, ApplicantCategory.RESIDENT, ApplicantCategory.PROFESSIONAL,
    ApplicantCategory.RESIDENT, ApplicantCategory.STUDENT, ApplicantCategory.FAMILY,
    ApplicantCategory.WELFARE_COUNCIL, ApplicantCategory.UNANSWERED, ApplicantCategory.GOVERNMENT,
    ApplicantCategory.CONCERNED, ApplicantCategory.CONSULTATION,
)  # fmt: skip
_FIRST_BIRTHDAY = date(1948, 5, 3)
_BIRTHDAY_STEP = 1103  # days; spreads the ages over the decades


@dataclass(frozen=True)
class Somebody:
    """One fictional person as they would fill in a form."""

    name: str
    kana: str
    birth_date: date
    phone: str
    email: str
    address: str
    category: str

    def age_band(self, on: date) -> str:
        """Return the band of ages the form offers."""
        decade = (on.year - self.birth_date.year) // 10
        bands = {
            2: AgeBand.TWENTIES, 3: AgeBand.THIRTIES, 4: AgeBand.FORTIES, 5: AgeBand.FIFTIES,
            6: AgeBand.SIXTIES, 7: AgeBand.SEVENTIES,
        }  # fmt: skip
        return bands.get(decade, AgeBand.UNDER_20 if decade < 2 else AgeBand.OVER_80).value


def somebody(number: int, town: str) -> Somebody:
    """Return the n-th person of a town. 391 different names; numbers above repeat none nearby."""
    family, family_kana = FAMILIES[number % len(FAMILIES)]
    given, given_kana = GIVENS[number % len(GIVENS)]
    days = (number * _BIRTHDAY_STEP) % (57 * 365)
    street = STREETS[number % len(STREETS)]
    return Somebody(
        name=f"{family} {given}",
        kana=f"{family_kana} {given_kana}",
        birth_date=_FIRST_BIRTHDAY + timedelta(days=days),
        phone=f"0900000{1000 + number:04d}",
        email=f"person{number}@example.jp",
        address=f"みどり県{town}{street}{number % 9 + 1}-{number % 27 + 1}",
        category=CATEGORIES[number % len(CATEGORIES)].value,
    )
