"""Pages that only show say dates, choices and numbers as people write them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from foundation.adminsite.fields import StaffDateField
from foundation.adminsite.readable import readable, readable_fieldsets
from supporters.models import RegistrationApplication


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("birth_date", date(1985, 4, 1), "昭和60年4月1日"),
        ("birth_date", None, "－"),
        ("received_at", datetime(2026, 11, 2, 1, 0, tzinfo=UTC), "令和8年11月2日午前10時"),
        ("weekdays", [5, 6], "土、日"),
        ("weekdays", [], "－"),
        ("time_bands", ["morning"], "午前"),
        ("areas", ["北町", "南町"], "北町、南町"),
        ("declared", ["理解し、自覚と責任をもって活動します。", "指示に従い、協力します。"],
         "理解し、自覚と責任をもって活動します。、指示に従い、協力します。"),
        ("declared", ["理解し、自覚と責任をもって、いつも活動します。", "従います。"],
         "理解し、自覚と責任をもって、いつも活動します。\n従います。"),
        ("has_car", True, "はい"),
        ("has_car", None, "－"),
        ("postcode", "4000001", "400-0001"),
        ("mobile", "09012345678", "090-1234-5678"),
        ("guardian_phone", "", "－"),
    ],
)  # fmt: skip
def test_values_in_words(name, value, words):
    column = readable(RegistrationApplication, name)

    assert column(SimpleNamespace(**{name: value})) == words
    assert column.short_description == RegistrationApplication._meta.get_field(name).verbose_name
    assert column is readable(RegistrationApplication, name)


@pytest.mark.parametrize("name", ["name", "state", "person", "no_field"])
def test_what_django_shows_well_stays(name):
    assert readable(RegistrationApplication, name) == name


@pytest.mark.parametrize("is_shown", [True, False])
def test_lines_with_several_fields(is_shown):
    fieldsets = [("申込", {"fields": ["name", ("birth_date", "sex")]})]
    shown = {"name", "birth_date", "sex"} if is_shown else {"sex"}

    ((title, options),) = readable_fieldsets(RegistrationApplication, fieldsets, shown)

    assert (title, options["fields"][0], options["fields"][1][1]) == ("申込", "name", "sex")
    column = readable(RegistrationApplication, "birth_date")
    assert options["fields"][1][0] == (column if is_shown else "birth_date"), "typed dates stay"


def test_a_date_stands_in_the_form_in_its_era():
    field = StaffDateField()
    assert field.widget.format_value(date(2026, 10, 1)) == "令和8年10月1日"
    assert field.widget.format_value("2026/10/32") == "2026/10/32"
    assert not field.has_changed(date(2026, 10, 1), "令和8年10月1日")
