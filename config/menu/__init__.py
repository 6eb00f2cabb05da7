"""The menu of the staff pages: every page of the house, its group, and who needs it often.

The one place to change when a page is added, moved or renamed in the menu. What a membership may
not open is left out by itself; what its roles need daily or weekly stands in the menu beside every
page, all the rest on the page すべての機能. Lines stand in the order of the work. A line names the
areas of pages that are opened from it (`inside`), so that the menu shows where one is.
"""

from config.menu import office, support, trainings

MENU = (
    office.TODAY,
    trainings.TRAINING,
    trainings.PREPARATION,
    trainings.TEAMS,
    trainings.RECORDS,
    support.SUPPORTERS,
    support.ROSTERS,
    support.DISPATCH,
    support.ACTIVITIES,
    office.PEOPLE,
    office.PAPERS,
    office.FIGURES,
    office.MEMBERS,
    office.SETTINGS,
)
