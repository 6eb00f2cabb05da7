"""docs/permissions.md: which role holds which permission, written from the code (rules I)."""

from foundation.organizations.permissions import (
    CONTRACTOR_GRANTS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
)

MEANINGS: dict[Permission, str] = {
    Permission.SEE_COURSES: "see courses, seats and counts, no names",
    Permission.SEE_APPLICANTS: "see applicants and completers",
    Permission.PLAN_COURSES: "plan and publish courses",
    Permission.DECIDE_APPLICATIONS: "decide applications, promote, bulk mail, correct people",
    Permission.RECEPTION: "reception on the day, of the own course and day for the role 受付",
    Permission.DECIDE_COMPLETION: "decide completion, issue certificates",
    Permission.PRINT_PAPERS: "print certificates, cards, rosters and labels",
    Permission.SEE_SUPPORTERS: "see supporters",
    Permission.DECIDE_REGISTRATIONS: "decide registrations",
    Permission.APPROVE_REGISTRATIONS: "second approval of registrations, revocation",
    Permission.EXPORT_PERSONAL: "export personal data with a purpose, provide rosters",
    Permission.APPROVE_PROVISION: "approve exports and provisions",
    Permission.IMPORT_PEOPLE: "import and merge people",
    Permission.WORK_CASES: "see and work a case, on its team only (rule D6)",
    Permission.DISPATCH_WITHOUT_CASE: "dispatch without a case: places, accompanying",
    Permission.ANSWER_REPORTS: "answer reports",
    Permission.HANDLE_INCIDENTS: "handle incidents of own cases",
    Permission.OVERSEE_INCIDENTS: "handle every incident",
    Permission.SEE_REPORTS: "reports and tables",
    Permission.PREPARE_RETURNS: "prepare a return and its layout",
    Permission.FREEZE_RETURN: "confirm and freeze a return",
    Permission.PROGRAM_SETTINGS: "settings, texts, issuers, numbers",
    Permission.MANAGE_MEMBERS: "memberships, hand-over, case teams without reading",
    Permission.SEE_AUDIT: "audit views: who read what, no values",
    Permission.PROPOSE_ERASURE: "propose erasure after retention",
    Permission.APPROVE_ERASURE: "approve erasure",
    Permission.RUN_ERASURE: "run erasure",
}

INTRODUCTION = """# Who may do what

Written by `permission_table()` of `foundation.adminsite.permission_table`; a test compares this
page with the code. A membership may hold several roles; its permissions are those of all of them.
● the role holds it. ○ a programme may grant it to its contractor by name (rule A3). A contractor,
and every other membership limited to programmes, finds the rows of its programmes only.
"""


# The one page whose reader may not read what it is about (rule D6).
CASE_TEAMS = """
## Case teams

Who reads a case is decided unread: the page ケースの担当, every open case by number with its team,
is the administrator's alone (`manage_members`). Coordinators and approvers see the team of their
own cases on the page of each, take a case that has no coordinator (担当のいないケース), give one of
their own to a colleague (同僚に引き継ぐ), and open another in an emergency (緊急閲覧). They ask the
administrator for everything else: whoever could put themselves on any team could read any case.
Only members who may work cases are offered for a team. Where nobody of a team is a member any
more, the case stands first in the list and in the administrator's work of the day.
"""


def permission_table() -> str:
    """Return the whole page as Markdown."""
    roles = list(Role)
    lines = [
        "| permission | meaning | " + " | ".join(f"{role.label} {role.value}" for role in roles),
        "| --- | --- |" + " --- |" * len(roles),
    ]
    lines[0] += " |"
    for permission in Permission:
        cells = " | ".join(_cell(role, permission) for role in roles)
        lines.append(f"| `{permission.value}` | {MEANINGS[permission]} | {cells} |")
    return INTRODUCTION + "\n" + "\n".join(lines) + "\n" + CASE_TEAMS


def _cell(role: Role, permission: Permission) -> str:
    if permission in ROLE_PERMISSIONS[role]:
        return "●"
    if role == Role.CONTRACTOR and permission in CONTRACTOR_GRANTS:
        return "○"
    return ""
