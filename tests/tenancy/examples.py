"""Which row stands for which address; a new address without a line here fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """The table an address names a row of, and how the row becomes its arguments."""

    model: str
    kwargs: Callable[[Any], dict[str, Any]] = lambda row: {"pk": row.pk}


APPLICATION = Example("trainings.Application")
SUBMISSION = Example("trainings.Submission")
COURSE = Example("trainings.Course")
COURSE_PAGE = Example("trainings.Course", lambda row: {"code": row.public_code})
SESSION = Example("trainings.CourseSession")
SURVEY = Example("trainings.Survey")
DRAW = Example("trainings.Draw")
PROGRAM = Example("programs.Program")
REGISTERING = Example("supporters.RegistrationApplication")
RETURN = Example("reports.Return")
SUPPORTER = Example("supporters.Supporter")
INVITATION = Example("dispatch.Invitation")
VISIT = Example("dispatch.Visit")
PAYING = Example(
    "dispatch.DispatchSettings", lambda row: {"pk": row.program_id, "month": "2026-10"}
)

EXAMPLES: dict[str, Example] = {
    # staff pages that are not a table's
    "admin:person_timeline": Example("people.Person"),
    "admin:people_merge": Example(
        "people.Person", lambda row: {"kept": row.pk, "lost": row.pk + 1}
    ),
    "admin:erasure_lines": Example("people.ErasureRun"),
    "admin:job_file": Example("jobs.Job"),
    "admin:import_columns": Example("imports.ImportBatch"),
    "admin:import_batch": Example("imports.ImportBatch"),
    "admin:import_errors": Example("imports.ImportBatch"),
    "admin:lottery_prepare": COURSE,
    "admin:draw_result": DRAW,
    "admin:draw_proof": DRAW,
    "admin:course_agenda": COURSE,
    "admin:helper_file": Example("trainings.MaterialVersion"),
    "admin:course_lecturers": COURSE,
    "admin:course_bulk": COURSE,
    "admin:course_completion": COURSE,
    "admin:course_entry": COURSE,
    "admin:course_entry_live": COURSE,
    "admin:flyer_pdf": COURSE,
    "admin:poster_pdf": COURSE,
    "admin:outreach_effect": COURSE,
    "admin:certificate_pdf": Example("trainings.CertificateIssue"),
    "admin:reception": SESSION,
    "admin:reception_sheet": SESSION,
    "admin:reception_keyed": SESSION,
    "admin:reception_correct": Example(
        "trainings.Attendance", lambda row: {"pk": row.session_id, "attendance": row.pk}
    ),
    "admin:session_pack": SESSION,
    "admin:day_answers": SESSION,
    "admin:reminder_calls": SESSION,
    "admin:reminder_calls_pdf": SESSION,
    "admin:survey_summary": SURVEY,
    "admin:survey_coding": Example("trainings.SurveyQuestion"),
    "admin:survey_paper": SURVEY,
    "admin:survey_pdf": SURVEY,
    "admin:survey_workbook": SURVEY,
    "admin:survey_grid": SURVEY,
    "admin:report_board": Example("programs.Program", lambda row: {"pk": row.pk, "year": 2026}),
    "admin:year_plan": Example("trainings.YearPlan"),
    "admin:team_matrix": COURSE,
    "admin:team_homework_file": Example("trainings.TeamSubmission"),
    "admin:supporters_form_pdf": REGISTERING,
    "admin:supporters_issue_pdf": Example("supporters.RegistrationIssue"),
    "admin:dispatch_payment_month": PAYING,
    "admin:dispatch_statement_pdf": PAYING,
    "admin:dispatch_statement_workbook": PAYING,
    "admin:dispatch_candidates": Example("dispatch.DispatchRequest"),
    "admin:case_team": Example("cases.Case"),
    "admin:case_consent_paper": Example("cases.Case"),
    "admin:visit_report_paper": VISIT,
    "admin:assignment_agreement": Example("dispatch.Assignment"),
    "admin:incident_paper": Example("dispatch.Assignment"),
    "admin:dispatch_letter_pdf": Example("dispatch.DispatchLetter"),
    "admin:return_content": RETURN,
    "admin:return_pdf": RETURN,
    "admin:return_workbook": RETURN,
    # pages of residents
    "course-page": COURSE_PAGE,
    "course-apply": COURSE_PAGE,
    "team-apply": COURSE_PAGE,
    "application-done": SUBMISSION,
    "application-done-calendar": SUBMISSION,
    "application-page": APPLICATION,
    "application-cancel": APPLICATION,
    "application-answer": APPLICATION,
    "application-absence": Example("trainings.Application", lambda row: {"pk": row.pk, "n": 1}),
    "application-calendar": APPLICATION,
    "application-paper": Example(
        "trainings.CertificateIssue",
        lambda row: {"pk": row.completion.application_id, "issue": row.pk},
    ),
    "group-page": SUBMISSION,
    "headcount-page": Example("trainings.HeadcountReport"),
    "lecture-request": PROGRAM,
    "lecture-done": PROGRAM,
    "survey-page": Example("trainings.SurveyInvitation"),
    # pages of supporters
    "supporters:apply-openly": PROGRAM,
    "supporters:blank-form": PROGRAM,
    "supporters:blank-consent": Example("supporters.ConsentText"),
    "supporters:apply": Example("trainings.Completion"),
    "supporters:done": REGISTERING,
    "supporters:status": REGISTERING,
    "supporters:page": SUPPORTER,
    "supporters:blank-own": Example(
        "programs.Program", lambda row: {"pk": row.pk, "kind": "change"}
    ),
    "supporters:own-form": Example(
        "supporters.Supporter", lambda row: {"pk": row.pk, "kind": "change"}
    ),
    "supporters:completion": Example(
        "supporters.Supporter", lambda row: {"pk": row.pk, "issue": 1}
    ),
    "supporters:certificate": Example(
        "supporters.RegistrationIssue",
        lambda row: {"pk": row.term.registration.supporter.pk, "issue": row.pk},
    ),
    "dispatch:request-form": PROGRAM,
    "dispatch:request-paper": PROGRAM,
    "dispatch:request-done": PROGRAM,
    "dispatch:consent": Example("cases.ConsentRequest"),
    "dispatch:plan": Example("dispatch.AgreementRequest"),
    "dispatch:home": SUPPORTER,
    "dispatch:payments": SUPPORTER,
    "dispatch:invitation": INVITATION,
    "dispatch:assignment": Example("dispatch.Assignment"),
    "dispatch:contact": Example("dispatch.Assignment"),
    "dispatch:incident": Example("dispatch.Assignment"),
    "dispatch:visit": VISIT,
    "dispatch:cannot-go": VISIT,
    "dispatch:visit-calendar": VISIT,
    "dispatch:report-form": VISIT,
    "dispatch:report": Example("dispatch.ActivityReport"),
}

# Addresses whose argument is not a row, or a secret that is unknown in the other town.
HARMLESS = frozenset(
    {
        "admin:",  # everything else below /staff/
        "admin:app_list",
        "open-link",
        "dispatch:calendar-feed",
        "verify",
        "supporters:validity",
        "admin:honorarium_workbook",
        "admin:report_public_csv",
        "admin:report_order",
        "admin:report_table",
        "public-table",
        "public-table-csv",
        "admin:report_workbook",
        "admin:report_pdf",
        "admin:report_rows",
    }
)
