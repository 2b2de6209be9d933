"""Checking a record somebody hands over: its files against its manifest, its manifest against the audit chain."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import digests
from app.domain.proof.pages import JSON
from app.domain.readable import MANIFEST

LARGEST = 500 * 1024 * 1024
MADE = text("""
    SELECT created_at, county FROM audit_event
    WHERE action = 'parcel:made' AND facts ->> 'manifest_sha256' = :sha256 AND facts ->> 'manifest_sm3' = :sm3
""")
HASHES = text("SELECT id::text AS id, encode(hash, 'hex') AS hash FROM audit_event WHERE id = ANY(:ids)")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the file itself shows: faults in plain words, the manifest's digests, and the chain it names."""

    faults: list[str]
    digests: dict[str, str] = field(default_factory=dict)
    chain: dict[str, str] = field(default_factory=dict)
    number: str = ""


def look(data: bytes) -> Looked:
    """Compute every digest of a record again. Never raises for what is in the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                return Looked(["文件展开后太大，没有核对。"])
            held = {name: archive.read(name) for name in archive.namelist()}
        listed = {str(one["name"]): one for one in orjson.loads(held[MANIFEST])["files"]}
        record: dict[str, Any] = orjson.loads(held[JSON])
        chain = {str(UUID(str(one["id"]))): str(one["hash"]) for one in record["audit"]}
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return Looked(["这不是守望导出的证据文件，或者已经损坏。"])
    faults = [f"{name}：清单里有，文件里没有。" for name in listed if name not in held]
    faults += [f"{name}：清单里没有，是后来加进去的。" for name in held if name not in listed and name != MANIFEST]
    faults += [
        f"{name}：内容和指纹对不上，被改过。"
        for name, one in listed.items()
        if name in held and digests(held[name]) != {"sha256": one.get("sha256"), "sm3": one.get("sm3")}
    ]
    return Looked(faults, digests(held[MANIFEST]), chain, str(record.get("number", "")))


async def compare(session: AsyncSession, looked: Looked) -> list[str]:
    """Compare a record with the audit rows of this installation; nothing when it is exactly what was exported."""
    faults = []
    if (await session.execute(MADE, looked.digests)).first() is None:
        faults.append("审计记录里没有这份清单的指纹：不是从这里导出的，或者清单被改过。")
    rows = await session.execute(HASHES, {"ids": list(looked.chain)})
    known = {row.id: row.hash for row in rows}
    faults += [f"审计行 {one}：和库里的不一样。" for one, digest in looked.chain.items() if known.get(one) != digest]
    return faults
