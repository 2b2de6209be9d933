"""Checking what other users will see before they do; nothing of a request ever comes here (design §10.6).

Whoever publishes asks here in the transaction of the publication, and shows nothing but what `state_of` calls `pass`,
or what a person has looked at. A verdict holds nothing of hers up: it has no word for a request, thread or file of one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, enqueue
from app.crypto import CannotOpen, Place, new_opaque_token, opaque_digest
from app.domain.keys import vault_of
from app.errors import NotFound
from app.models.accounts import Account
from app.models.base import new_id
from app.models.content_checks import ContentCheck
from app.vocabulary import CheckedKind, CheckSource, CheckState, DataClass, TaskName

LINK_LIVES = timedelta(minutes=45)
VERDICT_WITHIN = timedelta(minutes=45)
MOST_AT_ONCE = 200
TEXT, KEY = "body_sealed", "key_sealed"
FREE = {
    CheckState.PASS: 0,
    CheckState.WAITING: 1,
    CheckState.UNAVAILABLE: 2,
    CheckState.REVIEW: 3,
    CheckState.RISKY: 4,
}
LINKED = text("""
    SELECT id, object_name, key_sealed, place_table, place_row, media_type FROM content_check
    WHERE county = :county AND link_hash = :digest AND link_ends > :now AND state = 'waiting'
""")


@dataclass(frozen=True, slots=True)
class Subject:
    """What would be seen, and the account of its author, when it has one: WeChat judges for an openid only."""

    kind: CheckedKind
    id: UUID
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """One sealed object of the store: its name, its own key, and the table and row its bytes are bound to."""

    name: str
    key: bytes = field(repr=False)
    table: str
    row: UUID
    media_type: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the worker needs to have one check made: a text, or a link's secret; and for whom."""

    id: UUID
    text: str | None = field(repr=False)
    link: str | None = field(repr=False)
    is_sound: bool
    openid: str | None = field(repr=False)


class Opinion(Protocol):
    """What was found, and by whom."""

    @property
    def state(self) -> CheckState:
        """What is known now."""

    @property
    def source(self) -> CheckSource:
        """Who said so."""

    @property
    def label(self) -> int:
        """WeChat's reason; 100 is clean."""

    @property
    def trace_id(self) -> str:
        """WeChat's name of its look."""


async def ask_text(session: AsyncSession, *, county: str, subject: Subject, words: str) -> None:
    """Have a text checked by a job, in the transaction that wants to publish it; till then it is kept sealed."""
    row = _row(county, subject)
    vault = await vault_of(session, county)
    row.body_sealed = vault.seal(DataClass.CONTACT, Place("content_check", TEXT, row.id), words)
    await _keep(session, row)


async def ask_object(session: AsyncSession, *, county: str, subject: Subject, shown: Object) -> None:
    """Have a picture or sound checked: WeChat fetches it by a link of 45 minutes that leads to this object only."""
    row = _row(county, subject)
    vault = await vault_of(session, county)
    row.key_sealed = vault.seal_bytes(DataClass.CONTACT, Place("content_check", KEY, row.id), shown.key)
    row.object_name, row.media_type = shown.name, shown.media_type
    row.place_table, row.place_row = shown.table, shown.row
    await _keep(session, row)


def _row(county: str, subject: Subject) -> ContentCheck:
    return ContentCheck(
        county=county,
        id=new_id(),
        kind=subject.kind,
        subject_id=subject.id,
        account_id=subject.account_id,
        due_at=clock.now() + VERDICT_WITHIN,
    )


async def _keep(session: AsyncSession, row: ContentCheck) -> None:
    session.add(row)
    await session.flush()
    await enqueue.defer(session, TaskName.CHECK_CONTENT, county=row.county, check=str(row.id))


async def begin(session: AsyncSession, *, county: str, check_id: UUID) -> Asked | None:
    """Give what is to be checked, once; an object gets its link now, for the 45 minutes begin when WeChat is asked."""
    row = await session.get(ContentCheck, (county, check_id), with_for_update=True)
    if row is None or row.state is not CheckState.WAITING or row.trace_id is not None:
        return None
    openid = await _openid(session, row)
    if row.body_sealed is not None:
        vault = await vault_of(session, county)
        words = vault.open(DataClass.CONTACT, Place("content_check", TEXT, row.id), bytes(row.body_sealed))
        return Asked(row.id, words, None, is_sound=False, openid=openid)
    link, row.link_hash = new_opaque_token()
    row.link_ends = clock.now() + LINK_LIVES
    row.due_at = clock.now() + VERDICT_WITHIN
    session.add(row)
    return Asked(row.id, None, link, is_sound=str(row.media_type).startswith("audio/"), openid=openid)


