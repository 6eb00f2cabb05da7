"""Rows of supporters/, deterministic and without any action (style B.9)."""

from dataclasses import fields as dataclass_fields
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from foundation.fiscal import last_day_of_term
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.programs.models import Program
from supporters.enums import ConsentChannel, ConsentKind, IntakeChannel, TermKind
from supporters.facts import ApplicationFacts, ConsentFacts, Intake
from supporters.models import (
    Consent,
    ConsentText,
    ReceivedEntry,
    Registration,
    RegistrationApplication,
    RegistrationTerm,
    Supporter,
)
from supporters.presets import DECLARATIONS
from tests.factories.base import NOW
from trainings.models import Completion

_serial = count(1)
NOON = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
START = date(2026, 4, 1)


def publish_texts(program: Program) -> None:
    """Publish the draft wordings of a programme from 1 April 2020 on."""
    ConsentText.objects.filter(program=program).update(published_on=date(2020, 4, 1))


def person(name: str = "山田 花子", **facts: Any) -> Person:
    """Return a person with every fact filled in."""
    number = next(_serial)
    filled = {
        "kana": "やまだ はなこ",
        "birth_date": date(1970, 5, 5),
        "postcode": "4000001",
        "address": f"みどり県あおば市中央1-{number}",
        "phone": "0551234567",
        "mobile": "09012345678",
        "email": f"person{number}@example.jp",
        **facts,
    }
    return Person.objects.create(**PersonFacts(name=name, **filled).as_columns())


def text_of(program: Program, kind: str = ConsentKind.ACTIVITY) -> ConsentText:
    """Return the newest wording of a kind."""
    text = ConsentText.objects.filter(program=program, kind=kind).order_by("-version").first()
    assert text is not None
    return text


def consent(person: Person, text: ConsentText, **values: Any) -> Consent:
    """Return a paper consent given on 1 April 2026."""
    filled = {
        "given_on": START,
        "channel": ConsentChannel.PAPER,
        "text_hash": "0" * 64,
        "explained_at": NOON,
        "explained_by": "青葉 花子",
        "original_place": "書庫A-1",
        **values,
    }
    return Consent.objects.create(person=person, text=text, **filled)


def application(program: Program, person: Person | None = None, **values: Any) -> Any:
    """Return a received application keyed from paper."""
    number = next(_serial)
    filled = {
        "reference": f"REF{number:05}",
        "token": f"token-{number}",
        "channel": IntakeChannel.COUNTER,
        "received_at": NOON,
        "name": person.name if person else "山田 花子",
        "kana": person.kana if person else "やまだ はなこ",
        "birth_date": date(1970, 5, 5),
        "address": "みどり県あおば市中央1-1",
        "motive": "地域の役に立ちたいため",
        **values,
    }
    return RegistrationApplication.objects.create(program=program, person=person, **filled)


def registration(program: Program, who: Person | None = None, **values: Any) -> Registration:
    """Return an active registration without terms."""
    number = next(_serial)
    filled = {
        "number_text": f"{number:03}",
        "number_value": number,
        "registered_on": START,
        "state_since": START,
        **values,
    }
    return Registration.objects.create(program=program, person=who or person(), **filled)


def term(registration: Registration, valid_from: date = START, years: int = 2, **values: Any):
    """Return a term of so many years."""
    filled = {
        "kind": TermKind.FIRST,
        "valid_from": valid_from,
        "valid_through": last_day_of_term(valid_from, years),
        "issued_on": valid_from,
        "years": years,
        "decided_on": valid_from,
        **values,
    }
    return RegistrationTerm.objects.create(registration=registration, **filled)


def supporter(program: Program, who: Person | None = None, **values: Any) -> Supporter:
    """Return a supporter with registration, two-year term and consent: dispatchable."""
    who = who or person()
    row = registration(program, who, **values)
    term(row)
    consent(who, text_of(program))
    return Supporter.objects.create(program=program, person=who, registration=row)


def received_entry(program: Program, who: Person | None = None, **values: Any) -> ReceivedEntry:
    """Return an entry that waits for re-confirmation."""
    filled = {
        "key": f"key-{next(_serial)}",
        "sender_name": "みどり県",
        "number_text": "12",
        "received_on": START,
        "valid_from": START,
        "valid_through": date(2028, 3, 31),
        **values,
    }
    return ReceivedEntry.objects.create(program=program, person=who or person(), **filled)


def facts(**values: Any) -> ApplicationFacts:
    """Return the facts of a complete 登録申込書; `person` values are given by their own names."""
    names = {field.name for field in dataclass_fields(PersonFacts)}
    person_values = {
        "name": "山田 花子",
        "kana": "やまだ はなこ",
        "birth_date": date(1970, 5, 5),
        "postcode": "4000001",
        "address": "みどり県あおば市中央1-1",
        "phone": "0551234567",
        "mobile": "09012345678",
        "email": "hanako@example.jp",
        **{name: value for name, value in values.items() if name in names},
    }
    rest = {name: value for name, value in values.items() if name not in names}
    filled = {"motive": "地域の役に立ちたい", "declared": tuple(DECLARATIONS), **rest}
    return ApplicationFacts(person=PersonFacts(**person_values), **filled)


def intake(**values: Any) -> Intake:
    """Return an arrival over the web at NOW."""
    filled = {
        "channel": IntakeChannel.WEB,
        "received_at": NOW,
        "token": f"intake-{next(_serial)}",
        **values,
    }
    return Intake(**filled)


def web_consent(name: str = "山田 花子", **values: Any) -> ConsentFacts:
    """Return a consent typed on the web at NOW."""
    filled = {
        "given_on": date(2026, 10, 1),
        "channel": ConsentChannel.WEB,
        "signed_name": name,
        "explained_at": NOW,
        "explained_by": "ウェブ画面の説明文",
        **values,
    }
    return ConsentFacts(**filled)


def completion(program: Program, who: Person | None = None, **values: Any) -> Completion:
    """Return a completion of the programme, without a course behind it."""
    number = next(_serial)
    filled = {
        "fiscal_year": 2026,
        "series_year": 2026,
        "number_value": number,
        "number_text": f"R8-{number:03}",
        "completed_on": date(2026, 9, 20),
        "decided_on": date(2026, 9, 21),
        "result": "completed",
        "reason": "すべての回に出席しました。",
        **values,
    }
    return Completion.objects.create(program=program, person=who or person(), **filled)


def ready_application(program: Program, who: Person | None = None, **values: Any) -> Any:
    """Return an application of which nothing is missing: completed, interviewed, consented."""
    who = who or person()
    row = application(
        program,
        who,
        completion=completion(program, who),
        interview_on=date(2026, 9, 28),
        suitability="suitable",
        suitability_reason="意欲があり、守秘を理解している。",
        **values,
    )
    consent(who, text_of(program))
    return row
