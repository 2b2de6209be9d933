"""A PDF that only shows something: one that runs, opens or carries anything is refused."""

import re

from app.media.kinds import MediaRefused

ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA|RichMedia|XFA)\b")
ESCAPED = re.compile(rb"/[A-Za-z]*#[0-9A-Fa-f]{2}")
TAIL_BYTES = 2048


def check_document(data: bytes) -> None:
    """Refuse a PDF without an end, with anything active in it, or with names written so that nobody reads them."""
    if b"%%EOF" not in data[-TAIL_BYTES:]:
        raise MediaRefused("这个 PDF 不完整，请重新选一次。")
    if ACTIVE.search(data) or ESCAPED.search(data):
        raise MediaRefused("这个 PDF 里有会自动运行的内容，不能收。可以拍照片发来。")