async def _openid(session: AsyncSession, row: ContentCheck) -> str | None:
    account = await session.get(Account, (row.county, row.account_id)) if row.account_id is not None else None
    if account is None or account.openid_sealed is None:
        return None
    vault = await vault_of(session, row.county)
    try:
        place = Place("account", "openid_sealed", account.id)
        return vault.open(DataClass.CONTACT, place, bytes(account.openid_sealed))
    except CannotOpen:
        return None


async def settle(session: AsyncSession, *, county: str, check_id: UUID, opinion: Opinion) -> None:
    """Write down what was found; words and link are forgotten unless a verdict is still to come."""
    row = await session.get(ContentCheck, (county, check_id), with_for_update=True)
    if row is not None and row.state is CheckState.WAITING:
        _write(row, opinion)
        session.add(row)


async def heard(session: AsyncSession, *, county: str, trace_id: str, opinion: Opinion) -> bool:
    """Settle an object by the verdict WeChat pushed; False when nobody waits for it any more."""
    query = select(ContentCheck).where(col(ContentCheck.county) == county, col(ContentCheck.trace_id) == trace_id)
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None or row.state is not CheckState.WAITING:
        return False
    _write(row, opinion)
    session.add(row)
    return True


def _write(row: ContentCheck, opinion: Opinion) -> None:
    row.state, row.source, row.label = opinion.state, opinion.source, opinion.label
    row.trace_id = opinion.trace_id or row.trace_id
    if opinion.state is CheckState.WAITING:
        return
    row.settled_at = clock.now()
    row.body_sealed = row.key_sealed = row.link_hash = None


@dataclass(frozen=True, slots=True)
class _Nobody:
    state: CheckState = CheckState.UNAVAILABLE
    source: CheckSource = CheckSource.SWEEPER
    label: int = 0
    trace_id: str = ""


async def sweep(session: AsyncSession, *, county: str) -> int:
    """Give up on verdicts that did not come in time: a person looks instead. Gives how many."""
    query = select(ContentCheck).where(
        col(ContentCheck.county) == county,
        col(ContentCheck.state) == CheckState.WAITING,
        col(ContentCheck.due_at) <= clock.now(),
    )
    rows = (await session.exec(query.limit(MOST_AT_ONCE).with_for_update(skip_locked=True))).all()
    for row in rows:
        _write(row, _Nobody())
        session.add(row)
    return len(rows)


async def state_of(session: AsyncSession, *, county: str, kind: CheckedKind, subject_id: UUID) -> CheckState | None:
    """Say the worst known of a subject's objects and its newest text; nothing when none was ever asked about."""
    query = select(ContentCheck.state, ContentCheck.object_name).where(
        col(ContentCheck.county) == county, col(ContentCheck.kind) == kind, col(ContentCheck.subject_id) == subject_id
    )
    rows = (await session.exec(query.order_by(col(ContentCheck.id).desc()))).all()
    texts = [state for state, name in rows if name is None]
    objects = [state for state, name in rows if name is not None]
    return worst(CheckState(one) for one in (*texts[:1], *objects))


def worst(states: Iterable[CheckState]) -> CheckState | None:
    """Choose the state furthest from being shown."""
    return max(states, key=FREE.__getitem__, default=None)


@dataclass(frozen=True, slots=True)
class Linked:
    """The one object a link leads to, and what it opens with."""

    object_name: str
    key: bytes = field(repr=False)
    place: Place
    media_type: str


async def follow(session: AsyncSession, *, county: str, link: str) -> Linked:
    """Give the object of a link that still lives. Raises NotFound for any other."""
    values = {"county": county, "digest": opaque_digest(link), "now": clock.now()}
    row = (await session.execute(LINKED, values)).one_or_none()
    if row is None or row.key_sealed is None or row.object_name is None:
        raise NotFound
    vault = await vault_of(session, county)
    key = vault.open_bytes(DataClass.CONTACT, Place("content_check", KEY, row.id), bytes(row.key_sealed))
    return Linked(row.object_name, key, Place(row.place_table, "data", row.place_row), row.media_type)
