"""What a municipality's public front page offers besides its courses.

Apps register sections; the page below `/{slug}/` belongs to trainings, which know none of the apps
above. A section is shown only while there is something to lead to.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class FrontLink:
    """One way in: what is done there, the programme if it is one's, where it leads, a note.

    A paper to print opens in a tab of its own.
    """

    label: str
    program: str
    url: str
    note: str = ""
    is_paper: bool = False


@dataclass(frozen=True)
class FrontSection:
    """A heading, one or two sentences for whom it is, and a link for each programme.

    `anchor` is the ASCII name under which the top of the page leads here. `by_phone` says that the
    same can be asked for by telephone.
    """

    anchor: str
    heading: str
    text: str
    links: list[FrontLink]
    by_phone: bool = True


SectionFunction = Callable[[str], FrontSection]
_sections: dict[str, tuple[int, SectionFunction]] = {}


def register(order: int) -> Callable[[SectionFunction], SectionFunction]:
    """Register a function of the organization's slug: its section, without links where no
    programme takes anything. Each asks one query, however many programmes there are.
    """

    def add(section: SectionFunction) -> SectionFunction:
        _sections[f"{section.__module__}.{section.__qualname__}"] = (order, section)
        return section

    return add


def front_sections(slug: str) -> list[FrontSection]:
    """Return the sections of the open organization that lead somewhere, in their order."""
    ordered = sorted(_sections.values(), key=lambda pair: pair[0])
    found = [section(slug) for _, section in ordered]
    return [one for one in found if one.links]
