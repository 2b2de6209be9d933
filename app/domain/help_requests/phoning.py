"""A telephone call becomes a request: written down in a minute, routed like any other, its number read back."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app import audit, clock, db
from app.audit import About
from app.crypto import Place, Vault, normal_phone
from app.domain import numbers, receipt_numbers
from app.domain.catalogue import deadlines, publishing
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.queries import LoadedCounty
from app.domain.help_requests import inputs, placing, showing, submitting
from app.domain.help_requests.moves import Fresh
from app.domain.help_requests.submitting import Her, Telling
from app.domain.keys import vault_of
from app.errors import Invalid
from app.models.accounts import Account, Profile
from app.models.notices import SafeContact
from app.notifications.contract import DEFAULT_CHANNELS
from app.permissions.actors import Actor
from app.vocabulary import Audience, DataClass, DivisionLevel, Level

READ_BACK = "请把编号念给她听两遍，让她记下来；以后报编号就能问进度。"
NAMED_PEOPLE = "指定的专人"
TOWN_ONLY = "000"
BY_PHONE = text("""
    SELECT p.id, p.account_id FROM account a JOIN profile p ON p.county = a.county AND p.account_id = a.id
    WHERE a.county = :county AND a.phone_index = :phone AND a.disabled_at IS NULL LIMIT 2
""")


async def log_call(session: AsyncSession, *, actor: Actor, said: inputs.LogCall) -> dict[str, Any]:
    """Write a call down as a request: same routing, levels and clocks; gives the number to read back.

    What becomes closed goes to its named people; whoever typed it sees it again only as one of them.
    """
    loaded, vault = await catalogue.current(session, actor.county), await vault_of(session, actor.county)
    village = _place(loaded, said.place)
    async with db.acting_as(session, Audience.ROUTE):
        known = await _known(session, actor, vault, said) if said.in_her_app else None
        telling = _telling(said, has_app=known is not None)
        her = await _caller(session, actor, vault, said, known)
        story = Telling(session, actor, telling, her, village, loaded, vault)
        number, _ = await numbers.use(session, county=actor.county, profile_id=her.profile_id, wanted=None)
        fresh = await submitting.begin(story, said.service, number, None)
        reads = await _reads(session, actor, fresh)
    closed = fresh.request.level is Level.CLOSED
    session.info["answer_about"], session.info["answer_alone"] = (fresh.request.id, False), closed
    return _read_back(loaded, fresh, linked=known is not None, reads=reads)


def _telling(said: inputs.LogCall, *, has_app: bool) -> inputs.SubmitRequest:
    """Put a call into the words of a telling; who has no app to open is called back by a person (NTF-06)."""
    return inputs.SubmitRequest(
        services=[said.service],
        telling=said.telling,
        share=said.share,
        consent_heard=said.share,
        about_office=said.about_office,
        tells_only_when_open=None if has_app else False,
        channel=said.came_by,
    )


def _place(loaded: LoadedCounty, place: str) -> str:
    """Take a village, or a township when that is all she says; the township's contact asks for the rest."""
    if catalogue.village(loaded, place):
        return place
    towns = {one.code for one in loaded.folder.places if one.level == DivisionLevel.TOWNSHIP.value}
    if place in towns:
        return place + TOWN_ONLY
    raise Invalid("没有找到这个村或乡镇，请重新选一下。", field="place")


async def _known(session: AsyncSession, actor: Actor, vault: Vault, said: inputs.LogCall) -> UUID | None:
    """Find whose telephone it is, by exact number, where she wants to see it in her app; several people are nobody."""
    index = vault.blind_index("phone", normal_phone(said.phone or ""))
    rows = (await session.execute(BY_PHONE, {"county": actor.county, "phone": index})).all()
    found: UUID | None = rows[0].id if len(rows) == 1 else None
    about = About("staff", actor.id, found)
    facts = {"found": found is not None}
    await audit.record_read(session, actor=actor, action="call:find_caller", about=about, facts=facts)
    return found


async def _caller(session: AsyncSession, actor: Actor, vault: Vault, said: inputs.LogCall, known: UUID | None) -> Her:
    """Give who called: the known person, or a new one without any way to sign in, who may claim what is hers later."""
    phone = normal_phone(said.phone) if said.phone else None
    if known is not None:
        quiet = (await session.get_one(Profile, (actor.county, known))).tells_only_when_open
        return Her(known, None, said.caller_name, phone, tells_only_when_open=quiet)
    account = Account(county=actor.county, created_at=clock.now())
    profile = Profile(county=actor.county, created_at=clock.now(), account_id=account.id)
    profile.village_code = said.place if len(said.place) > len("500230101") else None
    if said.caller_name:
        place = Place("profile", "name_sealed", profile.id)
        profile.name_sealed = vault.seal(DataClass.IDENTITY, place, said.caller_name)
    for row in (account, profile, *_hours(profile, said.call_back)):
        session.add(row)
        await session.flush()
    return Her(profile.id, None, said.caller_name, phone, tells_only_when_open=False)


def _hours(profile: Profile, said: inputs.CallHours | None) -> list[SafeContact]:
    """Keep between which hours she can be called; whoever calls sees them beside the request."""
    if said is None:
        return []
    channels = [one.value for one in DEFAULT_CHANNELS]
    return [SafeContact(county=profile.county, profile_id=profile.id, channels=channels, **said.model_dump())]


async def _reads(session: AsyncSession, actor: Actor, fresh: Fresh) -> bool:
    """Say whether whoever typed it may open it again."""
    request = fresh.request
    if request.level is Level.CLOSED:
        return actor.id in {one.staff_id for one in await placing.members_of(session, request)}
    return bool(set(request.readers) & set(actor.readers))


def _read_back(loaded: LoadedCounty, fresh: Fresh, *, linked: bool, reads: bool) -> dict[str, Any]:
    request = fresh.request
    names = {one.code: one.name for one in loaded.folder.departments}
    lead = NAMED_PEOPLE if request.level is Level.CLOSED else names.get(request.lead_office, "单位")
    due = request.first_due
    return {
        "id": request.id if reads else None,
        "number": receipt_numbers.shown(request.number),
        "read_aloud": receipt_numbers.spoken(request.number),
        "line": READ_BACK,
        "service_name": showing.service_name(loaded, request.service_code),
        "lead_name": lead,
        "due_words": deadlines.in_words(due, clock.now(), promise="回您") if due else None,
        "linked": linked,
        "emergency": publishing.emergency(loaded, request.service_code),
    }
