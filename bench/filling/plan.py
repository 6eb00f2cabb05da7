"""How many rows go where: fifty organizations, the largest with a fifth of a full run's rows."""

from dataclasses import dataclass

ORGANIZATIONS = 50
SMALL_ROWS = 1000
LARGE_AT_LEAST = 15_000
"""In a quick run, whose fifth would be searched faster than a query can be built."""
LARGE, SMALL = "bench-large", "bench-small"
PREFECTURE = "bench-prefecture"


@dataclass(frozen=True)
class Share:
    """The rows of one organization; ids run on from organization to organization."""

    index: int
    slug: str
    first: int
    last: int
    first_course: int
    listed: int
    past: int

    @property
    def courses(self) -> int:
        """Return how many courses there are, those on the public list first."""
        return self.listed + self.past


def shares(rows: int) -> list[Share]:
    """Divide `rows`: a fifth to the largest, a thousand to the small one, the rest evenly."""
    large = max(rows // 5, LARGE_AT_LEAST)
    counts = [large, SMALL_ROWS]
    rest = rows - sum(counts)
    others = ORGANIZATIONS - 2
    counts += [rest // others + (1 if i < rest % others else 0) for i in range(others)]
    found: list[Share] = []
    row = course = 1
    for index, count in enumerate(counts):
        slug = {0: LARGE, 1: SMALL}.get(index, f"bench-{index:02d}")
        listed, past = {0: (1000, 200), 1: (20, 4)}.get(index, (20, 30))
        found.append(Share(index, slug, row, row + count - 1, course, listed, past))
        row += count
        course += listed + past
    return found
