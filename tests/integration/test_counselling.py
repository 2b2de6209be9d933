"""Counselling: times to take in two taps, her rules of contact, changing, plans; each refusal has its own sentence."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.models.contacts import StaffRelation
from app.models.counsellors import CounsellingAgency
from app.models.notices import SafeContact
from app.vocabulary import CounsellorGender, QualificationKind
from tests import care
from tests.care import MONDAY
from tests.desk import ask_for
from tests.visits import Visits
from tests.world import COUNTY, VILLAGE, World

TOMORROW = MONDAY + timedelta(days=1)


async def test_B3_two_taps_book_a_time_and_her_counsellor_has_it_on_her_day(world: World, visit: Visits) -> None:
    first, second, _ = await care.two(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            (shown,) = await care.listed(she)
            booked = await care.book(she, shown["id"])
            mine = (await she.get(f"/v1/my/requests/{booked['request_id']}/counselling")).json()
            left = await care.listed(she)
        async with visit(first) as client:
            day = (await client.get("/v1/desk/counselling/agenda")).json()["items"]
            seen = await client.get(f"/v1/desk/requests/{booked['request_id']}")
        async with visit(second) as client:
            others = (await client.get("/v1/desk/counselling/agenda")).json()["items"]
    assert shown["id"] == slot
    assert shown["counsellor"] == {
        "name": "王老师", "gender": "woman", "languages": ["普通话", "重庆话（丰都本地话）"], "agency": None,
    }  # fmt: skip
    assert (shown["words"], left) == ("11月24日（周二）09:00到09:45", [])
    assert (mine["counsellor"]["name"], mine["bookings"][0]["state"]) == ("王老师", "booked")
    assert ([line["id"] for line in day], others) == ([booked["id"]], [])
    assert (seen.json()["service"], seen.json()["owner_id"]) == ("care.psych", str(first.id))


async def test_B3_a_woman_counsellor_is_the_default_and_languages_and_ways_can_be_chosen(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    woman = await care.counsellor(world, boss, name="王老师", languages=("mandarin",))
    man = await care.counsellor(world, boss, name="刘老师", gender=CounsellorGender.MAN, languages=("tujia",))
    with clock.stopped(MONDAY):
        by_phone = await care.offer(visit, woman, TOMORROW)
        there = await care.offer(visit, woman, TOMORROW + timedelta(hours=2), way="in_person", place="home.500230101")
        by_voice = await care.offer(visit, man, TOMORROW, way="voice_message")
        async with visit(await world.woman()) as she:
            usual = [one["id"] for one in await care.listed(she)]
            all_of_them = {one["id"] for one in await care.listed(she, also_men=True)}
            in_tujia = [one["id"] for one in await care.listed(she, also_men=True, language="tujia")]
            (meeting,) = await care.listed(she, way="in_person")
    assert usual == [by_phone, there]
    assert all_of_them == {by_phone, there, by_voice}
    assert in_tujia == [by_voice]
    assert (meeting["place"]["name"], meeting["place"]["to_confirm"]) == ("虎威镇妇女之家", True)


async def test_B3_an_expired_or_unchecked_paper_keeps_a_counsellor_from_being_booked(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    until_tonight = await care.counsellor(world, boss, name="周老师", until=date(2026, 11, 24))
    unchecked = await care.counsellor(world, boss, name="吴老师", checked=False)
    agency = CounsellingAgency(county=COUNTY, name="暖心社工站（演示）")
    await world.add(agency)
    await care.paper(world, kind=QualificationKind.AGENCY_REGISTRATION, until=date(2026, 11, 24), agency_id=agency.id)
    of_agency = await care.counsellor(world, boss, name="郑老师", agency=agency)
    with clock.stopped(MONDAY):
        good = await care.offer(visit, until_tonight, TOMORROW)
        refused = []
        for actor, at in ((until_tonight, TOMORROW + timedelta(days=1)), (unchecked, TOMORROW), (
            of_agency, TOMORROW + timedelta(days=1),
        )):  # fmt: skip
            async with visit(actor) as client:
                refused.append((await care.try_offer(client, at)).json()["code"])
        still = await care.offer(visit, of_agency, TOMORROW)
    async with world.as_owner() as session:
        await session.execute(text("UPDATE counselling_qualification SET valid_to = DATE '2026-11-23'"))
    with clock.stopped(MONDAY):
        async with visit(await world.woman()) as she:
            gone = await care.listed(she)
            late = await she.post("/v1/my/counselling/bookings", json={"slot_id": good})
            late_agency = await she.post("/v1/my/counselling/bookings", json={"slot_id": still})
    assert refused == ["not_qualified"] * 3
    assert gone == []
    assert [one.json()["code"] for one in (late, late_agency)] == ["not_qualified"] * 2


async def test_slots_in_the_past_and_overlapping_slots_are_refused_each_with_its_own_sentence(
    world: World, visit: Visits
) -> None:
    first, second, _ = await care.two(world)
    with clock.stopped(MONDAY):
        async with visit(first) as client:
            made = await care.try_offer(client, TOMORROW, minutes=60)
            past = await care.try_offer(client, MONDAY)
            over = await care.try_offer(client, TOMORROW + timedelta(minutes=45), minutes=15)
            around = await care.try_offer(client, TOMORROW - timedelta(minutes=15), minutes=120)
            next_to = await care.try_offer(client, TOMORROW + timedelta(minutes=60))
            odd = await care.try_offer(client, TOMORROW + timedelta(minutes=7))
            nowhere = await care.try_offer(client, TOMORROW + timedelta(hours=4), way="in_person")
            unknown = await care.try_offer(client, TOMORROW + timedelta(hours=4), way="in_person", place="home.nowhere")
            withdrawn = await client.delete(f"/v1/desk/counselling/slots/{made.json()['id']}")
            again = await care.try_offer(client, TOMORROW, minutes=60)
        async with visit(second) as client:
            same_time = await care.try_offer(client, TOMORROW)
    assert (made.status_code, next_to.status_code, same_time.status_code, again.status_code) == (201,) * 4
    assert withdrawn.status_code == 204
    assert [(one.status_code, one.json()["code"]) for one in (past, over, around)] == [
        (409, "slot_past"), (409, "slots_overlap"), (409, "slots_overlap"),
    ]  # fmt: skip
    assert len({one.json()["title"] for one in (past, over)}) == 2
    assert [one.status_code for one in (odd, nowhere, unknown)] == [422, 422, 422]


async def test_a_time_that_is_past_taken_withdrawn_or_at_the_same_hour_is_refused_each_by_its_name(
    world: World, visit: Visits
) -> None:
    first, second, _ = await care.two(world)
    with clock.stopped(MONDAY):
        slots = [await care.offer(visit, first, TOMORROW + timedelta(hours=hour)) for hour in range(4)]
        of_second = await care.offer(visit, second, TOMORROW)
        async with visit(first) as client:
            await client.delete(f"/v1/desk/counselling/slots/{slots[3]}")
        async with visit(await world.woman()) as another:
            await care.book(another, slots[1])
    async with visit(await world.woman()) as she:
        with clock.stopped(MONDAY):
            await care.book(she, slots[0])
            taken = await she.post("/v1/my/counselling/bookings", json={"slot_id": slots[1]})
            same_hour = await she.post("/v1/my/counselling/bookings", json={"slot_id": of_second})
            withdrawn = await she.post("/v1/my/counselling/bookings", json={"slot_id": slots[3]})
        with clock.stopped(TOMORROW + timedelta(hours=2)):
            past = await she.post("/v1/my/counselling/bookings", json={"slot_id": slots[2]})
    found = [(one.status_code, one.json()["code"]) for one in (taken, same_hour, withdrawn, past)]
    assert found == [(409, "slot_taken"), (409, "booked_then"), (404, "not_found"), (409, "slot_past")]
    async with world.as_owner() as session:
        requests = (await session.execute(text("SELECT count(*) FROM help_request"))).scalar_one()
    assert requests == 2, "a refused booking leaves no request behind"


async def test_SAF_06_a_relative_a_neighbour_and_a_blocked_counsellor_are_never_offered(
    world: World, visit: Visits
) -> None:
    boss = await care.supervisor_of(world)
    neighbour = await care.counsellor(world, boss, name="邻居", home=VILLAGE)
    relative = await care.counsellor(world, boss, name="亲戚")
    fine = await care.counsellor(world, boss, name="王老师")
    her = await world.woman()
    assert her.profile_id is not None
    await world.add(StaffRelation(county=COUNTY, staff_id=relative.id, profile_id=her.profile_id, kind="relative"))
    with clock.stopped(MONDAY):
        slots = [await care.offer(visit, one, TOMORROW) for one in (neighbour, relative, fine)]
        async with visit(her) as she:
            offered = [one["id"] for one in await care.listed(she)]
            tried = [await she.post("/v1/my/counselling/bookings", json={"slot_id": one}) for one in slots[:2]]
    assert offered == [slots[2]]
    assert [one.status_code for one in tried] == [404, 404]


async def test_NTF_04_calls_are_booked_only_inside_the_hours_she_gave_and_never_while_she_paused_contact(
    world: World, visit: Visits
) -> None:
    first, _, _ = await care.two(world)
    her = await world.woman()
    assert her.profile_id is not None
    rules = SafeContact(county=COUNTY, profile_id=her.profile_id, channels=[], from_hour=10, to_hour=12)
    await world.add(rules)
    day = "2026-11-24"
    with clock.stopped(MONDAY):
        early = await care.offer(visit, first, TOMORROW)
        fits = await care.offer(visit, first, TOMORROW + timedelta(hours=1))
        async with visit(her) as she:
            offered = [one["id"] for one in await care.listed(she)]
            refused = await she.post("/v1/my/counselling/bookings", json={"slot_id": early})
            asked = {"day": day, "from_hour": 10, "to_hour": 12}
            outside = await she.post("/v1/my/counselling/call-backs", json={**asked, "from_hour": 9})
            gone = await she.post("/v1/my/counselling/call-backs", json={**asked, "day": "2026-11-22"})
            far = await she.post("/v1/my/counselling/call-backs", json={**asked, "day": "2026-12-20"})
            backwards = await she.post("/v1/my/counselling/call-backs", json={**asked, "to_hour": 10})
            made = await she.post("/v1/my/counselling/call-backs", json=asked)
        async with world.as_owner() as session:
            await session.execute(text("UPDATE safe_contact SET paused_at = now()"))
        async with visit(her) as she:
            paused = await she.post("/v1/my/counselling/call-backs", json={**asked, "from_hour": 11})
            paused_slot = await she.post("/v1/my/counselling/bookings", json={"slot_id": fits})
            offered_then = await care.listed(she)
        async with visit(first) as client:
            waiting = (await client.get("/v1/desk/requests?queue=call_back")).json()["items"]
            agenda = (await client.get("/v1/desk/counselling/agenda")).json()["items"]
    assert (offered, offered_then) == ([fits], [])
    codes = [one.json()["code"] for one in (refused, outside, gone, far, paused, paused_slot)]
    assert codes == [
        "outside_her_hours", "outside_her_hours", "window_past", "outside_her_hours", "contact_paused",
        "contact_paused",
    ]  # fmt: skip
    assert backwards.status_code == 422
    assert (made.json()["kind"], made.json()["words"]) == ("call_back", "11月24日（周二）10:00到12:00")
    assert [one["part"] for one in waiting] == ["liaison"]
    assert [one["kind"] for one in agenda] == ["call_back"]


async def test_B3_she_cancels_without_a_reason_and_the_time_is_free_again(world: World, visit: Visits) -> None:
    first, _, _ = await care.two(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            booked = await care.book(she, slot)
            cancelled = await she.post(f"/v1/my/counselling/bookings/{booked['id']}/cancel")
            twice = await she.post(f"/v1/my/counselling/bookings/{booked['id']}/cancel")
            free = [one["id"] for one in await care.listed(she)]
            again = await care.book(she, slot, request_id=booked["request_id"])
            lines = [
                one["line"] for one in (await she.get(f"/v1/my/requests/{booked['request_id']}")).json()["timeline"]
            ]
    assert (cancelled.status_code, cancelled.json()["state"], twice.status_code) == (200, "cancelled", 409)
    assert free == [slot]
    assert again["request_id"] == booked["request_id"]
    assert lines[1:4] == ["您约好了一次谈心。", "您取消了一次约好的时间。", "您约好了一次谈心。"]


async def test_a_session_is_recorded_once_and_not_before_its_time(world: World, visit: Visits) -> None:
    first, second, _ = await care.two(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            booked = await care.book(she, slot)
    path = f"/v1/desk/requests/{booked['request_id']}/counselling/sessions"
    said = {"booking_id": booked["id"], "state": "held", "note": "说了睡眠和担心。"}
    async with visit(first) as client:
        with clock.stopped(MONDAY):
            early = await client.post(path, json=said)
        with clock.stopped(TOMORROW + timedelta(hours=1)):
            odd = await client.post(path, json={**said, "state": "cancelled"})
            held = await client.post(path, json=said)
            twice = await client.post(path, json=said)
    async with visit(second) as client:
        with clock.stopped(TOMORROW + timedelta(hours=1)):
            colleague = await client.post(path, json=said)
    assert (early.json()["code"], odd.status_code, held.status_code, twice.status_code) == ("not_begun", 422, 200, 409)
    assert held.json()["bookings"][0]["state"] == "held"
    assert colleague.status_code == 403, "a member of the case, but not her counsellor"


async def test_only_counselling_requests_that_are_open_take_counselling(world: World, visit: Visits) -> None:
    first, _, _ = await care.two(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            job = await ask_for(she, "job.train")
            other_service = await she.post("/v1/my/counselling/bookings", json={"slot_id": slot, "service": "law.aid"})
            other_request = await she.post(
                "/v1/my/counselling/bookings", json={"slot_id": slot, "request_id": job["id"]}
            )
            request = (await care.book(she, slot))["request_id"]
            await she.post(f"/v1/my/requests/{request}/withdraw", json={"kind": "stop"})
            over = await she.post(f"/v1/my/requests/{request}/counselling/change", json={})
    assert [one.json()["code"] for one in (other_service, other_request, over)] == ["not_counselling"] * 3


@pytest.mark.parametrize("kind", ["stop", "stop_and_erase"])
async def test_the_times_of_a_request_she_stopped_are_free_again_by_the_worker(
    world: World, visit: Visits, kind: str
) -> None:
    from app.domain.counselling import reminding

    first, _, _ = await care.two(world)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, TOMORROW)
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
            await she.post(f"/v1/my/requests/{request}/withdraw", json={"kind": kind})
        async with world.as_worker() as session:
            waiting = await reminding.adrift(session, county=COUNTY)
            called_off = [await reminding.call_off(session, county=COUNTY, request_id=one) for one in waiting]
            reminded = await reminding.remind(session, county=COUNTY)
        async with visit(await world.woman()) as another:
            free = [one["id"] for one in await care.listed(another)]
    assert (called_off, reminded, free) == ([1], 0, [slot])
