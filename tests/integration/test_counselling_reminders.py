"""What time does to appointments: reminders in her safe way alone, and times called off with whoever is gone."""

from datetime import timedelta

from sqlalchemy import text

from app import clock
from app.domain.counselling import reminding
from app.vocabulary import Role
from tests import care
from tests.care import MONDAY
from tests.outside import StandIns, deliver_all
from tests.visits import Visits
from tests.world import COUNTY, World


async def remind(world: World) -> int:
    async with world.as_worker() as session:
        return await reminding.remind(session, county=COUNTY)


async def test_NTF_04_a_reminder_leaves_only_in_her_safe_way_once_and_never_after_the_time(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await care.people(world)
    her = await world.woman(phone="19900007777")
    at = MONDAY + timedelta(days=2)
    with clock.stopped(MONDAY):
        slots = [await care.offer(visit, first, at + timedelta(hours=hours)) for hours in (0, 3)]
        async with visit(her) as she:
            request = (await care.book(she, slots[0]))["request_id"]
            await care.book(she, slots[1], request_id=request)
        early = await remind(world)
    with clock.stopped(at - timedelta(hours=23)):
        on_time, twice = await remind(world), await remind(world)
        stand_ins = StandIns()
        async with stand_ins.outside() as outside:
            await deliver_all(world, outside)
    with clock.stopped(at + timedelta(hours=5)):  # the worker stood still from the day before until after the second
        too_late = await remind(world)
    async with world.as_owner() as session:
        query = text("SELECT state, outcome, facts FROM notice WHERE kind = 'appointment_soon'")
        (notice,) = (await session.execute(query)).all()
        calls = text("SELECT count(*) FROM request_task WHERE part = 'liaison'")
        assert (await session.execute(calls)).scalar_one() == 0, "a reminder never becomes a call"
    assert (early, on_time, twice, too_late) == (0, 1, 0, 0)
    assert (notice.state, notice.outcome, notice.facts) == ("skipped", "only_when_open", {})
    async with visit(her) as she:
        with clock.stopped(at - timedelta(hours=22)):
            inbox = (await she.get("/v1/my/notices")).json()["items"]
    assert [one["text"] for one in inbox if one["kind"] == "appointment_soon"] == ["您约好的事快到时间了，请打开看看。"]


async def test_NTF_04_where_she_allowed_messages_the_reminder_is_neutral_and_waits_for_her_hours(
    world: World, visit: Visits
) -> None:
    first, _, _, _ = await care.people(world)
    her = await world.woman(phone="19900007777")
    rules = {"channels": ["sms"], "from_hour": 12, "to_hour": 21, "only_when_open": False, "no_message": False}
    at = MONDAY + timedelta(days=2)  # nine in the morning: the day before at nine is before her hours
    stand_ins = StandIns()
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, at, way="voice_message")
        async with visit(her) as she:
            await she.put("/v1/my/safe-contact", json={**rules, "paused": False})
            await care.book(she, slot, tells_only_when_open=False)
    for moment in (at - timedelta(hours=24), at - timedelta(hours=20)):
        with clock.stopped(moment):
            await remind(world)
            async with stand_ins.outside() as outside:
                await deliver_all(world, outside)
        if moment == at - timedelta(hours=24):
            assert stand_ins.mailbox.last() == []
    texts = {one.text for one in stand_ins.mailbox.last()}
    assert "您约好的事快到时间了，请打开看看。" in texts
    for word in ("谈心", "辅导", "心理", "王老师"):
        assert word not in str(texts)


async def test_NTF_07_paused_contact_holds_a_reminder_back_too(world: World, visit: Visits) -> None:
    first, _, _, _ = await care.people(world)
    her = await world.woman(phone="19900007777")
    rules = {"channels": ["sms"], "from_hour": 8, "to_hour": 21, "only_when_open": False, "no_message": False}
    at = MONDAY + timedelta(days=2)
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, at, way="voice_message")
        async with visit(her) as she:
            await care.book(she, slot)
            kept = await she.put("/v1/my/safe-contact", json={**rules, "paused": True})
            assert kept.status_code == 200, kept.text
    async with world.as_owner() as session:
        await session.execute(text("UPDATE help_request SET tells_only_when_open = false"))
    with clock.stopped(at - timedelta(hours=5)):
        await remind(world)
        stand_ins = StandIns()
        async with stand_ins.outside() as outside:
            await deliver_all(world, outside)
    async with world.as_owner() as session:
        query = text("SELECT outcome FROM notice WHERE kind = 'appointment_soon'")
        assert (await session.execute(query)).scalars().all() == ["paused"]


async def test_appointments_with_a_counsellor_who_is_gone_are_called_off_and_she_chooses_another(
    world: World, visit: Visits
) -> None:
    first, second, _, _ = await care.people(world)
    admin = await world.staff(Role.ADMIN, "county_desk")
    with clock.stopped(MONDAY):
        slot = await care.offer(visit, first, MONDAY + timedelta(days=1))
        other = await care.offer(visit, second, MONDAY + timedelta(days=1))
        async with visit(await world.woman()) as she:
            request = (await care.book(she, slot))["request_id"]
            async with world.as_owner() as session:
                query = text("SELECT id FROM counsellor WHERE staff_id = :id")
                row = (await session.execute(query, {"id": first.id})).scalar_one()
            async with visit(admin) as client:
                ended = await client.post(f"/v1/admin/counsellors/{row}/end")
            async with world.as_worker() as session:
                for one in await reminding.adrift(session, county=COUNTY):
                    await reminding.call_off(session, county=COUNTY, request_id=one)
            seen = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
            lines = [one["line"] for one in (await she.get(f"/v1/my/requests/{request}")).json()["timeline"]]
            await care.book(she, other, request_id=request)
            after = (await she.get(f"/v1/my/requests/{request}/counselling")).json()
    assert ended.status_code == 204
    assert [one["state"] for one in seen["bookings"]] == ["cancelled"]
    assert lines[-1] == "您的辅导人不在这里了，约好的时间取消了，请另选一位。"
    assert (after["counsellor"]["name"], after["may_change_freely"]) == ("陈老师", True)
