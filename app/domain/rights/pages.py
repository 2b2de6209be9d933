"""Her copy as files: one for machines, one to read, in one zip."""

from collections.abc import Mapping
from typing import Any

import orjson

from app import clock
from app.crypto import digests
from app.domain import readable
from app.domain.readable import Made
from app.domain.rights.copies import SECTIONS

NOTE = (
    "这是守望里您自己的全部资料。里面有您说过的话，请只在安全的地方看；看完可以删掉这个文件，系统里那份不会少。"
    "“资料.json”内容一样，是给电脑读的，可以交给别的系统。"
)
LOCKED = "您的账号设了图案或密码，这一份是没有输入时做的：要输入才看得到的事不在里面。"


def write(gathered: Mapping[str, Any], *, hidden: bool, county_name: str) -> Made:
    """Write her copy: JSON and page say the same."""
    titles = {one.name: one.title for one in SECTIONS}
    made_at = clock.now()
    document = {
        "format": "shouwang-my-data/1",
        "county": county_name,
        "made_at": made_at,
        "complete": hidden,
        "titles": titles,
        **gathered,
    }
    parts = [(titles[name], readable.block(value)) for name, value in gathered.items()]
    note = NOTE if hidden else f"{NOTE}{LOCKED}"
    heading = f"我的资料（{county_name}，{readable.words(made_at)}）"
    files = {
        "资料.json": orjson.dumps(document, option=orjson.OPT_INDENT_2, default=str),
        "资料.html": readable.page(heading, parts, note=note),
    }
    data = readable.bundle(files)
    return Made(data, readable.ZIP_TYPE, digests(data)["sha256"], rows=len(gathered.get("requests", [])))
