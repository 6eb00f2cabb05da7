"""Fields repair what can be repaired and say in our words what cannot (rules E5, E6)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms

from foundation import clock
from foundation.webforms import choices, dates, fields
from foundation.webforms.form import HouseForm

BROKEN = ["a\x00b", "a\ud842b", "a\ufffdb"]


class Sheet(HouseForm):
    name = fields.NameField(label="氏名", required=False)
    kana = fields.KanaField(label="ふりがな", required=False)
    phone = fields.PhoneField(label="電話番号", required=False)
    postcode = fields.PostcodeField(label="郵便番号", required=False)
    email = fields.EmailLineField(label="メールアドレス", required=False)
    note = fields.LongTextField(label="備考", required=False, limit=10)
    count = fields.WholeNumberField(label="人数", unit="人", required=False, max_value=6)
    birth_date = dates.BirthDateField(label="生年月日", required=False)
    held_on = dates.WarekiDateField(label="開催日", required=False)
    again = choices.YesNoField(label="案内を受け取りますか", required=False)


def read(**typed: Any) -> Sheet:
    sheet = Sheet(typed)
    sheet.is_valid()
    return sheet


def error(sheet: forms.BaseForm, name: str) -> str:
    return str(sheet.errors[name][0])


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("name", " 青葉\u3000花子 ", "青葉 花子"),
        ("name", "\ufa11山\u200b \U00020bb7", "\ufa11山 \U00020bb7"),
        ("kana", "アオバ ﾊﾅｺ", "あおば はなこ"),
        ("phone", "０９０ー１２３４ー５６７８", "09012345678"),
        ("postcode", "〒123‐4567", "1234567"),
        ("email", "ＨＡＮＡＫＯ＠example.jp ", "hanako@example.jp"),
        ("note", "\u202e車いす\r\n使用\n\n", "車いす\n使用"),
        ("count", "３人", 3),
        ("held_on", "R8.11.20", date(2026, 11, 20)),
        ("again", "no", False),
        ("again", "", None),
    ],
)
def test_repairs_what_was_typed(name: str, typed: str, stored: object) -> None:
    sheet = read(**{name: typed})
    assert sheet.errors == {}
    assert sheet.cleaned_data[name] == stored


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", ["name", "note", "phone"])
def test_refuses_characters_that_were_lost_on_the_way(name: str, broken: str) -> None:
    assert "読み取れない文字" in error(read(**{name: broken}), name)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_plain_form_refuses_them_too(broken: str) -> None:
    class Plain(forms.Form):
        name = fields.NameField(label="氏名")

    assert "読み取れない文字" in Plain({"name": broken}).errors["name"][0]


def test_limits_count_what_a_reader_counts() -> None:
    assert read(note="葛\U000e0100" * 10).errors == {}
    message = error(read(note="葛\U000e0100" * 11), "note")
    assert message == "備考は10文字以内で入力してください（いまは11文字です）。"


def test_ten_megabytes_are_refused_and_not_echoed() -> None:
    sheet = read(note="あ" * 3_500_000)
    assert "10文字以内" in error(sheet, "note")
    assert len(str(sheet["note"])) < 25_000


def test_no_control_cuts_what_is_typed() -> None:
    page = Sheet().as_div()
    assert "maxlength" not in page
    assert "required" not in page


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (("1985", "4", "1"), date(1985, 4, 1)),
        (("昭和60", "４", "１日"), date(1985, 4, 1)),
        (("S60年", "4月", "1"), date(1985, 4, 1)),
        (("昭和60年4月1日", "", ""), date(1985, 4, 1)),
        (("19850401", "", ""), date(1985, 4, 1)),
        (("", "", ""), None),
    ],
)
def test_three_boxes_accept_eras(boxes: tuple[str, str, str], day: date | None) -> None:
    year, month, of_month = boxes
    sheet = read(birth_date_year=year, birth_date_month=month, birth_date_day=of_month)
    assert sheet.errors == {}
    assert sheet.cleaned_data["birth_date"] == day


def test_a_missing_box_is_named() -> None:
    message = error(read(birth_date_year="昭和60", birth_date_month="4"), "birth_date")
    assert message == "生年月日の「日」も入力してください。"


def test_a_birth_date_in_the_future_is_shown_as_it_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, tzinfo=UTC))
    message = error(
        read(birth_date_year="令和30", birth_date_month="1", birth_date_day="1"), "birth_date"
    )
    assert "令和30年" in message
    assert "2048" in message


def test_required_sentences_repeat_the_label() -> None:
    class Plain(HouseForm):
        title = forms.CharField(label="件名", max_length=3)
        kind = choices.RadioField(label="区分", choices=[("a", "あ")])
        agree = choices.AgreeField(label="取扱いに同意します")
        number = forms.IntegerField(label="100%の数", max_value=3)
        own = forms.CharField(label="別", error_messages={"required": "何か書いてください。"})

    form = Plain({"number": "9"})
    assert error(form, "title") == "件名を入力してください。"
    assert error(form, "kind") == "区分を選んでください。"
    assert error(form, "agree") == "「取扱いに同意します」にチェックを入れてください。"
    assert error(form, "number") == "100%の数は3以下の数を入力してください。"
    assert error(form, "own") == "何か書いてください。"
    assert error(Plain({"title": "あいうえ"}), "title") == (
        "件名は3文字以内で入力してください（いまは4文字です）。"
    )


def test_an_open_radio_can_be_left_open_in_words() -> None:
    field = choices.RadioField(label="区分", choices=[("a", "あ")], required=False)
    assert [str(label) for _, label in field.choices] == ["あ", "回答しない"]  # type: ignore[misc, union-attr]
