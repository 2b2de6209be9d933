"""Prompts the county recorded in local speech, `sounds/<kind>.<key>.m4a`: which of them can be heard, and why not."""

from pathlib import Path

from app.vocabulary import SpokenKind

MOST_BYTES = 1_000_000
BEGINS = b"ftyp"  # bytes 4 to 8 of every m4a
KINDS = frozenset(kind.value for kind in SpokenKind)


def read(path: Path) -> bytes | None:
    """Give one recording; nothing where there is none, or what is there is no m4a of that size."""
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    data = path.read_bytes()
    return data if data[4:8] == BEGINS else None


def unfit(folder: Path) -> list[str]:
    """Say which files of a county's folder will not be heard, and what to do."""
    found = []
    for path in sorted((folder / "sounds").glob("*")):
        kind, _, key = path.stem.partition(".")
        if path.suffix != ".m4a" or kind not in KINDS or not key:
            found.append(f"sounds/{path.name}：名字要写成 <kind>.<key>.m4a，例如 service.law.aid.m4a。")
        elif read(path) is None:
            found.append(f"sounds/{path.name}：不是 m4a，或者超过 1 MB，不会用，请重新录。")
    return found
