"""`GET /v1/demo/accounts`: who one can sign in as, with a code of this very moment; demo mode only."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from app import clock
from app.domain.accounts import second_factor
from app.settings import settings
from sandbox.wechat.world import Person, World, new_session_key


def build(world: World) -> FastAPI:
    """Make the little application that tells the accounts."""
    app = FastAPI(title="demo", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/accounts")
    async def accounts() -> list[dict[str, Any]]:
        """Tell everybody one can sign in as: staff first, then women."""
        appid = next(iter(settings().wechat_apps.values()), None)
        return [_shown(world, appid, row) for row in _rows(settings().demo_accounts)]

    return app


def _rows(path: Path | None) -> list[dict[str, Any]]:
    if path is None or not path.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_bytes())
    return rows


def _shown(world: World, appid: str | None, row: dict[str, Any]) -> dict[str, Any]:
    """Leave secrets out: the second factor becomes its code of now, the openid becomes a login code."""
    shown = {key: value for key, value in row.items() if key not in ("totp_secret", "openid")}
    if row.get("totp_secret"):
        shown["otp_now"] = second_factor.code_at(row["totp_secret"], clock.now())
    if row.get("openid") and appid:
        shown["wechat_code"] = _code(world, appid, row)
    return shown


def _code(world: World, appid: str, row: dict[str, Any]) -> str:
    try:
        world.person(row["openid"])
    except LookupError:
        world.add_person(Person(row["openid"], appid, new_session_key(), phone=row.get("phone")))
    return world.wx_login(row["openid"])
