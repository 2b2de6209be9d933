"""A small sheet of cells, read with limits: a file that would unfold beyond measure is never unfolded."""

import io
import zipfile
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

MOST_UNFOLDED = 20 * 1024 * 1024
MOST_PARTS = 200
# All that either reader says of a file it cannot read (CalamineError covers its kinds); anything else is our failure.
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, CalamineError)


class NotASheet(Exception):
    """What came is no xlsx, or one that unfolds beyond measure."""


def rows_of(data: bytes) -> list[list[str]]:
    """Give the first sheet's rows as texts; a day is written as 2026-11-25. Raises NotASheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNFOLDED:
                raise NotASheet
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = book.get_sheet_by_index(0).to_python()
    except UNREADABLE:
        raise NotASheet from None
    return [[_text(cell) for cell in row] for row in cells]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
