"""How the audience divides by area, time of day and sex, told a second time in plain Python."""

from collections import Counter

from foundation import clock
from foundation.organizations.models import Municipality
from foundation.people.models import Person
from tests.reports.recount.plain import Records, _audience
from trainings.models import ApplicantAttribute, Application, Course


def areas(r: Records, prefecture: str) -> Counter[str]:
    towns = [one for one in Municipality.objects.all() if one.prefecture == prefecture]
    return Counter(_area(r, one, towns) for one in _audience(r))


def _area(r: Records, one: Application, towns: list[Municipality]) -> str:
    written = one.place if one.place_kind == "address" and one.place else ""
    address = written or r.all(Person)[one.person_id].address
    found = [
        town
        for town in towns
        if town.name != prefecture_of(town)
        and (
            address.startswith((town.name, prefecture_of(town) + town.name))
            or "郡" + town.name in address
        )
    ]
    return str(max(found, key=lambda town: len(town.name)).code) if found else ""


def prefecture_of(town: Municipality) -> str:
    return str(town.prefecture)


def times(r: Records) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in _audience(r):
        begins = clock.local(r.all(Course)[one.course_id].starts_at)
        week = "weekend" if begins.weekday() in (5, 6) else "weekday"
        found[f"{week}_{'evening' if begins.hour >= 17 else 'day'}"] += 1
    return found


def sexes(r: Records) -> Counter[str]:
    return Counter(r.all(Person)[one.person_id].sex for one in _audience(r))


def ages(r: Records) -> Counter[str]:
    ticked = {one.application_id: one.age_band for one in r.all(ApplicantAttribute).values()}
    found: Counter[str] = Counter()
    for one in _audience(r):
        born = one.birth_date or r.all(Person)[one.person_id].birth_date
        day = clock.on_day(r.all(Course)[one.course_id].starts_at)
        if ticked.get(one.pk):
            found[ticked[one.pk]] += 1
        elif born is None or born > day:
            found[""] += 1
        else:
            had_birthday = (day.month, day.day) >= (born.month, born.day)
            years = day.year - born.year - (0 if had_birthday else 1)
            bands = ("under_20", "under_20", "20s", "30s", "40s", "50s", "60s", "70s")
            found[bands[years // 10] if years < 80 else "over_80"] += 1
    return found
