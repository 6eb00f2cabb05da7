"""Which courses there are: held ones of three years, a full one, open ones, a draft, a lottery."""

from dataclasses import replace
from datetime import timedelta

from demo.cast import somebody
from demo.courses import (
    OPENS_BEFORE,
    RESIDENT,
    CoursePlan,
    Desk,
    applications_of,
    as_applicant,
    make_course,
)
from demo.days import at
from demo.finish import hold_course
from demo.moved import move_last_day
from demo.own_questions import answers_to, ask_more
from foundation.organizations.actor import Actor
from foundation.programs.models import Program
from trainings.actions.applications import cancel_application, submit_application
from trainings.actions.courses import cancel_course
from trainings.actions.decisions import decide_application
from trainings.actions.offers import accept_offer, decline_offer, settle_course
from trainings.enums import Allocation, ApplicationState, Channel
from trainings.facts import ApplyingAct
from trainings.models import (
    Application,
    Completion,
    Course,
    CourseSession,
    Offer,
    PracticePresenter,
)

TWO_HOURS = (10, 12)
KOKOSAPO_ITEMS = (
    (10, "開会"),
    (40, "講義：こころの不調と支えあい"),
    (30, "演習"),
    (40, "意見交換"),
)
TSUNAGARI_ITEMS = ((10, "この講座の目的"), (60, "講座"), (20, "アンケート"))

# Held courses, the oldest first; the supporters of the demo come from the first two.
AOBA_HELD = (
    CoursePlan("ひきこもりサポーター養成研修（春期）", -775, range(0, 15)),
    CoursePlan("ひきこもりサポーター養成研修（秋期）", -410, range(15, 32)),
    CoursePlan("ひきこもりサポーター養成研修（夏期）", -190, range(32, 50)),
    CoursePlan("ひきこもりサポーター養成研修（短期）", -30, range(50, 66)),
)
KOKOSAPO_HELD = tuple(
    CoursePlan(
        f"心のサポーター養成研修（第{n}回）",
        offset,
        people,
        days=1,
        capacity=40,
        hours=TWO_HOURS,
        items=KOKOSAPO_ITEMS,
    )
    for n, (offset, people) in enumerate(
        (
            (-700, range(100, 120)),
            (-460, range(120, 142)),
            (-330, range(142, 160)),
            (-150, range(160, 184)),
            (-45, range(184, 205)),
        ),
        start=1,
    )
)
FULL = CoursePlan(
    "ひきこもりサポーター養成研修（満席の例）", 20, range(66, 82), capacity=10, quiet_days=11
)
OPEN = CoursePlan("ひきこもりサポーター養成研修（冬期）", 48, range(82, 90))
DRAFT = CoursePlan("ひきこもりサポーター養成研修（準備中）", 110, range(0), published=False)
LOTTERY = CoursePlan(
    "心のサポーター養成研修（抽選）", 34, range(205, 219), days=1, capacity=10, hours=TWO_HOURS,
    allocation=Allocation.LOTTERY, items=KOKOSAPO_ITEMS,
)  # fmt: skip
STOPPED_BY_STORM = CoursePlan(
    "心のサポーター養成研修（台風で中止）", -120, range(219, 228), days=1, hours=TWO_HOURS,
    items=KOKOSAPO_ITEMS,
)  # fmt: skip
WAKABA_HIKIKOMORI = (CoursePlan("ひきこもりサポーター養成研修", -400, range(0, 12)),)
WAKABA_TSUNAGARI = tuple(
    CoursePlan(
        f"つながりサポーター養成講座（第{n}回）",
        offset,
        people,
        days=1,
        capacity=50,
        hours=(18, 20),
        items=TSUNAGARI_ITEMS,
        venue="わかば町民会館 ホール",
    )
    for n, (offset, people) in enumerate(
        ((-600, range(20, 36)), (-240, range(36, 54)), (-33, range(54, 68))), start=1
    )
)
WAKABA_OPEN = CoursePlan(
    "つながりサポーター養成講座（夕方の回）", 27, range(68, 75), days=1, capacity=50,
    hours=(18, 20), items=TSUNAGARI_ITEMS, venue="わかば町民会館 ホール",
)  # fmt: skip
TEAM_HELD = CoursePlan(
    "包括的な支援体制づくり研修", -420, range(300, 318), days=4, capacity=None,
    allocation=Allocation.APPROVAL, venue="県庁 講堂",
)  # fmt: skip
TEAM_OPEN = CoursePlan(
    "包括的な支援体制づくり研修（今年度）", 41, range(318, 327), days=4, capacity=24,
    allocation=Allocation.APPROVAL, venue="県庁 講堂",
)  # fmt: skip


