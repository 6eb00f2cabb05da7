"""Makes the whole demo in one transaction: all of it stands, or nothing does."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from demo.around import make_surroundings
from demo.cases import aoba_cases
from demo.courses import Desk
from demo.days import Days
from demo.goals import set_goals
from demo.lectures import make_lectures
from demo.office import set_up_office
from demo.officers import make_officers_work
from demo.pairs import paired_case
from demo.places import PLACES, make_places
from demo.prefecture import PrefectureDesk, fill_prefecture
from demo.programs import make_programs
from demo.returns import make_course_reports, make_returns
from demo.rosters import provide_rosters
from demo.settled import settle_the_past
from demo.staff import Team, make_contractor, make_team, make_visitor_of_two
from demo.supporter_life import live_on
from demo.supporters import FIRST, SECOND, THIRD, register_completers
from demo.trainings import aoba_trainings, wakaba_trainings
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from foundation.refusals import Refused

SLUGS = frozenset(place.slug for place in PLACES)


def is_built() -> bool:
    """Return whether the database holds the demo and nothing else."""
    return set(Organization.objects.values_list("slug", flat=True)) == SLUGS


def build_demo(now: datetime) -> None:
    """Make the demo as of `now`.

    Refused on a database that holds any organization, and under production settings: the
    password of the demo is public.
    """
    if settings.SETTINGS_MODULE.endswith("production"):
        raise Refused("production", "本番の設定では、試用データを作れません。")
    if Organization.objects.exists():
        raise Refused(
            "not_empty",
            "このデータベースには組織が登録されています。試用データは空のデータベースに作ります。",
        )
    days = Days(now)
    with transaction.atomic():
        organizations = make_places(days)
        teams = {slug: make_team(one, days) for slug, one in organizations.items()}
        make_visitor_of_two([organizations["aoba"], organizations["wakaba"]], days)
        for slug, team in teams.items():
            with within(team.organization):
                _fill(slug, team, days)
                settle_the_past(team, days)
        provide_rosters(teams, days)


def _fill(slug: str, team: Team, days: Days) -> None:
    programs = make_programs(team, days)
    set_up_office(team.organization, list(programs.values()), days)
    if slug == "midori":
        fill_prefecture(PrefectureDesk(team, programs["team"], days), programs["hikikomori"])
        return
    desk = Desk(team, programs["hikikomori"], days)
    if slug == "wakaba":
        completed = wakaba_trainings(desk, programs["tsunagari"])
        here = register_completers(desk, completed[0], SECOND)
        paired_case(desk, (here[0], here[1]), here[2])
        make_returns(team, programs["hikikomori"], days)
        set_goals(programs["hikikomori"], days)
        return
    make_contractor(team.organization, [programs["kokosapo"].pk], days)
    completed = aoba_trainings(desk, programs["kokosapo"])
    live_on(desk, register_completers(desk, completed[0], FIRST))
    active = register_completers(desk, completed[1], SECOND)
    active += register_completers(desk, completed[2], THIRD)
    aoba_cases(desk, active[:4] + active[5:])
    paired_case(desk, (active[2], active[3]), active[0])
    make_returns(team, programs["hikikomori"], days)
    make_course_reports(team, programs["kokosapo"], days)
    make_surroundings(team, programs["kokosapo"], days)
    make_officers_work(Desk(team, programs["kokosapo"], days))
    # Last: a lecture held without names is the newest course, and the parts above look for one.
    make_lectures(team, programs["kokosapo"], days)
    set_goals(programs["hikikomori"], days)
