"""Delivering one notice in three steps: decide and write down, call the outside, settle; never one inside the other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, enqueue, limits
from app.crypto import Place, Vault
from app.models.notices import Notice, NoticeDelivery
from app.notifications import quota
from app.notifications.channels import inbox
from app.notifications.contract import DEFAULT_CHANNELS, FROM_HOUR, TO_HOUR, Contract, Decision, Means, decide
from app.notifications.outcomes import Outcome, Quota, pause_after
from app.notifications.templates import Template, filled, template_for
from app.notifications.wording import render
from app.vocabulary import ChannelKind, DataClass, NoticeKind, NoticeState, TaskName

WAITING = (NoticeState.QUEUED, NoticeState.SENDING)
ONE_AT_A_TIME = timedelta(seconds=30)
A_MOMENT = timedelta(seconds=5)
MUST_REACH_HER = frozenset({NoticeKind.REQUEST_NEEDS_YOU, NoticeKind.REQUEST_REPLIED, NoticeKind.REQUEST_RESOLVED})
# Sensitive matters without a request of their own wait until she opens the app (NTF-04).
WAITS_FOR_HER = frozenset({NoticeKind.LOAN_NEWS})
HER = text("""
    SELECT p.id AS profile_id, p.tells_only_when_open, a.id AS account_id, a.openid_sealed, a.phone_sealed,
           a.disabled_at, c.channels, c.from_hour, c.to_hour, c.paused_at,
           COALESCE((SELECT r.tells_only_when_open FROM help_request r WHERE r.county = p.county AND r.id = :request),
                    false) AS request_only_when_open
    FROM profile p JOIN account a ON a.county = p.county AND a.id = p.account_id
    LEFT JOIN safe_contact c ON c.county = p.county AND c.profile_id = p.id
    WHERE p.county = :county AND p.id = :profile
""")


@dataclass(frozen=True, slots=True)
class Words:
    """What the county's folder says: its templates, its own sentences, and whether its channels are switched on."""

    templates: Iterable[Template]
    notices: Mapping[NoticeKind, str]
    has_wechat: bool
    has_sms: bool
    sms_buckets: Callable[[str], Iterable[tuple[str, int, int]]]


