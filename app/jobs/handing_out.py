"""Carrying hand-overs to bodies outside and their answers back; no transaction is open while anybody is asked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from app import clock, db, enqueue
from app.db import Context
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import outside
from app.errors import AppError
from app.integrations.outside import OutsideNotTaken, OutsideOff, box_of, post
from app.settings import Settings
from app.vocabulary import Audience, OutsideWay, TaskName

MOST_TRIES = 6
AGAIN_AFTER = timedelta(minutes=10)
_log = structlog.get_logger()


async def send(told: Settings, *, county: str, key: UUID, transport: Any = None) -> None:
    """Send one hand-over, or count the failure and come back later; sent twice it is the same one over there."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        waiting = await outside.to_send(session, county=county, key=key)
        loaded = await catalogue.current(session, county)
    if waiting is None:
        return
    body, payload = waiting
    try:
        if outside.body_of(loaded, body).way is OutsideWay.FILE:
            await box_of(told, county, body).put(key, payload)
            reference = ""
        else:
            reference = await post(told, body, payload, transport=transport)
    except (OutsideOff, OutsideNotTaken) as failure:
        _log.warning("outside.not_sent", county=county, code=failure.code)
        await _later(county, key)
        return
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await outside.sent(session, county=county, key=key, reference=reference)


async def _later(county: str, key: UUID) -> None:
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        if await outside.not_sent(session, county=county, key=key, most=MOST_TRIES):
            at = clock.now() + AGAIN_AFTER
            await enqueue.defer(session, TaskName.SEND_OUTSIDE, county=county, run_at=at, handover=str(key))


async def read_folders(told: Settings, *, county: str) -> int:
    """Take in every answer laid into a folder; gives how many were heard. What cannot be heard is put aside."""
    if told.outside_folder is None:
        return 0
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        bodies = (await catalogue.current(session, county)).folder.outside_bodies
    heard = 0
    for body in bodies:
        if body.way is not OutsideWay.FILE:
            continue
        box = box_of(told, county, body.code)
        for laid in await box.answers():
            good = laid.said is not None and await _heard(county, body.code, laid.said)
            await box.put_away(laid, heard=good)
            heard += good
    return heard


async def _heard(county: str, body: str, said: Any) -> bool:
    try:
        async with db.transaction(Context(Audience.ROUTE, county)) as session:
            await outside.hear(session, county=county, body=body, heard=outside.Heard.read(said))
    except AppError as refused:
        _log.warning("outside.answer_refused", county=county, code=refused.code)
        return False
    return True
