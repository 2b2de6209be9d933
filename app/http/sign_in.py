"""Sign-in on the wire: ask the outside first, then one short transaction, committed before any refusal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock, db
from app.crypto import Place, Vault
from app.db import Context
from app.domain.accounts import passwords, phones, second_factor, signing_in
from app.domain.accounts.inputs import (
    AcceptInvitation,
    AskPhoneCode,
    PhoneSignIn,
    Refresh,
    StaffSignIn,
    WeChatSignIn,
)
from app.domain.accounts.signing_in import Opened, Person, Post
from app.errors import AppError, SignInFailed, Unauthenticated
from app.http import limits, tokens
from app.http.county import find_county
from app.http.tokens import LIFETIME, TokenClaims
from app.integrations import sms
from app.integrations.wechat.client import WeChatClient, client_of
from app.integrations.wechat.credentials import app_of
from app.integrations.wechat.phone import shared_phone
from app.integrations.wechat.sign_in import exchange_code
from app.integrations.wechat.tokens import TokenKeeper
from app.limits import DAY, HOUR, MINUTE
from app.permissions.actors import Actor
from app.settings import settings
from app.vocabulary import Audience, DataClass, PhoneOutcome, Role, SessionKind

HOME_COUNTRY = "86"


def answer(county: str, opened: Opened, phone: PhoneOutcome | None = None) -> dict[str, Any]:
    """Give tokens and who one is; openid and phone never leave the server, only whether a number was kept."""
    claims = TokenClaims(
        sub=opened.owner_id, prf=opened.profile_id, sid=opened.session_id, county=county, aud=opened.kind
    )
    return {
        "access_token": tokens.issue(claims),
        "refresh_token": opened.refresh_token,
        "expires_in": int(LIFETIME.total_seconds()),
        "county": county,
        "kind": opened.kind,
        "profile": opened.profile_id,
        "choose": [],
        "phone": phone,
    }


def _choice(county: str, kind: SessionKind, choose: list[dict[str, Any]]) -> dict[str, Any]:
    """Ask who of several, or as what; there is no token yet."""
    empty = {"access_token": None, "refresh_token": None, "expires_in": None, "profile": None, "phone": None}
    return {**empty, "county": county, "kind": kind, "choose": choose}


async def by_wechat(request: Request, said: WeChatSignIn) -> dict[str, Any]:
    """Sign in with a login code of the mini-program; the first time makes an account and a person."""
    county = await find_county(request, said.county)
    await limits.hold(county, (f"wechat:{limits.origin(request)}", MINUTE, 60))
    async with _client(request) as client:
        identity = await exchange_code(client, app_of(settings(), county), said.code)
        number = await _shared_number(client, county, said.phone_code, identity.openid)
    async with limits.signing_in(county) as (session, vault):
        index = signing_in.openid_index(vault, identity.openid)
        people, disabled = await signing_in.people_of(session, county=county, openid=index, phone=None)
        if not people:
            people = [await signing_in.make_account(session, county=county, vault=vault, openid=identity.openid)]
        opened = None if disabled else await _open_for(session, county, people[0])
        if opened is not None and number:
            await _keep_number(session, county, opened, number)
    if opened is None:
        raise SignInFailed
    kept = PhoneOutcome.KEPT if number else PhoneOutcome.NOT_USABLE
    return answer(county, opened, kept if said.phone_code else None)


async def _shared_number(client: WeChatClient, county: str, code: str | None, openid: str) -> str | None:
    """Spend the phone button's code; whatever is wrong with it, she is signed in all the same."""
    if code is None:
        return None
    try:
        shared = await shared_phone(TokenKeeper(client), app_of(settings(), county), code=code, openid=openid)
    except AppError:
        return None
    return shared.number if shared.country_code == HOME_COUNTRY else None


async def _keep_number(session: AsyncSession, county: str, opened: Opened, number: str) -> None:
    """Keep the number as herself: the sign-in audience may write no account."""
    her = Actor(county, Role.WOMAN, opened.owner_id, opened.session_id, opened.profile_id)
    await db.enter(session, Context(Audience.WOMAN, county, actor=her.id, profile=her.profile_id))
    await phones.keep(session, actor=her, number=number)


@asynccontextmanager
async def _client(request: Request) -> AsyncIterator[WeChatClient]:
    """Give the WeChat client; an application under test brings its own transport."""
    transport = getattr(request.app.state, "outside", None)
    async with client_of(settings(), transport) as client:
        yield client


async def _open_for(session: AsyncSession, county: str, person: Person) -> Opened:
    return await signing_in.open_session(
        session, county=county, kind=SessionKind.WOMAN, owner_id=person.account_id, profile_id=person.profile_id
    )


