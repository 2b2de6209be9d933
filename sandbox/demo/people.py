"""Who works in the demo county: every department, thirty townships, the county desk; and the women."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.crypto import Place, Vault
from app.domain.accounts import passwords, second_factor
from app.domain.catalogue.folder import Folder
from app.domain.catalogue.rules import township_office
from app.models.accounts import Account, Profile, Staff, StaffCredential, StaffGrant
from app.models.contacts import ClosedRoster, ServiceContact
from app.permissions.actors import Actor, reader_tokens
from app.vocabulary import BodyKind, DataClass, Level, Role
from sandbox.demo import names

PASSWORD = "守望演示-2026"  # noqa: S105  invented people, printed on the screen
ROLE_NAMES = {
    Role.DEPARTMENT_HANDLER: "经办人",
    Role.DEPARTMENT_HEAD: "负责人",
    Role.TOWNSHIP_WORKER: "乡镇联系人",
    Role.VILLAGE_CADRE: "村干部",
    Role.COUNTY_DESK: "县总台",
    Role.SOCIAL_WORKER: "社工",
    Role.CLOSED_CASE_OFFICER: "保密事项专员",
    Role.PROVIDER: "培训老师",
    Role.AUDITOR: "审计员",
    Role.ADMIN: "管理员",
}


@dataclass
class Cast:
    """Everybody of the demo, by office, and what one needs to sign in as them."""

    county: str
    staff: dict[str, list[Actor]] = field(default_factory=dict)
    women: list[Actor] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """What building needs: the session as owner, the vault, the folder, the moment, the dice."""

    session: AsyncSession
    vault: Vault
    folder: Folder
    now: datetime
    random: Random
    password_hash: str


async def hire(stage: Stage, cast: Cast) -> None:
    """Hire everybody who works, name contacts for every service and township, and the closed rosters."""
    for one in stage.folder.departments:
        if one.kind is BodyKind.DEPARTMENT:
            for number in (1, 2):
                await hire_one(stage, cast, Role.DEPARTMENT_HANDLER, one.code, f"{one.code}.{number}", one.name)
            await hire_one(stage, cast, Role.DEPARTMENT_HEAD, one.code, f"{one.code}.head", one.name)
    for number in (1, 2):
        await hire_one(stage, cast, Role.COUNTY_DESK, "county_desk", f"desk.{number}", "县关爱服务总台")
        await hire_one(stage, cast, Role.SOCIAL_WORKER, "civil_affairs", f"social.{number}", "县民政局")
    await hire_one(stage, cast, Role.CLOSED_CASE_OFFICER, "womens_federation", "officer", "县妇联")
    await hire_one(stage, cast, Role.AUDITOR, "county_desk", "auditor", "县关爱服务总台")
    for login in ("admin", "admin.2"):
        await hire_one(stage, cast, Role.ADMIN, "county_desk", login, "县关爱服务总台")
    for town in (place for place in stage.folder.places if place.level == "township"):
        office = township_office(town.code)
        for number in (1, 2):
            login = f"{town.code}.{number}"
            await hire_one(stage, cast, Role.TOWNSHIP_WORKER, office, login, town.name, (town.code,))
        village = next(place for place in stage.folder.places if place.parent == town.code)
        await hire_one(stage, cast, Role.VILLAGE_CADRE, office, f"{town.code}.v", town.name, (village.code,))
    await stage.session.flush()
    await _name_contacts(stage, cast)


async def hire_one(  # noqa: PLR0913, PLR0917  one row of the payroll
    stage: Stage, cast: Cast, role: Role, office: str, login: str, office_name: str, divisions: tuple[str, ...] = ()
) -> None:
    """Hire one worker, with a second factor and a line in the list of demo accounts."""
    worker = Staff(county=cast.county, login_name=login, name_sealed=b"", created_at=stage.now)
    name = names.person(stage.random)
    worker.name_sealed = stage.vault.seal(DataClass.IDENTITY, Place("staff", "name_sealed", worker.id), name)
    credential = StaffCredential(county=cast.county, id=worker.id, password_hash=stage.password_hash)
    secret = second_factor.new_secret()
    place = Place("staff_credential", "totp_sealed", worker.id)
    credential.totp_sealed = stage.vault.seal(DataClass.IDENTITY, place, secret)
    grant = StaffGrant(county=cast.county, staff_id=worker.id, role=role, office_code=office, divisions=list(divisions))
    stage.session.add(worker)
    await stage.session.flush()
    stage.session.add_all((credential, grant))
    tokens = reader_tokens(role, office, worker.id)
    towns = divisions if role is Role.TOWNSHIP_WORKER else ()
    villages = divisions if role is Role.VILLAGE_CADRE else ()
    actor = Actor(cast.county, role, worker.id, None, None, office, tokens, tokens, towns, villages)
    cast.staff.setdefault(office, []).append(actor)
    cast.accounts.append(
        {
            "role": role.value,
            "title": ROLE_NAMES[role],
            "name": name,
            "office": office_name,
            "login_name": login,
            "password": PASSWORD,
            "totp_secret": secret,
        }
    )


async def _name_contacts(stage: Stage, cast: Cast) -> None:
    towns = [place.code for place in stage.folder.places if place.level == "township"]
    rows: list[ServiceContact | ClosedRoster] = []
    for service in stage.folder.services:
        lead = service.first_handler or service.lead or "county_desk"
        if service.level is Level.CLOSED:
            first, second, head = _trio(cast, lead)
            rows += [
                ClosedRoster(
                    county=cast.county,
                    service_code=service.code,
                    township_code=town,
                    first_id=first.id,
                    second_id=second.id,
                    supervisor_id=head.id,
                )
                for town in towns
            ]
            continue
        rows.append(_contact(stage, cast, service.code, None, lead, cast.staff[lead][0]))
        rows += [
            _contact(stage, cast, service.code, town, township_office(town), cast.staff[township_office(town)][0])
            for town in towns
        ]
    stage.session.add_all(rows)
    await stage.session.flush()


def _contact(stage: Stage, cast: Cast, service: str, town: str | None, office: str, actor: Actor) -> ServiceContact:
    return ServiceContact(
        county=cast.county,
        service_code=service,
        township_code=town,
        office_code=office,
        staff_id=actor.id,
        confirmed_at=stage.now,
    )


def _trio(cast: Cast, office: str) -> tuple[Actor, Actor, Actor]:
    people = cast.staff[office]
    handlers = [one for one in people if one.role is Role.DEPARTMENT_HANDLER]
    head = next(one for one in people if one.role is Role.DEPARTMENT_HEAD)
    return handlers[0], handlers[1], head


async def register(stage: Stage, cast: Cast, count: int) -> None:
    """Make the women: an account with WeChat and phone, a person, a village of the county."""
    cast.villages = [place.code for place in stage.folder.places if place.level == "village"]
    for number in range(count):
        village = cast.villages[stage.random.randrange(len(cast.villages))]
        account = Account(county=cast.county, created_at=stage.now)
        openid, phone = f"oDemo{number:023d}", names.phone(number)
        seal, vault = stage.vault.seal, stage.vault
        account.openid_sealed = seal(DataClass.CONTACT, Place("account", "openid_sealed", account.id), openid)
        account.openid_index = vault.blind_index("openid", openid)
        account.phone_sealed = seal(DataClass.CONTACT, Place("account", "phone_sealed", account.id), phone)
        account.phone_index = vault.blind_index("phone", phone)
        profile = Profile(county=cast.county, account_id=account.id, village_code=village, created_at=stage.now)
        name = names.person(stage.random)
        profile.name_sealed = seal(DataClass.IDENTITY, Place("profile", "name_sealed", profile.id), name)
        stage.session.add(account)
        stage.session.add(profile)
        cast.women.append(Actor(cast.county, Role.WOMAN, account.id, None, profile.id))
        cast.accounts.append(
            {"role": "woman", "title": "妇女", "name": name, "office": "", "phone": phone, "openid": openid}
        )
        if number % 500 == 499:  # noqa: PLR2004  a bite the database likes
            await stage.session.flush()
    await stage.session.flush()


async def password_hash() -> str:
    """Hash the demo password once for everybody."""
    return await passwords.hash_password(PASSWORD)
