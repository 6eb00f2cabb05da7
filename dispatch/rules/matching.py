"""Why a supporter fits a request, is handled with care, or is out (R-47, R-68, T30)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dispatch.rules.visits import Slot
from foundation.clock import local
from foundation.refusals import Refusal
from supporters.enums import ActivityKind, TimeBand, Weekday


@dataclass(frozen=True)
class MatchWishes:
    """What is looked for; empty parts do not count."""

    area: str = ""
    weekday: int | None = None
    time_band: str = ""
    activity: str = ""
    sex: str = ""
    language: str = ""
    skill: str = ""
    slot: Slot | None = None


@dataclass(frozen=True)
class CandidateFacts:
    """Everything the decision looks at, already loaded for one supporter."""

    refusal: Refusal | None
    lives_near: bool
    month_count: int
    monthly_cap: int
    collision: Refusal | None
    last_active_on: date | None
    waiting_answers: int = 0
    skilled: bool = False


@dataclass(frozen=True)
class Verdict:
    """Reasons in, cautions, and reasons out; out when any reason out stands."""

    reasons_in: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    reasons_out: list[str] = field(default_factory=list)

    @property
    def is_candidate(self) -> bool:
        """Return whether the supporter may be asked."""
        return not self.reasons_out


def judge(supporter: Any, facts: CandidateFacts, wishes: MatchWishes) -> Verdict:
    """Return the verdict on one supporter. An empty wish of the supporter means anything goes."""
    verdict = Verdict()
    if facts.refusal:
        verdict.reasons_out.append(facts.refusal.sentence)
    if facts.collision:
        verdict.reasons_out.append(facts.collision.sentence)
    for fits, yes, no in _wishes(supporter, wishes):
        (verdict.reasons_in if fits else verdict.reasons_out).append(yes if fits else no)
    if wishes.skill and facts.skilled:
        verdict.reasons_in.append(f"資格・特技に「{wishes.skill}」があります")
    elif wishes.skill:
        verdict.reasons_out.append(f"資格・特技に「{wishes.skill}」の記録がありません")
    if facts.lives_near:
        verdict.cautions.append("同じ地区にお住まいの可能性があります")
    if facts.month_count >= facts.monthly_cap:
        verdict.cautions.append(f"今月の予定が上限の{facts.monthly_cap}回に達しています")
    if facts.waiting_answers:
        verdict.cautions.append(f"ほかに{facts.waiting_answers}件の要請に返事待ちです")
    if facts.last_active_on is None:
        verdict.reasons_in.append("まだ活動していません")
    return verdict


def not_in_area(area: str) -> str:
    """Return the reason of a supporter who wishes to work elsewhere."""
    return f"希望の地区ではありません（{area}）"


def out_for_area_alone(verdict: Verdict, area: str) -> bool:
    """Return whether the supporter would be a candidate if the area did not count."""
    return verdict.reasons_out == [not_in_area(area)]


def _wishes(supporter: Any, wishes: MatchWishes) -> Iterator[tuple[bool, str, str]]:
    """Yield whether each wish is met, what to say when it is and when it is not."""
    if wishes.area and supporter.areas:
        met = any(wishes.area in area or area in wishes.area for area in supporter.areas)
        yield met, f"希望の地区です（{wishes.area}）", not_in_area(wishes.area)
    if wishes.weekday is not None and supporter.weekdays:
        day = Weekday(wishes.weekday).label
        yield (
            wishes.weekday in supporter.weekdays,
            f"{day}曜日に活動できます",
            (f"{day}曜日は活動できません"),
        )
    if wishes.time_band and supporter.time_bands:
        band = TimeBand(wishes.time_band).label
        yield (
            wishes.time_band in supporter.time_bands,
            f"{band}に活動できます",
            (f"{band}は活動できません"),
        )
    if wishes.activity and supporter.activities:
        kind = ActivityKind(wishes.activity).label
        yield (
            wishes.activity in supporter.activities,
            f"「{kind}」を希望しています",
            (f"「{kind}」は希望していません"),
        )
    if wishes.sex:
        yield supporter.sex == wishes.sex, "性別の希望に合います", "性別の希望に合いません"
    if wishes.language:
        met = wishes.language.casefold() in supporter.languages.casefold()
        yield met, f"「{wishes.language}」を話せます", f"「{wishes.language}」の記録がありません"


def in_order(rows: list[tuple[Any, CandidateFacts, Verdict]]) -> list[Any]:
    """Return the rows in the order to ask: candidates first, least recently active first."""

    def key(row: tuple[Any, CandidateFacts, Verdict]) -> tuple[Any, ...]:
        supporter, facts, verdict = row
        return (
            not verdict.is_candidate,
            len(verdict.cautions),
            facts.last_active_on or date.min,
            facts.month_count,
            supporter.pk,
        )

    return sorted(rows, key=key)


def day_of(moment: datetime | None) -> date | None:
    """Return the day in Japan of a moment that may be missing."""
    return local(moment).date() if moment else None
