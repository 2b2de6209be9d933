"""What an administrator says about offices, people, contacts and absences."""

from datetime import date, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from app.domain import receipt_numbers
from app.vocabulary import HoldGround, Role

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.\-]{1,59}$")]
Town = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}([0-9]{3})?$")]

LONGEST_SHIFT = timedelta(hours=36)


class Input(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EditOffice(Input):
    """An office's phone, and when another takes its work over."""

    phone: Annotated[str, StringConstraints(pattern=r"^[0-9\-]{0,20}$")]
    valid_to: date | None = None
    successor: Code | None = None

    @model_validator(mode="after")
    def an_end_has_a_successor(self) -> Self:
        """Refuse an office that ends with nobody taking its work."""
        if self.valid_to is not None and self.successor is None:
            raise ValueError("撤销的单位要写明由谁接手。")
        return self


class ChangeOffices(Input):
    """Offices that end on a day, and the one that follows them: a known one, or a new one with its name."""

    replaces: Annotated[list[Code], Field(min_length=1, max_length=10)]
    code: Code = Field(description="接手的单位；新名字的单位用新代码")
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)] | None = Field(
        None, description="新单位的名称；接手的是已有单位时不填"
    )
    on: date

    @model_validator(mode="after")
    def another_one(self) -> Self:
        """Refuse an office that follows itself."""
        if self.code in self.replaces or len(set(self.replaces)) != len(self.replaces):
            raise ValueError("单位不能由自己接手，也不能写两遍。")
        return self


class Invite(Input):
    """A new worker with a first post."""

    login_name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{3,60}$")]
    name: Name
    role: Role
    office: Code
    divisions: Annotated[list[Place], Field(max_length=40)] = []
    home_village: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None


class Grant(Input):
    """One more post of a worker."""

    role: Role
    office: Code
    divisions: Annotated[list[Place], Field(max_length=40)] = []


class NameContact(Input):
    """Who answers for a service, in a township or in an office."""

    service: Code
    township: Town | None = None
    office: Code
    staff_id: UUID
    deputy_id: UUID | None = Field(None, description="一个月没有确认时，先找这位同志")

    @model_validator(mode="after")
    def two_people(self) -> Self:
        """Refuse one's own deputy."""
        if self.deputy_id == self.staff_id:
            raise ValueError("替补要是别人。")
        return self


class ConfirmContacts(Input):
    """Contacts that were looked at this month and are still right."""

    contacts: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class RollBack(Input):
    """The version one means to take back, so that nobody takes back another."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]


class NameRoster(Input):
    """Two handlers and a supervisor for a closed service in a township."""

    service: Code
    township: Town
    first_id: UUID
    second_id: UUID
    supervisor_id: UUID

    @model_validator(mode="after")
    def three_people(self) -> Self:
        """Refuse the same person twice."""
        if len({self.first_id, self.second_id, self.supervisor_id}) != 3:  # noqa: PLR2004  two handlers, one supervisor
            raise ValueError("三个人不能重复。")
        return self


class Away(Input):
    """Days a worker is away, and who stands in."""

    staff_id: UUID
    deputy_id: UUID
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def sane(self) -> Self:
        """Refuse one's own deputy and days that end before they begin."""
        if self.staff_id == self.deputy_id or self.last_day < self.first_day:
            raise ValueError("代班的人要是别人，结束日期不能早于开始日期。")
        return self


class PlanShift(Input):
    """Hours in which a worker answers for a closed service; at most a day and a half."""

    service: Code
    staff_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime

    @model_validator(mode="after")
    def a_sane_shift(self) -> Self:
        """Refuse a shift that ends before it starts, or lasts longer than a person can."""
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST_SHIFT:
            raise ValueError("值班要有头有尾，一班最多三十六小时。")
        return self


class Decide(Input):
    """Another person's yes or no."""

    agree: bool


HoldReason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=6, max_length=200)]


class PlaceHold(Input):
    """An order to keep: a request's number holds that request, a registration's everything of its person."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9 ]{9,11}$")]
    ground: HoldGround
    reason: HoldReason = Field(description="文号和缘由，不写个人内容")

    @field_validator("number")
    @classmethod
    def a_real_number(cls, said: str) -> str:
        """Refuse a number whose check digit does not fit: a slip of the pen would hold nothing."""
        number = receipt_numbers.parse(said)
        if number is None:
            raise ValueError("编号不对，请核对。")
        return number


class ReleaseHold(Input):
    """Why it need not be kept any longer."""

    reason: HoldReason
