"""What people are asked about a survey, and the page behind the link."""

from foundation.notices.links import LinkPurpose, register_purpose
from foundation.notices.texts import register_kind

SURVEY = "trainings.survey"
register_purpose(LinkPurpose(SURVEY, "trainings.SurveyInvitation", "survey-page"))

ASK = register_kind(
    "trainings.survey_asked",
    "アンケートのお願い",
    """
「{研修名}」について、アンケートにご協力をお願いします。数分で終わります。

{ページ}

お答えは、どなたのものか分からない形で保存します。お1人1回お答えいただけます。
""",
)
