"""Ready-made settings for the kinds of training the sources describe (rule B15).

A preset is copied into the programme's settings once; from then on staff change it as they like.
"""

from dataclasses import dataclass

from foundation.programs.models import ProgramKind
from trainings.enums import Allocation, RepeatTakers
from trainings.specs import (
    AskedField,
    CertificateSpec,
    CompletionRule,
    CurriculumRow,
    FrozenSpec,
    Question,
)

PURPOSE = (
    "ご記入いただいた個人情報は、この研修の受付、連絡、出欠の確認、修了証の発行、"
    "人数の集計のために使います。ほかの目的には使いません。"
)
PURPOSE_WITH_REGISTRATION = (
    "ご記入いただいた個人情報は、この研修の受付、連絡、出欠の確認、修了証の発行、人数の集計、"
    "修了後のサポーター登録のご案内のために使います。ほかの目的には使いません。"
)


@dataclass(frozen=True)
class Preset:
    """The settings of one kind of training."""

    label: str
    neutral_label: str
    eligibility: str
    spec: FrozenSpec
    curriculum: tuple[CurriculumRow, ...] = ()
    allocation: Allocation = Allocation.FIRST_COME


def _asked(*required: Question, optional: tuple[Question, ...] = ()) -> tuple[AskedField, ...]:
    return (
        *(AskedField(key.value, required=True) for key in required),
        *(AskedField(key.value) for key in optional),
    )


KOKOSAPO = Preset(
    label="心のサポーター養成研修（ここサポ）",
    neutral_label="研修のお知らせ",
    eligibility="区域内にお住まいの方、お勤めの方、通学している方",
    spec=FrozenSpec(
        asked_fields=_asked(
            Question.KANA,
            Question.PHONE,
            optional=(
                Question.EMAIL,
                Question.PLACE,
                Question.CATEGORY,
                Question.AGE_BAND,
                Question.HEARD_FROM,
                Question.CARE,
            ),
        ),
        purpose_notice=PURPOSE.replace("修了証", "認定証・認定カード"),
        repeat_takers=RepeatTakers.ALLOWED.value,
        completion_rule=CompletionRule(sessions_needed=None, late_limit=15, early_leave_limit=15),
        certificate=CertificateSpec(
            title=("心のサポーター", "認定証"),
            body="あなたは{年度}心のサポーター養成研修を修了し、心のサポーターとして認定します",
            kinds=("data_certificate", "card"),
            medium="data",
            number_pattern="{R}-{連番:4}",
        ),
    ),
    curriculum=(
        CurriculumRow(10, "開会・受講にあたって"),
        CurriculumRow(40, "講義：こころの不調と支えあい"),
        CurriculumRow(30, "演習：話を聴く"),
        CurriculumRow(10, "まとめ・アンケート"),
        CurriculumRow(30, "地域の取組の紹介", kind="optional"),
    ),
)

HIKIKOMORI = Preset(
    label="ひきこもりサポーター養成研修",
    neutral_label="研修のお知らせ",
    eligibility="ご本人やご家族への支援に関心があり、研修の全日程に参加できる方",
    spec=FrozenSpec(
        asked_fields=_asked(
            Question.KANA,
            Question.PLACE,
            Question.PHONE,
            optional=(
                Question.EMAIL,
                Question.BIRTH_DATE,
                Question.CATEGORY,
                Question.AGE_BAND,
                Question.HEARD_FROM,
                Question.CARE,
            ),
        ),
        purpose_notice=PURPOSE_WITH_REGISTRATION,
        repeat_takers=RepeatTakers.CHECKED.value,
        completion_rule=CompletionRule(sessions_needed=None, late_limit=15, early_leave_limit=15),
        certificate=CertificateSpec(
            title=("ひきこもりサポーター養成研修", "修了証書"),
            body="あなたは{年度}ひきこもりサポーター養成研修の課程を修了したことを証します",
            kinds=("certificate",),
            medium="both",
            number_pattern="{年度}年度 第{連番:3}号",
        ),
    ),
    curriculum=(
        CurriculumRow(10, "開会・オリエンテーション"),
        CurriculumRow(60, "講義：ひきこもりの理解と支援の考え方"),
        CurriculumRow(50, "講義：ご家族の話から"),
        CurriculumRow(60, "グループワーク：支援者としての関わり"),
    ),
)

