"""The fields every form of staff asks about a person, read the same way everywhere (rule E6)."""

from django import forms

from foundation.webforms.fields import (
    AddressField,
    EmailLineField,
    KanaField,
    NameField,
    PhoneField,
    PostcodeField,
)


class PersonFields(forms.Form):
    """Mixed into a model form: a column's plain field would keep blanks and cut hyphens off."""

    name = NameField(label="氏名")
    kana = KanaField(label="ふりがな", required=False)
    postcode = PostcodeField(label="郵便番号", required=False)
    address = AddressField(label="住所", required=False)
    phone = PhoneField(label="電話番号", required=False)
    mobile = PhoneField(label="携帯電話", required=False)
    email = EmailLineField(label="メールアドレス", required=False)
