"""The record as files: JSON, a page to print with places to sign, the files beside it, and digests of all of them."""

from collections.abc import Mapping
from typing import Any

import orjson

from app import clock
from app.crypto import digests
from app.domain import readable
from app.domain.readable import Made

JSON, PAGE = "record.json", "record.html"
NOTE = "这份材料由本人自己导出，只交给她要交的人。原话照当时说的原样，没有改动；核对方法写在最后。"
HOW = (
    "一、这个压缩包里每个文件的 SHA-256 和 SM3 指纹都列在 manifest.json，改一个字就对不上。"
    "二、manifest.json 自己的指纹在导出时已写入系统的审计记录，前后相扣；县里执行 shouwang evidence verify 文件名，"
    "可以核对文件、审计记录和当时的指纹。三、没有系统的人也可以用任何算 SHA-256 或 SM3 的工具自己算一遍。"
)
SIGN = ("导出人（本人签名、按印）", "收到反映的单位（盖章）", "经手人签名", "接收这份材料的单位和人", "日期")


def write(document: Mapping[str, Any], files: Mapping[str, bytes]) -> Made:
    """Write the whole record; the digests of its manifest go on record with it."""
    said = {**document, "exported_at": clock.now()}
    held = {JSON: orjson.dumps(said, option=orjson.OPT_INDENT_2, default=str), **files}
    held[PAGE] = _page(said, held)
    listed = orjson.dumps(readable.manifest(held), option=orjson.OPT_INDENT_2)
    data = readable.bundle({**held, readable.MANIFEST: listed})
    proof = digests(listed)
    facts = {"manifest_sha256": proof["sha256"], "manifest_sm3": proof["sm3"], "files": len(files)}
    return Made(data, readable.ZIP_TYPE, digests(data)["sha256"], rows=1, facts=facts)


def _page(said: Mapping[str, Any], held: Mapping[str, bytes]) -> bytes:
    parts = [
        ("一、收到反映的记录", readable.table(_head(said))),
        ("二、她当时说的原话", readable.block(said["telling"])),
        ("三、经过", readable.block(said["timeline"])),
        ("四、来往的话", readable.block(said["messages"])),
        ("五、随附文件和指纹", _files(held)),
        ("六、审计链", readable.table((f"{one['seq']}　{one['action']}", one["hash"]) for one in said["audit"])),
        ("七、签名页", '<div class="sign">' + readable.table((name, " ") for name in SIGN) + "</div>"),
        ("怎么核对", readable.block(HOW)),
    ]
    return readable.page(f"求助记录（编号 {said['number']}）", parts, note=NOTE)


def _head(said: Mapping[str, Any]) -> list[tuple[str, Any]]:
    same = {True: "一致", False: "不一致", None: "当时没有文字"}[said["telling_unchanged"]]
    return [
        ("编号", said["number"]),
        ("什么事", said["service"]),
        ("什么时候反映", said["told_at"]),
        ("怎么反映", said["channel"]),
        ("收到的单位", said["received_by"]),
        ("接手", said["accepted_by"]),
        ("接手时间", said["accepted_at"]),
        ("原话与收到时的指纹", same),
        ("现在到哪一步", said["state"]),
        ("导出时间", said["exported_at"]),
        ("依据", said["basis"]),
    ]


def _files(held: Mapping[str, bytes]) -> str:
    return readable.table(
        (name, f"SHA-256　{proof['sha256']}\nSM3　{proof['sm3']}")
        for name, proof in ((name, digests(data)) for name, data in held.items())
    )
