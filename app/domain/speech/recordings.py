"""Prompts recorded in local speech: `sounds/<kind>.<key>.m4a` in the county's folder wins over the machine (OFF-11)."""

from pathlib import Path

from app.domain.catalogue import recordings
from app.domain.speech.inputs import Listen
from app.settings import settings
from app.vocabulary import SpokenKind, Voice


def _folder(county: str) -> Path:
    return settings().counties / county / "sounds"


def wanted(county: str, kind: SpokenKind, key: str, asked: Listen) -> bytes | None:
    """Give the recording where somebody made one and the machine's voice was not asked for; numbers are in none."""
    if asked.voice is not Voice.LOCAL or asked.n:
        return None
    return recordings.read(_folder(county) / f"{kind.value}.{key}.m4a")


def listed(county: str) -> list[str]:
    """Name what was recorded, as `kind.key`."""
    return sorted(path.stem for path in _folder(county).glob("*.m4a") if recordings.read(path) is not None)
