"""文書番号 are shared by the letters of every app, and begin anew each fiscal year (rule D9)."""

from datetime import date
from itertools import count

import pytest

from dispatch.actions.letters import LetterFacts as DispatchFacts
from dispatch.actions.letters import issue_letter as issue_dispatch_letter
from dispatch.enums import LetterKind as DispatchKind
from dispatch.models import DispatchLetter
from foundation.documents.models.letters import FiscalYearOf, is_letter_number_used
from foundation.fiscal import fiscal_year
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from supporters.actions.letters import LetterFacts, issue_letter
from supporters.enums import LetterKind

pytestmark = pytest.mark.usefixtures("frozen")
DAY = date(2026, 10, 1)
NEXT_YEAR = date(2027, 4, 1)


@pytest.fixture
def to_supporter(supporter, doer):
    def write(number="", on=DAY):
        facts = LetterFacts(LetterKind.APPROVAL, on, number)
        return issue_letter(supporter.registration, facts, **doer).number_text

    return write


@pytest.fixture
def about_request(path, doer):
    def write(number="", on=DAY):
        facts = DispatchFacts(DispatchKind.APPROVAL, on, number)
        return issue_dispatch_letter(path.request, facts, **doer).number_text

    return write


def test_one_series_for_all_letters(to_supporter, about_request):
    assert [to_supporter(), about_request(), to_supporter()] == ["第1号", "第2号", "第3号"]


@pytest.mark.parametrize("typed_first", ["supporter", "dispatch"])
def test_a_typed_number_is_refused_whoever_used_it(to_supporter, about_request, typed_first):
    first, second = (
        (to_supporter, about_request) if typed_first == "supporter"
        else (about_request, to_supporter)
    )  # fmt: skip
    first("福第5号")

    with pytest.raises(Refused) as refused:
        second("福第5号")

    assert refused.value.code == "number_used"


def test_the_series_goes_over_numbers_typed_elsewhere(to_supporter, about_request):
    about_request("第1号")

    assert [to_supporter(), about_request()] == ["第2号", "第3号"]


def test_every_fiscal_year_begins_with_the_first(to_supporter, about_request):
    assert [to_supporter(), about_request()] == ["第1号", "第2号"]
    later = [about_request(on=NEXT_YEAR), to_supporter(on=NEXT_YEAR)]
    assert later == ["第1号", "第2号"]
    with pytest.raises(Refused):
        to_supporter("第2号", on=date(2028, 3, 31))


def test_the_other_town_has_numbers_of_its_own(to_supporter, world):
    to_supporter("福第5号")
    assert is_letter_number_used("福第5号", 2026)
    with within(world.wakaba):
        assert not is_letter_number_used("福第5号", 2026)


def test_the_fiscal_year_in_sql_is_the_one_in_python(path, doer):
    days = [
        date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31), date(2027, 1, 1),
        date(2027, 3, 31), date(2027, 5, 31), date(2028, 2, 29), date(2028, 3, 31),
    ]  # fmt: skip
    numbers = count(1)
    for day in days:
        DispatchLetter.objects.create(
            request=path.request, kind=DispatchKind.APPROVAL, issued_on=day,
            number_text=f"試{next(numbers)}", issue_index=next(numbers),
        )  # fmt: skip

    found = DispatchLetter.objects.annotate(year=FiscalYearOf("issued_on")).order_by("issued_on")

    assert [(row.issued_on, row.year) for row in found] == [(day, fiscal_year(day)) for day in days]
