"""The kind サポーター登録名簿: its fields, what would become of a row, and why it is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Max

from foundation.among import among
from foundation.fiscal import fiscal_year
from foundation.imports import people
from foundation.imports.enums import RowAction
from foundation.imports.kinds import Context, Facts, ImportField, Plan
from foundation.imports.numbers import as_printed, read_number, value_of
from foundation.imports.readers import read_line
from foundation.people.models import Person
from foundation.refusals import Refused
from foundation.text import search_key
from supporters.enums import LIVE_REGISTRATIONS, RegistrationState
from supporters.imports import cells
from supporters.models import Registration, SupporterSettings
from supporters.rules.terms import first_term

_OWN = (
    ImportField("number", "登録番号", read_number("登録番号"),
                ("番号", "登録No", "登録NO", "No", "№"), required=True),
    ImportField("identity", "氏名・性別・生年月日", cells.read_identity,
                ("氏名性別生年月日", "氏名・生年月日", "氏名生年月日", "氏名・性別", "氏名性別",
                 "氏名・生年月日・性別", "氏名生年月日性別"), show=people.facts_in_words),
    ImportField("contact", "住所・連絡先", cells.read_contact,
                ("住所連絡先", "住所・電話番号", "住所電話番号", "住所・電話", "住所及び連絡先"),
                show=people.facts_in_words),
    ImportField("period", "登録期間", cells.read_period,
                ("期間", "任期", "有効期間", "登録期間から・まで", "登録期間から/まで",
                 "登録期間から／まで", "登録期間から～まで")),
    ImportField("valid_from", "登録期間（から）", cells.read_edge,
                ("登録期間から", "登録期間自", "登録期間開始", "開始日", "登録開始日", "任期開始",
                 "始期", "自")),
    ImportField("valid_through", "登録期間（まで）", cells.read_edge,
                ("登録期間まで", "登録期間至", "登録期間終了", "満了日", "終了日", "有効期限",
                 "任期満了", "終期", "至")),
    ImportField("registered_on", "登録年月日", cells.read_edge, ("登録日", "交付日", "登録年月")),
    ImportField("state", "状態", cells.read_state, ("登録状況", "状況"),
                show=lambda value: str(RegistrationState(value).label)),
    ImportField("note", "備考", read_line(300), ("摘要", "特記事項", "メモ")),
)  # fmt: skip
FIELDS = (
    *_OWN,
    *(
        replace(one, required=False, read=cells.read_plain_name if one.code == "name" else one.read)
        for one in people.FIELDS
    ),
)
LEFT = re.compile("辞退|取消|転出|退会|死亡|解除")


@dataclass
class Known:
    """What a portion of rows is compared with."""

    people: dict[str, list[Person]]
    by_number: dict[str, Registration]
    live: dict[int, str]


def settings_for(context: Context) -> SupporterSettings:
    """Return the settings of the batch's programme, loaded once a table."""
    if "settings" not in context.memory:
        settings = SupporterSettings.objects.select_related("program").filter(
            program=context.options.get("program_id")
        )
        context.memory["settings"] = settings.first()
    found: SupporterSettings | None = context.memory["settings"]
    if found is None:
        raise Refused("no_settings", "この事業では、サポーターの登録を行っていません。")
    return found


def person_facts(facts: Facts) -> dict[str, Any]:
    """Return the facts about the person, whether in columns of their own or in shared cells."""
    merged = {**(facts.get("identity") or {}), **(facts.get("contact") or {})}
    for code in people.FACTS:
        if facts.get(code):
            merged[code] = facts[code]
    return {"name": "", **merged}


def name_of(facts: Facts) -> str:
    """Return whom a row is about, for erasures."""
    return str(person_facts(facts)["name"])


def number_of(facts: Facts, settings: SupporterSettings) -> str:
    """Return the number as the programme prints it: a spreadsheet drops leading zeros."""
    return as_printed(str(facts["number"]), settings.number_pattern)


def as_stored(facts: Facts, context: Context) -> Facts:
    """Return what the preview shows: the number as the programme prints it."""
    if not facts.get("number"):
        return facts
    return {**facts, "number": number_of(facts, settings_for(context))}


@dataclass(frozen=True)
class Dates:
    """From when to when, and since when it counts as registered."""

    registered_on: date
    valid_from: date
    valid_through: date | None
    computed: bool = False


