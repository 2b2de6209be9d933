"""A sheet that cannot be read is said to be none; a failure of our own is not taken for one."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from app.media import sheets
from app.media.sheets import NotASheet, rows_of


def sheet() -> bytes:
    book, kept = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["编号", 3, 2.5])
    book.save(kept)
    return kept.getvalue()


def packed(change: Callable[[str, bytes], bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet())) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return kept.getvalue()


def of_a_later_zip() -> bytes:
    """The directory of the archive says that it takes a version nobody has."""
    data = bytearray(sheet())
    data[data.index(b"PK\x01\x02") + 6] = 200
    return bytes(data)


def named_in_no_letters() -> bytes:
    """The directory says UTF-8 of a name that is none."""
    data = bytearray(sheet())
    at = data.index(b"PK\x01\x02")
    data[at + 9] |= 0x08
    data[at + 46] = 0xFF
    return bytes(data)


def unfolding_beyond_what_it_says() -> bytes:
    """Sixty-four megabytes of spaces that the directory calls a thousand bytes."""
    spaces = b" " * (64 * 1024 * 1024)

    def filled(name: str, body: bytes) -> bytes:
        return body.replace(b"<sheetData>", b"<sheetData><!--" + spaces + b"-->") if "sheet1" in name else body

    data = packed(filled)
    with zipfile.ZipFile(io.BytesIO(data)) as there:
        size = there.getinfo("xl/worksheets/sheet1.xml").file_size
    return data.replace(struct.pack("<I", size), struct.pack("<I", 1000))


BROKEN = {
    "nothing": lambda: b"",
    "no archive": lambda: b"not a sheet" * 9,
    "cut off": lambda: sheet()[:-400],
    "of a later zip": of_a_later_zip,
    "a name that is no text": named_in_no_letters,
    "torn inside": lambda: packed(lambda name, body: body[:-20] if "sheet1" in name else body),
    "without a sheet": lambda: packed(lambda name, body: b"<workbook/>" if name == "xl/workbook.xml" else body),
    "unfolding": lambda: packed(lambda name, body: body + b" " * (21 * 1024 * 1024) if "styles" in name else body),
    "unfolding in secret": unfolding_beyond_what_it_says,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_LON_06_a_file_that_cannot_be_read_is_no_sheet_whatever_is_wrong_with_it(kind: str) -> None:
    with pytest.raises(NotASheet):
        rows_of(BROKEN[kind]())


def test_LON_06_a_failure_of_our_own_is_not_said_to_be_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> str:
        raise TypeError("ours")

    monkeypatch.setattr(sheets, "_text", fails)
    with pytest.raises(TypeError, match="ours"):
        rows_of(sheet())


def test_LON_06_a_sheet_is_read_as_texts() -> None:
    assert rows_of(sheet()) == [["编号", "3", "2.5"]]
