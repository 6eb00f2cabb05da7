"""The programmes of the three organizations, set up from the presets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.days import Days, at
from demo.staff import Team
from dispatch.presets import apply_preset as prepare_dispatch
from foundation.fiscal import fiscal_period, fiscal_year
from foundation.programs.models import Program, ProgramKind
from supporters.actions.texts import publish_text
from supporters.models import ConsentText, SupporterSettings
from supporters.presets import apply_preset as prepare_supporters
from trainings.actions.settings import apply_preset as prepare_trainings

BEGIN_YEARS_AGO = 3


@dataclass(frozen=True)
class Plan:
    """One programme to be made."""

    key: str
    kind: ProgramKind
    name: str
    label: str
    text: str


HIKIKOMORI = Plan(
    "hikikomori", ProgramKind.HIKIKOMORI, "ひきこもりサポーター養成・派遣事業", "研修のお知らせ",
    "ご本人やご家族のそばで、話を聴き、いっしょに歩むサポーターを養成し、派遣します。",
)  # fmt: skip
KOKOSAPO = Plan(
    "kokosapo", ProgramKind.KOKOSAPO, "心のサポーター養成事業", "研修のお知らせ",
    "身近な人のこころの不調に気づき、話を聴く「心のサポーター」を養成します。",
)  # fmt: skip
TSUNAGARI = Plan(
    "tsunagari", ProgramKind.TSUNAGARI, "つながりサポーター養成事業", "講座のお知らせ",
    "孤独・孤立を知り、身近な人とつながるための90分の講座です。",
)  # fmt: skip
TEAM = Plan(
    "team", ProgramKind.TEAM, "包括的な支援体制づくり研修", "研修のお知らせ",
    "市町村の職員と地域の支援者がチームで学び、支援の体制をつくる4日間の研修です。",
)  # fmt: skip
PLANS = {
    "aoba": (HIKIKOMORI, KOKOSAPO),
    "wakaba": (HIKIKOMORI, TSUNAGARI),
    "midori": (TEAM, HIKIKOMORI),
}


def make_programs(team: Team, days: Days) -> dict[str, Program]:
    """Make the programmes of one organization with their settings; a scope is open."""
    begin = at(fiscal_period(fiscal_year(days.today) - BEGIN_YEARS_AGO).valid_from, 9)
    return {plan.key: _make(plan, team, begin) for plan in PLANS[team.organization.slug]}


def _make(plan: Plan, team: Team, begin: datetime) -> Program:
    actor = team.actor("kanri")
    program: Program = Program.objects.create(
        kind=plan.kind, name=plan.name, neutral_label=plan.label, description=plan.text
    )
    prepare_trainings(program, actor=actor, now=begin)
    prepare_supporters(program, actor=actor, now=begin)
    prepare_dispatch(program, actor=actor, now=begin)
    SupporterSettings.objects.filter(program=program).update(follow_up_months=12)
    for text in ConsentText.objects.filter(program=program):
        publish_text(
            text, on=begin.date(), deadline=None, actor=actor, now=begin + timedelta(hours=1)
        )
    return program
