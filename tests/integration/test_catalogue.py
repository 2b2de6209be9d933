"""What anybody may read without signing in: the county, its places, its services; written once, never asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from app import clock
from app.domain.catalogue import commands, queries
from app.domain.catalogue.folder import Folder
from app.schemas.catalogue import CountyShown, Divisions, ServiceCard, Services
from tests.visits import Visits
from tests.world import COUNTY, TOWNSHIP, World

TODAY = datetime(2026, 11, 24, 4, tzinfo=UTC)


async def read(visit: Visits, path: str, **headers: str) -> Any:
    async with visit(**headers) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer


async def test_RTE_01_anybody_reads_all_services_with_lead_helpers_clocks_and_papers(visit: Visits) -> None:
    shown = Services.model_validate_json((await read(visit, "/v1/services")).content, strict=True)
    assert len(shown.services) >= 43
    assert all(len(card.name) <= 8 and card.icon and card.read_aloud and card.clauses for card in shown.services)
    assert all(card.lead.name and card.first_reply and card.finish for card in shown.services)
    by_code = {card.code: card for card in shown.services}
    aid = by_code["law.aid"]
    assert (aid.lead.name, aid.lead.to_confirm) == ("县司法局", False)
    assert {one.name for one in aid.co} == {"县妇联", "县民政局"}
    assert (aid.first_reply, aid.finish) == ("1个工作日内", "7天内")
    assert by_code["aid.dibao"].lead.to_confirm, "the policy names no lead: a proposal"
    assert not by_code["policy.up"].can_ask, "for staff only"


async def test_RTE_07_the_card_of_an_urgent_service_brings_the_emergency_lines(visit: Visits) -> None:
    for code in ("law.dv", "care.psych", "girl.clue"):
        card = ServiceCard.model_validate_json((await read(visit, f"/v1/services/{code}")).content, strict=True)
        assert [one.number for one in card.emergency] == ["110", "120", "12338", "12348", "12345"]
        assert card.can_ask, "going on is always possible"
    calm = (await read(visit, "/v1/services/job.train")).json()
    assert calm["emergency"] == []


async def test_a_number_nobody_has_tried_says_so(visit: Visits) -> None:
    card = (await read(visit, "/v1/services/law.dv")).json()
    (by_text,) = [one for one in card["hotlines"] if one["dialling"] == "sms"]
    assert by_text["to_confirm"]
    assert by_text["confirmed_on"] is None


async def test_an_expired_fact_shows_that_it_is_expired_and_never_its_number(visit: Visits) -> None:
    with clock.stopped(TODAY):
        shown = CountyShown.model_validate_json((await read(visit, "/v1/county")).content, strict=True)
        assert (shown.code, shown.name) == (COUNTY, "丰都县")
        facts = {one.code: one for one in shown.facts}
        assert facts["startup_loan_personal"].value == "500000元", "of two dated values the one in force"
        assert facts["away_months_min"].value == "6个月"
    with clock.stopped(TODAY + timedelta(days=100)):
        later = {one["code"]: one for one in (await read(visit, "/v1/county")).json()["facts"]}
    assert later["startup_loan_personal"]["value"] == "已过期"
    assert later["screening_age"]["value"] == "已过期"
    assert later["away_months_min"]["value"] == "6个月"


async def test_places_are_30_townships_and_the_villages_of_each(visit: Visits) -> None:
    townships = Divisions.model_validate_json((await read(visit, "/v1/divisions")).content, strict=True).divisions
    assert len(townships) == 30
    villages = [
        one
        for place in townships
        for one in (await read(visit, f"/v1/divisions?parent={place.code}")).json()["divisions"]
    ]
    assert len(villages) == 338
    here = (await read(visit, f"/v1/divisions?parent={TOWNSHIP}")).json()["divisions"]
    assert all(one["code"].startswith(TOWNSHIP) and one["level"] == "village" for one in here)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/services/flying", 404),
        ("/v1/divisions?parent=999999999", 404),
        ("/v1/divisions?parent=abc", 422),
        ("/v1/services?county=999999", 421),
        ("/v1/services/" + "x" * 41, 422),
    ],
)
async def test_what_is_not_there_gets_its_true_status_and_one_sentence(visit: Visits, path: str, status: int) -> None:
    async with visit() as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"].endswith("。")


async def test_a_reader_who_has_the_text_is_not_sent_it_again(visit: Visits) -> None:
    first = await read(visit, "/v1/services")
    tag = first.headers["etag"]
    assert "max-age" in first.headers["cache-control"]
    async with visit() as client:
        for seen in (tag, f'"old", W/{tag}', "*"):
            again = await client.get("/v1/services", headers={"If-None-Match": seen})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert (await client.get("/v1/services", headers={"If-None-Match": '"old"'})).status_code == 200


async def test_the_second_reader_costs_no_statement(visit: Visits, connection: AsyncConnection) -> None:
    await read(visit, "/v1/services")
    asked: list[str] = []
    engine = connection.sync_connection
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    await read(visit, "/v1/services")
    assert asked == []
    queries.forget()
    await read(visit, "/v1/services")
    assert asked, "what is not remembered is looked up"


async def test_a_new_version_is_published_at_once_and_a_future_one_on_its_day(world: World, visit: Visits) -> None:
    tag = (await read(visit, "/v1/services/job.train")).headers["etag"]
    async with world.as_owner() as session:
        folder = (await queries.current(session, COUNTY)).folder
        await commands.load(session, folder=renamed(folder, "学一门手艺"))
    now = await read(visit, "/v1/services/job.train")
    assert now.json()["name"] == "学一门手艺"
    assert now.headers["etag"] != tag
    async with world.as_owner() as session:
        start = clock.now() + timedelta(days=30)
        await commands.load(session, folder=renamed(folder, "学门好手艺"), valid_from=start)
    assert (await read(visit, "/v1/services/job.train")).json()["name"] == "学一门手艺"
    with clock.turned(timedelta(days=31)):
        assert (await read(visit, "/v1/services/job.train")).json()["name"] == "学门好手艺"


def renamed(folder: Folder, name: str) -> Folder:
    services = [one.model_copy(update={"name": name}) if one.code == "job.train" else one for one in folder.services]
    return folder.model_copy(update={"services": services})
