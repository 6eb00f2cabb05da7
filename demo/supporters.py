"""Supporters: registered, expiring, renewed, on leave, withdrawn, expired, still to be decided."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from demo.courses import Desk
from demo.days import at
from foundation.clock import on_day
from foundation.people.facts import PersonFacts
from supporters.actions.applications import submit_application
from supporters.actions.decisions import approve_application, reject_application
from supporters.actions.follow_ups import record_follow_up
from supporters.actions.moves import take_leave
from supporters.actions.renewals import renew_registration
from supporters.actions.reviews import ReviewFacts, record_review
from supporters.actions.withdrawals import confirm_withdrawal, receive_withdrawal
from supporters.enums import (
    ActivityKind,
    ConsentChannel,
    ConsentKind,
    FollowUpKind,
    IntakeChannel,
    Suitability,
    TimeBand,
    Weekday,
)
from supporters.facts import ApplicationFacts, ConsentFacts, Intake, WishFacts
from supporters.models import (
    ConsentText,
    Registration,
    RegistrationApplication,
    Supporter,
    SupporterSettings,
)
from trainings.models import Completion

MOTIVES = (
    "家族のことで悩んだ経験があり、同じ思いをしている方の力になりたいと思いました。",
    "退職後の時間を、地域のために使いたいと考えています。",
    "研修で学んだことを、実際の活動に生かしたいです。",
)
AREAS = ("中央", "みなみ台", "川原町", "つつじが丘", "駅前")


@dataclass(frozen=True)
class Story:
    """What became of one completer: days are counted from today."""

    applied: int
    decided: int | None = None
    renewed: int | None = None
    on_leave: int | None = None
    left: tuple[int, int | None] | None = None  # received, confirmed
    followed_up: tuple[int, ...] = ()
    interviewed: bool = True
    rejected: bool = False
    channel: IntakeChannel = IntakeChannel.COUNTER


# One story a completer, for the completers of the first, second and third course.
FIRST = (
    Story(-750, -735, followed_up=(-400,)),  # expired five days ago
    Story(-720, -700, followed_up=(-380, -20)),  # expires in a month
    Story(-715, -690, channel=IntakeChannel.WEB),  # expires in forty days, follow-up overdue
    Story(-752, -738, renewed=-60, followed_up=(-390, -70)),
    Story(-740, -720, renewed=-20, followed_up=(-375, -30)),
    Story(-722, -700, left=(-205, -200)),
    Story(-718, -700, on_leave=-40),
    Story(-520, -500, followed_up=(-160,)),
    Story(-510, -490, followed_up=(-150,)),  # revoked since (demo.supporter_life)
)
SECOND = (
    Story(-385, -370, followed_up=(-30,)),
    Story(-384, -370, channel=IntakeChannel.WEB, followed_up=(-31,)),
    Story(-380, -365, followed_up=(-33,)),
    Story(-379, -360, followed_up=(-35,)),
    Story(-376, -360, left=(-1, None)),
    Story(-375, -355, rejected=True),
)
THIRD = (
    Story(-170, -150),
    Story(-168, -150, channel=IntakeChannel.WEB),
    Story(-12, None),  # interviewed, to be decided
    Story(-3, None, interviewed=False, channel=IntakeChannel.WEB),  # just received
)


@dataclass(frozen=True)
class Office:
    """The desk that registers, with the wordings and settings of its programme."""

    desk: Desk
    settings: SupporterSettings
    texts: dict[str, ConsentText] = field(default_factory=dict)


def open_office(desk: Desk) -> Office:
    """Return the office of a programme that registers supporters."""
    texts = {text.kind: text for text in ConsentText.objects.filter(program=desk.program)}
    return Office(desk, SupporterSettings.objects.get(program=desk.program), texts)


def register_completers(
    desk: Desk, completions: list[Completion], stories: tuple[Story, ...]
) -> list[Supporter]:
    """Let completers apply and live through their stories; returns who became supporter."""
    office = open_office(desk)
    made = []
    for number, (completion, story) in enumerate(zip(completions, stories, strict=False)):
        registration = _register(office, completion, story, number)
        if registration is not None:
            _live(office, registration, story)
            made.append(Supporter.objects.get(registration=registration))
    return made


def _register(
    office: Office, completion: Completion, story: Story, number: int
) -> Registration | None:
    application = _apply(office, completion, story, number)
    days, actor = office.desk.days, office.desk.team.actor()
    if not story.interviewed:
        return None
    interviewed = days.day(min(story.applied + 7, -1))
    review = ReviewFacts(
        interview_on=interviewed,
        interview_by="調整 こすもす",
        interview_note="ていねいに話を聴ける方。平日の午後に活動できるとのこと。",
        suitability=Suitability.UNSUITABLE if story.rejected else Suitability.SUITABLE,
        suitability_reason="面談の結果による。",
    )
    moment = max(at(interviewed, 15), application.received_at)
    record_review(application, review, actor=actor, now=min(moment, days.now))
    if story.decided is None:
        return None
    decided, moment = days.day(story.decided), days.moment(story.decided, 16)
    if story.rejected:
        reason = "ほかの活動をご案内したため。"
        reject_application(application, decided_on=decided, reason=reason, actor=actor, now=moment)
        return None
    return approve_application(application, decided_on=decided, actor=actor, now=moment)


def _apply(
    office: Office, completion: Completion, story: Story, number: int
) -> RegistrationApplication:
    desk, person = office.desk, completion.person
    received = desk.days.moment(story.applied, 11, number)
    intake = Intake(
        channel=story.channel,
        received_at=received,
        token=f"demo-registration-{completion.pk}",
        received_by_id=desk.team.user("tantou").pk,
    )
    facts = ApplicationFacts(
        person=PersonFacts(
            name=person.name,
            kana=person.kana,
            birth_date=person.birth_date,
            postcode="9900011",
            address=person.address or f"みどり県{desk.town}中央1-{number + 1}",
            mobile=person.phone,
            email=person.email,
        ),
        completion_number=completion.number_text,
        motive=MOTIVES[number % len(MOTIVES)],
        qualifications="介護福祉士" if number % 4 == 1 else "",
        skills="将棋、園芸" if number % 3 == 0 else "",
        declared=tuple(office.settings.declarations),
        wishes=WishFacts(
            areas=(AREAS[number % 5], AREAS[(number + 2) % 5]),
            weekdays=(Weekday.TUESDAY, Weekday.THURSDAY) if number % 2 else (Weekday.SATURDAY,),
            time_bands=(TimeBand.AFTERNOON,),
            activities=(ActivityKind.VISIT, ActivityKind.PLACE),
            has_car=number % 2 == 0,
        ),
    )
    return submit_application(
        desk.program,
        facts,
        intake,
        consents=_consents(office, story, person.name, number),
        completion=completion,
        actor=desk.team.actor(),
        now=received,
    )


def _consents(office: Office, story: Story, name: str, number: int) -> list[Any]:
    days = office.desk.days
    on_web = story.channel is IntakeChannel.WEB
    given = ConsentFacts(
        given_on=on_day(days.moment(story.applied, 11)),
        channel=ConsentChannel.WEB if on_web else ConsentChannel.PAPER,
        signed_name=name,
        explained_at=days.moment(story.applied, 10) - timedelta(hours=1),
        explained_by="調整 こすもす",
        original_place="" if on_web else f"書庫A-{number + 1}",
    )
    kinds = [ConsentKind.ACTIVITY]
    if number % 4 != 3:  # some do not want to be on a roster that travels
        kinds.append(ConsentKind.PROVISION)
    return [(office.texts[kind], given) for kind in kinds]


def _live(office: Office, registration: Registration, story: Story) -> None:
    days, actor = office.desk.days, office.desk.team.actor()
    supporter = Supporter.objects.get(registration=registration)
    for offset in story.followed_up:
        record_follow_up(
            supporter, kind=FollowUpKind.TRAINING, attended_on=days.day(offset),
            note="フォローアップ研修", actor=actor, now=days.moment(offset, 17),
        )  # fmt: skip
    if story.renewed is not None:
        renew_registration(
            registration, decided_on=days.day(story.renewed), actor=actor,
            now=days.moment(story.renewed, 10),
        )  # fmt: skip
    if story.on_leave is not None:
        take_leave(
            registration, on=days.day(story.on_leave), reason="家族の介護のため", actor=actor,
            now=days.moment(story.on_leave, 10),
        )  # fmt: skip
    if story.left is not None:
        received, confirmed = story.left
        withdrawal = receive_withdrawal(
            registration, channel=IntakeChannel.POST, received_on=days.day(received),
            reason="転居のため", actor=actor, now=days.moment(received, 10),
        )  # fmt: skip
        if confirmed is not None:
            confirm_withdrawal(
                withdrawal, note="電話で確認しました。", confirmed_on=days.day(confirmed),
                actor=actor, now=days.moment(confirmed, 10),
            )  # fmt: skip
