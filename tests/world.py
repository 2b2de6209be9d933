"""Builders with honest defaults: a woman, a worker, an office's people; written as the owner of the tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault
from app.db import Context
from app.domain.keys import vault_of
from app.models.accounts import Account, Profile, SignInSession, Staff, StaffGrant
from app.permissions.actors import Actor, reader_tokens
from app.vocabulary import Audience, DataClass, Role, SessionKind

COUNTY = "500230"
VILLAGE = "500230101201"
TOWNSHIP = "500230101"


class World:
    """People and things of 丰都县, invented, on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def as_owner(self) -> AsyncIterator[AsyncSession]:
        """A session that may write any table, as migrations and builders may."""
        session = AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        async with session:
            await session.begin()
            held = await session.connection()
            await held.exec_driver_sql("SET LOCAL ROLE owner")
            yield session
            await session.commit()

    @asynccontextmanager
    async def as_worker(self) -> AsyncIterator[AsyncSession]:
        """A session as the worker process has it."""
        async with db.transaction(Context(Audience.WORKER, COUNTY)) as session:
            yield session

    async def add(self, *rows: SQLModel) -> None:
        """Write rows, one by one in the order given."""
        async with self.as_owner() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def vault(self) -> Vault:
        """The county's vault."""
        async with self.as_owner() as session:
            return await vault_of(session, COUNTY)

    async def woman(self, *, village: str = VILLAGE, name: str = "张小妹", phone: str | None = None) -> Actor:
        """A woman with an account, a profile and a session."""
        vault = await self.vault()
        account = Account(county=COUNTY)
        if phone is not None:
            account.phone_sealed = vault.seal(DataClass.CONTACT, Place("account", "phone_sealed", account.id), phone)
            account.phone_index = vault.blind_index("phone", phone)
        profile = Profile(county=COUNTY, account_id=account.id, village_code=village)
        profile.name_sealed = vault.seal(DataClass.IDENTITY, Place("profile", "name_sealed", profile.id), name)
        session = _session(SessionKind.WOMAN, account.id, profile=profile)
        await self.add(account, profile, session)
        return Actor(COUNTY, Role.WOMAN, account.id, session.id, profile.id)

    async def staff(
        self, role: Role, office: str, *, divisions: tuple[str, ...] = (), name: str = "李同志", home: str | None = None
    ) -> Actor:
        """A worker with one grant and a session."""
        vault = await self.vault()
        worker = Staff(county=COUNTY, login_name=f"w{uuid4().hex[:12]}", name_sealed=b"", home_village=home)
        worker.name_sealed = vault.seal(DataClass.IDENTITY, Place("staff", "name_sealed", worker.id), name)
        grant = StaffGrant(county=COUNTY, staff_id=worker.id, role=role, office_code=office, divisions=list(divisions))
        session = _session(SessionKind.STAFF, worker.id, grant=grant)
        await self.add(worker, grant, session)
        tokens = reader_tokens(role, office, worker.id)
        towns = divisions if role in (Role.TOWNSHIP_WORKER, Role.DEPARTMENT_HEAD) else ()
        villages = divisions if role is Role.VILLAGE_CADRE else ()
        return Actor(COUNTY, role, worker.id, session.id, None, office, tokens, tokens, towns, villages)


def _session(
    kind: SessionKind, owner: object, *, profile: Profile | None = None, grant: StaffGrant | None = None
) -> SignInSession:
    ends = clock.now() + timedelta(days=400)  # whatever moment a test stops the clock at, nobody has to come again
    return SignInSession(
        county=COUNTY,
        kind=kind,
        owner_id=owner,
        profile_id=profile.id if profile else None,
        grant_id=grant.id if grant else None,
        strong=kind is SessionKind.STAFF,
        proved_at=ends if kind is SessionKind.STAFF else None,
        expires_at=ends,
    )
