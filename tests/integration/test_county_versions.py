"""A county's folder as dated versions: the same text changes nothing, an edited one follows, the old one stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app import clock
from app.domain.catalogue import commands, queries
from app.domain.catalogue.reading import read_folder
from app.errors import Conflict
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import COUNTY, World

REAL = Path(__file__).resolve().parents[2] / "counties" / COUNTY


async def test_an_edited_folder_becomes_a_new_version_and_open_requests_keep_theirs(
    world: World, visit: Visits
) -> None:
    folder = read_folder(REAL).folder
    assert folder is not None
    services = [
        one.model_copy(update={"lead": "sports"}) if one.code == "job.train" else one for one in folder.services
    ]
    edited = folder.model_copy(update={"services": services})
    async with visit(await world.woman()) as she:
        old = await ask_for(she, "job.train")
        async with world.as_owner() as session:
            assert await commands.load(session, folder=folder) == (1, False)
            assert await commands.load(session, folder=edited) == (2, True)
            assert await commands.load(session, folder=edited) == (2, False)
        new = await ask_for(she, "job.train")
        async with world.as_owner() as session:
            assert await commands.roll_back(session, county=COUNTY) == 3
        back = await ask_for(she, "job.train")
    async with world.as_owner() as session:
        used = text(
            "SELECT v.version FROM help_request r JOIN county_version v ON v.id = r.catalogue_id ORDER BY r.created_at"
        )
        assert (await session.execute(used)).scalars().all() == [1, 2, 3]
    assert [one["lead_office"] for one in (old, new, back)] == ["human_resources", "sports", "human_resources"]


async def test_rolling_back_again_goes_further_back_and_a_version_that_has_not_begun_is_struck_out(
    world: World,
) -> None:
    folder = read_folder(REAL).folder
    assert folder is not None
    b, c, later = (folder.model_copy(update={"desk_hours": words}) for words in ("乙", "丙", "丁"))
    async with world.as_owner() as session:
        for number, one in enumerate((b, c), start=2):
            assert await commands.load(session, folder=one) == (number, True)
        begins = clock.now() + timedelta(days=30)
        assert await commands.load(session, folder=later, valid_from=begins) == (4, True)
        with pytest.raises(Conflict):
            await commands.load(session, folder=folder)
        assert await commands.roll_back(session, county=COUNTY) == 3, "the one to come is struck out"
        assert (await queries.current(session, COUNTY)).folder == c
        await commands.roll_back(session, county=COUNTY)
        assert (await queries.current(session, COUNTY)).folder == b
        await commands.roll_back(session, county=COUNTY)
        assert (await queries.current(session, COUNTY)).folder == folder
        with pytest.raises(Conflict):
            await commands.roll_back(session, county=COUNTY)


async def test_an_edited_department_reaches_its_office_unless_an_administrator_changed_it(world: World) -> None:
    folder = read_folder(REAL).folder
    assert folder is not None
    moved = folder.model_copy(
        update={"departments": [one.model_copy(update={"phone": "023-70600000"}) for one in folder.departments]}
    )
    async with world.as_owner() as session:
        await session.execute(text("UPDATE office SET phone = '110', version = 2 WHERE code = 'justice'"))
        await commands.load(session, folder=moved)
        rows = await session.execute(text("SELECT code, phone FROM office WHERE code IN ('justice', 'health')"))
        phones = {row[0]: row[1] for row in rows}
    assert phones == {"justice": "110", "health": "023-70600000"}


async def test_RTE_10_an_old_version_answers_by_its_own_rule(world: World) -> None:
    folder = read_folder(REAL).folder
    assert folder is not None
    services = [
        one.model_copy(update={"lead": "sports"}) if one.code == "job.train" else one for one in folder.services
    ]
    async with world.as_owner() as session:
        old = await queries.current(session, COUNTY)
        await commands.load(session, folder=folder.model_copy(update={"services": services}))
        new = await queries.current(session, COUNTY)
        again = await queries.version(session, COUNTY, old.version_id)
    assert (again.rule("job.train").lead, again.rule("job.train").version) == ("human_resources", 1)
    assert (new.rule("job.train").lead, new.rule("job.train").version) == ("sports", 2)
