"""みどり県: trainings of teams, and supporters of its own, for whose roster the towns ask."""

from dataclasses import dataclass

from demo.courses import CoursePlan, Desk, make_course
from demo.finish import hold_course
from demo.supporters import Story, register_completers
from demo.team_course import make_teams
from demo.trainings import midori_trainings
from foundation.programs.models import Program
from supporters.enums import IntakeChannel

COURSE = CoursePlan(
    "ひきこもりサポーター養成研修（県）", -300, range(360, 367), venue="県庁 講堂"
)  # fmt: skip
STORIES = (
    Story(-270, -255, followed_up=(-40,)),
    Story(-268, -255, channel=IntakeChannel.WEB),
    Story(-266, -250),
    Story(-265, -250),  # does not want to be on a roster that travels
    Story(-4, None),  # interviewed, to be decided
)


@dataclass(frozen=True)
class PrefectureDesk(Desk):
    """The desk of the prefecture, whose people live in one of its towns."""

    @property
    def town(self) -> str:
        """Return where the people live."""
        return "あおば市"


def fill_prefecture(desk: PrefectureDesk, hikikomori: Program) -> None:
    """Make the courses and the supporters of the prefecture; a scope is open."""
    midori_trainings(desk)
    make_teams(desk)
    own = PrefectureDesk(desk.team, hikikomori, desk.days)
    register_completers(own, hold_course(own, make_course(own, COURSE)), STORIES)
