"""The kind 人の名簿: rows become people; who is known already is completed, never overwritten."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from foundation import text
from foundation.among import among
from foundation.imports import readers
from foundation.imports.enums import RowAction
from foundation.imports.kinds import Applied, Context, Facts, ImportField, ImportKind, Plan
from foundation.imports.kinds import register as register_kind
from foundation.imports.preview import words_of
from foundation.organizations.actor import Actor
from foundation.people.actions.erasure import blank_columns
from foundation.people.actions.people import update_person
from foundation.people.facts import PersonFacts
from foundation.people.merging import references
from foundation.people.models import Person, Sex
from foundation.people.queries import current_people
from foundation.refusals import Refused

_OTHER_HEADINGS = {
    "name": "名前 お名前 氏名漢字 漢字氏名 受講者氏名",
    "kana": "フリガナ カナ かな 氏名カナ カナ氏名 氏名ふりがな 氏名フリガナ よみがな 読み仮名",
    "birth_date": "誕生日 出生年月日",
    "sex": "男女",
    "postcode": "〒 郵便 郵便NO",
    "address": "現住所 ご住所 居住地 自宅住所",
    "phone": "電話 TEL 固定電話 自宅電話 電話番号自宅 連絡先 連絡先電話番号 自宅",
    "mobile": "携帯 携帯番号 携帯電話番号 電話番号携帯 携帯TEL",
    "email": "メールアドレス Eメール e-mail mail 電子メール",
    "affiliation": "所属団体 勤務先 所属機関 団体名 所属先 職場",
}


_SHOWN: dict[str, Callable[[Any], str]] = {
    "sex": lambda value: str(Sex(value).label),
    "postcode": text.format_postcode,
    "phone": text.format_phone,
    "mobile": text.format_phone,
}


def _field(code: str, label: str, read: Callable[[str], Any]) -> ImportField:
    aliases = tuple(_OTHER_HEADINGS[code].split())
    return ImportField(code, label, read, aliases, code == "name", _SHOWN.get(code))


FIELDS = (
    _field("name", "氏名", readers.read_name),
    _field("kana", "ふりがな", readers.read_kana),
    _field("birth_date", "生年月日", readers.read_date),
    _field("sex", "性別", readers.read_sex),
    _field("postcode", "郵便番号", readers.read_postcode),
    _field("address", "住所", readers.read_line(200)),
    _field("phone", "電話番号", readers.read_phone),
    _field("mobile", "携帯電話", readers.read_phone),
    _field("email", "メール", readers.read_email),
    _field("affiliation", "所属", readers.read_line(120)),
)
_BY_CODE = {one.code: one for one in FIELDS}
FACTS = tuple(one.name for one in dataclass_fields(PersonFacts))
REACHES = ("phone", "mobile")


def facts_in_words(facts: Facts) -> str:
    """Return several facts of one cell, each in words, in the order of the fields."""
    words = (words_of(facts.get(code), one) for code, one in _BY_CODE.items())
    return "／".join(word for word in words if word)


def prepare(rows: Sequence[Facts], context: Context) -> dict[str, list[Person]]:
    """Return the people who may be one of the rows', by search key. At most three queries.

    A namesake may be meant where the birth dates agree or one of them is missing (`_same`): in a
    city dozens bear one name, and only those few are read.
    """
    born, undated = set(), set()
    for facts in rows:
        key = text.search_key(facts["name"])
        if facts.get("birth_date"):
            born.add((key, facts["birth_date"]))
        else:
            undated.add(key)
    alike: dict[int, Person] = {}
    if born:
        keys = {key for key, _ in born}
        without_birth = current_people().filter(among("name_key", keys), birth_date__isnull=True)
        for people in (current_people().filter(_named_and_born(born)), without_birth):
            alike |= {one.pk: one for one in people}
    if undated:
        alike |= {one.pk: one for one in current_people().filter(among("name_key", undated))}
    found: dict[str, list[Person]] = defaultdict(list)
    for _, person in sorted(alike.items()):
        found[person.name_key].append(person)
    return found


def _named_and_born(pairs: set[tuple[str, date]]) -> RawSQL:
    keys, days = zip(*pairs, strict=True)
    return RawSQL(
        "(people_person.name_key, people_person.birth_date) IN"
        " (SELECT * FROM unnest(%s::text[], %s::date[]))",
        [list(keys), list(days)],
        models.BooleanField(),
    )


def plan_row(facts: Facts, context: Context) -> Plan:
    """Decide between new, to be completed and known; refuse where two records fit.

    The same: same name and birth date, or, where one of the dates is missing, same name and a
    telephone or mail address. In the table itself the first row of somebody counts.
    """
    if earlier := seen_before(facts, context):
        return Plan(RowAction.SAME, note=f"{earlier}行目と同じ方です。")
    person = known_person(facts, context.prepared)
    if person is None:
        return Plan(RowAction.CREATE)
    note = _differences(facts, person)
    if missing_of(facts, person):
        return Plan(RowAction.UPDATE, person.pk, note)
    return Plan(RowAction.SAME, person.pk, note)


def seen_before(facts: Facts, context: Context) -> int | None:
    """Return the first row of the table about the same person; remember a new one."""
    seen = context.memory.setdefault(text.search_key(facts["name"]), [])
    for number, earlier in seen:
        if _same(facts, earlier):
            return int(number)
    seen.append(
        (context.row, {name: facts.get(name) for name in ("birth_date", *REACHES, "email")})
    )
    return None


def known_person(facts: Facts, alike: Mapping[str, Sequence[Person]]) -> Person | None:
    """Return the record of the person among those `prepare` found; refuse where two fit."""
    candidates = alike.get(text.search_key(facts["name"]), ())
    known = [person for person in candidates if _same(facts, vars(person))]
    if len(known) > 1:
        raise Refused(
            "import_ambiguous",
            f"同じ方と思われる記録が{len(known)}件あります。先に「重複の候補」で確認してください。",
        )
    return known[0] if known else None


def _same(facts: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if facts.get("birth_date") and other.get("birth_date"):
        return bool(facts["birth_date"] == other["birth_date"])
    numbers = {facts.get(name) for name in REACHES} - {None, ""}
    if numbers & {other.get(name) for name in REACHES}:
        return True
    return bool(facts.get("email")) and facts["email"] == other.get("email")


def missing_of(facts: Facts, person: Person) -> dict[str, Any]:
    """Return what the row knows of the person and the record does not."""
    return {name: facts[name] for name in FACTS if facts.get(name) and not getattr(person, name)}


def _differences(facts: Facts, person: Person) -> str:
    labels = [
        one.label
        for one in FIELDS
        if facts.get(one.code)
        and getattr(person, one.code)
        and facts[one.code] != getattr(person, one.code)
    ]
    return f"登録と違う項目：{'・'.join(labels)}（登録のままにします）" if labels else ""


def apply_rows(rows: Sequence[tuple[Facts, Plan]], context: Context, actor: Actor) -> list[Applied]:
    """Make the new people of a portion with one statement; complete the known ones one by one."""
    made = iter(
        Person.objects.bulk_create(
            Person(**PersonFacts(**_given(facts)).as_columns())
            for facts, plan in rows
            if plan.action == RowAction.CREATE
        )
    )
    return [
        Applied(next(made).pk)
        if plan.action == RowAction.CREATE
        else apply_row(facts, plan, context, actor)
        for facts, plan in rows
    ]


def apply_row(facts: Facts, plan: Plan, context: Context, actor: Actor) -> Applied:
    """Make one person, or fill what was empty."""
    if plan.target_id is None:
        person = Person.objects.create(**PersonFacts(**_given(facts)).as_columns())
        return Applied(person.pk)
    person = Person.objects.get(pk=plan.target_id)
    missing = missing_of(facts, person)
    update_person(person, actor=actor, now=context.now, **missing)
    # What was written stands beside what was there, so that an undo leaves later changes alone.
    return Applied(person.pk, {name: str(value) for name, value in missing.items()})


def _given(facts: Facts) -> dict[str, Any]:
    return {name: facts[name] for name in FACTS if facts.get(name)}


def undo_row(target_id: int, before: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Remove a person the import made, history included; or empty again what it filled."""
    person = Person.objects.filter(pk=target_id).first()
    if person is None:
        return
    if not before:
        # Nobody could find the history of a person who is gone.
        blank_columns("people.Person", [target_id])
        person.delete()
        return
    empty = {
        name: None if name == "birth_date" else ""
        for name, written in before.items()
        if str(getattr(person, name)) == written
    }
    if empty:
        update_person(person, actor=actor, now=now, **empty)


def is_used(ids: Sequence[int]) -> set[int]:
    """Return the people whom a row of any app names, or who were changed since."""
    wanted = list(ids)
    used: set[int] = set()
    for label, name in sorted(references()):
        rows: Any = apps.get_model(label)._default_manager
        found = rows.filter(**{f"{name}__in": wanted}).values_list(f"{name}_id", flat=True)
        used |= set(found.distinct())
    changed = Person.pgh_event_model.objects.filter(pgh_obj_id__in=wanted, pgh_label="update")  # type: ignore[attr-defined]
    used |= set(changed.values_list("pgh_obj_id", flat=True).distinct())
    merged = Person.objects.filter(Q(merged_into__isnull=False), pk__in=wanted)
    return used | set(merged.values_list("pk", flat=True))


def register() -> None:
    """Register the kind."""
    register_kind(
        ImportKind(
            code="people",
            label="人の名簿",
            fields=FIELDS,
            plan_row=plan_row,
            apply_row=apply_row,
            apply_rows=apply_rows,
            undo_row=undo_row,
            is_used=is_used,
            prepare=prepare,
            target="people.Person",
        )
    )
