"""Opaque secrets handed to a person once; only their digest is stored."""

import secrets
from hashlib import sha256

from cryptography.hazmat.primitives import hashes

OPAQUE_BYTES = 32


def new_opaque_token() -> tuple[str, bytes]:
    """Make a secret of 256 random bits: the text to hand out (43 characters) and the digest to store (32 bytes)."""
    token = secrets.token_urlsafe(OPAQUE_BYTES)
    return token, opaque_digest(token)


def opaque_digest(token: str) -> bytes:
    """SHA-256 of a secret that was handed out; unkeyed is enough at 256 random bits."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def digests(data: bytes) -> dict[str, str]:
    """SHA-256 and SM3 (GB/T 32905) of what is handed out, in hex, so that anybody can tell it was not changed."""
    national = hashes.Hash(hashes.SM3())
    national.update(data)
    return {"sha256": sha256(data).hexdigest(), "sm3": national.finalize().hex()}
