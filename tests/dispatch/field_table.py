"""Who reads which personal column of a case, and on which page: the table of test_field_matrix."""


# ── what: the columns of each table by a short word ──────────────────────────────────────────
def _of(model: str, names: str) -> set[str]:
    return {f"{model}.{name}" for name in names.split()}


CLIENT = _of("cases.Client", "address area birth_date contact_note email kana name phone postcode")
FAMILY = _of("cases.FamilyMember", "address birth_date contact_note email kana name phone postcode")
FILE = _of("cases.CaseFile", "consultation life_history medical_history")
AIMS = _of("cases.CaseFile", "aims wishes")
CONSENT = _of("cases.SupportConsent", "original_place signed_name withdrawal_note witness")
PLACE_OF_PAPER = _of("cases.SupportConsent", "original_place")
EXCEPTION = _of("cases.FamilyException", "reason")
REQUEST = _of("dispatch.DispatchRequest", "place_area purpose supporter_wishes wished_times")
DECISION = _of("dispatch.DispatchRequest", "decision_reason end_reason")
COARSE = _of("dispatch.Invitation", "area outline when")
ANSWER = _of("dispatch.Invitation", "answer_note state_reason")
PLAN = _of("dispatch.Assignment", "plan")
WISH = _of("dispatch.AgreementRequest", "wish")
VISIT_PLACE = _of("dispatch.Visit", "place")
VISIT = VISIT_PLACE | _of("dispatch.Visit", "state_reason")
WRITTEN = _of(
    "dispatch.ActivityReport", "content future_content next_plan other_policy place record remarks"
)
REPORT = WRITTEN | _of("dispatch.ActivityReport", "other_type")
# What a paper replaced before it was sent is its writer's alone.
SET_ASIDE = _of("dispatch.ActivityReport", "set_aside")
GUIDANCE = _of("dispatch.Guidance", "answer text")
NOTE = _of("dispatch.ContactNote", "answer text")
MEETING = _of("dispatch.CaseMeeting", "decisions people place wishes")
INCIDENT = _of("dispatch.Incident", "account closing_note place response")
REPORTED = _of("dispatch.IncidentReport", "cause prevention text told")
MEASURE = _of("dispatch.IncidentMeasure", "outcome text")
MEASURE_TEXT = _of("dispatch.IncidentMeasure", "text")
CARE = _of("dispatch.CareCheck", "talk_note")
VETO = _of("dispatch.Veto", "reason")
# Columns that no page shows: payments have pages by supporter and month, without the row's note.
NOWHERE = (
    _of("dispatch.Payment", "cost_note void_reason")
    | _of("dispatch.DispatchLetter", "revoked_reason")
)  # fmt: skip
# Columns without a text of anybody, or whose text is that of another column.
UNMARKED = {
    "cases.Client.sex", "cases.FamilyMember.sex", "cases.SupportConsent.scan",
    "dispatch.DispatchLetter.snapshot", "dispatch.DispatchLetter.pdf",
}  # fmt: skip

# ── who: everybody who reads anything, and where; whoever is missing reads nothing anywhere ──
TOLD = (
    (CLIENT - _of("cases.Client", "area postcode")) | FILE
    | (FAMILY - _of("cases.FamilyMember", "postcode"))
)  # fmt: skip
READ_BY: dict[str, dict[str, set[str]]] = {
    # What the consents in force let be told, after the start; what they wrote themselves.
    "own": {
        "phone home": _of("dispatch.Invitation", "area when"),
        "phone assignment": TOLD | PLAN,
        "phone visit": TOLD | PLAN | VISIT_PLACE,
        "phone contact": NOTE | _of("dispatch.Invitation", "area when"),
        "phone incident": _of("dispatch.Invitation", "area when"),
        "phone report": WRITTEN | GUIDANCE | SET_ASIDE,
    },
    "invited": {"phone own invitation": COARSE},
    "user's side": {"phone plan": PLAN},
    # Approvers handle every incident (rules I), by its number and the case's.
    "approver": {
        "change dispatch_incident": INCIDENT | MEASURE_TEXT | REPORTED,
        "history dispatch_incident": INCIDENT,
        "change dispatch_incidentmeasure": MEASURE,
        "history dispatch_incidentmeasure": MEASURE,
        "list dispatch_incidentmeasure": MEASURE,
    },
}
CASE_PAGE = (
    (CLIENT - _of("cases.Client", "postcode")) | FILE | AIMS | EXCEPTION | PLACE_OF_PAPER | NOTE
    | _of("cases.FamilyMember", "contact_note email name phone")
    | _of("cases.Case", "state_reason") | _of("cases.CaseTeam", "reason")
    | _of("dispatch.CaseMeeting", "decisions wishes")
)  # fmt: skip
READ_BY["case coordinator"] = {
    "change cases_case": CASE_PAGE,
    "history cases_case": _of("cases.Case", "state_reason stop_use_reason"),
    "button cases_case": CLIENT | FILE | AIMS
    | _of("cases.FamilyMember", "contact_note name"),
    "change cases_familymember": FAMILY,
    "history cases_familymember": FAMILY,
    "button cases_familymember": FAMILY,
    "change cases_supportconsent": CONSENT,
    "history cases_supportconsent": CONSENT,
    "button cases_supportconsent": PLACE_OF_PAPER,
    "list cases_supportconsent": PLACE_OF_PAPER,
    "page case_exceptions": EXCEPTION,
    "page case_exceptions_pdf": EXCEPTION,
    "change dispatch_dispatchrequest": REQUEST | DECISION,
    "history dispatch_dispatchrequest": REQUEST | DECISION,
    "button dispatch_dispatchrequest": _of("dispatch.DispatchRequest", "purpose"),
    "page dispatch_candidates": REQUEST,
    "page dispatch_letter_pdf": _of("cases.FamilyMember", "address name postcode"),
    "change dispatch_invitation": COARSE | ANSWER,
    "history dispatch_invitation": COARSE | ANSWER,
    "change dispatch_assignment": PLAN | WISH | VISIT_PLACE
    | _of("dispatch.Assignment", "state_reason"),
    "history dispatch_assignment": PLAN | _of("dispatch.Assignment", "state_reason"),
    "button dispatch_assignment": PLAN,
    "page assignment_agreement": PLAN,
    "change dispatch_visit": VISIT,
    "history dispatch_visit": VISIT,
    "button dispatch_visit": VISIT_PLACE,
    "page visit_report_paper": VISIT_PLACE,
    "change dispatch_activityreport": REPORT | GUIDANCE,
    "history dispatch_activityreport": REPORT,
    "button dispatch_activityreport": _of(
        "dispatch.ActivityReport", "content next_plan record"
    ),
    "change dispatch_contactnote": NOTE,
    "history dispatch_contactnote": NOTE,
    "change dispatch_casemeeting": MEETING,
    "history dispatch_casemeeting": MEETING,
    "button dispatch_casemeeting": MEETING,
    "change dispatch_carecheck": CARE,
    "history dispatch_carecheck": CARE,
    "change dispatch_veto": VETO,
    "history dispatch_veto": VETO,
    **READ_BY["approver"],
}  # fmt: skip
# Who works beside the case: these open the forms of the other apps, too, everybody else of the
# staff their other pages.
NEAR = ("administrator", "approver", "case coordinator", "clerk", "coordinator")
STAFF = (
    "administrator", "approver", "case coordinator", "clerk", "contractor", "coordinator",
    "other town", "reception", "viewer",
)  # fmt: skip
PHONES = (
    "anonymous", "declined", "invited", "other supporter", "own", "revoked", "signer",
    "suspended", "user's side",
)  # fmt: skip
