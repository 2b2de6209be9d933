"""The two cipher suites: A is AES-256-GCM with HMAC-SHA-256, B is SM4-GCM with HMAC-SM3 (RFC 8998, GB/T 32907)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SM4_KEY_BYTES = 16


class Aead(Protocol):
    """Authenticated encryption under one key; `data` ends with its tag."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Seal `data`, answer ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Open ciphertext and tag, or raise InvalidTag."""


class SuiteUnavailable(RuntimeError):
    """The cryptographic library on this machine lacks a suite; the process must not start."""


class Sm4Gcm:
    """SM4-GCM with the call shape of `AESGCM`; the library offers SM4 as a plain cipher only."""

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Seal `data`, answer ciphertext and tag."""
        sealing = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Open ciphertext and tag, or raise InvalidTag."""
        opening = Cipher(self._cipher, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        opening.authenticate_additional_data(associated_data)
        return opening.update(data[:-TAG_BYTES]) + opening.finalize()


@dataclass(frozen=True)
class Suite:
    """One suite; `mark` is the first byte of everything sealed with it, so both can stand in one column."""

    mark: int
    letter: str
    hash: hashes.HashAlgorithm
    cipher: Callable[[bytes], Aead]

    def digest(self, key: bytes, message: bytes) -> bytes:
        """Keyed digest of `message`, 32 bytes in both suites."""
        keyed = hmac.HMAC(key, self.hash)
        keyed.update(message)
        return keyed.finalize()


def _sm4_under(key: bytes) -> Aead:
    """SM4 keys have 128 bits: derive one, so that no half of a data key ever serves two ciphers."""
    return Sm4Gcm(SM.digest(key, b"shouwang|sm4-gcm")[:SM4_KEY_BYTES])


AES = Suite(mark=0x41, letter="A", hash=hashes.SHA256(), cipher=AESGCM)
SM = Suite(mark=0x42, letter="B", hash=hashes.SM3(), cipher=_sm4_under)
SUITES = {suite.mark: suite for suite in (AES, SM)}
BY_LETTER = {suite.letter: suite for suite in (AES, SM)}


def prove_suites() -> None:
    """Seal and open once with each suite; raise SuiteUnavailable when the library was built without one."""
    for suite in SUITES.values():
        try:
            aead = suite.cipher(bytes(KEY_BYTES))
            opened = aead.decrypt(bytes(NONCE_BYTES), aead.encrypt(bytes(NONCE_BYTES), b"probe", b"place"), b"place")
            suite.digest(bytes(KEY_BYTES), opened)
        except UnsupportedAlgorithm as fault:
            raise SuiteUnavailable(f"加密套件 {suite.letter} 不可用，请换用带 SM4、SM3 的 OpenSSL。") from fault
