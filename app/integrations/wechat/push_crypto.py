"""Signatures and encryption of WeChat's message push (wechat.md §3, §5): pure, and silent about why something fails."""

import base64
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

KEY_CHARACTERS = 43
RANDOM_BYTES = 16
BLOCK_BITS = 256  # PKCS#7 with blocks of 32 bytes, although AES has blocks of 16
_LENGTH = struct.Struct(">I")


class PushRefused(Exception):
    """A push is not WeChat's, or not for us; it never says why, so that it tells an attacker nothing."""

    def __init__(self) -> None:
        super().__init__("push refused")


@dataclass(frozen=True, slots=True)
class PushCredentials:
    """What the console shows for the message push of one mini-program."""

    token: SecretStr
    aes_key: SecretStr = field(repr=False)
    appid: str

    def key(self) -> bytes:
        """Give the 32 bytes behind the 43 characters of EncodingAESKey. Raises PushRefused."""
        text = self.aes_key.get_secret_value()
        if len(text) != KEY_CHARACTERS:
            raise PushRefused
        try:
            return base64.b64decode(text + "=")
        except ValueError:
            raise PushRefused from None


def signature(*parts: str) -> str:
    """Hex SHA-1 over the parts, sorted as plain strings and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Say whether a signature fits, in equal time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), signature(*parts).encode())


def decrypt(credentials: PushCredentials, encrypted: str) -> bytes:
    """Give the message inside an Encrypt field, when it was made for our appid. Raises PushRefused."""
    key = credentials.key()
    try:
        raw = base64.b64decode(encrypted, validate=True)
        opening = Cipher(algorithms.AES(key), modes.CBC(key[:RANDOM_BYTES])).decryptor()
        unpadder = padding.PKCS7(BLOCK_BITS).unpadder()
        plain = unpadder.update(opening.update(raw) + opening.finalize()) + unpadder.finalize()
        (length,) = _LENGTH.unpack_from(plain, RANDOM_BYTES)
    except (ValueError, struct.error):
        raise PushRefused from None
    begin = RANDOM_BYTES + _LENGTH.size
    message, appid = plain[begin : begin + length], plain[begin + length :]
    if len(message) != length or not hmac.compare_digest(appid, credentials.appid.encode()):
        raise PushRefused
    return message


def encrypt(credentials: PushCredentials, message: bytes, *, random: bytes | None = None) -> str:
    """Make an Encrypt field: the twin of `decrypt`, for replies and for the stand-in."""
    key = credentials.key()
    head = random or os.urandom(RANDOM_BYTES)
    padder = padding.PKCS7(BLOCK_BITS).padder()
    plain = padder.update(head + _LENGTH.pack(len(message)) + message + credentials.appid.encode()) + padder.finalize()
    sealing = Cipher(algorithms.AES(key), modes.CBC(key[:RANDOM_BYTES])).encryptor()
    return base64.b64encode(sealing.update(plain) + sealing.finalize()).decode()
