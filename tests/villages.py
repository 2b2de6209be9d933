"""A village in a test: women of its ledger, its cadre, its township, and a visit between them."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from app import clock
from app.models.ledger import LedgerEntry
from app.permissions.actors import Actor
from app.vocabulary import Eligibility, LedgerState, Role
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

OTHER_VILLAGE = "500230102201"


def this_quarter() -> str:
    """The quarter of today, by name."""
    return f"{clock.today().year}-Q{(clock.today().month + 2) // 3}"


async def cadre(world: World, village: str = VILLAGE) -> Actor:
    """The cadre of a village."""
    return await world.staff(Role.VILLAGE_CADRE, f"town-{village[:9]}", divisions=(village,))


async def town(world: World, township: str = TOWNSHIP) -> Actor:
    """A worker of a township."""
    return await world.staff(Role.TOWNSHIP_WORKER, f"town-{township}", divisions=(township,))


async def enter(
    world: World, her: Actor, *, village: str = VILLAGE, state: LedgerState = LedgerState.ACTIVE
) -> LedgerEntry:
    """Enter her into the ledger."""
    assert her.profile_id is not None
    entry = LedgerEntry(
        county=COUNTY,
        profile_id=her.profile_id,
        state=state,
        eligibility=Eligibility.QUALIFIES,
        township_code=village[:9],
        village_code=village,
    )
    await world.add(entry)
    return entry


async def plan(client: AsyncClient, entry: LedgerEntry, *, days: int = 0) -> Response:
    """Plan a visit."""
    on = clock.today() + timedelta(days=days)
    return await client.post("/v1/desk/visits", json={"entry_id": str(entry.id), "planned_for": str(on)})


async def tell(client: AsyncClient, visit: dict[str, Any], step: str, **said: Any) -> Response:
    """Say what became of a visit."""
    headers = {"If-Match": f'"{visit["version"]}"'}
    return await client.post(f"/v1/desk/visits/{visit['id']}/{step}", json=said, headers=headers)


async def go(client: AsyncClient, entry: LedgerEntry, **said: Any) -> dict[str, Any]:
    """Plan a visit for today and make it."""
    planned = await plan(client, entry)
    assert planned.status_code == 201, planned.text
    made = await tell(client, planned.json(), "made", **{"done_on": str(clock.today()), "need_found": False, **said})
    assert made.status_code == 200, made.text
    shown: dict[str, Any] = made.json()
    return shown
