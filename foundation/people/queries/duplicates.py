"""Which records of the open organization look like the same human being, most alike first.

Never compared with another organization's people (rule A4). One e-mail or telephone alone proves
nothing: mother and son share them (T26).
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum

from django.db import connection

from foundation.organizations.tenancy import NoOrganization, current_organization_id
from foundation.people.models import Person


class Severity(IntEnum):
    """How surely two records are one person; higher is surer."""

    POSSIBLE = 1
    LIKELY = 2
    STRONG = 3
    CERTAIN = 4

    @property
    def label(self) -> str:
        """Return what staff read."""
        return {4: "ほぼ確実", 3: "高い", 2: "中くらい", 1: "念のため確認"}[self.value]


REASONS = {
    "name_birth": (Severity.CERTAIN, "氏名と生年月日が同じ"),
    "name_phone": (Severity.STRONG, "氏名と電話番号が同じ"),
    "name_email": (Severity.STRONG, "氏名とメールが同じ"),
    "kana_birth": (Severity.LIKELY, "ふりがなと生年月日が同じ"),
    "name_address": (Severity.LIKELY, "氏名と住所が同じ"),
    "kana_address": (Severity.LIKELY, "ふりがなと住所が同じ"),
    "birth_phone": (Severity.POSSIBLE, "生年月日と電話番号が同じ"),
}

# One pass a reason, each an equality join that PostgreSQL hashes. Different birth dates rule a
# pair out unless the dates themselves are what agrees.
PAIRS = """
WITH p AS MATERIALIZED (
  SELECT id, name_key AS name, birth_date AS birth, lower(email) AS email, phone, mobile,
    split_part(kana_key, E'\\t', 2) AS kana,
    regexp_replace(normalize(address, NFKC), '[\\s‐-―−ー-]', '', 'g') AS address
  FROM people_person
  WHERE organization_id = %(organization)s AND merged_into_id IS NULL AND purged_on IS NULL
    AND name_key <> ''
), numbers AS (
  SELECT id, name, birth, phone AS number FROM p WHERE phone <> ''
  UNION SELECT id, name, birth, mobile FROM p WHERE mobile <> ''
), found AS (
  SELECT a.id AS first, b.id AS second, 'name_birth' AS reason
    FROM p a JOIN p b ON a.name = b.name AND a.birth = b.birth AND a.id < b.id
  UNION ALL
  SELECT a.id, b.id, 'name_phone' FROM numbers a JOIN numbers b
    ON a.name = b.name AND a.number = b.number AND a.id < b.id
    WHERE a.birth IS NOT DISTINCT FROM b.birth OR a.birth IS NULL OR b.birth IS NULL
  UNION ALL
  SELECT a.id, b.id, 'name_email' FROM p a JOIN p b
    ON a.name = b.name AND a.email = b.email AND a.id < b.id
    WHERE a.email <> '' AND (a.birth = b.birth OR a.birth IS NULL OR b.birth IS NULL)
  UNION ALL
  SELECT a.id, b.id, 'kana_birth' FROM p a JOIN p b
    ON a.kana = b.kana AND a.birth = b.birth AND a.id < b.id WHERE a.kana <> ''
  UNION ALL
  SELECT a.id, b.id, 'name_address' FROM p a JOIN p b
    ON a.name = b.name AND a.address = b.address AND a.id < b.id
    WHERE a.address <> '' AND (a.birth = b.birth OR a.birth IS NULL OR b.birth IS NULL)
  UNION ALL
  SELECT a.id, b.id, 'kana_address' FROM p a JOIN p b
    ON a.kana = b.kana AND a.address = b.address AND a.id < b.id
    WHERE a.kana <> '' AND a.address <> ''
      AND (a.birth = b.birth OR a.birth IS NULL OR b.birth IS NULL)
  UNION ALL
  SELECT a.id, b.id, 'birth_phone' FROM numbers a JOIN numbers b
    ON a.birth = b.birth AND a.number = b.number AND a.id < b.id
)
SELECT f.first, f.second, array_agg(DISTINCT f.reason)
FROM found f
WHERE (%(person)s::bigint IS NULL OR %(person)s IN (f.first, f.second))
  AND NOT EXISTS (SELECT FROM people_personlink l
                  WHERE l.organization_id = %(organization)s
                    AND l.first_id = f.first AND l.second_id = f.second)
GROUP BY f.first, f.second
ORDER BY min(array_position(%(order)s, f.reason)), f.first, f.second
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Suggestion:
    """Two records, the older first, with every reason, the surest first."""

    first: Person
    second: Person
    severity: Severity
    reasons: tuple[str, ...]


def suggest_duplicates(*, person: Person | None = None, limit: int = 200) -> list[Suggestion]:
    """Return the pairs nobody has judged yet, the surest first; those of `person` where given.

    Two queries, however many people there are.
    """
    organization = current_organization_id()
    if organization is None:
        raise NoOrganization("open one organization: people of two are never compared")
    order = list(REASONS)
    with connection.cursor() as cursor:
        cursor.execute(
            PAIRS,
            {
                "organization": organization,
                "person": person.pk if person else None,
                "order": order,
                "limit": limit,
            },
        )
        pairs = cursor.fetchall()
    people = Person.objects.in_bulk({pk for first, second, _ in pairs for pk in (first, second)})
    return [
        _suggestion(people[first], people[second], sorted(reasons, key=order.index))
        for first, second, reasons in pairs
    ]


def _suggestion(first: Person, second: Person, reasons: list[str]) -> Suggestion:
    severity = max(REASONS[reason][0] for reason in reasons)
    return Suggestion(first, second, severity, tuple(REASONS[reason][1] for reason in reasons))


def count_by_severity(suggestions: list[Suggestion]) -> dict[Severity, int]:
    """Return how many pairs of each severity there are."""
    counted: dict[Severity, int] = defaultdict(int)
    for one in suggestions:
        counted[one.severity] += 1
    return dict(counted)
