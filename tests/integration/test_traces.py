"""After a whole life of a request: jobs carry ids only, no table, log or error holds a planted word (R21, R27, R34)."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.accounts import second_factor
from app.vocabulary import Role
from tests import closed_case
from tests.calls import calls, passes_the_gate
from tests.desk import ask_for, must
from tests.integration.test_registration import act
from tests.integration.test_sign_in import PASSWORD, with_password
from tests.outside import StandIns, deliver_all
from tests.visits import Visits
from tests.world import TOWNSHIP, VILLAGE, World

CARD = "11010519491231002X"
PLANTED = (closed_case.PHONE, closed_case.NAME, CARD, closed_case.SAID, "我家欠着三万块", "已经给她打过电话", PASSWORD)
IDS_AND_CODES = re.compile(r'[\w\s{}\[\]":,.+@/-]*', re.ASCII)
TABLES = text("""
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('public', 'jobs')
""")


async def live(world: World, visit: Visits) -> dict[str, str]:
    """Register and be checked, sign in, ask, answer, reveal, be told; gives the ids of her entry and her request."""
    cadre = await world.staff(Role.VILLAGE_CADRE, f"town-{TOWNSHIP}", divisions=(VILLAGE,))
    town = await world.staff(Role.TOWNSHIP_WORKER, f"town-{TOWNSHIP}", divisions=(TOWNSHIP,))
    handler = await world.staff(Role.DEPARTMENT_HANDLER, "justice")
    login = await with_password(world, handler, secret=second_factor.new_secret())
    fields = {"village": VILLAGE, "husband_away": True, "outside_county": True, "away_since": "2026-01"}
    fields |= {"name": closed_case.NAME, "phone": closed_case.PHONE, "consent_heard": True}
    checked = {"name": closed_case.NAME, "id_number": CARD, "birth_date": "1949-12-31", "married": True}
    async with visit(await world.woman(phone=closed_case.PHONE, name=closed_case.NAME)) as she, visit() as nobody:
        entry = (await she.put("/v1/my/registration", json=fields)).json()["id"]
        async with visit(cadre) as client:
            await act(client, entry, "check-village", lives_in_village=True, husband_away=True)
        async with visit(town) as client:
            await act(client, entry, "check-township", **checked, outside_county=True, away_since="2026-01")
        await nobody.post("/v1/sign-in/staff", json={"login_name": login, "password": PASSWORD})
        await nobody.post("/v1/sign-in/phone", json={"phone": closed_case.PHONE, "code": "123456"})
        await nobody.post("/v1/sign-in/staff", content=f'{{"password": "{PASSWORD}'.encode())
        asked = await ask_for(she, "law.aid", telling=PLANTED[4])
        async with visit(handler) as client:
            await must(client, asked["id"], "accept")
            await must(client, asked["id"], "reply", body=PLANTED[3])
            await must(client, asked["id"], "note", body=PLANTED[5])
            said = {"reason": PLANTED[5], "will_ask_if_safe": True, "in_danger": True}
            await client.post(f"/v1/desk/requests/{asked['id']}/reveal", json=said)
    async with StandIns().outside() as outside:
        await deliver_all(world, outside)
    return {"entry_id": entry, "request_id": asked["id"]}


async def test_R34_no_row_of_any_table_holds_a_planted_word_or_number(
    world: World, visit: Visits, connection: AsyncConnection
) -> None:
    await live(world, visit)
    looked = 0
    names = (await connection.execute(TABLES)).scalars().all()
    for name in names:
        async with world.as_owner() as session:
            rows = (await session.execute(text(f"SELECT t::text FROM {name} t"))).scalars() if _owned(name) else ()  # noqa: S608  from the catalogue
            for row in rows:
                looked += 1
                assert closed_case.found_in(row, [*PLANTED, *(one.encode().hex() for one in PLANTED)]) == [], name
    assert looked > 300


def _owned(name: str) -> bool:
    return not name.startswith("jobs.")


async def test_R27_jobs_carry_ids_and_codes_only(world: World, visit: Visits, connection: AsyncConnection) -> None:
    await live(world, visit)
    async with connection.begin_nested() as nested:
        await connection.execute(text("SET LOCAL ROLE backup"))
        rows = (await connection.execute(text("SELECT task_name, args::text FROM jobs.procrastinate_jobs"))).all()
        await nested.rollback()
    assert len(rows) > 3
    for row in rows:
        assert IDS_AND_CODES.fullmatch(row.args), row.task_name
        assert closed_case.found_in(row.args, PLANTED) == []
        assert len(row.args) < 300


async def test_R21_the_log_of_a_whole_life_holds_no_planted_word_password_or_token(
    world: World, visit: Visits, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await live(world, visit)
    said = "".join(capfd.readouterr()) + caplog.text
    assert closed_case.found_in(said, PLANTED) == []
    assert re.findall(r"eyJ[\w-]{20,}\.", said) == [], "a token in a log"


async def test_R9_no_read_of_any_role_shows_a_full_number_of_hers(world: World, visit: Visits) -> None:
    ids = await live(world, visit)
    reads = [call for call in calls() if call.method == "GET" and call.action is not None]
    masked, wrong = 0, []
    for role, office, places in closed_case.offices().values():
        async with visit(await world.staff(role, office, divisions=places)) as client:
            for call in (one for one in reads if passes_the_gate(one, role)):
                shown = (await call.send(client, **ids)).text
                masked += "*7531" in shown
                wrong += [(call.route, role)] if closed_case.found_in(shown, [closed_case.PHONE, CARD]) else []
    assert wrong == []
    assert masked > 3, "somebody saw her masked number"
