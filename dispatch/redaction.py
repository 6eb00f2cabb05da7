"""Which words are blacked out on the printout of a case: the names and ways of third parties.

What nobody can know from the tables, a neighbour's name in a text, staff add by hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from dispatch.cases.models import Case, Client, FamilyMember
from dispatch.models import Assignment, ContactNote, Invitation
from foundation.people.disclosure import Facts, Listing, Section
from foundation.people.models import Person
from foundation.text import format_phone

BLACK = "■■■"
SHORTEST = 2  # a single character would black out half of every text


@dataclass(frozen=True)
class Redaction:
    """The words to black out, the longest first so that no half of a name remains."""

    words: tuple[str, ...]
    preamble: ClassVar[str] = (
        "この書面は、当組織が保有する次の方に関する情報を、作成日の時点で写したものです。"
        "ほかの方に関わる部分は、黒塗りにするか、記載していません。"
    )

    @classmethod
    def of(cls, words: Iterable[str]) -> "Redaction":
        """Keep words long enough to mean somebody."""
        kept = {word.strip() for word in words if len(word.strip()) >= SHORTEST}
        return cls(tuple(sorted(kept, key=lambda word: (-len(word), word))))

    def text(self, words: str) -> str:
        """Return a text without the words."""
        for word in self.words:
            words = words.replace(word, BLACK)
        return words

    def section(self, section: Section) -> Section:
        """Return a section whose values were gone over; titles and labels stay."""
        if isinstance(section, Facts):
            pairs = [(label, self.text(value)) for label, value in section.pairs]
            return Facts(section.title, pairs)
        rows = [[self.text(cell) for cell in row] for row in section.rows]
        return Listing(section.title, section.headings, rows, section.nothing)


def third_parties(case: Case, own: Client | FamilyMember, more: Sequence[str] = ()) -> Redaction:
    """Return what to black out for somebody of the case: everybody else's names and ways.

    What the person has in common with them (the family name, the address) stays readable, and
    what stands inside of it, as a name inside the name of a quarter.
    """
    mine = _ways(own) | _names(own.name, own.kana)
    family = FamilyMember.objects.filter(case=case)
    people: list[Client | FamilyMember] = [case.client, *family]
    others: set[str] = set()
    for row in people:
        if type(row) is not type(own) or row.pk != own.pk:
            others |= _ways(row) | _names(row.name, row.kana)
    for person in _supporters(case):
        others |= _ways(person) | _names(person.name, person.kana)
    readable = {word for word in others if any(word in own_words for own_words in mine)}
    return Redaction.of([*(others - readable), *more])


def _supporters(case: Case) -> Iterable[Person]:
    ids = set(Invitation.objects.filter(request__case=case).values_list("supporter", flat=True))
    ids |= set(Assignment.objects.filter(request__case=case).values_list("supporter", flat=True))
    ids |= set(ContactNote.objects.filter(case=case).values_list("supporter", flat=True))
    return Person.objects.filter(supporters__in=ids - {None})


def _names(name: str, kana: str) -> set[str]:
    """Return the whole name with and without its space, and its parts; kana as a whole only.

    A reading of two letters is part of many other words.
    """
    return {name, "".join(name.split()), *name.split(), kana, "".join(kana.split())}


def _ways(row: Client | FamilyMember | Person) -> set[str]:
    phones = {row.phone, getattr(row, "mobile", "")} - {""}
    area = getattr(row, "area", "")
    return {row.address, area, row.email, *phones, *map(format_phone, phones)} - {""}
