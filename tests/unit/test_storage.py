"""Private storage: names of ours only, folders nobody else may enter."""

from pathlib import Path

import pytest

from app.integrations.storage import NotStored, name_of, storage_of


async def test_an_object_comes_back_and_is_gone_when_deleted(tmp_path: Path) -> None:
    storage = storage_of(f"file://{tmp_path}/files")
    name = await storage.put(b"sealed bytes")
    assert await storage.put(b"sealed bytes") == name == name_of(b"sealed bytes")
    assert await storage.get(name) == b"sealed bytes"
    await storage.delete(name)
    await storage.delete(name)
    with pytest.raises(NotStored):
        await storage.get(name)
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "ab/cd/" + "g" * 64, "", "ab/cd/" + "a" * 63])
async def test_a_name_that_is_not_ours_never_reaches_the_store(tmp_path: Path, name: str) -> None:
    storage = storage_of(f"file://{tmp_path}")
    with pytest.raises(NotStored):
        await storage.get(name)


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="s3"):
        storage_of("ftp://somewhere")
