"""A notice without e-mail becomes a sheet of the print queue with everything the mail would say."""

import pypdfium2
import pytest

from foundation.documents.models import PrintItem
from foundation.documents.renderers import render_items
from foundation.refusals import Refused
from tests.foundation.notices.conftest import NOW, tell


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def test_each_letter_stands_on_its_own_sheet(person):
    tell(person, key="1", address="あおば市緑町1-2", postcode="2250001")
    tell(person, key="2", address="あおば市緑町1-2", postcode="2250001")

    pages = text_of(render_items(list(PrintItem.objects.order_by("id")), now=NOW))

    assert len(pages) == 2
    for part in ("〒225-0001", "佐藤 花子", "11月20日にお待ちしています", "045", "あおば市"):
        assert part in pages[0], pages[0]


def test_papers_of_different_kinds_are_not_mixed(person):
    tell(person, address="あおば市緑町1-2")
    other = PrintItem(document_kind="other", target_kind="x", target_id=1, title="x")

    with pytest.raises(Refused):
        render_items([*PrintItem.objects.all(), other], now=NOW)