@dataclass(frozen=True, slots=True)
class Sending:
    """One message on its way out; opened secrets live in memory for this moment only."""

    delivery_id: UUID
    notice_id: UUID
    channel: ChannelKind
    key: str
    address: str = field(repr=False)
    text: str
    template_id: str | None = None
    page: str | None = None
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What the first step led to: a message to send, or nothing; and whether a person has to call her."""

    sending: Sending | None = None
    call_about: UUID | None = None


async def prepare(session: AsyncSession, *, county: str, notice_id: UUID, vault: Vault, words: Words) -> Step:
    """Decide how a waiting notice leaves, and write the try down before anything is sent."""
    notice = await _waiting(session, county, notice_id)
    if notice is None:
        return Step()
    if notice.profile_id is None:
        _settle(notice, inbox.put(notice.reader))
        session.add(notice)
        return Step()
    tries = await _tries(session, notice)
    if tries and tries[-1].state is NoticeState.SENDING:
        # The process died between sending and settling: it may have gone out, so it is not sent again.
        tries[-1].state, tries[-1].outcome, tries[-1].settled_at = NoticeState.UNKNOWN, "interrupted", clock.now()
        _settle(notice, Outcome(NoticeState.UNKNOWN, "interrupted"))
        session.add_all((tries[-1], notice))
        return Step()
    return await _choose(session, notice, tries, vault, words)


async def _waiting(session: AsyncSession, county: str, notice_id: UUID) -> Notice | None:
    query = select(Notice).where(
        col(Notice.county) == county, col(Notice.id) == notice_id, col(Notice.state).in_(WAITING)
    )
    return (await session.exec(query.with_for_update(skip_locked=True))).one_or_none()


async def _tries(session: AsyncSession, notice: Notice) -> list[NoticeDelivery]:
    query = select(NoticeDelivery).where(
        col(NoticeDelivery.county) == notice.county, col(NoticeDelivery.notice_id) == notice.id
    )
    return list((await session.exec(query.order_by(col(NoticeDelivery.attempt)))).all())


async def _choose(
    session: AsyncSession, notice: Notice, tries: list[NoticeDelivery], vault: Vault, words: Words
) -> Step:
    values = {"county": notice.county, "profile": notice.profile_id, "request": notice.request_id}
    row = (await session.execute(HER, values)).mappings().one_or_none()
    her: dict[str, Any] = dict(row) if row is not None else {}
    if not her or her["disabled_at"] is not None:
        _settle(notice, Outcome(NoticeState.SKIPPED, "account_closed"))
        session.add(notice)
        return Step()
    her["request_only_when_open"] = her["request_only_when_open"] or notice.kind in WAITS_FOR_HER
    template = template_for(words.templates, notice.kind)
    data = filled(template, notice.facts) if template is not None else None
    means = await _means(session, notice.county, her, words, template.id if template and data else None)
    decision = decide(contract_of(her), means, _tried(tries), clock.now())
    if decision.channel is None:
        return await _not_now(session, notice, decision)
    if await _another_on_its_way(session, notice.county, her["account_id"]):
        return await _not_now(session, notice, Decision(wait_until=clock.now() + A_MOMENT))
    held = await _held_back(session, notice.county, her, vault, words) if decision.channel is ChannelKind.SMS else None
    if held is not None:
        return await _not_now(session, notice, held)
    sending = await _write_down(session, notice, her, decision.channel, len(tries) + 1, template)
    return Step(_message(sending, notice, her, vault, words, template, data))


def contract_of(her: Mapping[str, Any]) -> Contract:
    """Read her rules; what she has not said has a careful default."""
    only_when_open = bool(her["tells_only_when_open"] or her["request_only_when_open"])
    if her["channels"] is None:
        return Contract(DEFAULT_CHANNELS, FROM_HOUR, TO_HOUR, only_when_open, paused=False)
    channels = tuple(ChannelKind(one) for one in her["channels"])
    return Contract(channels, her["from_hour"], her["to_hour"], only_when_open, her["paused_at"] is not None)


async def _means(
    session: AsyncSession, county: str, her: Mapping[str, Any], words: Words, template_id: str | None
) -> Means:
    consents = await quota.held(session, county=county, account=her["account_id"])
    consent = consents.get(template_id or "")
    wechat = {
        "wechat_off": not words.has_wechat,
        "no_wechat": her["openid_sealed"] is None,
        "no_template": template_id is None,
        "refused": consent is not None and consent.refused,
        "no_quota": consent is None or consent.left_over == 0,
    }
    sms = {"sms_off": not words.has_sms, "no_phone": her["phone_sealed"] is None}
    first = {name: next((reason for reason, so in one.items() if so), "") for name, one in (("w", wechat), ("s", sms))}
    return Means(wechat=first["w"], sms=first["s"])


def _tried(tries: list[NoticeDelivery]) -> frozenset[ChannelKind]:
    """Name the channels that are done with: they failed for good, or too often to be tried again."""
    return frozenset(one.channel for one in tries if one.settled_at is not None and not one.again)


async def _not_now(session: AsyncSession, notice: Notice, decision: Decision) -> Step:
    """Wait for her hours, or settle with the reasons; what she must hear is then said by a person (NTF-06)."""
    if decision.wait_until is not None:
        notice.state = NoticeState.QUEUED
        session.add(notice)
        await _again(session, notice, decision.wait_until)
        return Step()
    _settle(notice, Outcome(NoticeState.SKIPPED, ",".join(decision.skipped)))
    session.add(notice)
    must = notice.kind in MUST_REACH_HER and not decision.by_her_wish
    return Step(call_about=notice.request_id if must else None)


async def _again(session: AsyncSession, notice: Notice, at: datetime) -> None:
    await enqueue.defer(session, TaskName.DELIVER_NOTICE, county=notice.county, run_at=at, notice=str(notice.id))


async def _another_on_its_way(session: AsyncSession, county: str, account_id: UUID) -> bool:
    """Say whether a message to the same person is being sent right now: WeChat refuses two at once (43108)."""
    query = select(NoticeDelivery.id).where(
        col(NoticeDelivery.county) == county,
        col(NoticeDelivery.account_id) == account_id,
        col(NoticeDelivery.state) == NoticeState.SENDING,
        col(NoticeDelivery.created_at) > clock.now() - ONE_AT_A_TIME,
    )
    return (await session.exec(query.limit(1))).first() is not None


async def _held_back(
    session: AsyncSession, county: str, her: Mapping[str, Any], vault: Vault, words: Words
) -> Decision | None:
    """Count a text message; a number that had its share today gets none, a full minute only waits (INT-07)."""
    place = Place("account", "phone_sealed", her["account_id"])
    phone = vault.open(DataClass.CONTACT, place, bytes(her["phone_sealed"]))
    for bucket, seconds, most in words.sms_buckets(phone):
        name = f"{bucket.partition(':')[0]}:{vault.blind_index('limit', bucket).hex()}"
        wait = await limits.count(session, county=county, bucket=name, seconds=seconds, most=most)
        if wait and seconds == limits.DAY:
            return Decision(skipped=("sms:limit",))
        if wait:
            return Decision(wait_until=clock.now() + timedelta(seconds=wait))
    return None


async def _write_down(
    session: AsyncSession,
    notice: Notice,
    her: Mapping[str, Any],
    channel: ChannelKind,
    attempt: int,
    template: Template | None,
) -> NoticeDelivery:
    delivery = NoticeDelivery(
        county=notice.county,
        created_at=clock.now(),
        notice_id=notice.id,
        profile_id=her["profile_id"],
        account_id=her["account_id"],
        channel=channel,
        template_id=template.id if template is not None and channel is ChannelKind.WECHAT else None,
        attempt=attempt,
    )
    if delivery.template_id is not None:
        await quota.take(session, county=notice.county, account=her["account_id"], template=delivery.template_id)
    notice.state = NoticeState.SENDING
    session.add_all((notice, delivery))
    await session.flush()
    return delivery


def _message(  # noqa: PLR0913, PLR0917  everything a message is made of
    delivery: NoticeDelivery,
    notice: Notice,
    her: Mapping[str, Any],
    vault: Vault,
    words: Words,
    template: Template | None,
    data: dict[str, str] | None,
) -> Sending:
    by_wechat = delivery.channel is ChannelKind.WECHAT
    column = "openid_sealed" if by_wechat else "phone_sealed"
    place = Place("account", column, her["account_id"])
    return Sending(
        delivery_id=delivery.id,
        notice_id=notice.id,
        channel=delivery.channel,
        key=notice.id.hex,
        address=vault.open(DataClass.CONTACT, place, bytes(her[column])),
        text=render(notice.kind, notice.facts, words.notices),
        template_id=delivery.template_id,
        page=template.page if template is not None else None,
        data=data or {},
    )


def _settle(notice: Notice, outcome: Outcome) -> None:
    notice.state, notice.outcome, notice.settled_at = outcome.state, outcome.reason[:120], clock.now()


async def settle(session: AsyncSession, *, county: str, sending: Sending, outcome: Outcome) -> None:
    """Write down how a try ended; what failed goes on by the next try, the next channel, or a person's call."""
    notice = await _waiting(session, county, sending.notice_id)
    delivery = await session.get(NoticeDelivery, (county, sending.delivery_id))
    if notice is None or delivery is None:
        return
    pause = pause_after(delivery.attempt) if outcome.again else None
    delivery.state, delivery.settled_at = outcome.state, clock.now()
    delivery.outcome, delivery.again = outcome.reason, pause is not None
    delivery.provider_id = outcome.provider_id
    session.add(delivery)
    await _book(session, delivery, outcome.quota)
    if outcome.state is NoticeState.SENT or (outcome.state is NoticeState.UNKNOWN and not outcome.again):
        _settle(notice, outcome)
        session.add(notice)
        return
    notice.state = NoticeState.QUEUED
    session.add(notice)
    await _again(session, notice, clock.now() + (pause or timedelta(0)))


async def _book(session: AsyncSession, delivery: NoticeDelivery, what: Quota) -> None:
    """Give a consent back that was not used, or believe that there was none."""
    if delivery.template_id is None or what is Quota.SPENT:
        return
    change = quota.give_back if what is Quota.GIVEN_BACK else quota.spent_elsewhere
    await change(session, county=delivery.county, account=delivery.account_id, template=delivery.template_id)