def aoba_trainings(desk: Desk, kokosapo: Program) -> list[list[Completion]]:
    """Make the courses of あおば市; returns who completed each of those with supporters.

    The last held course waits for the decision who completed.
    """
    second = Desk(desk.team, kokosapo, desk.days)
    completed = [hold_course(desk, make_course(desk, plan)) for plan in AOBA_HELD[:-1]]
    _report_on_practice(completed[0][:2], completed[1][0])
    hold_course(desk, make_course(desk, AOBA_HELD[-1]), decide=False)
    for plan in KOKOSAPO_HELD:
        hold_course(second, make_course(second, plan))
    full_course(desk)
    _open_course(desk)
    make_course(desk, DRAFT)
    make_course(second, LOTTERY)
    _cancelled_course(second)
    return completed


def wakaba_trainings(desk: Desk, tsunagari: Program) -> list[list[Completion]]:
    """Make the courses of わかば町; returns who completed each of those with supporters."""
    second = Desk(desk.team, tsunagari, desk.days)
    completed = [hold_course(desk, make_course(desk, plan)) for plan in WAKABA_HIKIKOMORI]
    for plan in WAKABA_TSUNAGARI:
        hold_course(second, make_course(second, plan))
    make_course(second, WAKABA_OPEN)
    return completed


def midori_trainings(desk: Desk) -> None:
    """Make the courses of みどり県, whose applications an officer decides."""
    held = make_course(desk, TEAM_HELD)
    _accept(desk, held, 17)
    hold_course(desk, held)
    _accept(desk, make_course(desk, TEAM_OPEN), 4)


def _accept(desk: Desk, course: Course, count: int) -> None:
    for row in applications_of(course)[:count]:
        decide_application(
            row,
            ApplicationState.ACCEPTED,
            actor=desk.team.actor(),
            now=row.submission.received_at + timedelta(hours=3),
        )


def full_course(desk: Desk) -> None:
    """A full course. A freed seat was offered to three: one let it lapse, one declined, one came.

    A second seat was freed today: its offer is open, others wait.
    """
    course = make_course(desk, FULL)
    seated = applications_of(course, lambda row: row.state == ApplicationState.ACCEPTED)
    freed = desk.days.now - timedelta(days=10)
    why, actor = "勤務の都合（電話で連絡）", desk.team.actor()
    cancel_application(seated[2], reason=why, actor=actor, now=freed)
    unanswered = Offer.objects.get(application__course=course)
    lapsed = unanswered.deadline + timedelta(minutes=1)
    settle_course(course.pk, actor=Actor.system("demo"), now=lapsed)
    decline_offer(_offered(course), actor=RESIDENT, now=lapsed + timedelta(hours=2))
    accept_offer(_offered(course), actor=RESIDENT, now=lapsed + timedelta(hours=5))
    cancel_application(seated[3], reason=why, actor=actor, now=desk.days.now - timedelta(hours=2))


def _offered(course: Course) -> Application:
    """Return who is offered the freed seat: those who wait stand by receipt, not by number."""
    offered: list[Application] = applications_of(
        course, lambda row: row.state == ApplicationState.OFFERED
    )
    return offered[0]


def _open_course(desk: Desk) -> None:
    """A course with seats left and questions of its own: a FAX sheet with three people (rule B1).

    One of them needs a place for a wheelchair. A day moved.
    """
    ask_more(desk.program, actor=desk.team.actor("kanri"), now=desk.days.now - OPENS_BEFORE)
    course = make_course(desk, OPEN)
    received = desk.days.now - timedelta(hours=20)
    people = [
        replace(
            as_applicant(somebody(number, desk.town), received.date(), with_mail=False),
            answers={**answers_to(course, number), **care},
        )
        for number, care in ((90, {}), (91, {"care": "車いすで参加します。"}), (92, {}))
    ]
    act = ApplyingAct(
        channel=Channel.FAX.value,
        received_at=received,
        contact_name="ひなた作業所",
        contact_phone="0990002211",
        token=f"demo-fax-{course.pk}",
    )
    submit_application(course, people, act, actor=desk.team.actor(), now=received)
    move_last_day(desk, course)


def _report_on_practice(speakers: list[Completion], later: Completion) -> None:
    """Let two who completed earlier tell on the last day of the later course what they do since."""
    sessions = CourseSession.objects.filter(course__applications__completion=later)
    session = sessions.order_by("-n")[0]
    for completion in speakers:
        PracticePresenter.objects.create(
            session=session, completion=completion, topic="サポーターになって半年"
        )


def _cancelled_course(desk: Desk) -> None:
    course = make_course(desk, STOPPED_BY_STORM)
    first = course.starts_at
    if first is None:
        raise ValueError("a published course has its times")
    day_before = at(first.date() - timedelta(days=1), 15)
    cancel_course(course, reason="台風の接近のため", actor=desk.team.actor(), now=day_before)
