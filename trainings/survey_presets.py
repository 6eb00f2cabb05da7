"""Neutral questions before and after a course, and coding lists for reflections, in our words."""

from dataclasses import dataclass

from trainings.models.survey import QuestionKind, SurveyPhase

K = QuestionKind


@dataclass(frozen=True)
class PresetQuestion:
    """One question of a preset."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pair_key: str = ""


AGES = ("20歳未満", "20代", "30代", "40代", "50代", "60代", "70代以上")
HEARD = (
    "広報紙",
    "ホームページ",
    "SNS",
    "チラシ・ポスター",
    "学校・大学",
    "職場・団体",
    "知人",
    "その他",
)
CONFIDENCE = "身近な人の話を、落ち着いて聴く自信がありますか"
DEEPEN = (
    "会議の進め方・関係づくり",
    "ネットワーク図を使う・更新する",
    "地域を知る・地域と働く",
    "包括的な相談の受け止め",
    "研修の内容について",
)
SPREAD = (
    "研修を続ける",
    "受講した人が伝える",
    "地域に出かける",
    "庁内・機関どうしの連携を強める",
    "見える化・共通の道具・優先順位",
)
QUESTIONS: dict[str, tuple[PresetQuestion, ...]] = {
    SurveyPhase.PRE: (
        PresetQuestion(K.CHOICE, "年代", AGES),
        PresetQuestion(K.MULTI, "この研修を何で知りましたか", HEARD),
        PresetQuestion(K.SCALE, CONFIDENCE, pair_key="話を聴く自信"),
        PresetQuestion(K.TEXT, "参加しようと思ったきっかけ"),
    ),
    SurveyPhase.POST: (
        PresetQuestion(K.CHOICE, "年代", AGES),
        PresetQuestion(K.SCALE, "内容は分かりやすかったですか"),
        PresetQuestion(K.SCALE, "期待していた内容と合っていましたか"),
        PresetQuestion(K.CHOICE, "時間の長さはいかがでしたか", ("短い", "ちょうどよい", "長い")),
        PresetQuestion(K.SCALE, "研修に満足しましたか"),
        PresetQuestion(K.SCALE, CONFIDENCE, pair_key="話を聴く自信"),
        PresetQuestion(
            K.MULTI,
            "これからやってみたいこと",
            (
                "サポーターとして登録する",
                "続きの研修を受ける",
                "ゲートキーパー研修を受ける",
                "特にない",
            ),
        ),
        PresetQuestion(K.TEXT, "気づいたこと・深めたいこと", categories=DEEPEN),
        PresetQuestion(K.TEXT, "受講していない人へどう広げますか", categories=SPREAD),
    ),
}
