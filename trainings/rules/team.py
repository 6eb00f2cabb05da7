"""Rule F5: who makes a team, and how a large one is split (R-20 to R-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from foundation.refusals import Refusal
from trainings.enums import Channel, RepeatTakers
from trainings.enums_team import MemberCategory
from trainings.models import Course

LEAST_MEMBERS = 2
MOST_MEMBERS = 6


@dataclass(frozen=True)
class Seat:
    """One member as the rule sees them."""

    category: str
    is_leader: bool = False


def why_not_a_team(members: Sequence[Seat]) -> Refusal | None:
    """Return why these people are not a team; None when they are."""
    leaders = [member for member in members if member.is_leader]
    if len(members) < LEAST_MEMBERS:
        return Refusal("too_few", f"チームは{LEAST_MEMBERS}人以上で申し込んでください。")
    if len(members) > MOST_MEMBERS:
        teams = ceil(len(members) / MOST_MEMBERS)
        return Refusal(
            "too_many",
            f"1チームは{MOST_MEMBERS}人までです。{len(members)}人のときは{teams}チームに"
            "分けてください。分け方の案を「チーム」の欄に入れました。",
        )
    if not leaders:
        return Refusal("no_leader", "チームリーダーを1人選んでください。")
    if len(leaders) > 1:
        return Refusal("two_leaders", "チームリーダーは1人だけにしてください。")
    if leaders[0].category != MemberCategory.GOVERNMENT:
        return Refusal("leader_not_government", "チームリーダーは行政職員の方にしてください。")
    return None


def split_team(members: Sequence[Seat]) -> list[int]:
    """Return a team number from 1 for each member: teams of equal size, leaders spread first.

    Chosen leaders who may lead come first, then other 行政 staff, so that every team has somebody
    who may lead as long as there are enough.
    """
    teams = max(ceil(len(members) / MOST_MEMBERS), 1)
    government = MemberCategory.GOVERNMENT
    order = sorted(
        range(len(members)),
        key=lambda i: (members[i].category != government, not members[i].is_leader, i),
    )
    numbers = [0] * len(members)
    for place, index in enumerate(order):
        numbers[index] = place % teams + 1
    return numbers


def why_no_teams(course: Course) -> Refusal | None:
    """Return why teams cannot apply for a course; None when they can."""
    if Channel.TEAM not in course.channels:
        return Refusal("no_teams", "この研修は、チームでの申込を受け付けていません。")
    if course.spec is not None and course.spec.repeat_takers == RepeatTakers.CHECKED:
        # Members would be decided one by one; a team is accepted or waits as a whole.
        return Refusal("checked", "受講歴を確認する研修には、チームでは申し込めません。")
    return None


def why_cannot_replace(team: Sequence[Seat], leaving: Seat, category: str) -> Refusal | None:
    """Return why a member cannot be replaced by somebody of `category`; the leader stays 行政."""
    if leaving.is_leader and category != MemberCategory.GOVERNMENT:
        return Refusal(
            "leader_not_government",
            "リーダーの交代です。後任のチームリーダーは行政職員の方にしてください。",
        )
    if len(team) > MOST_MEMBERS:
        return Refusal("too_many", f"1チームは{MOST_MEMBERS}人までです。")
    return None
