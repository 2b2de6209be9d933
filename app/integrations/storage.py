"""Objects in a folder or an S3-compatible store, never listed: private ones come sealed, published sounds open."""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from app.errors import NotFound, Unavailable

NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")
PRIVATE = 0o700


class StorageUnavailable(Unavailable):
    """The store does not answer."""

    code, message = "storage_unavailable", "文件暂时存不了，文字已经收到，请过一会儿再发文件。"


class NotStored(NotFound):
    """No such object."""


def name_of(sealed: bytes) -> str:
    """Name an object by what is stored: the same sealed bytes always have the same name."""
    digest = sha256(sealed).hexdigest()
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


class Storage:
    """Put, get and delete objects by name; a name that is not one of ours never reaches the store."""

    def __init__(self, store: LocalStore | S3Store | MemoryStore) -> None:
        self._store = store

    async def put(self, sealed: bytes) -> str:
        """Store an object and give its name. Raises StorageUnavailable."""
        name = name_of(sealed)
        try:
            await self._store.put_async(name, sealed)
        except (BaseError, OSError):
            raise StorageUnavailable from None
        return name

    async def put_as(self, name: str, data: bytes) -> None:
        """Store what can be made again under a name of one's own (a digest). Raises NotStored, StorageUnavailable."""
        try:
            await self._store.put_async(_checked(name), data)
        except (BaseError, OSError):
            raise StorageUnavailable from None

    async def get(self, name: str) -> bytes:
        """Give an object. Raises NotStored, StorageUnavailable."""
        try:
            found = await self._store.get_async(_checked(name))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise NotStored from None
        except (BaseError, OSError):
            raise StorageUnavailable from None

    async def get_part(self, name: str, start: int, end: int) -> bytes:
        """Give the bytes of an object from `start` up to `end`. Raises NotStored, StorageUnavailable."""
        try:
            return bytes(await self._store.get_range_async(_checked(name), start=start, end=end))
        except FileNotFoundError:
            raise NotStored from None
        except (BaseError, OSError):
            raise StorageUnavailable from None

    async def delete(self, name: str) -> None:
        """Remove an object; one that is not there is no error. Raises StorageUnavailable."""
        try:
            await self._store.delete_async(_checked(name))
        except FileNotFoundError:
            return
        except (BaseError, OSError):
            raise StorageUnavailable from None


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise NotStored
    return name


def storage_of(address: str) -> Storage:
    """Open the store of private files. Raises ValueError for an address that is none."""
    return Storage(store_of(address))


def store_of(address: str) -> LocalStore | S3Store | MemoryStore:
    """Open a store: `file:///folder` (made private), `s3://bucket` (reached as `AWS_*` says) or `memory:`.

    Raises ValueError for any other address.
    """
    parts = urlsplit(address)
    if parts.scheme == "memory":
        return MemoryStore()
    if parts.scheme == "file":
        folder = Path(parts.path)
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        folder.chmod(PRIVATE)
        return LocalStore(prefix=folder)
    if parts.scheme == "s3":
        return S3Store.from_url(address)
    raise ValueError("a store is file:///folder, s3://bucket or memory:")
