"""A county's vault: seals a value for one place, opens it there and nowhere else, and makes blind indexes."""

import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag

from app.crypto.keys import CannotOpen, Keys, new_data_key, unwrap, wrap
from app.crypto.suites import NONCE_BYTES, SUITES, TAG_BYTES, Aead, Suite
from app.vocabulary import DataClass

HEADER = struct.Struct(">BH")
SMALLEST = HEADER.size + NONCE_BYTES + TAG_BYTES
CASE_GENERATION = 0


class CannotSeal(LookupError):
    """No active data key for this class: the ring was not loaded, or the class has no ring."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands; it opens in no other table, column or row."""

    table: str
    column: str
    row_id: UUID


class RingRow(NamedTuple):
    """One row of the key ring as stored; the greatest active generation of a class seals, all of them open."""

    klass: DataClass
    generation: int
    wrapped: bytes
    active: bool


class Vault:
    """Sealing and opening for one county.

    A sealed value is suite (1 byte), generation (2), nonce (12), ciphertext and tag (16): 31 bytes more than its text.
    """

    def __init__(
        self,
        county: str,
        keys: Keys,
        ring: Mapping[tuple[DataClass, int], bytes],
        active: Mapping[DataClass, int],
    ) -> None:
        self.county = county
        self._keys = keys
        self._ring = dict(ring)
        self._active = dict(active)
        self._ready: dict[tuple[DataClass, int, int], Aead] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.county}>"

    def seal(self, klass: DataClass, place: Place, text: str) -> bytes:
        """Seal a text for one place."""
        return self.seal_bytes(klass, place, text.encode())

    def open(self, klass: DataClass, place: Place, blob: bytes) -> str:
        """Give back the text sealed for this place, or raise CannotOpen."""
        try:
            return self.open_bytes(klass, place, blob).decode()
        except UnicodeDecodeError:
            raise CannotOpen from None

    def seal_bytes(self, klass: DataClass, place: Place, data: bytes) -> bytes:
        """Seal bytes for one place; raise CannotSeal when the class has no active key."""
        generation = self._active.get(klass)
        if generation is None or (klass, generation) not in self._ring:
            raise CannotSeal(f"no active data key for {klass} in {self.county}")
        suite = self._keys.suite
        nonce = os.urandom(NONCE_BYTES)
        aead = self._cipher(klass, generation, suite)
        body = aead.encrypt(nonce, data, self._label(place, suite, generation))
        return HEADER.pack(suite.mark, generation) + nonce + body

    def open_bytes(self, klass: DataClass, place: Place, blob: bytes) -> bytes:
        """Give back the bytes sealed for this place, or raise CannotOpen."""
        if len(blob) < SMALLEST:
            raise CannotOpen
        mark, generation = HEADER.unpack_from(blob)
        suite = SUITES.get(mark)
        if suite is None or (klass, generation) not in self._ring:
            raise CannotOpen
        nonce, body = blob[HEADER.size : HEADER.size + NONCE_BYTES], blob[HEADER.size + NONCE_BYTES :]
        try:
            aead = self._cipher(klass, generation, suite)
            return aead.decrypt(nonce, body, self._label(place, suite, generation))
        except InvalidTag:
            raise CannotOpen from None

    def header(self, klass: DataClass) -> bytes:
        """Give the three bytes every value of a class begins with when it is sealed now: suite and generation."""
        return HEADER.pack(self._keys.suite.mark, self._active[klass])

    def needs_resealing(self, klass: DataClass, blob: bytes) -> bool:
        """Tell whether a value was sealed with an older generation or another suite than the active one."""
        return blob[: HEADER.size] != self.header(klass)

    def blind_index(self, field: str, normalised: str) -> bytes:
        """Keyed digest (32 bytes) to find a value by equality; normalise first, or equal values differ."""
        message = f"v1|{self.county}|{field}|{normalised}"
        return self._keys.suite.digest(self._keys.index_key, message.encode())

    def new_case(self, case_id: UUID) -> tuple["CaseVault", bytes]:
        """Start a closed case with a data key of its own; store the wrapped key, and destroying it erases the case."""
        wrapped = wrap(self._keys, new_data_key(), label=_case_label(self.county, case_id))
        return self.with_case(case_id, wrapped), wrapped

    def with_case(self, case_id: UUID, wrapped: bytes) -> "CaseVault":
        """Give the vault of one closed case, or raise CannotOpen when the wrapped key belongs to another case."""
        key = unwrap(self._keys, wrapped, label=_case_label(self.county, case_id))
        return CaseVault.holding(self.county, self._keys, key)

    def _cipher(self, klass: DataClass, generation: int, suite: Suite) -> Aead:
        place = (klass, generation, suite.mark)
        if place not in self._ready:
            self._ready[place] = suite.cipher(self._ring[klass, generation])
        return self._ready[place]

    def _label(self, place: Place, suite: Suite, generation: int) -> bytes:
        return f"{self.county}|{place.table}|{place.column}|{place.row_id}|{suite.letter}|{generation}".encode()


class CaseVault(Vault):
    """The same doors for one closed case: whatever the class, its only key is the case's own."""

    @classmethod
    def holding(cls, county: str, keys: Keys, case_key: bytes) -> Self:
        """A vault that seals every class with one case key, as generation 0, which no ring uses."""
        ring = {(klass, CASE_GENERATION): case_key for klass in DataClass}
        return cls(county, keys, ring, dict.fromkeys(DataClass, CASE_GENERATION))


def new_ring_row(keys: Keys, *, county: str, klass: DataClass, generation: int) -> RingRow:
    """Make a fresh, active data key for a class, wrapped and ready to store; generations run from 1 to 65535."""
    if not 0 < generation < 1 << 16:
        raise ValueError("a generation is a number from 1 to 65535")
    wrapped = wrap(keys, new_data_key(), label=_ring_label(county, klass, generation))
    return RingRow(klass, generation, wrapped, active=True)


def vault_from_rows(county: str, keys: Keys, rows: Iterable[RingRow]) -> Vault:
    """Unwrap a county's key ring once into its vault; raise CannotOpen when a row is not this county's."""
    ring: dict[tuple[DataClass, int], bytes] = {}
    active: dict[DataClass, int] = {}
    for row in rows:
        label = _ring_label(county, row.klass, row.generation)
        ring[row.klass, row.generation] = unwrap(keys, row.wrapped, label=label)
        if row.active:
            active[row.klass] = max(row.generation, active.get(row.klass, 0))
    return Vault(county, keys, ring, active)


def _ring_label(county: str, klass: DataClass, generation: int) -> str:
    return f"{county}|{klass}|{generation}"


def _case_label(county: str, case_id: UUID) -> str:
    return f"{county}|{DataClass.CASE}|{case_id}"


def rewrap_ring_key(old: Keys, new: Keys, *, county: str, row: RingRow) -> bytes:
    """Wrap a county's data key under another key-encryption key; the data key itself stays. Raises CannotOpen."""
    label = _ring_label(county, row.klass, row.generation)
    return wrap(new, unwrap(old, row.wrapped, label=label), label=label)


def rewrap_case_key(old: Keys, new: Keys, *, county: str, case_id: UUID, wrapped: bytes) -> bytes:
    """Wrap one closed case's key under another key-encryption key. Raises CannotOpen."""
    label = _case_label(county, case_id)
    return wrap(new, unwrap(old, wrapped, label=label), label=label)
