"""Ways to divide rows: by channel, kind, policy, and by the class B facts of rule B14."""

from dispatch.cases.enums import DispatchKind
from dispatch.enums import Policy
from reports.figures.figure import Part
from trainings.enums import AgeBand, ApplicantCategory, ApplicationState, Channel, HeardFrom

CHANNEL = Part("channel", "申込の方法", "submission__channel", tuple(Channel.choices))
HEARD_FROM = Part(
    "heard_from", "知ったきっかけ", "submission__heard_from", tuple(HeardFrom.choices)
)
STATE = Part("state", "状態", "state", tuple(ApplicationState.choices))
CATEGORY = Part(
    "category",
    "申込区分",
    "attribute__attribute",
    tuple(ApplicantCategory.choices),
    secret=True,
)
AGE_BAND = Part("age_band", "年代", "attribute__age_band", tuple(AgeBand.choices), secret=True)
REQUEST_KIND = Part("kind", "派遣の種類", "kind", tuple(DispatchKind.choices))
VISIT_KIND = Part("kind", "派遣の種類", "assignment__request__kind", tuple(DispatchKind.choices))
POLICY = Part("policy", "今後の方針", "sent_policy", tuple(Policy.choices))
