"""What is written about a request and a report, as it travels between a form and an action."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from dispatch.cases.enums import DispatchKind
from dispatch.enums import RequestChannel, RequestedBy, VetoWish


@dataclass(frozen=True)
class RequestFacts:
    """What stands on a 派遣の申込."""

    kind: DispatchKind
    requested_by: RequestedBy
    channel: RequestChannel
    received_at: datetime
    purpose: str
    place_area: str = ""
    wished_times: str = ""
    supporter_wishes: str = ""
    supporters_wanted: int = 1

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of DispatchRequest."""
        return asdict(self)


@dataclass(frozen=True)
class PurposeCheck:
    """What is looked at before a request is approved: both conditions of 実施要領4(3)ウ (R-68)."""

    effective: bool
    wished: bool


@dataclass(frozen=True)
class InvitationFacts:
    """The coarse facts a supporter reads before accepting: never a name, never an address."""

    area: str
    when: str
    outline: str


@dataclass(frozen=True)
class VetoFacts:
    """Who wishes that a case and a supporter never meet, and why; for the team alone."""

    wished_by: VetoWish
    reason: str


@dataclass(frozen=True)
class ReportFacts:
    """What stands on 資料9, as typed; a draft may be incomplete."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    activity_types: tuple[str, ...] = ()
    other_type: str = ""
    content: str = ""
    record: str = ""
    next_plan: str = ""
    next_on: datetime | None = None
    future_content: str = ""
    policy: str = ""
    other_policy: str = ""
    remarks: str = ""
    is_joint: bool = False

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of ActivityReport."""
        return {**asdict(self), "activity_types": list(self.activity_types)}


@dataclass(frozen=True)
class Submission:
    """When and how a report was sent; `keyed` when staff typed a paper."""

    reported_on: date
    keyed: bool = False
