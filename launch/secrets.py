"""Passwords and keys of one data folder: made once, readable by their owner only, never made anew over data."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from app.crypto import create_key_file
from app.http.tokens import TokenRing
from launch.faults import StepFailed

PASSWORD_BYTES = 24


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only this data folder knows."""

    superuser: str = field(repr=False)
    owner: str = field(repr=False)
    api_login: str = field(repr=False)
    worker_login: str = field(repr=False)
    wechat_secret: str = field(repr=False)
    sms_token: str = field(repr=False)

    @classmethod
    def fresh(cls) -> "Secrets":
        """New random words; URL-safe, so that they need no quoting in an address."""
        return cls(**{one.name: secrets.token_urlsafe(PASSWORD_BYTES) for one in fields(cls)})


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where the sealing keys and the token keys are."""

    keys: Path
    token_keys: Path


def ensure_secrets(data: Path, *, has_data: bool) -> Secrets:
    """Read this folder's secrets, or make them while there is no data yet that depends on older ones."""
    path = data / "secrets.json"
    if path.exists():
        return _read(path)
    _refuse_to_replace(path, has_data=has_data)
    made = Secrets.fresh()
    _write_whole(path, json.dumps(asdict(made), indent=2))
    return made


def ensure_key_files(data: Path, *, has_data: bool) -> KeyFiles:
    """Make the key file and the ring of token keys where they are missing and nothing depends on them yet."""
    files = KeyFiles(data / "keys.json", data / "token-keys.json")
    if not files.keys.exists():
        _refuse_to_replace(files.keys, has_data=has_data)
        create_key_file(_fresh(files.keys))
        _fresh_name(files.keys).replace(files.keys)
    if not files.token_keys.exists():
        TokenRing.fresh().write(_fresh(files.token_keys))
        _fresh_name(files.token_keys).replace(files.token_keys)
    return files


def _read(path: Path) -> Secrets:
    try:
        return Secrets(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        raise StepFailed(
            f"{path} 读不出来。", "请从备份恢复这个文件；数据不要了就删除整个数据文件夹，再执行一次。"
        ) from None


def _refuse_to_replace(path: Path, *, has_data: bool) -> None:
    if has_data:
        raise StepFailed(
            f"数据库在，可是 {path} 不见了；换新的，已有的资料就打不开了。",
            "请从备份恢复这个文件；数据不要了就删除整个数据文件夹，再执行一次。",
        )


def _write_whole(path: Path, text: str) -> None:
    """Write a file only its owner can read, there whole or not at all."""
    new = _fresh(path)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def _fresh(path: Path) -> Path:
    """The name under which a new file is written before it gets its own, with no leftover in the way."""
    name = _fresh_name(path)
    name.unlink(missing_ok=True)
    return name


def _fresh_name(path: Path) -> Path:
    return path.with_name(path.name + ".new")
