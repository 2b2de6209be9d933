"""Whoever acts for a woman without a telephone, as tests need it: her consent, entering, asking, claiming."""

from datetime import datetime
from typing import Any

from httpx import AsyncClient, Response

from app import clock
from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.world import VILLAGE, World

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=clock.COUNTY_ZONE)
NEIGHBOUR = "500230101202"
NOBODY = "01900000-0000-7000-8000-000000000000"
CONSENT = {
    "form": "oral",
    "given_by": "herself",
    "given_at": "2026-11-23T09:00:00+08:00",
    "means": "face_to_face",
    "uses": ["ledger", "request"],
    "expires_on": "2027-05-01",
    "evidence": "witness",
    "witness": "王大姐",
}
HER = {
    "name": "李桂花",
    "phone": None,
    "village": VILLAGE,
    "husband_away": True,
    "outside_county": True,
    "away_since": "2026-02",
    "needs": [],
    "birth_month": "1962-03",
    "consent": CONSENT,
}


async def cadre_of(world: World, village: str = VILLAGE) -> Actor:
    return await world.staff(Role.VILLAGE_CADRE, f"town-{village[:9]}", divisions=(village,))


async def enter(client: AsyncClient, **more: Any) -> dict[str, Any]:
    made = await client.post("/v1/desk/registrations", json={**HER, **more})
    assert made.status_code == 201, made.text
    shown: dict[str, Any] = made.json()
    return shown


async def ask(client: AsyncClient, entry: str, *services: str, **more: Any) -> Response:
    said = {"services": list(services), "share": True, "consent_heard": True, **more}
    return await client.post(f"/v1/desk/registrations/{entry}/requests", json=said)


async def claim(client: AsyncClient, made: dict[str, Any], **fact: str) -> Response:
    fact = fact or {"birth_month": "1962-03"}
    return await client.post("/v1/my/registration/claim", json={"code": made["claim"]["code"], **fact})