def dates_of(facts: Facts, settings: SupporterSettings) -> Dates:
    """Return the days of a row; a missing end is computed by the programme's rule."""
    first, last = facts.get("period") or (None, None)
    first = facts.get("valid_from") or first
    last = facts.get("valid_through") or last
    registered_on = facts.get("registered_on") or first
    first = first or registered_on
    if first is None or registered_on is None:
        raise Refused("no_period", "登録期間（から）か登録年月日を入力してください。")
    if last is not None and last < first:
        raise Refused("period_order", "登録期間の終わりが、始まりより前です。")
    if last is not None:
        return Dates(registered_on, first, last)
    return Dates(registered_on, first, first_term(settings.term_policy, first).valid_through, True)


def prepare(rows: Sequence[Facts], context: Context) -> Known:
    """Load the people and registrations the rows of a portion may mean. Four queries."""
    settings = settings_for(context)
    numbers = {number_of(facts, settings) for facts in rows if facts.get("number")}
    named = [person for facts in rows if (person := person_facts(facts))["name"]]
    alike = people.prepare(named, context)
    registrations = Registration.objects.filter(
        among("number_text", numbers), program=settings.program_id
    ).select_related("person").annotate(last=Max("terms__valid_through"))  # fmt: skip
    live = Registration.objects.live().filter(
        among("person", [one.pk for found in alike.values() for one in found]),
        program=settings.program_id,
    )
    return Known(
        alike,
        {row.number_text: row for row in registrations},
        dict(live.values_list("person_id", "number_text")),
    )


def plan_row(facts: Facts, context: Context) -> Plan:
    """Decide between a new registration, one to be completed, and a known one."""
    settings, known = settings_for(context), context.prepared
    number, who = number_of(facts, settings), person_facts(facts)
    if not who["name"]:
        raise Refused("no_name", "氏名がありません。入力してください。")
    earlier = context.memory.setdefault("numbers", {}).setdefault(number, context.row)
    if earlier != context.row:
        raise Refused("number_twice", f"{earlier}行目と同じ登録番号です。")
    dates = dates_of(facts, settings)
    existing = known.by_number.get(number)
    if existing is not None:
        return _known(existing, who, facts, dates)
    person = _person(who, context)
    state = facts.get("state") or RegistrationState.ACTIVE
    if person.target_id in known.live and state in LIVE_REGISTRATIONS:
        raise Refused(
            "already_registered",
            f"登録番号 {known.live[person.target_id]} で、すでに登録されている方です。",
        )
    if value_of(number) is None:
        raise Refused("number_without_digits", "登録番号に数字がありません。番号をご確認ください。")
    context.memory[("person", number)] = person.target_id
    return Plan(RowAction.CREATE, note=_note(facts, dates, person))


def _person(who: dict[str, Any], context: Context) -> Plan:
    """Find the person by the rules of the kind 人の名簿; once a table each."""
    inner = Context(
        context.options, context.now, prepared=context.prepared.people,
        memory=context.memory.setdefault("people", {}), row=context.row,
    )  # fmt: skip
    plan = people.plan_row(who, inner)
    if plan.target_id is None and plan.action == RowAction.SAME:
        raise Refused("person_twice", f"{plan.note}1人につき1行にしてください。")
    return plan


def _known(existing: Registration, who: dict[str, Any], facts: Facts, dates: Dates) -> Plan:
    person = existing.person
    births = {who.get("birth_date"), person.birth_date} - {None}
    if search_key(who["name"]) != person.name_key or len(births) > 1:
        raise Refused("number_used", "この登録番号は、別の方が使っています。番号をご確認ください。")
    differs = getattr(existing, "last", None) != dates.valid_through and not dates.computed
    note = "登録期間が記録と違います（記録のままにします）。" if differs else ""
    if missing_of(existing, who, facts):
        return Plan(RowAction.UPDATE, existing.pk, note)
    return Plan(RowAction.SAME, existing.pk, note)


def missing_of(existing: Registration, who: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Return what the row knows and the record does not: facts of the person, and the note."""
    person = existing.person
    missing = {
        name: who[name] for name in people.FACTS if who.get(name) and not getattr(person, name)
    }
    if facts.get("note") and not existing.note:
        missing["note"] = facts["note"]
    return missing


def _note(facts: Facts, dates: Dates, person: Plan) -> str:
    notes = []
    if person.target_id is not None:
        notes.append("すでにある人の記録に、登録を加えます。")
    if dates.computed:
        notes.append("満了日は、設定の登録期間から計算します。")
    if not facts.get("state") and LEFT.search(facts.get("note") or ""):
        notes.append(
            "備考に辞退などの記載があります。状態の列に入れるか、取込み後に確かめてください。"
        )
    return "".join(notes)


def series_year(settings: SupporterSettings, registered_on: date) -> int:
    """Return the year of the series a number belongs to; 0 for one that goes on for ever."""
    return fiscal_year(registered_on) if settings.number_by_year else 0
