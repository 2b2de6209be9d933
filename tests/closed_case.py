"""One closed request of one woman with everything that can hang on it, and everybody who must not notice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from httpx import AsyncClient
from sqlalchemy import text

from app import clock
from app.domain.files import uploading
from app.integrations.storage import Storage
from app.jobs import cleaning_files
from app.models.accounts import Profile, SignInSession
from app.models.base import metadata
from app.permissions.actors import Actor
from app.vocabulary import Role, SessionKind
from tests.calls import calls
from tests.desk import ask_for, must
from tests.integration.test_levels import roster, trio
from tests.integration.test_registration import FIELDS
from tests.unit.test_media import jpeg, tone
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, VILLAGE, World

SERVICE = "law.dv"
NORMAL = "charity"  # led by the same office as the closed request's people
PHONE, NAME = "19900007531", "慕容小满"
SAID = "他昨晚又打我了"
WORDS = (SAID, "我躲在娘家", "我们马上派人来接您", "已经联系庇护所", "她要马上去验伤", "要打电话问她在哪里", "赶场")
PIN = "2468"
TOWN_OFFICE = f"town-{TOWNSHIP}"
NAMES_OF_IDS = sorted({name for call in calls() for name in call.names})


@dataclass
class People:
    """Her, the three named people of her case, and by label everybody else."""

    her: Actor
    members: tuple[Actor, Actor, Actor]
    others: dict[str, Actor]


@dataclass
class Ordinary:
    """What she has that others may see."""

    request: str
    file: str
    entry: str


@dataclass
class Case:
    """The closed request: its number, its file, its parts by the names addresses have for them, every id of it."""

    request: str
    number: str
    file: str
    parts: dict[str, str]
    ids: frozenset[str] = field(default_factory=frozenset)

    def traces(self) -> tuple[str, ...]:
        """What must not be found anywhere: her words, who she is in it, its number and every id of it."""
        bare = self.number.replace(" ", "")
        return (*WORDS, self.number, bare, *sorted(self.ids))


def offices() -> dict[str, tuple[Role, str, tuple[str, ...]]]:
    """Every role once at an office that comes near the case, and a few a second time nearer still."""
    fed = "womens_federation"
    return {
        "village cadre": (Role.VILLAGE_CADRE, TOWN_OFFICE, (VILLAGE,)),
        "township worker": (Role.TOWNSHIP_WORKER, TOWN_OFFICE, (TOWNSHIP,)),
        "handler of the same office": (Role.DEPARTMENT_HANDLER, fed, ()),
        "handler of the lead office": (Role.DEPARTMENT_HANDLER, "justice", ()),
        "head of the same office": (Role.DEPARTMENT_HEAD, fed, ()),
        "county desk": (Role.COUNTY_DESK, "county_desk", ()),
        "social worker": (Role.SOCIAL_WORKER, fed, ()),
        "closed-case officer": (Role.CLOSED_CASE_OFFICER, fed, ()),
        "provider": (Role.PROVIDER, "human_resources", ()),
        "auditor": (Role.AUDITOR, "county_desk", ()),
        "administrator": (Role.ADMIN, "county_desk", ()),
    }


async def gather(world: World) -> People:
    """Make everybody; a role nobody stands for is a mistake of this file."""
    fed = "womens_federation"
    members = await trio(world, fed)
    await roster(world, SERVICE, *members)
    her = await world.woman(phone=PHONE, name=NAME)
    others = {
        label: await world.staff(role, office, divisions=places) for label, (role, office, places) in offices().items()
    }
    assert {one.role for one in others.values()} == set(Role) - {Role.WOMAN, Role.SYSTEM}
    others["another woman"] = await world.woman(phone="19900008642", name="李大姐")
    others["who else uses her telephone"] = await _housemate(world, her)
    others["her telephone in other hands"] = await _session(world, her, her.profile_id)
    return People(her, members, others)


async def _housemate(world: World, her: Actor) -> Actor:
    profile = Profile(county=COUNTY, account_id=her.id, village_code=VILLAGE)
    await world.add(profile)
    return await _session(world, her, profile.id)


async def _session(world: World, her: Actor, profile: UUID | None) -> Actor:
    ends = clock.now() + timedelta(days=400)
    opened = SignInSession(county=COUNTY, kind=SessionKind.WOMAN, owner_id=her.id, profile_id=profile, expires_at=ends)
    await world.add(opened)
    return Actor(COUNTY, Role.WOMAN, her.id, opened.id, profile)


async def live_before(people: People, visit: Visits, world: World, storage: Storage) -> Ordinary:
    """What was there before: a registration, an ordinary request with a picture, her rules, and a PIN."""
    async with visit(people.her) as she:
        kept = await she.put("/v1/my/registration", json=FIELDS)
        assert kept.status_code == 200, kept.text
        asked = await ask_for(she, NORMAL, telling="想领一个邮包")
        file = await send(she, jpeg(60, 40), "picture", request_id=asked["id"])
        await she.put("/v1/my/safe-contact", json={"channels": ["wechat", "sms"], "code_word": "赶场"})
        assert (await she.put("/v1/my/pin", json={"new": PIN})).status_code == 200
    await clean_all(world, storage)
    async with world.as_owner() as session:
        entry = (await session.execute(text("SELECT id FROM ledger_entry"))).scalar_one()
    return Ordinary(str(asked["id"]), file, str(entry))


async def happen(people: People, visit: Visits, world: World, storage: Storage) -> Case:
    """The closed request lives: told by voice and picture, accepted, answered, called about, noted."""
    first, second, head = people.members
    async with visit(people.her) as she, visit(first) as client, visit(second) as other, visit(head) as chief:
        number = (await she.post("/v1/my/receipt-numbers")).json()["numbers"][0]["number"]
        asked = await ask_for(she, SERVICE, telling=SAID, receipt_numbers=[number])
        request = str(asked["id"])
        file = await send(she, jpeg(80, 60), "picture", request_id=request)
        await send(she, tone(1, "webm"), "voice", request_id=request)
        await she.post(f"/v1/my/requests/{request}/messages", json={"body": WORDS[1]})
        await must(client, request, "accept")
        await must(client, request, "reply", body=WORDS[2])
        await must(client, request, "note", body=WORDS[3])
        why = {"reason": WORDS[5], "will_ask_if_safe": True, "in_danger": True}
        revealed = await client.post(f"/v1/desk/requests/{request}/reveal", json=why)
        assert revealed.status_code == 200, revealed.text
        await must(client, request, "talk", answered="her", safe=True, note=WORDS[4])
        for reader in (other, chief):
            assert (await reader.get(f"/v1/desk/requests/{request}")).status_code == 200
    await clean_all(world, storage)
    return await _found(world, request, str(asked["number"]), file)


async def _found(world: World, request: str, number: str, file: str) -> Case:
    """Collect every id of the case from every table that knows it, and one of each for addresses."""
    ids, parts = {request}, {"request_id": request}
    async with world.as_owner() as session:
        for table in tables_of_requests():
            query = text(f"SELECT id FROM {table} WHERE request_id = :id")  # noqa: S608  our own table names
            found = [str(one) for one in (await session.execute(query, {"id": UUID(request)})).scalars()]
            ids |= {*found}
            for name in NAMES_OF_IDS:
                if leads_to(name, table):
                    parts.setdefault(name, (found or [nobody()])[0])
    return Case(request, number, file, parts | {"file_id": file}, frozenset(ids))


def tables_of_requests() -> list[str]:
    """Name every table whose rows belong to a request."""
    return [one.name for one in metadata.sorted_tables if {"request_id", "id"} <= set(one.columns.keys())]


def leads_to(name: str, table: str) -> bool:
    """Say whether a name in an address is the id of this table: `message_id` of `request_message`."""
    return name.endswith("_id") and table.endswith(name.removesuffix("_id"))


async def send(she: AsyncClient, data: bytes, kind: str, **more: object) -> str:
    """Send a file in its pieces; gives the file's id."""
    said = {"kind": kind, "purpose": "request", "size": len(data), "sha256": sha256(data).hexdigest(), **more}
    begun = await she.post("/v1/uploads", json=said)
    assert begun.status_code == 201, begun.text
    upload = begun.json()
    for number in range(1, upload["parts"] + 1):
        piece = data[(number - 1) * uploading.PART_BYTES : number * uploading.PART_BYTES]
        headers = {"X-Part-Sha256": sha256(piece).hexdigest()}
        put = await she.put(f"/v1/uploads/{upload['id']}/parts/{number}", content=piece, headers=headers)
        assert put.status_code == 200, put.text
    done = await she.post(f"/v1/uploads/{upload['id']}/complete")
    assert done.status_code == 200, done.text
    return str(done.json()["file_id"])


async def clean_all(world: World, storage: Storage) -> None:
    """Let the worker clean every file that waits."""
    async with world.as_owner() as session:
        waiting = (await session.execute(text("SELECT id FROM upload WHERE state = 'complete'"))).scalars().all()
    for upload in waiting:
        await cleaning_files.clean_file(storage, county=COUNTY, upload_id=upload)


def found_in(said: str, traces: Iterable[str]) -> list[str]:
    """Say which traces a text holds."""
    return [one for one in traces if one in said]


def nobody() -> str:
    """An id nobody has."""
    return str(uuid4())
