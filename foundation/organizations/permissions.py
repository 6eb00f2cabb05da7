"""Who may do what: roles are sets of named permissions in code (design D9, rules I)."""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """What a page or action asks for. The value is its name in docs/permissions.md."""

    SEE_COURSES = "see_courses"
    SEE_APPLICANTS = "see_applicants"
    PLAN_COURSES = "plan_courses"
    DECIDE_APPLICATIONS = "decide_applications"
    RECEPTION = "reception"
    DECIDE_COMPLETION = "decide_completion"
    PRINT_PAPERS = "print_papers"
    SEE_SUPPORTERS = "see_supporters"
    DECIDE_REGISTRATIONS = "decide_registrations"
    APPROVE_REGISTRATIONS = "approve_registrations"
    EXPORT_PERSONAL = "export_personal"
    APPROVE_PROVISION = "approve_provision"
    IMPORT_PEOPLE = "import_people"
    WORK_CASES = "work_cases"
    DISPATCH_WITHOUT_CASE = "dispatch_without_case"
    ANSWER_REPORTS = "answer_reports"
    HANDLE_INCIDENTS = "handle_incidents"
    OVERSEE_INCIDENTS = "oversee_incidents"
    SEE_REPORTS = "see_reports"
    PREPARE_RETURNS = "prepare_returns"
    FREEZE_RETURN = "freeze_return"
    PROGRAM_SETTINGS = "program_settings"
    MANAGE_MEMBERS = "manage_members"
    SEE_AUDIT = "see_audit"
    PROPOSE_ERASURE = "propose_erasure"
    APPROVE_ERASURE = "approve_erasure"
    RUN_ERASURE = "run_erasure"


class Role(models.TextChoices):
    """The roles a membership may hold, one or several."""

    VIEWER = "viewer", "閲覧"
    RECEPTION = "reception", "受付"
    CLERK = "clerk", "担当"
    COORDINATOR = "coordinator", "コーディネーター"
    APPROVER = "approver", "承認"
    ADMINISTRATOR = "administrator", "管理"
    CONTRACTOR = "contractor", "受託者"


P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({P.SEE_COURSES, P.SEE_REPORTS}),
    Role.RECEPTION: frozenset({P.RECEPTION}),
    Role.CLERK: frozenset(
        {
            P.SEE_COURSES,
            P.SEE_APPLICANTS,
            P.PLAN_COURSES,
            P.DECIDE_APPLICATIONS,
            P.RECEPTION,
            P.DECIDE_COMPLETION,
            P.PRINT_PAPERS,
            P.SEE_SUPPORTERS,
            P.DECIDE_REGISTRATIONS,
            P.EXPORT_PERSONAL,
            P.IMPORT_PEOPLE,
            P.DISPATCH_WITHOUT_CASE,
            P.SEE_REPORTS,
            P.PREPARE_RETURNS,
            P.PROPOSE_ERASURE,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            P.SEE_COURSES,
            P.SEE_APPLICANTS,
            P.RECEPTION,
            P.DECIDE_COMPLETION,
            P.PRINT_PAPERS,
            P.SEE_SUPPORTERS,
            P.EXPORT_PERSONAL,
            P.WORK_CASES,
            P.DISPATCH_WITHOUT_CASE,
            P.ANSWER_REPORTS,
            P.HANDLE_INCIDENTS,
            P.SEE_REPORTS,
            P.PREPARE_RETURNS,
        }
    ),
    Role.APPROVER: frozenset(
        {
            P.SEE_COURSES,
            P.SEE_APPLICANTS,
            P.SEE_SUPPORTERS,
            P.APPROVE_REGISTRATIONS,
            P.APPROVE_PROVISION,
            P.WORK_CASES,
            P.HANDLE_INCIDENTS,
            P.OVERSEE_INCIDENTS,
            P.SEE_REPORTS,
            P.FREEZE_RETURN,
            P.APPROVE_ERASURE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            P.SEE_COURSES,
            P.SEE_REPORTS,
            P.PROGRAM_SETTINGS,
            P.MANAGE_MEMBERS,
            P.SEE_AUDIT,
            P.RUN_ERASURE,
        }
    ),
    Role.CONTRACTOR: frozenset(
        {
            P.SEE_COURSES,
            P.SEE_APPLICANTS,
            P.PLAN_COURSES,
            P.DECIDE_APPLICATIONS,
            P.RECEPTION,
            P.SEE_REPORTS,
            P.PREPARE_RETURNS,
        }
    ),
}

# What a programme may grant to its contractor by name (rule A3).
CONTRACTOR_GRANTS = frozenset({P.DECIDE_COMPLETION, P.SEE_SUPPORTERS, P.WORK_CASES})
