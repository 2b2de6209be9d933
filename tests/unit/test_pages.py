"""The built pages: what is built from the same files is not built again; a page is asked for anew, its parts never."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.http.built_pages import serve_pages
from app.settings import Settings
from launch import pages


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pages.Site:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "openapi.json").write_text("{}")
    (tmp_path / "front" / "src").mkdir(parents=True)
    (tmp_path / "front" / "package-lock.json").write_text("{}")
    (tmp_path / "front" / "src" / "main.ts").write_text("1")
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    return pages.Site("页面", "front", "build", "dist")


def building(site: pages.Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    ran: list[str] = []

    def run(_site: pages.Site, _environment: dict[str, str], *command: str) -> None:
        ran.append(command[-1] if command[1] == "run" else command[1])
        (site.path / "node_modules").mkdir(exist_ok=True)
        if command[-1] == "build":
            site.made.mkdir()
            (site.made / "index.html").write_text("<!doctype html>" + "守望" * 400)

    monkeypatch.setattr(pages, "_run", run)
    monkeypatch.setattr(pages, "node_environment", dict)
    monkeypatch.setattr(pages, "SERVED", (site,))
    return ran


def test_pages_are_built_once_from_the_same_files_and_again_from_others(
    site: pages.Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = building(site, monkeypatch)
    pages.build((site,))
    assert ran == ["ci", "types", "build"]
    assert (site.made / "index.html.gz").exists()
    pages.build((site,))
    assert ran == ["ci", "types", "build"]
    (site.path / "src" / "main.ts").write_text("2")
    pages.build((site,))
    assert ran == ["ci", "types", "build", "types", "build"]


async def test_a_page_is_asked_for_anew_and_a_part_with_a_digest_is_kept(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "index-BhyKBIh7.js").write_text("1")
    app = FastAPI(openapi_url=None)
    serve_pages(app, Settings(her_pages=tmp_path, desk_pages=tmp_path))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        for at in ("/", "/console/"):
            page = await client.get(at)
            assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
            part = await client.get(f"{at}assets/index-BhyKBIh7.js")
            assert "immutable" in part.headers["cache-control"]
            assert "access-control-allow-origin" not in part.headers
        assert (await client.get("/nothing")).status_code == 404
