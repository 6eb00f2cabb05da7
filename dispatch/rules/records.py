"""When a note or a 支援会議 may be written (資料8; 要綱 第12条)."""

from datetime import date, datetime

from dispatch.enums import AssignmentState
from dispatch.facts_records import MeetingFacts
from foundation.refusals import Refusal


def why_cannot_note(text: str, happened_at: datetime, now: datetime) -> Refusal | None:
    """Return why a note cannot be written."""
    if not text.strip():
        return Refusal("text_missing", "内容を入力してください。")
    if happened_at > now:
        return Refusal("note_in_future", "日時は、今か今より前にしてください。")
    return None


def why_cannot_send_note(assignment_state: str) -> Refusal | None:
    """Return why the supporter's page takes no note any more: the work has ended."""
    if assignment_state == AssignmentState.ENDED:
        return Refusal("ended", "この活動は終わりました。お話は、担当課へお電話ください。")
    return None


def why_cannot_record_meeting(facts: MeetingFacts, on: date) -> Refusal | None:
    """Return why a meeting cannot be written down; what was decided is told of the past only."""
    if facts.next_on is not None and facts.next_on <= facts.held_on:
        return Refusal("next_too_early", "次回の開催日は、開催日より後にしてください。")
    if not facts.decisions.strip():
        return None
    if facts.held_on > on:
        return Refusal("meeting_in_future", "決めたことは、会議が終わってから入力してください。")
    if not facts.people.strip():
        return Refusal("people_missing", "出席した人を入力してください。")
    if not facts.client_part:
        return Refusal(
            "client_part_missing",
            "本人が出席したか、希望を聞いたかを選んでください。",
        )
    return None
