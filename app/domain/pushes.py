"""What WeChat tells us about her: kept once, then acted on; it can take consents and data away, never give rights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, enqueue
from app.audit import About
from app.crypto import Place
from app.domain.accounts.signing_in import openid_index
from app.domain.keys import vault_of
from app.models.accounts import Account, Profile, SignInSession
from app.models.notices import NoticeDelivery, PushEvent
from app.notifications import quota
from app.permissions.actors import system
from app.vocabulary import DataClass, NoticeState, TaskName

POPUP, CHANGE, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"
REVOKE, CANCEL = "user_authorization_revoke", "user_authorization_cancellation"
PHONE, NAME_AND_PICTURE, TYPED_NAME = "8", "6", "19"
KEPT = text("""
    INSERT INTO push_event (county, id, created_at, kind, body_sealed) VALUES (:county, :id, :now, :kind, :body)
    ON CONFLICT (county, id) DO NOTHING RETURNING id
""")


class Choice(Protocol):
    """One template she said yes or no to, or one message that arrived or did not."""

    @property
    def template_id(self) -> str:
        """WeChat's id of the template."""

    @property
    def accepted(self) -> bool | None:
        """Her yes or no."""

    @property
    def msg_id(self) -> str | None:
        """WeChat's id of a message."""

    @property
    def delivered(self) -> bool | None:
        """Whether a message arrived."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was pushed, as far as we need it."""

    kind: str
    openid: str
    choices: Sequence[Choice] = ()
    revoked: Iterable[str] = ()

    def sealed_text(self) -> str:
        """Write it down for the job that acts on it."""
        choices = [[one.template_id, one.accepted, one.msg_id, one.delivered] for one in self.choices]
        return orjson.dumps({"openid": self.openid, "choices": choices, "revoked": list(self.revoked)}).decode()


async def keep(session: AsyncSession, *, county: str, key: UUID, seen: Seen) -> bool:
    """Keep an event and make the job that acts on it; False for one that came before."""
    vault = await vault_of(session, county)
    body = vault.seal(DataClass.CONTACT, Place("push_event", "body_sealed", key), seen.sealed_text())
    values = {"county": county, "id": key, "now": clock.now(), "kind": seen.kind[:40], "body": body}
    if (await session.execute(KEPT, values)).first() is None:
        return False
    await enqueue.defer(session, TaskName.HANDLE_PUSH, county=county, push=str(key))
    return True


async def handle(session: AsyncSession, *, county: str, key: UUID) -> str:
    """Act on one event, once; gives what was done. Its content is forgotten afterwards."""
    query = select(PushEvent).where(col(PushEvent.county) == county, col(PushEvent.id) == key)
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None or row.handled_at is not None or row.body_sealed is None:
        return "nothing"
    vault = await vault_of(session, county)
    said = orjson.loads(vault.open(DataClass.CONTACT, Place("push_event", "body_sealed", key), bytes(row.body_sealed)))
    account = await _account(session, county, openid_index(vault, said["openid"]))
    row.outcome = await _act(session, row.kind, account, said)
    row.handled_at, row.body_sealed = clock.now(), None
    session.add(row)
    return row.outcome


async def _account(session: AsyncSession, county: str, index: bytes) -> Account | None:
    query = select(Account).where(col(Account.county) == county, col(Account.openid_index) == index)
    return (await session.exec(query)).one_or_none()


async def _act(session: AsyncSession, kind: str, account: Account | None, said: dict[str, Any]) -> str:
    if account is None:
        return "unknown_person"
    if kind in (POPUP, CHANGE):
        return await _consents(session, account, said["choices"])
    if kind == SENT:
        return await _delivered(session, account, said["choices"])
    if kind == REVOKE:
        return await _revoked(session, account, set(said["revoked"]))
    if kind == CANCEL:
        return await _cancelled(session, account)
    return "ignored"


async def _consents(session: AsyncSession, account: Account, choices: list[list[Any]]) -> str:
    for template, accepted, _, _ in choices:
        change = quota.accepted if accepted else quota.refused
        await change(session, county=account.county, account=account.id, template=template)
    return "counted"


async def _delivered(session: AsyncSession, account: Account, choices: list[list[Any]]) -> str:
    """Settle a message that failed on WeChat's side after it had been taken."""
    for _, _, msg_id, delivered in choices:
        if msg_id and not delivered:
            rows = update(NoticeDelivery).where(
                col(NoticeDelivery.county) == account.county,
                col(NoticeDelivery.account_id) == account.id,
                col(NoticeDelivery.provider_id) == msg_id,
            )
            values = rows.values(state=NoticeState.FAILED, outcome="failed_later")
            await session.exec(values.execution_options(synchronize_session=False))
    return "settled"


async def _revoked(session: AsyncSession, account: Account, codes: set[str]) -> str:
    """Delete what she took back at WeChat: her phone, or the name and picture that came from there."""
    forgotten = []
    if PHONE in codes:
        account.phone_sealed = account.phone_index = None
        forgotten.append("phone")
    if codes & {NAME_AND_PICTURE, TYPED_NAME}:
        rows = update(Profile).where(col(Profile.county) == account.county, col(Profile.account_id) == account.id)
        values = rows.values(name_sealed=None, picture="flower")
        await session.exec(values.execution_options(synchronize_session=False))
        forgotten.append("name")
    await _note(session, account, "account:revoked", forgotten)
    return "forgot_" + "_".join(forgotten) if forgotten else "nothing_held"


async def _cancelled(session: AsyncSession, account: Account) -> str:
    """Close an account whose WeChat is gone: no way in, no way to reach it; her requests stay hers to find by phone."""
    account.openid_sealed = account.openid_index = None
    if account.phone_index is None:
        account.disabled_at = clock.now()
    ended = update(SignInSession).where(
        col(SignInSession.county) == account.county,
        col(SignInSession.owner_id) == account.id,
        col(SignInSession.revoked_at).is_(None),
    )
    values = ended.values(revoked_at=clock.now(), revoked_why="wechat_cancelled")
    await session.exec(values.execution_options(synchronize_session=False))
    await _note(session, account, "account:cancelled", ["openid"])
    return "closed"


async def _note(session: AsyncSession, account: Account, action: str, forgotten: list[str]) -> None:
    session.add(account)
    await session.flush()
    about = About("account", account.id, None)
    facts = {"forgotten": forgotten}
    await audit.record(session, actor=system(account.county), action=action, about=about, facts=facts)
