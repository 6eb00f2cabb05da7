"""Django's own sentences on the staff pages, said as a Japanese office says them.

A compiled catalogue would be a binary in the repository; these few are laid over Django's instead.
Where a sentence is missing here, Django's translation stands.
"""

from typing import Any

from django.utils.translation import trans_real
from django.views.i18n import JavaScriptCatalog

LANGUAGE = "ja"

WORDS: dict[str, str] = {
    # Choosing rows of a list
    "0 of %(cnt)s selected": "%(cnt)s件のうち、選んだものはありません",
    "Clear selection": "選ぶのをやめる",
    "Click here to select the objects across all pages": "ほかのページの行もすべて選ぶ",
    "Go": "実行する",
    "Run the selected action": "選んだ操作を実行する",
    "Select all %(total_count)s %(module_name)s": "%(module_name)s %(total_count)s件をすべて選ぶ",
    "Select all objects on this page for an action": "このページの行をすべて選ぶ",
    "Select this object for an action - {}": "選ぶ：{}",
    "Items must be selected in order to perform actions on them. No items have been changed.": (
        "操作する行を選んでください。まだ何も変わっていません。"
    ),
    "No action selected.": "操作を選んでください。",
    # What was saved
    "The {name} “{obj}” was added successfully.": "{name}「{obj}」を登録しました。",
    "The {name} “{obj}” was added successfully. You may add another {name} below.": (
        "{name}「{obj}」を登録しました。続けて、次の{name}を登録できます。"
    ),
    "You may edit it again below.": "続けて変更できます。",
    "The {name} “{obj}” was changed successfully.": "{name}「{obj}」を変更しました。",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.": (
        "{name}「{obj}」を変更しました。続けて、次の{name}を登録できます。"
    ),
    "The {name} “{obj}” was changed successfully. You may edit it again below.": (
        "{name}「{obj}」を変更しました。続けて変更できます。"
    ),
    "The %(name)s “%(obj)s” was deleted successfully.": "%(name)s「%(obj)s」を削除しました。",
    "Successfully deleted %(count)d %(items)s.": "%(items)sを%(count)d件削除しました。",
    "%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?": (
        "この%(name)sは見つかりませんでした（番号：%(key)s）。削除された可能性があります。"
        "一覧から選び直してください。"
    ),
    # Before something is deleted
    "Delete multiple objects": "選んだ記録の削除",
    "Objects": "削除する記録",
    'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the '
    "following related items will be deleted:": (
        "%(object_name)s「%(escaped_object)s」を削除しますか？ 次の記録も一緒に削除されます。"
    ),
    "Are you sure you want to delete the selected %(objects_name)s? All of the following objects "
    "and their related items will be deleted:": (
        "選んだ%(objects_name)sを削除しますか？ 次の記録が削除されます。"
    ),
    "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following "
    "protected related objects:": (
        "%(object_name)s「%(escaped_object)s」は、次の記録で使われているため削除できません。"
    ),
    "Deleting the selected %(objects_name)s would require deleting the following protected "
    "related objects:": "選んだ%(objects_name)sは、次の記録で使われているため削除できません。",
    "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, "
    "but your account doesn't have permission to delete the following types of objects:": (
        "%(object_name)s「%(escaped_object)s」を削除すると、次の種類の記録も削除されますが、"
        "その権限がありません。所属の管理者に相談してください。"
    ),
    "Deleting the selected %(objects_name)s would result in deleting related objects, but your "
    "account doesn't have permission to delete the following types of objects:": (
        "選んだ%(objects_name)sを削除すると、次の種類の記録も削除されますが、その権限がありません。"
        "所属の管理者に相談してください。"
    ),
    "This object doesn’t have a change history. It probably wasn’t added via this admin site.": (
        "この記録には、変更の履歴がありません。"
    ),
    # What cannot be read
    "“%(pk)s” is not a valid value.": "「%(pk)s」は選べません。一覧から選び直してください。",
    "“%(value)s” value must be an integer.": "「%(value)s」は整数ではありません。",
    "“%(value)s” value must be a decimal number.": "「%(value)s」は数ではありません。",
    "“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.": (
        "「%(value)s」という日付はありません。"
    ),
    "File extension “%(extension)s” is not allowed. Allowed extensions are: "
    "%(allowed_extensions)s.": (
        "この種類のファイル（%(extension)s）は使えません。使えるのは %(allowed_extensions)s です。"
    ),
}
COUNTED: dict[str, str] = {
    "%(count)s %(name)s was changed successfully.": "%(name)sを%(count)s件変更しました。",
    "%(total_count)s selected": "%(total_count)s件すべてを選んでいます",
}
"""Sentences that Django counts; Japanese has one form of each."""
IN_SCRIPTS: dict[str, str] = {
    "%(sel)s of %(cnt)s selected": "%(cnt)s件のうち%(sel)s件を選んでいます",
}


def lay_over() -> None:
    """Put the sentences over Django's; for the start of the program."""
    translation: Any = trans_real.translation(LANGUAGE)
    catalogue = translation._catalog
    for sentence, japanese in WORDS.items():
        catalogue[sentence] = japanese
    for sentence, japanese in COUNTED.items():
        catalogue[sentence, 0] = japanese


class ScriptCatalog(JavaScriptCatalog):
    """The sentences of Django's scripts with ours over them."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Return the catalogue; a counted sentence is a list of its forms."""
        catalogue: dict[str, Any] = super().get_catalog()
        return {**catalogue, **{sentence: [text] for sentence, text in IN_SCRIPTS.items()}}
