"""On which grounds nobody asks about income, whether one fits the facts, and what her own entry already says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain.catalogue import legal_aid as county
from app.domain.catalogue.aid_shapes import AidGround, AidMatter
from app.domain.catalogue.folder import Folder
from app.domain.ledger import consents
from app.domain.legal_aid.inputs import Story
from app.errors import Invalid
from app.models.ledger import LedgerFlag
from app.vocabulary import ConsentPurpose, KeyGroup


@dataclass(frozen=True, slots=True)
class Basis:
    """What an application stands on: its matter, and either a ground or her pledge."""

    matter: AidMatter
    ground: AidGround | None
    from_ledger: bool

    @property
    def closed(self) -> bool:
        """Say whether only named people may hear of it."""
        return self.matter.closed or (self.ground is not None and self.ground.closed)


async def flags_of(session: AsyncSession, *, county_code: str, profile_id: UUID) -> set[KeyGroup]:
    """Read which key groups her entry says she belongs to today."""
    today = clock.today()
    query = select(LedgerFlag.key_group).where(
        col(LedgerFlag.county) == county_code,
        col(LedgerFlag.profile_id) == profile_id,
        col(LedgerFlag.seen_on) <= today,
        col(LedgerFlag.expires_on) >= today,
    )
    return {KeyGroup(one) for one in (await session.exec(query)).all()}


async def agreed_flags(session: AsyncSession, *, county_code: str, profile_id: UUID) -> set[KeyGroup]:
    """Read her flags for legal aid. Raises ConsentMissing (403) where she has not agreed to this use."""
    await consents.require_consent(session, county=county_code, profile_id=profile_id, purpose=ConsentPurpose.LEGAL_AID)
    return await flags_of(session, county_code=county_code, profile_id=profile_id)


def suggested(folder: Folder, flags: set[KeyGroup], today: date) -> list[str]:
    """Name the grounds her entry already speaks for."""
    return [one.code for one in county.grounds_on(folder, today) if flags & set(one.groups)]


def basis(folder: Folder, said: Story, flags: Sequence[KeyGroup] | set[KeyGroup]) -> Basis:
    """Work out what an application stands on. Raises Invalid with the ground's own sentence where it does not fit."""
    matter = county.matter(folder, said.matter)
    if matter is None:
        raise Invalid("没有这一类事，请重新选一下。", field="matter")
    if said.ground is None:
        if said.pledge is None:
            raise Invalid("请签一份个人承诺书就行，不用收入证明。", field="pledge")
        return Basis(matter, None, from_ledger=False)
    ground = next((one for one in county.grounds_on(folder, clock.today()) if one.code == said.ground), None)
    if ground is None:
        raise Invalid("没有这条理由，或者它已经过期。可以签一份承诺书，一样能申请。", field="ground")
    if ground.matters and matter.code not in ground.matters:
        raise Invalid(ground.does_not_fit, field="ground")
    from_ledger = said.use_ledger and bool(ground.groups)
    if from_ledger and not set(flags) & set(ground.groups):
        raise Invalid(ground.does_not_fit, field="ground")
    return Basis(matter, ground, from_ledger)
