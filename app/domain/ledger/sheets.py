"""An export of the ledger as a file: a workbook or comma-separated text, with a watermark on every page."""

import csv
import io

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from app.crypto import digests
from app.domain.ledger.exporting import Sheet
from app.domain.readable import Made
from app.vocabulary import SheetFormat

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
HEADS = 2
BOM = "\ufeff"  # without it the county's spreadsheet program reads the file as GBK


def write(sheet: Sheet) -> Made:
    """Write the sheet as it was asked for."""
    workbook = sheet.format is SheetFormat.XLSX
    data = _workbook(sheet) if workbook else _text(sheet)
    return Made(data, XLSX if workbook else CSV, digests(data)["sha256"], rows=len(sheet.rows))


def _workbook(sheet: Sheet) -> bytes:
    book = Workbook()
    page: Worksheet = book.create_sheet(sheet.name, 0)
    del book["Sheet"]
    said = sheet.watermark.replace("&", "&&")
    for band in (page.oddHeader, page.oddFooter):
        if band is not None:
            band.center.text = said
    for number, row in enumerate(([sheet.watermark], sheet.titles, *sheet.rows), 1):
        for place, value in enumerate(row, 1):
            _write(page.cell(number, place), value, bold=number <= HEADS)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _write(cell: Cell | MergedCell, value: str, *, bold: bool) -> None:
    """Write every cell as text: an ID number stays eighteen digits, and nothing becomes a formula."""
    cell.value = value
    cell.data_type, cell.number_format = "s", "@"
    if bold:
        cell.font = Font(bold=True)


def _text(sheet: Sheet) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([sheet.watermark])
    writer.writerow(sheet.titles)
    writer.writerows(sheet.rows)
    return (BOM + held.getvalue()).encode()
