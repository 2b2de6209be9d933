"""Delivering a notice: one transaction to decide, none while the outside is asked, one to settle."""

from functools import partial
from uuid import UUID

import structlog

from app import db
from app.db import Context
from app.domain.catalogue import queries as catalogue
from app.domain.help_requests import calling
from app.domain.keys import vault_of
from app.errors import AppError
from app.integrations.sms import buckets
from app.integrations.wechat.templates import check_templates, live_templates
from app.notifications import dispatch
from app.notifications.channels import sms, wechat
from app.notifications.dispatch import Sending, Words
from app.notifications.outcomes import Outcome
from app.notifications.outside import Outside
from app.vocabulary import Audience, ChannelKind, NoticeState

_log = structlog.get_logger()


async def deliver(outside: Outside, *, county: str, notice_id: UUID) -> None:
    """Deliver one notice, or do nothing when it was delivered before."""
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        folder = (await catalogue.current(session, county)).folder
        has_wechat = outside.wechat_app(county) is not None
        counted = partial(buckets, outside.settings)
        words = Words(folder.wechat_templates, folder.notices, has_wechat, outside.has_sms, counted)
        vault = await vault_of(session, county)
        step = await dispatch.prepare(session, county=county, notice_id=notice_id, vault=vault, words=words)
        if step.call_about is not None:
            await calling.ask_for_a_call(session, county=county, request_id=step.call_about)
    if step.sending is None:
        return
    outcome = await _send(outside, county, step.sending)
    async with db.transaction(Context(Audience.WORKER, county)) as session:
        await dispatch.settle(session, county=county, sending=step.sending, outcome=outcome)


async def _send(outside: Outside, county: str, sending: Sending) -> Outcome:
    """Ask the outside, with no transaction open."""
    if sending.channel is ChannelKind.SMS:
        return await sms.send(outside.sms, phone=sending.address, text=sending.text, key=sending.key)
    app = outside.wechat_app(county)
    if app is None or sending.template_id is None:
        return Outcome(NoticeState.FAILED, "wechat_off")
    return await wechat.send(
        outside.wechat,
        app,
        openid=sending.address,
        template_id=sending.template_id,
        data=sending.data,
        page=sending.page,
    )


async def check_templates_of(outside: Outside) -> None:
    """Hold every county's templates against WeChat's own, and say in the log what does not fit (NTF-03)."""
    for county in outside.settings.wechat_apps:
        app = outside.wechat_app(county)
        if app is None:
            continue
        async with db.transaction(Context(Audience.WORKER, county)) as session:
            folder = (await catalogue.current(session, county)).folder
        try:
            live = await live_templates(outside.wechat, app)
        except AppError as silent:
            _log.warning("wechat.templates_unchecked", county=county, reason=silent.code)
            continue
        for fault in check_templates({one.id: one.fields for one in folder.wechat_templates}, live):
            _log.error("wechat.template_wrong", county=county, reason=fault)
