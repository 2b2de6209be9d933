"""What WeChat tells us about her: kept once, then acted on; it can take consents and data away, never give rights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, enqueue
from app.audit import About
from app.crypto import Place
from app.domain import content_checks
from app.domain.accounts.signing_in import openid_index
from app.domain.keys import vault_of
from app.domain.revoking import Held, forget, named_by
from app.models.accounts import Account, SignInSession, StaffGrant
from app.models.notices import Notice, NoticeDelivery, PushEvent
from app.notifications import quota
from app.notifications.outbox import Note, announce
from app.permissions.actors import system
from app.vocabulary import CheckSource, CheckState, DataClass, NoticeKind, NoticeState, Role, TaskName

POPUP, CHANGE, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"
REVOKE, CANCEL = "user_authorization_revoke", "user_authorization_cancellation"
PURGED, VERDICT, PUNISHED = "user_info_modified", "wxa_media_check", "wxa_punish_event"
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
    facts: Mapping[str, str | int | None] = field(default_factory=dict)

    def sealed_text(self) -> str:
        """Write it down for the job that acts on it."""
        choices = [[one.template_id, one.accepted, one.msg_id, one.delivered] for one in self.choices]
        said = {"openid": self.openid, "choices": choices, "revoked": list(self.revoked), "facts": dict(self.facts)}
        return orjson.dumps(said).decode()


SUGGESTED = {"pass": CheckState.PASS, "review": CheckState.REVIEW, "risky": CheckState.RISKY}


@dataclass(frozen=True, slots=True)
class Verdict:
    """WeChat's verdict on one public object: a link it could not fetch (-1008) means that nobody looked."""

    state: CheckState
    label: int
    source: CheckSource = CheckSource.WECHAT
    trace_id: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Verdict":
        """Read a verdict; a word we do not know is for a person to look at."""
        label = int(facts.get("label") or 0)
        if facts.get("errcode"):
            return cls(CheckState.UNAVAILABLE, label)
        return cls(SUGGESTED.get(str(facts.get("suggest")), CheckState.REVIEW), label)


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
    row.outcome = await _without_person(session, county, row, said["facts"])
    if row.outcome is None:
        account = await _account(session, county, openid_index(vault, said["openid"]))
        row.outcome = await _act(session, row.kind, account, said)
    row.handled_at, row.body_sealed = clock.now(), None
    session.add(row)
    return row.outcome


async def _account(session: AsyncSession, county: str, index: bytes) -> Account | None:
    query = select(Account).where(col(Account.county) == county, col(Account.openid_index) == index)
    return (await session.exec(query)).one_or_none()


async def _without_person(session: AsyncSession, county: str, row: PushEvent, facts: dict[str, Any]) -> str | None:
    """Act on what is about no person; nothing for any other kind."""
    if row.kind == VERDICT:
        opinion = Verdict.of(facts)
        known = await content_checks.heard(session, county=county, trace_id=str(facts.get("trace")), opinion=opinion)
        return f"verdict_{opinion.state.value}" if known else "unknown_trace"
    if row.kind == PUNISHED:
        return await _punished(session, county, row.id, str(facts.get("punishment") or "0"))
    return None


async def _punished(session: AsyncSession, county: str, key: UUID, what: str) -> str:
    """Tell every administrator that the platform acts against the program; what and why stands in WeChat's console."""
    admins = select(StaffGrant.staff_id).where(
        col(StaffGrant.county) == county, col(StaffGrant.role) == Role.ADMIN, col(StaffGrant.revoked_at).is_(None)
    )
    readers = sorted({f"staff:{one}" for one in (await session.exec(admins)).all()})
    notes = [Note(NoticeKind.PROGRAM_PUNISHED, f"punished:{key}:{reader}", reader=reader) for reader in readers]
    await announce(session, county=county, notes=notes)
    facts = {"event_type": what, "told": len(readers)}
    about = About("push_event", key, None)
    await audit.record(session, actor=system(county), action="wechat:punished", about=about, facts=facts)
    return f"punished_{what}"


async def _act(session: AsyncSession, kind: str, account: Account | None, said: dict[str, Any]) -> str:
    if account is None:
        return "unknown_person"
    if kind in (POPUP, CHANGE):
        return await _consents(session, account, said["choices"])
    if kind == SENT:
        return await _delivered(session, account, said["choices"])
    if kind in (REVOKE, PURGED):
        what = named_by(said["revoked"]) if kind == REVOKE else [Held.NAME, Held.PICTURE]
        return await _revoked(session, account, what)
    if kind == CANCEL:
        return await _cancelled(session, account)
    return "ignored"


async def _consents(session: AsyncSession, account: Account, choices: list[list[Any]]) -> str:
    for template, accepted, _, _ in choices:
        change = quota.accepted if accepted else quota.refused
        await change(session, county=account.county, account=account.id, template=template)
    return "counted"


async def _delivered(session: AsyncSession, account: Account, choices: list[list[Any]]) -> str:
    """Settle a message that failed on WeChat's side after it had been taken: it goes on by her next way."""
    failed = [msg_id for _, _, msg_id, delivered in choices if msg_id and not delivered]
    query = select(NoticeDelivery).where(
        col(NoticeDelivery.county) == account.county,
        col(NoticeDelivery.account_id) == account.id,
        col(NoticeDelivery.provider_id).in_(failed),
        col(NoticeDelivery.state) == NoticeState.SENT,
    )
    for delivery in (await session.exec(query.with_for_update())).all():
        delivery.state, delivery.outcome, delivery.again = NoticeState.FAILED, "failed_later", False
        notice = await session.get(Notice, (account.county, delivery.notice_id), with_for_update=True)
        if notice is not None and notice.state is NoticeState.SENT:
            notice.state, notice.settled_at, notice.outcome = NoticeState.QUEUED, None, None
            session.add(notice)
            await enqueue.defer(session, TaskName.DELIVER_NOTICE, county=account.county, notice=str(notice.id))
        session.add(delivery)
    await session.flush()
    return "failed_later" if failed else "settled"


async def _revoked(session: AsyncSession, account: Account, what: list[Held]) -> str:
    """Delete what she took back at WeChat, or what WeChat took from her."""
    await forget(session, account=account, what=what)
    await _note(session, account, "account:revoked", [held.value for held in what])
    return "_".join(["forgot", *(held.value for held in what)])[:60] if what else "nothing_held"


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