async def send_code(request: Request, said: AskPhoneCode) -> dict[str, Any]:
    """Send six digits to a phone; the answer is the same for every number."""
    county = await find_county(request, said.county)
    await limits.hold(
        county,
        (f"code:{said.phone}", MINUTE, 1),
        (f"code-day:{said.phone}", DAY, 10),
        (f"code-from:{limits.origin(request)}", HOUR, 30),
    )
    await limits.hold(county, *sms.buckets(settings(), said.phone))
    code = signing_in.new_code()
    async with limits.signing_in(county) as (session, vault):
        await signing_in.keep_code(session, county=county, vault=vault, phone=said.phone, code=code)
    minutes = int(signing_in.CODE_LIVES.total_seconds() // MINUTE)
    transport = getattr(request.app.state, "outside", None)
    async with sms.sms_of(settings(), transport=transport) as gateway:
        await sms.send_code(gateway, phone=said.phone, code=code, minutes=minutes, key=uuid4().hex)
    return {"expires_in": int(signing_in.CODE_LIVES.total_seconds()), "again_in": MINUTE}


async def by_phone(request: Request, said: PhoneSignIn) -> dict[str, Any]:
    """Sign in with the code that came by SMS; people who share the phone are told apart by pictures, never names."""
    county = await find_county(request, said.county)
    await limits.hold(county, (f"phone:{said.phone}", HOUR, 20), (f"phone-from:{limits.origin(request)}", MINUTE, 60))
    opened: Opened | None = None
    choose: list[dict[str, Any]] = []
    async with limits.signing_in(county) as (session, vault):
        index = signing_in.phone_index(vault, said.phone)
        people, disabled = await signing_in.people_of(session, county=county, openid=None, phone=index)
        chosen = [one for one in people if one.profile_id == said.profile] if said.profile else people
        spend = len(chosen) <= 1
        good = await signing_in.try_code(
            session, county=county, vault=vault, phone=said.phone, code=said.code, spend=spend
        )
        if good and not disabled and not people:
            chosen = [await signing_in.make_account(session, county=county, vault=vault, phone=said.phone)]
        if good and not disabled and len(chosen) == 1:
            opened = await _open_for(session, county, chosen[0])
        elif good and not disabled and len(chosen) > 1:
            choose = [{"id": one.profile_id, "picture": one.picture, "role": None, "office": None} for one in chosen]
    if choose:
        return _choice(county, SessionKind.WOMAN, choose)
    if opened is None:
        raise SignInFailed
    return answer(county, opened)


async def by_password(request: Request, said: StaffSignIn) -> dict[str, Any]:
    """Sign a worker in: name and password, six digits where enrolled; the same sentence for everything wrong."""
    county = await find_county(request, said.county)
    await limits.hold(county, (f"staff:{limits.origin(request)}", MINUTE, 60))
    async with limits.signing_in(county) as (session, _):
        row = await signing_in.find_staff(session, county=county, login_name=said.login_name)
    locked = row is not None and signing_in.is_locked(row)
    stored = row["password_hash"] if row is not None and not locked else None
    good = await passwords.verify(stored, said.password)
    signed_in = await _staff_outcome(county, said, row, good=good)
    if row is not None and stored is not None and passwords.needs_rehash(stored):
        renewed = await passwords.hash_password(said.password)
        async with limits.signing_in(county) as (session, _):
            await signing_in.renew_hash(
                session, county=county, staff_id=row["staff_id"], proved=stored, renewed=renewed
            )
    return signed_in


async def _staff_outcome(county: str, said: StaffSignIn, row: Any, *, good: bool) -> dict[str, Any]:
    opened: Opened | None = None
    choose: list[dict[str, Any]] = []
    async with limits.signing_in(county) as (session, vault):
        if row is None or signing_in.is_locked(row):
            # the same statements for a name nobody has, a locked one and a wrong password (R17)
            await signing_in.note_staff_try(session, county=county, staff_id=uuid4(), good=False, step=None)
        else:
            fits, step = await _second_factor(session, vault, row, said.otp, good=good)
            good = good and fits
            who = row["staff_id"]
            good &= await signing_in.note_staff_try(session, county=county, staff_id=who, good=good, step=step)
            grants = [one for one in row["grants"] or [] if said.grant is None or one["grant"] == str(said.grant)]
            if good and len(grants) == 1:
                opened = await signing_in.open_session(
                    session,
                    county=county,
                    kind=SessionKind.STAFF,
                    owner_id=row["staff_id"],
                    post=Post(UUID(grants[0]["grant"]), strong=row["totp_sealed"] is not None),
                )
            elif good:
                choose = [
                    {"id": one["grant"], "picture": None, "role": one["role"], "office": one["office_name"]}
                    for one in grants
                ]
    if choose:
        return _choice(county, SessionKind.STAFF, choose)
    if opened is None:
        raise SignInFailed
    return answer(county, opened)


async def _second_factor(
    session: AsyncSession, vault: Vault, row: Any, otp: str | None, *, good: bool
) -> tuple[bool, int | None]:
    """Say whether the second factor holds where one is enrolled, and which step it used; a recovery code counts too."""
    if row["totp_sealed"] is None:
        return True, None
    if good and otp and len(otp.strip()) > second_factor.DIGITS + 2:
        county, who = vault.county, row["staff_id"]
        return await signing_in.use_recovery_code(session, county=county, staff_id=who, code=otp), None
    place = Place("staff_credential", "totp_sealed", row["staff_id"])
    secret = vault.open(DataClass.IDENTITY, place, bytes(row["totp_sealed"]))
    step = second_factor.used_step(secret, otp or "", last_used=row["totp_last_step"], moment=clock.now())
    return step is not None, step


async def refresh(request: Request, said: Refresh) -> dict[str, Any]:
    """Give new tokens for a refresh token used once; reuse of an old one ends the session."""
    county = await find_county(request, said.county)
    await limits.hold(county, (f"refresh:{limits.origin(request)}", MINUTE, 300))
    async with limits.signing_in(county) as (session, vault):
        opened = await signing_in.rotate(session, county=county, vault=vault, token=said.refresh_token)
    if opened is None:
        raise Unauthenticated
    return answer(county, opened)


async def accept_invitation(request: Request, said: AcceptInvitation) -> None:
    """Let a new worker choose a password. Raises SignInFailed for a code that is used or over."""
    county = await find_county(request, said.county)
    await limits.hold(county, (f"invitation:{limits.origin(request)}", MINUTE, 20))
    passwords.refuse_weak(said.password)
    hashed = await passwords.hash_password(said.password)
    async with limits.signing_in(county) as (session, _):
        done = await signing_in.accept_invitation(session, county=county, code=said.code, password_hash=hashed)
    if not done:
        raise SignInFailed("邀请码用过了或过期了，请找管理员重新发。")
