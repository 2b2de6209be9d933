"""A paper to take home: the number, how to say it, where to ask; it says of no matter and no service (OFF-13, SAF-02).

It is made of the number alone: no request is looked up, so that whoever prints one learns nothing, whatever the number.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.domain import receipt_numbers
from app.domain.catalogue.rules import COUNTY_DESK, township_office
from app.models.catalogue import County, Office
from app.permissions.actors import Actor

LINES = (
    "请收好这张纸，别人问起，就说是社区服务回执。",
    "想知道办到哪一步：打下面的电话，只报编号。",
    "没有电话：带着这张纸到村（社区）妇女之家或镇上服务窗口，请工作人员帮您问。",
    "编号不用给家里人看；纸丢了，本人来也能问。",
)
MOST_HOURS = 24


class PrintSlip(BaseModel):
    """The number, her township, and the hours she gave to be called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[str, StringConstraints(min_length=9, max_length=20)]
    township: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")] | None = None
    from_hour: Annotated[int, Field(ge=0, lt=MOST_HOURS)] | None = None
    to_hour: Annotated[int, Field(ge=1, le=MOST_HOURS)] | None = None

    @field_validator("number")
    @classmethod
    def a_real_number(cls, said: str) -> str:
        """Refuse a number whose check digit does not fit: a slip of the pen would lead nowhere."""
        number = receipt_numbers.parse(said)
        if number is None:
            raise ValueError("编号不对，请核对。")
        return number


async def slip(session: AsyncSession, *, actor: Actor, said: PrintSlip) -> dict[str, Any]:
    """Give what is printed; large letters and a plain title are the printer's affair."""
    today = clock.today()
    called = None
    if said.from_hour is not None and said.to_hour is not None and said.from_hour < said.to_hour:
        called = f"约好 {said.from_hour} 点到 {said.to_hour} 点之间给您打电话。"
    return {
        "title": f"{(await session.get_one(County, actor.county)).name}社区服务回执",
        "number": receipt_numbers.shown(said.number),
        "read_aloud": receipt_numbers.spoken(said.number),
        "lines": list(LINES),
        "call_back": called,
        "phones": await _phones(session, actor, said.township),
        "printed_on": f"{today.year}年{today.month}月{today.day}日",
    }


async def _phones(session: AsyncSession, actor: Actor, township: str | None) -> list[dict[str, str]]:
    """Give the numbers anybody may call: her township's and the county's; what is not written down is left out."""
    codes = [COUNTY_DESK] if township is None else [township_office(township), COUNTY_DESK]
    query = select(Office.code, Office.name, Office.phone).where(
        col(Office.county) == actor.county, col(Office.code).in_(codes)
    )
    known = {code: (name, phone) for code, name, phone in await session.exec(query)}
    return [{"name": known[code][0], "phone": known[code][1]} for code in codes if code in known and known[code][1]]