TSUNAGARI = Preset(
    label="つながりサポーター養成講座（90分）",
    neutral_label="講座のお知らせ",
    eligibility="どなたでも受講できます",
    spec=FrozenSpec(
        asked_fields=_asked(
            Question.KANA,
            Question.PHONE,
            optional=(
                Question.EMAIL,
                Question.AFFILIATION,
                Question.CATEGORY,
                Question.AGE_BAND,
                Question.HEARD_FROM,
                Question.CARE,
            ),
        ),
        purpose_notice=PURPOSE,
        repeat_takers=RepeatTakers.ALLOWED.value,
        completion_rule=CompletionRule(sessions_needed=1, late_limit=15),
        certificate=CertificateSpec(
            title=("つながりサポーター養成講座", "修了証"),
            body="あなたは{年度}つながりサポーター養成講座を修了したことを証します",
            kinds=("certificate",),
            medium="data",
            number_pattern="第{連番:4}号",
            seal_mode="omitted",
            yearly_series=False,
        ),
    ),
    curriculum=(
        CurriculumRow(10, "この講座の目的"),
        CurriculumRow(60, "講座：孤独・孤立を知り、身近な人とつながる"),
        CurriculumRow(20, "アンケート"),
    ),
)

TSUNAGARI_CHILD = Preset(
    label="つながりサポーター養成講座（こども版45分）",
    neutral_label="講座のお知らせ",
    eligibility="小学5・6年生、中学生（学校のクラス単位）",
    spec=FrozenSpec(
        asked_fields=_asked(Question.KANA, optional=(Question.PHONE, Question.AFFILIATION)),
        purpose_notice=PURPOSE,
        completion_rule=CompletionRule(sessions_needed=1, late_limit=None),
        certificate=CertificateSpec(
            title=("つながりサポーター養成講座", "修了証"),
            body="あなたは{年度}つながりサポーター養成講座（こども版）を修了したことを証します",
            honorific="さん",
            medium="paper",
            has_number=False,
            seal_mode="none",
            has_verify_code=False,
        ),
    ),
    curriculum=(
        CurriculumRow(5, "はじめに"),
        CurriculumRow(30, "授業：友だちとのつながり"),
        CurriculumRow(10, "ふりかえり"),
    ),
)

TEAM = Preset(
    label="チーム型研修（4日間）",
    neutral_label="研修のお知らせ",
    eligibility="行政職員をリーダーとする6名以内のチームで、全日程に参加できること",
    spec=FrozenSpec(
        asked_fields=_asked(
            Question.KANA, Question.AFFILIATION, Question.EMAIL, optional=(Question.PHONE,)
        ),
        purpose_notice=PURPOSE,
        completion_rule=CompletionRule(sessions_needed=None, late_limit=15, early_leave_limit=15),
        certificate=CertificateSpec(
            title=("包括的な支援体制づくり研修", "修了証書"),
            body="あなたは{年度}{研修名}を修了したことを証します",
            number_pattern="{R}-{連番:3}",
        ),
    ),
    curriculum=(
        CurriculumRow(60, "講義"),
        CurriculumRow(120, "チームワーク"),
        CurriculumRow(60, "発表と次回までの課題"),
    ),
    allocation=Allocation.APPROVAL,
)

PRESETS: dict[str, Preset] = {
    "kokosapo": KOKOSAPO,
    "hikikomori": HIKIKOMORI,
    "tsunagari": TSUNAGARI,
    "tsunagari_child": TSUNAGARI_CHILD,
    "team": TEAM,
}

_OF_KIND = {
    ProgramKind.KOKOSAPO: KOKOSAPO,
    ProgramKind.HIKIKOMORI: HIKIKOMORI,
    ProgramKind.TSUNAGARI: TSUNAGARI,
    ProgramKind.TEAM: TEAM,
}


def preset_for(kind: str) -> Preset:
    """Return the preset of a kind of programme; つながり is the plainest one for the rest."""
    return _OF_KIND.get(ProgramKind(kind), TSUNAGARI)
