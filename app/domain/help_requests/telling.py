"""Her words as first told: a keyed digest on record from the first moment proves a later copy to be the same."""

from uuid import UUID

from app.crypto import Vault


def told_digest(vault: Vault, request_id: UUID, telling: str) -> str:
    """Digest her words under the index key: it says nothing to whoever has none, and outlives every data key."""
    return vault.blind_index("told", f"{request_id}|{telling}").hex()
