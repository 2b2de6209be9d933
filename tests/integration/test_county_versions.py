"""A county's folder as dated versions: the same text changes nothing, an edited one follows, the old one stays."""

from pathlib import Path

from sqlalchemy import text

from app.domain.catalogue import commands, queries
from app.domain.catalogue.reading import read_folder
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
    queries.forget()
    assert [one["lead_office"] for one in (old, new, back)] == ["human_resources", "sports", "human_resources"]
