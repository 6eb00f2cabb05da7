"""Key a report that came on paper; what its writer had begun on the phone stays theirs (D7)."""

from datetime import date, datetime

from dispatch.actions.loading import locked_report, locked_visit, write
from dispatch.actions.pairs import locked_pair
from dispatch.actions.reports import save_report, submit_report
from dispatch.facts import ReportFacts, Submission
from dispatch.models import ActivityReport, Visit
from dispatch.rules.reports import WRITABLE
from foundation.organizations.actor import Actor
from foundation.organizations.history import action

# What people write in words; times, place and kinds stand on the paper as well.
IN_WORDS = (
    "other_type", "content", "record", "next_plan", "future_content", "other_policy", "remarks",
)  # fmt: skip


@action("dispatch.report.keyed")
def key_report(
    visit: Visit, facts: ReportFacts, reported_on: date, *, actor: Actor, now: datetime
) -> ActivityReport:
    """Keep and submit what stands on the paper, both or neither.

    The words of a draft, or of a returned report being rewritten, are set aside for the
    supporter. Refused as saving and sending are; then the draft stays what it was.
    """
    if visit.pair is not None:  # sending locks it first, too
        locked_pair(visit.pair, actor=actor, now=now)
    visit = locked_visit(visit, actor=actor, now=now)
    if report := ActivityReport.objects.filter(visit=visit, supporter=visit.supporter).first():
        report = locked_report(report, actor=actor, now=now)
        if report.state in WRITABLE and (words := _words_lost(report, facts)):
            write(report, set_aside="\n\n".join(filter(None, (report.set_aside, words))))
    report = save_report(visit, facts, actor=actor, now=now)
    return submit_report(report, Submission(reported_on, keyed=True), actor=actor, now=now)


def _words_lost(report: ActivityReport, facts: ReportFacts) -> str:
    """Return, under their names, the words of the report that the paper does not have."""
    typed = facts.as_columns()
    labels = {one.name: str(one.verbose_name) for one in report._meta.fields}
    return "\n".join(
        f"{labels[name]}：{getattr(report, name)}"
        for name in IN_WORDS
        if getattr(report, name) and getattr(report, name) != typed[name]
    )
