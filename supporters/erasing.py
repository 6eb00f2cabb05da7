"""Which rows of supporters belong to a person, when they may go, and who is kept (rule G2, S41)."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max, Q

from foundation import clock
from foundation.people import erasing, retention
from foundation.people.retention import Held, RecordKind
from foundation.refusals import Refusal
from supporters.enums import LIVE_REGISTRATIONS, OPEN_APPLICATIONS, ProvisionState, ReceivedState
from supporters.models import (
    Consent,
    ReceivedEntry,
    Registration,
    RegistrationApplication,
    RosterProvisionItem,
)

APPLICATION = "supporters.RegistrationApplication"
FROM_PERSON = {
    "supporters.RegistrationMove": "registration__person",
    "supporters.RegistrationIssue": "term__registration__person",
    "supporters.SupporterLetter": "registration__person",
    "supporters.ChangeNotice": "registration__person",
    "supporters.Withdrawal": "registration__person",
    "supporters.Revocation": "registration__person",
    "supporters.RenewalRequest": "registration__person",
    "supporters.FollowUp": "supporter__person",
    "supporters.ReceivedUpdate": "entry__person",
    "supporters.Consent": "application__person",
}
RUNNING = (ReceivedState.PENDING, ReceivedState.CONFIRMED)


# ── who may not be erased ────────────────────────────────────────────────────────────────────


def keep_the_registered(ids: Sequence[int]) -> Refusal | None:
    """Hold a person back who is registered now, has applied, or stands on a received roster."""
    today = clock.today()
    live = Registration.objects.filter(person__in=ids, state__in=LIVE_REGISTRATIONS)
    running = live.annotate(last=Max("terms__valid_through")).filter(
        Q(last__gte=today) | Q(terms__valid_through__isnull=True)
    )
    if running.exists():
        return Refusal(
            "registered",
            "サポーターとして登録されています。先に辞退・取消しを記録するか、満了をお待ちください。",
        )
    if RegistrationApplication.objects.open().filter(person__in=ids).exists():
        return Refusal("applied", "決定を待つ登録申込があります。先に決定してください。")
    entries = ReceivedEntry.objects.filter(person__in=ids, state__in=RUNNING)
    if entries.filter(Q(valid_through__isnull=True) | Q(valid_through__gte=today)).exists():
        return Refusal("received", "提供を受けた名簿に載っています。先に意向を記録してください。")
    return None


def keep_the_applied(ids: Sequence[int]) -> Refusal | None:
    """Hold an application back that waits, or that belongs to a person: it goes with them."""
    rows = RegistrationApplication.objects.filter(pk__in=ids)
    if rows.filter(Q(state__in=OPEN_APPLICATIONS) | Q(person__isnull=False)).exists():
        return Refusal("applied", "決定を待つ申込み、または本人の記録がある申込みです。")
    return None


# ── what is held, and since when it is over ──────────────────────────────────────────────────


def registrations() -> Iterable[Held]:
    """Yield registrations: over when ended by decision, or when the last term has passed.

    A term that still runs ends on its last day, so that nobody falls due before.
    """
    rows = Registration.objects.annotate(
        last=Max("terms__valid_through")
    ).values_list("person_id", "state", "state_since", "last", "registered_on")  # fmt: skip
    endless = set(
        Registration.objects.filter(
            state__in=LIVE_REGISTRATIONS, terms__valid_through__isnull=True
        ).values_list("person_id", flat=True)
    )
    for person_id, state, since, last, registered_on in rows:
        if state not in LIVE_REGISTRATIONS:
            yield Held(person_id, since)
        else:
            yield Held(person_id, None if person_id in endless else last or registered_on)


def applications() -> Iterable[Held]:
    """Yield applications of known people: over with their decision."""
    yield from _applications(known=True)


def unmatched_applications() -> Iterable[Held]:
    """Yield applications nobody was found for; each is a root of its own."""
    yield from _applications(known=False)


def _applications(*, known: bool) -> Iterable[Held]:
    rows = RegistrationApplication.objects.filter(person__isnull=not known)
    root = "person_id" if known else "pk"
    for root_id, state, decided_on, at in rows.values_list(
        root, "state", "decided_on", "received_at"
    ):
        is_open = state in OPEN_APPLICATIONS
        yield Held(root_id, None if is_open else decided_on or clock.on_day(at))


def consents() -> Iterable[Held]:
    """Yield consents: over when taken back, else with the last registration they were given for."""
    ends: dict[tuple[int, int], date] = {}
    running = set()
    for row in Registration.objects.annotate(last=Max("terms__valid_through")):
        key, end = (row.person_id, row.program_id), row.last if row.is_live else row.state_since
        if end is None:
            running.add(key)
        else:
            ends[key] = max(end, ends.get(key, end))
    found = Consent.objects.filter(person__isnull=False).values_list(
        "person_id", "text__program_id", "given_on", "withdrawn_at"
    )
    for person_id, program_id, given_on, withdrawn_at in found:
        key = (person_id, program_id)
        if withdrawn_at is not None:
            yield Held(person_id, clock.on_day(withdrawn_at))
        else:
            yield Held(person_id, None if key in running else ends.get(key, given_on))


def provisions() -> Iterable[Held]:
    """Yield what was provided to others: over on the day of the provision."""
    items = RosterProvisionItem.objects.filter(
        consent__isnull=False, provision__state=ProvisionState.PROVIDED
    ).values_list("supporter__person_id", "provision__provided_at")
    for person_id, at in items:
        yield Held(person_id, clock.on_day(at))


def received() -> Iterable[Held]:
    """Yield entries of others' rosters: over when declined, withdrawn, or at their last day."""
    for entry in ReceivedEntry.objects.all():
        if entry.state == ReceivedState.WITHDRAWN and entry.withdrawn_at:
            yield Held(entry.person_id, clock.on_day(entry.withdrawn_at))
        elif entry.state == ReceivedState.DECLINED:
            yield Held(entry.person_id, entry.reconfirmed_on)
        else:
            yield Held(entry.person_id, entry.valid_through)


def register() -> None:
    """Register ways, guards, the root and the kinds of records with their presets."""
    for model, path in FROM_PERSON.items():
        erasing.register(model, by=path)
    erasing.register_root(erasing.Root(APPLICATION))
    erasing.register_guard(erasing.PERSON, keep_the_registered)
    erasing.register_guard(APPLICATION, keep_the_applied)
    for code, label, find in (
        ("registrations", "サポーターの登録", registrations),
        ("applications", "登録申込", applications),
        ("consents", "同意書", consents),
        ("provisions", "名簿の提供の記録", provisions),
        ("received", "提供を受けた名簿", received),
    ):
        retention.register(RecordKind(f"supporters.{code}", label, find))
    retention.register(
        RecordKind(
            "supporters.unmatched", "本人が分からない登録申込", unmatched_applications,
            years=1, root=APPLICATION,
        )
    )  # fmt: skip


register()
