"""Pictures of what to bring: each document has one, and it is nothing but plain figures."""

import re
from collections.abc import Iterable, Sequence

from app.domain.catalogue.faults import Fault, Texts, line_of_item
from app.domain.catalogue.folder import Folder

FILE = "loans.toml"
_ATTRIBUTES = r'(?: (?!on|href|style|class|id)[a-z][a-z0-9-]*="[^"<>&]*")*'
_FIGURE = re.compile(rf"<(?:rect|circle|path){_ATTRIBUTES}/>|<text{_ATTRIBUTES}>[^<>&]*</text>")
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" font-family="sans-serif">'
MARK = '<text x="316" y="196" font-size="10" fill="#666" text-anchor="end">样张</text>'


def drawn(picture: str) -> bytes:
    """Give a picture as a file of its own, marked as a sample."""
    return f"{HEAD}{picture.strip()}{MARK}</svg>".encode()


def samples(folder: Folder, texts: Texts) -> Iterable[Fault]:
    """Find documents without a picture, pictures of nothing, and pictures that hold more than figures."""
    wanted, known = {one.sample for one in folder.loan_documents}, [one.code for one in folder.loan_samples]
    for nth, document in enumerate(folder.loan_documents):
        if document.sample not in known:
            line = line_of_item(texts[FILE], "loan_documents", nth, "sample")
            yield Fault(FILE, line, f"{document.code}：没有样张 {document.sample}。")
    for nth, one in enumerate(folder.loan_samples):
        for key, sentence in _wrong(one.code, one.picture, wanted, known[:nth]):
            yield Fault(FILE, line_of_item(texts[FILE], "loan_samples", nth, key), sentence)


def _wrong(code: str, picture: str, wanted: set[str], before: Sequence[str]) -> Iterable[tuple[str, str]]:
    if code in before:
        yield "code", f"样张 {code} 出现了两次。"
    if code not in wanted:
        yield "code", f"样张 {code} 没有哪份材料用。"
    if _FIGURE.sub("", picture).strip() or "url(" in picture:
        yield "picture", f"样张 {code} 里只能有图形和字，不能有网址、脚本、样式。"
