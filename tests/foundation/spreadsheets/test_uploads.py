"""Uploads are checked before anything opens them, and refused in one sentence (S24–S26)."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from foundation.spreadsheets import LIMITS, Limits, UploadRefused, grids, open_upload
from tests.foundation.spreadsheets.archives import SHEET_PATH, packed, parts, workbook


def refusal(content, name="名簿.xlsx", limits=LIMITS):
    with pytest.raises(UploadRefused) as caught:
        list(open_upload(BytesIO(content), name, limits).rows())
    assert caught.value.sentence.endswith("。")
    assert "\n" not in caught.value.sentence
    return caught.value.code


def test_a_sound_workbook_is_read():
    upload = open_upload(BytesIO(workbook()), "名簿.XLSX")
    assert upload.sheet_names == ("名簿",)
    assert [row.values for row in upload.rows()] == [(1,)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.xlsm", "upload_macro"),
        ("a.xls", "upload_kind"),
        ("a.ods", "upload_kind"),
        ("a.pdf", "upload_kind"),
        ("a", "upload_kind"),
        ("a.csv.exe", "upload_kind"),
    ],
)
def test_other_kinds_are_refused_by_their_name(name, code):
    assert refusal(workbook(), name) == code


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "upload_empty"),
        (b" \r\n", "a.csv", "upload_empty"),
        (b"no,archive\r\n", "a.xlsx", "upload_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.xlsx", "upload_password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.csv", "upload_kind"),
        (b"%PDF-1.7\n", "a.csv", "upload_kind"),
        (b"PK\x03\x04" + bytes(100), "a.xlsx", "upload_broken"),
    ],
)
def test_the_first_bytes_must_fit_the_name(content, name, code):
    assert refusal(content, name) == code


def test_a_workbook_named_csv_is_refused():
    assert refusal(workbook(), "a.csv") == "upload_kind"


def test_no_more_is_read_than_the_limit():
    class Endless(BytesIO):
        asked = 0

        def read(self, size=-1, /):
            self.asked += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(UploadRefused, match="20MB") as caught:
        open_upload(endless, "a.csv")
    assert caught.value.code == "upload_too_large"
    assert endless.asked == LIMITS.sent + 1


def test_a_bomb_is_not_unpacked():
    entries = parts()
    entries["xl/media/image1.xml"] = bytes(40_000_000)
    assert refusal(packed(entries)) == "upload_too_large_inside"


def test_unpacked_size_is_bounded_even_where_it_packs_badly():
    entries = parts()
    entries["xl/sharedStrings.xml"] = b"0123456789" * 1000
    assert refusal(packed(entries), limits=Limits(unpacked=9_000)) == "upload_too_large_inside"


def test_too_many_entries():
    entries = parts() | {f"xl/media/{number}.png": b"" for number in range(1001)}
    assert refusal(packed(entries)) == "upload_too_large_inside"


def stated(content, path, size):
    """The archive with another unpacked size of one entry in its directory."""
    with ZipFile(BytesIO(content)) as archive:
        entry = archive.getinfo(path)
    crc_and_sizes = struct.pack("<LLL", entry.CRC, entry.compress_size, entry.file_size)
    lie = struct.pack("<LLL", entry.CRC, entry.compress_size, size)
    assert content.count(crc_and_sizes) == 2
    return content.replace(crc_and_sizes, lie)


@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_directory_that_lies_about_sizes(size):
    assert refusal(stated(workbook(), SHEET_PATH, size)) == "upload_broken"


def test_a_lie_about_the_size_does_not_make_the_check_unpack_more_than_the_limit():
    entries = parts()
    entries["xl/media/image1.xml"] = bytes(30_000_000)
    content = stated(packed(entries), "xl/media/image1.xml", 100)
    assert refusal(content, limits=Limits(unpacked=1_000_000)) == "upload_too_large_inside"


def test_entries_that_share_their_bytes():
    entries = parts()
    entries["xl/media/a.png"] = zlib.compress(bytes(range(256)) * 40, 0)
    with ZipFile(BytesIO(packed(entries))) as archive:
        size = archive.getinfo("xl/media/a.png").compress_size
    content = packed(entries).replace(struct.pack("<L", size), struct.pack("<L", size * 1000))
    assert refusal(content) == "upload_broken"


def test_two_directories():
    content = workbook()
    assert refusal(content + content) == "upload_broken"


def test_other_ways_of_packing_and_encryption():
    file = BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as archive:
        for path, part in parts().items():
            archive.writestr(path, part)
    assert refusal(file.getvalue()) == "upload_broken"
    flagged = bytearray(workbook())
    directory = flagged.index(b"PK\x01\x02")
    flagged[directory + 8] |= 1
    assert refusal(bytes(flagged)) == "upload_broken"


def test_macros_inside_are_refused_whatever_the_name_says():
    assert refusal(packed(parts() | {"xl/vbaProject.bin": b"x"})) == "upload_macro"


def test_an_archive_that_is_no_workbook():
    assert refusal(packed({"readme.txt": b"x"})) == "upload_broken"
    assert refusal(packed({"[Content_Types].xml": b"<Types/>"})) == "upload_broken"


def test_a_truncated_workbook():
    content = workbook()
    for length in range(4, len(content), 97):
        assert refusal(content[:length]) == "upload_broken"


FAR = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (FAR + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "upload_too_many_rows"),
        (FAR + '<row r="100101"><c r="A100101"><v>1</v></c></row>', "upload_too_many_rows"),
        (FAR + '<row r="2"><c r="XFD2"><v>1</v></c></row>', "upload_too_many_rows"),
        (FAR + '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>', "upload_too_many_rows"),
        (FAR + '<row r="90000"><c r="CZ90000"><v>1</v></c></row>', "upload_too_large_inside"),
        (FAR + '<row r="1048576"><c><v>1</v></c></row>', "upload_too_many_rows"),
        (FAR + "<row><c r='&#88;FD&#49;048576'><v>1</v></c></row>", "upload_too_many_rows"),
        (FAR + '<x:row xmlns:x="y" r="9"><x:c r="XFD9"><x:v>1</x:v></x:c></x:row>',
         "upload_too_many_rows"),
        (FAR + '<row r="2"><c r="XFD2" s="/>"><v>1</v></c></row>', "upload_too_many_rows"),
        (FAR + "<row r='2'><c r='XFD2' s='/>'><v>1</v></c></row>", "upload_too_many_rows"),
        (FAR + '<row r="1048576"><c r="A1048576" s="1" ><v>1</v></c></row>',
         "upload_too_many_rows"),
        ('<row r="1"><c r="?1"><v>1</v></c></row>', "upload_broken"),
        ('<row r="1"><c r="A"><v>1</v></c></row>', "upload_broken"),
        ('<row r="one"><c r="A1"><v>1</v></c></row>', "upload_broken"),
        ('<row r="1"><c r="A1"><v>1</v></row>', "upload_broken"),
    ],
)  # fmt: skip
def test_cells_in_far_corners_never_reach_the_reader(rows, code):
    assert refusal(workbook(rows)) == code


def followed(rows: str) -> bool:
    """Whether each element of the worksheet is followed, because the patterns do not fit."""
    return not grids._plainly_within(parts(rows)[SHEET_PATH], LIMITS)


@pytest.mark.parametrize(
    ("rows", "is_followed"),
    [
        (FAR, False),
        (FAR + '<row r="100100" s="2"><c r="KN2" s="3" t="s"><v>1</v></c></row>', False),
        (FAR + '<row r="100101"><c r="A100101"><v>1</v></c></row>', True),
        (FAR + '<row r="2"><c r="KO2"><v>1</v></c></row>', True),
        (FAR + '<row r="1048576"><c r="XFD1048576" s="3" t="s"/></row>', False),
        (FAR + '<row r="2"><c r="KO2" s="/>"><v>1</v></c></row>', True),
        (FAR + '<row r="2"><c><v>1</v></c></row>', True),
        (FAR + '<row r="2"><c s="1" r="A2"/></row>', True),
        (FAR + "<row r='2'/>", True),
        (FAR + '<row><c r="A2"/></row>', True),
        (FAR + '<x:c xmlns:x="y" r="XFD9"/>', True),
        (FAR + "<!-- -->", True),
        (FAR + "<![CDATA[ ]]>", True),
    ],
)  # fmt: skip
def test_only_the_usual_worksheet_is_looked_through_by_patterns(rows, is_followed):
    assert followed(rows) is is_followed


def test_other_encodings_are_followed():
    part = parts(FAR)[SHEET_PATH]
    for declaration, is_plain in (
        ('<?xml version="1.0" encoding="UTF-8"?>', True),
        ("<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n", True),
        ('<?xml version="1.0"?>', True),
        ('<?xml version="1.0" encoding="Shift_JIS"?>', False),
    ):
        assert grids._plainly_within(declaration.encode() + part, LIMITS) is is_plain
    assert not grids._plainly_within(part.decode().encode("utf-16"), LIMITS)


def test_a_cell_at_the_seam_of_two_pieces_is_seen(monkeypatch):
    monkeypatch.setattr(grids, "_PIECE", 7)
    assert followed(FAR) is False
    assert followed(FAR + '<row r="2"><c r="XFD2"><v>1</v></c></row>') is True


def test_a_document_type_is_refused():
    entries = parts()
    entity = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    entries[SHEET_PATH] = entity + entries[SHEET_PATH]
    assert refusal(packed(entries)) == "upload_broken"


def test_blank_formatted_cells_far_away_do_no_harm():
    rows = FAR + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    upload = open_upload(BytesIO(workbook(rows)), "a.xlsx")
    assert [row.values for row in upload.rows()] == [(1,)]


def test_a_million_formatted_empty_rows_below_the_table_are_not_rows():
    empty = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>'
        for n in range(2, 1_000_002)
    )
    upload = open_upload(BytesIO(workbook(FAR + empty)), "a.xlsx")
    assert [row.values for row in upload.rows()] == [(1,)]


def test_a_formula_is_read_as_its_last_result_and_links_are_never_followed():
    rows = (
        '<row r="1"><c r="A1" t="str"><f>"山田"&amp;"花子"</f><v>山田花子</v></c>'
        '<c r="B1"><f>[1]Sheet1!A1</f></c><c r="C1"><f>cmd|\'/c calc\'!A1</f></c>'
        '<c r="D1"><v>7</v></c></row>'
    )
    entries = parts(rows)
    entries["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    (row,) = open_upload(BytesIO(packed(entries)), "a.xlsx").rows()
    assert row.values == ("山田花子", "", "", 7)


def test_the_content_does_not_stand_in_the_repr():
    assert "PK" not in repr(open_upload(BytesIO(workbook()), "a.xlsx"))
