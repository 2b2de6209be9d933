"""Sealing of personal data: suites, keys outside the database, vaults, and blind indexes for look-up."""

from app.crypto.blind import normal_id_number, normal_name, normal_phone
from app.crypto.keys import CannotOpen, KeyFileFault, Keys, create_key_file, load_keys, new_data_key, unwrap, wrap
from app.crypto.opaque import digests, new_opaque_token, opaque_digest
from app.crypto.suites import SuiteUnavailable, prove_suites
from app.crypto.vault import (
    CannotSeal,
    CaseVault,
    Place,
    RingRow,
    Vault,
    new_ring_row,
    rewrap_case_key,
    rewrap_ring_key,
    vault_from_rows,
)

__all__ = [
    "CannotOpen",
    "CannotSeal",
    "CaseVault",
    "KeyFileFault",
    "Keys",
    "Place",
    "RingRow",
    "SuiteUnavailable",
    "Vault",
    "create_key_file",
    "digests",
    "load_keys",
    "new_data_key",
    "new_opaque_token",
    "new_ring_row",
    "normal_id_number",
    "normal_name",
    "normal_phone",
    "opaque_digest",
    "prove_suites",
    "rewrap_case_key",
    "rewrap_ring_key",
    "unwrap",
    "vault_from_rows",
    "wrap",
]
