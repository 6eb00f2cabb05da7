"""The kind 市町村の基礎数値: a line a place and year, as statistics are published."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.clock import on_day
from foundation.imports.enums import RowAction
from foundation.imports.kinds import Applied, Context, Facts, ImportField, ImportKind, Plan
from foundation.imports.kinds import register as register_kind
from foundation.imports.readers import read_line, read_year
from foundation.organizations.actor import Actor
from foundation.organizations.models import Municipality, MunicipalityProfile, Organization
from foundation.organizations.permissions import Permission
from foundation.organizations.tenancy import current_organization_id
from foundation.refusals import Refused
from foundation.text import TextError
from foundation.wareki import fiscal_year_label
from reports.actions.profiles import BasicFigures, write_profile
from reports.rules.profiles import places_of, why_not_figures, why_not_year

FIGURES = ("population", "area_km2", "households", "ageing_rate", "source")
CODE_DIGITS = 5
"""The code is written with five digits or with a sixth that checks them."""


def read_number(label: str, places: int) -> Callable[[str], Decimal]:
    """A number as tables write it: 1,973,395 or 27.9% or 1,121.26 km²."""

    def read(cell: str) -> Decimal:
        words = unicodedata.normalize("NFKC", cell).strip().lower()
        for unit in (",", " ", "人", "世帯", "km2", "%"):
            words = words.replace(unit, "")
        try:
            number = Decimal(words)
        except InvalidOperation as error:
            raise TextError(f"{label}は、数字で入力してください。") from error
        step = Decimal(1).scaleb(-places)
        if not number.is_finite() or number != number.quantize(step):
            digits = f"小数第{places}位まで" if places else "小数のない数字"
            raise TextError(f"{label}は、{digits}で入力してください。")
        return number

    return read


FIELDS = (
    ImportField("code", "市町村コード", read_line(8), ("団体コード", "全国地方公共団体コード",
                "自治体コード", "コード")),
    ImportField("name", "市町村", read_line(50), ("市町村名", "団体名", "自治体", "自治体名",
                "市区町村", "市区町村名", "都道府県", "名称")),
    ImportField("year", "年度", read_year, ("年", "調査年", "基準年度"), required=True),
    ImportField("population", "人口", read_number("人口", 0), ("人口（人）", "総人口",
                "人口総数"), required=True),
    ImportField("area_km2", "面積", read_number("面積", 2), ("面積（km²）", "面積（km2）",
                "総面積"), required=True),
    ImportField("households", "世帯数", read_number("世帯数", 0), ("世帯", "世帯数（世帯）",
                "総世帯数"), required=True),
    ImportField("ageing_rate", "高齢化率", read_number("高齢化率", 1), ("高齢化率（%）",
                "高齢化率（％）", "65歳以上の割合"), required=True),
    ImportField("source", "出典", read_line(120), ("資料", "備考")),
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The places that may be entered, and what is known of them."""

    organization: Organization
    by_code: dict[str, Municipality]
    by_name: dict[str, list[Municipality]]
    profiles: dict[tuple[int, int], MunicipalityProfile]


def prepare(rows: Sequence[Facts], context: Context) -> Known:
    """Load the places of the open organization and their figures. Three queries."""
    organization = Organization.objects.get(pk=current_organization_id() or 0)
    places = list(places_of(organization))
    by_name: dict[str, list[Municipality]] = {}
    for place in places:
        by_name.setdefault(place.name, []).append(place)
    profiles = MunicipalityProfile.objects.filter(municipality__in=places)
    return Known(
        organization,
        {place.code[:CODE_DIGITS]: place for place in places},
        by_name,
        {(one.municipality_id, one.year): one for one in profiles},
    )


def place_of(facts: Facts, known: Known) -> Municipality:
    """Return the place a row is about; Refused where it names none that may be entered."""
    code = unicodedata.normalize("NFKC", str(facts.get("code") or "")).strip()
    if code.isdigit():
        code = code.zfill(CODE_DIGITS) if len(code) <= CODE_DIGITS else code.zfill(6)
    name = str(facts.get("name") or "")
    if not code and not name:
        raise Refused("no_place", "市町村コードか市町村名を入力してください。")
    found = [known.by_code[code[:CODE_DIGITS]]] if code[:CODE_DIGITS] in known.by_code else []
    if not code:
        found = known.by_name.get(name, [])
    if len(found) != 1:
        raise Refused(
            "unknown_place",
            "この組織で入力できる市町村の中に、見つかりません。コードか名称をご確認ください。",
        )
    if name and name != found[0].name:
        raise Refused("name_differs", f"このコードの市町村は「{found[0].name}」です。")
    return found[0]


def figures_of(facts: Facts) -> BasicFigures:
    """Return the figures of a row."""
    return BasicFigures(
        int(facts["population"]),
        facts["area_km2"],
        int(facts["households"]),
        facts["ageing_rate"],
        facts.get("source") or "",
    )


def plan_row(facts: Facts, context: Context) -> Plan:
    """Decide between new figures, other figures than those known, and the same."""
    place, year, figures = place_of(facts, context.prepared), facts["year"], figures_of(facts)
    refusal = why_not_year(year, on_day(context.now)) or why_not_figures(
        figures.population, figures.households, figures.ageing_rate
    )
    if refusal:
        raise Refused(refusal)
    rows = context.memory.setdefault("rows", {})
    earlier = rows.setdefault((place.pk, year), context.row)
    if earlier != context.row:
        raise Refused(
            "row_twice", f"{earlier}行目と同じ市町村・年度です。どちらかの行を除いてください。"
        )
    known: MunicipalityProfile | None = context.prepared.profiles.get((place.pk, year))
    label = f"{place.name}　{fiscal_year_label(year)}"
    if known is None:
        return Plan(RowAction.CREATE, note=label)
    same = all(getattr(known, name) == getattr(figures, name) for name in FIGURES)
    action = RowAction.SAME if same else RowAction.UPDATE
    return Plan(action, known.pk, f"{label}：いまの人口は{known.population:,}人です。")


def apply_row(facts: Facts, plan: Plan, context: Context, actor: Actor) -> Applied:
    """Write the figures, remembering those that stood there."""
    known: Known = context.prepared
    place = place_of(facts, known)
    old = known.profiles.get((place.pk, facts["year"]))
    before = {name: str(getattr(old, name)) for name in FIGURES} if old else {}
    made = write_profile(
        place,
        facts["year"],
        figures_of(facts),
        organization=known.organization,
        is_imported=True,
        actor=actor,
        now=context.now,
    )
    return Applied(made.pk, before)


def undo_row(target_id: int, before: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Put back what stood there, or remove what the import made."""
    row = MunicipalityProfile.objects.filter(pk=target_id, is_imported=True)
    if not before:
        row.delete()
        return
    numbers = {name: Decimal(before[name]) for name in FIGURES if name != "source"}
    row.update(**numbers, source=before["source"], is_imported=False)


def is_used(ids: Sequence[int]) -> set[int]:
    """Return those that were typed over since."""
    rows = MunicipalityProfile.objects.filter(pk__in=ids, is_imported=False)
    return set(rows.values_list("pk", flat=True))


register_kind(
    ImportKind(
        code="reports.profiles",
        label="市町村の基礎数値",
        target="organizations.MunicipalityProfile",
        fields=FIELDS,
        prepare=prepare,
        plan_row=plan_row,
        apply_row=apply_row,
        undo_row=undo_row,
        is_used=is_used,
        name_of=lambda facts: "",
        permission=Permission.PROGRAM_SETTINGS,
    )
)
