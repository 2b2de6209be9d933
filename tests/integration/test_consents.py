"""Taking a consent back is as easy as giving it, and what it allowed stops at once: every use, every state."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.domain.ledger import consents
from app.errors import ConsentMissing
from app.integrations.storage import Storage
from app.permissions.actors import Actor
from app.vocabulary import ConsentPurpose, Role
from tests.desk import ask_for, must, step
from tests.integration.test_files import clean_all, send
from tests.integration.test_registration import FIELDS
from tests.unit.test_media import jpeg, tone
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

STATES = ("never", "given", "taken back", "given again")
# Which states allow the use. A voice or a picture she sends herself is agreed to by sending, until she takes it back.
STRICT = {"never": False, "given": True, "taken back": False, "given again": True}
WITH_REGISTERING = STRICT | {"never": True}  # registering asks for it: whoever is in the ledger has agreed
BY_SENDING = STRICT | {"never": True}


async def ledger(world: World, visit: Visits, her: Actor) -> bool:
    """Whether the village may carry her registration further."""
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,))
    async with world.as_owner() as session:
        entry = (await session.execute(text("SELECT id, version FROM ledger_entry"))).one()
    async with visit(cadre) as client:
        answer = await client.post(
            f"/v1/desk/registrations/{entry.id}/check-village",
            json={"lives_in_village": True, "husband_away": True},
            headers={"If-Match": f'"{entry.version}"'},
        )
    assert answer.status_code in (200, 404, 409), answer.text
    assert her.profile_id is not None
    return answer.status_code == 200


async def begun(visit: Visits, her: Actor, kind: str, data: bytes) -> bool:
    async with visit(her) as she:
        asked = await ask_for(she, "job.match", share=False)
        said = {"kind": kind, "purpose": "request", "request_id": asked["id"]}
        answer = await she.post("/v1/uploads", json={**said, "size": len(data), "sha256": sha256(data).hexdigest()})
    assert answer.status_code in (201, 403), answer.text
    return answer.status_code == 201


async def voice(world: World, visit: Visits, her: Actor) -> bool:
    """Whether she may send a recording for others to hear."""
    assert world is not None
    return await begun(visit, her, "voice", tone(1))


async def photo(world: World, visit: Visits, her: Actor) -> bool:
    """Whether she may send a picture for others to see."""
    assert world is not None
    return await begun(visit, her, "picture", jpeg())


async def story(world: World, visit: Visits, her: Actor) -> bool:
    """Whether her story may be used."""
    assert visit is not None
    assert her.profile_id is not None
    async with world.as_worker() as session:
        try:
            await consents.require_consent(
                session, county=COUNTY, profile_id=her.profile_id, purpose=ConsentPurpose.STORY
            )
        except ConsentMissing:
            return False
    return True


USES: dict[str, tuple[Callable[[World, Visits, Actor], Awaitable[bool]], dict[str, bool]]] = {
    "ledger": (ledger, WITH_REGISTERING),
    "voice": (voice, BY_SENDING),
    "photo": (photo, BY_SENDING),
    "story": (story, STRICT),
}


async def bring(she: AsyncClient, purpose: str, state: str) -> None:
    """Bring a consent into a state, by her own acts."""
    if state == "never":
        return
    given = (await she.post("/v1/my/consents", json={"purpose": purpose, "heard": True})).json()
    if state == "given":
        return
    for one in (await she.get("/v1/my/consents")).json()["items"]:
        if one["purpose"] == purpose:
            assert (await she.delete(f"/v1/my/consents/{one['id']}")).status_code == 200
    if state == "given again":
        await she.post("/v1/my/consents", json={"purpose": purpose, "heard": True})
    assert given["withdrawn_at"] is None


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("purpose", USES)
async def test_SAF_09_a_use_is_possible_only_in_the_states_of_consent_that_allow_it(
    world: World, visit: Visits, purpose: str, state: str
) -> None:
    use, allowed = USES[purpose]
    her = await world.woman()
    async with visit(her) as she:
        if purpose == "ledger":
            await she.put("/v1/my/registration", json=FIELDS)
        await bring(she, purpose, state)
        if (purpose, state) == ("ledger", "given again"):
            await she.put("/v1/my/registration", json=FIELDS)
    assert await use(world, visit, her) is allowed[state]


@pytest.mark.parametrize("share", ["no", "yes"])
async def test_SAF_09_sharing_with_an_office_needs_her_consent_or_a_named_ground(
    world: World, visit: Visits, share: str
) -> None:
    lead = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    co = await world.staff(Role.DEPARTMENT_HANDLER, "agriculture")
    async with visit(await world.woman()) as she, visit(lead) as client, visit(co) as other:
        asked = await ask_for(she, "job.match", share=share == "yes")
        await must(client, asked["id"], "accept")
        seen = await other.get(f"/v1/desk/requests/{asked['id']}")
        note = "请一起看看能不能帮上忙。"
        refused = await step(client, asked["id"], "refer", office="agriculture", note=note)
    assert seen.status_code == (200 if share == "yes" else 404)
    assert refused.status_code == (409 if share == "yes" else 403)


async def test_SAF_09_an_office_she_takes_back_hears_of_it_no_more_at_once(world: World, visit: Visits) -> None:
    lead = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    co = await world.staff(Role.DEPARTMENT_HANDLER, "agriculture")
    async with visit(await world.woman()) as she, visit(lead) as client, visit(co) as other:
        asked = await ask_for(she, "job.match", telling="想找活")
        await must(client, asked["id"], "accept")
        assert (await other.get(f"/v1/desk/requests/{asked['id']}")).status_code == 200
        listed = (await she.get("/v1/my/consents")).json()["items"]
        (consent,) = [one for one in listed if one["office"] == "agriculture"]
        taken = await she.delete(f"/v1/my/consents/{consent['id']}")
        gone = await other.get(f"/v1/desk/requests/{asked['id']}")
        queue = (await other.get("/v1/desk/queue", params={"queue": "helping"})).json()
        mine = (await she.get(f"/v1/my/requests/{asked['id']}")).json()
        note = "请一起看看能不能帮上忙。"
        refused = await step(client, asked["id"], "refer", office="agriculture", note=note)
        ground = await step(client, asked["id"], "refer", office="agriculture", note=note, ground="statutory_duty")
    assert (taken.status_code, gone.status_code, refused.status_code) == (200, 404, 403)
    assert asked["id"] not in str(queue)
    assert "agriculture" not in {one["office"] for one in mine["who"]}
    assert mine["state"] == "accepted", "the lead goes on"
    assert "这部分不需要了" in mine["timeline"][-1]["line"]
    assert ground.status_code == 200, ground.text


async def test_SAF_09_a_voice_she_takes_back_is_heard_no_more_but_her_own_box_stays_hers(
    world: World, visit: Visits, storage: Storage
) -> None:
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "human_resources")
    async with visit(await world.woman()) as she, visit(handler) as client:
        asked = await ask_for(she, "job.match")
        given = (await she.post("/v1/my/consents", json={"purpose": "voice", "heard": True})).json()
        heard = await send(she, tone(1), "voice", request_id=asked["id"])
        await clean_all(world, storage)
        before = await client.get(f"/v1/files/{heard}")
        await she.delete(f"/v1/my/consents/{given['id']}")
        after = await client.get(f"/v1/files/{heard}")
        own = await she.get(f"/v1/files/{heard}")
        boxed = await send(she, tone(1), "voice", purpose="evidence")
    assert (before.status_code, after.status_code, own.status_code) == (200, 403, 200)
    assert after.json()["code"] == "consent_missing"
    assert boxed


async def test_OFF_14_the_words_of_every_use_are_published_and_the_version_she_heard_is_kept(
    world: World, visit: Visits
) -> None:
    async with visit() as guest, visit(await world.woman()) as she:
        published = (await guest.get("/v1/consents")).json()["consents"]
        assert (await she.put("/v1/my/registration", json=FIELDS)).status_code == 200
    versions = {one["purpose"]: one["version"] for one in published}
    assert set(versions) == {purpose.value for purpose in ConsentPurpose}
    async with world.as_owner() as session:
        kept = (await session.execute(text("SELECT purpose, text_version, heard FROM consent"))).all()
    assert [tuple(one) for one in kept] == [("ledger", versions["ledger"], True)]
