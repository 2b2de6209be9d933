"""Keys that live outside the database: the key file, and data keys wrapped under its key-encryption key."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from pydantic import BaseModel, ConfigDict, ValidationError

from app.crypto.suites import AES, BY_LETTER, KEY_BYTES, NONCE_BYTES, SUITES, TAG_BYTES, Suite

READABLE_BY_OTHERS = 0o077
WRAPPED_BYTES = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class KeyFileFault(RuntimeError):
    """The key file is missing, unreadable or too widely readable; the sentence says what to do."""


class CannotOpen(Exception):
    """A sealed value does not open; it never says why, so that it tells an attacker nothing."""

    def __init__(self) -> None:
        super().__init__("sealed value does not open")


@dataclass(frozen=True)
class Keys:
    """The process's own keys. Changing `suite` on a filled database also changes blind indexes: re-index then."""

    kek: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    suite: Suite = field(default=AES, repr=False)

    def __post_init__(self) -> None:
        if len(self.kek) != KEY_BYTES or len(self.index_key) != KEY_BYTES:
            raise KeyFileFault(f"密钥文件里的 kek 和 index_key 都必须是 {KEY_BYTES} 字节（base64）。")


class _KeyFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kek: str
    index_key: str
    suite: str = AES.letter


def load_keys(path: Path | None) -> Keys:
    """Read the key file (0400, JSON with `kek`, `index_key`, optional `suite`); raise KeyFileFault with advice."""
    if path is None:
        raise KeyFileFault("没有设置密钥文件：请用 SHOUWANG_KEY_FILE 指定；本机试用时 make run 会自己生成一个。")
    refuse_widely_readable(path)
    try:
        content = _KeyFile.model_validate_json(path.read_bytes())
        return Keys(_from_base64(content.kek), _from_base64(content.index_key), BY_LETTER[content.suite])
    except (OSError, ValidationError, ValueError, KeyError):
        raise KeyFileFault(f"密钥文件 {path.name} 读不出来：应为含 kek、index_key 的 JSON。") from None


def _from_base64(text: str) -> bytes:
    return b64decode(text, validate=True)


def create_key_file(path: Path, suite: Suite = AES) -> Keys:
    """Write fresh keys to a new file only its owner can read; never replaces a file that is there."""
    keys = Keys(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES), suite)
    content = {
        "kek": b64encode(keys.kek).decode(),
        "index_key": b64encode(keys.index_key).decode(),
        "suite": suite.letter,
    }
    write_private(path, json.dumps(content))
    return keys


def write_private(path: Path, text: str) -> None:
    """Create a file with mode 0400 from its first byte on; raise FileExistsError when it exists."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def refuse_widely_readable(path: Path) -> None:
    """Raise KeyFileFault unless the file exists and only its owner has rights on it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        raise KeyFileFault(f"找不到密钥文件 {path.name}，或者没有权限读它。") from None
    if mode & READABLE_BY_OTHERS:
        raise KeyFileFault(f"密钥文件 {path.name} 别人也能读：请执行 chmod 400 {path.name}。")


def new_data_key() -> bytes:
    """Make a data key of 32 bytes; both suites take their cipher key from it."""
    return os.urandom(KEY_BYTES)


def wrap(keys: Keys, data_key: bytes, *, label: str) -> bytes:
    """Seal a data key under the key-encryption key; `label` (county|class|generation) binds it to its row."""
    nonce = os.urandom(NONCE_BYTES)
    suite = keys.suite
    return bytes([suite.mark]) + nonce + suite.cipher(keys.kek).encrypt(nonce, data_key, label.encode())


def unwrap(keys: Keys, wrapped: bytes, *, label: str) -> bytes:
    """Open a wrapped data key, or raise CannotOpen when key, label or bytes are not the ones it was made with."""
    suite = SUITES.get(wrapped[0]) if len(wrapped) == WRAPPED_BYTES else None
    if suite is None:
        raise CannotOpen
    nonce, body = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
    try:
        return suite.cipher(keys.kek).decrypt(nonce, body, label.encode())
    except InvalidTag:
        raise CannotOpen from None
