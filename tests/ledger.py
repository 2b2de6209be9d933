"""The ledger in a test: her eight fields, a step at its desk, and an entry taken all the way in."""

from typing import Any

from httpx import AsyncClient, Response

from app.permissions.actors import Actor
from app.vocabulary import Role
from tests.visits import Visits
from tests.world import TOWNSHIP, VILLAGE, World

FIELDS = {
    "name": "张小妹",
    "phone": "19900001234",
    "village": VILLAGE,
    "husband_away": True,
    "outside_county": True,
    "away_since": "2026-01",
    "needs": ["job.train"],
    "consent_heard": True,
}
CHECKED = {
    "name": "张小妹",
    "id_number": None,
    "birth_date": "1985-07-12",
    "married": True,
    "outside_county": True,
    "away_since": "2026-01-05",
}


class LedgerDesks:
    """The three desks of one village: its cadre, its township's worker, the county's."""

    def __init__(self, world: World, visit: Visits) -> None:
        self._world, self.visit = world, visit

    async def open(self, *, village: str = VILLAGE) -> "LedgerDesks":
        """Hire them."""
        town = village[:9]
        staff = self._world.staff
        self.cadre = await staff(Role.VILLAGE_CADRE, f"town-{town}", divisions=(village,))
        self.town = await staff(Role.TOWNSHIP_WORKER, f"town-{town}", divisions=(town,))
        self.county = await staff(Role.COUNTY_DESK, "county_desk")
        return self

    async def enter(self, entry: str, **more: Any) -> None:
        """Take an entry through all three checks."""
        steps: tuple[tuple[Actor, str, dict[str, Any]], ...] = (
            (self.cadre, "check-village", {"lives_in_village": True, "husband_away": True}),
            (self.town, "check-township", {**CHECKED, **more}),
            (self.county, "confirm", {}),
        )
        for actor, step, said in steps:
            async with self.visit(actor) as client:
                done = await act(client, entry, step, **said)
                assert done.status_code == 200, f"{step}: {done.text}"


async def desks(world: World, visit: Visits, *, village: str = VILLAGE) -> LedgerDesks:
    """Open the desks of a village."""
    return await LedgerDesks(world, visit).open(village=village)


async def register(client: AsyncClient, **more: Any) -> str:
    """Register as a woman; give the entry's id."""
    made = await client.put("/v1/my/registration", json={**FIELDS, **more})
    assert made.status_code == 200, made.text
    return str(made.json()["id"])


async def act(client: AsyncClient, entry: str, step: str, **said: Any) -> Response:
    """Take one step of the ledger's desk on what is there now."""
    shown = await client.get(f"/v1/desk/registrations/{entry}")
    headers = {"If-Match": shown.headers.get("etag", '"1"')}
    return await client.post(f"/v1/desk/registrations/{entry}/{step}", json=said or None, headers=headers)


__all__ = ["CHECKED", "FIELDS", "TOWNSHIP", "VILLAGE", "act", "desks", "register"]
