"""A sheet of contacts: who answers for which service in which township, by names as people write them."""

from sqlmodel import col, select

from app.domain.catalogue.rules import township_office
from app.domain.governance import settings
from app.domain.governance.inputs import NameContact
from app.domain.imports.taking import Plan, RowWrong, Sheet
from app.models.accounts import Staff, StaffGrant
from app.models.contacts import ServiceContact
from app.vocabulary import DivisionLevel

COLUMNS = ("服务", "乡镇", "单位", "登录名")


async def _plan(plan: Plan, row: list[str]) -> None:
    service, town, office, login = row
    said = await _read(plan, _service(plan, service), _town(plan, town), office, login)
    if any(_place(one) == _place(said) for one in plan.todo):
        raise RowWrong("同一个服务、乡镇和单位写了两次。")
    if await _is_there(plan, said):
        plan.there += 1
    else:
        plan.todo.append(said)


def _place(said: NameContact) -> tuple[str, str | None, str]:
    return said.service, said.township, said.office


def _service(plan: Plan, name: str) -> str:
    """Find a service by its code, its plain name or its official one."""
    for one in plan.loaded.folder.services:
        if name in (one.code, one.name, one.official_name):
            return one.code
    raise RowWrong(f"没有“{name[:20]}”这项服务。")


def _town(plan: Plan, name: str) -> str | None:
    """Find a township by code or name; nothing written means the whole county."""
    if not name:
        return None
    for one in plan.loaded.folder.places:
        if one.level == DivisionLevel.TOWNSHIP.value and name in (one.code, one.name):
            return one.code
    raise RowWrong(f"没有“{name[:20]}”这个乡镇（街道）。")


def _office(plan: Plan, name: str, town: str | None) -> str:
    """Find an office by code or name; a township's own where nothing is written."""
    if not name and town is not None:
        return township_office(town)
    for one in plan.loaded.folder.departments:
        if name in (one.code, one.name, one.short):
            return one.code
    for place in plan.loaded.folder.places:
        if place.level == DivisionLevel.TOWNSHIP.value and name in (place.name, township_office(place.code)):
            return township_office(place.code)
    raise RowWrong(f"没有“{name[:20]}”这个单位。")


async def _read(plan: Plan, service: str, town: str | None, office: str, login: str) -> NameContact:
    code = _office(plan, office, town)
    query = (
        select(Staff.id)
        .join(StaffGrant, (col(StaffGrant.county) == col(Staff.county)) & (col(StaffGrant.staff_id) == col(Staff.id)))
        .where(
            col(Staff.county) == plan.actor.county,
            col(Staff.login_name) == login,
            col(Staff.disabled_at).is_(None),
            col(StaffGrant.office_code) == code,
            col(StaffGrant.revoked_at).is_(None),
        )
    )
    found = (await plan.session.exec(query.limit(1))).first()
    if found is None:
        raise RowWrong(f"登录名“{login[:20]}”不在这个单位，请先给这位同志开账号、定岗位。")
    return NameContact(service=service, township=town, office=code, staff_id=found)


async def _is_there(plan: Plan, said: NameContact) -> bool:
    query = select(ServiceContact.id).where(
        col(ServiceContact.county) == plan.actor.county,
        col(ServiceContact.service_code) == said.service,
        col(ServiceContact.township_code).is_not_distinct_from(said.township),
        col(ServiceContact.office_code) == said.office,
        col(ServiceContact.staff_id) == said.staff_id,
    )
    return (await plan.session.exec(query.limit(1))).first() is not None


async def _apply(plan: Plan) -> None:
    for said in plan.todo:
        await settings.name_contact(plan.session, actor=plan.actor, said=said)


SHEET = Sheet("contacts", COLUMNS, _plan, _apply)
