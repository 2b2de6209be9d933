"""Anchors: the newest seal of each county, laid down outside the database once a day and never changed there.

Whoever owns the database could rewrite a chain from end to end; not what lies here.
"""

from collections.abc import Mapping
from typing import Any

import obstore
import orjson
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from app.errors import Unavailable
from app.integrations.storage import store_of


class AnchorsUnavailable(Unavailable):
    """The place of the anchors does not answer."""

    code, message = "anchors_unavailable", "封存的外部留存现在写不进去，会再试。"


class Anchors:
    """A place outside the database; it is written to once per county and day."""

    def __init__(self, store: LocalStore | S3Store | MemoryStore) -> None:
        self._store = store

    async def lay(self, county: str, day: str, anchor: Mapping[str, Any]) -> bool:
        """Lay one down; False where that day's lies already. Raises AnchorsUnavailable."""
        try:
            await obstore.put_async(self._store, f"{county}/{day}.json", orjson.dumps(dict(anchor)), mode="create")
        except AlreadyExistsError:
            return False
        except (BaseError, OSError):
            raise AnchorsUnavailable from None
        return True

    async def laid(self, county: str) -> list[dict[str, Any]]:
        """List what was laid down for a county, the oldest first. Raises AnchorsUnavailable."""
        found = []
        try:
            async for page in obstore.list(self._store, prefix=county):
                for one in page:
                    got = await obstore.get_async(self._store, one["path"])
                    found.append(orjson.loads(bytes(await got.bytes_async())) | {"day": one["path"][-15:-5]})
        except (BaseError, OSError):
            raise AnchorsUnavailable from None
        return sorted(found, key=lambda one: str(one["day"]))


def anchors_of(address: str) -> Anchors:
    """Open the place of the anchors; the same addresses as for files. Raises ValueError for any other."""
    return Anchors(store_of(address))
