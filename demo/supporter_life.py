"""What came in since: changes, answers about renewal, a revocation, letters, a follow-up course."""

from demo.courses import Desk
from demo.trainings import LOTTERY
from foundation.clock import on_day
from supporters.actions.changes import apply_change, file_change
from supporters.actions.follow_ups import mark_follow_up_course
from supporters.actions.letters import LetterFacts, issue_letter
from supporters.actions.renewal_requests import request_renewal
from supporters.actions.revocations import (
    HearingFacts,
    approve_revocation,
    drop_revocation,
    open_revocation,
    propose_revocation,
    record_hearing,
)
from supporters.enums import FollowUpKind, IntakeChannel, LetterKind, RenewalWish
from supporters.facts import PaperTrail
from supporters.models import Registration, Revocation, Supporter
from trainings.models import Course

# Places in the list of those who were registered from the first course (demo.supporters.FIRST).
ENDS_SOON, ENDS_LATER, MOVED, NEW_PHONE, ACCUSED, REVOKED = 1, 2, 3, 4, 7, 8


def live_on(desk: Desk, supporters: list[Supporter]) -> None:
    """Let the first supporters of あおば市 write in, and the office answer some of them."""
    registrations = [row.registration for row in supporters if row.registration is not None]
    _changes(desk, registrations)
    _renewals(desk, registrations)
    _revocations(desk, registrations)
    _letters(desk, registrations)
    course = Course.objects.get(title=LOTTERY.title)
    mark_follow_up_course(
        supporters[0].program, course, FollowUpKind.TRAINING, actor=desk.team.actor(),
        now=desk.days.moment(-5, 9),
    )  # fmt: skip


def _changes(desk: Desk, registrations: list[Registration]) -> None:
    """One that waits, one that made papers stale."""
    days, actor = desk.days, desk.team.actor()
    moved = {"postcode": "9900012", "address": f"みどり県{desk.town}川原町5-6"}
    file_change(
        registrations[MOVED], moved,
        paper=PaperTrail(IntakeChannel.WEB, note="市内で転居しました。"),
        actor=actor, now=days.moment(-2, 21),
    )  # fmt: skip
    applied = days.moment(-15, 11)
    notice = file_change(
        registrations[NEW_PHONE], {"mobile": "09000008888"},
        paper=PaperTrail(IntakeChannel.PHONE), actor=actor, now=applied,
    )  # fmt: skip
    apply_change(notice, actor=actor, now=applied)


def _renewals(desk: Desk, registrations: list[Registration]) -> None:
    """One wish that waits for the office, one answer that the term shall end."""
    answers = ((ENDS_SOON, RenewalWish.RENEW, IntakeChannel.WEB, -3),
               (ENDS_LATER, RenewalWish.END, IntakeChannel.POST, -2))  # fmt: skip
    for place, wish, channel, day in answers:
        request_renewal(
            registrations[place], wish, paper=PaperTrail(channel), actor=desk.team.actor(),
            now=desk.days.moment(day, 10),
        )  # fmt: skip


def _revocations(desk: Desk, registrations: list[Registration]) -> None:
    """One that ended the registration, one that was dropped after the interview (要綱 第16条)."""
    revoked = _heard(desk, registrations[REVOKED], "約束の訪問を無断で重ねて休んだ。", -60)
    head, now = desk.team.actor("shounin"), desk.days.moment(-45, 15)
    approve_revocation(revoked, note="改善の見込みがないため。", actor=head, now=now)
    dropped = _heard(desk, registrations[ACCUSED], "訪問先から苦情があった。", -90)
    note = "行き違いと分かったため。"
    drop_revocation(dropped, note=note, actor=head, now=desk.days.moment(-80, 15))


def _heard(desk: Desk, registration: Registration, grounds: str, opened: int) -> Revocation:
    days, actor = desk.days, desk.team.actor()
    now = days.moment(opened, 10)
    revocation = open_revocation(
        registration, grounds=grounds, opened_on=on_day(now), actor=actor, now=now
    )
    found = HearingFacts(
        days.day(opened + 3), "記録と関係者の話を確かめた。",
        days.day(opened + 7), "本人から事情を聴いた。",
    )  # fmt: skip
    heard = record_hearing(revocation, found, actor=actor, now=days.moment(opened + 7, 16))
    return propose_revocation(heard, actor=actor, now=days.moment(opened + 8, 9))


def _letters(desk: Desk, registrations: list[Registration]) -> None:
    """The notice of a renewal by hand, with its 文書番号, and one that a term ends."""
    for place, kind, day in (
        (MOVED, LetterKind.APPROVAL, -58),
        (ENDS_LATER, LetterKind.EXPIRY, -20),
    ):
        facts = LetterFacts(kind, desk.days.day(day))
        issue_letter(
            registrations[place], facts, actor=desk.team.actor(), now=desk.days.moment(day, 11)
        )
